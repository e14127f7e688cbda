"""TPO501: something that matters more than what it depends on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tpo_docs.model import Category, Item, Location, Project, Severity, Trace, Violation
from tpo_docs.rules.rule import rule


@rule("TPO501", "priority-inversion", Severity.ERROR)
def priority_inversion(project: Project) -> Iterator[Violation]:
    """An item whose priority is higher than that of something it depends on, or than that of its parent.

    ## Why it matters
    A "must" that waits for a "could" is a "could": the plan drops the latter first.

    ## Example
    ```yaml title="EPIC-001.md"
    ---
    id: EPIC-001
    title: Cost rules
    priority: could
    ---
    ```
    ```yaml title="EPIC-002.md"
    ---
    id: EPIC-002
    title: Costs per office
    status: in-progress
    owner: billing-team
    priority: must
    depends_on: EPIC-001  # finding: TPO501
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    parent: EPIC-002
    ---
    ```

    ## Instead
    ```yaml title="EPIC-001.md"
    ---
    id: EPIC-001
    title: Cost rules
    priority: must
    ---
    ```

    The other files stay as they are.
    """
    orders: dict[str, Mapping[str, int]] = {}
    for trace in project.traces:
        if trace.role in ("depends_on", "parent"):
            rank = _rank(project, project.items[trace.source], orders)
            other = _rank(project, project.items[trace.target], orders) if rank is not None else None
            if rank is not None and other is not None and rank < other:
                yield _violation(project, trace)


def _rank(project: Project, item: Item, orders: dict[str, Mapping[str, int]]) -> int | None:
    """Where an open item's priority stands among the words for it, 0 for the highest; `orders` are those by type."""
    spec = project.schema.types.get(item.type)
    if spec is None or "priority" not in item.fields or not _open(item):
        return None
    field = spec.fields["priority"]
    if item.type not in orders:
        orders[item.type] = {word: rank for rank, word in enumerate(field.choices)}
    order, word = orders[item.type], item.text("priority")
    return order[word] if word in order else order.get(field.choice(word))


def _open(item: Item) -> bool:
    return item.category not in (Category.DONE, Category.DEAD)


def _violation(project: Project, trace: Trace) -> Violation:
    item, other = project.items[trace.source], project.items[trace.target]
    verb = "depends on" if trace.role == "depends_on" else "is part of"
    message = f"{item.id} ({item.text('priority')}) {verb} {other.id} ({other.text('priority')})"
    claim = project.claims[trace]
    at = Location(claim.item.path, claim.link.line, claim.link.column)
    mend = f"write `priority: {item.text('priority')}` in {other.id}, or a lower one in {item.id}"
    return Violation(at, message, item.id, f"{trace.role} {other.id}", mend)
