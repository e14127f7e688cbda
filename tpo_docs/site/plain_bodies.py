"""Pages that hold nothing but plain Markdown, rendered without the machinery of Python-Markdown: the same, sooner.

Most bodies are paragraphs, headings, short lists, a word in bold, beside blocks of our own that Markdown never sees.
Such a page is put together here block by block. Whatever is not of the few shapes that this module knows leaves the page
to Python-Markdown, and so does an extension that might make something else of them; headings are Python-Markdown's own
work, done once for each wording. A property test holds what comes out equal to what Python-Markdown makes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import unescape
from typing import Any, NamedTuple

import markdown
from markdown.extensions.toc import TocTreeprocessor, nest_toc_tokens

from tpo_docs.render import HTML_CLOSE, HTML_OPEN
from tpo_docs.site import sanitise

_PLAIN_EXTENSIONS = """
    abbr admonition attr_list codehilite def_list extra fenced_code footnotes md_in_html sane_lists tables toc
    pymdownx.details pymdownx.highlight pymdownx.superfences pymdownx.tabbed pymdownx.tasklist
    tpo_docs.sanitise tpo_docs.site.sanitise
    """
_SHAPELESS = frozenset(_PLAIN_EXTENSIONS.split())
"""Extensions that leave the shapes below as they are."""
_MEANT = {
    "pymdownx.arithmatex": "",
    "pymdownx.betterem": r"\*",
    "pymdownx.caret": "",
    "pymdownx.critic": "",
    "pymdownx.emoji": r":[\w+-]+:",
    "pymdownx.inlinehilite": "`",
    "pymdownx.keys": r"\+\+",
    "pymdownx.mark": "",
    "pymdownx.tilde": "",
}
"""Extensions that give signs a meaning, and the signs, as far as they are not special anyway."""
_ALWAYS = r"\\_{}\[\]<>&!|~^=$#@*`"
_SPECIAL = re.compile(rf"[{_ALWAYS}]")
_INLINE = re.compile(
    r"`(?P<code>[^`\\<>&\n]*[^`\\<>&\s][^`\\<>&\n]*)`(?!`)"
    rf"|\*\*(?P<strong>[^{_ALWAYS}\s](?:[^{_ALWAYS}]*[^{_ALWAYS}\s])?)\*\*(?!\*)"
    rf"|\*(?P<em>[^{_ALWAYS}\s](?:[^{_ALWAYS}]*[^{_ALWAYS}\s])?)\*(?!\*)"
    r'|(?P<open><(?:a|span) class="tpo-[\w -]+"(?: (?:href|data-tpo-id|title)="[\w ./#:%?=,;()-]*")*>)'
    r"|(?P<close></(?:a|span)>)"
    rf"|\[(?P<label>(?:[^{_ALWAYS}\n]|&#\d+;)+)\]\((?P<address>[\w./#%-]+)\)"
    r'(?:\{: (?P<classes>(?:\.[\w-]+ )+)data-tpo-id="(?P<ref>[\w./-]+)" \}|(?!\{))'
    r"|(?P<entity>&#[1-9][0-9]{1,4};|&amp;)"
)
_BEGINS_SOMETHING = re.compile(r"[-+:>|~=?!#\s]|\*[\s\[]|\d+[.)](?:\s|$)|```|~~~")
_LIST_LINE = re.compile(r"(?:(?P<bullet>[-*+])|(?P<number>\d{1,3})\.) (?P<text>\S.*)\Z", re.DOTALL)
_FURTHER = re.compile(r" {1,3}(?=\S)")
_HEADING = re.compile(r"#{1,6} [^\\\[<&*_`\n]+\Z")
_OWN_ID = re.compile(r"\{:?[^{}]*#([\w.-]+)[^{}]*\}\s*\Z")
_TITLE = re.compile(
    r'(?P<level>#{1,6}) (?P<span><span class="tpo-id">)?(?P<id>(?(span)(?:[\w.-]|&#\d+;)+))(?(span)</span>)'
    r"(?P<title>(?:[^\\\[\]<>&*_`{}|~^=$#@!]|&#\d+;)*?)(?P<own> \{: #(?P<anchor>[\w.-]+) \})?\Z"
)
_ENTITY = re.compile(r"&#([1-9][0-9]{1,4});")
_ABBREVIATION = re.compile(r"\*\[([^\\\[\]\s](?:[^\\\[\]\n]*[^\\\[\]\s])?)\]: (\S.*)\Z")
_PLAIN_SLUG = re.compile(r"[\w-]+\Z")
_ID = re.compile(r' id="([^"<>]+)"')
_AMPERSAND = re.compile(r"&(?!(?:#[0-9]+|#x[0-9a-f]+|[0-9a-z]+);)", re.IGNORECASE)
_SENTINEL, _MARK = "tpoqqa", "tpoqqid"


class _NotPlainError(Exception):
    """The page holds something that is for Python-Markdown."""


class _Heading(NamedTuple):
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


class _Words(NamedTuple):
    """The abbreviations that a page explains, and how it finds what it links to."""

    meanings: Mapping[str, str]
    pattern: re.Pattern[str] | None
    address: Callable[[str], str]


class PlainBodies:
    """Renders pages of plain Markdown with the settings of one converter."""

    def __init__(
        self, md: markdown.Markdown, extensions: Iterable[str], convert: Callable[[str], tuple[str, str | None]]
    ) -> None:
        """`convert` gives the HTML that `md` makes of a text, and the title that MkDocs finds in it."""
        names = [str(name).removeprefix("markdown.extensions.") for name in extensions]
        has_toc = "toc" in md.treeprocessors
        toc = md.treeprocessors["toc"] if has_toc else None
        self._toc: Any = toc
        self._is_on = (
            all(name in _SHAPELESS or name in _MEANT for name in names)
            and "tpo_docs_sanitiser" in md.postprocessors
            and type(toc) is TocTreeprocessor
        )
        meant = "|".join(_MEANT[name] for name in names if _MEANT.get(name))
        self._meant = re.compile(meant) if meant else None
        self._abbreviates = "abbr" in md.treeprocessors
        self._md = md
        self._convert = convert
        self._headings: dict[str, _Heading] = {}
        self._models: dict[tuple[str, bool, bool], _Model] = {}

    def render(self, text: str, address: Callable[[str], str]) -> dict[str, Any] | None:
        """What is to be known of the page, in the shape of `mkdocs_bodies`; None where it is not plain.

        `address` makes the address of what a link names. The page's links to its own headings are not noted.
        """
        if not self._is_on or text.startswith(" "):
            return None
        try:
            return self._rendered(text, address)
        except _NotPlainError:
            return None

    def _rendered(self, text: str, address: Callable[[str], str]) -> dict[str, Any]:
        parts = list(_parts(text))
        words = self._definitions(parts, address)
        ids = _Ids(
            {
                found[1]
                for own, part in parts
                if not own
                for line in part
                if "{" in line and (found := _OWN_ID.search(line))
            }
        )
        joined = _Joined()
        tokens: list[dict[str, Any]] = []
        title: str | None = None
        for own, part in parts:
            if own:
                joined.add_own(part[0])
                continue
            for lines in _blocks(part):
                if lines[0].startswith("#"):
                    heading = self._heading(lines[0], words, ids)
                    if joined.is_empty:
                        title = heading.title
                    if heading.listed:
                        tokens.append({"level": heading.level, "id": heading.id, "name": heading.name})
                    joined.add(heading.html)
                    continue
                item = _LIST_LINE.match(lines[0])
                html, unclean = self._paragraph(lines, words) if item is None else self._list(lines, item, words)
                joined.add(sanitise.clean(html) if unclean else html, is_list=item is not None)
        if joined.is_empty:
            raise _NotPlainError
        pieces = joined.pieces()
        content = "".join(pieces).strip()
        own_ids = {name for own, part in parts if own for name in _anchors(part[0])}
        kept: dict[str, Any] = {
            "content": content,
            "toc": _nested(tokens),
            "title": title,
            "anchors": sorted(filter(None, ids.used | own_ids)),
            "links": {},
            "targets": [],
        }
        if len(pieces) > 1:
            indexed = sanitise.indexed(pieces).strip()
            if indexed != content:
                kept["indexed"] = indexed
        return kept

    def _definitions(self, parts: list[tuple[bool, list[str]]], address: Callable[[str], str]) -> _Words:
        """Takes the abbreviations that stand at the end of a page out of it."""
        meanings: dict[str, str] = {}
        own, last = parts[-1] if parts else (True, [])
        while not own and last and not last[-1].strip(" "):
            last.pop()
        if own or not last or not last[-1].startswith("*["):
            return _Words(meanings, None, address)
        if not self._abbreviates:
            raise _NotPlainError
        start = len(last)
        while start and last[start - 1].startswith("*["):
            start -= 1
        if start and last[start - 1].strip():
            raise _NotPlainError
        for line in last[start:]:
            found = _ABBREVIATION.match(line)
            if found is None or found[2].strip() in ("''", '""') or not line.isprintable():
                raise _NotPlainError
            meanings[found[1]] = found[2].strip()
        del last[start:]
        ordered = sorted(meanings, key=len, reverse=True)
        return _Words(meanings, re.compile(rf"\b(?:{'|'.join(map(re.escape, ordered))})\b"), address)

    def _paragraph(self, lines: list[str], words: _Words) -> tuple[str, bool]:
        for line in lines:
            if _BEGINS_SOMETHING.match(line) or line[-1] == " ":
                raise _NotPlainError
        html, unclean = self._inline("\n".join(lines), words)
        return f"<p>{html}</p>", unclean

    def _list(self, lines: list[str], first: re.Match[str], words: _Words) -> tuple[str, bool]:
        """A list without lists in it, without blank lines, of one kind of mark."""
        items: list[list[str]] = []
        mark, kind = first["bullet"], "ul" if first["bullet"] else "ol"
        if kind == "ol" and first["number"] != "1":
            raise _NotPlainError
        for line in lines:
            if line[-1] == " ":
                raise _NotPlainError
            item = _LIST_LINE.match(line)
            if item is not None and item["bullet"] == mark and not _BEGINS_SOMETHING.match(item["text"]):
                items.append([item["text"]])
            elif item is None and _FURTHER.match(line) and not _BEGINS_SOMETHING.match(line.lstrip(" ")):
                items[-1].append(line)
            else:
                raise _NotPlainError
        made, unclean = [], False
        for texts in items:
            html, also = self._inline("\n".join(texts), words)
            unclean |= also
            made.append(f"<li>{html}</li>\n")
        return f"<{kind}>\n{''.join(made)}</{kind}>", unclean

    def _inline(self, text: str, words: _Words) -> tuple[str, bool]:
        """The HTML of a text, and whether the sanitiser has to look at it."""
        if not text.replace("\n", "").isprintable() or (self._meant and self._meant.search(text)):
            raise _NotPlainError
        if _SPECIAL.search(text) is None:
            return _explained(text, words)
        made: list[str] = []
        end, unclean = 0, False
        for found in _INLINE.finditer(text):
            plain, also = self._text(text[end : found.start()], words)
            unclean |= also
            end = found.end()
            made.append(plain)
            kind = found.lastgroup
            if kind == "code":
                made.append(f"<code>{found[kind].strip()}</code>")
            elif kind in ("address", "ref"):
                label = _shown(found["label"], words)
                ref = ""
                if kind == "ref":
                    classes = found["classes"].replace(".", "").strip()
                    ref = f' class="{classes}" data-tpo-id="{found["ref"]}"'
                made.append(f'<a{ref} href="{words.address(found["address"])}">{label}</a>')
                unclean = True
            elif kind in ("strong", "em"):
                inner, also = _explained(found[kind], words)
                unclean |= also
                made.append(f"<{kind}>{inner}</{kind}>")
            else:
                made.append(found[0])
                unclean = True
        rest, also = self._text(text[end:], words)
        return "".join(made) + rest, unclean | also

    def _text(self, text: str, words: _Words) -> tuple[str, bool]:
        if _SPECIAL.search(text) is not None:
            raise _NotPlainError
        return _explained(text, words)

    def _heading(self, line: str, words: _Words, ids: _Ids) -> _Heading:
        if not line.isprintable() or line.count("{") > 1 or (self._meant and self._meant.search(line)):
            raise _NotPlainError
        title = _TITLE.match(line)
        if title is not None:
            return self._title(title, words, ids)
        heading = self._headings.get(line)
        if heading is None:
            if _HEADING.match(line) is None:
                raise _NotPlainError
            heading = self._headings[line] = self._alone(line)
        if words.pattern is not None and words.pattern.search(line):
            raise _NotPlainError
        if not _OWN_ID.search(line):
            if heading.id in ids.used:
                raise _NotPlainError  # the second of a name gets a number
            ids.used.add(heading.id)
        return heading

    def _alone(self, line: str) -> _Heading:
        """The heading as Python-Markdown makes it."""
        html, title = self._convert(line)
        tokens = getattr(self._md, "toc_tokens", [])
        found = re.match(r'<h([1-6])\b[^>]* id="([\w.-]+)"', html)
        if found is None or html.count("<h") != 1 or len(tokens) > 1:
            raise _NotPlainError
        name = str(tokens[0]["name"]) if tokens else ""
        return _Heading(html, int(found[1]), found[2], name, title, bool(tokens))

    def _title(self, found: re.Match[str], words: _Words, ids: _Ids) -> _Heading:
        """A heading of plain words: Python-Markdown makes one of its kind, the others differ by words and id only."""
        kind = (found["level"], found["span"] is not None, found["own"] is not None)
        model = self._models.get(kind)
        if model is None:
            model = self._models[kind] = self._model(*kind)
        name = unescape(found["id"] + found["title"])
        if "\xa0" in name or not name.isprintable() or "  " in name or name != name.strip() or not name:
            raise _NotPlainError
        slug = found["anchor"] or self._toc.slugify(name, self._toc.sep)
        if _PLAIN_SLUG.match(slug) is None or (found["anchor"] is None and slug in ids.used):
            raise _NotPlainError
        ids.used.add(slug)
        span = [f"{found['span']}{_shown(found['id'], words)}</span>"] if found["span"] else []
        inner = "".join([*span, _shown(found["title"], words)])
        html = f"{model.before.replace(_MARK, slug)}{inner}{model.after.replace(_MARK, slug)}"
        if words.pattern is not None and "<abbr" in html:
            html = sanitise.clean(html)
        title = model.title.replace(_SENTINEL, _escaped(name)) if model.title is not None else None
        return _Heading(html, len(found["level"]), slug, _escaped(name), title, model.listed)

    def _model(self, level: str, span: bool, own: bool) -> _Model:  # noqa: FBT001  # what a kind is made of
        inner = f'<span class="tpo-id">{_SENTINEL}</span>' if span else _SENTINEL
        html, title = self._convert(f"{level} {inner}{f' {{: #{_MARK} }}' if own else ''}")
        tokens = getattr(self._md, "toc_tokens", [])
        if not own:
            slug = self._toc.slugify(_SENTINEL, self._toc.sep)
            html = html.replace(f' id="{slug}"', f' id="{_MARK}"').replace(f'href="#{slug}"', f'href="#{_MARK}"')
        before, middle, after = html.partition(inner)
        if not middle or f' id="{_MARK}"' not in before or _SENTINEL in before + after:
            self._is_on = False
            raise _NotPlainError
        return _Model(before, after, title, bool(tokens))


class _Ids:
    """The anchors of a page's headings: those that their authors gave, and then the others, one by one."""

    def __init__(self, own: set[str]) -> None:
        self.used = own


