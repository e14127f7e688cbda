"""Pages of plain Markdown, put together block by block."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import markdown
from markdown.extensions.toc import TocTreeprocessor, nest_toc_tokens

from tpo_docs.site import sanitise
from tpo_docs.site.plain_bodies.blocks import Joined, anchors_of, blocks_of, parts_of
from tpo_docs.site.plain_bodies.headings import Headings, Ids
from tpo_docs.site.plain_bodies.inline import MEANT, Inline, NotPlainError, Words

_PLAIN_EXTENSIONS = """
    abbr admonition attr_list codehilite def_list extra fenced_code footnotes md_in_html sane_lists tables toc
    pymdownx.details pymdownx.highlight pymdownx.superfences pymdownx.tabbed pymdownx.tasklist
    tpo_docs.sanitise tpo_docs.site.sanitise
    """
_SHAPELESS = frozenset(_PLAIN_EXTENSIONS.split())
"""Extensions that leave the shapes below as they are."""
_BEGINS_SOMETHING = re.compile(r"[-+:>|~=?!#\s]|\*[\s\[]|\d+[.)](?:\s|$)|```|~~~")
_LIST_LINE = re.compile(r"(?:(?P<bullet>[-*+])|(?P<number>\d{1,3})\.) (?P<text>\S.*)\Z", re.DOTALL)
_FURTHER = re.compile(r" {1,3}(?=\S)")
_ABBREVIATION = re.compile(r"\*\[([^\\\[\]\s](?:[^\\\[\]\n]*[^\\\[\]\s])?)\]: (\S.*)\Z")


class PlainBodies:
    """Renders pages of plain Markdown with the settings of one converter."""

    def __init__(
        self, md: markdown.Markdown, extensions: Iterable[str], convert: Callable[[str], tuple[str, str | None]]
    ) -> None:
        """`convert` gives the HTML that `md` makes of a text, and the title that MkDocs finds in it."""
        names = [str(name).removeprefix("markdown.extensions.") for name in extensions]
        has_toc = "toc" in md.treeprocessors
        toc = md.treeprocessors["toc"] if has_toc else None
        self._is_on = (
            all(name in _SHAPELESS or name in MEANT for name in names)
            and "tpo_docs_sanitiser" in md.postprocessors
            and type(toc) is TocTreeprocessor
        )
        self._abbreviates = "abbr" in md.treeprocessors
        self._inline = Inline(names)
        self._headings = Headings(md, toc, convert, self._inline)

    def render(self, text: str, address: Callable[[str], str]) -> dict[str, Any] | None:
        """What is to be known of the page, in the shape of `mkdocs_bodies`; None where it is not plain.

        `address` makes the address of what a link names. The page's links to its own headings are not noted.
        """
        if not self._is_on or not self._headings.are_known or text.startswith(" "):
            return None
        try:
            return self._rendered(text, address)
        except NotPlainError:
            return None

    def _rendered(self, text: str, address: Callable[[str], str]) -> dict[str, Any]:
        parts = list(parts_of(text))
        words = self._definitions(parts, address)
        ids = Ids(line for own, part in parts if not own for line in part)
        joined = Joined()
        tokens: list[dict[str, Any]] = []
        title: str | None = None
        for own, part in parts:
            if own:
                joined.add_own(part[0])
                continue
            for lines in blocks_of(part):
                if lines[0].startswith("#"):
                    heading = self._headings.heading(lines[0], words, ids)
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
            raise NotPlainError
        pieces = joined.pieces()
        content = "".join(pieces).strip()
        own_ids = {name for own, part in parts if own for name in anchors_of(part[0])}
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

    def _definitions(self, parts: list[tuple[bool, list[str]]], address: Callable[[str], str]) -> Words:
        """Takes the abbreviations that stand at the end of a page out of it."""
        meanings: dict[str, str] = {}
        own, last = parts[-1] if parts else (True, [])
        while not own and last and not last[-1].strip(" "):
            last.pop()
        if own or not last or not last[-1].startswith("*["):
            return Words(meanings, None, address)
        if not self._abbreviates:
            raise NotPlainError
        start = len(last)
        while start and last[start - 1].startswith("*["):
            start -= 1
        if start and last[start - 1].strip():
            raise NotPlainError
        for line in last[start:]:
            found = _ABBREVIATION.match(line)
            if found is None or found[2].strip() in ("''", '""') or not line.isprintable():
                raise NotPlainError
            meanings[found[1]] = found[2].strip()
        del last[start:]
        ordered = sorted(meanings, key=len, reverse=True)
        return Words(meanings, re.compile(rf"\b(?:{'|'.join(map(re.escape, ordered))})\b"), address)

    def _paragraph(self, lines: list[str], words: Words) -> tuple[str, bool]:
        for line in lines:
            if _BEGINS_SOMETHING.match(line) or line[-1] == " ":
                raise NotPlainError
        html, unclean = self._inline.html("\n".join(lines), words)
        return f"<p>{html}</p>", unclean

    def _list(self, lines: list[str], first: re.Match[str], words: Words) -> tuple[str, bool]:
        """A list without lists in it, without blank lines, of one kind of mark."""
        items: list[list[str]] = []
        mark, kind = first["bullet"], "ul" if first["bullet"] else "ol"
        if kind == "ol" and first["number"] != "1":
            raise NotPlainError
        for line in lines:
            if line[-1] == " ":
                raise NotPlainError
            item = _LIST_LINE.match(line)
            if item is not None and item["bullet"] == mark and not _BEGINS_SOMETHING.match(item["text"]):
                items.append([item["text"]])
            elif item is None and _FURTHER.match(line) and not _BEGINS_SOMETHING.match(line.lstrip(" ")):
                items[-1].append(line)
            else:
                raise NotPlainError
        made, unclean = [], False
        for texts in items:
            html, also = self._inline.html("\n".join(texts), words)
            unclean |= also
            made.append(f"<li>{html}</li>\n")
        return f"<{kind}>\n{''.join(made)}</{kind}>", unclean


def _nested(tokens: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The table of contents, each heading below the one that it belongs to."""
    return [_token(token) for token in nest_toc_tokens(tokens)]  # type: ignore[arg-type]  # it looks at levels only


def _token(token: Any) -> dict[str, Any]:
    children = [_token(child) for child in token["children"]]
    return {"level": token["level"], "id": token["id"], "name": token["name"], "children": children}
