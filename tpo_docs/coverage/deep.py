"""Coverage of items: what they lack themselves, and what is missing first in the whole chain below them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tpo_docs.coverage.derived import Derived
from tpo_docs.coverage.neighbours import Around, Key, Reached, key_of, meets
from tpo_docs.coverage.nouns import Coverage, Missing, Shallow, State
from tpo_docs.coverage.standing import needs
from tpo_docs.model import Item, Project


def coverage(project: Project) -> Mapping[str, Coverage]:
    """Coverage by id, of all living items that need anything."""
    return project.derive(cover_all)


def missing(project: Project, item: Item) -> tuple[State, ...]:
    """The judged needs of an item that are not met, advice included."""
    found = coverage(project).get(item.id)
    return tuple(state for state in found.states if state.judged and not state.met) if found else ()


def cover_all(project: Project) -> Mapping[str, Coverage]:
    """What `coverage` remembers."""
    shallow = needs(project)
    committed = frozenset(name for name in shallow if project.items[name].committed)
    return deepen(shallow, committed)


def deepen(shallow: Shallow, committed: frozenset[str]) -> Mapping[str, Coverage]:
    """Adds what is missing further down. Items on a loop count as covered by it unless something below it is missing."""
    first = _first_missing(shallow, _Steps(shallow, committed))
    return {
        name: Coverage(
            name,
            states,
            covered=not lacks,
            deep=first[name] is None,
            missing=lacks,
            first_missing=first[name],
            exempt=exempt,
        )
        for name, (states, lacks, exempt) in shallow.items()
    }


def _first_missing(shallow: Shallow, steps: _Steps) -> Mapping[_Node, Missing | None]:
    """What is missing first in an item itself or below it; None where nothing is."""
    first: dict[_Node, Missing | None] = {name: lacks[0] for name, (_, lacks, _) in shallow.items() if lacks}
    looped = False
    for start in shallow:
        stack: list[_Node] = [start]
        on_way: set[_Node] = set()
        while stack:
            name = stack[-1]
            if name in first:
                stack.pop()
                continue
            below = steps.below(name)
            waiting = [other for other in below if other not in first]
            if waiting and name not in on_way:
                on_way.add(name)
                stack.extend(other for other in waiting if other not in on_way)
                continue
            looped = looped or bool(waiting)
            first[name] = next((first[other] for other in below if first.get(other) is not None), None)
            stack.pop()
    while looped:  # what was found on a loop has not yet reached all who stand on it
        looped = False
        for name, lack in first.items():
            if lack is None:
                first[name] = next((first[other] for other in steps.below(name) if first.get(other) is not None), None)
                looped = looped or first[name] is not None
    return first


class _Through(NamedTuple):
    """What covers a need through a part of an item and what lies below that part."""

    part: str
    need: Key
    agreed: bool
    """Whether only agreed items count."""


_Node = str | _Through


class _Steps:
    """From an item to those that cover it and need something themselves. Where agreed ones cover a need, ideas beside
    them are no gap. Parts are gone through one by one and not listed for each whole again."""

    def __init__(self, shallow: Shallow, committed: frozenset[str]) -> None:
        self.shallow = shallow
        self.committed = committed
        self.around: Around | None = None
        self.agreed: Reached = {}

    def below(self, node: _Node) -> list[_Node]:
        """The next ones, in the order in which something missing is named."""
        if isinstance(node, _Through):
            return self.through(node)
        found: list[_Node] = []
        for state in self.shallow[node][0]:
            if state.judged:
                found += (
                    self.of_parts(node, state.derived, state)
                    if isinstance(state.derived, Derived)
                    else self.plain(node, (*state.direct, *state.derived))
                )
        return found

    def plain(self, name: str, covering: Iterable[str]) -> list[str]:
        """Of those that cover an item: the agreed ones, else all, that need something."""
        known = [other for other in covering if other in self.shallow and other != name]
        return [other for other in known if other in self.committed] or known

    def of_parts(self, name: str, derived: Derived, state: State) -> list[_Node]:
        """Those that cover a need directly and through stories, and the way through the parts."""
        around, need = derived.around, state.need
        if self.around is not around:
            self.around, self.agreed = around, around.reached(self.committed.__contains__)
        through = [other.id for other in around.through(derived.item, need.type) if meets(other, need)]
        known = [other for other in (*state.direct, *through) if other in self.shallow and other != name]
        agreed = [other for other in known if other in self.committed]
        parts = around.whole.get(name, ())
        settled = [part.id for part in parts if self._has(self.agreed, part.id, need.type, key_of(need))]
        if agreed or settled:
            return [*agreed, *(_Through(part, key_of(need), agreed=True) for part in settled)]
        rest = [part.id for part in parts if self._has(around.within, part.id, need.type, key_of(need))]
        return [*known, *(_Through(part, key_of(need), agreed=False) for part in rest)]

    def through(self, node: _Through) -> list[_Node]:
        """What covers through a part: what is joined to it or to its stories, then what its own parts bring."""
        around = self.around
        assert around is not None, "a way through parts begins at an item"
        part, (wanted, kind) = around.project.items[node.part], node.need
        joined = (*around.through(part, wanted), *around.living(part.id))
        known = self.committed if node.agreed else self.shallow
        met = dict.fromkeys(one.id for one in joined if one.type == wanted and (not kind or one.kind == kind))
        reached = self.agreed if node.agreed else around.within
        inner = (one.id for one in around.whole.get(node.part, ()) if self._has(reached, one.id, wanted, node.need))
        return [*(name for name in met if name in known), *(node._replace(part=name) for name in inner)]

    @staticmethod
    def _has(reached: Reached, part: str, wanted: str, need: Key) -> bool:
        beside, behind = reached[part]
        return need in beside or (wanted != "story" and need in behind)
