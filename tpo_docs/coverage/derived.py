"""What covers an item through a story that realizes it, or through its parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tpo_docs.coverage.neighbours import Around, key_of, meets
from tpo_docs.model import Item
from tpo_docs.schema import Need


def carried(around: Around, item: Item, need: Need, direct: tuple[str, ...]) -> Sequence[str]:
    """What covers a need through a story of the item, or through one of its parts."""
    stories = around.stories(item) if need.type != "story" else ()
    parts = around.whole.get(item.id)
    if not parts:
        return _covering(around, stories, need, direct) if stories else ()
    few = around.few(item)
    if few is not None:
        if need.type != "story":
            stories = (*stories, *(story for part in few for story in around.stories(part)))
        return _covering(around, (*stories, *few), need, direct)
    key = key_of(need)
    reached = any(key in around.reach(part, need.type) for part in parts)
    reached = reached or any(meets(other, need) for story in stories for other in around.living(story.id))
    return Derived(around, item, need, direct) if reached else ()


class Derived(Sequence[str]):
    """The ids that cover a need through stories and parts: found when they are asked for, since for a long chain of
    wholes and parts all of them together would grow with the square of its length."""

    def __init__(self, around: Around, item: Item, need: Need, direct: tuple[str, ...]) -> None:
        self.around = around
        self.item = item
        self.need = need
        self.direct = direct

    def all(self) -> tuple[str, ...]:
        """All of them, through stories first."""
        around, item = self.around, self.item
        parts = around.parts(item) or ()
        if self.need.type == "story":
            return _covering(around, parts, self.need, self.direct)
        stories = (story for whole in (item, *parts) for story in around.stories(whole))
        return _covering(around, (*stories, *parts), self.need, self.direct)

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(self.all())

    def __len__(self) -> int:
        return len(self.all())

    def __getitem__(self, place: Any) -> Any:
        return self.all()[place]

    def __eq__(self, other: object) -> bool:
        return self.all() == (other.all() if isinstance(other, Derived) else other)

    def __hash__(self) -> int:
        return hash(self.all())


def _covering(around: Around, carriers: Iterable[Item], need: Need, direct: tuple[str, ...]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    wanted, kind = need.type, need.kind
    for carrier in carriers:
        for other in around.living(carrier.id):
            if other.type == wanted and (not kind or other.kind == kind) and other.id not in direct:
                found[other.id] = None
    return tuple(found)
