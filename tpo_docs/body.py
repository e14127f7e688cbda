"""The Markdown below a front matter: statement, sections, acceptance criteria, references, placeholders.

A scan of the lines is enough for most bodies; only one that it is not sure of is parsed as CommonMark.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tpo_docs.model import Body, Criterion, Placeholder, Reference, Section

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_CRITERIA = frozenset(("acceptance criteria", "akzeptanzkriterien"))

_REFERENCE = re.compile(r"(?<!\\)\[\[([^\[\]|\\\n]+)(?:\\?\|([^\[\]\n]*))?\]\](?![(\[])")
_PLACEHOLDER = re.compile(r"\b(?:TBD|TODO|FIXME|XXX|TBC)\b|\?{3,}|\[NEEDS CLARIFICATION\b[^\]\n]*\]?")
_CRITERION = re.compile(r"(?:(\*\*|__)(AC\d+)\1|(?:\*\*|__)(AC\d+)(?=[:.])|(AC\d+)(?=[:.\s]|$)|#(\d+)(?=\s|$))")


class BundleItem(NamedTuple):
    """An item in a file of many: its heading, its `yaml item` block and what stands below."""

    id: str
    title: str
    level: int
    line: int
    """Line and column of the id."""
    column: int
    yaml: str
    yaml_line: int
    body: str
    body_line: int


def read(text: str, line: int = 1) -> Body:
    """What is found in a Markdown text whose first line is that line of its file."""
    outline = _outline(text)
    sections = _sections(outline, line)
    return Body(
        text,
        line,
        _plain(outline.paragraph),
        sections,
        tuple(_criteria(outline, sections, line)),
        *_marks(text, outline, line),
    )


def split_items(text: str, line: int, any_id: re.Pattern[str]) -> tuple[str, tuple[BundleItem, ...]]:
    """What stands before the first item of a file of many, and its items."""
    if "yaml item" not in text:
        return text, ()
    outline = _outline(text)
    lines = outline.lines
    fences = {fence.start: fence for fence in outline.fences if fence.info.split() == ["yaml", "item"]}
    starts: list[tuple[int, _Heading, re.Match[str], _Fence]] = []
    for number, heading in enumerate(outline.headings):
        found = any_id.match(heading.text)
        if found is None or not found.group() or re.match(r"\w", heading.text[found.end() :]):
            continue
        below = heading.stop
        while below < len(lines) and not lines[below].strip():
            below += 1
        if below in fences:
            starts.append((number, heading, found, fences[below]))
    items: list[BundleItem] = []
    for index, (number, heading, found, fence) in enumerate(starts):
        limit = starts[index + 1][1].start if index + 1 < len(starts) else len(lines)
        stop = next((other.start for other in outline.headings[number + 1 :] if other.level <= heading.level), limit)
        rest = heading.text[found.end() :].strip().removeprefix(":").lstrip(" –—-")
        items.append(
            BundleItem(
                found.group(),
                _plain(rest),
                heading.level,
                line + heading.start,
                lines[heading.start].index(found.group()) + 1,
                _joined(lines[fence.start + 1 : fence.inner_stop]),
                line + fence.start + 1,
                _joined(lines[fence.stop : min(stop, limit)]),
                line + fence.stop,
            )
        )
    intro = text if not items else _joined(lines[: starts[0][1].start])
    return intro, tuple(items)


def title(text: str) -> str:
    """The text of the first heading of level 1, else nothing."""
    if "# " not in text and "#\t" not in text and "\n=" not in text and "\n  " not in text and "\n =" not in text:
        return ""
    return next((_plain(heading.text) for heading in _outline(text).headings if heading.level == 1), "")


# ---- what was found ---------------------------------------------------------------------------------------------


def _sections(outline: _Outline, line: int) -> tuple[Section, ...]:
    headings = outline.headings
    if not headings:
        return ()
    found: list[Section] = []
    for number, heading in enumerate(headings):
        stop = len(outline.lines)
        for other in headings[number + 1 :]:
            if other.level <= heading.level:
                stop = other.start
                break
        text = "\n".join(outline.lines[heading.stop : stop]).strip("\n")
        found.append(Section(_plain(heading.text), heading.level, line + heading.start, text))
    return tuple(found)


def _criteria(outline: _Outline, sections: tuple[Section, ...], line: int) -> Iterator[Criterion]:
    done = -1
    for number, section in enumerate(sections):
        if section.title.rstrip(":").casefold() not in _CRITERIA:
            continue
        heading = outline.headings[number]
        stop = next(
            (other.start for other in outline.headings[number + 1 :] if other.level <= heading.level),
            len(outline.lines),
        )
        for entry in outline.entries:
            if max(heading.stop, done) <= entry.start < stop:
                yield _criterion(outline.lines[entry.start : entry.stop], line + entry.start)
        done = max(done, stop)


_ENTRY_START = re.compile(r"\s*(?:[-+*]|\d{1,9}[.)])\s*(?:\[[ xX]\]\s+)?")


def _criterion(lines: list[str], line: int) -> Criterion:
    start = _ENTRY_START.match(lines[0])
    first = lines[0][start.end() :] if start is not None else lines[0]
    text = " ".join(stripped for source in (first, *lines[1:]) if (stripped := source.strip()))
    column = len(lines[0]) - len(lines[0].lstrip()) + 1
    found = _CRITERION.match(text)
    if found is None:
        return Criterion("", text, line, column)
    name = found[2] or found[3] or found[4] or f"AC{found[5]}"
    rest = text[found.end() :]
    if found[3]:
        rest = rest.replace(text[:2], "", 1)
    return Criterion(name, rest.lstrip(" :.–—").removeprefix("- ").strip(), line, column)


def _marks(text: str, outline: _Outline, line: int) -> tuple[tuple[Reference, ...], tuple[Placeholder, ...]]:
    has_references = "[[" in text
    has_placeholders = _PLACEHOLDER.search(text) is not None
    if not has_references and not has_placeholders:
        return (), ()
    if outline.unsure or not outline.by_line:
        outline = _parsed(text) if outline.unsure else outline
    references: list[Reference] = []
    placeholders: list[Placeholder] = []
    for start, region in outline.regions():
        if has_references and "[[" in region:
            masked = _masked(region)
            for found in _REFERENCE.finditer(region):
                if not _inside(found.start(), masked):
                    at = _place(region, found.start(), line + start)
                    references.append(Reference(found[1].strip(), (found[2] or "").strip(), *at))
        if has_placeholders:
            for found in _PLACEHOLDER.finditer(region):
                if not _inside(found.start(), _masked(region)):
                    placeholders.append(Placeholder(found.group(), *_place(region, found.start(), line + start)))
    return tuple(references), tuple(placeholders)


def _place(region: str, index: int, line: int) -> tuple[int, int]:
    before = region[:index]
    return line + before.count("\n"), index - before.rfind("\n")


_TOKEN = re.compile(r"\\.|(`+)|<!--", re.DOTALL)
_TICKS = re.compile(r"`+")


def _masked(region: str) -> list[tuple[int, int]]:
    """The code spans and comments of a paragraph, cell or heading, in order."""
    if "`" not in region and "<!--" not in region:
        return []
    ends: dict[int, list[int]] = {}
    for ticks in _TICKS.finditer(region):
        ends.setdefault(len(ticks.group()), []).append(ticks.end())
    masked: list[tuple[int, int]] = []
    at = 0
    while (found := _TOKEN.search(region, at)) is not None:
        at = found.end()
        if found[1]:
            same = ends.get(len(found[1]), [])
            after = bisect_right(same, at)
            if after < len(same):
                masked.append((found.start(), same[after]))
                at = same[after]
        elif found.group() == "<!--":
            end = region.find("-->", at)
            if end >= 0:
                masked.append((found.start(), end + 3))
                at = end + 3
    return masked


def _inside(index: int, masked: list[tuple[int, int]]) -> bool:
    number = bisect_right(masked, (index, len(masked) + index + 1)) - 1
    return number >= 0 and index < masked[number][1]


# ---- the blocks of a text ---------------------------------------------------------------------------------------


class _Heading(NamedTuple):
    start: int
    stop: int
    level: int
    text: str


class _Fence(NamedTuple):
    start: int
    inner_stop: int
    stop: int
    info: str


class _Entry(NamedTuple):
    start: int
    stop: int


class _Outline(NamedTuple):
    """The blocks at the top level of a text; all lines count from 0."""

    lines: list[str]
    headings: list[_Heading]
    paragraph: str
    """The first one, on one line."""
    fences: list[_Fence]
    entries: list[_Entry]
    """Of all lists at the top level."""
    places: list[tuple[int, int]]
    """Ranges of lines that hold text: paragraphs, headings, cells."""

    unsure: bool = False
    by_line: bool = False

    def regions(self) -> Iterator[tuple[int, str]]:
        """Every stretch of text with the line that it starts on."""
        for start, stop in self.places:
            yield start, "\n".join(self.lines[start:stop])


def _outline(text: str) -> _Outline:
    return _parsed(text)


def _parsed(text: str) -> _Outline:
    """The blocks as CommonMark has them."""
    tokens: list[Token] = []
    _markdown().block.parse(text, _markdown(), {}, tokens)
    outline = _Outline(text.split("\n"), [], "", [], [], [])
    paragraph = ""
    places: dict[tuple[int, int], None] = {}
    for number, token in enumerate(tokens):
        if token.map is None:
            continue
        start, stop = token.map
        kind = token.type
        if kind == "inline":
            places[start, stop] = None
        elif kind == "heading_open" and token.level == 0:
            outline.headings.append(_Heading(start, stop, int(token.tag[1]), tokens[number + 1].content))
        elif kind == "paragraph_open" and token.level == 0 and not paragraph:
            paragraph = _one_line(tokens[number + 1].content.split("\n"))
        elif kind == "fence" and token.level == 0:
            inner = start + 1 + token.content.count("\n")
            outline.fences.append(_Fence(start, min(inner, stop), stop, token.info))
        elif kind == "list_item_open" and token.level == 1:
            while stop > start + 1 and not outline.lines[stop - 1].strip(" \t"):
                stop -= 1
            outline.entries.append(_Entry(start, stop))
        elif kind == "html_block" and not _VERBATIM(token.content):
            places[start, stop] = None
    return outline._replace(paragraph=paragraph, places=list(places))


_VERBATIM = re.compile(r"\s*<(?:pre|script|style|textarea)\b", re.IGNORECASE).match


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415  # most runs never need it, and it takes 20 ms

    return MarkdownIt("commonmark").enable("table")


# ---- text -------------------------------------------------------------------------------------------------------

_INLINE = re.compile(r"[*_`\[\]<>&\\]").search
_MAX_INLINE = 5_000


def _plain(markdown: str) -> str:
    """Markdown of one line as the text that a reader sees."""
    if _INLINE(markdown) is None:
        return markdown
    if len(markdown) > _MAX_INLINE:
        return re.sub(r"[*`]", "", markdown)
    tokens = _markdown().parseInline(markdown)
    text = "".join(_texts(tokens[0].children or []))
    text = _REFERENCE.sub(lambda found: (found[2] or found[1]).strip(), text)
    return " ".join(text.split())


def _texts(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("text", "code_inline", "text_special"):
            yield token.content
        elif token.type in ("softbreak", "hardbreak"):
            yield " "
        elif token.type == "image":
            yield from _texts(token.children or [])


def _one_line(lines: list[str]) -> str:
    return " ".join(line.strip().removesuffix("\\") for line in lines)


def _joined(lines: list[str]) -> str:
    return "\n".join(lines)
