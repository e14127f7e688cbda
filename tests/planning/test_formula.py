"""Own formulas: what they give, what is wrong with them and where, and that nothing is ever run."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tpo_docs.planning import formula

_INPUTS = {"value": 8.0, "estimate": 5.0, "risk": 2.0}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("value / estimate", 1.6),
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("2 - 3 - 4", -5),
        ("2 ** 3 ** 2", 512),
        ("-2 ** 2", -4),
        ("2 ^ -1", 0.5),
        ("value × 2 ÷ 4 − .5", 3.5),
        ("--value", 8),
        ("value", 8),
    ],
)
def test_arithmetic(text: str, value: float) -> None:
    assert formula.evaluate(formula.parse(text), _INPUTS) == pytest.approx(value)


@pytest.mark.parametrize(
    "text", ["value / 0", "0 / 0", "10 ** 1000", "(0 - 1) ** 0.5", "gain * 2", "10 ** 300 * 10 ** 300"]
)
def test_what_has_no_value_gives_none(text: str) -> None:
    assert formula.evaluate(formula.parse(text), _INPUTS) is None


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("value / ", 8, "it ends where a number or an input is due"),
        ("value value", 7, "'value' comes where an operator is due"),
        ("(value", 1, "a parenthesis is not closed"),
        ("value)", 6, "')' comes where an operator is due"),
        ("value + * 2", 9, "'*' comes where a number or an input is due"),
        ("value & 1", 7, "'&' is no part of arithmetic"),
        ("__import__('os')", 12, "''' is no part of arithmetic"),
        ("open(1)", 1, "'open' is no function; there are none"),
        ("value.real", 6, "'.' is no part of arithmetic"),
        ("", 1, "it ends where a number or an input is due"),
        ("(" * 60 + "1" + ")" * 60, 42, "it is nested deeper than 40 levels"),
        ("-" * 60 + "1", 42, "it is nested deeper than 40 levels"),
        ("1+" * 400 + "1", 1, "it is longer than 400 characters"),
    ],
)
def test_what_is_wrong_has_a_place(text: str, column: int, message: str) -> None:
    problem = formula.parse(text).problem
    assert problem is not None
    assert (problem.column, problem.message) == (column, message)


def test_it_is_shown_with_its_numbers_in_place_of_the_inputs() -> None:
    read = formula.parse("(value+risk)*2/(estimate-1) - -risk")
    assert formula.shown(read, lambda name: name) == "(value + risk) × 2 / (estimate - 1) - -risk"
    assert formula.shown(read, lambda name: f"{_INPUTS[name]:g}") == "(8 + 2) × 2 / (5 - 1) - -2"
    assert [name.name for name in read.names] == ["value", "risk", "estimate"]


def test_a_long_sum_is_no_matter() -> None:
    read = formula.parse("+".join(["1"] * 200))
    assert formula.evaluate(read, {}) == 200
    assert formula.shown(read, str).startswith("1 + 1")


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_read_or_has_a_problem(text: str) -> None:
    read = formula.parse(text)
    assert (read.root is None) == (read.problem is not None)


_TREES = st.recursive(
    st.integers(0, 99).map(str) | st.sampled_from(sorted(_INPUTS)),
    lambda inner: st.tuples(inner, st.sampled_from(["+", "-", "*", "/"]), inner).map(
        lambda x: f"({x[0]} {x[1]} {x[2]})"
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(_TREES)
def test_what_is_shown_means_the_same(text: str) -> None:
    read = formula.parse(text)
    again = formula.parse(formula.shown(read, lambda name: name))
    assert formula.evaluate(again, _INPUTS) == pytest.approx(formula.evaluate(read, _INPUTS), nan_ok=True)
