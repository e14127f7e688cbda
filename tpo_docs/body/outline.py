"""The blocks of a text, as scan and parser find them."""

from __future__ import annotations

from typing import NamedTuple


class Heading(NamedTuple):
    """A heading at the top level."""

    start: int
    stop: int
    level: int
    text: str


class Fence(NamedTuple):
    """A fenced block at the top level; `inner_stop` is the line behind its content."""

    start: int
    inner_stop: int
    stop: int
    info: str


Lines = tuple[int, int]
"""From the first line to the one behind the last, from 0."""


class Outline(NamedTuple):
    """The blocks at the top level of a text; all lines count from 0."""

    lines: list[str]
    headings: list[Heading]
    paragraph: str
    """The first one, as written."""
    fences: list[Fence]
    entries: list[Lines]
    """Of all lists."""
    places: list[Lines] | None = None
    """Where text stands, at any level: paragraphs, headings, cells. None where only the lines are known that hold none."""
    textless: frozenset[int] = frozenset()
    html: tuple[Lines, ...] = ()
    """Blocks of HTML, of which the scan knows comments only."""
    contained: tuple[int, ...] = ()
    """Lines in lists and quotes, which may hold code of their own."""

    def stops(self) -> list[int]:
        """For every heading the line where the next one of the same or a higher level stands."""
        stops: list[int] = []
        nearest = [len(self.lines)] * 7
        for heading in reversed(self.headings):
            stops.append(nearest[heading.level])
            nearest[heading.level :] = [heading.start] * (7 - heading.level)
        stops.reverse()
        return stops
