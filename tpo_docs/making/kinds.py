"""The facts that pages rest on as they are written down: kind by kind, with a checksum over every few of them, so that
where nothing has changed none is looked at alone."""

from __future__ import annotations

import sys
from array import array
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from tpo_docs.making.nouns import Register
from tpo_docs.pages.seen import Ask, Facts

_FEW = 64
"""Facts under one checksum."""


class Kind(NamedTuple):
    """The facts of a kind, in their order."""

    keys: Sequence[str]
    facts: list[str]
    sums: list[str]
    """Checksums over every few of them; empty where one of these facts is never the same."""


def kinds_of(asks: Iterable[Ask], facts: Facts, known: Mapping[str, Kind]) -> dict[str, Kind]:
    """The facts of now, which come kind by kind; those that are `known` are not worked out again."""
    found: dict[str, Kind] = {}
    for kind, group in groupby(asks, itemgetter(0)):
        keys = [key for _, key in group]
        before = known.get(kind)
        if before is not None and before.keys == keys:
            found[kind] = before
            continue
        texts = dict(zip(before.keys, before.facts, strict=True)) if before is not None else {}
        new = [key for key in keys if not texts.get(key)]
        texts.update(zip(new, facts.of(kind, new), strict=True))
        sums = [facts.together(kind, keys[start : start + _FEW]) for start in range(0, len(keys), _FEW)]
        found[kind] = Kind(keys, [texts[key] for key in keys], sums)
    return found


def packed(kinds: Mapping[str, Kind]) -> list[Any]:
    """Plain values; many kinds are of the same keys, which stand there once."""
    lists: dict[tuple[str, ...], int] = {}
    rows = [
        (kind, lists.setdefault(tuple(keys), len(lists)), "\n".join(facts), " ".join(sums))
        for kind, (keys, facts, sums) in kinds.items()
    ]
    return [list(lists), rows]


def compared(content: Any, facts: Facts, register: Register) -> tuple[dict[str, Kind], set[int]]:
    """The facts of now, of those that were written down, and the numbers of those that are others now; raises a
    ValueError, TypeError or IndexError where the values are none of ours."""
    lists, rows = content
    found: dict[str, Kind] = {}
    changed: set[int] = set()
    for kind, place, joined, summed in rows:
        keys = lists[place]
        first = register.add(kind, keys)
        texts, sums = joined.split("\n"), summed.split(" ")
        if len(texts) != len(keys) or len(sums) != -(-len(keys) // _FEW):
            raise ValueError(kind)
        for number, was in enumerate(sums):
            start = number * _FEW
            some = keys[start : start + _FEW]
            sums[number] = now = facts.together(kind, some)
            if now and now == was:
                continue
            for at, text in enumerate(facts.of(kind, some), start):
                if text != texts[at] or not text:
                    changed.add(first + at)
                    texts[at] = text
        found[kind] = Kind(keys, texts, sums)
    return found, changed


def packed_numbers(lists: Iterable[Sequence[int]]) -> str:
    """Many lists of numbers, one behind the other, as a text."""
    numbers = array("I")
    for some in lists:
        numbers.extend(some)
    if sys.byteorder == "big":
        numbers.byteswap()
    return b64encode(numbers.tobytes()).decode()


def unpacked_numbers(text: str, lengths: Iterable[int]) -> Iterator[array[int]]:
    """The lists again; raises a ValueError where they are none of ours."""
    numbers = array("I")
    numbers.frombytes(b64decode(text, validate=True))
    if sys.byteorder == "big":
        numbers.byteswap()
    start = 0
    for length in lengths:
        if not 0 <= length <= len(numbers) - start:
            raise ValueError(length)
        yield numbers[start : start + length]
        start += length
