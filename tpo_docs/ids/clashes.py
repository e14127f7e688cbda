"""Ids that two branches have taken since they parted, each for an item of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tpo_docs.model import Item, natural_key
from tpo_docs.records.fingerprint import words


class Clash(NamedTuple):
    """An id that means one item here and another one there."""

    name: str
    ours: Item
    theirs: Item
    base: str = ""
    """The branch on which the other one is."""

    @property
    def former(self) -> bool:
        """Whether one of the two only was called so."""
        return self.name not in (self.ours.id, self.theirs.id) or self.ours.id != self.theirs.id


def clashes(ours: Iterable[Item], theirs: Iterable[Item], common: Iterable[Item], base: str = "") -> tuple[Clash, ...]:
    """The ids and aliases that are new on both sides and do not mean the same item, in the order of ids.

    An item of the same type and title is taken to be the same one, brought over by a merge or a cherry-pick.
    """
    before = frozenset(_names(common))
    here, there = _names(ours), _names(theirs)
    found = []
    for name in sorted((set(here) & set(there)) - before, key=natural_key):
        one, other = here[name], there[name]
        if not _same(one, other):
            found.append(Clash(name, one, other, base))
    return tuple(found)


def _names(items: Iterable[Item]) -> Mapping[str, Item]:
    found: dict[str, Item] = {}
    for item in items:
        found.setdefault(item.id, item)
    for item in tuple(found.values()):
        for alias in item.texts("aliases"):
            found.setdefault(alias, item)
    return found


def _same(one: Item, other: Item) -> bool:
    if one.type != other.type:
        return False
    return words(one.title) == words(other.title) or (one.path == other.path and one.body.text == other.body.text != "")
