"""`tpo-docs matrix`: which items of two types are linked, and where something is missing."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from tpo_docs import matrix as matrices
from tpo_docs.cli import project
from tpo_docs.cli.console import has_colour, painter, width
from tpo_docs.cli.nearest import nearest
from tpo_docs.cli.nothing import none_of
from tpo_docs.cli.options import Where, audience_option, format_option, output_option, where_options
from tpo_docs.cli.output import deliver
from tpo_docs.cli.table import draw
from tpo_docs.formats.rows import WRITERS, Table
from tpo_docs.matrix import Cell, Matrix, Row, Standing
from tpo_docs.pages.matrix import exempt
from tpo_docs.report.text import counted

_WORDS = {
    Standing.FAILED: "failed",
    Standing.STALE: "stale or not run",
    Standing.SUSPECT: "suspect",
    Standing.MISSING: "missing",
    Standing.ADVICE: "advised",
    Standing.EXEMPT: "exempted",
    Standing.LATER: "not yet asked",
    Standing.DEAD: "dead only",
    Standing.OK: "ok",
    Standing.DERIVED: "derived",
    Standing.NONE: "–",
}
_STYLES = {
    Standing.FAILED: "error",
    Standing.STALE: "warning",
    Standing.SUSPECT: "warning",
    Standing.MISSING: "error",
    Standing.ADVICE: "info",
    Standing.DEAD: "warning",
    Standing.LATER: "dim",
    Standing.NONE: "dim",
}

_STATE = 3
"""The column of the table that says how a row stands."""

EPILOG = """\b
Examples:
  tpo-docs matrix requirement test
  tpo-docs matrix goal requirement --format csv --output goals.csv
  tpo-docs matrix requirement/quality spec
  tpo-docs matrix risk mitigated_by
"""


@click.command("matrix", epilog=EPILOG)
@click.argument("rows", metavar="FROM")
@click.argument("columns", metavar="TO")
@format_option("table", "json", "csv", "markdown", help="How to write the matrix.")
@click.option("--gaps", is_flag=True, help="Only the rows where something is missing.")
@output_option()
@audience_option
@where_options
def command(
    where: Where, *, audience: str | None, rows: str, columns: str, format_: str, gaps: bool, output: str | None
) -> int:
    """Show which items of two types are linked, and the gaps.

    FROM is a type, TYPE/KIND or a kind such as team; TO is one too, or a link
    role such as verified_by. Each item of FROM has a row; those without a link that they
    need come first and are counted.
    """
    review = project.for_audience(project.load(where), audience).review
    schema = review.project.schema
    pair = matrices.pair_of(schema, rows, columns)
    if pair is None:
        side = rows if matrices.pair_of(schema, rows, rows) is None else columns
        mend = nearest(side, matrices.names(schema, roles=side != rows))
        several = [f"{name}/{side}" for name, spec in schema.types.items() if side in spec.kinds]
        if several:
            mend = f", and several have that kind; write {' or '.join(several)}"
        elif side == rows and side in schema.keywords:
            mend = "; a link role can stand in the columns only"
        raise click.UsageError(f"there is no type '{side}'{mend}", click.get_current_context())
    found = matrices.matrix(review.project, pair, exempt(review))
    shown = tuple(row for row in found.rows if not gaps or row.standing is Standing.MISSING)
    lines = tuple(line for row in shown for line in (row, *row.parts))
    if format_ == "json":
        text = json.dumps(_json(found, shown), indent=2, ensure_ascii=False) + "\n"
    elif format_ == "table":
        colour = has_colour() and output is None
        none = none_of(review.project, found.pair.rows.name) if found.pair.rows.name in schema.types else ""
        text = draw(
            _table(lines, found),
            width=None if output else width(),
            paint=painter(colour=colour),
            style=lambda line, place: _STYLES.get(lines[line].standing, "") if place == _STATE else "",
        )
        text = f"{text}\n{_summary(found)}\n" if found.rows or not none else f"{none}\n"
    else:
        text = WRITERS[format_](_table(lines, found))
    deliver(text, output)
    if format_ not in ("table", "json") and (output or not sys.stdout.isatty()):
        click.echo(_summary(found), err=True)
    return 0


def _table(lines: tuple[Row, ...], found: Matrix) -> Table:
    return Table((found.pair.rows.name, "title", found.pair.columns.name, "state"), tuple(_line(row) for row in lines))


def _line(row: Row) -> tuple[tuple[str, ...], ...]:
    name, title = row.item.id, row.item.title
    if row.criterion is not None:
        name, title = f"{name}/{row.criterion.id}", row.criterion.text
    needs = [str(need).removeprefix("criteria: ") for need in row.lacks]
    state = f"no {' and no '.join(needs)}" if row.standing is Standing.MISSING and needs else _WORDS[row.standing]
    return (name,), (title,), tuple(_linked(cell) for cell in row.cells), (state,)


def _linked(cell: Cell) -> str:
    aside = (
        f"via {cell.via.id}"
        if cell.via is not None
        else (cell.note or ("stale" if cell.standing is Standing.STALE else _WORDS[cell.standing]))
        if cell.standing in (Standing.DEAD, Standing.FAILED, Standing.STALE, Standing.SUSPECT)
        else cell.note
    )
    method = matrices.method_of(cell.item) if cell.item.type == "test" else ""
    said = ", ".join(part for part in (method if method != "test" else "", aside) if part)
    return f"{cell.item.id} ({said})" if said else cell.item.id


def _summary(found: Matrix) -> str:
    """`2 of 30 rows have a gap; 4 of 90 criteria have a gap`."""
    parts = [
        f"{found.gaps} of {counted(found.asked, 'row that needs', 'rows that need')} something {'has' if found.gaps == 1 else 'have'} a gap ({found.percent} % covered)"
    ]
    asked, open_ = found.criteria
    if asked:
        parts.append(f"{open_} of {counted(asked, 'criterion', 'criteria')} without a test")
    if found.alone:
        parts.append(
            f"{counted(len(found.alone), 'item stands', 'items stand')} alone in the columns: {', '.join(item.id for item in found.alone[:10])}{' …' if len(found.alone) > 10 else ''}"
        )
    if found.left_out:
        parts.append(f"{counted(found.left_out, 'dead item', 'dead items')} left out")
    return "; ".join(parts)


def _json(found: Matrix, rows: tuple[Row, ...]) -> dict[str, Any]:
    asked, open_ = found.criteria
    return {
        "rows_of": found.pair.rows.name,
        "columns_of": found.pair.columns.name,
        "asked": found.asked,
        "gaps": found.gaps,
        "percent": found.percent,
        "criteria": {"asked": asked, "gaps": open_},
        "rows": [_row_json(row) for row in rows],
        "columns": [item.id for item in found.columns],
        "alone": [item.id for item in found.alone],
    }


def _row_json(row: Row) -> dict[str, Any]:
    return {
        "id": row.item.id,
        **({"criterion": row.criterion.id} if row.criterion is not None else {"title": row.item.title}),
        "state": row.standing.value,
        "asked": row.asked,
        "lacks": [str(need) for need in row.lacks],
        "links": [
            {
                "id": cell.item.id,
                "how": cell.how,
                "state": cell.standing.value,
                "via": cell.via.id if cell.via is not None else "",
            }
            for cell in row.cells
        ],
        "parts": [_row_json(part) for part in row.parts],
    }
