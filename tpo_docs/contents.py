"""What a file holds as plain values, for a cache or another process, and back; and whether two versions of a file say
the same to all rules.

Texts of bodies and sections are not among the values: they are parts of the file's own text, which is at hand anyway.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from sys import intern
from typing import Any

from tpo_docs.frontmatter import text_of
from tpo_docs.model import (
    Address,
    Body,
    Category,
    Criterion,
    Document,
    Field,
    Group,
    Item,
    Link,
    Placeholder,
    Reference,
    Scalar,
    Section,
    Sequence,
    SourceFile,
    Unread,
    Value,
)
from tpo_docs.parse import FileContent

Record = list[Any]
"""A file's content as lists, dictionaries, texts and whole numbers."""

_new = tuple.__new__  # half the time of calling a named tuple's class
_CATEGORIES = {category.value: category for category in Category}
_EMPTY = Body()
_SHORT = 32
"""Longer values are rarely written twice."""


def pack(content: FileContent, file: SourceFile) -> Record:
    """The content of a file as plain values."""
    text = text_of(file.data)
    return [
        [_packed_item(item, file, text) for item in content.items],
        [
            [document.title, _packed_fields(document.fields), _packed_body(document.body, text)]
            for document in content.documents
        ],
        [list(unread) for unread in content.unread],
    ]


def unpack(record: Record, file: SourceFile) -> FileContent:
    """The content again; raises a ValueError, TypeError, KeyError or IndexError where the values are none of ours."""
    text = text_of(file.data)
    items, documents, unread = record
    return FileContent(
        tuple([_item(values, file, text) for values in items]),
        tuple(
            [
                Document(file.path, file.docs_path, title, _fields(fields), _body(body, text))
                for title, fields, body in documents
            ]
        ),
        tuple([Unread(*values) for values in unread]),
    )


# ---- items ------------------------------------------------------------------------------------------------------


def _packed_item(item: Item, file: SourceFile, text: str) -> Record:
    return [
        item.id,
        item.type,
        item.title,
        item.kind,
        item.status,
        item.category.value,
        item.line,
        item.column,
        item.docs_path if item.docs_path != file.docs_path else 0,
        item.anchor,
        _packed_fields(item.fields),
        [part for link in item.links for part in (link.role, link.target, link.line, link.column, int(link.inverse))],
        _packed_body(item.body, text),
        0 if item.criteria == item.body.criteria else [list(criterion) for criterion in item.criteria],
    ]


def _item(values: Record, file: SourceFile, text: str) -> Item:
    name, type_, title, kind, status, category, line, column, docs_path, anchor, fields, links, packed, criteria = (
        values
    )
    body = _body(packed, text)
    return Item(
        name,
        intern(type_),
        title,
        intern(kind),
        intern(status),
        _CATEGORIES[category],
        file.path,
        line,
        column,
        file.docs_path if docs_path == 0 else docs_path,
        anchor,
        _fields(fields),
        tuple(
            [
                _new(Link, (intern(links[at]), links[at + 1], links[at + 2], links[at + 3], links[at + 4] == 1))
                for at in range(0, len(links), 5)
            ]
        ),
        body,
        body.criteria if criteria == 0 else tuple([Criterion(*values) for values in criteria]),
        file.source,
    )


# ---- bodies -----------------------------------------------------------------------------------------------------

_TEXT, _LINE, _STATEMENT, _SECTIONS, _CRITERIA, _REFERENCES, _PLACEHOLDERS, _HINT, _ADDRESSES, _ANCHORS = range(10)
"""Of a body without links to files and without anchors, as most are, the last two are left out."""


def _packed_body(body: Body, text: str) -> Record | int:
    if body == _EMPTY:
        return 0
    whole: Any = body.text  # where a file of many was read, the text around its items is not the file's own
    if text.endswith(whole):
        whole = [len(text) - len(whole), len(text)]
    elif (start := text.find(whole)) >= 0:
        whole = [start, start + len(whole)]
    sections: list[Any] = []
    at = 0
    for section in body.sections:
        start = body.text.find(section.text, at)
        sections += (
            section.title,
            section.level,
            section.line,
            section.anchor,
            int(bool(section.text) and not section.text.isspace()),
        )
        sections += (start, start + len(section.text))
        at = start if section.text else at
    return [
        whole,
        body.line,
        body.statement,
        sections,
        [part for found in body.criteria for part in found],
        [part for found in body.references for part in found],
        [part for found in body.placeholders for part in found],
        int("tpo" in body.text),
        *(
            ([part for found in body.addresses for part in found], list(body.anchors))
            if body.addresses or body.anchors
            else ()
        ),
    ]


