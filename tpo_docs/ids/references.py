"""Where the texts of a project name an item, to the byte.

An id with a prefix (`REQ-004`) is the same word wherever it stands, so every such word counts, in front matter and prose;
a slug (`client`) is a word like any other, so only places that can name nothing else count: links, fields that hold
parties, `[[client]]`, keys of a collection, and terms of a query.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tpo_docs.model import Group, Item, Sequence, Value
from tpo_docs.schema import FieldSpec, Schema

_URL = r"[A-Za-z][A-Za-z0-9+.-]*://[^\s<>\"'`)\]]+"
_FENCE = re.compile(r"[\s>]*(?:[-*+]\s+)?(`{3,}|~{3,})[ \t]*([^\r\n]*)")
_OURS = re.compile(r"(?:yaml[ \t]+item|tpo\b.*)\s*")
_ALIASES = re.compile(r"([ \t]*)aliases[ \t]*:")
_BREAK = re.compile(r"\r\n|\n|\r")


class Place(NamedTuple):
    """Where a text names an item: from `start` to `end` it says `name`; `line` counts from 1."""

    start: int
    end: int
    name: str
    line: int


def is_plain(name: str, schema: Schema) -> bool:
    """Whether the id is a slug, a word like any other, and not one with the prefix of its type."""
    return not schema.type_of_id(name)


def words(text: str, names: Iterable[str], *, markdown: bool) -> tuple[Place, ...]:
    """Every place at which one of these ids stands as a word: not in an address, in code, in `aliases`, or as a part of a
    path or of a longer id. `REQ-004/AC1` counts as far as the slash."""
    expression = _expression(names)
    if expression is None or not expression.search(text):
        return ()
    found = []
    hidden = _hidden(text, markdown=markdown)
    for match in re.finditer(f"(?:{_URL})|{expression.pattern}", text):
        if match["name"] is None or _is_path(text, match.start()):
            continue
        if not any(start <= match.start() < end for start, end in hidden):
            found.append((match.start(), match.end(), match["name"]))
    return _placed(text, found)


def slugs(text: str, name: str, places: Iterable[tuple[int, int]], *, queries: bool = False) -> tuple[Place, ...]:
    """The places at which a slug is named: those known by line and column, references in double brackets, and with
    `queries` the terms of queries (`owner:client`)."""
    starts = _line_starts(text)
    found: dict[int, int] = {}
    for line, column in places:
        if not 0 < line <= len(starts):
            continue
        start = starts[line - 1]
        stop = starts[line] if line < len(starts) else len(text)
        match = re.compile(_word(name)).search(text, min(start + max(column - 1, 0), stop), stop)
        if match is not None:
            found[match.start()] = match.end()
    patterns = [rf"(?<=\[\[){_word(name)}(?=\s*[\]|/\\])"]
    if queries:
        patterns.append(rf"(?<=\w[:,]){_word(name)}(?!\s*:)")
    hidden = _hidden(text, markdown=True)
    for pattern in patterns:
        for match in re.finditer(pattern, text):
            if not any(start <= match.start() < end for start, end in hidden):
                found[match.start()] = match.end()
    return _placed(text, [(start, end, name) for start, end in sorted(found.items())])


def named_in(item: Item, name: str, schema: Schema) -> Iterator[tuple[int, int]]:
    """Line and column of each value of an item's front matter that is this slug: links, and fields that hold parties."""
    for link in item.links:
        if link.target.partition("/")[0] == name:
            yield link.line, link.column
    spec = schema.types.get(item.type)
    if spec is not None:
        for field_name, field in item.fields.items():
            if field_name in spec.fields:
                yield from _parties(field.value, spec.fields[field_name], name)


