"""Orphans: items that nothing leads to or from, and pages that link nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tpo_docs.model import Document, Edition, Item, Page, Project, Review, natural
from tpo_docs.pages import text
from tpo_docs.places import ORPHANS, Places, relative
from tpo_docs.words import words

ROWS_A_PAGE = 1000
_NAMED_BY_FIELDS = ("party", "term", "clause")
"""Types that items name in fields and words: their own pages say who uses them."""


class Orphan(NamedTuple):
    """An item without any trace."""

    item: Item
    related: bool
    """Whether it has a link that says no more than *relates to*."""
    judged: bool
    """Whether a finding says so too."""


class Lone(NamedTuple):
    """An author's page that links nowhere."""

    title: str
    path: str
    """Of its file."""
    href: str


class Part(NamedTuple):
    """One page of several."""

    number: int
    path: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class OrphansView:
    """Orphans by type."""

    groups: tuple[tuple[str, tuple[Orphan, ...]], ...]
    documents: tuple[Lone, ...]
    total: int
    items: int
    parts: tuple[Part, ...] = ()
    number: int = 1


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:
    """The orphans, on as many pages as it takes."""
    project = review.project
    say = words(edition.language, project.configuration.site.words)
    orphans = [_orphan(review, item) for item in found(project)]
    origin = places.page(ORPHANS)
    documents = tuple(
        Lone(document.title, document.path, relative(origin, document.docs_path))
        for document in project.documents
        if _leads_nowhere(document)
    )
    starts = range(0, max(len(orphans), 1), ROWS_A_PAGE)
    parts = tuple(
        Part(
            number,
            ORPHANS if number == 1 else f"{ORPHANS.removesuffix('.md')}-{number}.md",
            orphans[start].item.id if orphans else "",
            orphans[min(start + ROWS_A_PAGE, len(orphans)) - 1].item.id if orphans else "",
        )
        for number, start in enumerate(starts, 1)
    )
    items = sum(1 for item in project.items.values() if item.living and item.type not in _NAMED_BY_FIELDS)
    for part, start in zip(parts, starts, strict=True):
        some = orphans[start : start + ROWS_A_PAGE]
        view = OrphansView(
            tuple(_by_type(project, some)), documents if start == 0 else (), len(orphans), items, parts, part.number
        )
        yield Page(part.path, "pages/orphans.md.j2", view, say("Orphans"), search=False)


def found(project: Project) -> tuple[Item, ...]:
    """The living items without a link of any meaning, by type."""
    return project.derive(_found)


def _found(project: Project) -> tuple[Item, ...]:
    linked: set[str] = set()
    for trace in project.traces:
        if trace.role != "relates":
            linked.add(trace.source)
            linked.add(trace.target)
    kept = [
        item
        for item in project.items.values()
        if item.id not in linked and item.living and item.type not in _NAMED_BY_FIELDS
    ]
    order = {name: place for place, name in enumerate(project.schema.types)}
    return tuple(sorted(kept, key=lambda item: (order.get(item.type, len(order)), natural(item))))


def _orphan(review: Review, item: Item) -> Orphan:
    project = review.project
    related = bool(project.outgoing.get(item.id) or project.incoming.get(item.id))
    return Orphan(item, related, any(finding.code == "TPO302" for finding in review.about(item.id)))


def _by_type(project: Project, some: list[Orphan]) -> Iterator[tuple[str, tuple[Orphan, ...]]]:
    for name in project.schema.types:
        group = tuple(orphan for orphan in some if orphan.item.type == name)
        if group:
            yield name, group


def _leads_nowhere(document: Document) -> bool:
    body = document.body
    return not body.references and next(text.links(body.text), None) is None
