"""The roadmap: epics over releases, and what of each is done; effort, status and coverage rolled up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tpo_docs.coverage import coverage
from tpo_docs.model import Category, Item, Project, natural
from tpo_docs.planning.priorities import size_of
from tpo_docs.scope import release_of

HORIZONS = ("now", "next", "later")


class Rollup(NamedTuple):
    """What stands below an epic."""

    stories: int
    done: int
    points: float
    done_points: float
    unestimated: int
    covered: int
    expected: int
    """Stories that need anything, and how many of them have it."""


class Branch(NamedTuple):
    """An epic at its depth in the tree."""

    epic: Item
    depth: int
    rollup: Rollup
    release: Item | None
    goals: tuple[str, ...]
    horizon: str
    """`now`, `next` or `later`; empty for what is done."""


def roadmap(project: Project) -> tuple[Branch, ...]:
    """The living epics as a tree, parents before their parts."""
    return project.derive(_roadmap)


def rollup(project: Project, epic: Item) -> Rollup:
    """All stories below an epic, at any depth, each once."""
    found: dict[str, Item] = {}
    seen: set[str] = {epic.id}
    waiting = [epic]
    while waiting:
        for part in project.sources(waiting.pop(), "parent"):
            if part.id not in seen:
                seen.add(part.id)
                waiting.append(part)
                if part.type == "story":
                    found[part.id] = part
    stories = list(found.values())
    done = [item for item in stories if item.category is Category.DONE]
    known = coverage(project)
    judged = [state for item in stories if (state := known.get(item.id)) is not None and state.expected]
    return Rollup(
        len(stories),
        len(done),
        sum(size_of(item) or 0.0 for item in stories),
        sum(size_of(item) or 0.0 for item in done),
        sum(size_of(item) is None for item in stories),
        sum(state.covered for state in judged),
        len(judged),
    )


def horizon(project: Project, item: Item, release: Item | None) -> str:
    """When an item comes: now with the release in work (or itself in work without a release), next with the release
    after it, later otherwise; empty where it is done."""
    if item.category is Category.DONE or (release is not None and release.category is Category.DONE):
        return "" if item.category is Category.DONE else "now"
    if release is None:
        return "now" if item.category is Category.DOING else "later"
    if release.category is Category.DOING:
        return "now"
    return "next" if release.id in project.derive(_next) else "later"


def _roadmap(project: Project) -> tuple[Branch, ...]:
    return tuple(_tree(project))


def _tree(project: Project) -> Iterator[Branch]:
    epics = [item for item in project.of_type("epic") if item.living]
    names = {item.id for item in epics}
    tops = [item for item in epics if not any(parent.id in names for parent in project.targets(item, "parent"))]
    seen: set[str] = set()
    # What stands in a circle of parents has no top: it comes at the end, each once.
    for top in (*tops, *epics):
        waiting = [(top, 0)]
        while waiting:
            epic, depth = waiting.pop()
            if epic.id in seen:
                continue
            seen.add(epic.id)
            release = release_of(project, epic)
            goals = tuple(goal.id for goal in project.targets(epic, "supports"))
            yield Branch(epic, depth, rollup(project, epic), release, goals, horizon(project, epic, release))
            parts = [part for part in project.sources(epic, "parent") if part.type == "epic"]
            waiting += [(part, depth + 1) for part in sorted(parts, key=natural, reverse=True)]


def _next(project: Project) -> frozenset[str]:
    """The release planned next: the earliest agreed one with a target."""
    waiting = [item for item in project.of_type("release") if item.category is Category.AGREED and item.date("target")]
    if not waiting:
        return frozenset()
    return frozenset({min(waiting, key=lambda item: (item.text("target"), natural(item))).id})
