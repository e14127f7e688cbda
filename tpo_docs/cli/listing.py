"""`tpo-docs list`: the items that a query names, as a table."""

from __future__ import annotations

import sys

import click

from tpo_docs import query
from tpo_docs.cli import project
from tpo_docs.cli.console import has_colour, painter, width
from tpo_docs.cli.nearest import nearest, nearest_item
from tpo_docs.cli.options import Where, audience_option, format_option, output_option, where_options
from tpo_docs.cli.output import deliver
from tpo_docs.cli.table import draw
from tpo_docs.formats import items as item_tables
from tpo_docs.formats.rows import WRITERS, Table, as_json
from tpo_docs.model import Category, Item, Review
from tpo_docs.report.text import counted

_DEFAULT = ("id", "type", "status", "title", "owner")
_MANY = frozenset(("tags", "up", "down", "findings", "aliases"))
_STYLES = {Category.DEAD: "dim", Category.DONE: "good"}

EPILOG = """\b
Queries:
  word "two words"            anywhere in the item
  field:value  field:a,b      with that value, or one of them; * is anything
  -field:value                not
  estimate>=5  status>=ready  comparisons: > >= < <=
  findings:error,TPO305       with such a finding; findings:none
  has:finding  missing:test   with a finding; without a test
  up:GOAL-001  down:TEST-007  below that goal; above that test
  covered:no   verdict:failed coverage; what test results say
  sort:-priority              order
\b
Examples:
  tpo-docs list "type:requirement priority:must missing:test"
  tpo-docs list "up:GOAL-001 -category:done" --columns id,title,missing
  tpo-docs list release:REL-mvp --format csv --output mvp.csv
"""


@click.command("list", epilog=EPILOG)
@click.argument("words", nargs=-1, metavar="[QUERY]")
@click.option(
    "--columns",
    metavar="NAMES",
    default="",
    help="Which columns, with commas between: fields, link roles, up, down, covered, missing, findings, path, line.",
)
@format_option("table", "json", "csv", "markdown", help="How to write the list.")
@output_option()
@audience_option
@where_options
def command(
    where: Where, *, audience: str | None, words: tuple[str, ...], columns: str, format_: str, output: str | None
) -> int:
    """List the items that a query names.

    Without a query all items are listed. A query that starts with a minus
    goes behind two dashes: tpo-docs list -- -status:done
    """
    review = project.for_audience(project.load(where), audience).review
    fields = query.field_names(review.project.items.values())
    found = query.parse(" ".join(words), review.project.schema, fields)
    if found.problems:
        problem = found.problems[0]
        mend = f"; {problem.mend}" if problem.mend else ""
        raise click.UsageError(
            f"query, character {problem.column}: {problem.message}{mend}", click.get_current_context()
        )
    for name, column in query.lost(found, review.project):
        mend = nearest_item(name, review.project)
        raise click.UsageError(f"query, character {column}: there is no item {name}{mend}", click.get_current_context())
    for term, wanted in query.unmeasured(found, review.project.schema):
        example = "2027-03-31" if wanted == "date" else "5"
        mend = f"; write `{term.field}{term.operator}{example}`"
        raise click.UsageError(
            f"query, character {term.column}: '{term.values[0]}' is no {wanted}{mend}", click.get_current_context()
        )
    for term, value, names in query.unheard(found, review.project):
        mend = nearest(value, names) or (f"; known: {', '.join(names)}" if 0 < len(names) <= 12 else "")
        raise click.UsageError(
            f"query, character {term.column}: there is no {term.field} '{value}'{mend}", click.get_current_context()
        )
    chosen = _columns(columns, review, fields)
    items = query.select(found, review)
    table = item_tables.table(items, chosen, review)
    deliver(_written(table, items, format_, review, to_file=output is not None), output)
    if format_ == "table" and not items and not words:
        click.echo(
            "there are no items yet"
            if review.project.configuration.writes_own
            else "no file of the sources is an item",
            err=True,
        )
    elif format_ == "table" and (sys.stdout.isatty() or not items):
        click.echo(counted(len(items), "item", "items"), err=True)
    return 0


def _columns(written: str, review: Review, fields: frozenset[str]) -> tuple[str, ...]:
    known = query.columns(review.project.schema, fields)
    names = [name.strip() for name in written.split(",") if name.strip()]
    result = []
    for name in names or _DEFAULT:
        resolved = query.resolve_name(name, known)
        if resolved is None:
            raise click.UsageError(
                f"--columns: there is no column '{name}'{nearest(name, known)}", click.get_current_context()
            )
        result.append(resolved)
    return tuple(dict.fromkeys(result))


def _written(table: Table, items: tuple[Item, ...], format_: str, review: Review, *, to_file: bool) -> str:
    if format_ == "json":
        roles = frozenset(review.project.schema.keywords)
        many = {
            name for spec in review.project.schema.types.values() for name, field in spec.fields.items() if field.many
        }
        return as_json(table, (_MANY | roles | many) - {"release"})
    if format_ != "table":
        return WRITERS[format_](table)
    colour = has_colour() and not to_file
    return draw(
        table,
        width=None if to_file else width(),
        paint=painter(colour=colour),
        style=lambda row, _: _STYLES.get(items[row].category, ""),
    )
