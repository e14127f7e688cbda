"""Inline Markdown as the text that a reader sees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tpo_docs.body.commonmark import markdown_parser
from tpo_docs.body.marks import REFERENCE

if TYPE_CHECKING:
    from markdown_it.token import Token

_MAX_INLINE = 3_000
_HAS_MARKS = re.compile(r"[*_`\[\]<&\\\0]").search
# Marks that mean what they seem to, one after the other and none inside another; whatever does not match all through
# is parsed as CommonMark. What a group holds is text: code, the words of a link, of emphasis, of a `[[reference]]`.
_WORDS = r"[^*_`\[\]<&\\!\0\s](?:[^*_`\[\]<&\\!\0]*[^*_`\[\]<&\\!\0\s])?"
_NAME = r"[^*_`\[\]<&\\!\0\s|](?:[^*_`\[\]<&\\!\0|]*[^*_`\[\]<&\\!\0\s|])?"
_EDGE = r"[^\W_](?:[^*_`\[\]<&\\!\0]*[^\W_])?"
_SIMPLE_INLINE = re.compile(
    r"([^*_`\[\]<&\\!\0]+)"
    r"|!(?!\[)"
    r"|\[[^*_`\[\]<&\\!\0]*\](?![(\[:])"
    r"|(?<=[^\W_])_(?=[^\W_])"
    r"|(?<!`)`(?!`)([^`\0]+)`(?!`)"
    rf"|(?<!\*)\*\*({_EDGE})\*\*(?!\*)"
    rf"|(?<!\*)\*({_EDGE})\*(?!\*)"
    rf"|\[({_WORDS})\]\((?:https?://|(?![\w.+-]*:))[^\s()<>\\`\[\]&\0*_]+\)"
    rf"|\[\[({_NAME})(?:\|({_NAME}))?\]\](?![(\[:])"
)
_PADDED_CODE = re.compile(r"^ (.+) $", re.DOTALL)
# For private use, so in nobody's text: what stands in code, or touches it, is no reference.
_CODE_BRACKET = "\ue05b"
_CODE_EDGE = "\ue060"


def plain(markdown: str) -> str:
    """Inline Markdown as the text that a reader sees, on one line."""
    if _HAS_MARKS(markdown) is None:
        if markdown.isprintable() and "  " not in markdown and markdown[:1] != " " != markdown[-1:]:
            return markdown  # nothing but words with one space between them
        return " ".join(markdown.split())
    if len(markdown) > _MAX_INLINE:
        return " ".join(re.sub(r"[*`]", "", markdown).split())
    if "\n" in markdown:
        markdown = "\n".join(line.strip() for line in markdown.split("\n"))
    simple = simple_plain(markdown)
    return parsed_plain(markdown) if simple is None else simple


def simple_plain(markdown: str) -> str | None:
    """The same without a parser; None where marks may mean something else than they seem to."""
    at = 0
    parts: list[str] = []
    for found in _SIMPLE_INLINE.finditer(markdown):
        if found.start() != at:
            return None
        at = found.end()
        if found.lastindex is None:
            parts.append(found.group())
        elif found[2] is not None:
            parts.append(_PADDED_CODE.sub(r"\1", found[2].replace("\n", " ")))
        else:
            parts.append(found[found.lastindex])
    return " ".join("".join(parts).split()) if at == len(markdown) else None


def parsed_plain(markdown: str) -> str:
    """The same after CommonMark."""
    tokens = markdown_parser().parseInline(markdown)
    text = "".join(_texts(tokens[0].children or []))
    text = REFERENCE.sub(lambda found: (found[2] or found[1]).strip(), text)
    return " ".join(text.replace(_CODE_BRACKET, "[").replace(_CODE_EDGE, "").split())


def _texts(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "code_inline":
            yield _CODE_EDGE + token.content.replace("[", _CODE_BRACKET) + _CODE_EDGE
        elif token.type in ("text", "text_special"):
            yield token.content
        elif token.type in ("softbreak", "hardbreak"):
            yield " "
        elif token.type == "image":
            yield from _texts(token.children or [])
