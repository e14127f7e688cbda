"""What changed in a text, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

SAME, GONE, NEW = "same", "gone", "new"
_MOST = 1_000_000
"""Pairs of words beyond which a stretch is shown as replaced: difflib would take seconds."""
_TOKEN = re.compile(r"\n\s*|\S+")
_CUT = " … "


class Piece(NamedTuple):
    """A stretch of words that stayed, went or came."""

    kind: str
    text: str


def changed(before: str, after: str) -> tuple[Piece, ...]:
    """Both texts as one, in stretches. Spaces and wrapping have been seen to before: a line break here is one meant."""
    old, new = _TOKEN.findall(before.strip()), _TOKEN.findall(after.strip())
    old, new = [_sign(token) for token in old], [_sign(token) for token in new]
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    inner_old, inner_new = old[start : len(old) - end], new[start : len(new) - end]
    found = [Piece(SAME, _text(old[:start]))]
    if len(inner_old) * len(inner_new) > _MOST:
        found += [Piece(GONE, _text(inner_old)), Piece(NEW, _text(inner_new))]
    else:
        found += _compared(inner_old, inner_new)
    found.append(Piece(SAME, _text(old[len(old) - end :] if end else [])))
    return tuple(piece for piece in found if piece.text)


def near(pieces: Iterable[Piece], around: int = 8) -> tuple[Piece, ...]:
    """The same with long unchanged stretches cut to a few words on each side of a change."""
    some = tuple(pieces)
    found = []
    for place, piece in enumerate(some):
        parts = piece.text.split(" ")
        before, after = (around if place else 0), (around if place < len(some) - 1 else 0)
        if piece.kind != SAME or len(parts) <= before + after + 2:
            found.append(piece)
            continue
        left = " ".join(parts[:before])
        right = " ".join(parts[-after:]) if after else ""
        found.append(Piece(SAME, f"{left}{_CUT}{right}".strip()))
    return tuple(found)


def _compared(old: Sequence[str], new: Sequence[str]) -> list[Piece]:
    found = []
    for kind, from_old, to_old, from_new, to_new in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece(SAME, _text(old[from_old:to_old])))
            continue
        found += [Piece(GONE, _text(old[from_old:to_old])), Piece(NEW, _text(new[from_new:to_new]))]
    return found


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _sign(token: str) -> str:
    return "¶" if token[0] == "\n" else token


def _text(tokens: Iterable[str]) -> str:
    return " ".join(tokens)
