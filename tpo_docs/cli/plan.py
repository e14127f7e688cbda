"""`tpo-docs plan`: the backlog in its order with the time that teams have for it, as on the page of teams."""

from __future__ import annotations

import json
from typing import Any

import click

from tpo_docs.cli import project
from tpo_docs.cli.console import has_colour, painter, width
from tpo_docs.cli.nearest import nearest
from tpo_docs.cli.nothing import none_of
from tpo_docs.cli.options import Where, format_option, output_option, where_options
from tpo_docs.cli.output import deliver
from tpo_docs.cli.table import draw
from tpo_docs.formats.rows import Table, as_csv
from tpo_docs.model import Project
from tpo_docs.pages.planning.teams import REASONS
from tpo_docs.pages.planning.why import why
from tpo_docs.planning import flow
from tpo_docs.planning.backlog import backlog
from tpo_docs.planning.plan import Plan, Planned, Unfit, plan
from tpo_docs.planning.priorities import number_text
from tpo_docs.report.text import counted
from tpo_docs.scope import planned
from tpo_docs.words import words

_COLUMNS = ("order", "id", "team", "size", "from", "to", "release", "slack", "state", "title", "why")

EPILOG = """\b
Examples:
  tpo-docs plan
  tpo-docs plan --release REL-mvp --team billing-team
  tpo-docs plan --format csv --output plan.csv
"""


@click.command("plan", epilog=EPILOG)
@click.option("--release", metavar="ID", default="", help="Only what this release needs.")
@click.option("--team", metavar="NAME", default="", help="Only what this team does.")
@format_option("table", "json", "csv", help="How to write the plan.")
@output_option()
@where_options
def command(where: Where, *, release: str, team: str, format_: str, output: str | None) -> int:
    """Show what to do in which order, and when teams have room for it.

    Each story comes with why it stands where it stands. What does not fit is
    listed too. The plan is always made of the whole backlog; --release and
    --team only choose what is shown.
    """
    found = project.load(where).review.project
    names = _chosen(found, release, team)
    whole = plan(found)
    rows = _rows(whole, names)
    if format_ == "json":
        text = json.dumps([_json(row) for row in rows], indent=2, ensure_ascii=False) + "\n"
    else:
        table = Table(_COLUMNS, tuple(_row(row) for row in rows))
        if format_ == "csv":
            text = as_csv(table)
        else:
            colour = has_colour() and output is None
            shown = draw(table, width=None if output else width(), paint=painter(colour=colour))
            text = f"{shown}\n{_summary(rows)}\n" if rows else f"{_empty(found, release, team)}\n"
    deliver(text, output)
    return 0


def _chosen(found: Project, release: str, team: str) -> frozenset[str]:
    names = frozenset(entry.item.id for entry in backlog(found).entries)
    if release:
        releases = [item.id for item in found.of_type("release")]
        if release not in releases:
            raise click.UsageError(
                f"--release: there is no release '{release}'{nearest(release, releases)}", click.get_current_context()
            )
        names &= planned(found).get(release, frozenset())
    if team:
        teams = flow.teams(found)
        if team not in teams:
            mend = nearest(team, teams) or (
                f"; there are {', '.join(sorted(teams))}" if teams else "; no story names one"
            )
            raise click.UsageError(f"--team: there is no team '{team}'{mend}", click.get_current_context())
        names &= frozenset(name for name in names if found.items[name].text("team") == team)
    return names


def _empty(found: Project, release: str, team: str) -> str:
    none = none_of(found, "story")
    if none or not (release or team):
        return none or "nothing is left to plan: every story is done or dropped"
    whose = " ".join((*((f"of {release}",) if release else ()), *((f"for {team}",) if team else ())))
    return f"no open story {whose}"


def _rows(whole: Plan, names: frozenset[str]) -> list[Planned | Unfit]:
    rows: list[Planned | Unfit] = [*whole.planned, *whole.unfit]
    return sorted((row for row in rows if row.entry.item.id in names), key=lambda row: row.entry.place)


def _row(row: Planned | Unfit) -> tuple[tuple[str, ...], ...]:
    item, entry = row.entry.item, row.entry
    size = number_text(entry.size) if entry.size is not None else "–"
    sentence = why(entry, words("en"))
    if isinstance(row, Unfit):
        reason = REASONS[row.left.reason] + (f": {row.left.of}" if row.left.of else "")
        cells = (
            str(entry.place),
            item.id,
            item.text("team") or "–",
            size,
            "–",
            "–",
            "–",
            "–",
            reason,
            item.title,
            sentence,
        )
    else:
        slack = "critical" if row.slot.critical else number_text(round(row.slot.slack, 1))
        release = row.release.id if row.release is not None else "–"
        state = "late" if row.late else "fits"
        cells = (
            str(entry.place),
            item.id,
            row.team,
            size,
            str(row.start),
            str(row.end),
            release,
            slack,
            state,
            item.title,
            sentence,
        )
    return tuple((cell,) for cell in cells)


def _json(row: Planned | Unfit) -> dict[str, Any]:
    entry = row.entry
    common = {
        "order": entry.place,
        "id": entry.item.id,
        "title": entry.item.title,
        "team": entry.item.text("team"),
        "size": entry.size,
        "score": entry.scored.score,
        "score_rank": entry.scored.place or None,
        "needs": list(entry.needs),
        "why": why(entry, words("en")),
    }
    if isinstance(row, Unfit):
        return {**common, "fits": False, "reason": row.left.reason, "waits_for": row.left.of}
    return {
        **common,
        "fits": True,
        "from": str(row.start),
        "to": str(row.end),
        "release": row.release.id if row.release is not None else "",
        "late": row.late,
        "slack": row.slot.slack,
        "critical": row.slot.critical,
    }


def _summary(rows: list[Planned | Unfit]) -> str:
    fits = [row for row in rows if isinstance(row, Planned)]
    late = sum(row.late for row in fits)
    return f"{counted(len(fits), 'story', 'stories')} planned, {late} behind the target of their release, {len(rows) - len(fits)} did not fit"