def _body(values: Any, text: str) -> Body:
    if values == 0:
        return _EMPTY
    whole, line, statement, sections, criteria, references, placeholders, _, *rest = values
    addresses, anchors = rest or ((), ())
    own = whole if isinstance(whole, str) else text[whole[0] : whole[1]]
    found = []
    for at in range(0, len(sections), 7):
        title, level, place, anchor, _, start, stop = sections[at : at + 7]
        found.append(_new(Section, (intern(title), level, place, own[start:stop], anchor)))
    return _new(
        Body,
        (
            own,
            line,
            statement,
            tuple(found),
            tuple([_new(Criterion, criteria[at : at + 4]) for at in range(0, len(criteria), 4)]),
            tuple([_new(Reference, references[at : at + 4]) for at in range(0, len(references), 4)]),
            tuple([_new(Placeholder, placeholders[at : at + 3]) for at in range(0, len(placeholders), 3)]),
            tuple([_new(Address, addresses[at : at + 3]) for at in range(0, len(addresses), 3)]) if addresses else (),
            tuple(anchors),
        ),
    )


# ---- fields -----------------------------------------------------------------------------------------------------
# Nearly all stand on the line below the one before, at its start, with one space behind the colon: those are their text
# alone. A list of texts on such a line is its texts and columns. Everything else has its places written out.


def _packed_fields(fields: Mapping[str, Field]) -> dict[str, Any]:
    packed: dict[str, Any] = {}
    line = 1
    for name, field in fields.items():
        own, value, at, start = field
        if own != name:
            raise ValueError(name)
        if value.__class__ is Scalar and (at, start) == (line + 1, 1) and value[1:] == (at, len(name) + 3):
            packed[name] = value[0]  # as nearly all are
            line = at
            continue
        follows = (at, start, value.line, value.column) == (line + 1, 1, at, len(name) + 3)
        line = at
        below = value.entries if follows and isinstance(value, Sequence) else None
        if below is not None and all(isinstance(entry, Scalar) and entry.line == line for entry in below):
            packed[name] = [part for entry in below for part in (entry[0], entry.column)]
            continue
        packed[name] = {"at": [at, start], "is": _packed_value(value)}
        line = _last_line(value)
    return packed


def _last_line(value: Value) -> int:
    if isinstance(value, Scalar):
        return value.line
    below = value.entries if isinstance(value, Sequence) else value.fields
    return below[-1].line if below else value.line


def _packed_value(value: Value) -> Record:
    if isinstance(value, Scalar):
        return [value.text, value.line, value.column]
    if isinstance(value, Sequence):
        return [[_packed_value(entry) for entry in value.entries], value.line, value.column]
    members = [[field.name, _packed_value(field.value), field.line, field.column] for field in value.fields]
    return [{"": members}, value.line, value.column]


def _fields(packed: dict[str, Any]) -> dict[str, Field]:
    line = 1
    fields: dict[str, Field] = {}
    for name, written in packed.items():
        if written.__class__ is str:
            line += 1
            fields[name] = (_field if len(written) <= _SHORT else _field.__wrapped__)(name, written, line)
        elif written.__class__ is list:
            line += 1
            entries = [_new(Scalar, (written[at], line, written[at + 1])) for at in range(0, len(written), 2)]
            fields[name] = _new(Field, (name, _new(Sequence, (tuple(entries), line, len(name) + 3)), line, 1))
        else:
            value = _value(written["is"])
            fields[name] = _new(Field, (name, value, *written["at"]))
            line = _last_line(value)
    return fields


@lru_cache(maxsize=4096)
def _field(name: str, written: str, line: int) -> Field:
    """A field whose value stands behind its name; thousands of items share one like `status: draft` on the same line."""
    return _new(Field, (name, _new(Scalar, (written, line, len(name) + 3)), line, 1))


def _value(packed: Record) -> Value:
    inner, line, column = packed
    if isinstance(inner, str):
        return Scalar(inner, line, column)
    if isinstance(inner, list):
        return Sequence(tuple([_value(entry) for entry in inner]), line, column)
    return Group(tuple([Field(intern(name), _value(value), *place) for name, value, *place in inner[""]]), line, column)


