"""TPO805: what its example does not show."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cases import Case, case, messages
from tpo_docs.model import Review, Severity

_RELEASE = """
```yaml title="REL-mvp.md"
---
id: REL-mvp
title: First
kind: mvp
status: {status}
owner: sam
{start}
target: 2027-04-30
---
```
"""


def _review(
    steps: list[dict[str, Any]], status: str = "planned", start: str = "start: 2027-01-04", limit: int = 20
) -> Review:
    days = ("2026-12-07", "2027-01-04", "2027-01-18", "2027-02-01")
    rows = [
        {"at": day, "releases": {"REL-mvp": {"done": 0, **step}}}
        for day, step in zip(days, steps, strict=False)
        if step
    ]
    files = {
        **case(_RELEASE.format(status=status, start=start)).files,
        "records/snapshots.jsonl": "".join(json.dumps(row) + "\n" for row in rows),
        "tpo-docs.yml": f"rules: {{scope_drift: {limit}}}\n",
    }
    return Case(files).review()


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        ([{}, {"scope": 10}, {"scope": 12, "added": ["A", "B"]}], ""),  # 20 % is within 20 %
        (
            [{}, {"scope": 10}, {"scope": 13, "added": ["A", "B", "C"]}],
            "the scope of REL-mvp has changed by 30 % since 2027-01-04: 3 came",
        ),
        # What came and went again counts for nothing, nor does what went and came back.
        ([{}, {"scope": 10}, {"scope": 13, "added": ["A", "B", "C"]}, {"scope": 10, "removed": ["A", "B", "C"]}], ""),
        ([{}, {"scope": 10}, {"scope": 7, "removed": ["X", "Y", "Z"]}, {"scope": 10, "added": ["X", "Y", "Z"]}], ""),
        # As many in as out: the number is the same, the release is not.
        (
            [{}, {"scope": 10}, {"scope": 10, "added": ["A", "B"], "removed": ["X", "Y"]}],
            "the scope of REL-mvp has changed by 40 % since 2027-01-04: 2 came and 2 went",
        ),
        # Days before the start are the filling of the release; numbers without names count too.
        (
            [{"scope": 2}, {"scope": 10}, {"scope": 6}],
            "the scope of REL-mvp has changed by 40 % since 2027-01-04: 4 went",
        ),
        ([{"scope": 2}, {"scope": 0}], ""),
        ([], ""),
    ],
)
def test_how_far_the_scope_has_moved(steps: list[dict[str, Any]], says: str) -> None:
    assert messages(_review(steps), "TPO805") == ([says] if says else [])


def test_it_weighs_more_in_a_release_in_work_and_nothing_in_one_that_is_out() -> None:
    steps: list[dict[str, Any]] = [{}, {"scope": 10}, {"scope": 13, "added": ["A", "B", "C"]}]
    (planned,) = (finding for finding in _review(steps).findings if finding.code == "TPO805")
    (active,) = (finding for finding in _review(steps, "active").findings if finding.code == "TPO805")
    assert (planned.severity, active.severity) == (Severity.INFO, Severity.WARNING)
    assert messages(_review(steps, "released"), "TPO805") == []
    assert messages(_review(steps, limit=30), "TPO805") == []


def test_without_a_start_the_first_recorded_day_counts() -> None:
    says = messages(_review([{"scope": 2}, {"scope": 3}], start="plain: First"), "TPO805")
    assert says == ["the scope of REL-mvp has changed by 50 % since 2026-12-07: 1 came"]
