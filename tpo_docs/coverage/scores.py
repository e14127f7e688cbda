"""Coverage of many items: shares of groups for bars and tiles, and the trace score."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from tpo_docs.coverage.deep import coverage
from tpo_docs.coverage.nouns import Coverage, Share
from tpo_docs.model import Item, Project


def shares(
    project: Project, by: Callable[[Item], Iterable[str]], items: Iterable[Item] | None = None
) -> tuple[Share, ...]:
    """Coverage of committed items, grouped: an item counts in every group that `by` names."""
    found = coverage(project)
    groups: dict[str, list[Item]] = {}
    for item in items if items is not None else project.items.values():
        if item.id in found and item.committed:
            for name in by(item):
                groups.setdefault(name, []).append(item)
    return tuple(_share(name, members, found) for name, members in groups.items())


def trace_score(project: Project) -> tuple[int, int]:
    """Met and expected needs of all committed items (after Jama's trace score)."""
    met = expected = 0
    for name, state in coverage(project).items():
        if project.items[name].committed:
            met += state.met
            expected += state.expected
    return met, expected


def _share(name: str, members: list[Item], found: Mapping[str, Coverage]) -> Share:
    counted = [item for item in members if found[item.id].expected]
    return Share(
        name,
        len(counted),
        sum(1 for item in counted if found[item.id].covered),
        sum(1 for item in counted if found[item.id].deep),
        tuple(item.id for item in counted if not found[item.id].covered),
        tuple(item.id for item in counted if found[item.id].covered and found[item.id].exempt),
    )