def paths(text: str, old: str, origins: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where a text cites the file `old` (a path from the project root), as seen from one of these folders: start and end
    of the file's own name."""
    base = old.rpartition("/")[2]
    if base not in text:
        return
    seen = tuple(origins)
    pattern = rf"(?:{_URL})|(?P<way>(?:[\w.%@ -]*/)*)(?P<base>{re.escape(base)})(?![\w-]|\.\w)"
    for match in re.finditer(pattern, text):
        if match["base"] is None:
            continue
        way = match["way"].strip()
        before = text[match.start("base") - 1] if match.start("base") else ""
        if not way and (before.isalnum() or before in ("-", "_", ".")):
            continue
        cited = way.rpartition(" ")[2].replace("%20", " ") + base
        if any(posixpath.normpath(posixpath.join(origin, cited)) == old for origin in seen):
            yield match.start("base"), match.end("base")


def applied(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """The text with each stretch from start to end replaced; of two that overlap the first counts."""
    parts = []
    at = 0
    for start, end, new in sorted(edits):
        if start < at:
            continue
        parts += [text[at:start], new]
        at = end
    return "".join((*parts, text[at:]))


def _expression(names: Iterable[str]) -> re.Pattern[str] | None:
    known = sorted(set(names), key=len, reverse=True)
    if not known:
        return None
    return re.compile(rf"(?<![\w-])(?<!\w\.)(?P<name>{'|'.join(map(re.escape, known))})(?![\w-]|\.\w)")


def _word(name: str) -> str:
    return rf"(?<![\w-]){re.escape(name)}(?![\w-]|\.\w)"


def _is_path(text: str, start: int) -> bool:
    """Whether the word is a part of a path (`../REQ-004/picture.png`), and not the second of `REQ-003/REQ-004`."""
    if start == 0 or text[start - 1] != "/":
        return False
    before = re.search(r"[\w.-]*$", text[max(0, start - 60) : start - 1])
    return before is None or re.fullmatch(r"[A-Za-z][\w]*-\d+", before[0]) is None


def _hidden(text: str, *, markdown: bool) -> list[tuple[int, int]]:
    """Stretches that name nothing: fenced code that is not ours, and the former ids in `aliases`."""
    found: list[tuple[int, int]] = []
    fence = ""
    ours = True
    opened = 0
    aliases = -1
    at = 0
    front = markdown and text.lstrip("\ufeff").startswith("---")
    for number, line in enumerate(_lines(text)):
        start, at = at, at + len(line)
        bare = line.strip()
        if front and number and bare in ("---", "..."):
            front = False
            aliases = -1
            continue
        if fence:
            if bare.lstrip("> ").startswith(fence) and not bare.lstrip("> ").strip(fence[0]):
                if not ours:
                    found.append((opened, at))
                fence = ""
                aliases = -1
                continue
        elif markdown and not front and (match := _FENCE.match(line)):
            fence, ours, opened = match[1], _OURS.fullmatch(match[2]) is not None, start
            continue
        if markdown and not front and not fence:
            continue
        indent = len(line) - len(line.lstrip(" \t"))
        if aliases >= 0 and (not bare or indent > aliases or (indent == aliases and bare.startswith("-"))):
            found.append((start, at))
            continue
        match = _ALIASES.match(line)
        aliases = len(match[1]) if match else -1
        if match:
            found.append((start, at))
    if fence and not ours:
        found.append((opened, len(text)))
    return found


def _lines(text: str) -> list[str]:
    """Lines as an editor counts them; `str.splitlines` ends them at signs that are none for YAML and Markdown."""
    ends = [match.end() for match in _BREAK.finditer(text)]
    starts = [0, *ends]
    return [text[start:end] for start, end in zip(starts, [*ends, len(text)], strict=True)]


def _parties(value: Value, spec: FieldSpec, name: str) -> Iterator[tuple[int, int]]:
    if isinstance(value, Sequence):
        for entry in value.entries:
            yield from _parties(entry, spec, name)
    elif isinstance(value, Group):
        for field in value.fields:
            if field.name in spec.fields:
                yield from _parties(field.value, spec.fields[field.name], name)
            elif field.name == name:  # `adopted: {billing-team: 2027-01-04}`
                yield field.line, field.column
    elif spec.value == "party" and name in (part.strip() for part in value.text.split(",")):
        yield value.line, value.column


def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in _BREAK.finditer(text))]


def _placed(text: str, found: Iterable[tuple[int, int, str]]) -> tuple[Place, ...]:
    places = []
    line, at = 1, 0
    for start, end, name in found:
        line += len(_BREAK.findall(text, at, start))
        at = start
        places.append(Place(start, end, name, line))
    return tuple(places)
