"""How the numbers move."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.cases import case
from tpo_docs.model import Snapshot
from tpo_docs.proof.changes import Changes, Entry
from tpo_docs.proof.trends import Point, days, measured, weeks
from tpo_docs.records.change import age, suspects

_FILES = """
```yaml title="REQ-001.md"
---
id: REQ-001
title: Pay
kind: functional
status: approved
owner: sam
source: sam
rationale: So.
---
The shop shall take coins.
```
"""


def test_a_moment_in_numbers() -> None:
    review = case(_FILES).review()
    point = measured(review, date(2027, 2, 1), "1.0", 4)
    assert (point.version, point.items, point.coverage, point.suspects, point.age, point.changed) == (
        "1.0",
        1,
        0.0,
        0,
        None,
        4,
    )
    assert point.findings == {"error": 1, "warning": 1, "info": 0}
    assert suspects(review.project) == 0
    assert age(review.project, date(2027, 2, 1)) is None


def test_recorded_days_versions_and_today_in_their_order() -> None:
    review = case(_FILES).review()
    recorded = Snapshot(
        date(2027, 1, 10), {"story": {"done": 2}}, (), (), {}, 0.5, {"error": 1}, suspects=3, age=9, changed=("REQ-1",)
    )
    empty = Snapshot(date(2027, 1, 11), {}, (), (), {}, 0.0, {})
    review = replace(review, project=replace(review.project, snapshots=(recorded, empty)))
    found = days(review.project, Changes(points=(Point(date(2027, 1, 5), "1.0"), Point(date(2028, 1, 1), "9"))), review)
    assert [(point.on.isoformat(), point.version) for point in found] == [
        ("2027-01-05", "1.0"), ("2027-01-10", ""), ("2027-03-01", ""),
    ]  # fmt: skip
    assert found[1] == Point(date(2027, 1, 10), "", 2, 0.5, {"error": 1}, 3, 9, 1)


def test_weeks_from_the_first_in_which_something_happened() -> None:
    histories = {
        "REQ-1": (Entry("2027-02-17", "a", "s", ()), Entry("2027-01-01", "a", "s", (), first=True)),
        "REQ-2": (Entry("2027-02-28", "a", "s", ()), Entry("2027-02-16", "a", "s", (), first=True)),
        "REQ-3": (Entry("2027-03-09", "a", "s", ()),),
    }
    found = weeks(histories, date(2027, 3, 1))
    assert [(week.monday.isoformat(), week.new, week.changed) for week in found] == [
        ("2027-02-15", 1, 1), ("2027-02-22", 0, 1), ("2027-03-01", 0, 0),
    ]  # fmt: skip
    assert weeks({}, date(2027, 3, 1)) == ()
