"""Where the links and pictures of a text lead."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from tpo_docs.body.commonmark import definitions
from tpo_docs.model import Address

_RELATIVE = r"(?![a-zA-Z][a-zA-Z0-9+.-]*:|/)"
"""Not of another site, and not from the root of this one."""
_LINK = re.compile(
    rf"(?<!\\)\]\([ \t]*(?:<{_RELATIVE}([^<>\n]+)>|{_RELATIVE}([^\s()<>]+(?:\([^\s()<>]*\)[^\s()<>]*)*))"
    r"(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*\)"
)
_TAG = re.compile(
    rf"<(?:img|a)[ \t](?:[^<>\n]*?[ \t])?(?:src|href)=(?:\"{_RELATIVE}([^\"<>\n]+)\"|'{_RELATIVE}([^'<>\n]+)')"
)
_DEFINITION = re.compile(rf"\[(?!\^)([^\[\]\n]+)\]:[ \t]*(?:<{_RELATIVE}([^<>\n]+)>|{_RELATIVE}([^\s<>]\S*))")
_BRACKET = re.compile(r"\\.|[\[\]]")
_LABEL = re.compile(r"\[([^\[\]]+)\]")


def may_link(text: str) -> bool:
    """Whether a text may hold a link that `addresses` finds; quick, and mostly enough to say no."""
    # One sign is found much sooner than two.
    if not (("]" in text and ("](" in text or "]:" in text)) or ("<" in text and ("<img" in text or "<a " in text))):
        return False
    return any(pattern.search(text) is not None for pattern in (_LINK, _DEFINITION, _TAG))


def links_of(region: str, *, is_html: bool) -> Iterator[tuple[re.Match[str], int]]:
    """The links and pictures in a stretch of text, each with the group that is its address; of Markdown's own there are
    none where it `is_html`."""
    if "](" in region and not is_html:
        yield from ((found, found.lastindex or 0) for found in _LINK.finditer(region))
    if "<" in region:
        yield from ((found, found.lastindex or 0) for found in _TAG.finditer(region))


class Openings:
    """Which closing brackets have an opening one before them, on their line or above it in the same paragraph."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._closed: set[tuple[int, int]] | None = None

    def has(self, number: int, column: int) -> bool:
        """Whether the one at that column (from 1) of a line (from 0) has."""
        if self._closed is None:
            self._closed, depth = set(), 0
            for place, line in enumerate(self._lines):
                depth = depth if line.strip() else 0
                for found in _BRACKET.finditer(line) if "[" in line or "]" in line else ():
                    if found[0] == "[":
                        depth += 1
                    elif found[0] == "]" and depth:
                        depth -= 1
                        self._closed.add((place, found.start() + 1))
        return (number, column) in self._closed


def defined(text: str, lines: list[str], line: int) -> Iterator[Address]:
    """The addresses of definitions (`[label]: address`) that are of use to some link of the text."""
    if "]:" not in text or _DEFINITION.search(text) is None:
        return
    used: Counter[str] | None = None
    for number in definitions(text):
        found = _DEFINITION.search(lines[number])
        if found is None:
            continue
        if used is None:
            used = Counter(_folded(label) for label in _LABEL.findall(text))
        if used[_folded(found[1])] > 1:
            group = found.lastindex or 0
            yield Address(found[group], line + number, found.start(group) + 1)


def _folded(label: str) -> str:
    return " ".join(label.split()).casefold()
