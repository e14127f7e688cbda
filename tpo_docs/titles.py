"""A title as readers see it: its inline Markdown as HTML where HTML can stand, and without its marks where it cannot.

Titles stand inside links, so a link in one is its words alone. Whatever is no inline Markdown stays as it was written.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import NamedTuple

SPECIAL = re.compile(r"[\\`*_\[<]")
"""What could be the start of a mark."""
INLINE = re.compile(
    r"\\(?P<escaped>[\\`*_{}\[\]()#+.!|<>~-])"
    r"|(?P<ticks>`+)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)"
    r"|\[\[(?P<target>[^\[\]|\\\n]+)(?:\\?\|(?P<shown>[^\[\]\n]*))?\]\]"
    r"|\[(?P<label>[^\[\]\n]+)\]\((?P<address>[^()\s]+)\)"
    r"|<(?P<auto>https?://[^<>\s]+)>"
    r"|(?<!\w)(?P<strong>\*\*|__)(?=\S)(?P<bold>.+?)(?<=\S)(?P=strong)(?!\w)"
    r"|(?<!\w)(?P<em>[*_])(?=\S)(?P<italic>.+?)(?<=\S)(?P=em)(?!\w)"
)
"""One mark of inline Markdown."""
_ENTITIES = re.compile(r"([\\`*_{}\[\]()#+!|~^=$:<>\"'-])")


class _Piece(NamedTuple):
    tags: tuple[str, ...]
    text: str


def title_text(title: str) -> str:
    """A title without its marks, for places that show text alone."""
    if SPECIAL.search(title) is None:
        return title
    return "".join(piece.text for piece in _pieces(title))


def title_html(title: str) -> str:
    """A title as HTML: code and emphasis as such, all else escaped, no links."""
    if SPECIAL.search(title) is None:
        return escape(title)
    return "".join(_tagged(piece.tags, escape(piece.text)) for piece in _pieces(title))


def title_markdown(title: str) -> str:
    """The same for a line of Markdown that prints it as it is: HTML for the marks, entities for all that could be one."""
    flat = " ".join(title.split())
    if SPECIAL.search(flat) is None:
        return _printed(flat)
    return "".join(_tagged(piece.tags, _printed(piece.text)) for piece in _pieces(flat))


def _printed(text: str) -> str:
    return _ENTITIES.sub(lambda match: f"&#{ord(match[0])};", text.replace("&", "&amp;"))


def _tagged(tags: tuple[str, ...], html: str) -> str:
    return "".join(f"<{tag}>" for tag in tags) + html + "".join(f"</{tag}>" for tag in reversed(tags))


@lru_cache(maxsize=4096)
def _pieces(text: str, tags: tuple[str, ...] = ()) -> tuple[_Piece, ...]:
    made: list[_Piece] = []
    end = 0
    for match in INLINE.finditer(text):
        if match.start() > end:
            made.append(_Piece(tags, text[end : match.start()]))
        end = match.end()
        made += _marked(match, tags)
    if end < len(text):
        made.append(_Piece(tags, text[end:]))
    return tuple(made)


def _marked(match: re.Match[str], tags: tuple[str, ...]) -> tuple[_Piece, ...]:
    if match["code"]:
        return (_Piece((*tags, "code"), match["code"].strip()),)
    if match["bold"]:
        return _pieces(match["bold"], (*tags, "strong"))
    if match["italic"]:
        return _pieces(match["italic"], (*tags, "em"))
    if match["label"]:
        return _pieces(match["label"], tags)
    shown = match["escaped"] or (match["shown"] or "").strip() or match["target"] or match["auto"]
    return (_Piece(tags, shown.strip()),)
