"""The plan of a project: teams, their calendars, releases and hand-overs."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cases import case
from tests.planning.pages import rendered
from tpo_docs.planning.plan import capacity_of, capacity_until, plan

FILES = """
```yaml title="tpo-docs.yml"
today: 2027-03-01
```
```yaml title="parties.yml"
red: {title: Red team, kind: team, capacity: 5}
blue: {title: Blue team, kind: team, capacity: 10, calendar: "off 2027-03-08..2027-03-12 and 2027-03-19"}
idle: {title: Idle team, kind: team, capacity: 0}
```
```yaml title="REL-a.md"
---
id: REL-a
kind: release
target: 2027-03-20
---
```
```yaml title="REL-b.md"
---
id: REL-b
kind: release
---
```
```yaml title="STY-1.md"
---
id: STY-1
title: First
team: red
estimate: 5
score: {value: 9, urgency: 1, enables: 1}
release: REL-a
---
```
```yaml title="STY-2.md"
---
id: STY-2
title: Second
team: blue
estimate: 5
score: {value: 5, urgency: 1, enables: 1}
release: REL-a
depends_on: STY-1
---
```
```yaml title="STY-3.md"
---
id: STY-3
title: In work
status: in-progress
team: red
estimate: 2
release: REL-b
score: {value: 1, urgency: 1, enables: 1}
---
```
```yaml title="STY-4.md"
---
id: STY-4
title: Idle
team: idle
estimate: 3
---
```
```yaml title="STY-5.md"
---
id: STY-5
title: Waits
team: red
estimate: 3
depends_on: STY-4
---
```
"""


def test_what_is_in_work_comes_first_and_a_hand_over_takes_an_iteration() -> None:
    found = plan(case(FILES).review().project)
    assert [(one.entry.item.id, one.first, one.last, one.late) for one in found.planned] == [
        ("STY-3", 0, 0, False),
        ("STY-1", 0, 1, True),
        ("STY-2", 2, 2, True),
    ]
    assert (found.planned[1].start, found.planned[1].end) == (date(2027, 3, 1), date(2027, 3, 28))
    assert [(one.entry.item.id, one.left.reason, one.left.of) for one in found.unfit] == [
        ("STY-4", "no-capacity", ""),
        ("STY-5", "waits", "STY-4"),
    ]
    assert [(one.provider, one.consumer, one.needed, one.by) for one in found.handovers] == [
        ("red", "blue", "STY-1", "STY-2"),
        ("idle", "red", "STY-4", "STY-5"),
    ]


def test_a_calendar_takes_working_days_off() -> None:
    project = case(FILES).review().project
    assert capacity_of(project, "blue", 0) == pytest.approx(5)
    assert capacity_of(project, "blue", 1) == pytest.approx(9)
    assert capacity_of(project, "blue", 2) == 10
    assert capacity_of(project, "idle", 0) == capacity_of(project, "nobody", 0) == 0
    assert capacity_until(project, "red", date(2027, 3, 1), date(2027, 3, 14)) == pytest.approx(5)
    assert capacity_until(project, "blue", date(2027, 3, 1), date(2027, 3, 14)) == pytest.approx(5)
    assert capacity_until(project, "red", date(2027, 3, 2), date(2027, 3, 1)) == 0


def test_the_page_shows_lanes_the_matrix_and_what_did_not_fit() -> None:
    page = rendered(case(FILES).review())["planning/teams.md"]
    assert '<th scope="col">2027-03-15</th>' in page
    assert "needs of Red team" in page
    assert "what it needs did not fit" in page
    assert "late" in page.partition("## The plan")[2]


def test_a_plan_on_the_last_days_of_the_calendar_ends_well() -> None:
    project = case(FILES.replace("2027-03-01", "9999-12-20")).review().project
    assert {one.left.reason for one in plan(project).unfit} <= {"no-room", "no-capacity", "waits"}


def test_nothing_to_plan_has_no_page() -> None:
    assert "planning/teams.md" not in rendered(case("").review())
