"""Which lines behind a marker in source code the tests have run.

A marker heads what follows it: its block goes on to the next marker of its file, else to the file's end. That is as far
as a line alone can say where a trace ends.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from tpo_docs.model import Marker, Project

_MOST = 1_000_000


class BlockLines(NamedTuple):
    """How the lines of a marked block stand, of those that can be run at all."""

    run: int
    total: int
    missed: str
    """Those that no test has run: `15-17,22`."""
    end: int
    """The line of the next marker; 0 where the block goes on to the end of the file."""


def ranges(lines: Iterable[int]) -> str:
    """Numbers of lines as ranges, in their order: `1-3,7`."""
    parts: list[list[int]] = []
    for number in sorted(set(lines)):
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in parts)


def numbers(text: str) -> Iterator[int]:
    """The same back; what is no range is left out."""
    left = _MOST
    for part in text.split(","):
        first, _, last = part.partition("-")
        if first.isdecimal() and (last or first).isdecimal() and len(first) < 8 and len(last) < 8:
            some = range(int(first), int(last or first) + 1)
            yield from some[:left]
            left -= min(left, len(some))


def block_lines(project: Project) -> Mapping[tuple[str, int], BlockLines]:
    """By path and line of a marker, where the results name the lines of its file."""
    return project.derive(_blocks)


def _blocks(project: Project) -> Mapping[tuple[str, int], BlockLines]:
    known = {one.file: one for one in project.results.files if one.ran or one.missed}
    markers: dict[str, list[Marker]] = {}
    for marker in project.code.markers if known else ():
        if marker.path in known:
            markers.setdefault(marker.path, []).append(marker)
    found = {}
    for path, some in markers.items():
        ran, missed = (sorted(set(numbers(text))) for text in (known[path].ran, known[path].missed))
        places = sorted({marker.line for marker in some})
        for line, end in zip(places, (*places[1:], 0), strict=True):
            run = _between(ran, line, end)
            left = _between(missed, line, end)
            if run or left:
                found[path, line] = BlockLines(len(run), len(run) + len(left), ranges(left), end)
    return found


def _between(lines: list[int], start: int, end: int) -> list[int]:
    return lines[bisect_right(lines, start) : bisect_left(lines, end) if end else len(lines)]
