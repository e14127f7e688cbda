"""TPO307: something done that is not proven."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Category, Item, Project, Severity, Violation
from tpo_docs.rules.rule import rule
from tpo_docs.scope import planned
from tpo_docs.verdicts import AMBIGUOUS, BLOCKED, NO_RESULT, TEST_FAILED, TEST_STALE, verdicts

_OF_TESTS = (TEST_FAILED, NO_RESULT, BLOCKED, AMBIGUOUS, TEST_STALE)
_JUDGED = ("goal", "requirement", "epic", "story", "spec", "release")


@rule("TPO307", "done-unproven", Severity.ERROR, types=_JUDGED)
def done_unproven(project: Project) -> Iterator[Violation]:
    """A goal, story, spec … that is said to be done, though a test of it failed or has not run, or a release with open scope.

    ## Why it matters
    "Done" is what others build upon. The finding names the first thing that is missing, in the item or below it.
    A criterion without any test is found by TPO305, and a need that nothing meets by the rule for it.

    ## Example
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    kind: debt
    status: done  # finding: TPO307
    owner: billing-team
    release: REL-1.0
    ---
    ## Acceptance criteria
    - **AC1** Each office shows its own subtotal.
    ```
    ```yaml title="TEST-001.md"
    ---
    id: TEST-001
    title: Subtotals of two offices
    kind: automated
    status: active
    owner: billing-team
    verifies: STY-001/AC1
    result_key: billing.test_split::*
    ---
    ```
    ```yaml title="STY-002.md"
    ---
    id: STY-002
    title: Print the split
    kind: debt
    status: refining
    owner: billing-team
    release: REL-1.0
    ---
    ```
    ```yaml title="REL-1.0.md"
    ---
    id: REL-1.0
    title: First release
    kind: release
    status: released  # finding: TPO307
    owner: billing-team
    target: 2027-02-01
    ---
    ```
    ```json title="records/results.jsonl"
    {"case": "billing.test_split::test_two_offices", "result": "failed", "at": "2027-02-28T10:00:00Z"}
    ```

    ## Instead
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    kind: debt
    status: done
    owner: billing-team
    release: REL-1.0
    ---
    ## Acceptance criteria
    - **AC1** Each office shows its own subtotal.
    ```
    ```yaml title="TEST-001.md"
    ---
    id: TEST-001
    title: Subtotals of two offices
    kind: automated
    status: active
    owner: billing-team
    verifies: STY-001/AC1
    result_key: billing.test_split::*
    ---
    ```
    ```yaml title="REL-1.0.md"
    ---
    id: REL-1.0
    title: First release
    kind: release
    status: released
    owner: billing-team
    target: 2027-02-01
    ---
    ```
    ```json title="records/results.jsonl"
    {"case": "billing.test_split::test_two_offices", "result": "passed", "at": "2027-02-28T10:00:00Z"}
    ```
    """
    for item in project.of_type(*_JUDGED):
        if item.category is Category.DONE:
            missing = _open_scope(project, item) or _unproven(project, item)
            if missing:
                text, mend = missing
                yield Violation(item.place("status"), f"{item.id} is {item.status}, but {text}", item.id, mend=mend)


def _open_scope(project: Project, item: Item) -> tuple[str, str] | None:
    if item.type != "release":
        return None
    items = project.items
    scope = sorted(planned(project).get(item.id, ()))
    left = [name for name in scope if items[name].living and items[name].category is not Category.DONE]
    left = [name for name in left if items[name].type in ("epic", "story")]
    if not left:
        return None
    more = f" and {len(left) - 1} more of its scope are not" if len(left) > 1 else " of its scope is not"
    return f"{left[0]}{more}", "finish it, plan it for another release, or take the status back"


def _unproven(project: Project, item: Item) -> tuple[str, str] | None:
    found = verdicts(project).get(item.id)
    if found is None or found.step is None or found.step.what not in _OF_TESTS:
        return None
    mend = "mend what the test has found, or take the status back"
    if found.step.what != TEST_FAILED:
        mend = "run the test and add its report, or take the status back"
    return found.step.words(of=item.id), mend
