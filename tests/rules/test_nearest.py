"""The nearest name, at any size."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tpo_docs.rules.nearest import Names


def test_slugs_are_compared_by_letters() -> None:
    names = Names(["billing-team", "billing-clerk", "head-of-billing"])
    assert names.nearest("biling-team") == "billing-team"
    assert names.nearest("billing-clark") == "billing-clerk"
    assert names.nearest("auditor") == ""


def test_another_prefix_is_taken_for_a_slip_where_all_names_have_one() -> None:
    assert Names(["BACK-7"]).nearest("task-7") == "BACK-7"
    assert Names(["BACK-7", "REQ-7"]).nearest("task-7") == ""


def test_swapped_digits_come_before_others() -> None:
    assert Names(["REQ-012", "REQ-101"]).nearest("REQ-102") == "REQ-012"
    assert Names(["REQ-103", "REQ-120"]).nearest("REQ-102") == "REQ-120"


@given(st.text(max_size=30))
def test_any_text_can_be_asked_for(text: str) -> None:
    names = ["REQ-001", "REQ-9", "billing-team", "B-1.2"]
    assert Names(names).nearest(text) in ("", *names)


@pytest.mark.no_cover  # what is timed is not traced
def test_thousands_of_questions_about_thousands_of_names_take_no_time() -> None:
    names = Names(f"REQ-{number:05}" for number in range(0, 20_000, 2))
    start = time.process_time()
    answers = [names.nearest(f"REQ-{number:05}") for number in range(1, 20_000, 2)]
    assert all(answers)
    assert time.process_time() - start < 3


def test_one_letter_is_like_no_other() -> None:
    assert Names(["A-1"]).nearest("B-1") == ""
    assert Names(["G", "H"]).nearest("GO") == ""
    assert Names(["A-1", "A-2"]).nearest("A-3") in ("A-1", "A-2")
