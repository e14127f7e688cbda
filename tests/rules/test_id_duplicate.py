"""TPO105: what its example does not show."""

from __future__ import annotations

from tests.cases import messages, only
from tpo_docs.model import Review


def test_the_other_place_is_named_and_the_command_that_knows_free_numbers(review: Review) -> None:
    """
    ```yaml title="a.md"
    ---
    id: REQ-007
    title: Well costs
    ---
    ```
    ```yaml title="b.md"
    ---
    id: REQ-007
    title: Office costs
    ---
    ```
    ```yaml title="c.md"
    ---
    id: REQ-007
    title: Other costs
    ---
    ```
    """
    mend = "`tpo-docs renumber` gives the later one the next id that is free here and on all branches"
    assert [(finding.path, finding.message, finding.mend) for finding in review.findings] == [
        ("specs/b.md", "REQ-007 is also the id of 'Well costs' in specs/a.md:2", mend),
        ("specs/c.md", "REQ-007 is also the id of 'Well costs' in specs/a.md:2", mend),
    ]


def test_a_slug_has_no_next_number(review: Review) -> None:
    """
    ```yaml title="REL-mvp.md"
    ---
    id: REL-mvp
    title: Billing
    ---
    ```
    ```yaml title="other.md"
    ---
    id: REL-mvp
    title: Analytics
    ---
    ```
    """
    assert only(review, "TPO105").mend == "give one of them another id"


def test_former_ids_are_taken_too(review: Review) -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs
    aliases: [REQ-001, REQ-002, REQ-100]
    ---
    ```
    ```yaml title="REQ-002.md"
    ---
    id: REQ-002
    title: Office costs
    aliases: REQ-100
    ---
    ```
    """
    assert messages(review, "TPO105") == [
        "REQ-002, a former id of REQ-001, is also the id of 'Office costs' in specs/REQ-002.md:2",
        "REQ-100, a former id of REQ-002, is also a former id of 'Well costs' in specs/REQ-001.md:2",
    ]


def test_a_party_and_a_term_cannot_share_a_slug(review: Review) -> None:
    """
    ```yaml title="parties.yml"
    auditor: {kind: role, title: Auditor}
    ```
    ```yaml title="terms.yml"
    auditor: Somebody who checks
    ```
    """
    assert only(review, "TPO105").path == "specs/terms.yml"


def test_a_foreign_id_is_not_replaced_by_one_of_ours(review: Review) -> None:
    """
    ```yaml title="tpo-docs.yml"
    sources:
      - path: specs
        map: {id: {field: number, format: "RFC-{}"}, type: story}
    ```
    ```yaml title="1.md"
    ---
    number: 1
    title: One
    ---
    ```
    ```yaml title="2.md"
    ---
    number: 1
    title: Two
    ---
    ```
    """
    assert only(review, "TPO105").mend == "give one of them another id"
