"""What Material's search says of a page, found by a reader that takes HTML apart by one pattern.

The theme's own reader is Python's `HTMLParser`, made for any HTML, with sets of elements looked at for each tag. Pages
here come from Python-Markdown, the sanitiser or our templates, so tags are whole and nested. The same sections come out,
as a test shows; a page that is not of that kind is left to the theme's reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape, unescape
from typing import Any, NamedTuple

from material.plugins.search.plugin import Element, Section, void

_TOKEN = re.compile(r"<(/?[A-Za-z][A-Za-z0-9:-]*(?:\s[^\"<>]*(?:\"[^\"]*\"[^\"<>]*)*)?/?)>([^<]*)")
_WRITTEN = re.compile(r"(/?)([A-Za-z][A-Za-z0-9:-]*)((?:\s[^\"<>]*(?:\"[^\"]*\"[^\"<>]*)*)?/?)")
_ATTRIBUTE = re.compile(r"\s+([^\s=\"'<>/]+)(?:\s*=\s*\"([^\"]*)\")?")
_QUOTED = re.compile(r"\"[^\"]*\"")
_BARE = re.compile(r"=\s*[^\s\"]\S*/\Z")
_UNQUOTED = re.compile(r"'|=\s*[^\s\"]|\"\"[^\s/]")
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_SKIPPED = frozenset(("object", "script", "style"))
_KEPT = frozenset(("p", "code", "pre", "li", "ol", "ul", "sub", "sup"))
_MEANS = _HEADINGS | _SKIPPED | _KEPT
_OTHERS = frozenset(("script", "style", "textarea", "xmp", "iframe", "noembed", "noframes", "plaintext"))
"""Elements whose content an HTML parser reads in another way; it does so with titles that hold tags."""
_ASKED = ("data-search-exclude", "linenodiv", "headerlink")


class _OddError(Exception):
    """HTML that is for the theme's own reader."""


def sections(html: str) -> list[Any] | None:
    """The sections of a page as Material's reader finds them, without those left out; None where that is for it to say."""
    for take_apart in (_split, _tokens):
        reader = _Reader()
        try:
            reader.read(*take_apart(html))
        except _OddError:
            continue
        if not reader.context:
            return [section for section in reader.sections if not section.is_excluded()]
    return None


class _Tag(NamedTuple):
    """What stands between `<` and `>`, as a reader needs it."""

    does: int
    name: str
    attributes: str


_NOTHING, _OPENS, _CLOSES, _BEGINS, _ENDS, _TITLE, _SHOWN, _DONE = range(8)
"""No content; an element that only nests opens, or closes; one that means something does; a title opens; an element
begins, or ends, of which no more is kept than its name."""


def _split(html: str) -> tuple[str, Iterable[tuple[str, str, str]]]:
    """The text before the first tag; and what stands in each tag, its end, and the text behind it.

    A `<` or `>` in the value of an attribute makes tags of it that are none, and that `_tag` does not know.
    """
    start, *pieces = html.split("<")
    return start, [piece.partition(">") for piece in pieces]


def _tokens(html: str) -> tuple[str, Iterable[tuple[str, str, str]]]:
    """The same, with the values of attributes read as such."""
    start = html.partition("<")[0]
    found = list(_TOKEN.finditer(html, len(start)))
    if "".join([start, *(token[0] for token in found)]) != html:
        raise _OddError
    return start, ((token[1], ">", token[2]) for token in found)


@lru_cache(20_000)
def _tag(written: str) -> _Tag:
    found = _WRITTEN.fullmatch(written)
    if found is None:
        raise _OddError
    slash, name, attributes = found[1], found[2].lower(), found[3]
    if slash and attributes:
        raise _OddError
    if name in void:
        return _Tag(_NOTHING, name, attributes)
    if not slash and name in _OTHERS:
        raise _OddError
    if name == "title" and not slash:
        return _Tag(_TITLE, name, attributes)
    if attributes.endswith("/") and _BARE.search(_QUOTED.sub('""', attributes)):
        raise _OddError  # the slash is a part of the value
    means = name in _MEANS or attributes.endswith("/") or any(asked in attributes for asked in _ASKED)
    if name in _KEPT and name != "pre" and not attributes:
        return _Tag(_DONE if slash else _SHOWN, name, "")
    if slash:
        return _Tag(_ENDS if means else _CLOSES, name, "")
    return _Tag(_BEGINS if means else _OPENS, name, attributes)


