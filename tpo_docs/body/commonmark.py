"""A text parsed as CommonMark with tables: what counts where a scan of its lines is not sure."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from tpo_docs.body.outline import Fence, Heading, Lines, Outline

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_VERBATIM = re.compile(r"\s*<(?:pre|script|style|textarea)\b", re.IGNORECASE).match


def parsed(text: str) -> Outline:
    """The blocks as CommonMark has them."""
    tokens: list[Token] = []
    markdown_parser().block.parse(text, markdown_parser(), {}, tokens)
    lines = text.split("\n")
    headings: list[Heading] = []
    fences: list[Fence] = []
    entries: list[Lines] = []
    places: dict[Lines, None] = {}
    html: list[Lines] = []
    paragraph = ""
    for number, token in enumerate(tokens):
        if token.map is None:
            continue
        start, stop = token.map
        kind = token.type
        if kind == "inline" or (kind == "html_block" and _VERBATIM(token.content) is None):
            places[start, stop] = None
            if kind == "html_block":
                html.append((start, stop))
        elif kind == "heading_open" and token.level == 0:
            headings.append(Heading(start, stop, int(token.tag[1]), tokens[number + 1].content))
        elif kind == "paragraph_open" and token.level == 0:
            paragraph = paragraph or tokens[number + 1].content.strip()
        elif kind == "fence" and token.level == 0:
            inner = token.content.removesuffix("\n").count("\n") + 1 if token.content else 0
            fences.append(Fence(start, start + 1 + inner, stop, token.info))
        elif kind == "list_item_open" and token.level == 1:
            while not lines[stop - 1].strip(" \t") and stop > start + 1:
                stop -= 1
            entries.append((start, stop))
    return Outline(lines, headings, paragraph, fences, entries, list(places), html=tuple(html))


def definitions(text: str) -> list[int]:
    """The lines, from 0, where definitions of links (`[label]: address`) begin; of several for one label the first."""
    env: dict[str, Any] = {}
    markdown_parser().block.parse(text, markdown_parser(), env, [])
    return sorted(found["map"][0] for found in env.get("references", {}).values())


@cache
def markdown_parser() -> MarkdownIt:
    """CommonMark with tables, imported when it is first asked for."""
    from markdown_it import MarkdownIt  # noqa: PLC0415  # most runs never need it

    return MarkdownIt("commonmark").enable("table")
