"""TPO107: a change that the life of an item does not allow."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Category, Item, Project, Severity, Violation
from tpo_docs.rules.rule import rule

_ROW = (Category.DRAFT, Category.REVIEW, Category.AGREED, Category.DOING, Category.DONE)


@rule("TPO107", "history-illegal", Severity.ERROR)
def history_illegal(project: Project) -> Iterator[Violation]:
    """Since the base version an agreed item has vanished, its status has fallen by more than a step, or a dead one lives.

    ## Why it matters
    People outside cite the id: in letters, contracts and test reports. What is no longer wanted gets a dead status and
    keeps its id for ever; what comes back gets a new id and `supersedes` the old one. The rule judges where a base
    version is named, as in `tpo-docs check --base main`. Between two versions many steps may lie, so a step forward is
    always fine; an item under a new id names the old one in `aliases`.

    ## Example
    ```yaml title="before/REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    status: retired
    ---
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    status: draft  # finding: TPO107
    ---
    ```

    ## Instead
    ```yaml title="before/REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    status: retired
    ---
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    status: retired
    ---
    ```
    ```yaml title="REQ-002.md"
    ---
    id: REQ-002
    title: Well costs are split per office
    supersedes: REQ-001
    ---
    ```
    """
    if project.base is None:
        return
    broken = {unread.path for unread in project.unread}
    for before in project.base.items.values():
        item = project.resolve(before.id)
        if item is None:
            if before.committed and not before.is_row and before.path not in broken:
                message = f"{before.id} was {before.status} and is gone"
                mend = "bring it back with a dead status, or name its id in the `aliases` of what took its place"
                yield Violation(before.at, message, before.id, "gone", mend)
        elif not before.living and item.living and item.id == before.id:
            message = f"{before.id} was {before.status} and is {item.status} now"
            mend = f"give it a new id, and write `supersedes: {before.id}` there"
            yield Violation(item.place("status"), message, item.id, "dead", mend)
        elif _steps_back(project, before, item) > 1:
            message = f"{item.id} was {before.status} and is {item.status} now, more than one step back"
            mend = "go back one step at a time, or give it a dead status and a successor"
            yield Violation(item.place("status"), message, item.id, "status", mend)


def _steps_back(project: Project, before: Item, item: Item) -> int:
    """How many categories of the type's workflow an item has fallen."""
    spec = project.schema.types.get(item.type)
    if spec is None or item.type != before.type or not (before.living and item.living):
        return 0
    used = set(spec.workflow.values())
    row = [category for category in _ROW if category in used]
    if before.category not in row or item.category not in row:
        return 0
    return row.index(before.category) - row.index(item.category)
