"""TPO804: what its example does not show."""

from __future__ import annotations

import pytest

from tests.cases import Case, case, messages
from tpo_docs.model import LedgerLine
from tpo_docs.records.fingerprint import fingerprints
from tpo_docs.records.ledger import PATH, written

_ITEM = """
```yaml title="{id}.md"
---
id: {id}
title: A thing
status: {status}
owner: sam
review_by: {day}
---
```
"""


@pytest.mark.parametrize(
    ("item", "status", "day", "found"),
    [
        ("GOAL-001", "active", "2027-02-28", True),
        ("GOAL-001", "active", "2027-03-01", False),
        ("GOAL-001", "achieved", "2027-02-28", False),
        ("GOAL-001", "dropped", "2027-02-28", False),
        ("GOAL-001", "draft", "2027-02-28", False),
        ("RISK-001", "accepted", "2027-02-28", True),
        ("GOAL-001", "active", "soon", False),
    ],
)
def test_the_day_counts_while_the_item_lives(item: str, status: str, day: str, *, found: bool) -> None:
    review = case(_ITEM.format(id=item, status=status, day=day)).review()
    expected = [f"{item} was to be reviewed by {day}"] if found else []
    assert messages(review, "TPO804") == expected


def test_a_term_is_judged_too() -> None:
    review = case('```yaml title="terms.yml"\nwell: {definition: A hole, review_by: 2026-01-01}\n```').review()
    assert messages(review, "TPO804") == ["well was to be reviewed by 2026-01-01"]


@pytest.mark.parametrize(
    ("at", "right", "overdue"),
    [("2027-02-20", True, True), ("2027-02-28", True, False), ("2027-03-01", False, True)],
)
def test_a_word_on_todays_text_from_that_day_on_is_the_review(at: str, *, right: bool, overdue: bool) -> None:
    files = case(_ITEM.format(id="GOAL-001", status="active", day="2027-02-28")).files
    now = fingerprints(Case(files).review().project)["GOAL-001"]
    line = LedgerLine("GOAL-001", "approved", "sam", f"{at}T09:00:00Z", now if right else "0" * 12)
    review = Case({**files, PATH: written(line)}).review()
    assert bool(messages(review, "TPO804")) is overdue
