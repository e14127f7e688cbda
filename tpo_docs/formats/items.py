"""The items as one table, with what most people ask for: `export csv`, `export markdown`, and the rows of `list`."""

from __future__ import annotations

from collections.abc import Iterable

from tpo_docs import query
from tpo_docs.formats.rows import Table, as_csv, as_markdown
from tpo_docs.model import Item, Review
from tpo_docs.titles import title_text

COLUMNS = (
    "id",
    "type",
    "kind",
    "title",
    "status",
    "category",
    "priority",
    "owner",
    "release",
    "up",
    "down",
    "covered",
    "missing",
    "findings",
    "path",
    "line",
)


def write_csv(review: Review) -> bytes:
    """All items for a spreadsheet, with a mark that tells Excel that it is UTF-8."""
    return ("\ufeff" + as_csv(table(_all(review), COLUMNS, review))).encode("utf-8", "replace")


def write_markdown(review: Review) -> bytes:
    """All items as a Markdown table."""
    return as_markdown(table(_all(review), COLUMNS, review)).encode("utf-8", "replace")


def table(items: Iterable[Item], columns: tuple[str, ...], review: Review) -> Table:
    """The items as rows of these columns."""
    return Table(columns, tuple(tuple(_cell(item, name, review) for name in columns) for item in items))


def _cell(item: Item, name: str, review: Review) -> tuple[str, ...]:
    return (title_text(item.title),) if name == "title" and item.title else query.cell(item, name, review)


def _all(review: Review) -> tuple[Item, ...]:
    return query.ordered(review.project.items.values(), (), review)
