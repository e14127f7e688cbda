"""The roadmap: epics over releases and over time, and what of each is done; effort, status, coverage and proof rolled up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from tpo_docs import verdicts
from tpo_docs.coverage import coverage
from tpo_docs.model import CATEGORIES, Category, Item, Project, natural
from tpo_docs.planning.backlog import team_of
from tpo_docs.planning.chronicle import lives
from tpo_docs.planning.plan import Planned, plan
from tpo_docs.planning.priorities import size_of
from tpo_docs.scope import release_of

HORIZONS = ("now", "next", "later")
GROUPS = ("goal", "persona", "team")
"""By what a roadmap may be grouped."""


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
    categories: Mapping[str, int]
    """How many of the stories are in each category that any is in."""
    proven: int
    provable: int
    """Stories, and requirements that they realize, that are asked to be proven, and how many of them are; 0 of 0 in a
    project without results."""


class Stretch(NamedTuple):
    """From one day to another, both included."""

    first: date
    last: date


class Time(NamedTuple):
    """When an epic was and will be worked on."""

    worked: Stretch | None
    """From the first story begun to the last one finished, or today where one is in work; after the history."""
    planned: Stretch | None
    """From the first to the last of the open stories that are in the plan of the teams."""
    target: date | None
    """That of its release."""
    unplanned: int
    """Open stories that are not in that plan."""

    @property
    def late(self) -> bool:
        """Whether the plan ends behind the target."""
        return self.planned is not None and self.target is not None and self.planned.last > self.target

    @property
    def first(self) -> date | None:
        """The first day known."""
        return min((one.first for one in (self.worked, self.planned) if one is not None), default=None)

    @property
    def last(self) -> date | None:
        """The last day known: of the plan; of the release where open stories are not in the plan; else of the work."""
        if self.planned is not None:
            return self.planned.last
        worked = self.worked.last if self.worked is not None else None
        return self.target or worked if self.unplanned else worked or self.target


class Cluster(NamedTuple):
    """The epics of a goal, a persona or a team."""

    name: str
    """An id; empty for those that have none."""
    branches: tuple[Branch, ...]


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


def stories_below(project: Project, epic: Item) -> tuple[Item, ...]:
    """All stories below an epic, at any depth, each once."""
    known = project.derive(_below)
    if epic.id not in known:
        known[epic.id] = _stories_below(project, epic)
    return known[epic.id]


def _below(_: Project) -> dict[str, tuple[Item, ...]]:
    return {}


def _stories_below(project: Project, epic: Item) -> tuple[Item, ...]:
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
    return tuple(found.values())


def rollup(project: Project, epic: Item) -> Rollup:
    """What all stories below an epic come to."""
    stories = stories_below(project, epic)
    done = [item for item in stories if item.category is Category.DONE]
    known = coverage(project)
    judged = [state for item in stories if (state := known.get(item.id)) is not None and state.expected]
    categories = {name: sum(item.category.value == name for item in stories) for name in CATEGORIES}
    served = {item.id: item for story in stories for item in project.targets(story, "realizes")}
    proof = verdicts.tally(project, (*stories, *served.values())) if project.results.present else None
    return Rollup(
        len(stories),
        len(done),
        sum(size_of(item) or 0.0 for item in stories),
        sum(size_of(item) or 0.0 for item in done),
        sum(size_of(item) is None for item in stories),
        sum(state.covered for state in judged),
        len(judged),
        {name: count for name, count in categories.items() if count},
        proof.verified if proof is not None else 0,
        proof.total if proof is not None else 0,
    )


def time_of(project: Project, epic: Item) -> Time:
    """When an epic was and will be worked on, after the history and the plan of the teams."""
    known = project.derive(_times)
    if epic.id not in known:
        known[epic.id] = _time(project, epic)
    return known[epic.id]


def clusters(project: Project, by: str) -> tuple[Cluster, ...]:
    """The epics by what they serve: by `goal` (their own or that of the epics above them), by `persona` (whom their
    stories are for) or by `team` (who does their stories). An epic may stand in several; parents come before parts."""
    known = project.derive(_clusters)
    if by not in known:
        known[by] = _grouped(project, by)
    return known[by]


def _clusters(_: Project) -> dict[str, tuple[Cluster, ...]]:
    return {}


def _grouped(project: Project, by: str) -> tuple[Cluster, ...]:
    found: dict[str, list[Branch]] = {}
    for branch in roadmap(project):
        for name in _served(project, branch, by) or ("",):
            found.setdefault(name, []).append(branch)
    order = sorted(found, key=lambda name: (not name, natural(project.items[name]) if name in project.items else ()))
    return tuple(Cluster(name, tuple(found[name])) for name in order)


def _served(project: Project, branch: Branch, by: str) -> Sequence[str]:
    if by == "goal":
        return branch.goals or _goals_above(project, branch.epic)
    if by == "team":
        return sorted({team_of(item) for item in stories_below(project, branch.epic)} - {""})
    names = {item.text("as") for item in stories_below(project, branch.epic)}
    return sorted(name for name in names if (party := project.items.get(name)) is not None and party.type == "party")


def _goals_above(project: Project, epic: Item) -> tuple[str, ...]:
    seen = {epic.id}
    current = epic
    while parents := [item for item in project.targets(current, "parent") if item.id not in seen]:
        current = parents[0]
        seen.add(current.id)
        goals = tuple(goal.id for goal in project.targets(current, "supports"))
        if goals:
            return goals
    return ()


def _times(_: Project) -> dict[str, Time]:
    return {}


def _time(project: Project, epic: Item) -> Time:
    release = release_of(project, epic)
    begun: list[date] = []
    ended: list[date] = []
    placed: list[Planned] = []
    unplanned = 0
    by_id = project.derive(_planned_by_id)
    for story in stories_below(project, epic):
        life = lives(project).get(story.id)
        if life is not None and life.started is not None:
            begun.append(life.started)
        if life is not None and life.finished is not None:
            begun.append(life.started or life.finished)
            ended.append(life.finished)
        elif life is not None and life.doing is not None and story.category is Category.DOING:
            ended.append(project.today)
        if story.category is not Category.DONE and story.living:
            if story.id in by_id:
                placed.append(by_id[story.id])
            else:
                unplanned += 1
    worked = Stretch(min(begun), max(*ended, min(begun))) if begun and ended else None
    planned = Stretch(min(one.start for one in placed), max(one.end for one in placed)) if placed else None
    return Time(worked, planned, release.date("target") if release is not None else None, unplanned)


def _planned_by_id(project: Project) -> Mapping[str, Planned]:
    return {one.entry.item.id: one for one in plan(project).planned}


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
