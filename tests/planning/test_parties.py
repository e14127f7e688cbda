"""Feedback and stakeholders: what became of what was heard, whose wish stands behind what, what waits for whom."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import case
from tests.clients import CLIENTS
from tests.planning.product import product
from tpo_docs.planning import feedback, stakeholders
from tpo_docs.planning.feedback import Fate
from tpo_docs.planning.stakeholders import Wait


def test_feedback_is_open_linked_closed_or_declined() -> None:
    found = {one.item.id: one for one in feedback.inbox(product().project)}
    assert {name: one.fate for name, one in found.items()} == {
        "FB-001": Fate.LINKED,
        "FB-002": Fate.OPEN,
        "FB-003": Fate.LINKED,
        "FB-004": Fate.DECLINED,
    }
    assert found["FB-002"].days == 58
    assert found["FB-002"].late, "30 days are allowed"
    assert [item.id for item in found["FB-001"].became] == ["REQ-001"]


def test_the_inbox_begins_with_the_most_important_and_the_oldest() -> None:
    review = case(
        "".join(
            f"""
```yaml title="FB-{number}.md"
---
id: FB-{number}
kind: survey
from: a
date: {day}
importance: {importance}
---
```
"""
            for number, day, importance in (
                (1, "2027-02-01", 1),
                (2, "2027-02-09", 3),
                (3, "2027-02-02", 3),
                (4, "soon", "x"),
            )
        )
    ).review()
    assert [one.item.id for one in feedback.inbox(review.project)] == ["FB-3", "FB-2", "FB-1", "FB-4"]


def test_importance_adds_the_strongest_wish_of_each_party_times_its_weight_by_segment() -> None:
    (found,) = feedback.wanted(product().project)
    # The clerk: importance 3 × weight 3, of finance; the engineer: 2 × 2, of the field.
    assert found.item.id == "REQ-001"
    assert found.by_segment == {"finance": 9, "field": 4}
    assert found.total == 13


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3)), min_size=1, max_size=6))
def test_the_segments_add_up_to_the_whole(wishes: list[tuple[str, int]]) -> None:
    text = '```yaml title="parties.yml"\na: {kind: role, title: A, segment: x}\nb: {kind: role, title: B, segment: x, weight: 2}\nc: {kind: role, title: C}\n```\n'
    for number, (party, points) in enumerate(wishes):
        text += f'```yaml title="FB-{number}.md"\n---\nid: FB-{number}\nfrom: {party}\nimportance: {points}\n---\n```\n'
    names = ", ".join(f"FB-{number}" for number in range(len(wishes)))
    text += f'```yaml title="REQ-1.md"\n---\nid: REQ-1\nevidence: [{names}]\n---\n```\n'
    (found,) = feedback.wanted(case(text).review().project)
    strongest = {party: max(points for other, points in wishes if other == party) for party, _ in wishes}
    assert found.total == sum(points * (2 if party == "b" else 1) for party, points in strongest.items())
    assert sum(found.by_segment.values()) == found.total


def test_a_segment_that_nobody_has_asked_is_there_too() -> None:
    found = {segment.name: segment for segment in feedback.segments(product().project)}
    assert found["headquarters"].heard == 0
    assert found["headquarters"].parties == ()
    assert (found["finance"].heard, found["finance"].pains, found["finance"].open) == (2, 1, 0)
    assert (found["field"].heard, found["field"].open) == (2, 1)


def test_stakeholders_stand_on_the_grid_by_influence_and_interest() -> None:
    spots = stakeholders.placed(product().project)
    assert {spot: [party.id for party in some] for spot, some in spots.items()} == {
        (5, 4): ["cfo"],
        (3, 2): ["works-council"],
        (2, 5): ["clerk"],
    }


@pytest.mark.parametrize(
    "numbers", ["influence: 6, interest: 1", "influence: 2.5, interest: 1", "influence: x, interest: 1"]
)
def test_a_number_off_the_scale_has_no_place(numbers: str) -> None:
    review = case(f'```yaml title="parties.yml"\na: {{kind: role, title: A, {numbers}}}\n```\n').review()
    assert stakeholders.placed(review.project) == {}


def test_rows_without_any_item_come_first_and_are_shown() -> None:
    found = stakeholders.rows(product().project)
    assert [(row.party.id, row.total) for row in found][:2] == [("skerry", 0), ("calder", 1)]
    cfo = next(row for row in found if row.party.id == "cfo")
    assert cfo.items["requirement"] == ("REQ-001", "REQ-002", "REQ-003", "REQ-004")
    assert {"billing-team", "erp"} & {row.party.id for row in found} == set(), "teams and systems want nothing"


def test_each_party_knows_what_waits_for_it() -> None:
    found = [(one.party, one.kind, one.item.id, one.due) for one in stakeholders.waiting(product().project)]
    assert found == [
        ("cfo", Wait.ANSWER, "REQ-002", date(2027, 2, 1)),
        ("cfo", Wait.REVIEW, "ADR-002", date(2027, 2, 1)),
        ("cfo", Wait.DECIDE, "ADR-004", None),
        ("sync-team", Wait.ADOPT, "ADR-002", None),
        ("works-council", Wait.ANSWER, "ADR-004", date(2027, 5, 31)),
        ("works-council", Wait.DECIDE, "ADR-004", None),
    ]


def test_an_approval_waits_for_everybody_who_may_give_it_until_somebody_has() -> None:
    text = """
```yaml title="REQ-1.md"
---
id: REQ-1
title: Split
status: approved
---
```
"""
    assert [(one.party, one.kind) for one in stakeholders.waiting(case(CLIENTS + text).review().project)] == [
        ("a", Wait.APPROVE),
        ("b", Wait.APPROVE),
    ]
