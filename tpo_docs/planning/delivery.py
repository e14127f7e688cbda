"""How a project delivers, after its history: throughput, cycle times, work in progress, ages, volatility, trace score.

Cycle time and the reading of its percentiles after Vacanti ("Actionable Agile Metrics for Predictability", 2015), the
law that ties the three together after Little (1961), volatility as CMMI and ISO/IEC/IEEE 29148 use it, the trace score
after Jama. Days are those of the calendar; the day on which work begins counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from math import ceil
from typing import NamedTuple

from tpo_docs import coverage
from tpo_docs.model import Category, Item, Project, natural
from tpo_docs.planning.backlog import team_of
from tpo_docs.planning.chronicle import chronicle, is_story, lives

SHARES = (0.5, 0.7, 0.85, 0.95)
"""The percentiles of cycle times that pages show."""
RECENT = 90
"""Days whose cycle times count as those of now."""
_FEWEST = 5
"""Cycle times below which percentiles say nothing."""


class Week(NamedTuple):
    """A full week from Monday on."""

    monday: date
    finished: int
    doing: int
    """Stories in work at its end."""


class Cycle(NamedTuple):
    """A finished story whose begin is known."""

    item: str
    finished: date
    days: int
    """From 1: begun and finished on one day."""


class Spread(NamedTuple):
    """Percentiles of cycle times."""

    stories: int
    days: tuple[int, ...]
    """At each of `SHARES`."""
    mean: float


class Aging(NamedTuple):
    """A story in work, and for how many days."""

    item: Item
    days: int
    late: bool
    """Whether it has taken longer than 85 % of those finished of late."""


class Month(NamedTuple):
    """How the requirements moved in a month."""

    first: date
    added: int
    changed: int
    removed: int
    base: int
    """How many there were at its begin."""

    @property
    def volatility(self) -> float | None:
        """(added + changed + removed) / base; None where there were none."""
        return (self.added + self.changed + self.removed) / self.base if self.base else None


class Little(NamedTuple):
    """Little's law: what work in progress and throughput say of the mean cycle time, beside that measured."""

    doing: float
    """Stories in work, the mean of the weeks."""
    finished: float
    """Stories finished a week."""
    expected: float
    """Days: doing / finished × 7."""
    measured: float


class TeamFlow(NamedTuple):
    """How a team delivers."""

    team: str
    finished: int
    """In the weeks of the window."""
    doing: int
    spread: Spread | None


def weeks(project: Project, until: date | None = None) -> tuple[Week, ...]:
    """The full weeks of the history, the latest last; those with nothing finished included. `until` looks at it as
    it was known on the morning of that day."""
    limit = until or project.today
    whole = project.derive(_weeks)
    found = chronicle(project)
    end = limit if not found.ended else min(limit, _sunday_after(_last_known(project, limit)))
    return tuple(week for week in whole if week.monday + timedelta(days=7) <= end)


def throughput(project: Project, until: date | None = None) -> tuple[int, ...]:
    """Finished stories in each full week, Monday to Sunday, zeros included."""
    return tuple(week.finished for week in weeks(project, until))


def cycles(project: Project) -> tuple[Cycle, ...]:
    """The finished stories whose begin is known, the earliest first."""
    return project.derive(_cycles)


def spread(cycles_: Sequence[Cycle]) -> Spread | None:
    """Percentiles of cycle times (nearest rank); None of fewer than five."""
    days = sorted(cycle.days for cycle in cycles_)
    if len(days) < _FEWEST:
        return None
    return Spread(len(days), tuple(percentile(days, share) for share in SHARES), sum(days) / len(days))


def percentile(ordered: Sequence[int], share: float) -> int:
    """The smallest value that at least that share of the sorted values does not pass (nearest rank)."""
    return ordered[max(0, ceil(share * len(ordered) - 1e-9) - 1)]


def recent(project: Project) -> tuple[Cycle, ...]:
    """The cycle times of the last 90 days of the history; all of them where those are too few."""
    last = chronicle(project).last or project.today
    some = tuple(
        cycle for cycle in cycles(project) if cycle.finished > min(last, project.today) - timedelta(days=RECENT)
    )
    return some if len(some) >= _FEWEST else cycles(project)


