"""Tables for a terminal: columns as wide as they need, and on a narrow one the widest are cut first."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

from tpo_docs.formats.rows import Table
from tpo_docs.report.text import one_line

_GAP = "  "
_LEAST = 8

Paint = Callable[[str, str], str]
CellStyle = Callable[[int, int], str]
"""Row and column in, name of a style out."""


def draw(table: Table, *, width: int | None, paint: Paint, style: CellStyle | None = None) -> str:
    """The table as lines. `width` is that of the terminal; None cuts nothing."""
    rows = [[one_line(", ".join(cell)) for cell in row] for row in table.rows]
    heads = [name.upper().replace("_", " ") for name in table.columns]
    widths = [max(map(measure, column)) for column in zip(heads, *rows, strict=True)]
    if width is not None:
        widths = fitted(widths, width - len(_GAP) * (len(widths) - 1))
    lines = [_GAP.join(paint(_padded(head, wide), "bold") for head, wide in zip(heads, widths, strict=True)).rstrip()]
    for number, row in enumerate(rows):
        cells = []
        for place, (text, wide) in enumerate(zip(row, widths, strict=True)):
            last = place == len(widths) - 1
            padded = cut(text, wide) if last else _padded(cut(text, wide), wide)
            cells.append(paint(padded, style(number, place)) if style is not None else padded)
        lines.append(_GAP.join(cells).rstrip())
    return "\n".join(lines) + "\n"


def fitted(widths: Sequence[int], room: int) -> list[int]:
    """The widths made to fit: the widest gives first, none less than a few characters."""
    result = list(widths)
    while sum(result) > room:
        widest = max(result)
        if widest <= _LEAST:
            break
        second = max((wide for wide in result if wide < widest), default=0)
        many = result.count(widest)
        give = min(widest - max(second, _LEAST), -(-(sum(result) - room) // many))
        result = [wide - max(give, 1) if wide == widest else wide for wide in result]
    return result


def measure(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def cut(text: str, wide: int) -> str:
    """The text, or its beginning with `…` where it is wider."""
    if measure(text) <= wide:
        return text
    result, room = "", wide - 1
    for sign in text:
        room -= measure(sign)
        if room < 0:
            break
        result += sign
    return result.rstrip() + "…"


def _padded(text: str, wide: int) -> str:
    return text + " " * (wide - measure(text))
