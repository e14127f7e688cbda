"""Front matter of simple lines, without the YAML machinery."""

from __future__ import annotations

import re
from functools import lru_cache

from tpo_docs.frontmatter.origin import NULLS
from tpo_docs.model import Field, Group, Scalar, Sequence, Value

_NAME = re.compile(r"([A-Za-z_][\w-]{0,99}):( .*)?", re.ASCII).fullmatch
_BELOW = re.compile(r"( *)(?:-( .*)|([A-Za-z_][\w-]{0,99}):( .*))", re.ASCII).fullmatch
_SPECIAL = frozenset("-?:,[]{}#&*!|>'\"%@` ")
_SPECIAL_IN_LIST = re.compile(r"[]\[{}:#?&*!|>%@`'\"]").search
_MEMBER = re.compile(r"( *)([A-Za-z_][\w-]{0,99}):( +)([^-\s][^\n]*)", re.ASCII).fullmatch
_SPECIAL_IN_GROUP = re.compile(r"""[]\[{}#?&*!|>%@`'"]""").search
_new = tuple.__new__  # half the time of calling a named tuple's class, and there are 300,000 of them
_SHORT = 40
"""Longer lines are rarely written twice."""


def read_simple(text: str, line: int, column: int) -> tuple[Field, ...] | None:
    """The fields of a text of simple lines, exactly as `read_any` gives them; None where it is less simple."""
    if " #" in text or not text.replace("\n", "").isprintable():
        return None
    fields: dict[str, Field] = {}
    blocks: list[_Block] = []
    block: _Block | None = None
    value: Value | None
    line -= 1
    for row in text.split("\n"):
        line += 1
        field = _line(row, line, column) if len(row) <= _SHORT else _line.__wrapped__(row, line, column)
        if field is not None:
            name, value, _, _ = field
            if name in fields:
                return None
            fields[name] = field
            block = None
            continue
        if (found := _NAME(row)) is not None:
            name, rest = found.groups("")
            value = _simple_value(rest, line, column + len(name) + 1)
        elif not row or row[0] == "#" or (block is not None and block.takes(row, line)) or not row.strip(" "):
            continue
        else:
            return None
        if value is None or name in fields:
            return None
        if rest and not rest.isspace():
            block = None
        else:
            block = _Block(name, column)
            blocks.append(block)
        fields[name] = _new(Field, (name, value, line, column))
    for block in blocks:
        fields[block.name] = block.settled(fields[block.name])
    return tuple(fields.values())


@lru_cache(maxsize=4096)
def _line(row: str, line: int, column: int) -> Field | None:
    """The field that a line like `status: draft` is; None where it is another one, or not simple.

    Thousands of files have the same one in the same place: they share its values, which takes a quarter of a project's
    memory less, and no longer than making them.
    """
    name, colon, rest = row.partition(": ")
    if not colon or not rest or not name.isidentifier() or len(name) >= 100 or rest.isspace():
        return None
    at = column + len(name) + 1
    if rest[0] in _SPECIAL or rest[-1] in " :" or ": " in rest or rest in NULLS:
        value = _simple_value(f" {rest}", line, at)
        return _new(Field, (name, value, line, column)) if value is not None else None
    return _new(Field, (name, _new(Scalar, (rest, line, at + 1)), line, column))


class _Block:
    """The list or mapping below a name that stands alone on its line."""

    def __init__(self, name: str, column: int) -> None:
        self.name = name
        self._column = column
        self._indent = -1
        self._entries: list[Value] = []
        self._members: dict[str, Field] = {}

    def takes(self, row: str, line: int) -> bool:
        """Whether a line is one more entry or member, and simple."""
        found = _BELOW(row)
        if found is None:
            return False
        space, entry, name, rest = found.groups("")
        if self._indent < 0:
            self._indent = len(space)
        if len(space) != self._indent:
            return False
        column = self._column + len(space)
        value = _simple_value(entry or rest, line, column + len(name) + 1)
        if value is None or not (entry or rest).strip(" "):
            return False
        if entry:
            self._entries.append(value)
            return not self._members and isinstance(value, Scalar)
        if self._entries or not space or name in self._members:
            return False
        self._members[name] = _new(Field, (name, value, line, column))
        return True

    def settled(self, field: Field) -> Field:
        """The field with what stands below its name."""
        value: Value = field.value
        if self._entries:
            value = Sequence(tuple(self._entries), self._entries[0].line, self._column + self._indent)
        elif self._members:
            members = tuple(self._members.values())
            value = Group(members, members[0].line, self._column + self._indent)
        return Field(field.name, value, field.line, field.column)


def _simple_value(text: str, line: int, column: int) -> Value | None:
    """What stands behind a name's colon or an entry's dash, at that column; None where it is less simple."""
    value = text.lstrip(" ")
    if not value:
        return _new(Scalar, ("", line, column))
    column += len(text) - len(value)
    first = value[0]
    if first not in _SPECIAL:
        value = value.rstrip(" ")
        if value[-1] == ":" or ": " in value:
            return None
        return _new(Scalar, ("" if value in NULLS else value, line, column))
    value = value.rstrip(" ")
    if first == "[":
        return _simple_list(value, line, column)
    if first == "{":
        return _simple_group(value, line, column)
    if first in "\"'" and len(value) > 1 and value[-1] == first and value.count(first) == 2 and "\\" not in value:
        return _new(Scalar, (value[1:-1], line, column))
    return None


def _simple_list(text: str, line: int, column: int) -> Sequence | None:
    inner = text[1:-1]
    if text[-1] != "]" or _SPECIAL_IN_LIST(inner) is not None:
        return None
    entries: list[Scalar] = []
    at = column + 1
    for part in inner.split(",") if inner.strip(" ") else ():
        bare = part.lstrip(" ")
        entry = bare.rstrip(" ")
        if not entry or entry[0] == "-":
            return None
        entries.append(_new(Scalar, ("" if entry in NULLS else entry, line, at + len(part) - len(bare))))
        at += len(part) + 1
    return _new(Sequence, (tuple(entries), line, column))


def _simple_group(text: str, line: int, column: int) -> Group | None:
    inner = text[1:-1]
    if text[-1] != "}" or _SPECIAL_IN_GROUP(inner) is not None:
        return None
    members: dict[str, Field] = {}
    at = column + 1
    for part in inner.split(",") if inner.strip(" ") else ():
        found = _MEMBER(part)
        if found is None:
            return None
        space, name, gap, entry = found.groups()
        entry = entry.rstrip(" ")
        if ":" in entry or name in members:
            return None
        start = at + len(space)
        value = _new(Scalar, ("" if entry in NULLS else entry, line, start + len(name) + 1 + len(gap)))
        members[name] = _new(Field, (name, value, line, start))
        at += len(part) + 1
    return _new(Group, (tuple(members.values()), line, column))
