"""TPO303: what its example does not show."""

from __future__ import annotations

import pytest

from tests.cases import case, messages, only
from tpo_docs.model import Review, Severity

_REQUIREMENT = """
```yaml title="REQ-001.md"
---
id: REQ-001
title: Well costs are split per office
status: {status}
kind: {kind}
owner: billing
source: cfo
rationale: Disputes
fit: 2 s
---
Billing shall see the cost of a well per office.
```
"""


@pytest.mark.parametrize(
    ("kind", "says", "severity"),
    [
        ("business", "no story realizes REQ-001", Severity.ERROR),
        ("functional", "no story realizes REQ-001", Severity.ERROR),
        ("quality", "no spec specifies REQ-001", Severity.ERROR),
        ("data", "no spec specifies REQ-001", Severity.ERROR),
        ("transition", "no rollout spec specifies REQ-001", Severity.ERROR),
        ("constraint", "no spec specifies REQ-001", Severity.INFO),
    ],
)
def test_what_is_missing_depends_on_the_kind(kind: str, says: str, severity: Severity) -> None:
    finding = only(case(_REQUIREMENT.format(kind=kind, status="approved")).review(), "TPO303")
    assert (finding.message, finding.severity) == (says, severity)


@pytest.mark.parametrize("status", ["draft", "proposed", "rejected"])
def test_only_agreed_requirements_are_asked(status: str) -> None:
    assert messages(case(_REQUIREMENT.format(kind="business", status=status)).review(), "TPO303") == []


def test_a_spec_of_another_kind_or_of_the_story_is_judged_by_the_need(review: Review) -> None:
    """
    ````markdown title="billing.md"
    ---
    defaults: {type: requirement, status: approved, owner: billing, source: cfo, rationale: Disputes}
    ---
    ## REQ-001 Clerks are trained
    ```yaml item
    kind: transition
    ```
    Clerks shall be trained.
    ## REQ-002 Rules are kept
    ```yaml item
    kind: data
    ```
    Rules shall be kept.
    ````
    ```yaml title="SPEC-001.md"
    ---
    id: SPEC-001
    title: Training
    kind: process
    specifies: REQ-001
    ---
    ```
    ```yaml title="SPEC-002.md"
    ---
    id: SPEC-002
    title: Table
    kind: data
    specifies: STY-001
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Keep rules
    realizes: REQ-002
    ---
    ```
    """
    assert messages(review, "TPO303") == ["no rollout spec specifies REQ-001"]
