"""A YAML text read whole, and one that is no YAML piece by piece, down to its lines: as much of it as can be counts."""

from __future__ import annotations

import re

from tpo_docs.frontmatter.events import Anchors, Broken, Reading
from tpo_docs.frontmatter.origin import Origin, Place
from tpo_docs.frontmatter.simple import read_simple
from tpo_docs.model import Field, Group, Scalar, Sequence, Unread, Value

# What YAML refuses to hold; said by what it is and not by what it is not, which takes ten times as long to compile.
_REFUSED = re.compile("[\0-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_MAX_BLOCKS = 5
"""How deep a text that is no YAML is read line by line."""
_NAMED = r"""("[^"\n]*"[ \t]*|'[^'\n]*'[ \t]*|[^\s#\[\]{},&*!|>'"%@`:-].*?):(?:[ \t]+(.*)|$)"""
_TOP_NAME = re.compile(_NAMED).match
_ANY_NAME = re.compile(rf"(\s*){_NAMED}").match
_OWN_NAME = re.compile(r"\s*[A-Za-z_][\w-]*:(?:[ \t]|$)", re.ASCII).match


def read_any(text: str, source: Origin) -> tuple[Group | None, tuple[Unread, ...]]:
    """The mapping that a text is or holds pieces of, None where it is empty or something else; and what is wrong."""
    unread: list[Unread] = []
    refused = _REFUSED.search(text)
    if refused is not None:
        before = text[: refused.start()]
        place = source.line + before.count("\n"), source.column + len(before) - before.rfind("\n") - 1
        reason = f"YAML cannot hold the character U+{ord(refused.group()):04X}"
        unread.append(source.unread(place, reason, "take it out"))
        text = _REFUSED.sub("\ufffd", text)
    reading = Reading(text, source, Anchors())
    root = reading.whole()
    if reading.broken is not None:
        fields, problems = _piece_by_piece(text, source, reading.broken)
        unread += problems
        root = Group(fields, fields[0].line, fields[0].column) if fields else None
    else:
        unread += reading.unread
    if root is not None and not isinstance(root, Group):
        what = "a list" if isinstance(root, Sequence) else "a text"
        place = root.line, root.column
        unread.append(source.unread(place, f"{what} stands where `name: value` lines should", "write `name: value`"))
        root = None
    return root, tuple(unread)


def _piece_by_piece(text: str, source: Origin, broken: Broken) -> tuple[tuple[Field, ...], list[Unread]]:
    """The fields of a text that is no YAML: each top-level name with the lines below it is read on its own."""
    fields: dict[str, Field] = {}
    unread: list[Unread] = []
    anchors = Anchors()
    lines = text.split("\n")
    starts = [number for number, line in enumerate(lines) if _TOP_NAME(line)]
    if not starts or starts[0] > 0:
        starts.insert(0, 0)
    for start, stop in zip(starts, [*starts[1:], len(lines)], strict=True):
        piece = source._replace(line=source.line + start)
        found, problems = _piece(lines[start:stop], piece, anchors)
        unread += problems
        for field in found:
            if field.name in fields:
                reason = f"`{field.name}` stands here a second time, line {fields[field.name].line} counts"
                unread.append(source.unread((field.line, field.column), reason, "write the name once"))
            else:
                fields[field.name] = field
    if not unread:
        unread.append(source.unread(*broken))
    return tuple(fields.values()), unread


def _piece(lines: list[str], source: Origin, anchors: Anchors) -> tuple[tuple[Field, ...], list[Unread]]:
    text = "\n".join(lines)
    simple = read_simple(text, source.line, source.column)
    if simple is not None:
        return simple, []
    reading = Reading(text, source, anchors)
    root = reading.whole()
    if reading.broken is not None:
        return _by_line(lines, source, 0), [source.unread(*reading.broken)]
    if root is None or isinstance(root, Group):
        return (root.fields if root is not None else ()), reading.unread
    place = root.line, root.column
    problem = source.unread(place, "this line has no `name: value`", "write a colon and a space behind the name")
    return (), [*reading.unread, problem]


def _by_line(lines: list[str], source: Origin, depth: int) -> tuple[Field, ...]:
    fields: dict[str, Field] = {}
    number = 0
    while number < len(lines):
        found = _ANY_NAME(lines[number])
        at = number
        number += 1
        if found is None:
            continue
        indent = len(found[1])
        is_text = bool(found[3]) and found[3][0] not in "|>\"'[{"
        while number < len(lines) and _belongs(lines[number], indent):
            if is_text and (found[2] == "id" or _OWN_NAME(lines[number])):
                break  # no value goes on like that: a line of its own, only indented by mistake
            number += 1
        name = _bare(found[2])
        line, column = source.line + at, source.column + indent
        start = found.start(3) if found[3] else lines[at].index(":", found.end(2)) + 1
        place = line, source.column + start
        below = source._replace(line=line + 1)
        value = _value_by_line(found[3] or "", lines[at + 1 : number], place, below, depth)
        fields.setdefault(name, Field(name, value, line, column))
    return tuple(fields.values())


def _belongs(line: str, indent: int) -> bool:
    bare = line.lstrip()
    depth = len(line) - len(bare)
    return not bare or depth > indent or (depth == indent and bare.startswith("- "))


def _value_by_line(text: str, below: list[str], place: Place, source: Origin, depth: int) -> Value:
    rows = [
        (bare, source.line + number, source.column + len(line) - len(bare))
        for number, line in enumerate(below)
        if (bare := line.lstrip())
    ]
    if not text.strip() and rows:
        if rows[0][0].startswith("- "):
            return _entries_by_line(rows)
        if depth < _MAX_BLOCKS and _ANY_NAME(rows[0][0]):
            fields = _by_line(below, source, depth + 1)
            return Group(fields, fields[0].line, fields[0].column)
    if text.strip(" +-123456789") in ("|", ">"):
        text = ""
    if text.startswith("["):
        return _flow_by_line([(text[1:], place[0], place[1] + 1), *rows], place)
    return Scalar(_bare(" ".join([text, *(row.rstrip() for row, _, _ in rows)])), *place)


def _entries_by_line(rows: list[tuple[str, int, int]]) -> Sequence:
    entries: list[tuple[list[str], int, int]] = []
    for row, line, column in rows:
        if row.startswith("- "):
            text = row[1:].lstrip()
            entries.append(([text], line, column + len(row) - len(text)))
        else:
            entries[-1][0].append(row)
    values = (Scalar(_bare(" ".join(row.rstrip() for row in texts)), *place) for texts, *place in entries)
    return Sequence(tuple(values), *rows[0][1:])


def _flow_by_line(rows: list[tuple[str, int, int]], place: Place) -> Sequence:
    entries: list[Scalar] = []
    for row, line, column in rows:
        inner, closing, _ = row.partition("]")
        at = column
        for part in inner.split(","):
            if text := part.strip().removeprefix("- ").lstrip():
                entries.append(Scalar(_bare(text), line, at + part.index(text)))
            at += len(part) + 1
        if closing:
            break
    return Sequence(tuple(entries), *place)


def _bare(text: str) -> str:
    text = text.strip()
    if text[:1] in ("'", '"'):
        quote = text[0]
        end = text.find(quote, 1)
        if end < 0 or end == len(text) - 1:
            return text.strip(quote)
        return text
    return text.partition(" #")[0].rstrip()
