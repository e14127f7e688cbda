"""The Markdown below a front matter: statement, sections, acceptance criteria, references, placeholders.

A scan of the lines is enough for most bodies; one that the scan is not sure of is parsed as CommonMark with tables.
Both give the same, which tests show on real and on made-up texts; so nothing here depends on which of them was taken.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tpo_docs.model import Body, Criterion, Placeholder, Reference, Section

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_CRITERIA = frozenset(("acceptance criteria", "akzeptanzkriterien"))

_REFERENCE = re.compile(r"\[\[(?<!\\\[\[)([^\[\]|\\\n]+)(?:\\?\|([^\[\]\n]*))?\]\](?![(\[])")
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
_ENTRY_START = re.compile(r"^[ \t]*(?:[-+*]|[0-9]{1,9}[.)])[ \t]*(?:\[[ xX]\][ \t]+)?")
_CRITERION_ID = re.compile(
    r"(?:(\*\*|__)(AC[0-9]+)[:.]?\1|(\*\*|__)?(AC[0-9]+)(?=[:.\s]|$)|#([0-9]+)(?=\s|$))[\s:.–—]*(?:- +)?"
)


class BundleItem(NamedTuple):
    """An item in a file of many: its heading, its `yaml item` block and what stands below."""

    id: str
    title: str
    level: int
    line: int
    """The line of the heading."""
    column: int
    """The column of the id in it."""
    yaml: str
    yaml_line: int
    body: str
    body_line: int


def read(text: str, line: int = 1) -> Body:
    """What is found in a Markdown text whose first line is that line of its file."""
    outline = _outline(text)
    sections = _sections(outline, line)
    references, placeholders = _marks(text, outline, line)
    criteria = _criteria(outline, sections, line)
    return Body(text, line, _plain(outline.paragraph), sections, criteria, references, placeholders)


ITEM_MARK = "<!--tpo:item {}-->"
"""Stands in the text around items where an item stood."""


def split_items(text: str, line: int, any_id: re.Pattern[str]) -> tuple[str, tuple[BundleItem, ...]]:
    """The text of a file of many without its items, and the items.

    Where an item stood there is a line with its mark (see `ITEM_MARK`) and empty ones for the rest, so that what stands
    around the items keeps its lines.
    """
    if "yaml item" not in text:
        return text, ()
    outline = _outline(text)
    lines, stops = outline.lines, outline.stops()
    starts = list(_item_starts(outline, any_id))
    items: list[BundleItem] = []
    around = list(lines)
    for index, (number, found, fence) in enumerate(starts):
        heading = outline.headings[number]
        stop = stops[number]
        if index + 1 < len(starts):
            stop = min(stop, outline.headings[starts[index + 1][0]].start)
        name = found.group()
        around[heading.start : stop] = [ITEM_MARK.format(name), *[""] * (stop - heading.start - 1)]
        rest = heading.text[found.end() :].strip().removeprefix(":").lstrip(" –—-")
        column = lines[heading.start].find(name) + 1
        inner = "\n".join(lines[fence.start + 1 : fence.inner_stop])
        below = "\n".join(lines[fence.stop : stop])
        places = line + fence.start + 1, line + fence.stop
        items.append(
            BundleItem(
                name, _plain(rest), heading.level, line + heading.start, column, inner, places[0], below, places[1]
            )
        )
    return "\n".join(around) if starts else text, tuple(items)


def stray_items(text: str, line: int, any_id: re.Pattern[str]) -> tuple[int, ...]:
    """The lines of those `yaml item` blocks that make no item, for there is no heading with an id right above them."""
    outline = _outline(text)
    used = {fence.start for _, _, fence in _item_starts(outline, any_id)}
    return tuple(
        line + fence.start
        for fence in outline.fences
        if fence.info.split() == ["yaml", "item"] and fence.start not in used
    )


def title(found: Body) -> str:
    """The title that a text gives itself: its first heading of level 1, else nothing."""
    return next((section.title for section in found.sections if section.level == 1), "")


def _item_starts(outline: _Outline, any_id: re.Pattern[str]) -> Iterator[tuple[int, re.Match[str], _Fence]]:
    fences = {fence.start: fence for fence in outline.fences if fence.info.split() == ["yaml", "item"]}
    for number, heading in enumerate(outline.headings):
        found = any_id.match(heading.text)
        if found is None or not found.group() or heading.text[found.end() : found.end() + 1].isalnum():
            continue
        below = heading.stop
        while below < len(outline.lines) and not outline.lines[below].strip(" \t"):
            below += 1
        if below in fences:
            yield number, found, fences[below]


# ---- what was found ---------------------------------------------------------------------------------------------


def _sections(outline: _Outline, line: int) -> tuple[Section, ...]:
    if not outline.headings:
        return ()
    return tuple(
        [
            Section(
                _plain(heading.text),
                heading.level,
                line + heading.start,
                "\n".join(outline.lines[heading.stop : stop]).strip("\n"),
            )
            for heading, stop in zip(outline.headings, outline.stops(), strict=True)
        ]
    )


def _criteria(outline: _Outline, sections: tuple[Section, ...], line: int) -> tuple[Criterion, ...]:
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


def _marks(text: str, outline: _Outline, line: int) -> tuple[tuple[Reference, ...], tuple[Placeholder, ...]]:
    referring = "[[" in text and _REFERENCE.search(text) is not None
    holding = any(map(text.__contains__, _PLACEHOLDER_HINTS))
    if not referring and not holding:
        return (), ()
    places = outline.places if outline.places is not None else _places_by_line(outline)
    if places is None:
        places = _parsed(text).places or []
    references: list[Reference] = []
    placeholders: list[Placeholder] = []
    for start, stop in places:
        region = outline.lines[start] if stop == start + 1 else "\n".join(outline.lines[start:stop])
        if "[[" in region or (holding and _PLACEHOLDER.search(region)):
            spot = _Spots(region, line + start)
            references += (
                Reference(found[1].strip(), (found[2] or "").strip(), *spot.at(found))
                for found in _REFERENCE.finditer(region)
                if spot.is_text(found)
            )
            placeholders += (
                Placeholder(found.group(), *spot.at(found))
                for found in _PLACEHOLDER.finditer(region)
                if spot.is_text(found)
            )
    return tuple(references), tuple(placeholders)


class _Spots:
    """Where the matches in a paragraph, cell or heading are, and whether they are text or code."""

    def __init__(self, region: str, line: int) -> None:
        self._line = line
        self._masked, _ = _masked(region)
        self._starts = [0, *(found.end() for found in re.finditer("\n", region))]

    def at(self, found: re.Match[str]) -> tuple[int, int]:
        line = bisect_right(self._starts, found.start())
        return self._line + line - 1, found.start() - self._starts[line - 1] + 1

    def is_text(self, found: re.Match[str]) -> bool:
        number = bisect_right(self._masked, found.start(), key=lambda span: span[0]) - 1
        return number < 0 or found.start() >= self._masked[number][1]


_TICK = re.compile(r"`+")
_TICK_OR_COMMENT = re.compile(r"\\.|(`+)|<!--", re.DOTALL)


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


_Lines = tuple[int, int]
"""From the first line to the one behind the last, from 0."""


class _Outline(NamedTuple):
    """The blocks at the top level of a text; all lines count from 0."""

    lines: list[str]
    headings: list[_Heading]
    paragraph: str
    """The first one, as written."""
    fences: list[_Fence]
    entries: list[_Lines]
    """Of all lists."""
    places: list[_Lines] | None = None
    """Where text stands, at any level: paragraphs, headings, cells. None where only the lines are known that hold none."""
    textless: frozenset[int] = frozenset()
    comments: tuple[_Lines, ...] = ()
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


def _outline(text: str) -> _Outline:
    scan = _Scan(text)
    return scan.outline() if scan.is_sure() else _parsed(text)


# What may make code of a line inside a list or a quote: a fence, HTML, a comment, much indentation.
_NESTED_CODE = re.compile(r"```|~~~|<|\t|^ {6}|[-+*.)>] {5}").search


def _places_by_line(outline: _Outline) -> list[_Lines] | None:
    """Every line that is not code is a stretch of text of its own, unless a code span or comment could cross its end."""
    lines = outline.lines
    if any(_NESTED_CODE(lines[number]) for number in outline.contained):
        return None
    places: list[_Lines] = list(outline.comments)
    for number, line in enumerate(lines):
        if number in outline.textless:
            continue
        if ("`" in line or "<!--" in line) and _masked(line)[1]:
            return None
        places.append((number, number + 1))
    places.sort()
    return places


class _Scan:
    """One look at each line, as far as its first characters and the kind of block that it stands in decide what it is.

    Every method named in `_KINDS` says whether it is sure; after the first that is not, nothing found counts.
    """

    _FRESH, _PARAGRAPH, _LIST, _QUOTE, _TABLE = range(5)

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.headings: list[_Heading] = []
        self.fences: list[_Fence] = []
        self.entries: list[_Lines] = []
        self.comments: list[_Lines] = []
        self.contained: list[int] = []
        self.textless: list[int] = []
        self.paragraph: _Lines | None = None
        self._has_definitions = "]:" in text
        self._state = self._FRESH
        self._start = 0
        self._is_below_blank = True
        self._marker = ""
        self._offset = 0
        self._closing = ""
        self._info = ""

    def outline(self) -> _Outline:
        """What was found; only where the scan is sure."""
        paragraph = "" if self.paragraph is None else "\n".join(self.lines[slice(*self.paragraph)])
        found = self.headings, paragraph, self.fences, self.entries, None
        return _Outline(self.lines, *found, frozenset(self.textless), tuple(self.comments), tuple(self.contained))

    def is_sure(self) -> bool:
        """Whether every line could be told by itself."""
        kinds = _KINDS
        for number, line in enumerate(self.lines):
            if self._closing:
                self._within(number, line)
            elif not line:  # what `_blank` does, without a call
                if self._state == self._LIST:
                    self._is_below_blank = True
                elif self._state != self._FRESH:
                    self._end(number)
            else:
                kind = kinds.get(line[0])
                if kind is None:
                    if self._state == self._PARAGRAPH:
                        continue
                    is_sure = self._text(number)
                else:
                    is_sure = kind(self, number, line) and ("|" not in line or not self._may_head_table(number, line))
                if not is_sure:
                    return False
        number = len(self.lines)
        self._end(number)
        if self._closing == "-->":
            self._uncommented(number)
        elif self._closing:
            self._unfenced(number, number)
        return True

    def _may_head_table(self, number: int, line: str) -> bool:
        """Whether a line that looks like something else is a table's head; one that starts with `|` has been asked."""
        below = self.lines[number + 1].strip(" \t") if number + 1 < len(self.lines) else ""
        return line[0] != "|" and below != "" and not below.strip("-:| \t")

    def _end(self, number: int) -> None:
        if self._state == self._PARAGRAPH:
            if self.paragraph is None and "".join(self.lines[self._start : number]).strip():
                self.paragraph = self._start, number
        elif self._state == self._LIST:
            while not self.lines[number - 1].strip(" \t"):
                number -= 1
            self.entries.append((self._start, number))
        self._state = self._FRESH

    def _blank(self, number: int) -> None:
        if self._state == self._LIST:
            self._is_below_blank = True
        else:
            self._end(number)

    def _text(self, number: int, _: str = "") -> bool:
        if self._state == self._LIST and self._is_below_blank:
            self._end(number)
        if self._state == self._FRESH:
            self._state = self._PARAGRAPH
            self._start = number
        return self._state == self._PARAGRAPH

    def _heading(self, number: int, line: str) -> bool:
        rest = line.lstrip("#")
        level = len(line) - len(rest)
        if level > 6 or (rest and rest[0] not in " \t"):
            return self._text(number)
        self._end(number)
        rest = rest.rstrip(" \t")
        bare = rest.rstrip("#")
        if bare and bare[-1] in " \t":
            rest = bare
        self.headings.append(_Heading(number, number + 1, level, rest.strip()))
        return True

    def _fence(self, number: int, line: str) -> bool:
        marker = line[0]
        rest = line.lstrip(marker)
        length = len(line) - len(rest)
        if length < 3 or (marker == "`" and "`" in rest):
            return self._text(number)
        self._end(number)
        self._closing, self._info, self._start = marker * length, rest, number
        self.textless.append(number)
        return True

    def _html(self, number: int, line: str) -> bool:
        if not line.startswith("<!--"):
            return False
        self._end(number)
        self._closing, self._start = "-->", number
        self._within(number, line)
        return True

    def _within(self, number: int, line: str) -> None:
        self.textless.append(number)
        if self._closing == "-->":
            if "-->" in line:
                self._uncommented(number + 1)
            return
        bare = line.lstrip(" ")
        is_near = len(line) - len(bare) < 4 and bare.startswith(self._closing)
        if is_near and not bare.lstrip(self._closing[0]).strip(" \t"):
            self._unfenced(number, number + 1)

    def _uncommented(self, stop: int) -> None:
        self.comments.append((self._start, stop))
        self._closing = ""

    def _unfenced(self, inner_stop: int, stop: int) -> None:
        self.fences.append(_Fence(self._start, inner_stop, stop, self._info))
        self._closing = ""

    def _quote(self, number: int, _: str) -> bool:
        self._end(number)
        self._state = self._QUOTE
        self.contained.append(number)
        return True

    def _bullet(self, number: int, line: str) -> bool:
        if line[1:2] == " " and line[2:3] not in _MAY_BE_RULE:
            return self._entry(number, line, 1)
        if _is_rule(line):
            if (
                line[0] == "-"
                and self._state != self._FRESH
                and not (self._state == self._LIST and self._is_below_blank)
            ):
                return False
            self._end(number)
            return True
        if line[1:2] == " ":
            return self._entry(number, line, 1)
        if len(line) == 1 or line[1] == "\t" or not line.strip("-:| \t"):
            return False
        return self._text(number)

    def _number(self, number: int, line: str) -> bool:
        found = _NUMBER(line)
        if found is None:
            return self._text(number)
        is_below = self._state == self._LIST and not self._is_below_blank
        if self._state == self._PARAGRAPH:
            if int(found[1]) != 1:
                return self._text(number)
        elif self._state in (self._QUOTE, self._TABLE) or (is_below and self._marker != found[2]):
            return False
        return self._entry(number, line, found.end())

    def _entry(self, number: int, line: str, width: int) -> bool:
        content = line[width:].lstrip(" ")
        gap = len(line) - width - len(content)
        if not content or content[0] == "\t" or not 1 <= gap <= 4 or self._state == self._TABLE:
            return False
        if self._state == self._LIST and not self._is_below_blank:
            self.entries.append((self._start, number))  # what `_end` does, without a call
        elif self._state != self._FRESH:
            self._end(number)
        self._state = self._LIST
        self._start = number
        self._is_below_blank = False
        self._marker = line[width - 1]
        self._offset = width + gap
        self.contained.append(number)
        return True

    def _underscore(self, number: int, line: str) -> bool:
        if _is_rule(line):
            self._end(number)
            return True
        return self._text(number)

    def _equals(self, number: int, line: str) -> bool:
        return (self._state == self._FRESH or bool(line.strip("= \t"))) and self._text(number)

    def _bracket(self, number: int, line: str) -> bool:
        if self._state != self._PARAGRAPH and self._has_definitions:
            label, bracket, rest = line.partition("]")
            if not bracket or rest[:1] == ":" or "\\" in label:
                return False
        return self._text(number)

    def _colon(self, number: int, line: str) -> bool:
        return bool(line.strip("-:| \t")) and self._text(number)

    def _pipe(self, number: int, line: str) -> bool:
        if self._state == self._TABLE:
            return True
        below = self.lines[number + 1] if number + 1 < len(self.lines) else ""
        if not line.strip("-:| \t"):
            return False
        if below.strip("-:| \t") or not below.strip(" \t"):
            return self._text(number)
        if self._state == self._LIST and self._is_below_blank:
            self._end(number)
        if self._state != self._FRESH or not _is_table(line, below):
            return False
        self._state = self._TABLE
        return True

    def _indented(self, number: int, line: str) -> bool:
        bare = line.lstrip(" ")
        depth = len(line) - len(bare)
        if not bare.strip(" \t"):
            self._blank(number)
            return True
        if self._state == self._LIST:
            self._is_below_blank = False
            self.contained.append(number)
            return depth >= self._offset and bare[0] != "\t"
        if self._state == self._FRESH and (depth > 3 or bare[0] == "\t"):
            self.textless.append(number)
            return True
        return bare[0] != "\t" and (depth > 3 or bare[0] not in _KINDS) and self._text(number)

    def _tabbed(self, number: int, line: str) -> bool:
        if not line.strip(" \t"):
            self._blank(number)
            return True
        if self._state == self._FRESH:
            self.textless.append(number)
            return True
        return self._state == self._PARAGRAPH


