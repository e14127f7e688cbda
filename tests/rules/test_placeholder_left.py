"""TPO106: what its example does not show."""

from __future__ import annotations

from tests.cases import codes, messages, only
from tpo_docs.model import Review, Severity


def test_a_draft_may_have_placeholders(review: Review) -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: TBD
    questions: [{q: Which wells?}]
    ---
    TODO
    ```
    """
    assert codes(review) == []


def test_placeholders_in_bodies_and_criteria_count_and_those_in_code_do_not(review: Review) -> None:
    """
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Print the TODO list
    kind: enabler
    status: in-progress
    owner: billing-team
    plain: Writes `TODO` into the file
    external: {jira: TODO-12}
    tags: [TODO]
    ---
    The marker `TODO` is printed.

    ## Acceptance criteria
    - **AC1** [NEEDS CLARIFICATION: which format?]
    ```
    """
    assert messages(review, "TPO106") == [
        "'title' of STY-001, which is agreed, still says TODO",
        "the text of STY-001, which is agreed, still says [NEEDS CLARIFICATION: which format?]",
    ]


def test_a_question_past_its_day_is_late_and_not_only_open(review: Review) -> None:
    """
    ```yaml title="EPIC-001.md"
    ---
    id: EPIC-001
    title: Costs per office
    status: ready
    owner: billing-team
    questions:
      - {q: Which wells?, due: 2027-03-01}
      - {q: Which offices?, due: 2027-02-28}
      - {q: Which taxes?, due: 2027-02-28, answer: None}
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    parent: EPIC-001
    ---
    ```
    """
    assert [(finding.line, finding.code) for finding in review.findings] == [(7, "TPO106"), (8, "TPO404")]


def test_it_is_an_error_once_the_item_is_done(review: Review) -> None:
    """
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    kind: debt
    status: done
    plain: "???"
    ---
    ```
    """
    assert only(review, "TPO106").severity is Severity.ERROR
