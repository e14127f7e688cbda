"""What pages rest on, by what was asked and heard while they were made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from tpo_docs.model import TITLE as OF_TITLE
from tpo_docs.model import Listener, Project
from tpo_docs.pages.seen import ALL, FACE, FILE, REST, TITLE, TITLES, Ask

EVERYTHING: Ask = (REST, ALL)
"""All but the prose and the titles of items."""
_OF_EDITION = frozenset(("edition", "changes", "histories"))
_MANY = 40
"""How many titles of one type a page rests on singly: beyond them, on all of that type."""


class Resting:
    """Of pages that are made of the items of a project."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def of_many(self, asked: Iterable[Ask], heard: Listener) -> Iterator[Ask]:
        """What a page made of many rests on beside `EVERYTHING`: the edition, and prose and titles that it has read."""
        yield from ((kind, key) for kind, key in asked if kind in _OF_EDITION)
        yield from self.heard(heard)

    def heard(self, heard: Listener) -> Iterator[Ask]:
        """The prose that was read and what of it, and titles: one by one, or of types of which many were."""
        yield from _prose(heard)
        paths = heard.heard[OF_TITLE]
        for name, some in self._types.items() if len(paths) > _MANY else (("", paths),):
            both = paths & some
            if len(both) > _MANY:
                yield TITLES, name
            else:
                yield from ((TITLE, path) for path in sorted(both))

    @cached_property
    def _types(self) -> dict[str, set[str]]:
        """The files of the items of each type."""
        found: dict[str, set[str]] = {}
        for item in (*self._project.items.values(), *self._project.duplicates):
            found.setdefault(item.type, set()).add(item.path)
        return found


def of_one(asked: Iterable[Ask], heard: Listener, *, about_many: bool) -> Iterator[Ask]:
    """What a page rests on that was made later: what it asked for, of items without their prose where it is about many,
    and prose that it has read."""
    yield from map(_without_prose, asked) if about_many else asked
    yield from _prose(heard)


def _without_prose(ask: Ask) -> Ask:
    """What a page about many rests on that asks for an item: all that it says beside its prose."""
    return (FACE, ask[1]) if ask[0] == "items" and ask[1] != ALL else ask


def _prose(heard: Listener) -> Iterator[Ask]:
    for part, paths in heard.prose.items():
        yield from ((f"{FILE}:{part}" if part else FILE, path) for path in sorted(paths))
