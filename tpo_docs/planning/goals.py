"""Goals and metrics: how far each number is, whether it is on its way, and where its pace leads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from math import isfinite
from typing import NamedTuple

from tpo_docs.coverage import coverage
from tpo_docs.model import Category, Group, Item, Observation, Project, Sequence, as_date, as_number, natural
from tpo_docs.parse import beside
from tpo_docs.scope import release_of
from tpo_docs.titles import title_text

TOLERANCE = 0.7
"""Which part of the way that should be done by now is enough for *at risk* instead of *behind* (0.7 is the share from
which on the practice of OKR calls a result good: Doerr, *Measure What Matters*, 2018)."""
PACE = 12
"""How many of the last observations the pace is taken from."""
_FEW = 3
_FAR = 100 * 366
_ABSURD = 1e6
"""Beyond so many times the way, a number is a slip and no progress; what is no number is not below it either."""


class Verdict(StrEnum):
    """Whether a number is where it should be."""

    REACHED = "reached"
    ON_TRACK = "on track"
    AT_RISK = "at risk"
    BEHIND = "behind"
    MISSED = "missed"
    """Its day has passed."""
    OPEN = "no day set"
    """Not reached, and nobody said by when."""
    WATCHED = "watched"
    """Nobody said where it should go."""
    UNKNOWN = "not measured"


GOOD = frozenset((Verdict.REACHED, Verdict.ON_TRACK))
BAD = frozenset((Verdict.BEHIND, Verdict.MISSED))


class Course(NamedTuple):
    """Where a number began and where it should be when."""

    start: float | None
    """`from` of the key result, else `baseline` of the metric."""
    aim: float | None
    """`to`, else `target`."""
    since: date | None
    """The day of the start: `since` where it is written, else that of the first observation."""
    by: date | None
    direction: str = ""
    milestones: tuple[tuple[date, float], ...] = ()
    """Where the number should be on days between, the earliest first."""

    def at(self, day: date) -> float | None:
        """The value that the way asks for on a day: straight from one milestone to the next. None without a way."""
        if self.start is None or self.aim is None or self.since is None or self.by is None:
            return None
        between = (one for one in self.milestones if self.since < one[0] < self.by)
        corners = ((self.since, self.start), *between, (max(self.since, self.by), self.aim))
        for (earlier, low), (later, high) in pairwise(corners):
            if day < later:
                return low + (high - low) * max(0.0, (day - earlier).days / (later - earlier).days)
        return self.aim

    def progress(self, value: float) -> float | None:
        """(value − start) / (aim − start): below 0 it goes the wrong way, above 1 beyond the aim. None without both."""
        if self.start is None or self.aim is None or self.start == self.aim or self.direction == "within":
            return None
        found = (value - self.start) / (self.aim - self.start)
        return found if abs(found) <= _ABSURD else None


class Reading(NamedTuple):
    """A metric, or a key result, against what it should reach."""

    title: str
    metric: Item | None
    unit: str
    course: Course
    rows: tuple[Observation, ...]
    """The observations up to today, the oldest first."""
    verdict: Verdict
    pace: float | None
    """Units a day, over the last observations."""
    heading: float | None
    """The value at that pace on the day of the aim."""
    reaches: date | None
    """The day of the aim at that pace."""

    @property
    def latest(self) -> Observation | None:
        """The last observation."""
        return self.rows[-1] if self.rows else None

    @property
    def progress(self) -> float | None:
        """How much of the way is done."""
        return self.course.progress(self.rows[-1].value) if self.rows else None

    @property
    def expected(self) -> float | None:
        """How much of it should be done on the day of the last observation."""
        return _expected(self.course, self.rows[-1].on) if self.rows else None


class Served(NamedTuple):
    """What works for a goal."""

    requirements: tuple[Item, ...]
    """That support it or a part of it."""
    covered: int
    """How many of the agreed items that need something have it."""
    deep: int
    expected: int
    stories: int
    done: int
    releases: tuple[tuple[Item, int, int], ...]
    """The living releases that move it: how many of their stories serve it, and how many of those are done."""
    names: frozenset[str] = frozenset()
    """The ids of those stories, whatever their release."""


def observations(project: Project, metric: Item) -> tuple[Observation, ...]:
    """The observations of a metric up to today, the oldest first."""
    path = beside(metric.path, metric.text("series"))
    return tuple(row for row in project.observations.get(path, ()) if row.on <= project.today)


def ahead_of_today(project: Project, metric: Item) -> int:
    """How many rows of its series lie in the future."""
    path = beside(metric.path, metric.text("series"))
    return sum(row.on > project.today for row in project.observations.get(path, ()))


def metric_reading(project: Project, metric: Item) -> Reading:
    """A metric against its own target."""
    return project.derive(_metric_readings)[metric.id]


def key_results(project: Project, goal: Item) -> tuple[Reading, ...]:
    """The key results of a goal."""
    return tuple(key_result(project, group) for group in goal.groups("key_results"))


def key_result(project: Project, group: Group) -> Reading:
    """A key result as written; what it leaves open, its metric says."""
    name = group.text("metric").strip()
    metric = project.resolve(name) if name else None
    if metric is not None and metric.type != "metric":
        metric = None
    start, aim = as_number(group.text("from").strip()), as_number(group.text("to").strip())
    by, since = as_date(group.text("by").strip()), as_date(group.text("since").strip())
    title = group.text("title").strip()
    if metric is None:
        return _reading(project, title or name, None, Course(start, aim, since, by))
    own = course_of(metric)
    course = Course(
        own.start if start is None else start,
        own.aim if aim is None else aim,
        since,
        by or own.by,
        own.direction,
        _milestones(group),
    )
    return _reading(project, title or metric.title or name, metric, course)


def verdict_of(readings: tuple[Reading, ...]) -> Verdict:
    """A goal is as its weakest key result: that one decides what is to be done."""
    order = (
        Verdict.MISSED,
        Verdict.BEHIND,
        Verdict.AT_RISK,
        Verdict.UNKNOWN,
        Verdict.OPEN,
        Verdict.WATCHED,
        Verdict.ON_TRACK,
        Verdict.REACHED,
    )
    return min((reading.verdict for reading in readings), key=order.index, default=Verdict.UNKNOWN)


def percent(share: float) -> int:
    """A share in whole percent that says 100 only where all of it is there, however near it is."""
    return min(99, round(100 * share)) if share < 1 else round(100 * share)


def mean_progress(readings: tuple[Reading, ...]) -> float | None:
    """The mean of the key results that are measured, each between 0 and 1."""
    known = [min(1.0, max(0.0, one.progress)) for one in readings if one.progress is not None]
    return sum(known) / len(known) if known else None


def goals_of(project: Project, item: Item) -> tuple[str, ...]:
    """The goals that an item serves, through whatever it supports, realizes, specifies or verifies; who serves a part of
    a goal serves the whole."""
    return project.derive(_goals).get(item.id, ())


def served(project: Project, goal: Item) -> Served:
    """What supports a goal, how well it is covered, and the releases that move it."""
    return project.derive(_served).get(goal.id, _NOTHING)


def measures(project: Project, metric: Item) -> tuple[Item, ...]:
    """The living items that a metric measures: by link, or as a key result."""
    return project.derive(_measured).get(metric.id, ())


def reached(value: float, aim: float, start: float | None, direction: str = "") -> bool:
    """Whether a value is at its aim or beyond it, seen from where it started; by `direction` where that says nothing.
    `within` means the band between start and aim."""
    if direction == "within" and start is not None:
        return min(start, aim) <= value <= max(start, aim)
    falling = direction == "down" if start is None or start == aim else aim < start
    return value <= aim if falling else value >= aim


def slope(rows: tuple[Observation, ...]) -> float | None:
    """The pace in units a day: the median of the slopes between all pairs of days (Theil 1950, Sen 1968), which one
    odd observation does not move. None for fewer than three days."""
    days = {row.on.toordinal(): row.value for row in rows}
    points = sorted(days.items())
    if len(points) < _FEW:
        return None
    from statistics import median  # noqa: PLC0415 - long to import, and rules that read goals need none

    found = median(
        (later[1] - earlier[1]) / (later[0] - earlier[0])
        for number, earlier in enumerate(points)
        for later in points[number + 1 :]
    )
    return found if isfinite(found) else None


def verdict(course: Course, latest: Observation | None, today: date) -> Verdict:
    """Whether the last observation is where the course wants it on its day."""
    if latest is None:
        return Verdict.UNKNOWN
    if course.aim is None:
        return Verdict.WATCHED
    if reached(latest.value, course.aim, course.start, course.direction):
        return Verdict.REACHED
    if course.by is not None and course.by < today:
        return Verdict.MISSED
    progress, expected = course.progress(latest.value), _expected(course, latest.on)
    if progress is None:
        return Verdict.BEHIND
    if expected is None:
        return Verdict.OPEN
    if progress >= expected:
        return Verdict.ON_TRACK
    return Verdict.AT_RISK if progress >= TOLERANCE * expected else Verdict.BEHIND


def _expected(course: Course, day: date) -> float | None:
    wanted = course.at(day)
    return course.progress(wanted) if wanted is not None else None


def _reading(project: Project, title: str, metric: Item | None, course: Course) -> Reading:
    rows = observations(project, metric) if metric is not None else ()
    if course.since is None and rows:
        course = course._replace(since=rows[0].on)
    latest = rows[-1] if rows else None
    found = verdict(course, latest, project.today)
    pace = slope(rows[-PACE:])
    heading, reaches = _ahead(course, latest, pace)
    unit = metric.text("unit") if metric is not None else ""
    return Reading(
        title_text(title),
        metric,
        unit,
        course,
        rows,
        found,
        pace,
        heading,
        reaches if found is not Verdict.REACHED else None,
    )


def _ahead(course: Course, latest: Observation | None, pace: float | None) -> tuple[float | None, date | None]:
    """Where the pace leads: the value on the day of the aim, and the day on which the aim is reached."""
    if latest is None or course.aim is None or pace is None or course.direction == "within":
        return None, None
    later = course.by is not None and course.by > latest.on
    heading = latest.value + pace * (course.by - latest.on).days if later and course.by is not None else None
    left = (course.aim - latest.value) / pace if pace else -1.0
    far = min(_FAR, (date.max - latest.on).days)
    heading = heading if heading is not None and isfinite(heading) else None
    return heading, latest.on + timedelta(days=round(left)) if 0 <= left < far else None


def course_of(metric: Item) -> Course:
    """Where a metric of its own began and should be."""
    return Course(metric.number("baseline"), metric.number("target"), None, metric.date("by"), metric.text("direction"))


def _milestones(group: Group) -> tuple[tuple[date, float], ...]:
    entry = group.find("milestones")
    values = entry.value.entries if entry is not None and isinstance(entry.value, Sequence) else ()
    found = {
        on: at
        for value in values
        if isinstance(value, Group)
        and (on := as_date(value.text("on").strip())) is not None
        and (at := as_number(value.text("at").strip())) is not None
    }
    return tuple(sorted(found.items()))


def _metric_readings(project: Project) -> Mapping[str, Reading]:
    return {
        metric.id: _reading(project, metric.title, metric, course_of(metric)) for metric in project.of_type("metric")
    }


def _measured(project: Project) -> Mapping[str, tuple[Item, ...]]:
    found: dict[str, dict[str, Item]] = {}
    for metric in project.of_type("metric"):
        for item in sorted(project.sources(metric, "measured_by"), key=natural):
            found.setdefault(metric.id, {})[item.id] = item
    for goal in project.of_type("goal"):
        if goal.living:
            for group in goal.groups("key_results"):
                named = project.resolve(group.text("metric").strip())
                if named is not None:
                    found.setdefault(named.id, {})[goal.id] = goal
    return {name: tuple(some.values()) for name, some in found.items()}


_NOTHING = Served((), 0, 0, 0, 0, 0, ())


def _goals(project: Project) -> Mapping[str, tuple[str, ...]]:
    """By item: the goals above it. Goals are spread downwards, so that each link is followed once a goal."""
    traced = tuple(
        name
        for name, role in project.schema.roles.items()
        if role.traced and name not in ("affects", "threatens", "mitigates", "evidence", "measured_by")
    )
    found: dict[str, dict[str, None]] = {}
    for goal in project.of_type("goal"):
        waiting = [goal]
        found.setdefault(goal.id, {})[goal.id] = None
        while waiting:
            for item in project.sources(waiting.pop(), *traced, "parent"):
                if goal.id not in found.setdefault(item.id, {}):
                    found[item.id][goal.id] = None
                    waiting.append(item)
    return {name: tuple(some) for name, some in found.items()}


def _served(project: Project) -> Mapping[str, Served]:
    below: dict[str, list[Item]] = {}
    for item in project.items.values():
        for name in goals_of(project, item) if item.living and item.type != "goal" else ():
            below.setdefault(name, []).append(item)
    return {name: _serving(project, tuple(some)) for name, some in below.items()}


def _serving(project: Project, below: tuple[Item, ...]) -> Served:
    states = [
        state
        for item in below
        if item.committed and (state := coverage(project).get(item.id)) is not None and state.expected
    ]
    stories = [item for item in below if item.type == "story"]
    done = sum(item.category is Category.DONE for item in stories)
    counts: dict[str, tuple[int, int]] = {}
    for story in stories:
        release = release_of(project, story)
        if release is not None and release.living:
            total, finished = counts.get(release.id, (0, 0))
            counts[release.id] = total + 1, finished + (story.category is Category.DONE)
    moved = [(project.items[name], *pair) for name, pair in counts.items()]
    moved.sort(key=lambda entry: (entry[0].text("released") or entry[0].text("target") or "9999", entry[0].id))
    return Served(
        tuple(sorted((item for item in below if item.type == "requirement"), key=natural)),
        sum(state.covered for state in states),
        sum(state.deep for state in states),
        len(states),
        len(stories),
        done,
        tuple(moved),
        frozenset(item.id for item in stories),
    )
