"""TPO204: what its example does not show."""

from __future__ import annotations

import pytest

from tests.cases import case, codes, messages, only
from tpo_docs.model import Review, Severity

_CASE = """
```yaml title="REQ-001.md"
---
id: REQ-001
title: Well costs
status: {dead}
kind: functional
---
```
```yaml title="{id}.md"
---
id: {id}
title: Split well costs per office
status: {status}
kind: {kind}
{link}: REQ-001
---
```
"""


@pytest.mark.parametrize(
    ("item", "kind", "status", "link", "found"),
    [
        ("STY-001", "debt", "idea", "realizes", True),
        ("STY-001", "debt", "dropped", "realizes", False),
        ("STY-001", "debt", "done", "realizes", False),
        ("STY-001", "debt", "done", "depends_on", False),
        ("SPEC-001", "ui", "implemented", "specifies", True),
        ("TEST-001", "manual", "draft", "verifies", True),
        ("REQ-002", "functional", "draft", "supersedes", False),
        ("REQ-002", "functional", "draft", "relates", False),
        ("REQ-002", "functional", "draft", "conflicts_with", False),
        ("REQ-002", "functional", "draft", "parent", True),
    ],
)
def test_living_items_lean_on_nothing_dead(item: str, kind: str, status: str, link: str, *, found: bool) -> None:
    review = case(_CASE.format(dead="retired", id=item, kind=kind, status=status, link=link)).review()
    assert ("TPO204" in codes(review)) is found


def test_the_status_is_named_as_it_was_written() -> None:
    review = case(_CASE.format(dead="rejected", id="STY-001", kind="debt", status="idea", link="realizes")).review()
    finding = only(review, "TPO204")
    assert finding.message == "STY-001 realizes REQ-001, which is rejected"
    assert finding.mend == "take the link away, or name what is wanted instead"


def test_the_living_end_of_a_chain_of_successors_is_named(review: Review) -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs
    status: superseded
    ---
    ```
    ```yaml title="REQ-002.md"
    ---
    id: REQ-002
    title: Well costs
    status: superseded
    supersedes: REQ-001
    ---
    ```
    ```yaml title="REQ-003.md"
    ---
    id: REQ-003
    title: Well costs
    supersedes: REQ-002
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    realizes: REQ-001
    ---
    ```
    """
    finding = only(review, "TPO204")
    assert finding.message == "STY-001 realizes REQ-001, which is superseded and replaced by REQ-003"
    assert finding.mend == "write `realizes: REQ-003`"


def test_dead_items_that_supersede_each_other_end_the_search(review: Review) -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs
    status: superseded
    supersedes: REQ-002
    ---
    ```
    ```yaml title="REQ-002.md"
    ---
    id: REQ-002
    title: Well costs
    status: superseded
    supersedes: REQ-001
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    realizes: REQ-001
    ---
    ```
    """
    assert messages(review, "TPO204") == ["STY-001 realizes REQ-001, which is superseded"]


def test_it_is_an_error_in_the_scope_of_a_release_in_work(review: Review) -> None:
    """
    ```yaml title="REL-mvp.md"
    ---
    id: REL-mvp
    title: Billing
    kind: mvp
    status: active
    owner: product-owner
    target: 2027-06-30
    ---
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs
    status: retired
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    realizes: REQ-001
    release: REL-mvp
    ---
    ```
    """
    assert only(review, "TPO204").severity is Severity.ERROR
