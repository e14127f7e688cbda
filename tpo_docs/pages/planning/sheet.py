"""What the pages of planning are made of: sections of tiles, notes, tables, lists and figures, shown by one template."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeVar, overload

from markupsafe import Markup

from tpo_docs import charts
from tpo_docs.model import Edition, Item, Page, Project, Review
from tpo_docs.pages import text
from tpo_docs.pages.escaping import escape
from tpo_docs.pages.links import Links
from tpo_docs.places import Places, relative
from tpo_docs.titles import title_text
from tpo_docs.words import Words, words

_T = TypeVar("_T")
MAX_ROWS, MAX_CELLS = 400, 4000
"""How many rows and cells of a table a page shows."""
_ID = re.compile(r"\w[\w.-]*-[\w.]*\w")
TEMPLATE = "pages/sheet.md.j2"
_WIDE = 4
"""So many columns do not fit a phone."""
_STACKED = 300
"""Longer tables stay tables there: stacked, nobody would find anything in them."""


class Tile(NamedTuple):
    """A number to see from afar."""

    number: str
    text: str
    hint: str = ""
    tone: str = ""


class Piece(NamedTuple):
    """A part of a section; which fields count depends on `kind`."""

    kind: str
    """`note`, `text`, `tiles`, `grid`, `list`, `figure` or `empty`."""
    html: Markup = Markup()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[Markup, ...], ...] = ()
    numbers: frozenset[int] = frozenset()
    """Columns of a grid that hold numbers."""
    tiles: tuple[Tile, ...] = ()
    caption: str = ""

    @property
    def stacks(self) -> bool:
        """Whether a narrow screen shows each row of the grid below the other, with the names of its columns."""
        return len(self.heads) >= _WIDE and len(self.rows) <= _STACKED

    @property
    def labels_first(self) -> bool:
        """Whether the first cell of a stacked row says its column, too: it is no name of what the row is about."""
        return 0 in self.numbers or len(self.rows) == 1


class Rows(Generic[_T]):
    """Rows of a table, each made when it is shown: of a long table most are not."""

    def __init__(self, items: Sequence[_T], make: Callable[[_T], Sequence[str | Markup]]) -> None:
        self._items = items
        self._make = make

    def __len__(self) -> int:
        return len(self._items)

    def __getitem__(self, some: slice) -> list[Sequence[str | Markup]]:
        return [self._make(item) for item in self._items[some]]


class Section(NamedTuple):
    """A heading with what stands below it; the first section may have none."""

    title: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class SheetView:
    """What the template is shown."""

    title: str
    sections: Sequence[Section]


class _Sections(Sequence[Section]):
    """The sections that have something in them, made when somebody looks: whoever wants to know only which pages there
    are need not wait for them."""

    def __init__(self, sections: Iterable[Section]) -> None:
        self._waiting: Iterable[Section] = sections
        self._made: tuple[Section, ...] | None = None

    def _all(self) -> tuple[Section, ...]:
        if self._made is None:
            self._made = tuple(
                section._replace(title=text.plain(section.title)) for section in self._waiting if section.pieces
            )
            self._waiting = ()
        return self._made

    def __iter__(self) -> Iterator[Section]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    @overload
    def __getitem__(self, place: int) -> Section: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Section]: ...
    def __getitem__(self, place: int | slice) -> Section | Sequence[Section]:
        return self._all()[place]


class Sheet:
    """One page being made: its links, its words, and the project."""

    def __init__(self, review: Review, places: Places, edition: Edition, path: str) -> None:
        self.review = review
        self.project: Project = review.project
        self.path = path
        self.page = places.page(path)
        self.places = places
        self.words: Words = words(edition.language, self.project.configuration.site.words)
        self.links = Links(self.page, places, self.words)

    def called(self, party: str) -> str:
        """The title of a party; its name as written where there is none of it."""
        item = self.project.items.get(party)
        return title_text(item.title) if item is not None else party

    def finish(self, title: str, sections: Iterable[Section], *, wide: bool = False) -> Page:
        """The page; a wide one has the room of its table of contents too. Its sections are made when they are shown."""
        return Page(
            self.path, TEMPLATE, SheetView(text.plain(title), _Sections(sections)), title, search=False, wide=wide
        )

    def to(self, path: str, fragment: str = "") -> str:
        """The address of another generated page."""
        return relative(self.page, self.places.page(path), fragment)

    def link(self, path: str, shown: str, fragment: str = "") -> Markup:
        """A link to another generated page."""
        return Markup('<a href="{}">{}</a>').format(self.to(path, fragment), shown)

    def titled(self, item: Item) -> Markup:
        """A link to an item with its title."""
        return Markup(self.links.titled(item))

    def ref(self, item: Item) -> Markup:
        """A link to an item that shows its id."""
        return Markup(self.links.ref(item))

    def refs(self, names: Iterable[str]) -> Markup:
        """Links to several items."""
        found = (self.project.resolve(name) for name in names)
        return Markup(", ").join(self.ref(item) for item in found if item is not None)

    def who(self, name: str) -> Markup:
        """A party by its title, as a link; the name as written where no party has it."""
        party = self.project.items.get(name)
        return self.ref(party) if party is not None and party.type == "party" else plain(name)

    def with_links(self, sentence: str) -> Markup:
        """A sentence whose ids are links."""
        result, place = Markup(), 0
        for match in _ID.finditer(sentence):
            item = self.project.items.get(match[0])
            if item is not None:
                result += plain(sentence[place : match.start()]) + self.ref(item)
                place = match.end()
        return result + plain(sentence[place:])

    def bounded(
        self,
        caption: str,
        heads: Sequence[str],
        rows: Sequence[Sequence[str | Markup]] | Rows[Any],
        numbers: Iterable[int] = (),
        most: int = 0,
    ) -> tuple[Piece, ...]:
        """A table of no more rows than a page can bear, and how many are left out; `most` where that is for the caller
        to say."""
        most = most or min(MAX_ROWS, max(60, MAX_CELLS // (len(heads) or 1)))
        table = grid(caption, heads, rows[:most], numbers)
        if len(rows) <= most:
            return (table,)
        return table, note(self.words("and {number} more", number=len(rows) - most))

    def status(self, item: Item) -> Markup:
        """The status of an item, with the mark of its category."""
        return _status(item.category.value, self.words(item.status))

    def frame(self, title: str, sentence: str, head: str) -> charts.Frame:
        """What a chart is called."""
        say = self.words
        own = charts.Words(say("The numbers"), say("Total"), say("unknown"))
        return charts.Frame(title, sentence, head, own)


_GLYPHS = {
    "ok": "✓",
    "missing": "○",
    "failed": "✗",
    "none": "–",
    "derived": "↳",
    "suspect": "?",
    "broken": "⚡",
    "stale": "◷",
    "exempt": "⊘",
}


@lru_cache(1000, typed=True)
def _status(category: str, shown: str) -> Markup:
    return Markup('<span class="tpo-status tpo-status--{}">{}</span>').format(category, shown)


@lru_cache(1000, typed=True)
def state(name: str, shown: str) -> Markup:
    """A state with its glyph and its words, as the macro of that name prints it."""
    return Markup(
        '<span class="tpo-state tpo-state--{}"><span class="tpo-state__glyph" aria-hidden="true">{}</span>'
        '<span class="tpo-state__text">{}</span></span>'
    ).format(name, _GLYPHS[name], shown)


def sign(name: str, meant: str) -> Markup:
    """A state as its glyph alone, with what it means for those who do not see it."""
    return Markup(
        '<span class="tpo-state tpo-state--{}"><span class="tpo-state__glyph" aria-hidden="true">{}</span>'
        '<span class="tpo-sr">{}</span></span>'
    ).format(name, _GLYPHS[name], meant)


def bar(part: int, total: int, label: str, figure_: str = "") -> Markup:
    """How much of something there is, as a bar with its figures in words."""
    percent = 100 * part // total if total else 100
    return Markup(
        '<span class="tpo-bar{}"><span class="tpo-bar__track" role="img" aria-label="{} {} %">'
        '<span class="tpo-bar__part" style="width:{}%"></span></span><span class="tpo-bar__figure">{}</span></span>'
    ).format(" tpo-bar--full" if part >= total else "", label, percent, percent, figure_ or f"{part}/{total}")


def ago(days: int, say: Words) -> str:
    """How long ago a day was, which is not ahead."""
    if days <= 0:
        return say("today")
    return say("1 day ago") if days == 1 else say("{days} days ago", days=days)


def plain(shown: object) -> Markup:
    """A text as HTML."""
    return Markup(escape(str(shown)))


def note(shown: str) -> Piece:
    """A remark."""
    return Piece("note", plain(shown))


def said(shown: str | Markup) -> Piece:
    """A paragraph."""
    return Piece("text", Markup(shown) if isinstance(shown, Markup) else plain(shown))


def empty(shown: str, hint: str = "") -> Piece:
    """Nothing here yet, and what to write."""
    return Piece("empty", plain(shown), caption=hint)


def figure(html: str) -> Piece:
    """A chart."""
    return Piece("figure", Markup(html))


def tiles(*some: Tile) -> Piece:
    """Numbers to see from afar."""
    return Piece("tiles", tiles=some)


def listed(entries: Iterable[str | Markup]) -> Piece:
    """A list."""
    return Piece(
        "list", rows=tuple((Markup(entry) if isinstance(entry, Markup) else plain(entry),) for entry in entries)
    )


def grid(
    caption: str, heads: Sequence[str], rows: Iterable[Sequence[str | Markup]], numbers: Iterable[int] = ()
) -> Piece:
    """A table; texts are escaped, HTML is not."""
    made = tuple(tuple(cell if isinstance(cell, Markup) else plain(cell) for cell in row) for row in rows)
    return Piece("grid", heads=tuple(heads), rows=made, numbers=frozenset(numbers), caption=caption)
