"""TPO311: what its example does not show."""

from __future__ import annotations

import pytest

from tests.cases import case, codes, only
from tpo_docs.model import Review, Severity

_FEEDBACK = """
```yaml title="FB-001.md"
---
id: FB-001
title: The subtotals are missing
status: {status}
kind: interview
from: clerk
date: {date}
---
```
"""


@pytest.mark.parametrize(
    ("date", "found"), [("2027-01-30", False), ("2027-01-29", True), ("2027-04-01", False), ("", False)]
)
def test_there_are_thirty_days_to_answer(date: str, *, found: bool) -> None:
    assert ("TPO311" in codes(case(_FEEDBACK.format(status="new", date=date)).review())) is found


@pytest.mark.parametrize(
    ("status", "severity"),
    [
        ("new", Severity.INFO),
        ("triaged", Severity.INFO),
        ("linked", Severity.INFO),
        ("closed", Severity.WARNING),
        ("declined", None),
    ],
)
def test_closing_without_an_answer_is_worse_than_not_answering(status: str, severity: Severity | None) -> None:
    findings = case(_FEEDBACK.format(status=status, date="2026-12-01")).review().findings
    assert [finding.severity for finding in findings] == ([] if severity is None else [severity])


def test_the_days_are_the_projects_own(review: Review) -> None:
    """
    ```yaml title="tpo-docs.yml"
    rules: {feedback_days: 400}
    ```
    ```yaml title="FB-001.md"
    ---
    id: FB-001
    title: The subtotals are missing
    date: 2026-12-01
    ---
    ```
    ```yaml title="FB-002.md"
    ---
    id: FB-002
    title: The sums are wrong
    date: 2026-01-01
    ---
    ```
    """
    assert only(review, "TPO311").item == "FB-002"
