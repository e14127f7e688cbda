"""TPO302: what its example does not show."""

from __future__ import annotations

import pytest

from tests.cases import case, codes, messages, only
from tpo_docs.model import Review

_REQUIREMENT = """
```yaml title="REQ-001.md"
---
id: REQ-001
title: Well costs are split per office
status: approved
kind: business
owner: billing-team
source: head-of-billing
rationale: Disputes
---
Billing shall see the cost of a well per office.
```
```yaml title="STY-001.md"
---
id: STY-001
title: Split well costs per office
realizes: REQ-001
---
```
"""
_GOAL = '```yaml title="GOAL-001.md"\n---\nid: GOAL-001\ntitle: Right invoices\n---\n```\n'


def test_a_requirement_is_asked_once_there_is_a_goal() -> None:
    assert codes(case(_REQUIREMENT).review()) == []
    finding = only(case(_REQUIREMENT + _GOAL).review(), "TPO302")
    assert finding.message == "REQ-001 supports no goal"
    assert finding.mend == "write `supports: …` with the id of a goal"


def test_a_project_may_ask_before_there_is_a_goal() -> None:
    configuration = '```yaml title="tpo-docs.yml"\nrequire: [goal]\n```\n'
    assert codes(case(configuration + _REQUIREMENT).review()) == ["TPO302"]


def test_a_part_serves_what_its_whole_serves(review: Review) -> None:
    """
    ````markdown title="billing.md"
    ---
    defaults: {type: requirement, status: approved, kind: business, owner: billing, source: cfo, rationale: Disputes}
    ---
    ## REQ-001 Costs
    ```yaml item
    supports: GOAL-001
    ```
    Billing shall see costs.
    ## REQ-002 Costs per office
    ```yaml item
    parent: REQ-001
    ```
    Billing shall see the cost of a well per office.
    ## REQ-003 Costs per well
    ```yaml item
    parent: REQ-002
    ```
    Billing shall see the cost of a well.
    ````
    ```yaml title="GOAL-001.md"
    ---
    id: GOAL-001
    title: Right invoices
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    realizes: [REQ-002, REQ-003]
    ---
    ```
    """
    assert codes(review) == []


def test_items_that_are_parts_of_each_other_serve_nothing(review: Review) -> None:
    """
    ```yaml title="SPEC-001.md"
    ---
    id: SPEC-001
    title: Table of cost rules
    status: agreed
    owner: billing
    kind: data
    parent: SPEC-002
    ---
    ```
    ```yaml title="SPEC-002.md"
    ---
    id: SPEC-002
    title: Tables
    parent: SPEC-001
    ---
    ```
    """
    assert messages(review, "TPO302") == ["SPEC-001 specifies no requirement or story"]


@pytest.mark.parametrize(
    ("link", "code"),
    [("realizes: REQ-404", "TPO201"), ("realizes: GOAL-001", "TPO202"), ("realizes: REQ-002", "TPO204")],
)
def test_a_link_that_is_wrong_is_not_missing_too(link: str, code: str) -> None:
    story = f"""
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    status: ready
    owner: billing
    as: clerk
    want: see costs
    {link}
    ---
    ## Acceptance criteria
    - **AC1** Each office shows its own subtotal.
    ```
    ```yaml title="REQ-002.md"
    ---
    id: REQ-002
    title: Old
    status: retired
    ---
    ```
    ```yaml title="GOAL-001.md"
    ---
    id: GOAL-001
    title: Right invoices
    ---
    ```
    ```yaml title="SPEC-001.md"
    ---
    id: SPEC-001
    title: Table of cost rules
    kind: data
    specifies: STY-001
    ---
    ```
    ```yaml title="TEST-001.md"
    ---
    id: TEST-001
    title: Subtotals
    kind: manual
    verifies: STY-001/AC1
    ---
    ```
    """
    assert codes(case(story).review()) == [code]


@pytest.mark.parametrize("kind", ["enabler", "spike", "bug", "debt"])
def test_only_user_stories_are_asked(kind: str) -> None:
    story = f'```yaml title="STY-001.md"\n---\nid: STY-001\ntitle: Split\nstatus: ready\nowner: billing\nkind: {kind}\n---\n```'
    assert "TPO302" not in codes(case(story).review())


def test_decisions_and_risks_serve_something_once_there_is_something(review: Review) -> None:
    """
    ```yaml title="ADR-001.md"
    ---
    id: ADR-001
    title: Costs are kept per well
    status: accepted
    owner: billing
    options: [{name: well}, {name: office}]
    outcome: well
    ---
    ```
    ```yaml title="RISK-001.md"
    ---
    id: RISK-001
    title: Offices keep their own price lists
    status: open
    owner: billing
    kind: risk
    ---
    ```
    ```yaml title="SPEC-001.md"
    ---
    id: SPEC-001
    title: Table of cost rules
    mitigates: RISK-001
    ---
    ```
    """
    assert messages(review, "TPO302") == ["ADR-001 affects nothing", "RISK-001 threatens nothing"]


def test_lower_bounds_of_the_project_count(review: Review) -> None:
    """
    ```yaml title="tpo-docs.yml"
    links:
      realizes: {min: {enabler: 1, user: 2}}
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Keep the cost rules
    status: ready
    owner: billing
    kind: enabler
    ---
    ```
    ```yaml title="STY-002.md"
    ---
    id: STY-002
    title: Split well costs
    status: ready
    owner: billing
    as: clerk
    want: see costs
    realizes: REQ-001
    ---
    ```
    ```yaml title="STY-003.md"
    ---
    id: STY-003
    title: Split office costs
    status: ready
    owner: billing
    as: clerk
    want: see costs
    ---
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs
    ---
    ```
    """
    assert messages(review, "TPO302") == [
        "STY-001 has 0 of 1 links `realizes`",
        "STY-002 has 1 of 2 links `realizes`",
        "STY-003 realizes no requirement",
    ]


def test_foreign_items_are_asked_only_for_links_that_are_mapped(review: Review) -> None:
    """
    ```yaml title="tpo-docs.yml"
    sources:
      - path: specs
        map:
          id: {field: number, format: "RFC-{}"}
          type: {field: type}
          status: {default: agreed}
          links: {needs: depends_on, for: realizes}
          fields: {owner: owner}
    rules: {select: [TPO302]}
    ```
    ```yaml title="1.md"
    ---
    number: 1
    type: test
    status: Final
    title: Subtotals
    ---
    ```
    ```yaml title="2.md"
    ---
    number: 2
    type: story
    status: Final
    title: Split
    ---
    ```
    """
    assert messages(review, "TPO302") == ["RFC-2 realizes no requirement"]