_NUMBER = re.compile(r"([0-9]{1,9})([.)])(?=[ \t]|$)").match
_DELIMITERS = re.compile(r"\|(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*").fullmatch

_KINDS: dict[str, Callable[[_Scan, int, str], bool]] = {
    "#": _Scan._heading,
    "`": _Scan._fence,
    "~": _Scan._fence,
    "<": _Scan._html,
    ">": _Scan._quote,
    "-": _Scan._bullet,
    "+": _Scan._bullet,
    "*": _Scan._bullet,
    "_": _Scan._underscore,
    "=": _Scan._equals,
    "[": _Scan._bracket,
    ":": _Scan._colon,
    "|": _Scan._pipe,
    " ": _Scan._indented,
    "\t": _Scan._tabbed,
    **dict.fromkeys("0123456789", _Scan._number),
}


_MAY_BE_RULE = frozenset(("-", "+", "*", " ", "\t", ""))


def _is_rule(line: str) -> bool:
    marker = line[0]
    return line.count(marker) > 2 and marker != "+" and not line.strip(f"{marker} \t")


def _is_table(line: str, below: str) -> bool:
    cells = line.rstrip(" \t")
    return (
        cells.endswith("|")
        and "\\" not in cells
        and _DELIMITERS(below) is not None
        and cells.count("|") == below.count("|")
    )


