"""The page of trends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from tests.pages.wells import EDITION, rendered, wells
from tpo_docs.model import Review, Snapshot
from tpo_docs.pages import trends
from tpo_docs.proof.changes import Changes, Compared, Entry
from tpo_docs.proof.difference import difference
from tpo_docs.proof.trends import Point


def _with(review: Review, *days: Snapshot) -> Review:
    return replace(review, project=replace(review.project, snapshots=days))


def _day(on: str, coverage: float, suspects: int | None = None, age: int | None = None) -> Snapshot:
    day = Snapshot(date.fromisoformat(on), {"story": {"done": 2}}, (), (), {}, coverage, {"error": 4, "warning": 2})
    return day._replace(suspects=suspects, age=age)


def test_days_and_versions_make_lines_and_a_table(golden: Callable[[str, str], None]) -> None:
    review = _with(wells(), _day("2027-01-04", 0.25, suspects=1, age=20), _day("2027-02-01", 0.5, suspects=2, age=30))
    found = Changes(
        (Compared("1.0", "2027-02-01", difference(review, review)),),
        histories={
            "REQ-001": (Entry("2027-02-17", "a", "s", ()), Entry("2027-01-01", "a", "s", (), first=True)),
            "REQ-002": (Entry("2027-02-10", "a", "s", (), first=True),),
        },
        points=(Point(date(2027, 2, 1), "1.0", 9, 0.7, {"error": 1, "warning": 1}, 0, None, 3),),
    )
    edition = replace(EDITION, changes=found)
    golden("pages/changes/trends.md", rendered(trends.pages, review, edition=edition)["changes/trends.md"])


@pytest.mark.parametrize("days", [(), (Snapshot(date(2027, 1, 1), {}, (), (), {}, 0.0, {}),)])
def test_one_point_makes_no_trend(days: tuple[Snapshot, ...]) -> None:
    assert rendered(trends.pages, _with(wells(), *days)) == {}


def test_recorded_days_are_enough() -> None:
    text = rendered(trends.pages, _with(wells(), _day("2027-01-04", 0.25)), "de")["changes/trends.md"]
    assert "Abdeckung in Prozent" in text
    assert "tpo-docs snapshot" not in text
    assert '<table class="tpo-table tpo-stack">' not in text
