"""A day for `records/snapshots.jsonl`: how the project stands, and what happened since the day recorded last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from tpo_docs import coverage
from tpo_docs.model import CATEGORIES, Category, Item, Project, Review, Severity, natural
from tpo_docs.planning import releases
from tpo_docs.planning.backlog import team_of
from tpo_docs.planning.priorities import size_of
from tpo_docs.records.change import age, suspects

SCHEMA = "tpo-docs/snapshot/1"


def recorded(review: Review) -> Mapping[str, Any]:
    """The line of today as plain values. Recorded days of today count as not there, so that a second one of a day
    says all that the first did. Which stories were started and finished follows from the days before; whose wording
    changed, from Git's commits, where there are any."""
    project = review.project
    first = not any(day.at < project.today for day in project.snapshots)
    met, expected = coverage.trace_score(project)
    weights = Counter(finding.severity for finding in review.findings)
    line: dict[str, Any] = {"schema": SCHEMA, "at": str(project.today), "counts": _counts(project)}
    stories = [item for item in project.of_type("story") if item.living]
    done = [item for item in stories if item.category is Category.DONE]
    if first:
        line["done_before"] = [item.id for item in done]
        line["started"] = [item.id for item in stories if item.category is Category.DOING]
        line["finished"] = []
    else:
        line["started"] = _started(project, stories)
        line["finished"] = [_finished(item) for item in done if item.id not in _known_done(project)]
    line["changed"] = _changed(project)
    line["releases"] = {release.id: _release(project, release) for release in releases.releases(project)}
    line["coverage"] = round(met / expected, 4) if expected else 0.0
    line["suspects"] = suspects(project)
    line["age"] = age(project, project.today)
    line["findings"] = {severity.value: weights.get(severity, 0) for severity in Severity}
    return {
        name: value for name, value in line.items() if value or name in ("counts", "finished", "coverage") or value == 0
    }


def _counts(project: Project) -> Mapping[str, Mapping[str, int]]:
    found: dict[str, Counter[str]] = {}
    for item in project.items.values():
        if not item.is_row or item.type == "metric":
            found.setdefault(item.type, Counter())[item.category.value] += 1
    return {
        name: {category: found[name][category] for category in CATEGORIES if found[name][category]}
        for name in project.schema.types
        if name in found
    }


def _started(project: Project, stories: Iterable[Item]) -> list[str]:
    """Those in work now that were not on the day before: never begun, or finished since and begun again."""
    state: dict[str, str] = {}
    for day in _days(project):
        state |= dict.fromkeys((project.current(name) for name in day.started), "doing")
        state |= dict.fromkeys((project.current(one.id) for one in day.finished), "done")
    return [item.id for item in stories if item.category is Category.DOING and state.get(item.id) != "doing"]


def _known_done(project: Project) -> frozenset[str]:
    """The stories that earlier days know as finished, and that were not begun again since."""
    return project.derive(_done_before)


def _done_before(project: Project) -> frozenset[str]:
    found: set[str] = set()
    for day in _days(project):
        found |= {project.current(name) for name in day.done_before}
        found -= {project.current(name) for name in day.started}
        found |= {project.current(one.id) for one in day.finished}
    return frozenset(found)


def _finished(item: Item) -> Mapping[str, Any]:
    row: dict[str, Any] = {"id": item.id}
    if team_of(item):
        row["team"] = team_of(item)
    points = size_of(item)
    if points is not None:
        row["points"] = _plain(points)
    return row


def _changed(project: Project) -> list[str]:
    last = max((day.at for day in _days(project)), default=None)
    if last is None:
        return []
    found = {edit.item for edit in project.archive().edits if last < edit.on <= project.today}
    return [item.id for item in project.of_type("requirement") if item.id in found]


def _release(project: Project, release: Item) -> Mapping[str, Any]:
    stories = releases.own_stories(project, release)
    done = [item for item in stories if item.category is Category.DONE]
    row: dict[str, Any] = {
        "scope": len(stories),
        "done": len(done),
        "scope_points": _plain(sum(size_of(item) or 0.0 for item in stories)),
        "done_points": _plain(sum(size_of(item) or 0.0 for item in done)),
    }
    before = _members(project, release)
    now = {item.id for item in stories}
    if before is not None:
        added, removed = now - before, before - now
        if added:
            row["added"] = sorted(added, key=_order(project))
        if removed:
            row["removed"] = sorted(removed)
    return row


def _members(project: Project, release: Item) -> frozenset[str] | None:
    """The scope on the day before, put together from what came and went; empty where no day knows the release, None
    where the days do not say enough."""
    found: set[str] = set()
    scope = 0.0
    for day in _days(project):
        state = day.releases.get(release.id)
        if state is not None:
            found |= set(state.added)
            found -= set(state.removed)
            scope = state.scope
    return frozenset(project.current(name) for name in found) if len(found) == scope else None


def _days(project: Project) -> list[Any]:
    return [day for day in project.snapshots if day.at < project.today]


def _order(project: Project) -> Any:
    return lambda name: natural(project.items[name])


def _plain(number: float) -> float | int:
    return int(number) if number == int(number) else number
