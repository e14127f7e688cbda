"""The formulas of priorities by hand-computed cases and by what always holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tpo_docs.planning import scores
from tpo_docs.planning.scores import Spot

_POINTS = st.floats(0.1, 1000)


def test_wsjf_as_in_the_safe_article() -> None:
    # Value 8, time criticality 5, risk reduction 3, job size 5: cost of delay 16, WSJF 3.2.
    assert scores.wsjf(8, 5, 3, 5) == pytest.approx(3.2)


def test_rice_as_intercom_writes_it() -> None:
    # 500 people a quarter, impact 3, confidence 80 %, effort 2 person-months: 600.
    assert scores.rice(500, 3, 80, 2) == pytest.approx(600)
    assert scores.rice(500, 3, 0.8, 2) == pytest.approx(600)


def test_ice_multiplies_or_takes_the_mean() -> None:
    assert scores.ice(8, 5, 2) == 80
    assert scores.ice(8, 5, 2, mean=True) == 5


def test_cd3_puts_the_short_costly_work_first() -> None:
    # Reinertsen's three jobs: 10 a week for 1 week, 3 for 3 weeks, 1 for 10 weeks.
    found = [scores.cd3(10, 1), scores.cd3(3, 3), scores.cd3(1, 10)]
    assert found == [10, 1, 0.1]


def test_a_scorecard_after_aha() -> None:
    # (population 3 + need 4 + strategy 5 - effort 2) × confidence 50 % = 5.
    weights = {"population": 1.0, "need": 1.0, "strategy": 1.0, "effort": 1.0}
    inputs = {"population": 3.0, "need": 4.0, "strategy": 5.0}
    assert scores.scorecard(inputs, weights, effort=2, confidence=50) == 5
    assert scores.scorecard({"need": 4.0}, weights) is None


@pytest.mark.parametrize("size", [0, -1])
def test_a_size_that_is_none_gives_no_score(size: float) -> None:
    assert scores.wsjf(1, 1, 1, size) is None
    assert scores.rice(1, 1, 1, size) is None
    assert scores.cd3(1, size) is None
    assert scores.value_effort(1, size) is None


def test_a_confidence_beyond_100_percent_gives_no_score() -> None:
    assert scores.rice(1, 1, 120, 1) is None
    assert scores.rice(1, 1, -1, 1) is None
    assert scores.scorecard({"a": 1.0}, {"a": 1.0}, confidence=101) is None


def test_a_number_out_of_reach_gives_no_score() -> None:
    assert scores.ice(1e200, 1e200, 1e200) is None


def test_quadrants_split_at_the_medians() -> None:
    spots = [Spot("a", 9, 1), Spot("b", 8, 9), Spot("c", 1, 2), Spot("d", 2, 8)]
    assert [spot.quadrant for spot in scores.quadrants(spots)] == ["quick-win", "big-bet", "fill-in", "time-sink"]
    assert scores.quadrants([]) == ()


@pytest.mark.parametrize(
    ("functional", "classes"),
    [("like", "QAAAO"), ("must-be", "RIIIM"), ("neutral", "RIIIM"), ("live-with", "RIIIM"), ("dislike", "RRRRQ")],
)
def test_kanos_table(functional: str, classes: str) -> None:
    found = "".join(scores.kano_class(functional, dysfunctional) for dysfunctional in scores.KANO_ANSWERS)
    assert found == classes


def test_kano_answers_may_be_written_with_spaces_and_other_words_count_nothing() -> None:
    assert scores.kano_class("Live With", "dislike") == "M"
    assert scores.kano_class("like", "maybe") == ""


def test_better_and_worse_of_a_survey() -> None:
    # 2 attractive, 1 one-dimensional, 1 must-be: Better 3/4, Worse -2/4.
    pairs = [("like", "neutral"), ("like", "live-with"), ("like", "dislike"), ("neutral", "dislike")]
    found = scores.kano(pairs)
    assert (found.better, found.worse, found.kind, found.answers) == (0.75, -0.5, "A", 4)


def test_a_survey_of_doubtful_answers_says_nothing() -> None:
    found = scores.kano([("like", "like")])
    assert (found.better, found.worse, found.kind) == (None, None, "Q")
    assert scores.kano([]).kind == ""


def test_importance_counts_each_party_once_with_its_strongest_wish() -> None:
    assert scores.importance([("finance", 2, 3), ("finance", 1, 3), ("field", 3, 2)]) == 12
    assert scores.importance([("finance", -2, 3)]) == 0


def test_the_share_of_must_is_of_the_effort_or_of_the_capacity() -> None:
    efforts = [("must", 6.0), ("should", 3.0), ("could", 1.0), ("must", -5.0)]
    assert scores.must_share(efforts) == 0.6
    assert scores.must_share(efforts, 20) == 0.3
    assert scores.must_share([]) is None


@given(_POINTS, _POINTS, _POINTS, _POINTS, st.floats(0.5, 20))
def test_ratios_keep_their_order_under_another_scale(a: float, b: float, c: float, size: float, scale: float) -> None:
    first, other = scores.wsjf(a, b, c, size), scores.wsjf(a * scale, b * scale, c * scale, size * scale)
    assert first == pytest.approx(other)


@given(_POINTS, _POINTS, _POINTS, _POINTS, st.floats(0.1, 100))
def test_more_value_never_lowers_and_more_size_never_raises_a_score(
    a: float, b: float, c: float, size: float, more: float
) -> None:
    base = scores.wsjf(a, b, c, size)
    richer, larger = scores.wsjf(a + more, b, c, size), scores.wsjf(a, b, c, size + more)
    assert base is not None
    assert richer is not None
    assert larger is not None
    assert larger <= base <= richer


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 3), st.floats(0, 5)), max_size=8), st.randoms())
def test_the_order_of_voices_does_not_matter(voices: list[tuple[str, float, float]], random: object) -> None:
    assert scores.importance(voices) == pytest.approx(scores.importance(list(reversed(voices))))
