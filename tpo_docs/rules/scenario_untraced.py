"""TPO705: a scenario or result whose evidence is lost."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Location, Project, Severity, Violation
from tpo_docs.records.evidence import evidence
from tpo_docs.records.results import PATH
from tpo_docs.rules.rule import rule
from tpo_docs.rules.unread import unread


@rule("TPO705", "scenario-untraced", Severity.WARNING)
def scenario_untraced(project: Project) -> Iterator[Violation]:
    """A scenario that names no item, or a test result that names one that there is not.

    ## Why it matters
    It is run, and passes or fails, and nothing on any page changes: the evidence is lost. Results that name nothing
    are no findings, since a unit test need not prove a requirement; `tpo-docs results list --show unmatched` and the
    page of test results list them.

    ## Example
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    kind: debt
    ---
    ## Acceptance criteria
    - **AC1** Each office shows its own subtotal.
    ```
    ```gherkin title="split.feature"
    Feature: Split well costs

      @STY-001/AC1
      Scenario: Subtotals of two offices
        When the invoice is previewed
        Then each office shows its own subtotal

      Scenario: An office without a rule  # finding: TPO705
        When the invoice is previewed
        Then the issue is blocked
    ```

    ## Instead
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    kind: debt
    ---
    ## Acceptance criteria
    - **AC1** Each office shows its own subtotal.
    - **AC2** An office without a rule blocks the issue.
    ```
    ```gherkin title="split.feature"
    Feature: Split well costs

      @STY-001/AC1
      Scenario: Subtotals of two offices
        When the invoice is previewed
        Then each office shows its own subtotal

      @STY-001/AC2
      Scenario: An office without a rule
        When the invoice is previewed
        Then the issue is blocked
    ```
    """
    yield from unread(project, "scenario")
    for case, name in evidence(project).unknown:
        if project.schema.any_id.match(name.lstrip("@")):
            at = Location(PATH, case.line, 1)
            mend = "correct the name in the test, and add its results anew"
            yield Violation(at, f"the result of {case.case} names {name}, which does not exist", "", name, mend)
