"""The signs of verdicts, which stand beside the names of items wherever they are listed."""

from __future__ import annotations

from html import escape

from tpo_docs.model import Item, Project
from tpo_docs.verdicts import Verdict, verdict_of
from tpo_docs.words import Words

STATES = {
    Verdict.FAILED: "failed",
    Verdict.BROKEN: "broken",
    Verdict.OPEN: "none",
    Verdict.STALE: "stale",
    Verdict.SUSPECT: "suspect",
    Verdict.EXEMPT: "exempt",
    Verdict.OK: "ok",
    Verdict.NONE: "none",
}
"""Verdict → state of `parts/macros.j2`."""
GLYPHS = {"ok": "✓", "failed": "✗", "broken": "⚡", "stale": "◷", "suspect": "?", "exempt": "⊘", "none": "○"}
NAMES = {
    Verdict.FAILED: "failed",
    Verdict.BROKEN: "broken",
    Verdict.OPEN: "not proven yet",
    Verdict.STALE: "stale",
    Verdict.SUSPECT: "suspect",
    Verdict.EXEMPT: "exempt",
    Verdict.OK: "verified",
    Verdict.NONE: "",
}
"""What a verdict is called."""
OF_TESTS = {
    Verdict.FAILED: "failed",
    Verdict.BROKEN: "broken",
    Verdict.OPEN: "not run",
    Verdict.STALE: "stale",
    Verdict.SUSPECT: "suspect",
    Verdict.EXEMPT: "exempt",
    Verdict.OK: "passed",
    Verdict.NONE: "",
}
"""The same of a test."""


def mark(item: Item, project: Project, say: Words) -> str:
    """A sign of the verdict for a place beside the item's name, as HTML; empty where there is nothing to say."""
    found = verdict_of(project, item.id)
    if found is Verdict.NONE or (found is Verdict.OPEN and item.type != "test"):
        return ""
    return sign(found, say((OF_TESTS if item.type == "test" else NAMES)[found]))


def sign(found: Verdict, text: str) -> str:
    """The sign of a verdict, with what it means for those who do not see it."""
    state = STATES[found]
    return (
        f' <span class="tpo-state tpo-state--{state} tpo-proof" title="{escape(text)}">'
        f'<span class="tpo-state__glyph" aria-hidden="true">{GLYPHS[state]}</span>'
        f'<span class="tpo-sr">{escape(text)}</span></span>'
    )
