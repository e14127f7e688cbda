"""TPO408: what its example does not show."""

from __future__ import annotations

import pytest

from tests.cases import case, codes
from tpo_docs.model import Review

_STORY = '```yaml title="STY-001.md"\n---\nid: STY-001\ntitle: Split\nkind: spike\nstatus: {status}\n{fields}\n---\n```'


@pytest.mark.parametrize(
    ("status", "found"), [("idea", False), ("ready", True), ("in-progress", True), ("done", False), ("dropped", False)]
)
def test_work_is_owned_while_it_is_agreed_or_done(status: str, *, found: bool) -> None:
    assert ("TPO408" in codes(case(_STORY.format(status=status, fields="tags: []")).review())) is found


@pytest.mark.parametrize("fields", ["owner: billing", "team: billing"])
def test_an_owner_or_a_team_is_enough(fields: str) -> None:
    assert codes(case(_STORY.format(status="ready", fields=fields)).review()) == []


def test_rows_feedback_and_decisions_have_other_people(review: Review) -> None:
    """
    ```yaml title="parties.yml"
    billing: {kind: team, title: Billing}
    ```
    ```yaml title="terms.yml"
    well: A hole that gives oil
    ```
    ```yaml title="FB-001.md"
    ---
    id: FB-001
    title: Missing
    status: linked
    kind: interview
    from: billing
    date: 2027-02-20
    ---
    ```
    ```yaml title="ADR-001.md"
    ---
    id: ADR-001
    title: Costs per well
    status: accepted
    decision_makers: [billing]
    options: [{name: well}, {name: office}]
    outcome: well
    affects: billing
    adopted: {billing: 2027-02-01}
    ---
    ```
    """
    assert codes(review) == []


def test_foreign_items_are_asked_only_where_an_owner_is_mapped(review: Review) -> None:
    """
    ```yaml title="tpo-docs.yml"
    sources:
      - path: specs
        map: {id: {field: number, format: "RFC-{}"}, type: test, status: {default: agreed}}
      - path: peps
        map: {id: {field: number, format: "PEP-{}"}, type: test, status: {default: agreed}, fields: {author: owner}}
    rules: {select: [TPO408]}
    ```
    ```yaml title="1.md"
    ---
    number: 1
    title: One
    status: Final
    ---
    ```
    ```yaml title="/peps/1.md"
    ---
    number: 1
    title: One
    status: Final
    ---
    ```
    """
    assert [finding.item for finding in review.findings] == ["PEP-1"]
