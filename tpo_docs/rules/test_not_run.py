"""TPO306: a test without a result of the text as it is."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Category, Item, Project, Severity, Violation
from tpo_docs.records.evidence import NOT_RUN, Evidence, evidence
from tpo_docs.records.results import FAILED, PASSED
from tpo_docs.rules.rule import rule

_BEGUN = (Category.DOING, Category.DONE)


@rule("TPO306", "test-not-run", Severity.WARNING, types=("test",), escalates=True)
def test_not_run(project: Project) -> Iterator[Violation]:
    """A test that has no result, or none of the text as it is now.

    ## Why it matters
    What it verifies looks proven and is not: the test has never run though work on what it verifies has begun, was
    skipped, or has passed before its own text or that of what it verifies was changed. The rule speaks once the project keeps results (`tpo-docs results add`);
    `results: {max_age: 30}` in `tpo-docs.yml` also asks for results that are no older than so many days.

    ## Example
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    kind: debt
    status: in-progress
    owner: billing-team
    ---
    ## Acceptance criteria
    - **AC1** Each office shows its own subtotal.
    - **AC2** An office without a rule blocks the issue.
    ```
    ```yaml title="TEST-001.md"
    ---
    id: TEST-001  # finding: TPO306
    title: Subtotals of two offices
    kind: automated
    status: active
    owner: billing-team
    verifies: STY-001/AC1
    result_key: billing.test_split::*
    ---
    ```
    ```yaml title="TEST-002.md"
    ---
    id: TEST-002  # finding: TPO306
    title: An office without a rule
    kind: manual
    status: active
    owner: billing-team
    verifies: STY-001/AC2
    ---
    ```
    ```json title="records/results.jsonl"
    {"case": "billing.test_split::test_two_offices", "result": "passed", "at": "2027-01-31T10:00:00Z", "of": {"STY-001/AC1": "0123456789ab", "TEST-001": "0d7e2b1f5c6a"}}
    ```

    ## Instead
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    kind: debt
    status: ready
    owner: billing-team
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
    ```json title="records/results.jsonl"
    {"case": "billing.test_split::test_two_offices", "result": "passed", "at": "2027-02-28T10:00:00Z"}
    ```
    """
    if not project.results.present:
        return
    found = evidence(project).tests
    for test in project.of_type("test"):
        one = found.get(test.id)
        if one is not None and (one.cases or one.ambiguous or _begun(project, test)):
            message = _message(test.id, one)
            if message:
                yield Violation(
                    test.at, message, test.id, mend=_mend(test.id, one, has_key="result_key" in test.fields)
                )


def _begun(project: Project, test: Item) -> bool:
    """Whether work has begun on anything that it verifies: nobody can test what is not there yet."""
    for end in project.targets(test, "verifies"):
        stories = project.sources(end, "realizes") if end.type == "requirement" else ()
        if any(one.category in _BEGUN for one in (stories or (end,))):
            return True
        if not stories and end.committed and not _has_work(project, end):
            return True
    return False


def _has_work(project: Project, item: Item) -> bool:
    """Whether items of this type can be in work at all."""
    spec = project.schema.types.get(item.type)
    return spec is not None and Category.DOING in spec.workflow.values()


def _message(name: str, found: Evidence) -> str:
    if found.ambiguous and found.outcome == NOT_RUN:
        return f"the results of {name} are ambiguous: cases of several classes are called '{found.ambiguous[0]}'"
    if found.outcome == NOT_RUN:
        return f"{name} has no result"
    if found.outcome not in (PASSED, FAILED):
        return f"{name} was skipped when it last ran"
    if found.stale:
        return f"{name} last ran on {found.at[:10]}, before a change of {' and '.join(sorted(found.stale))}"
    return ""


def _mend(name: str, found: Evidence, *, has_key: bool) -> str:
    if found.ambiguous:
        return f"write `result_key: the.class::{found.ambiguous[0]}`"
    if found.outcome != NOT_RUN:
        return "run it, and add its report: `tpo-docs results add FILE`"
    if has_key:
        return "add the report of a run: `tpo-docs results add FILE`"
    return f"write its `result_key`, or record it by hand: `tpo-docs results record {name} --result passed`"
