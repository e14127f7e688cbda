"""TPO301: a goal that no requirement supports."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Project, Severity, Violation
from tpo_docs.rules.gaps import gaps
from tpo_docs.rules.rule import rule


@rule("TPO301", "goal-without-requirement", Severity.WARNING, types=("goal",))
def goal_without_requirement(project: Project) -> Iterator[Violation]:
    """An active goal that no requirement supports.

    ## Why it matters
    Nobody is asked to do anything about the goal, so it will not be reached.

    ## Example
    ```yaml title="GOAL-001.md"
    ---
    id: GOAL-001  # finding: TPO301
    title: Invoices leave the building right
    status: active
    owner: cfo
    key_results:
      - {metric: disputes, from: 40, to: 4, by: 2027-12-31}
    ---
    ```

    ## Instead
    ```yaml title="GOAL-001.md"
    ---
    id: GOAL-001
    title: Invoices leave the building right
    status: active
    owner: cfo
    key_results:
      - {metric: disputes, from: 40, to: 4, by: 2027-12-31}
    ---
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    kind: functional
    supports: GOAL-001
    ---
    ```
    """
    for goal, state in gaps(project, "TPO301"):
        mend = f"write `supports: {goal.id}` in a requirement that serves it"
        yield Violation(goal.at, f"no requirement supports {goal.id}", goal.id, "requirement", mend, state.need.advice)
