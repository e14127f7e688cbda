"""Nouns with their article, as messages put them."""

from __future__ import annotations


def a(noun: str) -> str:
    """The noun with its article."""
    return f"an {noun}" if noun[:1] in "aeiou" else f"a {noun}"
