"""The items around others: those joined to them, their stories and their parts at any depth, looked up once each."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping

from tpo_docs.model import Category, Item, Project
from tpo_docs.schema import Need

_FEW = 40
"""As many parts are listed for each of their wholes; of more it is only known what covers through them."""
Key = tuple[str, str]
"""Type and kind of what covers a need; no kind for any."""
Reached = Mapping[str, tuple[frozenset[Key], frozenset[Key]]]
"""Types and kinds of what covers through a part: joined to it or to one below it, and to stories of these."""


class Around:
    """The items around others that may cover something, looked up once each."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.traced = frozenset(name for name, role in project.schema.roles.items() if role.traced)
        self.upward = self.traced | {"parent"}
        self.known: dict[str, tuple[Item, ...]] = {}
        self.realizing: dict[str, tuple[Item, ...]] = {}
        self.whole: dict[str, tuple[Item, ...]] = {}
        """The parts directly below an item, by its id."""
        wholes = {trace.target for trace in project.traces if trace.role == "parent"}
        for name, item in project.items.items() if wholes else ():
            if name in wholes:
                below = project.sources(item, "parent")
                self.whole[name] = tuple(part for part in below if part.type == item.type and part.id != name)
        self.listed: dict[str, tuple[Item, ...] | None] = {}
        self._within: Reached | None = None
        self.realized = {trace.target for trace in project.traces if trace.role == "realizes"}

    @property
    def within(self) -> Reached:
        """What `reached` says where all items count."""
        if self._within is None:
            self._within = self.reached(lambda _: True)
        return self._within

    def living(self, name: str) -> tuple[Item, ...]:
        """The living items joined to this one by a link that counts."""
        if name not in self.known:
            project, upward, traced = self.project, self.upward, self.traced
            seen = {trace.source: 0 for trace in project.incoming.get(name, ()) if trace.role in upward}
            for trace in project.outgoing.get(name, ()):
                if trace.role in traced:
                    seen[trace.target] = 0
            ends = [project.items[other] for other in seen]
            self.known[name] = tuple([end for end in ends if end.category is not Category.DEAD])
        return self.known[name]

    def few(self, item: Item) -> tuple[Item, ...] | None:
        """The parts of an item at any depth, as long as they are few; else None."""
        if item.id not in self.listed:
            self.listed[item.id] = self.parts(item, _FEW)
        return self.listed[item.id]

    def stories(self, item: Item) -> tuple[Item, ...]:
        """The living stories that realize an item."""
        name = item.id
        if name not in self.realizing:
            self.realizing[name] = self.project.sources(item, "realizes") if name in self.realized else ()
        return self.realizing[name]

    def through(self, item: Item, wanted: str) -> Iterator[Item]:
        """What is joined to the stories that realize an item; a story does not cover by being beside another one."""
        if wanted != "story":
            for story in self.stories(item):
                yield from self.living(story.id)

    def reach(self, part: Item, wanted: str) -> frozenset[Key]:
        """Types and kinds of what covers through a part or those below it."""
        beside, behind = self.within[part.id]
        return beside if wanted == "story" else beside | behind

    def reached(self, counts: Callable[[str], bool]) -> Reached:
        """Types and kinds of what is joined to each part or one below it, and to the stories that realize these; only
        of items that count."""
        parts = {part.id: part for below in self.whole.values() for part in below}
        return self._with_those_below(
            {
                name: (
                    _keys(other for other in self.living(name) if counts(other.id)),
                    _keys(other for other in self.through(part, "") if counts(other.id)),
                )
                for name, part in parts.items()
            }
        )

    def _with_those_below(self, alone: Reached) -> Reached:
        """Of each part what itself reaches and those below it. Parts come before their wholes, so each is looked at
        once; those on a loop of parents are gone over until nothing is added."""
        found = dict(alone)
        wholes: dict[str, list[str]] = {}
        waiting: dict[str, int] = {}
        for name in found:
            below = self.whole.get(name, ())
            waiting[name] = len(below)
            for part in below:
                wholes.setdefault(part.id, []).append(name)

        def gather(name: str) -> bool:
            before = found[name]
            below = [found[part.id] for part in self.whole.get(name, ())]
            found[name] = tuple(sets[0].union(*sets[1:]) for sets in zip(before, *below, strict=True))
            return found[name] != before

        ready = [name for name, count in waiting.items() if not count]
        for name in ready:
            gather(name)
            for whole in wholes.get(name, ()):
                waiting[whole] -= 1
                if not waiting[whole]:
                    ready.append(whole)
        looped = [name for name, count in waiting.items() if count]
        while looped:
            name = looped.pop()
            if gather(name):
                looped += wholes.get(name, ())
        return found

    def parts(self, item: Item, most: int = sys.maxsize) -> tuple[Item, ...] | None:
        """What says that it is a part of the item, or of one of its parts; None where these are more than `most`."""
        found: dict[str, Item] = {}
        waiting = [item]
        while waiting:
            if len(found) > most:
                return None
            for part in self.whole.get(waiting.pop().id, ()):
                if part.id not in found and part.id != item.id:
                    found[part.id] = part
                    waiting.append(part)
        return tuple(found.values())


def key_of(need: Need) -> Key:
    """What a need asks for."""
    return need.type, need.kind


def _keys(items: Iterable[Item]) -> frozenset[Key]:
    """Each type alone, and with its kind."""
    return frozenset(key for item in items for key in ((item.type, ""), (item.type, item.kind)))


def meets(item: Item, need: Need) -> bool:
    """Whether an item is of the type and kind that a need asks for."""
    return item.type == need.type and (not need.kind or item.kind == need.kind)
