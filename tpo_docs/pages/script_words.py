"""The words that the site's scripts show: what they look up in the page's language.

`tests/test_frontend.py` compares them with what the scripts ask for.
"""

from __future__ import annotations

from tpo_docs.words import Words

EARLY: tuple[str, ...] = (
    "Copied",
    "Copy a link that stays",
    "Copy the id",
    "Fold",
    "Fold all",
    "Not copied",
    "Table",
    "Unfold all",
)
"""What a page shows before it has loaded any data; these stand in the script of every page."""


def early(say: Words) -> dict[str, str]:
    """The translations that every page brings along; empty in English."""
    return _translated(EARLY, say)


def all_words(say: Words) -> dict[str, str]:
    """The translations that come with the data."""
    return _translated((*EARLY, *WORDS), say)


def _translated(texts: tuple[str, ...], say: Words) -> dict[str, str]:
    return {text: said for text in texts if (said := say(text)) != text}


WORDS: tuple[str, ...] = ()
"""All others, in the order of the alphabet."""
