"""The plan of a project: its backlog laid into the iterations that its teams have room for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from tpo_docs.model import Category, Item, Project, as_date
from tpo_docs.planning import schedule
from tpo_docs.planning.backlog import Entry, backlog, team_of
from tpo_docs.planning.schedule import Activity, Job, Left, Schedule, Slot
from tpo_docs.scope import release_of

DAYS = 14
"""An iteration is a fortnight; `capacity` of a team is points in one."""
_OFF = re.compile(r"(\d{4}-\d\d-\d\d)(?:\s*(?:\.\.|–|to|/)\s*(\d{4}-\d\d-\d\d))?")
_LONGEST = 3660


class Planned(NamedTuple):
    """A story with its place in the plan."""

    entry: Entry
    team: str
    first: int
    """The iteration it starts in, from 0."""
    last: int
    start: date
    end: date
    release: Item | None
    late: bool
    """Whether it ends behind the target of its release."""
    slot: Slot
    """Without regard to people, in iterations."""


class Unfit(NamedTuple):
    """A story that is not in the plan, and why."""

    entry: Entry
    left: Left


class Handover(NamedTuple):
    """A story of one team that needs one of another."""

    provider: str
    consumer: str
    needed: str
    by: str


class Plan(NamedTuple):
    """The plan of a project."""

    planned: tuple[Planned, ...]
    unfit: tuple[Unfit, ...]
    handovers: tuple[Handover, ...]
    used: Mapping[tuple[str, int], float]
    iterations: int
    """How many the plan takes."""
    begins: date

    def starts(self, iteration: int) -> date:
        """The first day of an iteration."""
        return self.begins + timedelta(days=DAYS * iteration)


def plan(project: Project) -> Plan:
    """The plan from today on (serial schedule generation, Kolisch 1996): what is in work first, then the backlog."""
    return project.derive(_plan)


def capacity_of(project: Project, team: str, iteration: int, begins: date | None = None) -> float:
    """The points a team has in an iteration: its `capacity`, less for the working days its `calendar` has off."""
    party = project.items.get(team)
    points = party.number("capacity") if party is not None else None
    if party is None or points is None or not 0 < points < 1e6:
        return 0.0
    off = project.derive(_days_off).get(team)
    if not off:
        return points
    first = (begins or project.today) + timedelta(days=DAYS * iteration)
    days = [day for number in range(DAYS) if (day := first + timedelta(days=number)).weekday() < 5]
    return points * sum(day not in off for day in days) / len(days)


def capacity_until(project: Project, team: str, first: date, last: date) -> float:
    """The points a team has between two days, both included: working days by the points of one."""
    party = project.items.get(team)
    points = party.number("capacity") if party is not None else None
    if points is None or not 0 < points < 1e6 or last < first:
        return 0.0
    off = project.derive(_days_off).get(team, frozenset())
    count = min((last - first).days + 1, _LONGEST)
    days = (first + timedelta(days=number) for number in range(count))
    return points * sum(day.weekday() < 5 and day not in off for day in days) / (DAYS * 5 / 7)


def _plan(project: Project) -> Plan:
    found = backlog(project)
    entries = sorted(found.entries, key=lambda entry: entry.item.category is not Category.DOING)
    jobs = [Job(entry.item.id, team_of(entry.item), entry.size or 0.0, entry.needs) for entry in entries]
    begins = project.today

    def capacity(team: str, iteration: int) -> float:
        return capacity_of(project, team, iteration, begins)

    made = schedule.serial(jobs, capacity, _horizon(project, jobs))
    slots = {slot.name: slot for slot in schedule.critical_path([_activity(project, job) for job in jobs])}
    by_id = found.by_id
    planned = [
        _planned(project, by_id[one.name], (one.first, one.last), begins, slots[one.name]) for one in made.placed
    ]
    planned.sort(key=lambda one: (one.first, one.last, one.entry.place))
    return Plan(
        tuple(planned),
        tuple(sorted((Unfit(by_id[one.name], one) for one in made.left), key=lambda one: one.entry.place)),
        tuple(_handovers(found.entries, by_id)),
        made.used,
        _length(made),
        begins,
    )


def _horizon(project: Project, jobs: list[Job]) -> int:
    """Iterations enough for all work of the busiest team, one after another, and some for waiting."""
    load: dict[str, float] = {}
    for job in jobs:
        load[job.team] = load.get(job.team, 0.0) + job.size
    needed = sum(points / size for team, points in load.items() if (size := _points(project, team)) > 0)
    latest = (date.max - project.today).days // DAYS - 2
    return max(0, min(schedule.MAX_ITERATIONS, int(needed) + len(jobs) + 30, latest))


def _points(project: Project, team: str) -> float:
    party = project.items.get(team)
    return (party.number("capacity") or 0.0) if party is not None else 0.0


def _activity(project: Project, job: Job) -> Activity:
    points = _points(project, job.team)
    return Activity(job.name, job.size / points if points > 0 else 0.0, job.needs)


def _planned(project: Project, entry: Entry, span: tuple[int, int], begins: date, slot: Slot) -> Planned:
    release = release_of(project, entry.item)
    target = release.date("target") if release is not None else None
    start = begins + timedelta(days=DAYS * span[0])
    end = begins + timedelta(days=DAYS * (span[1] + 1) - 1)
    late = target is not None and end > target
    return Planned(entry, team_of(entry.item), *span, start, end, release, late, slot)


def _handovers(entries: tuple[Entry, ...], by_id: Mapping[str, Entry]) -> list[Handover]:
    found = []
    for entry in entries:
        consumer = team_of(entry.item)
        for name in entry.needs:
            provider = team_of(by_id[name].item) if name in by_id else ""
            if provider and consumer and provider != consumer:
                found.append(Handover(provider, consumer, name, entry.item.id))
    return found


def _length(made: Schedule) -> int:
    return max((one.last + 1 for one in made.placed), default=0)


def _days_off(project: Project) -> Mapping[str, frozenset[date]]:
    """By team: the days that its calendar has off, written as days or spans, `2027-12-20..2028-01-02`."""
    found: dict[str, frozenset[date]] = {}
    for party in project.of_type("party"):
        days: set[date] = set()
        for match in _OFF.finditer(party.text("calendar")) if "calendar" in party.fields else ():
            first, last = as_date(match[1]), as_date(match[2] or match[1])
            if first is not None and last is not None and first <= last:
                days |= {first + timedelta(days=number) for number in range(min((last - first).days + 1, _LONGEST))}
        if days:
            found[party.id] = frozenset(days)
    return found
