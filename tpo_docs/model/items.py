"""An item, its links and its text; and the ordinary pages beside the items."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from tpo_docs.model.listening import Prose, Title
from tpo_docs.model.written import Field, Group, Location, Scalar, Sequence, as_date, as_number


class Category(StrEnum):
    """The six fixed status categories; status names are a project's own."""

    DRAFT = "draft"
    REVIEW = "review"
    AGREED = "agreed"
    DOING = "doing"
    DONE = "done"
    DEAD = "dead"

    __hash__ = str.__hash__  # an enumeration's own takes ten times as long, and is asked a hundred thousand times


CATEGORIES = tuple(category.value for category in Category)
COMMITTED = frozenset({Category.AGREED, Category.DOING, Category.DONE})
_DIGITS = re.compile("([0-9]+)")


class Link(NamedTuple):
    """A claim in a front matter: this item, `role`, `target` as written; the target may not exist."""

    role: str
    """The canonical role, also where the inverse keyword was written."""
    target: str
    line: int
    column: int
    inverse: bool = False
    """True where the inverse keyword was written, so that the link runs from the target to this item."""


class Criterion(NamedTuple):
    """An acceptance criterion: an addressable part of an item, `STY-012/AC1`."""

    id: str
    """`AC1`; empty where its author gave none."""
    text: str
    line: int
    column: int


class Section(NamedTuple):
    """A heading of a body with what stands under it, sub-sections included."""

    title: str
    level: int
    line: int
    text: str
    anchor: str = ""


class Reference(NamedTuple):
    """A `[[ID]]` or `[[ID|text]]` in a body, never inside code."""

    target: str
    text: str
    line: int
    column: int


class Placeholder(NamedTuple):
    """A TBD, TODO, ??? or `[NEEDS CLARIFICATION]` left in a text."""

    text: str
    line: int
    column: int


class Address(NamedTuple):
    """Where a link or picture in a text leads: a path, seen from the page that it stands on, or an anchor of that page.
    None of another site, and none that begins at the root of a site."""

    text: str
    """As written, between the brackets or quotes."""
    line: int
    column: int


