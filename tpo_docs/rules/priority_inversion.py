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
    ranks = _ranks(project)
    for trace in project.traces if ranks else ():
        if trace.role not in ("depends_on", "parent") or trace.source not in ranks or trace.target not in ranks:
            continue
        if ranks[trace.source] < ranks[trace.target]:
            yield _violation(project, trace)


def _ranks(project: Project) -> Mapping[str, int]:
    """By id of an open item: where its priority stands among the words for it, 0 for the highest."""
    found: dict[str, int] = {}
    for name, spec in project.schema.types.items():
        field = spec.fields["priority"]
        order = {word: rank for rank, word in enumerate(field.choices)}
        for item in project.of_type(name):
            if "priority" in item.fields and _open(item):
                word = item.text("priority")
                rank = order[word] if word in order else order.get(field.choice(word))
                if rank is not None:
                    found[item.id] = rank
    return found


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
