"""Up and down the traces: what an item serves, and what serves it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from tpo_docs.model import Item, Project, natural_key

_MAX_DEPTH = 60
_DOWNWARD = frozenset(("measured_by",))
"""Roles whose target is what shows the source, and not what the source serves."""

Step = Callable[[Project, Item], tuple[Item, ...]]


class Branch(NamedTuple):
    """An item in a tree of traces, with how it is linked to the one before it."""

    item: Item
    role: str
    inverse: bool
    """True where the item before it is the target of the link."""
    criteria: tuple[str, ...] = ()
    branches: tuple[Branch, ...] = ()
    again: bool = False
    """It has been shown before with all that follows it (or lies too deep to be shown)."""


def above(project: Project, item: Item) -> tuple[Item, ...]:
    """What an item directly serves: the ends of its traced links, and its parent."""
    return _ends(project, item, up=True)


def below(project: Project, item: Item) -> tuple[Item, ...]:
    """What directly serves an item: the other way round."""
    return _ends(project, item, up=False)


def closure(project: Project, item: Item, step: Step) -> frozenset[str]:
    """The ids of all that is reached by steps (`above` or `below`); the start among them only where a loop leads back."""
    found: set[str] = set()
    waiting = [item]
    while waiting:
        for other in step(project, waiting.pop()):
            if other.id not in found:
                found.add(other.id)
                waiting.append(other)
    return frozenset(found)


def tree(project: Project, item: Item, *, up: bool) -> tuple[Branch, ...]:
    """All that an item serves (or that serves it), each item unfolded once."""
    return _branches(project, item, {item.id}, up=up)


def _ends(project: Project, item: Item, *, up: bool) -> tuple[Item, ...]:
    return tuple(project.items[name] for name in dict.fromkeys(step[0] for step in _steps(project, item, up=up)))


def _branches(project: Project, item: Item, seen: set[str], *, up: bool, depth: int = 0) -> tuple[Branch, ...]:
    grouped: dict[tuple[str, str, bool], list[str]] = {}
    for name, role, inverse, criterion in _steps(project, item, up=up):
        grouped.setdefault((name, role, inverse), []).append(criterion)
    order = {name: place for place, name in enumerate(project.schema.types)}
    keys = sorted(grouped, key=lambda key: (order.get(project.items[key[0]].type, 99), natural_key(key[0]), key[1]))
    fresh = {name for name, _, _ in keys if name not in seen}
    seen |= fresh
    result = []
    for name, role, inverse in keys:
        other = project.items[name]
        criteria = tuple(sorted({one for one in grouped[name, role, inverse] if one}, key=natural_key))
        if name in fresh and depth < _MAX_DEPTH:
            fresh.discard(name)
            result.append(
                Branch(other, role, inverse, criteria, _branches(project, other, seen, up=up, depth=depth + 1))
            )
        else:
            result.append(Branch(other, role, inverse, criteria, again=True))
    return tuple(result)


def _steps(project: Project, item: Item, *, up: bool) -> Iterator[tuple[str, str, bool, str]]:
    """Id, role, whether the item is the link's target, and criterion of each neighbour in one direction."""
    roles = project.schema.roles
    for trace in project.outgoing.get(item.id, ()):
        role = roles[trace.role]
        if (role.traced or role.name == "parent") and (trace.role not in _DOWNWARD) is up:
            yield trace.target, trace.role, False, trace.criterion
    for trace in project.incoming.get(item.id, ()):
        role = roles[trace.role]
        if (role.traced or role.name == "parent") and (trace.role in _DOWNWARD) is up:
            yield trace.source, trace.role, True, trace.criterion