class _Joined:
    """A page as text and blocks of ours in turn, as the sanitiser leaves it."""

    def __init__(self) -> None:
        self._pieces: list[list[str]] = [[]]
        self._after_list = False
        self.is_empty = True

    def add(self, html: str, *, is_list: bool = False) -> None:
        """Adds what Markdown makes of a block."""
        if is_list and self._after_list:
            raise _NotPlainError  # Markdown makes one list of two
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


def _parts(text: str) -> Iterator[tuple[bool, list[str]]]:
    """The lines between our blocks, and our blocks; each of these must stand alone, between blank lines."""
    end = 0
    start = text.find(HTML_OPEN)
    while start >= 0 and (close := text.find(HTML_CLOSE, start + len(HTML_OPEN))) >= 0:
        yield False, _lines(text[end:start], after=end > 0, before=True)
        yield True, [text[start + len(HTML_OPEN) : close]]
        end = close + len(HTML_CLOSE)
        start = text.find(HTML_OPEN, end)
    yield False, _lines(text[end:], after=end > 0, before=False)


def _anchors(html: str) -> Iterator[str]:
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
        raise _NotPlainError
    if before and after and len(lines) < 3:  # a blank line between two blocks
        raise _NotPlainError
    if after and (lines[0] or (len(lines) > 1 and lines[1].strip(" "))):
        raise _NotPlainError
    return lines


