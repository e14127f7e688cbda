"""TPO313: what its example does not show."""

from __future__ import annotations

import pytest

from tests.cases import case, codes, messages, only
from tpo_docs.model import Review, Severity

_BUG = """
```yaml title="STY-001.md"
---
id: STY-001
title: Sums are wrong
kind: bug
status: {status}
owner: billing
---
```
"""


@pytest.mark.parametrize(
    ("status", "severity"),
    [("refining", None), ("ready", Severity.WARNING), ("done", Severity.ERROR), ("dropped", None)],
)
def test_a_bug_needs_a_test_and_a_fixed_one_all_the_more(status: str, severity: Severity | None) -> None:
    findings = case(_BUG.format(status=status)).review().findings
    assert [(finding.code, finding.severity) for finding in findings] == (
        [] if severity is None else [("TPO313", severity)]
    )


def test_types_of_the_project_may_need_each_other(review: Review) -> None:
    """
    ```yaml title="tpo-docs.yml"
    types:
      hazard:
        prefix: HAZ
        workflow: {open: agreed}
        needs: {"*": [barrier/technical, requirement, metric, approval]}
      barrier:
        prefix: BAR
        kinds: [technical, human]
    links:
      prevents: {from: barrier, to: hazard, traced: true}
    ```
    ```yaml title="HAZ-001.md"
    ---
    id: HAZ-001
    title: Gas leaks
    owner: safety
    ---
    ```
    ```yaml title="BAR-001.md"
    ---
    id: BAR-001
    title: People smell it
    kind: human
    prevents: HAZ-001
    ---
    ```
    """
    assert [(finding.message, finding.mend) for finding in review.findings] == [
        ("HAZ-001 has no metric", "link a metric to it"),
        ("HAZ-001 has no requirement", "link a requirement to it"),
        ("HAZ-001 has no technical barrier", "write `prevents: HAZ-001` in a technical barrier"),
    ]


def test_a_metric_of_a_requirement_that_is_no_quality(review: Review) -> None:
    """
    ```yaml title="tpo-docs.yml"
    types: {requirement: {needs: {business: [metric]}}}
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Costs
    status: approved
    kind: business
    owner: billing
    source: cfo
    rationale: Disputes
    ---
    Costs shall be shown.
    ```
    """
    finding = only(review, "TPO313")
    assert (finding.message, finding.mend) == (
        "REQ-001 has no metric",
        "write `measured_by: …` with the id of a metric",
    )


def test_advice_is_information_only(review: Review) -> None:
    """
    ```yaml title="EPIC-001.md"
    ---
    id: EPIC-001
    title: Costs per office
    status: done
    ---
    ```
    """
    assert [(finding.code, finding.severity) for finding in review.findings] == [("TPO313", Severity.INFO)]


def test_the_test_of_a_criterion_counts_for_the_requirement(review: Review) -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Costs
    status: approved
    kind: functional
    owner: billing
    source: cfo
    rationale: Disputes
    ---
    Costs shall be shown.
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    realizes: REQ-001
    ---
    ## Acceptance criteria
    - **AC1** Each office shows its own subtotal.
    ```
    ```yaml title="TEST-001.md"
    ---
    id: TEST-001
    title: Subtotals
    verifies: STY-001/AC1
    ---
    ```
    """
    assert codes(review) == []
    assert messages(review, "TPO313") == []
