"""The lists: all items of a type as a table, and the saved views of the configuration as tables of the same make."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from typing import NamedTuple

from tpo_docs import query
from tpo_docs.config import View
from tpo_docs.model import Category, Edition, Item, Later, Page, Project, Review, Severity
from tpo_docs.pages import blocks, chips, facts, text
from tpo_docs.pages.links import Links
from tpo_docs.pages.seen import Watched
from tpo_docs.places import GLOSSARY, PARTIES, Places, anchor, list_page, metric_page, relative
from tpo_docs.scope import release_of
from tpo_docs.titles import title_text
from tpo_docs.words import Words, words

TEMPLATE = "pages/type_index.md.j2"
MAX_ROWS = 1000
_COLUMNS = ("id", "title", "kind", "status", "priority", "owner", "release", "coverage", "findings")
_METRIC_COLUMNS = ("id", "title", "baseline", "latest", "target", "trend", "owner", "used", "findings")
_ALWAYS = frozenset(("id", "title", "status"))
_NUMBERS = frozenset(("baseline", "latest", "target", "estimate", "rank", "findings", "importance"))
_MAX_USED = 6


class Cell(NamedTuple):
    """What stands in one place of the table: items to link to, a state with its words, or HTML."""

    html: str = ""
    items: tuple[Item, ...] = ()
    state: str = ""
    text: str = ""
    counts: tuple[tuple[str, int], ...] = ()


class Column(NamedTuple):
    """A column of the table."""

    name: str
    label: str
    """A text of the catalogue."""
    number: bool


class Row(NamedTuple):
    """One item: what a script filters by, and the cells."""

    item: Item
    anchor: str
    """Where the item has no page of its own."""
    tone: str
    priority: str
    owner: str
    release: str
    coverage: str
    worst: str
    unit: str
    plain_html: str
    cells: tuple[Cell, ...]


class Count(NamedTuple):
    """How many items have a status."""

    status: str
    category: Category
    number: int


class Saved(NamedTuple):
    """A saved view with the number of items in it."""

    name: str
    query: str
    page: str
    size: int


class Part(NamedTuple):
    """One page of a long list."""

    number: int
    path: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class ListView:
    """What the template is shown."""

    title: str
    """As Markdown prints it."""
    type: str
    """Empty for a saved view."""
    query: str
    total: int
    counts: tuple[Count, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    views: tuple[Saved, ...]
    parts: tuple[Part, ...]
    part: int


class _Lists(NamedTuple):
    review: Review
    places: Places
    words: Words
    is_later: bool
    """Whether pages are made one by one: then this review remembers what each of them asks for."""

    @property
    def project(self) -> Project:
        return self.review.project

    def page(self, title: str, frame: ListView, items: tuple[Item, ...], wanted: tuple[str, ...], path: str) -> Page:
        """A page that is a frame with the rows of these items."""
        make = partial(_filled, frame, tuple(item.id for item in items), wanted, path, self)
        content = Later(make, repr((frame, [item.id for item in items], wanted))) if self.is_later else make()
        return Page(path, TEMPLATE, content, title, search=False)


def pages(review: Review, places: Places, edition: Edition, watch: Watched | None = None) -> Iterator[Page]:
    """A list for every type with items, and one for every saved view. People and words have pages of another kind."""
    project = review.project
    asked, among, version = (
        (watch.review, watch.places, watch.edition) if watch is not None else (review, places, edition)
    )
    say = words(version.language, project.configuration.site.words)
    lists = _Lists(asked, among, say, watch is not None)
    views = saved(review)
    for name in project.schema.types:
        path = list_page(name)
        items = project.of_type(name)
        if items and path not in (PARTIES, GLOSSARY):
            own = tuple(view for view in views if re.search(rf"\btype:{re.escape(name)}\b", view.query))
            yield from _list(name, items, own, project, lists)
    for view, shown in zip(project.configuration.views, views, strict=True):
        yield _view(view, shown, review, lists)


def saved(review: Review) -> tuple[Saved, ...]:
    """The saved views of the configuration."""
    taken: set[str] = set()
    found = []
    for view in review.project.configuration.views:
        slug = re.sub(r"[^a-z0-9]+", "-", view.name.casefold()).strip("-") or "view"
        while slug in taken:
            slug += "-2"
        taken.add(slug)
        found.append(Saved(view.name, view.query, f"views/{slug}.md", len(_selected(view, review))))
    return tuple(found)


def _selected(view: View, review: Review) -> tuple[Item, ...]:
    project = review.project
    asked = query.parse(view.query, project.schema, query.field_names(project.items.values()))
    if asked.problems:
        return ()
    if view.sort and not asked.order:
        asked = asked._replace(order=(query.Order(view.sort.removeprefix("-"), view.sort.startswith("-")),))
    return query.select(asked, review)


def _list(
    name: str, items: tuple[Item, ...], views: tuple[Saved, ...], project: Project, lists: _Lists
) -> Iterator[Page]:
    path = list_page(name)
    title = lists.words.plural(name)
    pieces = (
        [items] if items[0].is_row else [items[start : start + MAX_ROWS] for start in range(0, len(items), MAX_ROWS)]
    )
    paths = [path if number == 0 else f"{path[: -len('.md')]}-{number + 1}.md" for number in range(len(pieces))]
    parts = tuple(Part(number + 1, paths[number], piece[0].id, piece[-1].id) for number, piece in enumerate(pieces))
    counts = tuple(_counts(items, project))
    wanted = _METRIC_COLUMNS if name == "metric" else _COLUMNS
    for part, piece in zip(parts, pieces, strict=True):
        view = ListView(text.plain(title), name, "", len(items), counts, (), (), views, parts, part.number)
        shown = title if part.number == 1 else f"{title} ({part.number})"
        yield lists.page(shown, view, piece, wanted, part.path)


def _view(view: View, shown: Saved, review: Review, lists: _Lists) -> Page:
    items = _selected(view, review)
    wanted = tuple(dict.fromkeys(("id", *(view.columns or ("title", "status", "owner")))))
    counts = tuple(_counts(items, review.project))
    listed = ListView(text.plain(view.name), "", view.query, len(items), counts, (), (), (), (), 1)
    return lists.page(view.name, listed, items[:MAX_ROWS], wanted, shown.page)


def _filled(frame: ListView, ids: tuple[str, ...], wanted: tuple[str, ...], page: str, lists: _Lists) -> ListView:
    """The list with its table; a saved view has all columns that it asks for."""
    items = tuple(lists.project.items[name] for name in ids)
    columns, rows = _table(items, wanted, page, lists, all_columns=not frame.type)
    return replace(frame, columns=columns, rows=rows)


def _counts(items: Iterable[Item], project: Project) -> Iterator[Count]:
    found = Counter((item.category, item.status) for item in items)
    order = {status: number for spec in project.schema.types.values() for number, status in enumerate(spec.workflow)}
    for category in Category:
        some = sorted(
            (status for known, status in found if known is category), key=lambda status: order.get(status, 99)
        )
        for status in some:
            yield Count(status, category, found[category, status])


def _table(
    items: tuple[Item, ...], wanted: tuple[str, ...], page: str, lists: _Lists, *, all_columns: bool = False
) -> tuple[tuple[Column, ...], tuple[Row, ...]]:
    """The columns in which anything stands, and the rows."""
    links = Links(page, lists.places, lists.words)
    rows = [_row(item, wanted, links, lists) for item in items]
    kept = [
        number
        for number, name in enumerate(wanted)
        if all_columns or name in _ALWAYS or any(any(row.cells[number]) for row in rows)
    ]
    columns = tuple(Column(wanted[number], _label(wanted[number]), wanted[number] in _NUMBERS) for number in kept)
    if len(kept) == len(wanted):
        return columns, tuple(rows)
    return columns, tuple(row._replace(cells=tuple(row.cells[number] for number in kept)) for row in rows)


def _label(name: str) -> str:
    return {"id": "Id", "used": "Used by", "trend": "Trend", "latest": "Latest", "coverage": "Coverage"}.get(
        name
    ) or facts.label(name)


def _row(item: Item, wanted: tuple[str, ...], links: Links, lists: _Lists) -> Row:
    project, review = lists.project, lists.review
    release = release_of(project, item) if item.type != "release" else None
    found = chips.counts(review.about(item.id))
    covered = chips.coverage_state(item, project, lists.words)
    context = facts.Context(item, project, links)
    known = _Known(context, review, release, covered, tuple((severity.value, count) for severity, count in found))
    return Row(
        item,
        anchor(item.id) if item.is_row else "",
        chips.tone(item, review),
        item.text("priority"),
        item.owner,
        release.id if release is not None else "",
        covered[0] if covered is not None else "",
        found[0][0].value if found and found[0][0] is not Severity.INFO else "",
        item.text("unit") if item.type == "metric" else "",
        links.inline(item.text("plain")) if item.is_row and "plain" in item.fields else "",
        tuple(_cell(name, known) for name in wanted),
    )


class _Known(NamedTuple):
    context: facts.Context
    review: Review
    release: Item | None
    covered: tuple[str, str] | None
    findings: tuple[tuple[str, int], ...]


def _cell(name: str, known: _Known) -> Cell:
    item, project = known.context.item, known.context.project
    if name in ("id", "title", "status"):
        return Cell()
    if name == "release":
        return Cell(items=(known.release,)) if known.release is not None else Cell()
    if name in ("coverage", "covered", "missing"):
        return Cell(state=known.covered[0], text=known.covered[1]) if known.covered is not None else Cell()
    if name == "findings":
        return Cell(counts=known.findings)
    if item.type == "metric" and name in ("baseline", "latest", "target", "trend", "used"):
        return _metric_cell(name, item, project)
    if name == "type":
        said = known.context.links.words.singular(item.type)
        return Cell(html=f'<span class="tpo-badge tpo-badge--{escape(item.type)}">{escape(said)}</span>')
    if name in ("kind", "priority", "category"):
        return Cell(text={"kind": item.kind, "category": item.category.value}.get(name) or item.text(name))
    spec = project.schema.types[item.type].fields.get(name) if item.type in project.schema.types else None
    values = [facts.scalar(value, spec, known.context) for value in query.cell(item, name, known.review)]
    if values and all(value.item is not None for value in values):
        return Cell(items=tuple(value.item for value in values if value.item is not None))
    return Cell(html=", ".join(value.html for value in values if value.html))


def _metric_cell(name: str, item: Item, project: Project) -> Cell:
    series = blocks.series(item, project)
    if name == "used":
        return Cell(items=project.sources(item)[:_MAX_USED])
    if name == "trend":
        if not series.spark:
            return Cell()
        to = relative(list_page("metric"), metric_page(item.id))
        return Cell(
            html=f'<a href="{escape(to)}" aria-label="{escape(title_text(item.title) or item.id)}">{series.spark}</a>'
        )
    if name == "latest":
        return Cell(
            html=f'{series.latest}<br><span class="tpo-date">{series.latest_on}</span>' if series.latest else ""
        )
    return Cell(html=escape(str(getattr(series, name))))