def _parsed(text: str) -> _Outline:
    """The blocks as CommonMark has them."""
    tokens: list[Token] = []
    _markdown().block.parse(text, _markdown(), {}, tokens)
    lines = text.split("\n")
    headings: list[_Heading] = []
    fences: list[_Fence] = []
    entries: list[_Lines] = []
    places: dict[_Lines, None] = {}
    paragraph = ""
    for number, token in enumerate(tokens):
        if token.map is None:
            continue
        start, stop = token.map
        kind = token.type
        if kind == "inline" or (kind == "html_block" and _VERBATIM(token.content) is None):
            places[start, stop] = None
        elif kind == "heading_open" and token.level == 0:
            headings.append(_Heading(start, stop, int(token.tag[1]), tokens[number + 1].content))
        elif kind == "paragraph_open" and token.level == 0:
            paragraph = paragraph or tokens[number + 1].content.strip()
        elif kind == "fence" and token.level == 0:
            inner = token.content.removesuffix("\n").count("\n") + 1 if token.content else 0
            fences.append(_Fence(start, start + 1 + inner, stop, token.info))
        elif kind == "list_item_open" and token.level == 1:
            while not lines[stop - 1].strip(" \t") and stop > start + 1:
                stop -= 1
            entries.append((start, stop))
    return _Outline(lines, headings, paragraph, fences, entries, list(places))


