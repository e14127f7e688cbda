"""When work can be done: the critical path without regard to people, and a plan that teams have room for.

Network: forward and backward pass (Kelley and Walker 1959). Plan: serial schedule generation (Kolisch 1996): tasks in
the order of the backlog, each in the earliest iteration in which what it needs has ended and its team has room left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush
from math import isfinite
from typing import NamedTuple

MAX_ITERATIONS = 520
"""Twenty years of fortnights: what has no room until then has none."""
_NONE = 1e-9
"""So little room or work is none: what is left of sums of decimals."""


class Activity(NamedTuple):
    """Something that takes time; `needs` are the names of what must end before it starts."""

    name: str
    duration: float
    needs: tuple[str, ...] = ()


class Slot(NamedTuple):
    """When an activity starts and ends at the earliest and at the latest."""

    name: str
    early_start: float
    early_end: float
    late_start: float
    late_end: float

    @property
    def slack(self) -> float:
        """How long it may wait without delaying the whole."""
        return max(0.0, self.late_start - self.early_start)

    @property
    def critical(self) -> bool:
        """Whether any delay of it delays the whole."""
        return self.slack < 1e-9


class Job(NamedTuple):
    """A task of a team."""

    name: str
    team: str
    size: float
    needs: tuple[str, ...] = ()


class Placed(NamedTuple):
    """A task in the iterations it takes, from 0; both ends included."""

    name: str
    first: int
    last: int


class Left(NamedTuple):
    """A task that did not fit, and why."""

    name: str
    reason: str
    """`no-team`, `no-capacity`, `no-size`, `waits` (what it needs did not fit) or `no-room` (until the end)."""
    of: str = ""
    """What it waits for, with `waits`."""


class Schedule(NamedTuple):
    """A plan."""

    placed: tuple[Placed, ...]
    left: tuple[Left, ...]
    used: Mapping[tuple[str, int], float]
    """By team and iteration: how much of the capacity is used."""


def critical_path(activities: Sequence[Activity]) -> tuple[Slot, ...]:
    """The slots in the order given (Kelley and Walker 1959). Needs of unknown names, and those that close a circle,
    do not count; a duration below zero counts as none."""
    known = {activity.name: activity for activity in activities}
    needs = {name: tuple(need for need in one.needs if need in known and need != name) for name, one in known.items()}
    order = topological(needs)
    place = {name: number for number, name in enumerate(order)}
    needs = {name: tuple(need for need in some if place[need] < place[name]) for name, some in needs.items()}
    end: dict[str, float] = {}
    for name in order:
        end[name] = max((end[need] for need in needs[name]), default=0.0) + _length(known[name])
    whole = max(end.values(), default=0.0)
    late = dict.fromkeys(order, whole)
    for name in reversed(order):
        start = late[name] - _length(known[name])
        for need in needs[name]:
            late[need] = min(late[need], start)
    return tuple(
        Slot(name, end[name] - _length(one), end[name], late[name] - _length(one), late[name])
        for name, one in known.items()
    )


def serial(
    jobs: Sequence[Job],
    capacity: Callable[[str, int], float],
    iterations: int,
    start: Callable[[str], int] | None = None,
) -> Schedule:
    """The plan of jobs in their order. A job larger than what is left of an iteration goes on in the next ones. What
    a job needs ends before it starts: in an earlier iteration for another team (the hand-over), in the same or an
    earlier one for the same team. `start` names the first iteration in which a job may begin."""
    count = min(max(0, iterations), MAX_ITERATIONS)
    teams = {job.name: job.team for job in jobs}
    left: dict[str, Left] = {}
    placed: dict[str, Placed] = {}
    used: dict[tuple[str, int], float] = {}
    full: dict[str, int] = {}
    for job in _feasible(jobs):
        problem = _problem(job, capacity, count, left)
        if problem is not None:
            left[job.name] = problem
            continue
        first = max(0, start(job.name)) if start is not None else 0
        for need in job.needs:
            if need in placed:
                first = max(first, placed[need].last + (teams[need] != job.team))
        full[job.team] = _full_until(job.team, capacity, used, range(full.get(job.team, 0), count))
        found = _room(job, capacity, used, range(max(first, full[job.team]), count))
        if found is None:
            left[job.name] = Left(job.name, "no-room")
            continue
        for iteration, part in found:
            used[job.team, iteration] = used.get((job.team, iteration), 0.0) + part
        placed[job.name] = Placed(job.name, found[0][0], found[-1][0])
    names = [job.name for job in jobs]
    return Schedule(
        tuple(placed[name] for name in names if name in placed),
        tuple(left[name] for name in names if name in left),
        used,
    )


def topological(needs: Mapping[str, Iterable[str]]) -> list[str]:
    """Kahn's order, stable by the order given; what stands in a circle comes where it was given."""
    open_ = {name: len(set(some)) for name, some in needs.items()}
    below: dict[str, list[str]] = {}
    for name, some in needs.items():
        for need in dict.fromkeys(some):
            below.setdefault(need, []).append(name)
    index = {name: number for number, name in enumerate(needs)}

    ready = [index[name] for name, count in open_.items() if not count]
    names = list(needs)
    heapify(ready)
    rest = iter(names)
    result: list[str] = []
    taken: set[str] = set()
    while len(result) < len(names):
        if ready:
            name = names[heappop(ready)]
        else:
            name = next(one for one in rest if one not in taken)
        if name in taken:
            continue
        taken.add(name)
        result.append(name)
        for other in below.get(name, ()):
            open_[other] -= 1
            if open_[other] == 0 and other not in taken:
                heappush(ready, index[other])
    return result


def _feasible(jobs: Sequence[Job]) -> list[Job]:
    """The jobs in their order, but none before what it needs."""
    by_name = {job.name: job for job in jobs}
    needs = {job.name: tuple(need for need in job.needs if need in by_name and need != job.name) for job in jobs}
    return [by_name[name]._replace(needs=needs[name]) for name in topological(needs)]


def _problem(job: Job, capacity: Callable[[str, int], float], count: int, left: Mapping[str, Left]) -> Left | None:
    waits = next((need for need in job.needs if need in left), "")
    if waits:
        return Left(job.name, "waits", waits)
    if not job.team:
        return Left(job.name, "no-team")
    if not (isfinite(job.size) and job.size > 0):
        return Left(job.name, "no-size")
    if count and not any(capacity(job.team, iteration) > 0 for iteration in range(count)):
        return Left(job.name, "no-capacity")
    return None


def _full_until(
    team: str, capacity: Callable[[str, int], float], used: Mapping[tuple[str, int], float], iterations: range
) -> int:
    """The first iteration in which a team has room: what is full stays full, and no later job looks at it again."""
    for iteration in iterations:
        if capacity(team, iteration) - used.get((team, iteration), 0.0) > _NONE:
            return iteration
    return iterations.stop


def _room(
    job: Job, capacity: Callable[[str, int], float], used: Mapping[tuple[str, int], float], iterations: range
) -> list[tuple[int, float]] | None:
    """The iterations that a job takes, with its share of each."""
    rest, parts = job.size, []
    for iteration in iterations:
        free = capacity(job.team, iteration) - used.get((job.team, iteration), 0.0)
        if free > _NONE:
            part = min(free, rest)
            parts.append((iteration, part))
            rest -= part
            if rest <= _NONE:
                return parts
    return None


def _length(activity: Activity) -> float:
    return activity.duration if isfinite(activity.duration) and activity.duration > 0 else 0.0
