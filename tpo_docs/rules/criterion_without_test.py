"""TPO305: an acceptance criterion that no test verifies."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Location, Project, Severity, Violation
from tpo_docs.rules.gaps import gaps
from tpo_docs.rules.rule import rule


@rule("TPO305", "criterion-without-test", Severity.WARNING, types=("story",), escalates=True)
def criterion_without_test(project: Project) -> Iterator[Violation]:
    """An acceptance criterion that no test verifies.

    ## Why it matters
    "Done" is a matter of opinion for this criterion. A test of the whole story counts for a criterion only where it
    is the only one.

    ## Example
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    status: ready
    owner: billing-team
    as: billing-clerk
    want: see well costs split per office
    realizes: REQ-001
    ---
    ## Acceptance criteria
    - **AC1** Each office shows its own subtotal.
    - **AC2** An office without a rule blocks the issue. <!-- finding: TPO305 -->
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    kind: functional
    ---
    ```
    ```yaml title="SPEC-001.md"
    ---
    id: SPEC-001
    title: Table of cost rules
    kind: data
    specifies: STY-001
    ---
    ```
    ```yaml title="TEST-001.md"
    ---
    id: TEST-001
    title: Subtotals of two offices
    kind: manual
    verifies: STY-001/AC1
    ---
    ```

    ## Instead
    ```yaml title="TEST-001.md"
    ---
    id: TEST-001
    title: Subtotals of two offices
    kind: manual
    verifies: [STY-001/AC1, STY-001/AC2]
    ---
    ```

    The other files stay as they are.
    """
    for item, state in gaps(project, "TPO305"):
        still_open = set(state.open_criteria)
        for criterion in item.criteria:
            if criterion.id in still_open:
                still_open.discard(criterion.id)
                address = f"{item.id}/{criterion.id}"
                at = Location(item.path, criterion.line, criterion.column)
                mend = f"write `verifies: {address}` in a test"
                yield Violation(at, f"no test verifies {address}", item.id, criterion.id, mend, state.need.advice)
