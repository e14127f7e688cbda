"""`tpo-docs roadmap`: the epics over releases with what of each is done, as on the page."""

from __future__ import annotations

import json

import click

from tpo_docs.cli import project
from tpo_docs.cli.console import has_colour, painter, width
from tpo_docs.cli.nothing import none_of
from tpo_docs.cli.options import Where, format_option, output_option, where_options
from tpo_docs.cli.output import deliver
from tpo_docs.cli.table import draw
from tpo_docs.formats.rows import Table, as_csv
from tpo_docs.model import Project
from tpo_docs.planning.priorities import number_text
from tpo_docs.planning.roadmap import GROUPS, Branch, Cluster, clusters, roadmap, time_of

_COLUMNS = (
    "epic",
    "when",
    "release",
    "goals",
    "status",
    "stories",
    "points",
    "unestimated",
    "covered",
    "from",
    "to",
    "title",
)

EPILOG = """\b
Examples:
  tpo-docs roadmap
  tpo-docs roadmap --by team
  tpo-docs roadmap --format csv --output roadmap.csv
"""


@click.command("roadmap", epilog=EPILOG)
@click.option("--by", type=click.Choice(GROUPS), help="Group the epics by what they serve; one may stand in several.")
@format_option("table", "json", "csv", help="How to write the roadmap.")
@output_option()
@where_options
def command(where: Where, *, by: str | None, format_: str, output: str | None) -> int:
    """Show the epics, when they come, and what of each is done.

    Stories and points are those of all parts below an epic, done and in all.
    From and to are the days from the first story begun to the last one
    planned, else those of the release.
    """
    loaded = project.load(where).review.project
    some = clusters(loaded, by) if by else (Cluster("", roadmap(loaded)),)
    rows = [(cluster.name, branch) for cluster in some for branch in cluster.branches]
    if format_ == "json":
        data = [{**({by: name} if by else {}), **_json(loaded, branch)} for name, branch in rows]
        text = json.dumps(data, indent=2, ensure_ascii=False) + "\n"
    else:
        table = Table(
            ((by,) if by else ()) + _COLUMNS,
            tuple((((name or "–",),) if by else ()) + _row(loaded, branch) for name, branch in rows),
        )
        if format_ == "csv":
            text = as_csv(table)
        else:
            colour = has_colour() and output is None
            text = draw(table, width=None if output else width(), paint=painter(colour=colour))
            text = text if rows else f"{_empty(loaded)}\n"
    deliver(text, output)
    return 0


def _empty(loaded: Project) -> str:
    return none_of(loaded, "epic") or "no epic is on the roadmap: all of them are dropped"


def _row(loaded: Project, branch: Branch) -> tuple[tuple[str, ...], ...]:
    rolled, time = branch.rollup, time_of(loaded, branch.epic)
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
        str(time.first or "–"),
        str(time.last or "–"),
        branch.epic.title,
    )
    return tuple((cell,) for cell in cells)


def _json(loaded: Project, branch: Branch) -> dict[str, object]:
    time = time_of(loaded, branch.epic)
    return {
        "id": branch.epic.id,
        "title": branch.epic.title,
        "depth": branch.depth,
        "when": branch.horizon or "done",
        "from": str(time.first or ""),
        "to": str(time.last or ""),
        "late": time.late,
        "release": branch.release.id if branch.release is not None else "",
        "goals": list(branch.goals),
        "status": branch.epic.status,
        **branch.rollup._asdict(),
    }
