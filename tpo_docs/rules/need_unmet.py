"""TPO313: something that an item needs and that no other rule speaks about."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Project, Severity, Violation
from tpo_docs.rules.gaps import gaps, way_out, words
from tpo_docs.rules.rule import rule


@rule("TPO313", "need-unmet", Severity.WARNING, escalates=True)
def need_unmet(project: Project) -> Iterator[Violation]:
    """An agreed item without something that its type and kind need: most often a requirement without a test.

    ## Why it matters
    The project itself has said (in `needs`) that without it the item is not covered. Needs that have a rule of
    their own, such as the story of a requirement, are found by that rule.

    ## Example
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001  # finding: TPO313
    title: Well costs are split per office
    status: approved
    kind: functional
    owner: billing-team
    source: head-of-billing
    rationale: Disputed invoices leave the building today.
    ---
    The system shall show the cost of a well per office.
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    realizes: REQ-001
    ---
    ```

    ## Instead
    ```yaml title="TEST-001.md"
    ---
    id: TEST-001
    title: Subtotals of two offices
    kind: manual
    verifies: REQ-001
    ---
    ```

    The other files stay as they are.
    """
    for item, state in gaps(project, "TPO313"):
        message = f"{item.id} has no {words(state.need)}"
        yield Violation(
            item.at, message, item.id, str(state.need), way_out(project, item, state.need), state.need.advice
        )
