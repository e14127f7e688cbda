"""TPO001: what its example does not show."""

from __future__ import annotations

from datetime import date

from tests.cases import case, codes, only
from tpo_docs.model import Review

_ALLOWED = """
```yaml title="EPIC-001.md"
---
id: EPIC-001
title: Costs per office
status: in-progress
allow:
  - {rule: unowned-work, reason: The team is being formed, until: 2027-03-01}
---
```
```yaml title="STY-001.md"
---
id: STY-001
title: Split well costs per office
parent: EPIC-001
---
```
"""


def test_an_exemption_by_name_exempts_up_to_its_last_day() -> None:
    review = case(_ALLOWED).review(today=date(2027, 3, 1))
    assert codes(review) == []
    exempted = review.exempted[0]
    assert (exempted.finding.code, exempted.reason, exempted.until) == (
        "TPO408",
        "The team is being formed",
        "2027-03-01",
    )


def test_the_day_after_its_end_both_the_gap_and_the_exemption_are_findings() -> None:
    review = case(_ALLOWED).review(today=date(2027, 3, 2))
    assert codes(review) == ["TPO408", "TPO001"]
    assert only(review, "TPO001").message == "the exemption of EPIC-001 from TPO408 ended on 2027-03-01"


def test_an_exemption_without_a_reason_does_not_count(review: Review) -> None:
    """
    ```yaml title="EPIC-001.md"
    ---
    id: EPIC-001
    title: Costs per office
    status: ready
    allow: {rule: TPO408}
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    parent: EPIC-001
    ---
    ```
    """
    assert codes(review) == ["TPO408", "TPO001"]
    assert only(review, "TPO001").message == "EPIC-001 allows TPO408 without a reason"


def test_an_exemption_from_what_is_no_rule_says_so(review: Review) -> None:
    """
    ```yaml title="EPIC-001.md"
    ---
    id: EPIC-001
    title: Costs per office
    allow:
      - {rule: unowned-wrok, reason: The team is being formed}
    ---
    ```
    """
    finding = only(review, "TPO001")
    assert finding.message == "EPIC-001 allows 'unowned-wrok', which is no rule"
    assert (finding.line, finding.column) == (5, 12)


def test_an_exemption_from_a_rule_that_did_not_judge_is_not_unused(review: Review) -> None:
    """
    ```yaml title="tpo-docs.yml"
    rules: {ignore: [TPO4]}
    ```
    ```yaml title="EPIC-001.md"
    ---
    id: EPIC-001
    title: Costs per office
    status: ready
    allow:
      - {rule: TPO408, reason: The team is being formed}
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    parent: EPIC-001
    ---
    ```
    """
    assert codes(review) == []
