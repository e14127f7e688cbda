"""TPO401: something planned before what it depends on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tpo_docs.model import Category, Item, Location, Project, Severity, Trace, Violation
from tpo_docs.rules.rule import rule
from tpo_docs.scope import release_of


@rule("TPO401", "dependency-order", Severity.ERROR)
def dependency_order(project: Project) -> Iterator[Violation]:
    """An item planned for an earlier release than something it depends on.

    ## Why it matters
    The plan cannot be kept: the item waits for what comes only in a later release.

    ## Example
    ```yaml title="REL-spring.md"
    ---
    id: REL-spring
    title: Spring
    kind: release
    target: 2027-04-30
    ---
    ```
    ```yaml title="REL-autumn.md"
    ---
    id: REL-autumn
    title: Autumn
    kind: release
    target: 2027-10-31
    ---
    ```
    ```yaml title="EPIC-001.md"
    ---
    id: EPIC-001
    title: Costs per office
    release: REL-autumn
    ---
    ```
    ```yaml title="EPIC-002.md"
    ---
    id: EPIC-002
    title: Invoices per office
    status: in-progress
    owner: billing-team
    release: REL-spring
    depends_on: EPIC-001  # finding: TPO401
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Print an invoice per office
    parent: EPIC-002
    ---
    ```

    ## Instead
    ```yaml title="REL-spring.md"
    ---
    id: REL-spring
    title: Spring
    kind: release
    target: 2027-04-30
    ---
    ```
    ```yaml title="EPIC-001.md"
    ---
    id: EPIC-001
    title: Costs per office
    release: REL-spring
    ---
    ```
    ```yaml title="EPIC-002.md"
    ---
    id: EPIC-002
    title: Invoices per office
    status: in-progress
    owner: billing-team
    release: REL-spring
    depends_on: EPIC-001
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Print an invoice per office
    parent: EPIC-002
    ---
    ```
    """
    if not project.has_type("release"):
        return
    for trace in project.traces:
        if trace.role == "depends_on":
            item, needed = project.items[trace.source], project.items[trace.target]
            if needed.living and Category.DONE not in (item.category, needed.category):
                yield from _order(project, trace, item, needed)


def _order(project: Project, trace: Trace, item: Item, needed: Item) -> Iterator[Violation]:
    release, other = (end if end.type == "release" else release_of(project, end) for end in (item, needed))
    if release is None or other is None or not other.living or _holds(project, other, release):
        return
    day, later = _day(release), _day(other)
    if day is None or later is None or day >= later:
        return
    if item is release:
        message = f"{item.id} is due on {day} and depends on {needed.id}, due on {later}"
    else:
        plan = f"{item.id} is planned for {release.id} ({day})"
        message = f"{plan} and depends on {needed.id}, planned for {other.id} ({later})"
    claim = project.claims[trace]
    at = Location(claim.item.path, claim.link.line, claim.link.column)
    mend = f"plan {needed.id} for {release.id} or earlier, or {item.id} for {other.id} or later"
    yield Violation(at, message, item.id, needed.id, mend)


def _holds(project: Project, outer: Item, inner: Item) -> bool:
    """Whether a release is the other one, or a part of it: then the plan does not say which comes first."""
    seen: set[str] = set()
    waiting = [inner]
    while waiting:
        current = waiting.pop()
        if current.id == outer.id:
            return True
        if current.id not in seen:
            seen.add(current.id)
            waiting.extend(project.targets(current, "parent"))
    return False


def _day(release: Item) -> date | None:
    return release.date("released") or release.date("target")
