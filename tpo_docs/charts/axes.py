"""Axes: their marks and words, lines across and flags, and where words find room beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, inf

from tpo_docs.charts.nouns import Axis
from tpo_docs.charts.writing import digits, escaped, shortened

_PHONE, _LETTER = 350, 6
"""Pixels: how wide a chart is on a phone, and a letter of an axis."""
HEIGHT, TOP = 220, 12
"""Pixels: how tall a plot is, and the room above it."""


def counts(label: str, most: float) -> Axis:
    """An axis from 0 to at least `most`, with up to five marks at whole numbers."""
    step = max(1, ceil(most / 4))
    high = max(1, step * ceil(most / step))
    return Axis(label, 0.0, float(high), tuple((float(value), str(value)) for value in range(0, high + 1, step)))


def grid(across: Axis, up: Axis, top: int = TOP) -> Iterator[str]:
    """The lines across a plot and the words of both its axes."""
    bottom = top + HEIGHT
    for value, name in up.marks:
        y = digits(top + HEIGHT * (100 - up.share(value)) / 100)
        yield f'<line class="tpo-chart__grid" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
        yield f'<text class="tpo-chart__small" x="0" y="{y}" dy="-3">{escaped(name)}</text>'
    yield f'<line class="tpo-chart__axis" x1="0" x2="100%" y1="{bottom}" y2="{bottom}"/>'
    yield from marks(across, bottom + 16)


def marks(across: Axis, y: int) -> Iterator[str]:
    """The words of an axis; those that would run into each other on a phone can be left out there."""
    end = -inf
    for value, name in sorted(across.marks):
        x = across.share(value)
        wide = len(name) * _LETTER
        edge = 50 * wide / _PHONE
        anchor = "start" if x < edge else "end" if x > 100 - edge else "middle"
        begin = x * _PHONE / 100 - {"start": 0.0, "end": wide}.get(anchor, wide / 2)
        fits = begin >= end + _LETTER
        end = begin + wide if fits else end
        aside = "" if fits else " tpo-chart__aside"
        yield f'<text class="tpo-chart__small{aside}" x="{digits(x)}%" y="{y}" text-anchor="{anchor}">{escaped(name)}</text>'


def mark(axis: Axis, value: float) -> str:
    """What a value is called on an axis, else its digits."""
    return escaped(next((name for at, name in (*axis.marks, *axis.names) if at == value), digits(value)))


def flag(x: float, name: str, top: int, bottom: int) -> Iterator[str]:
    """A line down through a picture, with its words; `x` in percent."""
    anchor, shift = ("end", -4) if x > 60 else ("start", 4)
    yield f'<line class="tpo-chart__flag" x1="{digits(x)}%" x2="{digits(x)}%" y1="{top - 8}" y2="{bottom}"/>'
    yield (
        f'<text class="tpo-chart__small" x="{digits(x)}%" dx="{shift}" y="{top}" text-anchor="{anchor}">'
        f"{escaped(shortened(name, 40))}</text>"
    )


def lanes_of(flags: Sequence[tuple[float, str]]) -> list[int]:
    """A line of text for each flag, so that their words do not lie upon each other."""
    ends: list[float] = []
    found: dict[int, int] = {}
    for number in sorted(range(len(flags)), key=lambda number: flags[number][0]):
        x, name = flags[number]
        room = min(45.0, 4 + 1.6 * len(name))
        start = x - room if x > 60 else x
        lane = next((lane for lane, end in enumerate(ends) if end <= start), len(ends))
        if lane == len(ends):
            ends.append(0.0)
        ends[lane] = start + room
        found[number] = lane
    return [found[number] for number in range(len(flags))]
