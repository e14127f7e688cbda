"""How the numbers moved: on each recorded day, in each earlier version, and today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from tpo_docs.coverage import trace_score
from tpo_docs.model import Project, Review, Severity, Snapshot, as_date
from tpo_docs.proof.changes import Changes, Entry
from tpo_docs.records.change import age, suspects

WEEKS = 26
"""How far back changes are counted by the week."""


class Point(NamedTuple):
    """The numbers of a moment."""

    on: date
    version: str = ""
    """Of an earlier version its name; empty for a recorded day and for today."""
    items: int = 0
    coverage: float | None = None
    """Met needs of all needs of what is agreed, as a share."""
    findings: Mapping[str, int] = {}
    """By severity."""
    suspects: int | None = None
    age: int | None = None
    """Median days since the last change of what is not done."""
    changed: int | None = None
    """Items that are new or changed since the point before."""
    recorded: bool = False
    """Whether it was recorded on its day, also where a version was tagged on it."""


class Week(NamedTuple):
    """How many items came and changed in a week."""

    monday: date
    new: int
    changed: int


def measured(review: Review, on: date, version: str = "", changed: int | None = None) -> Point:
    """The numbers of a review, as of that day."""
    project = review.project
    met, expected = trace_score(project)
    weights = Counter(finding.severity.value for finding in review.findings)
    return Point(
        on,
        version,
        sum(1 for item in project.items.values() if not item.is_row),
        met / expected if expected else None,
        {severity.value: weights[severity.value] for severity in Severity},
        suspects(project),
        age(project, on),
        changed,
    )


def days(project: Project, changes: Changes | None, now: Review) -> tuple[Point, ...]:
    """All that is known, the earliest first: of a day on which a version was tagged and recorded, both."""
    found = [_of(day) for day in project.snapshots if day.at < project.today and any(day.counts.values())]
    found += changes.points if changes is not None else ()
    latest = changes.compared[0].difference if changes is not None and changes.compared else None
    today = measured(
        now, project.today, changed=len(latest.added) + len(latest.changes) if latest is not None else None
    )
    return (
        *sorted((point for point in found if point.on <= today.on), key=lambda point: (point.on, point.version)),
        today,
    )


def _of(day: Snapshot) -> Point:
    items = sum(sum(counts.values()) for counts in day.counts.values())
    return Point(
        day.at, "", items, day.coverage, day.findings, day.suspects, day.age, len(day.changed) if day.changed else None
    )


def weeks(histories: Mapping[str, Iterable[Entry]], today: date, most: int = WEEKS) -> tuple[Week, ...]:
    """The last weeks, the earliest first, from the first in which anything is known to have happened. What was there on
    the very first day did not come then; it only begins to be known."""
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(weeks=most - 1)
    begun = min((entry.on for entries in histories.values() for entry in entries), default="")
    new: Counter[date] = Counter()
    changed: Counter[date] = Counter()
    for entries in histories.values():
        for entry in entries:
            day = as_date(entry.on)
            if day is not None and first <= day <= today and not (entry.first and entry.on == begun):
                (new if entry.first else changed)[day - timedelta(days=day.weekday())] += 1
    known = {*new, *changed}
    if not known:
        return ()
    begin = min(known)
    count = (monday - begin).days // 7 + 1
    return tuple(
        Week(week, new[week], changed[week]) for week in (begin + timedelta(weeks=number) for number in range(count))
    )
