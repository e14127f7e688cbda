"""References, placeholders and links in a text, and none in code or comments."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from tpo_docs.body.addresses import Openings, defined, links_of, may_link
from tpo_docs.body.commonmark import parsed
from tpo_docs.body.outline import Lines, Outline
from tpo_docs.model import Address, Placeholder, Reference

REFERENCE = re.compile(r"\[\[(?<!\\\[\[)([^\[\]|\\\n]+)(?:\\?\|([^\[\]\n]*))?\]\](?![(\[])")
_PLACEHOLDER = re.compile(
    r"T(?<!\wT)(?:BD|BC|ODO)\b|F(?<!\wF)IXME\b|X(?<!\wX)XX\b|\?{3,}|\[NEEDS CLARIFICATION\b[^\[\]\n]*\]?"
)
_PLACEHOLDER_HINTS = (
    "TBD",
    "TBC",
    "TODO",
    "FIXME",
    "XXX",
    "???",
    "[NEEDS CLARIFICATION",
)  # quick, and enough to say no
_TICK = re.compile(r"`+")
_TICK_OR_COMMENT = re.compile(r"\\.|(`+)|<!--", re.DOTALL)
# What may make code of a line inside a list or a quote: a fence, HTML, a comment, much indentation.
_NESTED_CODE = re.compile(r"```|~~~|<|\t|^ {6}|[-+*.)>] {5}").search


class Marks(NamedTuple):
    """What is marked in a text."""

    references: tuple[Reference, ...] = ()
    placeholders: tuple[Placeholder, ...] = ()
    addresses: tuple[Address, ...] = ()


_NONE = Marks()


def marks(text: str, outline: Outline, line: int) -> Marks:
    """The references, placeholders and links of a text whose first line is that line of its file."""
    referring = "[[" in text and REFERENCE.search(text) is not None
    holding = any(map(text.__contains__, _PLACEHOLDER_HINTS))
    linking = may_link(text)
    if not (referring or holding or linking):
        return _NONE
    found = outline if outline.places is not None else _with_places(outline, text)
    places = found.places or []
    references: list[Reference] = []
    placeholders: list[Placeholder] = []
    for start, stop in places if referring or holding else ():
        region = _region(outline, start, stop)
        if "[[" in region or (holding and _PLACEHOLDER.search(region)):
            spot = _Spots(region, line + start)
            references += (
                Reference(found[1].strip(), (found[2] or "").strip(), *spot.at(found.start()))
                for found in REFERENCE.finditer(region)
                if spot.is_text(found)
            )
            placeholders += (
                Placeholder(found.group(), *spot.at(found.start()))
                for found in _PLACEHOLDER.finditer(region)
                if spot.is_text(found)
            )
    addresses = _addresses(text, found, line) if linking else ()
    return Marks(tuple(references), tuple(placeholders), addresses)


def _region(outline: Outline, start: int, stop: int) -> str:
    return outline.lines[start] if stop == start + 1 else "\n".join(outline.lines[start:stop])


def _addresses(text: str, outline: Outline, line: int) -> tuple[Address, ...]:
    """The addresses of links and pictures in the places of a text, and of definitions."""
    found = list(defined(text, outline.lines, line))
    openings = Openings(outline.lines)
    html = frozenset(outline.html)
    for start, stop in outline.places or ():
        region = _region(outline, start, stop)
        if "](" not in region and "<" not in region:
            continue
        spot = _Spots(region, line + start)
        for one, group in links_of(region, is_html=(start, stop) in html):
            number, column = spot.at(one.start())
            if spot.is_text(one) and (one[0][0] == "<" or openings.has(number - line, column)):
                found.append(Address(one[group], *spot.at(one.start(group))))
    return tuple(sorted(dict.fromkeys(found), key=lambda one: (one.line, one.column)))


def _with_places(outline: Outline, text: str) -> Outline:
    places = _places_by_line(outline)
    return parsed(text) if places is None else outline._replace(places=places)


def _places_by_line(outline: Outline) -> list[Lines] | None:
    """Every line that is not code is a stretch of text of its own, unless a code span or comment could cross its end."""
    lines = outline.lines
    if any(_NESTED_CODE(lines[number]) for number in outline.contained):
        return None
    places: list[Lines] = list(outline.html)
    for number, line in enumerate(lines):
        if number in outline.textless:
            continue
        if ("`" in line or "<!--" in line) and _masked(line)[1]:
            return None
        places.append((number, number + 1))
    places.sort()
    return places


class _Spots:
    """Where the matches in a paragraph, cell or heading are, and whether they are text or code."""

    def __init__(self, region: str, line: int) -> None:
        self._line = line
        self._masked, _ = _masked(region)
        self._starts = [0, *(found.end() for found in re.finditer("\n", region))]

    def at(self, place: int) -> tuple[int, int]:
        line = bisect_right(self._starts, place)
        return self._line + line - 1, place - self._starts[line - 1] + 1

    def is_text(self, found: re.Match[str]) -> bool:
        number = bisect_right(self._masked, found.start(), key=lambda span: span[0]) - 1
        return number < 0 or found.start() >= self._masked[number][1]


def _masked(region: str) -> tuple[list[tuple[int, int]], bool]:
    """The code spans and comments of a stretch of text, in order, and whether one may go on below it."""
    if "`" not in region and "<!--" not in region:
        return [], False
    ends: dict[int, list[int]] = {}
    for ticks in _TICK.finditer(region):
        ends.setdefault(len(ticks.group()), []).append(ticks.end())
    last_comment = region.rfind("-->")
    masked: list[tuple[int, int]] = []
    at = 0
    is_open = False
    while (found := _TICK_OR_COMMENT.search(region, at)) is not None:
        at = end = found.end()
        if found[1]:
            same = ends.get(len(found[1]), [])  # none of that length where a backslash took the first of them
            after = bisect_right(same, at)
            end = same[after] if after < len(same) else at
        elif found.group() == "<!--":
            end = region.find("-->", at) + 3 if at <= last_comment else at
        else:
            continue
        if end > at:
            masked.append((found.start(), end))
            at = end
        else:
            is_open = True
    return masked, is_open
