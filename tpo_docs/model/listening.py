"""Who reads whose prose, and whose title: a page that has not read it need not be made again for a word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tpo_docs.model.items import Body, Item


WHOLE, STATEMENT, TERMS, LINKS = "", "statement", "terms", "links"
"""What of some prose is read: any of it; its first paragraph; which words of the glossary occur in it; what it links
to."""

TITLE = "title"
"""No prose, but an item's title, which most makers of pages about many read of few items."""

Heard = Mapping[str, frozenset[str]]
"""Paths of the files whose prose (or title) was read, by what of it."""


class Listener:
    """Hears whose prose is read: most pages show titles, statuses and links, and need not be made again for a word."""

    def __init__(self) -> None:
        self.heard: dict[str, set[str]] = {WHOLE: set(), STATEMENT: set(), TERMS: set(), LINKS: set(), TITLE: set()}
        self._functions: set[object] = set()

    def __enter__(self) -> Listener:
        listeners.append(self)
        return self

    def __exit__(self, *_: object) -> None:
        listeners.pop()

    @property
    def prose(self) -> dict[str, set[str]]:
        """The same of prose alone."""
        return {part: paths for part, paths in self.heard.items() if part != TITLE}

    def hear_of(self, function: object, heard: Heard) -> None:
        """Something was read that a function has made of the prose of these files."""
        if heard and function not in self._functions:
            self._functions.add(function)
            for part, paths in heard.items():
                self.heard[part] |= paths


listeners: list[Listener] = []
_parts = [WHOLE]


def listening() -> Listener:
    """In a `with`: hears whose prose is read within, here and by nobody else."""
    return Listener()


@contextmanager
def reading(part: str) -> Iterator[None]:
    """Says that whoever reads prose within looks only at that part of it, and keeps no more."""
    _parts.append(part)
    try:
        yield
    finally:
        _parts.pop()


class Prose:
    """The field `body` of an item, which tells the listener that it is read."""

    def __init__(self, slot: Any) -> None:
        self._slot = slot

    def __get__(self, item: Item | None, owner: type | None = None) -> Any:
        if item is None:
            return self
        if listeners:
            listeners[-1].heard[_parts[-1]].add(item.path)
        return self._slot.__get__(item, owner)

    def statement(self, item: Item) -> str:
        """The first paragraph, where nothing else is read."""
        if listeners:
            listeners[-1].heard[STATEMENT].add(item.path)
        found: str = self._slot.__get__(item).statement
        return found

    def __set__(self, item: Item, body: Body) -> None:
        self._slot.__set__(item, body)


class Title:
    """The field `title` of an item, which tells the listener that it is read."""

    def __init__(self, slot: Any) -> None:
        self._get, self._set = slot.__get__, slot.__set__

    def __get__(self, item: Item | None, owner: type | None = None) -> Any:
        if item is None:
            return self
        if listeners:
            listeners[-1].heard[TITLE].add(item.path)
        return self._get(item)

    def hear(self, item: Item) -> None:
        """That it is read where it stands among the fields."""
        if listeners:
            listeners[-1].heard[TITLE].add(item.path)

    def __set__(self, item: Item, title: str) -> None:
        self._set(item, title)
