"""Texts, names and numbers as a picture and its table hold them."""

from __future__ import annotations

import re
from html import escape
from math import isfinite

_UNFIT = re.compile(r"[\0-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_LABEL = 72
"""The most characters of a label in a picture; the table has all of it."""


def shortened(text: str, length: int = _LABEL) -> str:
    """A label of at most so many characters."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def escaped(text: str) -> str:
    """A text as XML can hold it."""
    return escape(_UNFIT.sub(" ", text))


def linked(label: str, href: str) -> str:
    """A text as HTML, with a link where there is one."""
    return f'<a href="{escaped(href)}">{escaped(label)}</a>' if href else escaped(label)


def as_class(name: str) -> str:
    """A name as a part of a class."""
    return "".join(character if character.isascii() and character.isalnum() else "-" for character in name)


def digits(value: float) -> str:
    """A number with no more digits than it needs."""
    if not isfinite(value):
        return "–"
    if abs(value) >= 1e15:
        return f"{value:.6g}"
    return f"{value:.2f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))
