"""Where a YAML text stands, and what both ways to read one must know: apart from what brings a YAML library."""

from __future__ import annotations

from typing import NamedTuple

from tpo_docs.model import Unread

NULLS = frozenset(("~", "null"))
"""How nothing is written."""
Place = tuple[int, int]
"""Line and column."""


class Origin(NamedTuple):
    """Where a YAML text stands: `line` and `column` of its first character, the column that of every line."""

    path: str
    line: int
    column: int
    about: str

    def unread(self, place: Place, reason: str, mend: str) -> Unread:
        """A problem of that text."""
        return Unread(self.path, *place, reason, self.about, mend=mend)
