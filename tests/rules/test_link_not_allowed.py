"""TPO202: what its example does not show."""

from __future__ import annotations

from tests.cases import codes, only
from tpo_docs.model import Review


def test_a_link_written_at_the_wrong_end_is_turned_round(review: Review) -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    realizes: STY-001
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    ---
    ```
    """
    finding = only(review, "TPO202")
    assert finding.message == "REQ-001 realizes STY-001, but a story realizes a requirement"
    assert finding.mend == "write `realizes: REQ-001` in STY-001"


def test_another_link_that_fits_is_suggested(review: Review) -> None:
    """
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    specified_by: TEST-001
    supports: EPIC-001
    depends_on: TEST-001
    ---
    ```
    ```yaml title="TEST-001.md"
    ---
    id: TEST-001
    title: Subtotals of two offices
    ---
    ```
    ```yaml title="EPIC-001.md"
    ---
    id: EPIC-001
    title: Costs per office
    ---
    ```
    """
    assert [(finding.line, finding.message, finding.mend) for finding in review.findings] == [
        (4, "TEST-001 specifies STY-001, which a test cannot do with a story", "write `verifies: STY-001`"),
        (
            5,
            "STY-001 supports EPIC-001, which a story cannot do with an epic",
            "take the link away, or write `relates`",
        ),
        (
            6,
            "STY-001 depends on TEST-001, which a story cannot do with a test",
            "write `verifies: STY-001` in TEST-001",
        ),
    ]


def test_no_item_links_to_itself(review: Review) -> None:
    """
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    depends_on: STY-001
    relates: STY-001
    ---
    ```
    """
    assert codes(review) == ["TPO202", "TPO202"]
    assert review.findings[0].message == "STY-001 depends on itself"


def test_one_parent_and_one_release_at_most(review: Review) -> None:
    """
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    parent: [EPIC-001, EPIC-002]
    ---
    ```
    ```yaml title="EPIC-001.md"
    ---
    id: EPIC-001
    title: Costs per office
    ---
    ```
    ```yaml title="EPIC-002.md"
    ---
    id: EPIC-002
    title: Invoices
    ---
    ```
    """
    finding = only(review, "TPO202")
    assert (finding.line, finding.column) == (4, 20)
    assert finding.message == "STY-001 is part of EPIC-002 beside EPIC-001, 1 at most"


def test_the_same_link_at_both_ends_is_one(review: Review) -> None:
    """
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    parent: EPIC-001
    ---
    ```
    ```yaml title="EPIC-001.md"
    ---
    id: EPIC-001
    title: Costs per office
    children: [STY-001]
    ---
    ```
    """
    assert codes(review) == []


def test_symmetric_links_are_allowed_from_either_end(review: Review) -> None:
    """
    ```yaml title="ADR-001.md"
    ---
    id: ADR-001
    title: Costs are kept per well
    status: rejected
    conflicts_with: REQ-001
    relates: [GOAL-001, REQ-001]
    ---
    ```
    ```yaml title="GOAL-001.md"
    ---
    id: GOAL-001
    title: Invoices leave the building right
    relates: REQ-001
    ---
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    kind: functional
    ---
    ```
    """
    assert codes(review) == []


def test_supersedes_joins_items_of_one_type(review: Review) -> None:
    """
    ```yaml title="REQ-002.md"
    ---
    id: REQ-002
    title: Well costs are split per office
    supersedes: [REQ-001, STY-001]
    ---
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    ---
    ```
    """
    assert only(review, "TPO202").about == "supersedes STY-001"


def test_an_item_of_an_unknown_type_is_not_blamed_twice(review: Review) -> None:
    """
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    type: storry
    title: Split well costs per office
    realizes: REQ-001
    ---
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs
    ---
    ```
    """
    assert codes(review) == ["TPO104"]


def test_what_a_mapping_says_of_a_foreign_field_holds(review: Review) -> None:
    """
    ```yaml title="tpo-docs.yml"
    sources:
      - path: specs
        map:
          id: {field: eip, format: "EIP-{}"}
          type: {default: requirement, field: type, values: {Meta: decision}}
          links: {requires: {role: depends_on, split: ","}}
          ignore: [type]
    ```
    ```yaml title="1.md"
    ---
    eip: 1
    type: Meta
    title: Upgrade
    requires: 2
    ---
    ```
    ```yaml title="2.md"
    ---
    eip: 2
    type: Core
    title: Change
    ---
    ```
    """
    assert len(review.project.traces) == 1
    assert codes(review) == []
