"""One line of Markdown as HTML: the only HTML that we make of what an author wrote."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from tpo_docs.titles import INLINE, SPECIAL

Resolve = Callable[[str, str], str]
"""Target and shown text of a reference → HTML."""


def inline(text: str, resolve: Resolve) -> str:
    """A line of author's Markdown as safe HTML: code, emphasis, links, references; all else as it was written.

    `resolve` makes HTML of a reference's target and shown text.
    """
    if SPECIAL.search(text) is None:
        return escape(text)
    made: list[str] = []
    end = 0
    for match in INLINE.finditer(text):
        made.append(escape(text[end : match.start()]))
        end = match.end()
        made.append(_inline_part(match, resolve))
    made.append(escape(text[end:]))
    return "".join(made)


def _inline_part(match: re.Match[str], resolve: Resolve) -> str:
    if match["escaped"]:
        return escape(match["escaped"])
    if match["code"]:
        return f"<code>{escape(match['code'].strip())}</code>"
    if match["target"]:
        return resolve(match["target"].strip(), (match["shown"] or "").strip())
    if match["bold"]:
        return f"<strong>{inline(match['bold'], resolve)}</strong>"
    if match["italic"]:
        return f"<em>{inline(match['italic'], resolve)}</em>"
    address = match["auto"] or match["address"]
    label = inline(match["label"], resolve) if match["label"] else escape(address)
    if not safe_address(address):
        return label
    return f'<a href="{escape(address)}" rel="noopener noreferrer">{label}</a>'


def safe_address(address: str) -> bool:
    """Whether an address may be a link in HTML of ours: of the web or for mail, nothing that could run."""
    return bool(re.match(r"(?:https?://|mailto:)[^\s\x00-\x1f]+\Z", address, re.IGNORECASE))
