"""A page as lines, as blocks of Markdown and as blocks of ours, and as one page again."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tpo_docs.render import HTML_CLOSE, HTML_OPEN
from tpo_docs.site.plain_bodies.inline import NotPlainError

_ID = re.compile(r' id="([^"<>]+)"')


class Joined:
    """A page as text and blocks of ours in turn, as the sanitiser leaves it."""

    def __init__(self) -> None:
        self._pieces: list[list[str]] = [[]]
        self._after_list = False
        self.is_empty = True

    def add(self, html: str, *, is_list: bool = False) -> None:
        """Adds what Markdown makes of a block."""
        if is_list and self._after_list:
            raise NotPlainError  # Markdown makes one list of two
        self._after_list = is_list
        self._pieces[-1].append(html if self.is_empty else f"\n{html}")
        self.is_empty = False

    def add_own(self, block: str) -> None:
        """Adds a block of ours."""
        if not self.is_empty:
            self._pieces[-1].append("\n")
        self._pieces += [[block], []]
        self._after_list = self.is_empty = False

    def pieces(self) -> list[str]:
        """Text, block, text, block … and text."""
        return ["".join(piece) for piece in self._pieces]


def parts_of(text: str) -> Iterator[tuple[bool, list[str]]]:
    """The lines between our blocks, and our blocks; each of these must stand alone, between blank lines."""
    end = 0
    start = text.find(HTML_OPEN)
    while start >= 0 and (close := text.find(HTML_CLOSE, start + len(HTML_OPEN))) >= 0:
        yield False, _lines(text[end:start], after=end > 0, before=True)
        yield True, [text[start + len(HTML_OPEN) : close]]
        end = close + len(HTML_CLOSE)
        start = text.find(HTML_OPEN, end)
    yield False, _lines(text[end:], after=end > 0, before=False)


def blocks_of(lines: list[str]) -> Iterator[list[str]]:
    """The blocks between blank lines; a heading is one of its own."""
    block: list[str] = []
    for line in lines:
        if not line.strip(" "):
            if block:
                yield block
            block = []
        elif line.startswith("#"):
            if block:
                yield block
            block = []
            yield [line]
        else:
            block.append(line)
    if block:
        yield block


def anchors_of(html: str) -> Iterator[str]:
    """The ids in a block of ours, one a tag."""
    tag = -1
    for found in _ID.finditer(html):
        start = html.rfind("<", tag + 1, found.start())
        if start >= 0 and html.find(">", start, found.start()) < 0:
            tag = start
            yield found[1]


def _lines(text: str, *, after: bool, before: bool) -> list[str]:
    lines = text.split("\n")
    if before and (lines[-1] or (len(lines) > 1 and lines[-2].strip(" "))):
        raise NotPlainError
    if before and after and len(lines) < 3:  # a blank line between two blocks
        raise NotPlainError
    if after and (lines[0] or (len(lines) > 1 and lines[1].strip(" "))):
        raise NotPlainError
    return lines