def _blocks(lines: list[str]) -> Iterator[list[str]]:
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


def _explained(text: str, words: _Words) -> tuple[str, bool]:
    """A plain text, with its abbreviations explained."""
    if words.pattern is None or not words.pattern.search(text):
        return text, False
    return words.pattern.sub(lambda found: _abbreviation(found[0], words), text), True


def _abbreviation(text: str, words: _Words) -> str:
    meaning = _AMPERSAND.sub("&amp;", words.meanings[text]).replace("<", "&lt;").replace(">", "&gt;")
    return f'<abbr title="{meaning.replace(chr(34), "&quot;")}">{text}</abbr>'


def _shown(text: str, words: _Words) -> str:
    """A text with entities, as the sanitiser writes it."""
    pieces = _ENTITY.split(text)
    pieces[::2] = [_explained(piece, words)[0] for piece in pieces[::2]]
    pieces[1::2] = [_escaped(chr(int(number))) for number in pieces[1::2]]
    return "".join(pieces)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _nested(tokens: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The table of contents, each heading below the one that it belongs to."""
    return [_token(token) for token in nest_toc_tokens(tokens)]  # type: ignore[arg-type]  # it looks at levels only


def _token(token: Any) -> dict[str, Any]:
    children = [_token(child) for child in token["children"]]
    return {"level": token["level"], "id": token["id"], "name": token["name"], "children": children}
