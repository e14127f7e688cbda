"""TPO103: what its example does not show."""

from __future__ import annotations

from tests.cases import codes, messages, only
from tpo_docs.model import Review


def test_a_field_inside_a_group_is_checked_too(review: Review) -> None:
    """
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    feasibility: {verdict: yes, confidense: high}
    questions:
      - {question: Does this hold for leased wells?}
    score: {anything: 5}
    ---
    ```
    """
    assert messages(review, "TPO103") == [
        "a story has no field 'confidense' in 'feasibility'",
        "a story has no field 'question' in 'questions'",
    ]
    assert [finding.mend for finding in review.findings] == [
        "write `confidence`",
        "take it away, or declare it in `tpo-docs.yml`",
    ]


def test_groups_in_groups_are_checked(review: Review) -> None:
    """
    ```yaml title="REL-mvp.md"
    ---
    id: REL-mvp
    title: Billing for the first offices
    rollout:
      waves:
        - {name: North, onn: 2027-05-01}
    ---
    ```
    """
    finding = only(review, "TPO103")
    assert (finding.line, finding.column, finding.about) == (6, 21, "rollout.waves.onn")


def test_link_keywords_and_what_themes_read_are_known(review: Review) -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    kind: functional
    realized_by: STY-001
    relates: STY-001
    hide: [toc]
    icon: material/oil
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    ---
    ```
    """
    assert codes(review) == []


def test_a_mistyped_link_keyword_is_suggested(review: Review) -> None:
    """
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    realises: REQ-001
    ---
    ```
    """
    assert only(review, "TPO103").mend == "write `realizes`"


def test_a_slip_in_the_defaults_of_a_file_is_one_finding(review: Review) -> None:
    """
    ````markdown title="billing.md"
    ---
    defaults: {type: requirement, kind: functional, ownr: billing-team}
    ---
    ## REQ-001 Well costs are split per office
    ```yaml item
    priority: must
    ```
    ## REQ-002 An office without a rule stops the invoice
    ```yaml item
    priority: must
    ```
    ````
    """
    assert (only(review, "TPO103").line, only(review, "TPO103").mend) == (2, "write `owner`")


def test_foreign_fields_are_known_when_they_are_mapped_or_ignored(review: Review) -> None:
    """
    ```yaml title="tpo-docs.yml"
    sources:
      - path: specs
        map:
          id: {field: number, format: "RFC-{}"}
          type: requirement
          fields: {why: rationale}
          ignore: [discussion]
    ```
    ```yaml title="1.md"
    ---
    number: 1
    title: Well costs
    why: Disputes
    discussion: list
    created: 2026-01-01
    ---
    ```
    """
    assert messages(review, "TPO103") == ["a requirement has no field 'created'"]


def test_no_mend_names_a_field_that_stands_there_already(review: Review) -> None:
    """
    ```yaml title="GOAL-001.md"
    ---
    id: GOAL-001
    title: Faster
    titel: Faster
    ownr: tess
    ---
    ```
    """
    mends = {finding.about: finding.mend for finding in review.findings if finding.code == "TPO103"}
    assert mends == {"titel": "take it away: `title` stands there too", "ownr": "write `owner`"}
