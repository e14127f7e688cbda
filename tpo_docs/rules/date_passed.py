"""TPO404: a day that has passed on something not done."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Category, Group, Item, Location, Project, Severity, Violation, as_date, as_number
from tpo_docs.planning.goals import observations, reached
from tpo_docs.rules.rule import rule


@rule("TPO404", "date-passed", Severity.WARNING, escalates=True)
def date_passed(project: Project) -> Iterator[Violation]:
    """The day of a release, a key result, a metric's target or an open question has passed, and it is not done.

    ## Why it matters
    Readers still count on the day. A plan with days that have passed is not read for long.

    ## Example
    ```yaml title="REL-mvp.md"
    ---
    id: REL-mvp
    title: Billing for the first offices
    status: planned
    kind: mvp
    owner: product-owner
    target: 2027-02-28  # finding: TPO404
    ---
    ```

    ## Instead
    ```yaml title="REL-mvp.md"
    ---
    id: REL-mvp
    title: Billing for the first offices
    status: planned
    kind: mvp
    owner: product-owner
    target: 2027-04-30
    ---
    ```
    """
    for item in project.items.values():
        if not item.living or item.fields.keys().isdisjoint(("target", "by", "key_results", "questions")):
            continue
        if "questions" in item.fields:
            yield from _questions(project, item)
        if item.category is Category.DONE:
            continue
        if item.type == "release":
            yield from _target(project, item)
        elif item.type == "metric":
            yield from _metric(project, item)
        for group in item.groups("key_results"):
            yield from _key_result(project, item, group)


def _target(project: Project, release: Item) -> Iterator[Violation]:
    target = release.date("target")
    if target is not None and target < project.today:
        message = f"{release.id} was due on {target} and is not released"
        yield Violation(
            release.place("target"), message, release.id, "target", "write a day that can be kept, or release it"
        )


def _metric(project: Project, metric: Item) -> Iterator[Violation]:
    by, goal = metric.date("by"), metric.number("target")
    if by is not None and by < project.today and not _reached(project, metric, goal, metric.number("baseline")):
        what = f"{goal:g}" if goal is not None else "its target"
        message = f"{metric.id} was to reach {what} by {by} and has not"
        yield Violation(metric.place("by"), message, metric.id, "by", "write a new day, or record the observation")


def _key_result(project: Project, item: Item, group: Group) -> Iterator[Violation]:
    by, goal = as_date(group.text("by").strip()), as_number(group.text("to").strip())
    metric = project.resolve(group.text("metric").strip())
    start = as_number(group.text("from").strip())
    if by is not None and by < project.today and not (metric and _reached(project, metric, goal, start)):
        name = group.text("title").strip() or group.text("metric").strip() or "a key result"
        message = f"'{name}' of {item.id} was due on {by} and is not reached"
        yield Violation(
            _place(item, group, "by"), message, item.id, f"key_results {name}", "write a new day, or close the goal"
        )


def _reached(project: Project, metric: Item, aim: float | None, start: float | None) -> bool:
    """Whether the last observation is at its aim or beyond it, seen from where it started."""
    rows = observations(project, metric)
    return aim is not None and bool(rows) and reached(rows[-1].value, aim, start, metric.text("direction"))


def _questions(project: Project, item: Item) -> Iterator[Violation]:
    for group in item.groups("questions"):
        due = as_date(group.text("due").strip())
        if due is not None and due < project.today and not group.text("answer").strip():
            question = group.text("q").strip()
            to = f" by {group.text('to').strip()}" if group.text("to").strip() else ""
            message = f"a question of {item.id} was to be answered{to} on {due}"
            yield Violation(
                _place(item, group, "due"), message, item.id, f"questions {question}", "write `answer: …`, or a new day"
            )


def _place(item: Item, group: Group, name: str) -> Location:
    entry = group.find(name)
    return Location(item.path, entry.value.line, entry.value.column) if entry is not None else item.at
