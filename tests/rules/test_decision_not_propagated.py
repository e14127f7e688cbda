"""TPO310: what its example does not show."""

from __future__ import annotations

import pytest

from tests.cases import case, messages, only
from tpo_docs.model import Change, Review

_SPEC = """
```yaml title="ADR-001.md"
---
id: ADR-001
title: Costs are kept per well
status: {status}
owner: billing
date: {date}
affects: SPEC-001
options: [{{name: well}}, {{name: office}}]
outcome: well
---
```
```yaml title="SPEC-001.md"
---
id: SPEC-001
title: Table of cost rules
status: {spec}
kind: data
owner: billing
specifies: STY-001
---
```
```yaml title="STY-001.md"
---
id: STY-001
title: Split well costs per office
---
```
"""


@pytest.mark.parametrize(
    ("changed", "found"), [("2027-01-14T23:59:59+01:00", True), ("2027-01-15T00:00:00+01:00", False), ("", False)]
)
def test_an_affected_spec_has_changed_since_the_decision(changed: str, *, found: bool) -> None:
    history = {"specs/SPEC-001.md": Change("c0ffee", "Anna", changed, "Table")} if changed else {}
    text = _SPEC.format(status="accepted", date="2027-01-15", spec="agreed")
    expected = ["SPEC-001 has not changed since ADR-001 of 2027-01-15"] if found else []
    assert messages(case(text, history=history).review(), "TPO310") == expected


@pytest.mark.parametrize(("commit", "found"), [("c0ffee", False), ("badcab1e", True)])
def test_what_came_in_one_commit_tells_nothing(commit: str, *, found: bool) -> None:
    on = "2026-11-22T12:00:00+01:00"
    history = {
        "specs/SPEC-001.md": Change("c0ffee", "Anna", on, "A folder that was not in Git before"),
        "specs/ADR-001.md": Change(commit, "Anna", on, "Costs are kept per well"),
    }
    text = _SPEC.format(status="accepted", date="2027-01-15", spec="agreed")
    expected = ["SPEC-001 has not changed since ADR-001 of 2027-01-15"] if found else []
    assert messages(case(text, history=history).review(), "TPO310") == expected


@pytest.mark.parametrize(
    ("status", "date", "spec"),
    [
        ("proposed", "2027-01-15", "agreed"),
        ("accepted", "2027-03-02", "agreed"),
        ("accepted", "", "agreed"),
        ("accepted", "2027-01-15", "draft"),
    ],
)
def test_only_what_was_decided_reaches_what_was_agreed(status: str, date: str, spec: str) -> None:
    history = {"specs/SPEC-001.md": Change("c0ffee", "Anna", "2026-01-01T00:00:00+00:00", "Table")}
    text = _SPEC.format(status=status, date=date, spec=spec)
    assert messages(case(text, history=history).review(), "TPO310") == []


def test_only_teams_adopt(review: Review) -> None:
    """
    ```yaml title="parties.yml"
    billing: {kind: team, title: Billing}
    ledger: {kind: system, title: Ledger}
    ```
    ```yaml title="ADR-001.md"
    ---
    id: ADR-001
    title: Costs are kept per well
    status: accepted
    owner: billing
    affects: [billing, ledger]
    options: [{name: well}, {name: office}]
    outcome: well
    ---
    ```
    """
    finding = only(review, "TPO310")
    assert finding.message == "billing has not adopted ADR-001"
    assert finding.mend == "write the day under `adopted: {billing: …}`"
