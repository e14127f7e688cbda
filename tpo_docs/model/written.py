"""What was read, as it was written: files, values with their places, and what could not be read."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class Location(NamedTuple):
    """A place in a user's file: path relative to the project root with `/`, line and column from 1."""

    path: str
    line: int = 1
    column: int = 1


class SourceFile(NamedTuple):
    """A file as read: `path` from the project root, `docs_path` where its page goes in the docs folder."""

    path: str
    data: bytes
    docs_path: str
    source: int = 0
    """Which entry of the configuration's `sources` it belongs to."""


# ---- values ----------------------------------------------------------------------------------------------------
# Named tuples, not data classes: a project of 10,000 items has half a million of them.


class Scalar(NamedTuple):
    """One value as its author wrote it: always text, whatever YAML would guess."""

    text: str
    line: int
    column: int


class Sequence(NamedTuple):
    """A list; every entry knows its own place."""

    entries: tuple[Value, ...]
    line: int
    column: int


class Group(NamedTuple):
    """A mapping inside a front matter, in the order written."""

    fields: tuple[Field, ...]
    line: int
    column: int

    def find(self, name: str) -> Field | None:
        """The entry of that name."""
        return next((entry for entry in self.fields if entry.name == name), None)

    def text(self, name: str) -> str:
        """The text of a scalar entry, empty where there is none."""
        entry = self.find(name)
        return entry.value.text if entry is not None and isinstance(entry.value, Scalar) else ""


class Field(NamedTuple):
    """A name with its value; `line` and `column` are the name's."""

    name: str
    value: Value
    line: int
    column: int


Value = Scalar | Sequence | Group


class Unread(NamedTuple):
    """Something that could not be read as what it claims to be; a rule makes a finding of it."""

    path: str
    line: int
    column: int
    reason: str
    about: str = "front-matter"
    """One of `front-matter`, `item` (a type but no id), `configuration`, `template`, `query`, `formula`, `record`, `value`,
    `gherkin`, `scenario` (one that names no item), `marker` (in source code)."""
    item: str = ""
    mend: str = ""

    @property
    def at(self) -> Location:
        """Where it stands."""
        return Location(self.path, self.line, self.column)


def as_number(text: str) -> float | None:
    """A plain decimal number, else None (no `inf`, no `nan`, no underscores)."""
    if not text or "_" in text:
        return None
    try:
        number = float(text)
    except ValueError:
        return None
    if number - number != 0 and not any(character.isdigit() for character in text):
        return None  # `inf` and `nan` are words; `1e999` is a number
    return number


def as_date(text: str) -> date | None:
    """A calendar date `YYYY-MM-DD` (a time behind it is ignored), else None."""
    if len(text) < 10 or text[4] != "-" or (len(text) > 10 and text[10] not in "T "):
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
