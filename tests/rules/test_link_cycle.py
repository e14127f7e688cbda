"""TPO203: what its example does not show."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cases import case, codes, messages, only
from tpo_docs.model import Review


def _stories(links: dict[int, list[int]]) -> str:
    return "".join(
        f'```yaml title="STY-{number:03}.md"\n---\nid: STY-{number:03}\ntitle: Story\n'
        f"depends_on: [{', '.join(f'STY-{other:03}' for other in others)}]\n---\n```\n"
        for number, others in links.items()
    )


def test_the_shortest_circle_through_the_first_item_is_printed_once_a_knot() -> None:
    review = case(_stories({1: [2], 2: [3, 4], 3: [4], 4: [1], 5: [1], 6: [7], 7: [6]})).review()
    assert messages(review, "TPO203") == [
        "`depends_on` runs in a circle: STY-001 → STY-002 → STY-004 → STY-001, in a knot of 4 items",
        "`depends_on` runs in a circle: STY-006 → STY-007 → STY-006",
    ]


def test_a_long_circle_is_cut_in_the_message() -> None:
    review = case(_stories({number: [number % 30 + 1] for number in range(1, 31)})).review()
    message = only(review, "TPO203").message
    assert "STY-011 → … → STY-001" in message
    assert "STY-013" not in message


def test_a_long_chain_is_no_circle_and_no_recursion() -> None:
    review = case(_stories({number: [number + 1] if number < 2000 else [] for number in range(1, 2001)})).review()
    assert codes(review) == []


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_files_does_not_matter(seed: int) -> None:
    links = {1: [2], 2: [3, 1], 3: [4], 4: [2, 5], 5: [6], 6: [5]}
    shuffled = list(links.items())
    random.Random(seed).shuffle(shuffled)
    expected = messages(case(_stories(links)).review(), "TPO203")
    assert messages(case(_stories(dict(shuffled))).review(), "TPO203") == expected


def test_parents_and_successors_run_in_circles_too_and_other_links_may(review: Review) -> None:
    """
    ```yaml title="EPIC-001.md"
    ---
    id: EPIC-001
    title: Costs
    parent: EPIC-002
    supersedes: EPIC-002
    relates: EPIC-002
    ---
    ```
    ```yaml title="EPIC-002.md"
    ---
    id: EPIC-002
    title: Invoices
    parent: EPIC-001
    supersedes: EPIC-001
    relates: EPIC-001
    ---
    ```
    """
    assert messages(review, "TPO203") == [
        "`parent` runs in a circle: EPIC-001 → EPIC-002 → EPIC-001",
        "`supersedes` runs in a circle: EPIC-001 → EPIC-002 → EPIC-001",
    ]
