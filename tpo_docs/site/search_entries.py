"""What Material's search says of a page, found by a reader that takes HTML apart by one pattern.

The theme's own reader is Python's `HTMLParser`, made for any HTML, with sets of elements looked at for each tag. Pages
here come from Python-Markdown, the sanitiser or our templates, so tags are whole and nested. The same sections come out,
as a test shows; a page that is not of that kind is left to the theme's reader.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import Any

from material.plugins.search.plugin import Element, Section, void

_TOKEN = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]*)((?:\s[^\"<>]*(?:\"[^\"]*\"[^\"<>]*)*)?/?)>|([^<]+)")
_ATTRIBUTE = re.compile(r"\s+([^\s=\"'<>/]+)(?:\s*=\s*\"([^\"]*)\")?")
_QUOTED = re.compile(r"\"[^\"]*\"")
_UNQUOTED = re.compile(r"'|=\s*[^\s\"]|\"\"[^\s/]")
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_SKIPPED = frozenset(("object", "script", "style"))
_KEPT = frozenset(("p", "code", "pre", "li", "ol", "ul", "sub", "sup"))
_OTHERS = re.compile(r"<(?:script|style|textarea|title|xmp|iframe|noembed|noframes|plaintext)\b", re.IGNORECASE)
"""Elements whose content an HTML parser reads in another way."""
_TITLE = re.compile(r"<title\b[^>]*>[^<]*</title>")
_ASKED = ("data-search-exclude", "linenodiv", "headerlink")


class _OddError(Exception):
    """HTML that is for the theme's own reader."""


def sections(html: str) -> list[Any] | None:
    """The sections of a page as Material's reader finds them, without those left out; None where that is for it to say."""
    if _OTHERS.search(html) and _OTHERS.search(_TITLE.sub("", html)):
        return None
    reader = _Reader()
    opened, closed, said = reader.opened, reader.closed, reader.said
    end = 0
    try:
        for token in _TOKEN.finditer(html):
            if token.start() != end:
                return None
            end = token.end()
            slash, tag, attributes, text = token.groups()
            if text is not None:
                said(text)
            elif slash:
                if attributes:
                    return None
                closed(tag.lower())
            else:
                tag = tag.lower()
                opened(tag, attributes)
                if attributes and attributes[-1] == "/" and tag not in void:
                    closed(tag)
    except _OddError:
        return None
    if end != len(html) or reader.context:
        return None
    return [section for section in reader.sections if not section.is_excluded()]


class _Reader:
    """Where a reader stands: the open elements, and the section that words go to."""

    def __init__(self) -> None:
        self.context: list[str] = []
        self.sections: list[Any] = []
        self._section: Any = None
        self._skipped: set[str] = set(_SKIPPED)
        self._hidden = False
        self._headings: list[str] = []
        """The open headings; words in one like the section's own are its title."""
        self._in_title = False
        self._permalinks: list[int] = []
        self._pre = 0

    def opened(self, tag: str, written: str) -> None:
        """An element begins."""
        if tag in void:
            return
        self.context.append(tag)
        if tag in _HEADINGS:
            self._heading(tag, written)
        elif self._section is None:
            self._begin(Section(Element("hx")))
        if tag == "pre":
            self._pre += 1
        if written:
            for asked in _ASKED:
                if asked in written and self._is_asked(tag, written):
                    self._skipped.add(tag)
                    self._hidden = True
                    return
        if self._hidden:
            return
        if tag in self._skipped:
            self._hidden = True
        elif tag in _KEPT:
            self._words().append(f"<{tag}>")

    def closed(self, tag: str) -> None:
        """An element ends."""
        if tag in void:
            return
        context = self.context
        if not context or context[-1] != tag:
            raise _OddError
        depth = len(context)
        if self._section.depth > depth:
            self._leave(depth)
        context.pop()
        if tag == "pre":
            self._pre -= 1
        elif self._permalinks and self._permalinks[-1] == depth:
            self._permalinks.pop()
        if tag in _HEADINGS:
            self._headings.pop()
            self._in_title = self._section.el.tag in self._headings
        if tag in self._skipped:
            if tag not in _SKIPPED:
                self._skipped.remove(tag)
            self._hidden = not self._skipped.isdisjoint(context)
        elif not self._hidden and tag in _KEPT:
            self._end_kept(tag)

    def said(self, written: str) -> None:
        """Words between tags."""
        if self._hidden:
            return
        data = unescape(written) if "&" in written else written
        blank = data.isspace()
        if not self._pre:
            data = " " if blank else data.replace("\n", " ")
        if self._section is None:
            self._begin(Section(Element("hx")))
        text = self._section.text
        if self._in_title:
            if not self._permalinks:
                self._section.title.append(escape(data, quote=False))
        elif not blank:
            text.append(escape(data, quote=False))
        elif not text or not text[-1].isspace() or self._pre:
            text.append(data)

    def _heading(self, tag: str, written: str) -> None:
        attributes = _attributes(written)
        depth = len(self.context)
        if "id" in attributes:
            if tag != "h1" and not self.sections:
                self._begin(Section(Element("hx"), depth))
            section = Section(Element(tag, attributes), depth)
            if self.sections:
                section.id = attributes["id"]
            self._begin(section)
        elif self._section is None:
            self._begin(Section(Element("hx")))
        self._headings.append(tag)
        self._in_title = self._section.el.tag in self._headings

    def _is_asked(self, tag: str, written: str) -> bool:
        """Whether the element is left out; notes the links that a heading has to itself."""
        attributes = _attributes(written)
        depth = len(self.context)
        if tag == "a" and attributes.get("class") == "headerlink" and depth not in self._permalinks:
            self._permalinks.append(depth)
        return "data-search-exclude" in attributes or attributes.get("class") == "linenodiv"

    def _leave(self, depth: int) -> None:
        """A section whose heading stood deeper has ended; words go to the one before."""
        for section in reversed(self.sections):
            if section.depth <= depth:
                self._section.depth = float("inf")
                self._section = section
                self._in_title = section.el.tag in self._headings
                break

    def _begin(self, section: Any) -> None:
        self._section = section
        self.sections.append(section)

    def _words(self) -> list[str]:
        words: list[str] = self._section.title if self._in_title else self._section.text
        return words

    def _end_kept(self, tag: str) -> None:
        """Writes an end tag; an element of blanks only goes again."""
        words = self._words()
        begin = f"<{tag}>"
        if begin not in words:
            raise _OddError
        start = words.index(begin)
        if all(word.isspace() for word in words[start + 1 :]):
            del words[start:]
        else:
            words.append(f"</{tag}>")


def _attributes(written: str) -> dict[str, str | None]:
    if _UNQUOTED.search(_QUOTED.sub('""', written)):
        raise _OddError
    return {
        found[1].lower(): unescape(found[2]) if found[2] is not None and "&" in found[2] else found[2]
        for found in _ATTRIBUTE.finditer(written)
    }
