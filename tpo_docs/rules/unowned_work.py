"""TPO408: work that nobody answers for."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Category, Project, Severity, Violation
from tpo_docs.rules.foreign import may_have_field
from tpo_docs.rules.rule import rule

_OPEN = frozenset((Category.AGREED, Category.DOING))
_NO_WORK = frozenset(("party", "term", "feedback"))


@rule("TPO408", "unowned-work", Severity.WARNING)
def unowned_work(project: Project) -> Iterator[Violation]:
    """An item that is agreed or in work, without an owner or a team.

    ## Why it matters
    What everybody should look after, nobody does; questions and approvals wait in nobody's list.

    ## Example
    ```yaml title="EPIC-001.md"
    ---
    id: EPIC-001  # finding: TPO408
    title: Costs per office
    status: in-progress
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    parent: EPIC-001
    ---
    ```

    ## Instead
    ```yaml title="EPIC-001.md"
    ---
    id: EPIC-001
    title: Costs per office
    status: in-progress
    owner: billing-team
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    parent: EPIC-001
    ---
    ```
    """
    for item in project.items.values():
        if (
            item.category not in _OPEN
            or item.type in _NO_WORK
            or item.is_row
            or item.is_scenario
            or item.owner
            or item.texts("decision_makers")
        ):
            continue
        if may_have_field(project, item, "owner", "team"):
            mend = "write `owner: …`, or `defaults: {owner: …}` for a file with many items"
            yield Violation(item.place("owner"), f"nobody owns {item.id}", item.id, "owner", mend)
