"""How a release stood on each day: what is in its scope, what of it is done, and how far the scope has drifted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from tpo_docs.model import Category, Item, Project, ReleaseState
from tpo_docs.planning.chronicle import chronicle, lives
from tpo_docs.planning.priorities import size_of
from tpo_docs.planning.releases import own_stories, releases

_LONGEST_BURN = 3 * 366


class ScopeStep(NamedTuple):
    """A change of the scope."""

    on: date
    added: tuple[str, ...]
    removed: tuple[str, ...]
    before: float
    after: float


class Drift(NamedTuple):
    """How far the scope has moved since a release began."""

    since: date
    added: int
    removed: int
    percent: int
    """All that came and went, of the scope on that day; rounded down."""


def burn_up(project: Project, release: Item) -> tuple[tuple[date, ReleaseState], ...]:
    """How the release stood on each recorded day. Where no day is recorded, and a tracker or Git knows when stories
    came and were finished: how those of today's scope stood at the end of each week."""
    known = project.derive(_burn_ups)
    if release.id not in known:
        recorded = [(day.at, day.releases[release.id]) for day in project.snapshots if release.id in day.releases]
        known[release.id] = tuple(recorded or _dug_up(project, release))
    return known[release.id]


def scope_steps(project: Project, release: Item) -> tuple[ScopeStep, ...]:
    """The days on which the scope changed, with what came and went."""
    found = []
    before: ReleaseState | None = None
    for day, now in burn_up(project, release):
        if before is not None and (now.scope != before.scope or now.added or now.removed):
            found.append(ScopeStep(day, now.added, now.removed, before.scope, now.scope))
        before = now
    return tuple(found)


def drift(project: Project, release: Item) -> Drift | None:
    """What has come into the scope and gone out of it since the first recorded day on or after the release's start (else
    since the first recorded day); None where nothing is recorded. What came and went again counts for nothing."""
    start = release.date("start")
    days = [(day, state) for day, state in burn_up(project, release) if start is None or day >= start]
    if not days or days[0][1].scope <= 0:
        return None
    added: set[str] = set()
    removed: set[str] = set()
    nameless_in = nameless_out = 0.0
    before = days[0][1].scope
    for _, state in days[1:]:
        came, went = set(state.added), set(state.removed)
        added, removed = (added | (came - removed)) - went, (removed | (went - added)) - came
        unnamed = state.scope - before - (len(state.added) - len(state.removed))
        nameless_in, nameless_out = nameless_in + max(unnamed, 0), nameless_out - min(unnamed, 0)
        before = state.scope
    come, gone = len(added) + int(nameless_in), len(removed) + int(nameless_out)
    return Drift(days[0][0], come, gone, int(100 * (come + gone) / days[0][1].scope))


def net_drift(project: Project, release: Item) -> float | None:
    """(scope now - scope of the day the release began) / the latter; None where that day is not recorded."""
    days = burn_up(project, release)
    base = _base(project, release)
    return (days[-1][1].scope - base) / base if base else None


def growth(project: Project, release: Item) -> float:
    """The observed growth of the scope as a factor: now by the day the release began. Of one that has not begun, the
    greatest growth of those that have, since filling it is no growth; 1 where nothing is recorded."""
    own = _grown(project, release)
    if own is not None:
        return own
    return max((found for one in releases(project) if (found := _grown(project, one)) is not None), default=1.0)


def _grown(project: Project, release: Item) -> float | None:
    base = _base(project, release)
    return max(1.0, burn_up(project, release)[-1][1].scope / base) if base else None


def _base(project: Project, release: Item) -> float | None:
    """The scope of the first recorded day on which the release had begun and had any."""
    start = release.date("start")
    days = ((day, state) for day, state in burn_up(project, release) if start is None or day >= start)
    return next((state.scope for _, state in days), None) or None


def _burn_ups(_: Project) -> dict[str, tuple[tuple[date, ReleaseState], ...]]:
    return {}


def _dug_up(project: Project, release: Item) -> Iterator[tuple[date, ReleaseState]]:
    """Today's scope on each Sunday since its first story was written, and today."""
    known, told = lives(project), chronicle(project)
    stories = [item for item in own_stories(project, release) if item.id in known]
    end = min(project.today, told.last) if told.ended and told.last is not None else project.today
    if not stories:
        return
    start = release.date("start")
    day = min(known[item.id].seen for item in stories)
    day = max(day, start) if start is not None and start <= project.today else day
    if (project.today - day).days > _LONGEST_BURN:
        day = project.today - timedelta(days=_LONGEST_BURN)
    before: frozenset[str] | None = None
    while True:
        there = [item for item in stories if known[item.id].seen <= day]
        done = [item for item in there if _was_done(project, item, day)]
        names = frozenset(item.id for item in there)
        added = tuple(item.id for item in there if before is not None and item.id not in before)
        yield (
            day,
            ReleaseState(len(there), len(done), _points_of(there), _points_of(done), added),
        )
        before = names
        if day >= end:
            return
        day = min(end, day + timedelta(days=7 - day.weekday() or 7))


def _was_done(project: Project, item: Item, day: date) -> bool:
    life = lives(project)[item.id]
    return item.category is Category.DONE and (life.finished is None or life.finished <= day)


def _points_of(items: list[Item]) -> float:
    return sum(size_of(item) or 0.0 for item in items)
