"""Who reads whose prose: a page that has not read it need not be made again for a word."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tpo_docs.model.items import Body, Item


class Listener:
    """Hears whose prose is read: most pages show titles, statuses and links, and need not be made again for a word."""

    def __init__(self) -> None:
        self.paths: set[str] = set()
        self._functions: set[object] = set()

    def hear_of(self, function: object, paths: frozenset[str]) -> None:
        """Something was read that a function has made of the prose of these files."""
        if paths and function not in self._functions:
            self._functions.add(function)
            self.paths |= paths


listeners: list[Listener] = []


@contextmanager
def listening() -> Iterator[Listener]:
    """Hears whose prose is read within, here and by nobody else."""
    listener = Listener()
    listeners.append(listener)
    try:
        yield listener
    finally:
        listeners.pop()


class Prose:
    """The field `body` of an item, which tells the listener that it is read."""

    def __init__(self, slot: Any) -> None:
        self._slot = slot

    def __get__(self, item: Item | None, owner: type | None = None) -> Any:
        if item is None:
            return self
        if listeners:
            listeners[-1].paths.add(item.path)
        return self._slot.__get__(item, owner)

    def __set__(self, item: Item, body: Body) -> None:
        self._slot.__set__(item, body)
