"""`tpo-docs priorities`: the scores of the page, with their inputs and their formula."""

from __future__ import annotations

import json
from typing import Any

import click

from tpo_docs.cli import project
from tpo_docs.cli.console import has_colour, painter, width
from tpo_docs.cli.nothing import none_of
from tpo_docs.cli.options import Where, format_option, output_option, where_options
from tpo_docs.cli.output import deliver
from tpo_docs.cli.table import draw
from tpo_docs.formats.rows import Table, as_csv
from tpo_docs.model import Project
from tpo_docs.planning.priorities import Priorities, Scored, number_text, priorities
from tpo_docs.report.text import counted

_COLUMNS = ("rank", "id", "score", "how", "missing", "class", "title")

EPILOG = """\b
Examples:
  tpo-docs priorities
  tpo-docs priorities --format csv --output priorities.csv
"""


@click.command("priorities", epilog=EPILOG)
@format_option("table", "json", "csv", help="How to write them.")
@output_option("them")
@where_options
def command(where: Where, *, format_: str, output: str | None) -> int:
    """Show the score of each item, and how it comes about.

    The framework is that of `priority` in tpo-docs.yml. What is missing is
    said and never guessed; the numbers are those of the page of priorities.
    """
    loaded = project.load(where).review.project
    found = priorities(loaded)
    table = Table(_COLUMNS, tuple(_row(row) for row in found.rows))
    if format_ == "json":
        text = json.dumps(as_data(found), indent=2, ensure_ascii=False) + "\n"
    elif format_ == "csv":
        text = as_csv(table)
    else:
        colour = has_colour() and output is None
        table_ = draw(table, width=None if output else width(), paint=painter(colour=colour))
        text = f"{table_}\n{_summary(found)}\n" if found.rows else f"{_empty(loaded)}\n"
    deliver(text, output)
    return 0


def as_data(found: Priorities) -> dict[str, Any]:
    """The scores as plain values."""
    return {
        "framework": found.framework,
        "formula": found.formula,
        "items": [
            {
                "rank": row.place or None,
                "id": row.item.id,
                "title": row.item.title,
                "score": row.score,
                "inputs": {entry.name: entry.value for entry in row.inputs},
                "how": row.worked,
                "missing": list(row.missing),
                "wrong": list(row.wrong),
                "class": row.kind,
                "voices": list(row.voices),
            }
            for row in found.rows
        ],
    }


def _empty(loaded: Project) -> str:
    return none_of(loaded, "story") or "nothing is left to score: every story is done or dropped"


def _row(row: Scored) -> tuple[tuple[str, ...], ...]:
    lacks = (*row.missing, *(f"{entry.name}: {entry.text} makes no sense" for entry in row.inputs if entry.text))
    return (
        (str(row.place) if row.place else "–",),
        (row.item.id,),
        (number_text(row.score) if row.score is not None else "–",),
        (row.worked,),
        lacks,
        (row.kind,),
        (row.item.title,),
    )


def _summary(found: Priorities) -> str:
    scored = sum(1 for row in found.rows if row.score is not None)
    rest = len(found.rows) - scored
    formula = f": {found.formula}" if found.formula else ""
    return f"{found.framework}{formula}; {counted(scored, 'item has a score', 'items have a score')}, {rest} not"
