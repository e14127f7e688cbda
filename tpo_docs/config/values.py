"""A tree of texts as plain values, after the options that there are."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from tpo_docs.model import Group, Scalar, Sequence, Unread, Value, as_date, as_number
from tpo_docs.options import Option

TRUE, FALSE = ("true", "yes", "on"), ("false", "no", "off")


class Position(NamedTuple):
    """Line and column in the file that is read, from 1."""

    line: int
    column: int


class Reader:
    """Turns a tree of texts into plain values after the options, noting what does not fit and where each key stood."""

    def __init__(self, path: str, unread: list[Unread], about: str = "configuration") -> None:
        self.path = path
        self.unread = unread
        self.about = about
        self.places: dict[str, Position] = {}
        self.values: dict[str, Position] = {}
        """Where the value of a key stands."""

    def note(self, where: str | Position, reason: str, mend: str = "") -> None:
        """Something does not fit, at the key of that trail (`site/chain/0`) or at a position."""
        place = where if isinstance(where, Position) else self.place(where)
        self.unread.append(Unread(self.path, place.line, place.column, reason, self.about, mend=mend))

    def place(self, trail: str) -> Position:
        """Where a key stands, or the nearest one above it that was written."""
        while trail and trail not in self.places:
            trail = trail.rpartition("/")[0]
        return self.places.get(trail, Position(1, 1))

    def all_places(self, trail: str) -> dict[str, tuple[int, int]]:
        """Where the values below a key stand, by the rest of their trail."""
        start = f"{trail}/" if trail else ""
        found = {**self.places, **self.values}
        return {key[len(start) :]: (at.line, at.column) for key, at in found.items() if key.startswith(start)}

    def group(self, group: Group, option: Option, trail: str) -> dict[str, Any]:
        """The values of a mapping by option; without those that are unknown, empty or do not fit."""
        known = {child.name: child for child in option.children}
        result: dict[str, Any] = {}
        for entry in group.fields:
            here = f"{trail}/{entry.name}" if trail else entry.name
            self.places[here] = Position(entry.line, entry.column)
            self.values[here] = Position(entry.value.line, entry.value.column)
            child = known.get(entry.name)
            if child is None:
                self.note(
                    here,
                    f"unknown option '{entry.name}'" + (f" in '{trail.replace('/', '.')}'" if trail else ""),
                    _instead(entry.name, known),
                )
                continue
            value = self._value(entry.value, child, here)
            if value is not None:
                result[entry.name] = value
        return result

    def _value(self, value: Value, option: Option, trail: str) -> Any:
        if isinstance(value, Scalar) and not value.text and option.value != "text":
            return None
        kind = option.value
        if kind == "any":
            return self._anything(value, trail)
        if kind == "group":
            if isinstance(value, Group):
                return self.group(value, option, trail)
            if option.short and isinstance(value, Scalar):
                return value.text
            return self._wrong(value, _MAPPING, trail)
        if kind == "map":
            if not isinstance(value, Group):
                return self._wrong(value, _MAPPING, trail)
            return self._map(value, option, trail)
        if kind == "list":
            entries = value.entries if isinstance(value, Sequence) else (value,)
            if isinstance(value, Group) and option.entry.value != "group":
                return self._wrong(value, _LIST, trail)
            return [
                found
                for index, entry in enumerate(entries)
                if (found := self._entry(entry, option.entry, f"{trail}/{index}")) is not None
            ]
        if not isinstance(value, Scalar):
            return self._wrong(value, _WANTED[kind], trail)
        return self._scalar(value, option)

    def _entry(self, value: Value, option: Option, trail: str) -> Any:
        self.places[trail] = Position(value.line, value.column)
        return self._value(value, option, trail)

    def _map(self, group: Group, option: Option, trail: str) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for entry in group.fields:
            here = f"{trail}/{entry.name}"
            self.places[here] = Position(entry.line, entry.column)
            value = self._value(entry.value, option.entry, here)
            if value is not None or option.entry.value == "any":
                result[entry.name] = value
        return result

    def _anything(self, value: Value, trail: str) -> Any:
        if isinstance(value, Scalar):
            return value.text
        if isinstance(value, Sequence):
            return [self._anything(entry, f"{trail}/{index}") for index, entry in enumerate(value.entries)]
        for entry in value.fields:
            self.places[f"{trail}/{entry.name}"] = Position(entry.line, entry.column)
        return {entry.name: self._anything(entry.value, f"{trail}/{entry.name}") for entry in value.fields}

    def _scalar(self, value: Scalar, option: Option) -> Any:
        text = value.text.strip()
        at = Position(value.line, value.column)
        if option.value == "text":
            return value.text
        if option.value == "choice":
            if text in option.choices:
                return text
            self.note(at, f"'{text}' is none of {', '.join(option.choices)}", nearest(text, option.choices))
            return None
        found: Any = None
        if option.value == "boolean":
            found = True if text.casefold() in TRUE else False if text.casefold() in FALSE else None
        elif option.value == "date":
            found = as_date(text)
        elif option.value == "integer":
            found = int(text) if re.fullmatch(r"[+-]?\d{1,9}", text) else None
        elif option.value == "number":
            found = as_number(text)
        if found is None:
            wanted = _WANTED[option.value]
            self.note(at, f"'{text}' is not {wanted.what}", wanted.mend)
        return found

    def _wrong(self, value: Value, wanted: _Wanted, trail: str) -> None:
        above, _, name = trail.rpartition("/")
        which = f"entry {int(name) + 1} of '{above.rpartition('/')[2]}'" if name.isdecimal() and above else f"'{name}'"
        self.note(Position(value.line, value.column), f"{which} should be {wanted.what}", wanted.mend)


class _Wanted(NamedTuple):
    """What a value should be, and how that is written."""

    what: str
    mend: str


_MAPPING = _Wanted("a mapping", "write `name: value` lines below it")
_LIST = _Wanted("a list", "write `[one, another]`")
_WANTED = {
    "text": _Wanted("a text", "write one text, in quotes if it holds brackets"),
    "choice": _Wanted("one word", "write one of the words that it may be"),
    "boolean": _Wanted("true or false", "write `true` or `false`"),
    "date": _Wanted("a date YYYY-MM-DD", "write it as `2027-01-31`"),
    "integer": _Wanted("a whole number", "write digits alone, such as `30`"),
    "number": _Wanted("a number", "write digits, such as `0.5`"),
}


def _instead(name: str, known: Mapping[str, Option]) -> str:
    """What to write for a key that is not known here: its neighbour, or the key below which it belongs."""
    if near := difflib.get_close_matches(name, known, 1):
        return f"write `{near[0]}`"
    below = [
        key for key, option in known.items() if option.value == "group" and name in (c.name for c in option.children)
    ]
    if not below and "severity" in known and re.fullmatch(r"TPO\d+", name):
        below = ["severity"]
    if len(below) == 1:
        return f"write it below `{below[0]}`"
    return "known here: " + ", ".join(f"`{option}`" for option in known)


def nearest(name: str, known: Mapping[str, Any] | tuple[str, ...]) -> str:
    """How to mend a word that is not known: its neighbour, else all that are."""
    near = difflib.get_close_matches(name, list(known), 1)
    return f"write `{near[0]}`" if near else "known: " + ", ".join(known)
