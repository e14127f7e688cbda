"""Texts as HTML: most of them, titles and addresses and types, stand on many pages."""

from __future__ import annotations

import html
from functools import lru_cache


@lru_cache(50_000)
def escape(text: str) -> str:
    """As `html.escape`, each text once."""
    return html.escape(text)