class Body(NamedTuple):
    """The Markdown below a front matter and what was found in it; `line` is where it starts in its file."""

    text: str = ""
    line: int = 1
    statement: str = ""
    """The first paragraph, as one line of plain text."""
    sections: tuple[Section, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    references: tuple[Reference, ...] = ()
    placeholders: tuple[Placeholder, ...] = ()
    addresses: tuple[Address, ...] = ()
    """Of links and pictures, never inside code."""
    anchors: tuple[str, ...] = ()
    """Places that links may lead to beside the sections: ids and names that its author gave, titles of inner headings."""

    def section(self, *titles: str) -> Section | None:
        """The first section with one of these titles, case ignored."""
        wanted = {title.casefold() for title in titles}
        return next((section for section in self.sections if section.title.casefold() in wanted), None)


_EMPTY = Body()


@dataclass(frozen=True, slots=True)
class Item:
    """What has an id and a front matter of its own. Values are text; `Item.number` and `Item.date` give them a type."""

    id: str
    type: str
    title: str
    kind: str
    status: str
    """As written, or the type's draft status where nothing was written."""
    category: Category
    path: str
    line: int
    column: int
    docs_path: str
    """The page it is shown on."""
    anchor: str = ""
    """Its place on that page where the page holds several items."""
    fields: Mapping[str, Field] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    body: Body = _EMPTY
    criteria: tuple[Criterion, ...] = ()
    """From the body's section or from the field `acceptance`."""
    source: int = 0
    """Which entry of the configuration's `sources` it was read from."""

    @property
    def at(self) -> Location:
        """Where its id (or its front matter) stands."""
        return Location(self.path, self.line, self.column)

    def place(self, name: str) -> Location:
        """Where a field's value stands; the item's own place where it has no such field."""
        entry = self.fields.get(name)
        if entry is None:
            return self.at
        return Location(self.path, entry.value.line, entry.value.column)

    def text(self, name: str, default: str = "") -> str:
        """A scalar field as written, stripped."""
        entry = self.fields.get(name)
        if entry is None or not isinstance(entry.value, Scalar):
            return default
        if name == "title":
            _title.hear(self)
        return entry.value.text.strip() or default

    def scalars(self, name: str) -> tuple[Scalar, ...]:
        """The scalar values of a field, of one or of a list; empty ones left out."""
        entry = self.fields.get(name)
        if entry is None:
            return ()
        if name == "title":
            _title.hear(self)
        values = entry.value.entries if isinstance(entry.value, Sequence) else (entry.value,)
        return tuple(value for value in values if isinstance(value, Scalar) and value.text.strip())

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of a field, of one or of a list."""
        return tuple(value.text.strip() for value in self.scalars(name))

    def group(self, name: str) -> Group | None:
        """A field that is a mapping."""
        entry = self.fields.get(name)
        return entry.value if entry is not None and isinstance(entry.value, Group) else None

    def groups(self, name: str) -> tuple[Group, ...]:
        """A field that is a list of mappings (or one mapping)."""
        entry = self.fields.get(name)
        if entry is None:
            return ()
        values = entry.value.entries if isinstance(entry.value, Sequence) else (entry.value,)
        return tuple(value for value in values if isinstance(value, Group))

    def number(self, name: str) -> float | None:
        """A field as a number; None where it is missing or no number."""
        return as_number(self.text(name))

    def date(self, name: str) -> date | None:
        """A field as a date; None where it is missing or no date."""
        return as_date(self.text(name))

    @property
    def statement(self) -> str:
        """The field `statement`, else the first paragraph of the body."""
        return self.text("statement") or _prose.statement(self)

    @property
    def living(self) -> bool:
        """Neither rejected nor retired."""
        return self.category is not Category.DEAD

    @property
    def committed(self) -> bool:
        """Agreed, in work or done: where the full set of rules applies."""
        return self.category in COMMITTED

    @property
    def owner(self) -> str:
        """Who answers for it: the field `owner`, else `team`."""
        return self.text("owner") or self.text("team")

    @property
    def is_scenario(self) -> bool:
        """Made of a scenario: its id may be one that nobody wrote, and it has no fields of its own."""
        return self.path.casefold().endswith((".feature", ".feature.md"))

    @property
    def is_row(self) -> bool:
        """Kept as a row of a collection (`parties.yml` …), so without a page of its own."""
        return not self.docs_path.endswith(".md")


_prose = Prose(Item.__dict__["body"])
Item.body = _prose  # type: ignore[assignment, misc]  # what stands behind the field stays its slot
_title = Title(Item.__dict__["title"])
Item.title = _title  # type: ignore[assignment, misc]  # as above


class Document(NamedTuple):
    """An ordinary Markdown page beside the items."""

    path: str
    docs_path: str
    title: str
    fields: Mapping[str, Field]
    body: Body


def natural(item: Item) -> tuple[tuple[int, int, str], ...]:
    """A sort key that puts REQ-9 before REQ-10."""
    return natural_key(item.id)


def in_order(items: Iterable[Item]) -> list[Item]:
    """Items sorted by `natural`."""
    some = list(items)
    place = order_of([item.id for item in some])
    return sorted(some, key=_id if place is str else natural)


def _id(item: Item) -> str:
    return item.id


def order_of(names: Iterable[str]) -> Callable[[str], Any]:
    """A sort key for these ids that gives the order of `natural_key`, where possible one that is found sooner: behind
    the same letters as many digits are in the order of their texts."""
    heads = {(name.rstrip("0123456789"), len(name)) for name in names}
    return str if len(heads) == 1 and not _DIGITS.search(next(iter(heads))[0]) else natural_key


def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key for ids and versions: runs of digits count as numbers."""
    words = _DIGITS.split(text)
    return tuple([(1, 0, part) if index % 2 == 0 else (0, int(part), "") for index, part in enumerate(words) if part])
