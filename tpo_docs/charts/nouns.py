"""What a chart is made of: its frame, parts, rows, points and axes."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    """The words around a chart, in the language of the page."""

    numbers: str = "The numbers"
    total: str = "Total"
    unknown: str = "unknown"


class Frame(NamedTuple):
    """What a chart is called: `text` says in a sentence what one sees, for those who do not."""

    title: str
    text: str
    head: str
    """What the rows are: `Type`, `Release` …"""
    words: Words = Words()


class Part(NamedTuple):
    """What a colour stands for; `key` is a class of the style sheet."""

    key: str
    label: str


class Bar(NamedTuple):
    """A row: its label and a value for each part."""

    label: str
    values: tuple[float, ...]
    note: str = ""
    """What stands at its end, else the sum."""
    href: str = ""
    """Where the numbers come from: a link in the table."""


class Line(NamedTuple):
    """A series of points, in the order of x."""

    part: Part
    points: tuple[tuple[float, float], ...]
    step: bool = False


class Point(NamedTuple):
    """A point of a scatter plot."""

    x: float
    y: float
    label: str
    key: str = "first"
    href: str = ""


class Axis(NamedTuple):
    """One direction of a plot: what it measures, and marks with their words."""

    label: str
    low: float
    high: float
    marks: tuple[tuple[float, str], ...] = ()
    names: tuple[tuple[float, str], ...] = ()
    """Words for further values, for the table alone."""

    def share(self, value: float) -> float:
        """Where a value lies between the ends, in percent."""
        width = self.high - self.low
        return min(100.0, max(0.0, 100 * (value - self.low) / width)) if width else 50.0


class Span(NamedTuple):
    """A stretch of a timeline; `key` is a class of the style sheet, `text` says what it is."""

    start: float
    end: float
    key: str
    text: str


class Row(NamedTuple):
    """A row of a timeline; one without spans is a heading."""

    label: str
    spans: tuple[Span, ...] = ()
    note: str = ""
    """What stands at its end."""
    href: str = ""
    depth: int = 0
    more: str = ""
    """What only the table has room for."""
