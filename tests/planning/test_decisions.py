"""Decisions: sums of options, chains, adoption, and slips in their fields."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import case
from tests.planning.product import product
from tpo_docs.planning import decisions


def _options(text: str) -> decisions.Options:
    review = case(f"""
```yaml title="ADR-1.md"
---
id: ADR-1
{text}
---
```
""").review()
    return decisions.options(review.project.items["ADR-1"])


def test_the_sum_is_of_weight_times_score_and_shows_its_numbers() -> None:
    found = decisions.options(product().project.items["ADR-002"])
    assert [option.total for option in found.options] == [10, 11, None]
    assert found.worked(found.options[0]) == "2×4 + 1×2 = 10"
    assert found.worked(found.options[2]) == "2×1 + 1×? = ?"
    assert found.chosen is found.options[0]
    assert found.best is None, "an option without a score cannot be compared"


def test_without_weights_all_criteria_weigh_the_same_and_without_scores_there_is_no_sum() -> None:
    found = _options("options: [{name: A, scores: {x: 1, y: 2}}, {name: B, scores: {y: 5, x: 0}}]")
    assert found.criteria == (("x", 1.0), ("y", 1.0))
    assert [option.total for option in found.options] == [3, 5]
    assert found.best is found.options[1]
    assert _options("options: [{name: A}, {name: B}]").best is None


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=5), st.integers(1, 9))
def test_more_weight_for_all_orders_the_options_as_before(scores: list[tuple[int, int]], factor: int) -> None:
    some = ", ".join(f"{{name: O{n}, scores: {{x: {x}, y: {y}}}}}" for n, (x, y) in enumerate(scores))
    one = _options(f"criteria: {{x: 2, y: 3}}\noptions: [{some}]").best
    other = _options(f"criteria: {{x: {2 * factor}, y: {3 * factor}}}\noptions: [{some}]").best
    assert one is not None
    assert other is not None
    assert one.name == other.name


def test_chains_go_from_today_back_to_the_first() -> None:
    found = decisions.chains(product().project)
    assert [[one.id for one in chain] for chain in found] == [["ADR-002", "ADR-001"]]


def test_a_circle_of_replacements_is_no_chain_and_ends() -> None:
    review = case("""
```yaml title="ADR-1.md"
---
id: ADR-1
supersedes: ADR-2
---
```
```yaml title="ADR-2.md"
---
id: ADR-2
supersedes: ADR-1
---
```
```yaml title="ADR-3.md"
---
id: ADR-3
supersedes: ADR-2
---
```
""").review()
    assert [[one.id for one in chain] for chain in decisions.chains(review.project)] == [["ADR-3", "ADR-2", "ADR-1"]]


def test_adoption_is_asked_of_affected_teams_only_and_only_of_what_is_in_force() -> None:
    newer, older = decisions.adoptions(product().project)
    assert newer.decision.id == "ADR-002"
    assert newer.teams == {"billing-team": date(2026, 3, 15), "sync-team": None}
    assert newer.open == ("sync-team",)
    assert (newer.days, older.days) == ((14,), (30,))
    assert decisions.lag((newer, older)) == 22
    assert decisions.lag(()) is None


@pytest.mark.parametrize(
    ("line", "code", "mend"),
    [
        ("criteria: {ease: 1}\noptions: [{name: A, scores: {eese: 1}}]", "TPO103", "write `ease`"),
        ("options: [{name: Custom ERP}, {name: Package}]\noutcome: Custom EPR", "TPO104", "write `Custom ERP`"),
    ],
)
def test_a_slip_in_a_decision_is_a_finding(line: str, code: str, mend: str) -> None:
    review = case(f"""
```yaml title="ADR-1.md"
---
id: ADR-1
title: Build
{line}
---
```
""").review()
    assert [(one.code, one.mend) for one in review.findings if one.code in ("TPO103", "TPO104")] == [(code, mend)]


def test_an_outcome_in_words_of_its_own_is_none() -> None:
    review = case("""
```yaml title="ADR-1.md"
---
id: ADR-1
title: Build
options: [{name: Custom ERP}, {name: Package}]
outcome: We wait until the budget round
---
```
""").review()
    assert not [one for one in review.findings if one.about == "outcome"]
