"""Former ids as aliases: written into the front matter, the block or the row of an item, in the manner of what is there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tpo_docs.model import Group, Item, Scalar, Sequence


def aliases(text: str, item: Item, name: str, *, kept: bool) -> Iterator[tuple[int, int, str]]:
    """What to write, as start, end and text, so that the former id is an alias of `name`, where it is to be `kept`, and
    the new one is none."""
    written = item.fields.get("aliases")
    former = item.texts("aliases")
    names = [one for one in dict.fromkeys((*former, *([item.id] if kept else []))) if one != name]
    if tuple(names) == former:
        return
    starts = [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", text))]
    value = "[" + ", ".join(names) + "]"
    if written is not None and _own(written.line, item):
        yield from _rewritten(text, starts, item, name, names)
        return
    if not names:
        return
    end = re.search(r"\r\n|\n|\r", text)
    newline = end[0] if end else "\n"
    if item.is_row:
        yield from _row_alias(text, starts, item, value, newline)
        return
    if item.anchor:
        opened = re.compile(r"^([ \t]*)(?:`{3,}|~{3,})[ \t]*yaml[ \t]+item[^\r\n]*(?:\r\n|\n|\r)", re.MULTILINE)
        match = opened.search(text, starts[item.line - 1])
        if match is not None:
            yield match.end(), match.end(), f"{match[1]}aliases: {value}{newline}"
        return
    place = item.fields.get("id")
    if place is not None:
        at = starts[place.value.line] if place.value.line < len(starts) else len(text)
        indent = " " * (place.column - 1)
        yield at, at, f"{indent}aliases: {value}{newline}"
    elif text.startswith("---") and len(starts) > 1 and not text[3 : starts[1]].strip():
        yield starts[1], starts[1], f"aliases: {value}{newline}"
    else:
        yield 0, 0, f"---{newline}aliases: {value}{newline}---{newline}"


def _own(line: int, item: Item) -> bool:
    """Whether a field stands with the item, and not among the defaults of its file."""
    return line >= item.line or not item.anchor


def _rewritten(text: str, starts: list[int], item: Item, name: str, names: list[str]) -> Iterator[tuple[int, int, str]]:
    """The list that is there, with one entry more or less, in the manner it is written in."""
    written = item.fields["aliases"]
    value = written.value
    at = starts[value.line - 1] + value.column - 1
    entries = [entry for entry in value.entries if isinstance(entry, Scalar)] if isinstance(value, Sequence) else []
    more = item.id in names and item.id not in item.texts("aliases")
    if isinstance(value, Sequence) and text[at : at + 1] != "[" and entries:
        last = entries[-1]
        line = text[starts[last.line - 1] : starts[last.line] if last.line < len(starts) else len(text)]
        lead = line[: last.column - 1]
        for entry in entries:
            if entry.text.strip() == name:
                yield starts[entry.line - 1], starts[entry.line] if entry.line < len(starts) else len(text), ""
        if more:
            stop = starts[last.line - 1] + len(line)
            ended = line.endswith(("\n", "\r"))
            newline = re.search(r"\r\n|\n|\r", text)
            mark = newline[0] if newline else "\n"
            yield stop, stop, f"{lead}{item.id}{mark}" if ended else f"{mark}{lead}{item.id}"
        return
    if isinstance(value, Group):
        return
    stop = _flow_end(text, at) if text[at : at + 1] == "[" else _scalar_end(text, at)
    yield at, stop, "[" + ", ".join(names) + "]"


def _flow_end(text: str, at: int) -> int:
    end = text.find("]", at)
    return end + 1 if end >= 0 else at


def _scalar_end(text: str, at: int) -> int:
    match = re.compile(r"\"[^\"\r\n]*\"|'[^'\r\n]*'|[^\s#,\]}][^\r\n#]*?(?=[ \t]*(?:#|[\r\n]|$))|").match(text, at)
    return match.end() if match else at


def _row_alias(text: str, starts: list[int], item: Item, value: str, newline: str) -> Iterator[tuple[int, int, str]]:
    """In a row of a collection: a line above its first field, or an entry in its braces."""
    first = min((entry for entry in item.fields.values()), key=lambda entry: (entry.line, entry.column), default=None)
    key = starts[item.line - 1] + item.column - 1
    stop = starts[item.line] if item.line < len(starts) else len(text)
    line = text[key:stop]
    brace = re.match(r"[^\s:{]+[ \t]*:[ \t]*(\{)", line)
    if brace is not None:
        at = key + brace.end(1)
        comma = "" if text[at:].lstrip().startswith("}") else ", "
        yield at, at, f"aliases: {value}{comma}"
    elif first is not None and first.line > item.line:
        at = starts[first.line - 1]
        yield at, at, f"{' ' * (first.column - 1)}aliases: {value}{newline}"
    else:
        short = re.match(r"([^\s:]+[ \t]*:)[ \t]+(?=[^\s|>&*])", line)
        if short is not None and first is not None:
            yield key + short.end(1), key + short.end(), f"{newline}  aliases: {value}{newline}  {first.name}: "
