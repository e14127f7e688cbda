"""A page put together of a shell and what goes into it, as text and as bytes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tpo_docs.site import csp


class Fragments(NamedTuple):
    """A shell: what is the same on all pages of a state."""

    texts: tuple[str, ...]
    holes: tuple[str, ...]
    """Between two texts stands a hole."""

    def fill(self, values: Mapping[str, str]) -> str:
        """The page with these values."""
        pieces = [self.texts[0]]
        for hole, text in zip(self.holes, self.texts[1:], strict=True):
            pieces.append(values[hole])
            pieces.append(text)
        return "".join(pieces)


class Filled(NamedTuple):
    """A page that was put together of a shell and what goes into it."""

    data: bytes
    scripts: list[str] | None
    """What a content security policy must allow for it; None where the page has to be looked at."""


class Written:
    """A shell as bytes."""

    def __init__(self, shell: Fragments) -> None:
        self._first, *rest = map(encoded, shell.texts)
        self._rest = list(zip(shell.holes, rest, strict=True))
        self._holes = frozenset(shell.holes)
        scripts = csp.scripts_between((self._first, *rest))
        self._scripts = list(map(csp.allowing, scripts)) if scripts is not None else None

    def fill(self, values: Mapping[str, str]) -> Filled:
        """The page with these values, none of which but the content holds a tag."""
        filled = {name: encoded(values[name]) for name in self._holes}
        pieces = [self._first]
        for hole, text in self._rest:
            pieces.append(filled[hole])
            pieces.append(text)
        content = filled["content"]
        plain = content.endswith(b">") and csp.BEGIN not in content  # what goes into other holes has no tags
        return Filled(b"".join(pieces), self._scripts if plain else None)


def encoded(text: str) -> bytes:
    """A text as MkDocs writes it."""
    return text.encode("utf-8", errors="xmlcharrefreplace")
