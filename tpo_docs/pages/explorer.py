"""The explorer: all items in one table to filter, sort and hand on; readable without scripts while they are few."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote

from tpo_docs import query
from tpo_docs.config import View
from tpo_docs.model import Edition, Item, Page, Review
from tpo_docs.pages import chips
from tpo_docs.pages.data import ordered
from tpo_docs.places import EXPLORER, Places, list_page
from tpo_docs.scope import release_of
from tpo_docs.words import Words, words

MAX_ROWS = 500
"""The most rows that the page itself holds; above that a script shows what is in sight."""
COLUMNS = ("id", "type", "title", "status", "priority", "owner", "release", "coverage", "findings")


class Row(NamedTuple):
    """What stands in the row of an item, beside what it says itself."""

    item: Item
    owner: Item | None
    release: Item | None
    state: str
    covered: str
    """How it is covered, in words."""
    counts: tuple[tuple[str, int], ...]


class Saved(NamedTuple):
    """A saved view as a link into the explorer."""

    name: str
    query: str
    fragment: str
    size: int


class Listed(NamedTuple):
    """A list by type, for readers without scripts."""

    type: str
    path: str
    size: int


@dataclass(frozen=True, slots=True)
class ExplorerView:
    """What the template is shown."""

    total: int
    rows: tuple[Row, ...]
    views: tuple[Saved, ...]
    lists: tuple[Listed, ...]


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:  # noqa: ARG001 - as every maker of pages
    """The one page, where there is anything to explore."""
    project = review.project
    say = words(edition.language, project.configuration.site.words)
    items = ordered(review)
    if not items:
        return
    view = ExplorerView(
        len(items),
        tuple(_row(item, review, say) for item in items) if len(items) <= MAX_ROWS else (),
        tuple(_saved(view, review) for view in project.configuration.views),
        tuple(
            Listed(name, list_page(name), len(some)) for name in project.schema.types if (some := project.of_type(name))
        ),
    )
    yield Page(EXPLORER, "pages/explorer.md.j2", view, say("Explorer"), search=False, wide=True)


def fragment(text: str, columns: tuple[str, ...] = ()) -> str:
    """The state of the explorer as the part of an address behind `#`; `frontend/src/shared/hash.ts` reads it."""
    state = {"q": text, "cols": ",".join(columns)}
    return "&".join(f"{name}={_encoded(value)}" for name, value in state.items() if value)


def _encoded(value: str) -> str:
    plain = value.replace("~", "~0").replace('"', "~1").replace("\\", "~2")
    return quote(plain, safe=":,/-_.!~*'()")


def _row(item: Item, review: Review, say: Words) -> Row:
    project = review.project
    owner = project.items.get(item.owner)
    state, covered = chips.coverage_state(item, project, say) or ("", "")
    return Row(
        item,
        owner,
        release_of(project, item) if item.type != "release" else None,
        state,
        covered or (say("Covered") if state else ""),
        tuple((severity.value, count) for severity, count in chips.counts(review.about(item.id))),
    )


def _saved(view: View, review: Review) -> Saved:
    project = review.project
    asked = query.parse(view.query, project.schema, query.field_names(project.items.values()))
    text = view.query
    if view.sort and not asked.order:
        text = f"{text} sort:{view.sort}".strip()
    size = 0 if asked.problems else len(query.select(asked, review))
    return Saved(view.name, view.query, fragment(text, view.columns), size)