def aging(project: Project) -> tuple[Aging, ...]:
    """The stories in work whose begin is known, the oldest first."""
    now = spread(recent(project))
    limit = now.days[SHARES.index(0.85)] if now is not None else None
    found = []
    for item in project.of_type("story"):
        life = lives(project).get(item.id) if item.category is Category.DOING else None
        if life is not None and life.doing is not None and life.doing <= project.today:
            days = (project.today - life.doing).days + 1
            found.append(Aging(item, days, limit is not None and days > limit))
    return tuple(sorted(found, key=lambda one: (-one.days, natural(one.item))))


def little(project: Project, window: int) -> Little | None:
    """Little's law over the last weeks; None where nothing was finished or no begin is known."""
    some = weeks(project)[-window:]
    done = sum(week.finished for week in some)
    known = [cycle.days for cycle in cycles(project) if some and cycle.finished >= some[0].monday]
    if not done or not known or not some:
        return None
    doing, finished = sum(week.doing for week in some) / len(some), done / len(some)
    return Little(doing, finished, 7 * doing / finished, sum(known) / len(known))


def teams(project: Project, window: int) -> tuple[TeamFlow, ...]:
    """How each team delivered in the last weeks, by the team that the story names today."""
    some = weeks(project)[-window:]
    if not some:
        return ()
    first, last = some[0].monday, some[-1].monday + timedelta(days=7)
    finished: dict[str, int] = {}
    doing: dict[str, int] = {}
    times: dict[str, list[Cycle]] = {}
    for name, life in lives(project).items():
        if life.finished is not None and first <= life.finished < last:
            team = _team(project, name)
            finished[team] = finished.get(team, 0) + 1
    for cycle in recent(project):
        times.setdefault(_team(project, cycle.item), []).append(cycle)
    for item in project.of_type("story"):
        if item.category is Category.DOING:
            doing[team_of(item)] = doing.get(team_of(item), 0) + 1
    names = sorted({*finished, *doing, *times})
    return tuple(
        TeamFlow(name, finished.get(name, 0), doing.get(name, 0), spread(times.get(name, ()))) for name in names
    )


def months(project: Project) -> tuple[Month, ...]:
    """How the requirements moved in each whole month of the history; empty where the source says nothing of them."""
    return project.derive(_months)


def scores(project: Project) -> tuple[tuple[date, float], ...]:
    """The trace score on each recorded day, as a share; the last is that of today."""
    met, expected = coverage.trace_score(project)
    days = [(day.at, day.coverage) for day in project.snapshots if day.at < project.today and any(day.counts.values())]
    return (*days, (project.today, met / expected)) if expected else tuple(days)


def _team(project: Project, name: str) -> str:
    item = project.items.get(name)
    return team_of(item) if item is not None else project.derive(_recorded_teams).get(name, "")


def _recorded_teams(project: Project) -> Mapping[str, str]:
    return {one.id: one.team for day in project.snapshots for one in day.finished}


def _last_known(project: Project, limit: date) -> date:
    """The last day before a limit of which the history says anything."""
    found = chronicle(project)
    if found.source == "snapshots":
        return max((day.at for day in project.snapshots if day.at < limit), default=date.min)
    return min(found.last or date.min, limit)


def _sunday_after(day: date) -> date:
    """The end of the week of a day: the Monday behind it."""
    return _monday(day) + timedelta(days=7) if day < date.max - timedelta(days=14) else day