# ---- two versions of a file -------------------------------------------------------------------------------------
# What rules read of a text beside places: whether there is a statement and what stands in a section, the criteria,
# references, placeholders, links and anchors. The few that read more are named here. `tests/test_contents.py` puts other words into
# the texts of whole projects and compares the findings, so a rule that begins to read more cannot pass unseen.

_READ_SECTIONS = frozenset(("decision",))
"""Types of which rules read all that stands in sections: options are counted."""
_READ_STATEMENT = frozenset(("transition", "rollout"))
"""Kinds of which rules read the words of the statement."""

_PLACED = ((_SECTIONS, 7, 2), (_CRITERIA, 4, 2), (_REFERENCES, 4, 2), (_PLACEHOLDERS, 3, 1), (_ADDRESSES, 3, 1))
"""What has a place in a text: how many values each has, and which of them is its line."""

Moves = dict[tuple[int, int], tuple[int, int]]
"""Line and column then → line and column now."""


def moves(then: Record, now: Record) -> Moves | None:
    """Where the places of a text that rules point at have gone, if the two versions of a file differ in nothing else
    that rules read; None where they do.

    Only for projects without records: an approval is one of the whole text.
    """
    found: Moves = {}
    if len(then[0]) != len(now[0]) or len(then[1]) != len(now[1]) or then[2] != now[2]:
        return None
    for old, new in zip(then[0], now[0], strict=True):
        if old[:12] != new[:12] or old[13] != new[13] or old[1] in _READ_SECTIONS:
            return None
        if not _moved(old[12], new[12], found, with_statement=old[3] in _READ_STATEMENT):
            return None
    for old, new in zip(then[1], now[1], strict=True):
        if old[:2] != new[:2] or not _moved(old[2], new[2], found, with_statement=False):
            return None
    return found


def others_moved(then: Record, now: Record) -> bool:
    """Whether what a file holds beside its items is another now, or a block of queries stands in it."""
    hints = [values[12] != 0 and values[12][_HINT] for record in (then, now) for values in record[0]]
    return then[1] != now[1] or then[2] != now[2] or any(hints)


def links_moved(then: Record, now: Record) -> bool:
    """Whether the texts of a file's items link elsewhere now, or have other places to link to."""
    return [*map(_linked, then[0])] != [*map(_linked, now[0])]


def _linked(values: Record) -> Any:
    body = values[12]
    if body == 0:
        return [[], [], []]
    return [_rest(body, _ADDRESSES)[::3], _rest(body, _ANCHORS), body[_SECTIONS][::7]]


def _rest(body: Record, part: int) -> Record:
    """A part of a body's values; those that most bodies do not have may have been left out."""
    found: Record = body[part] if part < len(body) else []
    return found


def reads_texts(record: Record) -> bool:
    """Whether rules read all the text of one of a file's items."""
    return any(values[1] in _READ_SECTIONS for values in record[0])


def first_line(record: Record) -> int:
    """The line where a file's text begins: nothing above it has moved."""
    bodies = [values[12] for values in record[0]] + [values[2] for values in record[1]]
    return min((body[_LINE] for body in bodies if body != 0), default=1)


def _moved(then: Any, now: Any, found: Moves, *, with_statement: bool) -> bool:
    if then == 0 or now == 0:
        return bool(then == now)
    if then[_HINT] or now[_HINT]:  # blocks are judged by what stands in them
        return False
    if then[_LINE] != now[_LINE] or bool(then[_STATEMENT]) != bool(now[_STATEMENT]):
        return False
    if with_statement and then[_STATEMENT] != now[_STATEMENT]:
        return False
    if _rest(then, _ANCHORS) != _rest(now, _ANCHORS):
        return False
    for part, width, place in _PLACED:
        old, new = _rest(then, part), _rest(now, part)
        if len(old) != len(new):
            return False
        for at in range(0, len(old), width):
            if part == _SECTIONS:
                same = old[at : at + 2] == new[at : at + 2] and old[at + 3 : at + 5] == new[at + 3 : at + 5]
                was, now_is = (old[at + place], 1), (new[at + place], 1)
            else:
                same = old[at : at + place] == new[at : at + place]
                was, now_is = (old[at + place], old[at + place + 1]), (new[at + place], new[at + place + 1])
            if not same or found.setdefault(was, now_is) != now_is:
                return False
    return True
