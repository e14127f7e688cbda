"""Goals and metrics: verdicts after hand-computed cases, the pace and its properties, and what serves a goal."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import case
from tests.planning.pages import rendered
from tests.planning.product import product
from tpo_docs.model import Observation
from tpo_docs.planning import goals
from tpo_docs.planning.goals import Course, Verdict

_DAY = date(2027, 1, 1)
_NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)


def _rows(*pairs: tuple[int, float]) -> tuple[Observation, ...]:
    return tuple(Observation(_DAY + timedelta(days=day), value, "", "a.csv", 1) for day, value in pairs)


def _course(start: float | None, aim: float | None, days: int | None, **rest: Any) -> Course:
    by = _DAY + timedelta(days=days) if days is not None else None
    return Course(start, aim, _DAY, by, **rest)


@pytest.mark.parametrize(
    ("course", "day", "value", "verdict"),
    [
        # From 0 to 100 in 100 days: after 40 days 40 are asked for, and 28 are 70 % of that.
        (_course(0, 100, 100), 40, 40, Verdict.ON_TRACK),
        (_course(0, 100, 100), 40, 39.9, Verdict.AT_RISK),
        (_course(0, 100, 100), 40, 28, Verdict.AT_RISK),
        (_course(0, 100, 100), 40, 27.9, Verdict.BEHIND),
        (_course(0, 100, 100), 40, -5, Verdict.BEHIND),
        (_course(0, 100, 100), 40, 100, Verdict.REACHED),
        (_course(11, 3, 100), 50, 7, Verdict.ON_TRACK),
        (_course(11, 3, 100), 50, 7.1, Verdict.AT_RISK),
        (_course(11, 3, 100), 50, 2, Verdict.REACHED),
        (_course(0, 100, 20), 15, 99, Verdict.MISSED),
        (_course(0, 100, 20), 15, 120, Verdict.REACHED),
        (_course(0, 100, None), 15, 50, Verdict.OPEN),
        (_course(0, None, 100), 15, 50, Verdict.WATCHED),
        # Nothing to travel: it is kept or it is not.
        (_course(0, 0, None, direction="down"), 15, 0, Verdict.REACHED),
        (_course(0, 0, None, direction="down"), 15, 1, Verdict.BEHIND),
        # Where it began is not known, so nobody can say how far it should be.
        (_course(None, 100, 100), 15, 50, Verdict.BEHIND),
        (_course(20, 30, None, direction="within"), 15, 25, Verdict.REACHED),
        (_course(20, 30, None, direction="within"), 15, 31, Verdict.BEHIND),
    ],
)
def test_the_verdict_compares_with_the_way_on_the_day_of_the_observation(
    course: Course, day: int, value: float, verdict: Verdict
) -> None:
    assert goals.verdict(course, _rows((day, value))[0], _DAY + timedelta(days=42)) is verdict


def test_nothing_observed_is_not_measured() -> None:
    assert goals.verdict(_course(0, 1, 10), None, _DAY) is Verdict.UNKNOWN


def test_milestones_bend_the_way() -> None:
    stone = (_DAY + timedelta(days=50), 10.0)
    course = _course(0, 100, 100, milestones=(stone,))
    assert [course.at(_DAY + timedelta(days=day)) for day in (-9, 0, 25, 50, 75, 100, 999)] == [
        0,
        0,
        5,
        10,
        55,
        100,
        100,
    ]


def test_a_way_of_no_days_asks_for_the_aim_at_once() -> None:
    assert _course(0, 100, 0).at(_DAY) == 100
    assert _course(0, 100, -5).at(_DAY + timedelta(days=1)) == 100


@given(_NUMBERS, _NUMBERS, st.integers(1, 4000), st.integers(0, 4000))
def test_whoever_is_on_the_way_is_on_track_or_there(start: float, aim: float, days: int, day: int) -> None:
    course = _course(start, aim, days)
    wanted = course.at(_DAY + timedelta(days=day))
    assert wanted is not None
    found = goals.verdict(course, _rows((day, wanted))[0], _DAY)
    assert found in (Verdict.ON_TRACK, Verdict.REACHED)


@given(st.floats(1, 100), st.floats(0.01, 100), st.integers(1, 99), st.floats(-200, 200))
def test_another_unit_changes_no_verdict(aim: float, unit: float, day: int, value: float) -> None:
    one = goals.verdict(_course(0, aim, 100), _rows((day, value))[0], _DAY)
    other = goals.verdict(_course(0, -aim * unit, 100), _rows((day, -value * unit))[0], _DAY)
    near = any(abs(value - edge) < 1e-6 * aim for edge in (aim, aim * day / 100, 0.7 * aim * day / 100))
    assert one is other or near


def test_the_pace_is_the_median_of_all_slopes() -> None:
    # Slopes by hand: 1, 1, 1 between the first three; 33, 49, 97 to the odd one: the median of six is (1 + 33) / 2.
    assert goals.slope(_rows((0, 0), (1, 1), (2, 2), (3, 99))) == pytest.approx((1 + 33) / 2)
    assert goals.slope(_rows((0, 0), (1, 1), (2, 99), (3, 3), (4, 4))) == pytest.approx(1)
    assert goals.slope(_rows((0, 0), (9, 1))) is None
    assert goals.slope(_rows((0, 0), (0, 5), (9, 1))) is None


@given(_NUMBERS, st.floats(-100, 100), st.sets(st.integers(0, 400), min_size=3, max_size=12))
def test_on_a_straight_line_the_pace_is_its_slope(start: float, pace: float, days: set[int]) -> None:
    found = goals.slope(_rows(*((day, start + pace * day) for day in sorted(days))))
    assert found == pytest.approx(pace, abs=1e-6 * (1 + abs(start)))


def test_a_key_result_takes_from_its_metric_what_it_leaves_open() -> None:
    review = case("""
