"""The roadmap: the tree of epics with what of each is done, and when it comes."""

from __future__ import annotations

from datetime import date

from tests.cases import case
from tests.planning.pages import rendered
from tpo_docs.planning.roadmap import clusters, roadmap, time_of

_FILES = """
```yaml title="GOAL-1.md"
---
id: GOAL-1
title: Faster
---
```
```yaml title="REL-a.md"
---
id: REL-a
kind: release
status: active
target: 2027-04-01
---
```
```yaml title="REL-b.md"
---
id: REL-b
kind: release
status: planned
target: 2027-09-01
---
```
```yaml title="EPIC-1.md"
---
id: EPIC-1
title: Whole
status: in-progress
supports: GOAL-1
---
```
```yaml title="EPIC-2.md"
---
id: EPIC-2
title: First part
parent: EPIC-1
release: REL-a
---
```
```yaml title="EPIC-3.md"
---
id: EPIC-3
title: Second part
parent: EPIC-1
release: REL-b
---
```
```yaml title="EPIC-4.md"
---
id: EPIC-4
title: Some day
---
```
```yaml title="EPIC-5.md"
---
id: EPIC-5
title: Finished
status: done
---
```
```yaml title="EPIC-6.md"
---
id: EPIC-6
title: Circle
parent: EPIC-7
---
```
```yaml title="EPIC-7.md"
---
id: EPIC-7
title: Circle
parent: EPIC-6
---
```
```yaml title="STY-1.md"
---
id: STY-1
status: done
estimate: 3
parent: EPIC-2
---
```
```yaml title="STY-2.md"
---
id: STY-2
estimate: 5
parent: EPIC-2
---
```
```yaml title="STY-3.md"
---
id: STY-3
parent: EPIC-3
---
```
"""


def test_epics_are_a_tree_with_their_stories_rolled_up() -> None:
    found = roadmap(case(_FILES).review().project)
    assert [(branch.epic.id, branch.depth, branch.horizon) for branch in found] == [
        ("EPIC-1", 0, "now"),
        ("EPIC-2", 1, "now"),
        ("EPIC-3", 1, "next"),
        ("EPIC-4", 0, "later"),
        ("EPIC-5", 0, ""),
        ("EPIC-6", 0, "later"),
        ("EPIC-7", 1, "later"),
    ]
    whole = found[0].rollup
    assert (whole.stories, whole.done, whole.points, whole.done_points, whole.unestimated) == (3, 1, 8, 3, 1)
    assert found[0].goals == ("GOAL-1",)


def test_the_page_has_horizons_goals_by_release_and_the_tree() -> None:
    page = rendered(case(_FILES).review())["planning/roadmap.md"]
    assert "## Goals and releases" in page
    assert "1 not estimated" in page
    assert "REL-b 2027-09-01" in page
    assert "No goal" in page


def test_without_epics_there_is_no_page() -> None:
    assert "planning/roadmap.md" not in rendered(case("").review())


_TIMES = """
```yaml title="tpo-docs.yml"
today: 2027-03-01
```
```yaml title="parties.yml"
red: {title: Red team, kind: team, capacity: 5}
clerk: {title: Clerk, kind: persona}
```
```yaml title="GOAL-1.md"
---
id: GOAL-1
title: "Faster <invoices>"
---
```
```yaml title="REL-a.md"
---
id: REL-a
kind: milestone
status: active
target: 2027-03-20
---
```
```yaml title="EPIC-1.md"
---
id: EPIC-1
title: Whole
status: in-progress
supports: GOAL-1
---
```
```yaml title="EPIC-2.md"
---
id: EPIC-2
title: Part
parent: EPIC-1
release: REL-a
---
```
```yaml title="EPIC-3.md"
---
id: EPIC-3
title: Other
release: REL-a
---
```
```yaml title="STY-1.md"
---
id: STY-1
status: done
parent: EPIC-2
as: clerk
team: red
---
```
```yaml title="STY-2.md"
---
id: STY-2
parent: EPIC-2
team: red
estimate: 10
---
```
```yaml title="STY-3.md"
---
id: STY-3
parent: EPIC-3
---
```
```json title="/records/snapshots.jsonl"
{"at": "2027-01-04", "started": ["STY-1"]}
{"at": "2027-01-18", "finished": ["STY-1"]}
```
"""


def test_an_epic_stretches_from_its_first_story_to_the_end_of_its_plan() -> None:
    project = case(_TIMES).review().project
    time = time_of(project, project.items["EPIC-2"])
    assert time.worked == (date(2027, 1, 4), date(2027, 1, 18))
    assert time.planned == (date(2027, 3, 1), date(2027, 3, 28))
    assert (time.late, time.unplanned, time.first, time.last) == (True, 0, date(2027, 1, 4), date(2027, 3, 28))
    whole = time_of(project, project.items["EPIC-1"])
    assert (whole.worked, whole.planned, whole.late) == (time.worked, time.planned, False)
    other = time_of(project, project.items["EPIC-3"])
    assert (other.worked, other.planned, other.unplanned, other.last) == (None, None, 1, date(2027, 3, 20))


def test_epics_stand_with_the_goal_persona_and_team_that_they_serve() -> None:
    project = case(_TIMES).review().project

    def shown(by: str) -> dict[str, list[str]]:
        return {cluster.name: [branch.epic.id for branch in cluster.branches] for cluster in clusters(project, by)}

    assert shown("goal") == {"GOAL-1": ["EPIC-1", "EPIC-2"], "": ["EPIC-3"]}
    assert shown("persona") == {"clerk": ["EPIC-1", "EPIC-2"], "": ["EPIC-3"]}
    assert shown("team") == {"red": ["EPIC-1", "EPIC-2"], "": ["EPIC-3"]}


def test_the_pages_show_the_time_with_its_table_and_the_milestones() -> None:
    pages = rendered(case(_TIMES).review())
    page = pages["planning/roadmap.md"]
    assert "planned 2027-03-01 to 2027-03-28 (behind the target, 2027-03-20)" in page
    assert "release due 2027-03-20, not in the plan" in page
    assert "worked on 2027-01-04 to 2027-01-18" in page
    assert "## Releases and milestones" in page
    assert "<invoices>" not in page
    assert "## Over time" in pages["planning/roadmap-persona.md"]
    assert "Red team" in pages["planning/roadmap-team.md"]
    assert "planning/roadmap-persona.md" not in rendered(case(_FILES).review())


def test_a_date_at_the_end_of_the_calendar_breaks_nothing() -> None:
    for day in ("9999-12-31", "0001-01-01"):
        page = rendered(case(_TIMES.replace("2027-03-20", day)).review())["planning/roadmap.md"]
        assert "## Over time" in page


def test_without_any_date_the_page_says_why() -> None:
    files = '```yaml title="EPIC-1.md"\n---\nid: EPIC-1\n---\n```\n```yaml title="STY-1.md"\n---\nid: STY-1\nparent: EPIC-1\n---\n```\n'
    assert "Nothing has a date" in rendered(case(files).review())["planning/roadmap.md"]


def test_the_statuses_of_stories_and_their_proof_are_rolled_up() -> None:
    found = {branch.epic.id: branch.rollup for branch in roadmap(case(_TIMES).review().project)}
    assert found["EPIC-1"].categories == {"draft": 1, "done": 1}
    assert (found["EPIC-1"].proven, found["EPIC-1"].provable) == (0, 0)
