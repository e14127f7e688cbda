"""TPO401: what its example does not show."""

from __future__ import annotations

import pytest

from tests.cases import case, codes, messages
from tpo_docs.model import Review

_CASE = """
````markdown title="releases.md"
---
defaults: {{type: release, kind: release, owner: billing}}
---
## REL-spring Spring
```yaml item
target: {spring}
{more}
```
## REL-autumn Autumn
```yaml item
target: {autumn}
status: {state}
```
````
```yaml title="STY-001.md"
---
id: STY-001
title: Rules
status: {needed}
{plan}
---
```
```yaml title="STY-002.md"
---
id: STY-002
title: Split
kind: debt
status: in-progress
owner: billing
estimate: 3
release: REL-spring
depends_on: STY-001
---
```
"""


def _found(
    *,
    spring: str = "2027-04-30",
    autumn: str = "2027-10-31",
    more: str = "",
    state: str = "draft",
    needed: str = "idea",
    plan: str = "release: REL-autumn",
) -> bool:
    text = _CASE.format(spring=spring, autumn=autumn, more=more, state=state, needed=needed, plan=plan)
    return "TPO401" in codes(case(text).review())


def test_the_later_release_is_told_by_its_day() -> None:
    assert _found()
    assert _found(spring="2027-10-30")
    assert not _found(spring="2027-10-31")
    assert not _found(spring="2027-11-01")
    assert not _found(autumn="")
    assert not _found(spring="soon")


@pytest.mark.parametrize("needed", ["done", "dropped"])
def test_what_is_done_or_dropped_holds_nothing_up(needed: str) -> None:
    assert not _found(needed=needed)


def test_what_is_not_planned_or_planned_for_a_cancelled_release_has_no_order() -> None:
    assert not _found(plan="tags: []")
    assert not _found(state="cancelled")


def test_a_release_inside_the_other_has_no_order() -> None:
    assert not _found(more="parent: REL-autumn")


def test_a_release_that_is_out_counts_by_its_real_day() -> None:
    assert not _found(autumn="2027-10-31\nreleased: 2027-02-01")


def test_the_plan_of_the_parent_counts(review: Review) -> None:
    """
    ```yaml title="REL-spring.md"
    ---
    id: REL-spring
    title: Spring
    target: 2027-04-30
    ---
    ```
    ```yaml title="REL-autumn.md"
    ---
    id: REL-autumn
    title: Autumn
    target: 2027-10-31
    depends_on: REL-winter
    status: planned
    kind: release
    owner: billing
    ---
    ```
    ```yaml title="REL-winter.md"
    ---
    id: REL-winter
    title: Winter
    target: 2027-12-31
    ---
    ```
    ```yaml title="EPIC-001.md"
    ---
    id: EPIC-001
    title: Rules
    release: REL-autumn
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Keep rules
    parent: EPIC-001
    blocks: STY-002
    ---
    ```
    ```yaml title="STY-002.md"
    ---
    id: STY-002
    title: Split
    kind: debt
    status: ready
    owner: billing
    estimate: 3
    release: REL-spring
    ---
    ```
    """
    assert messages(review, "TPO401") == [
        "REL-autumn is due on 2027-10-31 and depends on REL-winter, due on 2027-12-31",
        "STY-002 is planned for REL-spring (2027-04-30) and depends on STY-001, planned for REL-autumn (2027-10-31)",
    ]
    assert [(finding.path, finding.item) for finding in review.findings if finding.code == "TPO401"][1] == (
        "specs/STY-001.md",
        "STY-002",
    )


def test_releases_that_are_parts_of_each_other_end_the_search() -> None:
    text = """
    ```yaml title="REL-1.md"
    ---
    id: REL-1
    title: One
    parent: REL-2
    target: 2027-04-30
    status: planned
    depends_on: REL-3
    ---
    ```
    ```yaml title="REL-2.md"
    ---
    id: REL-2
    title: Two
    parent: REL-1
    ---
    ```
    ```yaml title="REL-3.md"
    ---
    id: REL-3
    title: Three
    target: 2027-05-30
    ---
    ```
    """
    assert messages(case(text).review(), "TPO401") == [
        "REL-1 is due on 2027-04-30 and depends on REL-3, due on 2027-05-30"
    ]