class _Reader:
    """Where a reader stands: the open elements, and the section that words go to."""

    def __init__(self) -> None:
        self.context: list[str] = []
        self.sections: list[Any] = []
        self._section: Any = None
        self._skipped: set[str] = set(_SKIPPED)
        self._hidden = False
        self._is_plain = True
        """Whether nothing is left out but by its name."""
        self._headings: list[str] = []
        """The open headings; words in one like the section's own are its title."""
        self._in_title = False
        self._permalinks: list[int] = []
        self._pre = 0

    def read(self, start: str, tags: Iterable[tuple[str, str, str]]) -> None:
        """Reads a text and the tags behind it, each with the text that follows.

        Most tags belong to elements that the reader passes over, and most texts are plain words of a section: these are
        dealt with here, and the others by the functions below.
        """
        context, permalinks = self.context, self._permalinks
        if start:
            self.said(start)
        section, simple = self._section, self._is_simple()
        titled = False
        for written, end, text in tags:
            if not end or (titled and written != "/title"):
                raise _OddError
            titled = False
            does, tag, attributes = _tag(written)
            if does == _OPENS and simple:
                context.append(tag)
            elif (
                does == _CLOSES
                and simple
                and not permalinks
                and context
                and context[-1] == tag
                and section.depth <= len(context)
            ):
                context.pop()
            elif does == _SHOWN and simple and not self._hidden:
                context.append(tag)
                self._words().append(f"<{tag}>")
            elif (
                does == _DONE
                and simple
                and not permalinks
                and not self._hidden
                and context
                and context[-1] == tag
                and section.depth <= len(context)
            ):
                context.pop()
                self._end_kept(tag)
            elif does != _NOTHING:
                titled = does == _TITLE
                self._met(does, tag, attributes)
                section, simple = self._section, self._is_simple()
            if not text or self._hidden:
                continue
            if section is None or self._in_title or self._pre or "&" in text or ">" in text:
                self.said(text)
                section, simple = self._section, self._is_simple()
            elif not text.isspace():
                section.text.append(text.replace("\n", " "))
            elif not section.text or not section.text[-1].isspace():
                section.text.append(" ")

    def _met(self, does: int, tag: str, attributes: str) -> None:
        if does in (_CLOSES, _ENDS, _DONE):
            self.closed(tag)
        else:
            self.opened(tag, attributes)
            if attributes.endswith("/"):
                self.closed(tag)

    def _is_simple(self) -> bool:
        """Whether an element that the reader passes over changes nothing but what is open: none like it is left out."""
        return self._is_plain and self._section is not None

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
                    self._hidden, self._is_plain = True, False
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
                self._is_plain = len(self._skipped) == len(_SKIPPED)
            self._hidden = not self._skipped.isdisjoint(context)
        elif not self._hidden and tag in _KEPT:
            self._end_kept(tag)

    def said(self, written: str) -> None:
        """Words between tags."""
        if self._hidden:
            return
        special = "&" in written or ">" in written
        data = unescape(written) if special else written
        blank = data.isspace()
        if not self._pre:
            data = " " if blank else data.replace("\n", " ")
        if self._section is None:
            self._begin(Section(Element("hx")))
        text = self._section.text
        if self._in_title:
            if not self._permalinks:
                self._section.title.append(escape(data, quote=False) if special else data)
        elif not blank:
            text.append(escape(data, quote=False) if special else data)
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
        for place in range(start + 1, len(words)):
            if not words[place].isspace():
                words.append(f"</{tag}>")
                return
        del words[start:]


@lru_cache(20_000)
def _attributes(written: str) -> dict[str, str | None]:
    if _UNQUOTED.search(_QUOTED.sub('""', written)):
        raise _OddError
    return {
        found[1].lower(): unescape(found[2]) if found[2] is not None and "&" in found[2] else found[2]
        for found in _ATTRIBUTE.finditer(written)
    }
