"""Texts compared word by word."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tpo_docs.proof.words_changed import GONE, NEW, SAME, Piece, changed, near

_WORDS = st.lists(st.sampled_from(["a", "b", "c", "dd"]), max_size=30)


@given(_WORDS, _WORDS)
def test_both_texts_can_be_had_back(old: list[str], new: list[str]) -> None:
    pieces = changed(" ".join(old), " ".join(new))
    assert " ".join(piece.text for piece in pieces if piece.kind != NEW) == " ".join(old)
    assert " ".join(piece.text for piece in pieces if piece.kind != GONE) == " ".join(new)


def test_a_word_is_replaced() -> None:
    assert changed("The system shall stop.", "The system must stop.") == (
        Piece(SAME, "The system"),
        Piece(GONE, "shall"),
        Piece(NEW, "must"),
        Piece(SAME, "stop."),
    )


def test_a_line_break_is_a_sign_of_its_own() -> None:
    assert changed("one\ntwo", "one\n\ntwo three")[-1] == Piece(NEW, "three")
    assert changed("one two", "one\ntwo") == (Piece(SAME, "one"), Piece(NEW, "¶"), Piece(SAME, "two"))


def test_a_book_is_replaced_as_a_whole_within_a_moment() -> None:
    old, new = " ".join(f"a{n}" for n in range(20_000)), " ".join(f"b{n}" for n in range(20_000))
    assert [piece.kind for piece in changed(f"start {old} end", f"start {new} end")] == [SAME, GONE, NEW, SAME]


def test_what_stays_is_cut_to_a_few_words_around() -> None:
    long = " ".join(str(n) for n in range(50))
    found = near(changed(f"{long} old {long} old {long}", f"{long} new {long} new {long}"), around=2)
    assert [piece.text for piece in found if piece.kind == SAME] == ["… 48 49", "0 1 … 48 49", "0 1 …"]
