"""Headings: Python-Markdown makes one of each kind, the others differ from it by words and id."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import unescape
from typing import Any, NamedTuple

import markdown

from tpo_docs.site import sanitise
from tpo_docs.site.plain_bodies.inline import Inline, NotPlainError, Words, escaped, shown

_HEADING = re.compile(r"#{1,6} [^\\\[<&*_`\n]+\Z")
_OWN_ID = re.compile(r"\{:?[^{}]*#([\w.-]+)[^{}]*\}\s*\Z")
_TITLE = re.compile(
    r'(?P<level>#{1,6}) (?P<span><span class="tpo-id">)?(?P<id>(?(span)(?:[\w.-]|&#\d+;)+))(?(span)</span>)'
    r"(?P<title>(?:[^\\\[\]<>&*_`{}|~^=$#@!]|&#\d+;)*?)(?P<own> \{: #(?P<anchor>[\w.-]+) \})?\Z"
)
_PLAIN_SLUG = re.compile(r"[\w-]+\Z")
_SENTINEL, _MARK = "tpoqqa", "tpoqqid"


class Heading(NamedTuple):
    """What Python-Markdown makes of a heading that stands alone."""

    html: str
    level: int
    id: str
    name: str
    title: str | None
    """What MkDocs takes for the page's title where nothing stands before it."""
    listed: bool
    """Whether the table of contents has it."""


class _Model(NamedTuple):
    """A heading with a sentinel for its words and a mark for its id."""

    before: str
    after: str
    title: str | None
    listed: bool


class Ids:
    """The anchors of a page's headings: those that their authors gave, and then the others, one by one."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.used = {found[1] for line in lines if "{" in line and (found := _OWN_ID.search(line))}


class Headings:
    """Makes the headings of pages, with the settings of one converter."""

    def __init__(
        self, md: markdown.Markdown, toc: Any, convert: Callable[[str], tuple[str, str | None]], inline: Inline
    ) -> None:
        """`toc` is the converter's own table of contents; `convert` gives the HTML of a text and the title in it."""
        self.are_known = True
        """Whether what the converter makes of a heading is understood here."""
        self._md = md
        self._toc = toc
        self._convert = convert
        self._inline = inline
        self._headings: dict[str, Heading] = {}
        self._models: dict[tuple[str, bool, bool], _Model] = {}

    def heading(self, line: str, words: Words, ids: Ids) -> Heading:
        """The heading of a line; notes its anchor."""
        if not line.isprintable() or line.count("{") > 1 or self._inline.means_more(line):
            raise NotPlainError
        title = _TITLE.match(line)
        if title is not None:
            return self._title(title, words, ids)
        heading = self._headings.get(line)
        if heading is None:
            if _HEADING.match(line) is None:
                raise NotPlainError
            heading = self._headings[line] = self._alone(line)
        if words.pattern is not None and words.pattern.search(line):
            raise NotPlainError
        if not _OWN_ID.search(line):
            if heading.id in ids.used:
                raise NotPlainError  # the second of a name gets a number
            ids.used.add(heading.id)
        return heading

    def _alone(self, line: str) -> Heading:
        """The heading as Python-Markdown makes it."""
        html, title = self._convert(line)
        tokens = getattr(self._md, "toc_tokens", [])
        found = re.match(r'<h([1-6])\b[^>]* id="([\w.-]+)"', html)
        if found is None or html.count("<h") != 1 or len(tokens) > 1:
            raise NotPlainError
        name = str(tokens[0]["name"]) if tokens else ""
        return Heading(html, int(found[1]), found[2], name, title, bool(tokens))

    def _title(self, found: re.Match[str], words: Words, ids: Ids) -> Heading:
        """A heading of plain words: Python-Markdown makes one of its kind, the others differ by words and id only."""
        kind = (found["level"], found["span"] is not None, found["own"] is not None)
        model = self._models.get(kind)
        if model is None:
            model = self._models[kind] = self._model(*kind)
        name = unescape(found["id"] + found["title"])
        if "\xa0" in name or not name.isprintable() or "  " in name or name != name.strip() or not name:
            raise NotPlainError
        slug = found["anchor"] or self._toc.slugify(name, self._toc.sep)
        if _PLAIN_SLUG.match(slug) is None or (found["anchor"] is None and slug in ids.used):
            raise NotPlainError
        ids.used.add(slug)
        span = [f"{found['span']}{shown(found['id'], words)}</span>"] if found["span"] else []
        inner = "".join([*span, shown(found["title"], words)])
        html = f"{model.before.replace(_MARK, slug)}{inner}{model.after.replace(_MARK, slug)}"
        if words.pattern is not None and "<abbr" in html:
            html = sanitise.clean(html)
        title = model.title.replace(_SENTINEL, escaped(name)) if model.title is not None else None
        return Heading(html, len(found["level"]), slug, escaped(name), title, model.listed)

    def _model(self, level: str, span: bool, own: bool) -> _Model:  # noqa: FBT001  # what a kind is made of
        inner = f'<span class="tpo-id">{_SENTINEL}</span>' if span else _SENTINEL
        html, title = self._convert(f"{level} {inner}{f' {{: #{_MARK} }}' if own else ''}")
        tokens = getattr(self._md, "toc_tokens", [])
        if not own:
            slug = self._toc.slugify(_SENTINEL, self._toc.sep)
            html = html.replace(f' id="{slug}"', f' id="{_MARK}"').replace(f'href="#{slug}"', f'href="#{_MARK}"')
        before, middle, after = html.partition(inner)
        if not middle or f' id="{_MARK}"' not in before or _SENTINEL in before + after:
            self.are_known = False
            raise NotPlainError
        return _Model(before, after, title, bool(tokens))
