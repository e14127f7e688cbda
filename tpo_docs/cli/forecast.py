"""`tpo-docs forecast`: when a release will be done, as its page says it."""

from __future__ import annotations

import json
from typing import Any

import click

from tpo_docs.cli import project
from tpo_docs.cli.nearest import nearest
from tpo_docs.cli.nothing import none_of
from tpo_docs.cli.options import Where, format_option, output_option, where_options
from tpo_docs.cli.output import deliver
from tpo_docs.formats.rows import Table, as_csv
from tpo_docs.model import Item, Project
from tpo_docs.pages.planning.origin import origin
from tpo_docs.pages.planning.releases import LACKS
from tpo_docs.planning.outlook import Outlook, outlook
from tpo_docs.planning.priorities import number_text
from tpo_docs.planning.releases import releases
from tpo_docs.words import words

EPILOG = """\b
Examples:
  tpo-docs forecast REL-mvp
  tpo-docs forecast REL-mvp --format json
"""


@click.command("forecast", epilog=EPILOG)
@click.argument("release", metavar="RELEASE")
@format_option("table", "json", "csv", help="How to write it.")
@output_option()
@where_options
def command(where: Where, *, release: str, format_: str, output: str | None) -> int:
    """Show when a release will be done, and how likely its target is.

    The forecast draws from the stories finished in the last full weeks, after
    a tracker's export, records/snapshots.jsonl or Git's commits; it says which.
    Where these are too few it says so, and offers no more than a guess. The
    same data give the same dates.
    """
    found = project.load(where).review.project
    seen = outlook(found, _release(found, release))
    rows = tuple(_rows(seen, origin(found, words("en"))))
    if format_ == "json":
        text = json.dumps(_json(seen), indent=2, ensure_ascii=False) + "\n"
    elif format_ == "csv":
        text = as_csv(Table(("what", "value"), tuple(((name,), (value,)) for name, value in rows)))
    else:
        wide = max(len(name) for name, _ in rows)
        text = "".join(f"{name:<{wide}}  {value}\n" for name, value in rows)
    deliver(text, output)
    return 0


def _release(found: Project, name: str) -> Item:
    """The release meant, which is not a dropped one."""
    item = found.resolve(name)
    if item is None:
        none = none_of(found, "release")
        mend = f"; {none}" if none else nearest(name, [one.id for one in releases(found)])
        raise click.UsageError(f"there is no release '{name}'{mend}", click.get_current_context())
    if item.type != "release":
        raise click.UsageError(f"{item.id} is no release but a {item.type}", click.get_current_context())
    if not item.living:
        raise click.ClickException(f"release {item.id} is {item.status}, so there is nothing to forecast")
    return item


def _rows(seen: Outlook, origin: str) -> list[tuple[str, str]]:
    rows = [
        ("release", f"{seen.release.id} {seen.release.title}".strip()),
        ("target", str(seen.target or "–")),
        ("open stories", str(seen.open)),
    ]
    weeks = ", ".join(map(str, seen.sample.weeks))
    rows.append(("finished a week", weeks or "not known"))
    rows.append(("source", origin))
    if seen.release.text("released"):
        return [*rows, ("released", seen.release.text("released"))]
    if seen.forecast is None:
        if seen.sample.lacks:
            rows.append(("forecast", f"not enough data: {LACKS[seen.sample.lacks]}"))
        if seen.guess is not None:
            rows.append(("a guess from the plan", f"{seen.guess.p50} as likely as not, {seen.guess.p85} with 85 %"))
        return rows
    if not seen.open:
        return [*rows, ("forecast", "nothing is open")]
    rows += [
        ("scope grows up to", f"× {number_text(seen.forecast.growth)}"),
        ("P50", str(seen.p50)),
        ("P85", str(seen.p85)),
    ]
    if seen.probability is not None:
        rows.append(
            ("done by the target", f"{round(100 * seen.probability)} % (wanted: {round(100 * seen.confidence)} %)")
        )
        rows.append(("stories by the target", f"{seen.by_target} with 85 %"))
    if seen.queue is not None:
        first = f"the {seen.queue.before} stories of releases due before first"
        rows.append(("with a queue", f"P50 {seen.queue.p50}, P85 {seen.queue.p85} ({first})"))
    return rows


def _json(seen: Outlook) -> dict[str, Any]:
    return {
        "release": seen.release.id,
        "target": str(seen.target) if seen.target is not None else None,
        "open": seen.open,
        "source": seen.source,
        "weeks": list(seen.sample.weeks),
        "enough": seen.sample.enough,
        "lacks": seen.sample.lacks,
        "growth": seen.forecast.growth if seen.forecast is not None else None,
        "p15": str(seen.p15) if seen.p15 is not None else None,
        "p50": str(seen.p50) if seen.p50 is not None else None,
        "p85": str(seen.p85) if seen.p85 is not None else None,
        "probability": seen.probability,
        "confidence": seen.confidence,
        "stories_by_target": seen.by_target,
        "queue": {"before": seen.queue.before, "p50": str(seen.queue.p50), "p85": str(seen.queue.p85)}
        if seen.queue is not None
        else None,
        "guess": {"p50": str(seen.guess.p50), "p85": str(seen.guess.p85)} if seen.guess is not None else None,
    }
