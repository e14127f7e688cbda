"""The blocks of a text from a look at each of its lines; most bodies need no more."""

from __future__ import annotations

import re
from collections.abc import Callable

from tpo_docs.body.commonmark import parsed
from tpo_docs.body.outline import Fence, Heading, Lines, Outline

_NUMBER = re.compile(r"([0-9]{1,9})([.)])(?=[ \t]|$)").match
_DELIMITERS = re.compile(r"\|(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*").fullmatch
_MAY_BE_RULE = frozenset(("-", "+", "*", " ", "\t", ""))


def outline_of(text: str) -> Outline:
    """The blocks of a text: from a scan where it is sure, else from CommonMark."""
    scan = Scan(text)
    return scan.outline() if scan.is_sure() else parsed(text)


class Scan:
    """One look at each line, as far as its first characters and the kind of block that it stands in decide what it is.

    Every method named in `_KINDS` says whether it is sure; after the first that is not, nothing found counts.
    """

    _FRESH, _PARAGRAPH, _LIST, _QUOTE, _TABLE = range(5)

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.headings: list[Heading] = []
        self.fences: list[Fence] = []
        self.entries: list[Lines] = []
        self.comments: list[Lines] = []
        self.contained: list[int] = []
        self.textless: list[int] = []
        self.paragraph: Lines | None = None
        self._has_definitions = "]:" in text
        self._state = self._FRESH
        self._start = 0
        self._is_below_blank = True
        self._marker = ""
        self._offset = 0
        self._closing = ""
        self._info = ""

    def outline(self) -> Outline:
        """What was found; only where the scan is sure."""
        paragraph = "" if self.paragraph is None else "\n".join(self.lines[slice(*self.paragraph)])
        found = self.headings, paragraph, self.fences, self.entries, None
        return Outline(self.lines, *found, frozenset(self.textless), tuple(self.comments), tuple(self.contained))

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
        self.headings.append(Heading(number, number + 1, level, rest.strip()))
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
        self.fences.append(Fence(self._start, inner_stop, stop, self._info))
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


_KINDS: dict[str, Callable[[Scan, int, str], bool]] = {
    "#": Scan._heading,
    "`": Scan._fence,
    "~": Scan._fence,
    "<": Scan._html,
    ">": Scan._quote,
    "-": Scan._bullet,
    "+": Scan._bullet,
    "*": Scan._bullet,
    "_": Scan._underscore,
    "=": Scan._equals,
    "[": Scan._bracket,
    ":": Scan._colon,
    "|": Scan._pipe,
    " ": Scan._indented,
    "\t": Scan._tabbed,
    **dict.fromkeys("0123456789", Scan._number),
}


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
