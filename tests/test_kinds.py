"""Facts that are written down kind by kind: which of them are others now is found as if each were looked at alone."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tpo_docs.making.kinds import compared, kinds_of, packed, packed_numbers, unpacked_numbers
from tpo_docs.making.nouns import Register
from tpo_docs.pages.seen import Ask, Facts


class _Facts:
    """Facts that are given; an empty one is never the same."""

    def __init__(self, given: dict[Ask, str]) -> None:
        self._given = given
        self.looked: list[Ask] = []

    def of(self, kind: str, keys: Iterable[str]) -> list[str]:
        found = [(kind, key) for key in keys]
        self.looked += found
        return [self._given.get(ask, "-") for ask in found]

    def together(self, kind: str, keys: Iterable[str]) -> str:
        texts = [self._given.get((kind, key), "-") for key in keys]
        return f"{hash(tuple(texts)):x}" if all(texts) else ""


def _written(facts: dict[Ask, str], asks: list[Ask]) -> Any:
    kinds = kinds_of(sorted(asks), cast(Facts, _Facts(facts)), {})
    return json.loads(json.dumps(packed(kinds)))


_ASKS = [(kind, f"k{number}") for kind in ("a", "b", "file") for number in range(150)]
_TEXTS = st.sampled_from(("x", "y", '"a b"', ""))
_SOME = st.dictionaries(st.sampled_from(_ASKS), _TEXTS, max_size=8)


@given(_SOME, _SOME)
def test_the_facts_that_are_others_now_are_found(before: dict[Ask, str], after: dict[Ask, str]) -> None:
    register, now = Register(), _Facts(after)
    kinds, changed = compared(_written(before, _ASKS), cast(Facts, now), register)
    expected = {ask for ask in _ASKS if after.get(ask, "-") != before.get(ask, "-") or not after.get(ask, "-")}
    assert {register.asks[number] for number in changed} == expected
    assert len(now.looked) <= 64 * 2 * len(before.keys() | after.keys())
    again = kinds_of(sorted(_ASKS), cast(Facts, now), kinds)
    assert again == kinds_of(sorted(_ASKS), cast(Facts, _Facts(after)), {})


@given(_SOME, st.sets(st.sampled_from(_ASKS)), st.sets(st.sampled_from(_ASKS), min_size=1))
def test_facts_that_are_asked_for_anew_stand_among_those_that_are_known(
    facts: dict[Ask, str], old: set[Ask], new: set[Ask]
) -> None:
    now = cast(Facts, _Facts(facts))
    known, _ = compared(_written(facts, sorted(old)), now, Register())
    assert kinds_of(sorted(new), now, known) == kinds_of(sorted(new), now, {})


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: [content[0][:0], content[1]],
        lambda content: [content[0], [[kind, at, "x", sums] for kind, at, _, sums in content[1]]],
        lambda content: [content[0], [[kind, at, facts, ""] for kind, at, facts, _ in content[1]]],
        lambda content: [content[0], content[1] * 2],
        lambda content: [content[0], [3]],
        lambda content: content[1],
    ],
)
def test_what_is_none_of_ours_is_refused(damage: Any) -> None:
    content = _written({}, _ASKS)
    with pytest.raises((ValueError, TypeError, IndexError)):
        compared(damage(content), cast(Facts, _Facts({})), Register())


@given(st.lists(st.lists(st.integers(0, 2**32 - 1))))
def test_numbers_come_back(lists: list[list[int]]) -> None:
    text = packed_numbers(lists)
    assert [list(some) for some in unpacked_numbers(text, map(len, lists))] == lists


def test_numbers_that_are_cut_off_are_refused() -> None:
    text = packed_numbers([[1, 2], [3]])
    for wrong in ("AAA", text[:-4], "?" * 16):
        with pytest.raises((ValueError, IndexError)):
            list(unpacked_numbers(wrong, [2, 1]))