```yaml title="metrics.yml"
KPI-001: {title: Offices, unit: offices, direction: up, baseline: 0, target: 10, by: 2027-12-31, series: a.csv}
```
```csv title="a.csv"
2027-01-01,1
2027-01-31,4
2027-02-28,5
2027-12-31,9
```
```yaml title="GOAL-001.md"
---
id: GOAL-001
key_results: [{metric: KPI-001}, {title: Alone, from: 1, to: 2}, {metric: KPI-009, to: x}, just text]
---
```
""").review()
    first, second, third = goals.key_results(review.project, review.project.items["GOAL-001"])
    assert (first.title, first.course.aim, first.course.by) == ("Offices", 10, date(2027, 12, 31))
    assert [row.on.month for row in first.rows] == [1, 1, 2], "what lies ahead is no observation yet"
    assert "do not count yet: 1." in rendered(review)["planning/metric-KPI-001.md"]
    assert first.verdict is Verdict.ON_TRACK
    # Slopes by hand: 3/30, 4/58, 1/28; the median is 4/58 a day, so 5 more need 72.5 days.
    assert first.pace == pytest.approx(4 / 58)
    assert first.reaches == date(2027, 2, 28) + timedelta(days=72)
    assert second.verdict is third.verdict is Verdict.UNKNOWN


def test_a_goal_is_as_its_weakest_key_result_and_its_progress_is_the_mean() -> None:
    review = product()
    some = goals.key_results(review.project, review.project.items["GOAL-001"])
    # From 11 on 1 September to 3 in 360 days: after 180 days 7 are asked for, and 6 are there.
    assert [one.verdict for one in some] == [Verdict.ON_TRACK, Verdict.UNKNOWN]
    assert some[0].progress == pytest.approx(5 / 8)
    assert some[0].expected == pytest.approx(1 / 2)
    assert goals.verdict_of(some) is Verdict.UNKNOWN
    assert goals.mean_progress(some) == pytest.approx(5 / 8)


def test_a_goal_knows_what_serves_it() -> None:
    review = product()
    found = goals.served(review.project, review.project.items["GOAL-001"])
    assert [item.id for item in found.requirements] == ["REQ-001"]
    assert (found.stories, found.done) == (2, 1)
    assert [(release.id, total, done) for release, total, done in found.releases] == [("REL-a", 2, 1)]


def test_absurd_numbers_and_days_break_no_page() -> None:
    review = case("""
```yaml title="metrics.yml"
KPI-001: {title: Absurd, unit: "<b>", baseline: 1e308, target: -1e308, by: 9999-12-31, series: a.csv}
KPI-002: {title: Flat, unit: x, baseline: 1, target: 2, by: 2027-02-31, series: b.csv}
```
```csv title="a.csv"
0001-01-01,1e308
2027-01-01,-1e300
2027-01-02,1e300
2027-01-03,7
```
```csv title="b.csv"
2027-01-01,1
2027-01-02,1
2027-01-03,1
```
```yaml title="GOAL-001.md"
---
id: GOAL-001
key_results: [{metric: KPI-001, from: 0, to: 1e-300, by: 0001-01-01}, {metric: KPI-002}]
---
```
""").review()
    pages = rendered(review)
    assert "&lt;b&gt;" in pages["planning/metric-KPI-001.md"]
    assert "inf" not in pages["planning/metric-KPI-001.md"]
    assert all(re.search("[0-9]{40}", page) is None for page in pages.values()), "no number as long as a line"
    assert "At this pace it does not get to 2." in pages["planning/metric-KPI-002.md"]
    assert {finding.code for finding in review.findings} & {"TPO104"}


def test_without_goals_and_metrics_there_are_no_pages() -> None:
    assert not any("goal" in path or "metric" in path for path in rendered(case("").review()))


def test_whoever_serves_a_part_of_a_goal_serves_the_whole_loops_included() -> None:
    review = case("""
```yaml title="GOAL-1.md"
---
id: GOAL-1
parent: GOAL-3
---
```
```yaml title="GOAL-2.md"
---
id: GOAL-2
parent: GOAL-1
---
```
```yaml title="GOAL-3.md"
---
id: GOAL-3
parent: GOAL-2
---
```
```yaml title="GOAL-4.md"
---
id: GOAL-4
---
```
```yaml title="REQ-1.md"
---
id: REQ-1
kind: functional
status: approved
supports: GOAL-2
---
```
""").review()
    project = review.project
    assert set(goals.goals_of(project, project.items["REQ-1"])) == {"GOAL-1", "GOAL-2", "GOAL-3"}
    assert [item.id for item in goals.served(project, project.items["GOAL-1"]).requirements] == ["REQ-1"]
    assert goals.served(project, project.items["GOAL-1"]).expected == 1
    assert goals.served(project, project.items["GOAL-4"]).requirements == ()
