"""TPO407: what its example does not show."""

from __future__ import annotations

import pytest

from tests.cases import case, codes, messages
from tpo_docs.model import Review

_CASE = """
```yaml title="REL-mvp.md"
---
id: REL-mvp
title: Billing
kind: mvp
status: {state}
target: 2027-06-30
---
```
```yaml title="REL-next.md"
---
id: REL-next
title: More
target: {following}
---
```
```yaml title="STY-001.md"
---
id: STY-001
title: Read meters
kind: debt
status: {status}
owner: billing
estimate: 3
feasibility: {{{feasibility}}}
{plan}
---
```
```yaml title="STY-002.md"
---
id: STY-002
title: Which meters?
kind: spike
{spike}
---
```
"""


def _found(
    feasibility: str,
    *,
    plan: str = "release: REL-mvp",
    spike: str = "tags: []",
    status: str = "ready",
    state: str = "draft",
    following: str = "2027-12-31",
) -> list[str]:
    text = _CASE.format(
        feasibility=feasibility, plan=plan, spike=spike, status=status, state=state, following=following
    )
    return messages(case(text).review(), "TPO407")


_UNKNOWN = "STY-001 is planned for REL-mvp and may not be possible and no spike finds out before"


@pytest.mark.parametrize(
    ("feasibility", "says"),
    [
        ("verdict: yes", []),
        ("verdict: risky", []),
        ("verdict: No", ["STY-001 is planned for REL-mvp and cannot be done"]),
        ("verdict: no, spike: STY-002", ["STY-001 is planned for REL-mvp and cannot be done"]),
        ("verdict: unknown", [_UNKNOWN]),
        ("verdict: unknown, spike: STY-002", [_UNKNOWN]),
        ("note: hard", []),
    ],
)
def test_no_and_unknown_are_not_planned(feasibility: str, says: list[str]) -> None:
    assert _found(feasibility) == says


@pytest.mark.parametrize(
    ("spike", "following", "found"),
    [
        ("status: done", "2027-12-31", True),
        ("release: REL-mvp", "2027-12-31", True),
        ("release: REL-next", "2027-12-31", False),
        ("release: REL-next", "2027-06-30", True),
        ("release: REL-next", "", False),
        ("status: dropped\nrelease: REL-mvp", "2027-12-31", False),
    ],
)
def test_a_spike_comes_no_later_than_the_item(spike: str, following: str, *, found: bool) -> None:
    assert (_found("verdict: unknown, spike: STY-002", spike=spike, following=following) == []) is found


def test_a_spike_that_the_item_depends_on_counts() -> None:
    assert _found("verdict: unknown", plan="release: REL-mvp\ndepends_on: STY-002", spike="status: done") == []


@pytest.mark.parametrize("status", ["idea", "done", "dropped"])
def test_drafts_and_finished_items_are_not_judged(status: str) -> None:
    assert _found("verdict: no", status=status) == []


def test_without_a_living_release_nothing_is_planned() -> None:
    assert _found("verdict: no", plan="tags: []") == []
    assert _found("verdict: no", state="cancelled") == []


def test_a_requirement_is_planned_with_its_stories(review: Review) -> None:
    """
    ```yaml title="REL-mvp.md"
    ---
    id: REL-mvp
    title: Billing
    ---
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Read every second
    status: approved
    kind: business
    owner: billing
    source: cfo
    rationale: Curiosity
    feasibility: {verdict: no}
    ---
    Meters shall be read every second.
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Read meters
    realizes: REQ-001
    release: REL-mvp
    ---
    ```
    """
    assert codes(review) == ["TPO407"]
