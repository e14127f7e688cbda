"""`tpo-docs roadmap`: the epics over releases with what of each is done, as on the page."""

from __future__ import annotations

import json

import click

from tpo_docs.cli import project
from tpo_docs.cli.console import has_colour, painter, width
from tpo_docs.cli.options import Where, where_options
from tpo_docs.cli.output import deliver
from tpo_docs.cli.table import draw
from tpo_docs.formats.rows import Table, as_csv
from tpo_docs.planning.priorities import number_text
from tpo_docs.planning.roadmap import Branch, roadmap

_COLUMNS = ("epic", "when", "release", "goals", "status", "stories", "points", "unestimated", "covered", "title")

EPILOG = """\b
Examples:
  tpo-docs roadmap
  tpo-docs roadmap --format csv --output roadmap.csv
"""


@click.command("roadmap", epilog=EPILOG)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="How to write the roadmap.",
)
@click.option("--output", metavar="FILE", help="Write it to FILE instead.")
@where_options
def command(where: Where, *, format_: str, output: str | None) -> int:
    """Show the epics, when they come, and what of each is done.

    Stories and points are those of all parts below an epic, done and in all.
    """
    found = roadmap(project.load(where).review.project)
    if format_ == "json":
        text = json.dumps([_json(branch) for branch in found], indent=2, ensure_ascii=False) + "\n"
    else:
        table = Table(_COLUMNS, tuple(_row(branch) for branch in found))
        if format_ == "csv":
            text = as_csv(table)
        else:
            colour = has_colour() and output is None
            text = draw(table, width=None if output else width(), paint=painter(colour=colour))
    deliver(text, output)
    return 0


def _row(branch: Branch) -> tuple[tuple[str, ...], ...]:
    rolled = branch.rollup
    cells = (
        branch.epic.id,
        branch.horizon or "done",
        branch.release.id if branch.release is not None else "–",
        ", ".join(branch.goals),
        branch.epic.status,
        f"{rolled.done}/{rolled.stories}",
        f"{number_text(rolled.done_points)}/{number_text(rolled.points)}",
        str(rolled.unestimated),
        f"{rolled.covered}/{rolled.expected}",
        branch.epic.title,
    )
    return tuple((cell,) for cell in cells)


def _json(branch: Branch) -> dict[str, object]:
    return {
        "id": branch.epic.id,
        "title": branch.epic.title,
        "depth": branch.depth,
        "when": branch.horizon or "done",
        "release": branch.release.id if branch.release is not None else "",
        "goals": list(branch.goals),
        "status": branch.epic.status,
        **branch.rollup._asdict(),
    }
