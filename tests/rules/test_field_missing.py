"""TPO102: what its example does not show."""

from __future__ import annotations

import pytest

from tests.cases import case, codes, messages, only
from tpo_docs.model import Review

_DECISION = """
```yaml title="ADR-001.md"
---
id: ADR-001
title: Costs are kept per well
status: accepted
owner: billing-team
{fields}
---
{body}
```
"""


def _missing(fields: str = "date: 2027-01-15", body: str = "") -> list[str]:
    return messages(case(_DECISION.format(fields=fields, body=body)).review(), "TPO102")


_OUTCOME = "## Decision Outcome\nCosts per well."


@pytest.mark.parametrize(
    "body",
    [
        "## Considered Options\n- Per well\n- Per office",
        "## Options\n1. Per well\n2. Per office",
        "## Considered Options\n### Per well\n- cheap\n### Per office\n- dear",
        "## Considered Options\n\n## Pros and Cons of the Options\n### Per well\n### Per office",
        "## Betrachtete Optionen\n* Je Bohrung\n* Je Büro",
    ],
)
def test_two_options_in_a_list_or_as_sections_are_enough(body: str) -> None:
    assert _missing(body=f"{body}\n{_OUTCOME}") == []


@pytest.mark.parametrize(
    ("fields", "body", "says"),
    [
        ("date: 2027-01-15", "", "ADR-001 weighs no options"),
        ("date: 2027-01-15", "## Considered Options\n- Per well", "ADR-001 weighs one option only"),
        (
            "date: 2027-01-15",
            "## Considered Options\n### Per well\n- cheap\n- simple",
            "ADR-001 weighs one option only",
        ),
        ("options: [{name: Per well}]", "", "ADR-001 weighs one option only"),
    ],
)
def test_fewer_than_two_options_are_found(fields: str, body: str, says: str) -> None:
    assert _missing(fields, f"{body}\n{_OUTCOME}") == [says]


def test_options_and_outcome_may_be_fields() -> None:
    assert _missing("options: [{name: Per well}, {name: Per office}]\noutcome: Per well") == []


def test_an_empty_section_is_no_outcome() -> None:
    body = "## Considered Options\n- Per well\n- Per office\n## Decision Outcome\n"
    assert _missing(body=body) == ["ADR-001 is agreed and has no outcome"]


def test_a_draft_is_asked_for_its_title_only(review: Review) -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    ---
    ```
    """
    assert messages(review, "TPO102") == ["REQ-001 has no title"]


def test_a_type_without_an_id_is_found_where_it_stands(review: Review) -> None:
    """
    ```yaml title="costs.md"
    ---
    title: Well costs are split per office
    type: requirement  # finding: TPO102
    ---
    ```
    """
    finding = only(review, "TPO102")
    assert (finding.line, finding.message) == (3, "the requirement has no id")


def test_every_missing_field_is_found_and_an_empty_one_is_missing(review: Review) -> None:
    """
    ```yaml title="SPEC-001.md"
    ---
    id: SPEC-001
    title: Table of cost rules
    status: agreed
    owner: billing-team
    mitigates: RISK-001
    ---
    ```
    ```yaml title="RISK-001.md"
    ---
    id: RISK-001
    title: Offices keep their own price lists
    threatens: SPEC-001
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    status: ready
    owner: billing-team
    as:
    realizes: REQ-001
    ---
    ## Acceptance criteria
    - **AC1** Each office shows its own subtotal.
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    ---
    ```
    """
    assert messages(review, "TPO102") == ["SPEC-001 has no kind", "STY-001 has no want", "STY-001 has no as"]


def test_only_user_stories_are_asked_who_wants_what(review: Review) -> None:
    """
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Keep the cost rules of an office
    kind: enabler
    status: ready
    owner: billing-team
    ---
    ```
    """
    assert "TPO102" not in codes(review)


def test_the_statement_is_the_first_paragraph_of_the_body(review: Review) -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    status: approved
    kind: business
    owner: billing-team
    source: head-of-billing
    rationale: Disputed invoices leave the building today.
    ---
    # Well costs are split per office
    ## Notes
    ```
    """
    assert messages(review, "TPO102") == ["REQ-001 has no statement"]


def test_foreign_items_are_asked_for_what_is_mapped_only(review: Review) -> None:
    """
    ```yaml title="tpo-docs.yml"
    sources:
      - path: specs
        map:
          id: {field: number, format: "RFC-{}"}
          type: requirement
          status: {values: {Final: agreed}}
          fields: {why: rationale}
    ```
    ```yaml title="1.md"
    ---
    number: 1
    title: Well costs
    status: Final
    ---
    ```
    """
    assert messages(review, "TPO102") == ["RFC-1 has no rationale"]


def test_a_party_without_a_kind_is_found(review: Review) -> None:
    """
    ```yaml title="parties.yml"
    billing-team: {title: Billing team}
    ```
    """
    assert messages(review, "TPO102") == ["billing-team has no kind"]
