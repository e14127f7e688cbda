"""TPO404: what its example does not show."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cases import case, codes, messages, only
from tpo_docs.model import Review, Severity

_RELEASE = """
```yaml title="REL-mvp.md"
---
id: REL-mvp
title: Billing
status: {status}
kind: mvp
owner: billing
target: 2027-02-28
---
```
"""


@pytest.mark.parametrize(
    ("status", "severity"),
    [
        ("draft", None),
        ("planned", Severity.WARNING),
        ("active", Severity.ERROR),
        ("released", None),
        ("cancelled", None),
    ],
)
def test_a_release_in_work_that_is_late_is_an_error(status: str, severity: Severity | None) -> None:
    findings = case(_RELEASE.format(status=status)).review().findings
    assert [finding.severity for finding in findings] == ([] if severity is None else [severity])


def test_the_day_itself_has_not_passed() -> None:
    assert codes(case(_RELEASE.format(status="planned")).review(today=date(2027, 2, 28))) == []


_KEY_RESULT = """
```yaml title="metrics.yml"
KPI-001: {{title: Disputes, unit: invoices, series: disputes.csv}}
```
```csv title="disputes.csv"
2027-01-31,{value}
2027-12-31,0
```
```yaml title="GOAL-001.md"
---
id: GOAL-001
title: Right invoices
status: {status}
owner: cfo
key_results:
  - {{metric: KPI-001, {numbers}, by: 2027-02-01}}
---
```
```yaml title="REQ-001.md"
---
id: REQ-001
title: Costs
supports: GOAL-001
---
```
"""


@pytest.mark.parametrize(
    ("numbers", "value", "late"),
    [
        ("from: 40, to: 4", "4", False),
        ("from: 40, to: 4", "5", True),
        ("from: 4, to: 40", "39", True),
        ("from: 4, to: 40", "41", False),
        ("to: 40", "41", False),
        ("to: forty", "41", True),
    ],
)
def test_a_key_result_that_was_reached_is_not_late(numbers: str, value: str, *, late: bool) -> None:
    review = case(_KEY_RESULT.format(numbers=numbers, value=value, status="active")).review()
    assert ("TPO404" in codes(review)) is late


def test_a_goal_that_was_achieved_has_no_late_key_results() -> None:
    assert codes(case(_KEY_RESULT.format(numbers="to: 4", value="0", status="achieved")).review()) == []


@pytest.mark.parametrize(
    ("direction", "target", "value", "late"),
    [
        ("down", "4", "4", False),
        ("down", "4", "5", True),
        ("up", "4", "5", False),
        ("up", "4", "3", True),
        ("up", "", "3", True),
    ],
)
def test_a_metric_has_a_day_for_its_target(direction: str, target: str, value: str, *, late: bool) -> None:
    text = f"""
    ```yaml title="metrics.yml"
    KPI-001:
      title: Disputes
      unit: invoices
      series: disputes.csv
      direction: {direction}
      target: {target}
      by: 2027-02-15
    ```
    ```csv title="disputes.csv"
    2027-01-31,{value}
    ```
    """
    found = messages(case(text).review(), "TPO404")
    what = target or "its target"
    assert found == ([f"KPI-001 was to reach {what} by 2027-02-15 and has not"] if late else [])


def test_a_late_answer_names_who_owes_it(review: Review) -> None:
    """
    ```yaml title="EPIC-001.md"
    ---
    id: EPIC-001
    title: Costs per office
    status: in-progress
    owner: billing
    questions: [{q: Which wells?, to: cfo, due: 2027-02-28}]
    ---
    ```
    """
    finding = only(review, "TPO404")
    assert finding.message == "a question of EPIC-001 was to be answered by cfo on 2027-02-28"
    assert (finding.line, finding.column) == (6, 45)


def test_key_results_without_a_metric_go_by_their_title(review: Review) -> None:
    """
    ```yaml title="GOAL-001.md"
    ---
    id: GOAL-001
    title: Right invoices
    status: active
    owner: cfo
    key_results:
      - {title: Nobody complains, by: 2027-02-01}
      - {by: 2027-02-01}
      - {title: Later}
    ---
    ```
    """
    assert messages(review, "TPO404") == [
        "'Nobody complains' of GOAL-001 was due on 2027-02-01 and is not reached",
        "'a key result' of GOAL-001 was due on 2027-02-01 and is not reached",
    ]
