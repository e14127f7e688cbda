"""TPO301: what its example does not show."""

from __future__ import annotations

from tests.cases import codes
from tpo_docs.model import Review


def test_a_part_of_the_goal_with_a_requirement_is_enough_and_an_epic_is_not(review: Review) -> None:
    """
    ````markdown title="goals.md"
    ---
    defaults: {type: goal, status: active, owner: cfo, key_results: [{title: Fewer disputes, to: 4}]}
    ---
    ## GOAL-001 Invoices leave the building right
    ```yaml item
    level: vision
    ```
    ## GOAL-002 Fewer disputes
    ```yaml item
    parent: GOAL-001
    ```
    ## GOAL-003 Faster invoices <!-- finding: TPO301 -->
    ```yaml item
    level: objective
    ```
    ````
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    kind: functional
    supports: GOAL-002
    ---
    ```
    ```yaml title="EPIC-001.md"
    ---
    id: EPIC-001
    title: Costs per office
    supports: GOAL-003
    ---
    ```
    """
    assert [(finding.item, finding.code) for finding in review.findings] == [("GOAL-003", "TPO301")]


def test_a_rejected_requirement_is_none(review: Review) -> None:
    """
    ```yaml title="GOAL-001.md"
    ---
    id: GOAL-001
    title: Invoices leave the building right
    status: active
    owner: cfo
    key_results: [{title: Fewer disputes, to: 4}]
    ---
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    status: rejected
    supports: GOAL-001
    ---
    ```
    """
    assert codes(review) == ["TPO301"]