_VERBATIM = re.compile(r"\s*<(?:pre|script|style|textarea)\b", re.IGNORECASE).match


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415  # most runs never need it

    return MarkdownIt("commonmark").enable("table")


# ---- text -------------------------------------------------------------------------------------------------------

_MAX_INLINE = 3_000
_HAS_MARKS = re.compile(r"[*_`\[\]<&\\\0]").search

# Marks that mean what they seem to, one after the other and none inside another; whatever does not match all through
# is parsed as CommonMark. What a group holds is text: code, the words of a link, of emphasis, of a `[[reference]]`.
_WORDS = r"[^*_`\[\]<&\\!\0\s](?:[^*_`\[\]<&\\!\0]*[^*_`\[\]<&\\!\0\s])?"
_NAME = r"[^*_`\[\]<&\\!\0\s|](?:[^*_`\[\]<&\\!\0|]*[^*_`\[\]<&\\!\0\s|])?"
_EDGE = r"[^\W_](?:[^*_`\[\]<&\\!\0]*[^\W_])?"
_SIMPLE_INLINE = re.compile(
    r"([^*_`\[\]<&\\!\0]+)"
    r"|!(?!\[)"
    r"|\[[^*_`\[\]<&\\!\0]*\](?![(\[:])"
    r"|(?<=[^\W_])_(?=[^\W_])"
    r"|(?<!`)`(?!`)([^`\0]+)`(?!`)"
    rf"|(?<!\*)\*\*({_EDGE})\*\*(?!\*)"
    rf"|(?<!\*)\*({_EDGE})\*(?!\*)"
    rf"|\[({_WORDS})\]\((?:https?://|(?![\w.+-]*:))[^\s()<>\\`\[\]&\0*_]+\)"
    rf"|\[\[({_NAME})(?:\|({_NAME}))?\]\](?![(\[:])"
)
_PADDED_CODE = re.compile(r"^ (.+) $", re.DOTALL)


