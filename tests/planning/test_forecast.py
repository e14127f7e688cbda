"""Forecasts: against exact distributions, against generated histories, and what holds for all of them."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tpo_docs.planning import debt, forecast


def _exact(items: int, weeks: Sequence[int], length: int) -> float:
    """P(the sum of so many draws is at least the items), by convolution."""
    sums = {0: 1.0}
    for _ in range(length):
        following: dict[int, float] = {}
        for total, chance in sums.items():
            for count in weeks:
                following[total + count] = following.get(total + count, 0.0) + chance / len(weeks)
        sums = following
    return sum(chance for total, chance in sums.items() if total >= items)


@pytest.mark.parametrize(
    ("items", "weeks"), [(5, (0, 1, 2)), (12, (0, 0, 3, 1, 2, 4)), (1, (0, 0, 0, 1)), (30, (2, 3, 5, 0))]
)
def test_the_simulation_comes_to_the_exact_distribution(items: int, weeks: tuple[int, ...]) -> None:
    found = forecast.simulate(items, weeks, 1.0, seed=7)
    for length, share in found.weeks:
        assert share == pytest.approx(_exact(items, weeks, length), abs=0.02)
    least = next(length for length in range(1, 200) if _exact(items, weeks, length) >= 0.86)
    assert found.p50 <= found.p70 <= found.p85 <= least
    assert found.p85 <= found.p95


def test_a_steady_pace_has_one_answer() -> None:
    found = forecast.simulate(10, [3] * 10, 1.0, seed=1)
    assert (found.p50, found.p85, found.p95) == (4, 4, 4)
    assert (found.within(3.9), found.within(4)) == (0, 1)


def test_a_scope_that_may_double_is_spread_evenly() -> None:
    # One item a week and a factor uniform between 1 and 2: 10 to 20 weeks, half of them by 15.
    found = forecast.simulate(10, [1] * 6, 2.0, seed=1)
    assert found.within(15) == pytest.approx(0.5, abs=0.02)
    assert found.p85 == pytest.approx(19, abs=1)
    assert found.within(20) == 1


def test_the_same_data_give_the_same_forecast_and_other_data_another_seed() -> None:
    seed = forecast.seed_of("REL-a", 5, (1, 2))
    assert seed == forecast.seed_of("REL-a", 5, (1, 2))
    assert seed != forecast.seed_of("REL-b", 5, (1, 2))
    assert forecast.simulate(20, [0, 1, 2], 1.5, seed) == forecast.simulate(20, [0, 1, 2], 1.5, seed)


def test_nothing_left_is_done_now_and_no_pace_never_is() -> None:
    assert forecast.simulate(0, [1], 1.0, 1).p95 == 0
    assert forecast.simulate(-3, [], math.nan, 1).within(0) == 1
    assert forecast.simulate(3, [0, 0], 1.0, 1).p50 == forecast.MOST_WEEKS
    assert forecast.simulate(3, [], math.inf, 1, runs=10).p50 == forecast.MOST_WEEKS


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 5), min_size=6, max_size=12).filter(any), st.integers(1, 20), st.integers(1, 20))
def test_more_items_take_no_less_time_and_more_growth_neither(weeks: list[int], items: int, more: int) -> None:
    few = forecast.simulate(items, weeks, 1.0, 3, runs=500)
    assert few.p85 <= forecast.simulate(items + more, weeks, 1.0, 3, runs=500).p85
    assert few.p85 <= forecast.simulate(items, weeks, 2.0, 3, runs=500).p85


@pytest.mark.parametrize(
    ("weeks", "lacks"),
    [
        ([], "weeks"),
        ([5] * 5, "weeks"),
        ([10, 0, 0, 0, 0, 5], "busy"),
        ([1, 1, 1, 1, 1, 1], "finished"),
        ([2, 2, 2, 2, 2, 2], ""),
    ],
)
def test_what_is_enough_data(weeks: list[int], lacks: str) -> None:
    assert forecast.sample(weeks).lacks == lacks


def test_the_sample_is_the_last_ten_weeks_or_as_many_more_as_it_needs() -> None:
    assert forecast.sample([9] * 30 + [2] * 10).weeks == (2,) * 10
    assert len(forecast.sample([1] * 20 + [0] * 10).weeks) == 20
    assert len(forecast.sample([0] * 40).weeks) == forecast.MOST
    assert forecast.sample([-4, 2, 2, 2, 2, 2, 2]).weeks == (0, 2, 2, 2, 2, 2, 2)


def test_how_many_is_the_percentile_from_below() -> None:
    # Two draws of 0 or 10: 0 in a quarter of the cases, so 85 % sure is 0; 70 % sure is 10.
    assert forecast.how_many([0, 10], 2, seed=1) == 0
    assert forecast.how_many([0, 10], 2, seed=1, confidence=0.7) == 10
    assert forecast.how_many([2] * 6, 3, seed=1) == 6
    assert forecast.how_many([], 3, seed=1) == forecast.how_many([1], 0, seed=1) == 0


def test_the_triangular_distribution() -> None:
    assert forecast.triangular(0, 5, 10, 0.5) == pytest.approx(5)
    assert forecast.triangular(0, 0, 10, 0.75) == pytest.approx(5)
    assert forecast.triangular(0, 10, 10, 0.25) == pytest.approx(5)
    assert forecast.triangular(4, 4, 4, 0.9) == 4


def test_p85_is_right_about_85_times_in_100_on_a_steady_history() -> None:
    source = random.Random(5)
    hits = [0, 0]
    for number in range(150):
        weeks = [sum(source.random() < 0.2 for _ in range(10)) for _ in range(60)]
        found = forecast.simulate(15, forecast.sample(weeks[:20]).weeks, 1.0, number, runs=1000)
        total, taken = 0, 0
        while total < 15 and taken < 40:
            total += weeks[20 + taken]
            taken += 1
        hits[0] += taken <= found.p50
        hits[1] += taken <= found.p85
    assert 0.45 <= hits[0] / 150 <= 0.75
    assert 0.75 <= hits[1] / 150 <= 0.95


def test_a_debt_breaks_even_where_its_interest_has_paid_for_it() -> None:
    assert debt.break_even(8, 2) == 4
    assert debt.break_even(8, 0) is debt.break_even(-1, 2) is None
    assert debt.saving(8, 2, 12, 0) == 16
    assert debt.saving(8, 2, 12, 8) == 0
    assert debt.saving(8, 2, 12, 99) == -8
