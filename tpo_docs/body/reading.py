"""What is found in the text below a front matter."""

from __future__ import annotations

import re

from tpo_docs.body.anchors import anchors
from tpo_docs.body.marks import marks
from tpo_docs.body.outline import Outline
from tpo_docs.body.plain import plain
from tpo_docs.body.scan import outline_of
from tpo_docs.model import Body, Criterion, Section

_CRITERIA = frozenset(("acceptance criteria", "akzeptanzkriterien"))
_ENTRY_START = re.compile(r"^[ \t]*(?:[-+*]|[0-9]{1,9}[.)])[ \t]*(?:\[[ xX]\][ \t]+)?")
_CRITERION_ID = re.compile(
    r"(?:(\*\*|__)(AC[0-9]+)[:.]?\1|(\*\*|__)?(AC[0-9]+)(?=[:.\s]|$)|#([0-9]+)(?=\s|$))[\s:.–—]*(?:- +)?"
)


def read(text: str, line: int = 1) -> Body:
    """What is found in a Markdown text whose first line is that line of its file."""
    outline = outline_of(text)
    sections = _sections(outline, line)
    marked = marks(text, outline, line)
    criteria = _criteria(outline, sections, line)
    return Body(text, line, plain(outline.paragraph), sections, criteria, *marked, anchors(text, outline))


def title(found: Body) -> str:
    """The title that a text gives itself: its first heading of level 1, else nothing."""
    return next((section.title for section in found.sections if section.level == 1), "")


def _sections(outline: Outline, line: int) -> tuple[Section, ...]:
    if not outline.headings:
        return ()
    return tuple(
        [
            Section(
                plain(heading.text),
                heading.level,
                line + heading.start,
                "\n".join(outline.lines[heading.stop : stop]).strip("\n"),
            )
            for heading, stop in zip(outline.headings, outline.stops(), strict=True)
        ]
    )


def _criteria(outline: Outline, sections: tuple[Section, ...], line: int) -> tuple[Criterion, ...]:
    if not outline.entries or not any(map(_names_criteria, sections)):
        return ()
    ranges = [
        (heading.stop, stop)
        for heading, stop, section in zip(outline.headings, outline.stops(), sections, strict=True)
        if _names_criteria(section)
    ]
    ranges.reverse()
    found: list[Criterion] = []
    for start, stop in outline.entries if ranges else ():
        while ranges and ranges[-1][1] <= start:
            ranges.pop()
        if ranges and ranges[-1][0] <= start:
            found.append(_criterion(outline.lines[start:stop], line + start))
    return tuple(found)


def _names_criteria(section: Section) -> bool:
    return section.title.lstrip("0123456789. ").rstrip(": ").casefold() in _CRITERIA


def _criterion(lines: list[str], line: int) -> Criterion:
    first = _ENTRY_START.sub("", lines[0])
    text = " ".join(stripped for source in (first, *lines[1:]) if (stripped := source.strip()))
    column = len(lines[0]) - len(lines[0].lstrip(" \t")) + 1
    found = _CRITERION_ID.match(text)
    if found is None:
        return Criterion("", text, line, column)
    name = found[2] or found[4] or f"AC{found[5]}"
    return Criterion(name, (found[3] or "") + text[found.end() :], line, column)
