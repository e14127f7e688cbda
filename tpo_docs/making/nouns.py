"""What pages are made from, and what is known of one on its way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from tpo_docs.files import Loaded
from tpo_docs.model import Edition, Later, Page
from tpo_docs.pages.seen import FILE, Ask
from tpo_docs.places import Places
from tpo_docs.words import Words

DIAGRAM = b"mermaid"


class Site(NamedTuple):
    """What all pages of a site are made from."""

    loaded: Loaded
    places: Places
    edition: Edition
    words: Words
    own: Path | None
    """The project's own templates."""
    shown: str
    """How messages name their folder."""
    say: Callable[[str], None]


class Made(NamedTuple):
    """A page of the site, its text made or known to be what it was."""

    page: Page
    """Where it is shown; without its content."""
    data: bytes | Callable[[], bytes]
    """Its Markdown; or what makes it, or fetches it from where it is kept meanwhile."""
    digest: str
    drawn: bool
    """Whether it holds a diagram."""
    prose: tuple[Ask, ...] = ()
    """The prose that it was made of, and what of it."""


class Known(NamedTuple):
    """What is known of a page that is made."""

    digest: str
    drawn: bool
    asked: Sequence[int]
    """What it asked for while it was laid out and made, as numbers of a register."""


class File(NamedTuple):
    """A file of the site that is no page."""

    data: bytes | Callable[[], bytes]
    """As of a page."""
    known: Known
    prose: tuple[Ask, ...]


class Sheet(NamedTuple):
    """A page on its way."""

    page: Page
    path: str
    """Where it would have been, had no author taken the place."""
    known: Known | None = None
    text: bytes | Callable[[], bytes] | None = None
    """Its Markdown, or what fetches it, where it was made."""


class LaidOut(NamedTuple):
    """What is known of a maker of pages about many items."""

    resting: Sequence[int]
    """What it asked for to know which pages there are, as numbers of a register."""
    sheets: list[Sheet]


class Register:
    """All that pages ask for, each thing with a number."""

    def __init__(self) -> None:
        self.asks: list[Ask] = []
        self.prose: set[int] = set()
        """Which of them are for the text of a file."""
        self._numbers: dict[Ask, int] = {}

    def number(self, ask: Ask) -> int:
        """The number of something that is asked for."""
        found = self._numbers.get(ask)
        if found is None:
            found = self._numbers[ask] = len(self.asks)
            self.asks.append(ask)
            if ask[0].startswith(FILE) and ask[0].partition(":")[0] == FILE:
                self.prose.add(found)
        return found

    def add(self, kind: str, keys: Sequence[str]) -> int:
        """The number of the first of many things of a kind of which nobody has asked yet, and which follow each other;
        raises a ValueError where one of them stands there already."""
        first = len(self.asks)
        asks = [(kind, key) for key in keys]
        self.asks += asks
        self._numbers.update(zip(asks, range(first, len(self.asks)), strict=True))
        if len(self._numbers) != len(self.asks):
            raise ValueError(kind)
        if kind.partition(":")[0] == FILE:
            self.prose.update(range(first, len(self.asks)))
        return first

    def numbers(self, asks: Iterable[Ask]) -> list[int]:
        """Their numbers."""
        known = self._numbers.get
        return [self.number(ask) if (found := known(ask)) is None else found for ask in asks]


def fields(page: Page) -> tuple[Any, ...]:
    """All that is known of a page before it is made."""
    basis = page.content.basis if isinstance(page.content, Later) else ""
    return page.path, page.template, page.title, page.source, page.description, page.tags, page.search, page.wide, basis


def page_of(entry: Sequence[Any], view: Callable[[str], object]) -> Page:
    """A page from its fields; `view` makes what it shows, from its path."""
    path, template, title, source, description, tags, search, wide, basis = entry
    content = Later(partial(view, path), basis)
    return Page(path, template, content, title, source, description, tuple(tags), search, wide)