def _weeks(project: Project) -> tuple[Week, ...]:
    found = chronicle(project)
    if found.first is None:
        return ()
    first = _monday(found.first)
    if found.source == "git" and first < found.first:
        first += timedelta(days=7)
    last = min(found.last or project.today, project.today) if found.ended else project.today
    count = max(0, (_monday(last) - first).days // 7 + 1)
    finished = [0] * count
    for life in lives(project).values():
        week = (life.finished - first).days // 7 if life.finished is not None else -1
        if 0 <= week < count:
            finished[week] += 1
    doing = _doing(project, first, count)
    return tuple(Week(first + timedelta(days=7 * number), finished[number], doing[number]) for number in range(count))


def _doing(project: Project, first: date, count: int) -> list[int]:
    """Stories in work at the end of each week."""
    if chronicle(project).source == "snapshots" and any("story" in day.counts for day in project.snapshots):
        at = {
            (_monday(day.at) - first).days // 7: day.counts.get("story", {}).get("doing", 0)
            for day in project.snapshots
        }
        result, now = [], 0
        for number in range(count):
            now = at.get(number, now)
            result.append(now)
        return result
    change = [0] * (count + 1)
    inside: set[str] = set()
    now = 0
    for move in chronicle(project).moves:
        if not is_story(project, move.item, move.type):
            continue
        enters = move.category is Category.DOING and move.item not in inside
        leaves = move.category is not Category.DOING and move.item in inside
        if enters or leaves:
            (inside.add if enters else inside.discard)(move.item)
            week = (move.on - first).days // 7
            change[min(max(week, 0), count)] += 1 if enters else -1
    result = []
    for step in change[:count]:
        now += step
        result.append(now)
    return result


def _cycles(project: Project) -> tuple[Cycle, ...]:
    found = [
        Cycle(life.item, life.finished, max(1, (life.finished - life.started).days + 1))
        for life in lives(project).values()
        if life.started is not None and life.finished is not None
    ]
    return tuple(sorted(found, key=lambda cycle: (cycle.finished, cycle.item)))


def _months(project: Project) -> tuple[Month, ...]:
    found = chronicle(project)
    if found.source == "git":
        return _months_of_git(project)
    if found.source == "snapshots":
        return _months_of_snapshots(project)
    return ()


def _months_of_git(project: Project) -> tuple[Month, ...]:
    found = chronicle(project)
    if found.first is None:
        return ()
    count: dict[date, list[int]] = {}
    base: dict[date, int] = {}
    living: set[str] = set()
    events = [(move.on, move) for move in found.moves] + [
        (edit.on, None) for edit in found.edits if _wanted(project, edit.item, edit.type)
    ]
    for on, move in sorted(events, key=lambda event: event[0]):
        month = on.replace(day=1)
        base.setdefault(month, len(living))
        cells = count.setdefault(month, [0, 0, 0])
        if move is None:
            cells[1] += 1
        elif _wanted(project, move.item, move.type):
            if move.category in (None, Category.DEAD):
                if move.item in living:
                    living.discard(move.item)
                    cells[2] += 1
            elif move.item not in living:
                living.add(move.item)
                cells[0] += 1
    return _filled(project, found.first, count, base)


def _months_of_snapshots(project: Project) -> tuple[Month, ...]:
    if not any(day.changed for day in project.snapshots):
        return ()
    count: dict[date, list[int]] = {}
    base: dict[date, int] = {}
    living = dead = 0
    for day in project.snapshots:
        month = day.at.replace(day=1)
        base.setdefault(month, living)
        cells = count.setdefault(month, [0, 0, 0])
        row = day.counts.get("requirement", {})
        now_dead = row.get("dead", 0)
        now = sum(row.values()) - now_dead
        removed = max(0, now_dead - dead)
        cells[0] += max(0, now - living + removed)
        cells[1] += len(day.changed)
        cells[2] += removed
        living, dead = now, now_dead
    return _filled(project, project.snapshots[0].at, count, base)


def _filled(
    project: Project, first: date, count: Mapping[date, list[int]], base: Mapping[date, int]
) -> tuple[Month, ...]:
    """Every month from the first to the last whole one. What the first brought is what there was to begin with."""
    months_ = []
    month, end = first.replace(day=1), project.today.replace(day=1)
    known = 0
    while month < end:
        cells = count.get(month, [0, 0, 0])
        known = base.get(month, known)
        if month > first:
            months_.append(Month(month, cells[0], cells[1], cells[2], known))
        after = (month + timedelta(days=32)).replace(day=1)
        known = base.get(after, known + cells[0] - cells[2])
        month = after
    return tuple(months_)


def _wanted(project: Project, name: str, kind: str) -> bool:
    item = project.items.get(name)
    return (item.type if item is not None else kind) == "requirement"


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
