"""The places in a text that a link may lead to beside its sections."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tpo_docs.body.outline import Outline
from tpo_docs.body.plain import plain

ANY = "*"
"""Stands for any: of a text into which another program puts more."""
_INSERTED = re.compile(r"^[ \t]*(?::::[ \t]|-{1,2}8<-)|\{%", re.MULTILINE)
_NAMED = re.compile(r"\b(?:id|name)=[\"']?([^\"'\s<>]+)")
_ATTRIBUTES = re.compile(r"\{[^{}\n]*\}")
_ATTRIBUTED = re.compile(r"#([^\s{}#]+)")
_INNER = re.compile(r"[ \t>*+\-0-9.)]*#{1,6}[ \t]*([^#\s][^\n]*)").match


def anchors(text: str, outline: Outline) -> tuple[str, ...]:
    """Ids and names that an author gave to places, as HTML or as an attribute list, and the titles of headings that are
    no sections: in lists and quotes, or begun without a space. Of code, too: who looks for an anchor may find too many."""
    found: list[str] = []
    if "=" in text and ("id=" in text or "name=" in text):
        found += _NAMED.findall(text)
    if "{" in text and "#" in text:
        found += (name for some in _ATTRIBUTES.findall(text) for name in _ATTRIBUTED.findall(some))
    if ("8<-" in text or ":::" in text or "{%" in text) and _INSERTED.search(text) is not None:
        found.append(ANY)
    if _signed(text) != len(outline.headings):
        found += _inner_titles(outline)
    return tuple(dict.fromkeys(found)) if found else ()


def _signed(text: str) -> int:
    """How many lines hold a `#`: as many as there are headings, unless some of either are of another kind."""
    count = 0
    at = text.find("#")
    while at >= 0:
        count += 1
        end = text.find("\n", at)
        at = text.find("#", end) if end >= 0 else -1
    return count


def _inner_titles(outline: Outline) -> Iterator[str]:
    sections = {heading.start for heading in outline.headings}
    code = {number for fence in outline.fences for number in range(fence.start, fence.stop)}
    for number, line in enumerate(outline.lines):
        if "#" in line and number not in sections and number not in code and (found := _INNER(line)) is not None:
            yield plain(found[1].rstrip("# \t"))
