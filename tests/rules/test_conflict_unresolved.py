"""TPO206: what its example does not show."""

from __future__ import annotations

import pytest

from tests.cases import case, codes, only

_CONFLICT = """
```yaml title="REQ-001.md"
---
id: REQ-001
title: Every invoice shows the costs of each well
status: {status}
kind: functional
conflicts_with: {other}
---
```
```yaml title="REQ-002.md"
---
id: REQ-002
title: An invoice has one page
kind: constraint
---
```
```yaml title="ADR-001.md"
---
id: ADR-001
title: Wells go to an annex
status: {decided}
owner: billing-team
affects: [{affects}]
options: [{{name: annex}}, {{name: pages}}]
outcome: annex
---
```
"""


@pytest.mark.parametrize(
    ("status", "decided", "affects", "settled"),
    [
        ("draft", "accepted", "REQ-001, REQ-002", True),
        ("draft", "accepted", "REQ-001", False),
        ("draft", "proposed", "REQ-001, REQ-002", False),
        ("draft", "rejected", "REQ-001, REQ-002", False),
        ("retired", "proposed", "", True),
    ],
)
def test_only_an_accepted_decision_about_both_settles_it(
    status: str, decided: str, affects: str, *, settled: bool
) -> None:
    review = case(_CONFLICT.format(status=status, other="REQ-002", decided=decided, affects=affects)).review()
    assert ("TPO206" not in codes(review)) is settled


def test_a_decision_does_not_settle_its_own_conflict() -> None:
    text = _CONFLICT.format(status="draft", other="ADR-001", decided="accepted", affects="REQ-001")
    finding = only(case(text).review(), "TPO206")
    assert finding.message == "ADR-001 and REQ-001 conflict and no accepted decision settles it"
    assert finding.mend == "write `affects: [REQ-001]` in the decision that settles it"


def test_two_decisions_in_conflict_need_one_to_go() -> None:
    text = """
    ```yaml title="ADR-001.md"
    ---
    id: ADR-001
    title: Costs per well
    conflicts_with: ADR-002
    ---
    ```
    ```yaml title="ADR-002.md"
    ---
    id: ADR-002
    title: Costs per office
    conflicts_with: ADR-001
    ---
    ```
    """
    assert only(case(text).review(), "TPO206").mend == "supersede one of the two"
