"""The roadmap: the tree of epics with what of each is done, and when it comes."""

from __future__ import annotations

from tests.cases import case
from tests.planning.pages import rendered
from tpo_docs.planning.roadmap import roadmap

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