def _plain(markdown: str) -> str:
    """Inline Markdown as the text that a reader sees, on one line."""
    if _HAS_MARKS(markdown) is None:
        if markdown.isprintable() and "  " not in markdown and markdown[:1] != " " != markdown[-1:]:
            return markdown  # nothing but words with one space between them
        return " ".join(markdown.split())
    if len(markdown) > _MAX_INLINE:
        return " ".join(re.sub(r"[*`]", "", markdown).split())
    if "\n" in markdown:
        markdown = "\n".join(line.strip() for line in markdown.split("\n"))
    plain = _simple_plain(markdown)
    return _parsed_plain(markdown) if plain is None else plain


def _simple_plain(markdown: str) -> str | None:
    at = 0
    parts: list[str] = []
    for found in _SIMPLE_INLINE.finditer(markdown):
        if found.start() != at:
            return None
        at = found.end()
        if found.lastindex is None:
            parts.append(found.group())
        elif found[2] is not None:
            parts.append(_PADDED_CODE.sub(r"\1", found[2].replace("\n", " ")))
        else:
            parts.append(found[found.lastindex])
    return " ".join("".join(parts).split()) if at == len(markdown) else None


def _parsed_plain(markdown: str) -> str:
    tokens = _markdown().parseInline(markdown)
    text = "".join(_texts(tokens[0].children or []))
    text = _REFERENCE.sub(lambda found: (found[2] or found[1]).strip(), text)
    return " ".join(text.replace(_CODE_BRACKET, "[").replace(_CODE_EDGE, "").split())


# For private use, so in nobody's text: what stands in code, or touches it, is no reference.
_CODE_BRACKET = "\ue05b"
_CODE_EDGE = "\ue060"


def _texts(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "code_inline":
            yield _CODE_EDGE + token.content.replace("[", _CODE_BRACKET) + _CODE_EDGE
        elif token.type in ("text", "text_special"):
            yield token.content
        elif token.type in ("softbreak", "hardbreak"):
            yield " "
        elif token.type == "image":
            yield from _texts(token.children or [])
