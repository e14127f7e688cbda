"""TPO309: what its example does not show."""

from __future__ import annotations

import pytest

from tests.cases import case, messages

_RISK = """
```yaml title="tpo-docs.yml"
rules: {{risk_threshold: 10}}
```
```yaml title="RISK-001.md"
---
id: RISK-001
title: Offices keep their own price lists
status: {status}
kind: {kind}
owner: billing
{fields}
---
```
"""


def _found(fields: str, *, status: str = "open", kind: str = "risk", more: str = "") -> list[str]:
    return messages(case(_RISK.format(status=status, kind=kind, fields=fields) + more).review(), "TPO309")


@pytest.mark.parametrize(
    ("fields", "kind", "exposure"),
    [
        ("probability: 2\nimpact: 5", "risk", 10),
        ("probability: 3\nimpact: 3", "risk", None),
        ("impact: 5", "risk", None),
        ("impact: 2", "issue", 10),
        ("impact: 1", "issue", None),
        ("probability: 1\nimpact: 5", "issue", None),
        ("probability: 5", "issue", None),
        ("probability: 9\nimpact: 5", "risk", None),
        ("probability: 5\nimpact: 5\nresponse: accept", "risk", None),
        ("probability: 5\nimpact: 5\nresponse: accept\naccepted_until: 2027-03-01", "risk", None),
    ],
)
def test_what_weighs_as_much_as_the_threshold_is_mitigated_or_accepted(
    fields: str, kind: str, exposure: int | None
) -> None:
    expected = [] if exposure is None else [f"nothing mitigates RISK-001, which weighs {exposure} of 25"]
    assert _found(fields, kind=kind) == expected


@pytest.mark.parametrize("status", ["open", "mitigating", "accepted"])
def test_an_acceptance_ends(status: str) -> None:
    fields = "probability: 4\nimpact: 4\nresponse: accept\naccepted_until: 2027-02-28"
    assert _found(fields, status=status) == ["the acceptance of RISK-001 ended on 2027-02-28"]


@pytest.mark.parametrize("status", ["draft", "closed", "dropped"])
def test_only_open_risks_are_asked(status: str) -> None:
    assert _found("probability: 4\nimpact: 4", status=status) == []


@pytest.mark.parametrize(("state", "counts"), [("idea", True), ("dropped", False)])
def test_a_dropped_story_mitigates_nothing(state: str, *, counts: bool) -> None:
    story = (
        f'```yaml title="STY-001.md"\n---\nid: STY-001\ntitle: Import\nstatus: {state}\nmitigates: RISK-001\n---\n```'
    )
    assert (_found("probability: 4\nimpact: 4", more=story) == []) is counts
