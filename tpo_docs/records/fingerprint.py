"""The fingerprint of an item: the same as long as nothing that matters to an approval has changed.

It covers the fields that the type calls `significant`, in a canonical form: spaces, wrapping, the signs of lists and the
numbers of numbered ones do not count, nor does the order of a mapping; code blocks count as they are. An absent field
leaves no mark, so a project may call a further field significant without making every approval stale.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from tpo_docs.model import Group, Item, Project, Scalar, Trace, Value
from tpo_docs.schema import Schema

LENGTH = 12
_DEFAULT = ("title", "body")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_LIST = re.compile(r"([-*+]|\d{1,9}[.)])(?: +(?:\[[ xX]\] +)?|$)")
_ALONE = re.compile(r"#{1,6}(?: |$)|>|\|")
_RULE = re.compile(r"\|? *:?-{3,}")


def fingerprint(item: Item, schema: Schema) -> str:
    """Twelve hexadecimal digits for what is significant of an item."""
    spec = schema.types.get(item.type)
    parts = {name: _part(item, name) for name in (spec.significant if spec is not None else _DEFAULT)}
    return digest({name: part for name, part in parts.items() if part})


def fingerprints(project: Project) -> Mapping[str, str]:
    """The fingerprint of every item, by id; computed as they are asked for."""
    return project.derive(Fingerprints)


def of_end(project: Project, trace: Trace) -> str:
    """The fingerprint of what a link points at: of an item, or of the one criterion meant."""
    if not trace.criterion:
        return fingerprints(project)[trace.target]
    return of_criterion(project.items[trace.target], trace.criterion)


def of_criterion(item: Item, name: str) -> str:
    """The fingerprint of one acceptance criterion."""
    return digest({"criterion": [words(found.text) for found in item.criteria if found.id == name]})


def digest(value: Any) -> str:
    """Twelve hexadecimal digits for a plain value."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]


def words(text: str) -> str:
    """A text on one line, single spaces between its words, each sign in one encoding."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def prose(markdown: str) -> str:
    """Markdown with each paragraph, list entry, heading and table row on a line of its own, however it was wrapped."""
    return "\n".join(_lines(unicodedata.normalize("NFC", markdown)))


def body_of(item: Item) -> str:
    """The body without the heading that only repeats the title."""
    text = item.body.text.lstrip()
    first, _, rest = text.partition("\n")
    if first.startswith("# ") and words(first[2:]) in (words(item.title), words(f"{item.id} {item.title}")):
        return rest
    return text


class Fingerprints(dict[str, str]):
    """The fingerprints of a project, each computed when it is first asked for."""

    def __init__(self, project: Project) -> None:
        super().__init__()
        self.project = project

    def __missing__(self, name: str) -> str:
        self[name] = found = fingerprint(self.project.items[name], self.project.schema)
        return found


def _part(item: Item, name: str) -> Any:
    if name == "title":
        return words(item.title)
    if name == "kind":
        return words(item.kind)
    if name == "statement":
        return words(item.statement)
    if name == "body":
        return prose(body_of(item))
    if name == "acceptance":
        return [[criterion.id, words(criterion.text)] for criterion in item.criteria]
    entry = item.fields.get(name)
    return _plain(entry.value) if entry is not None else None


def _plain(value: Value) -> Any:
    """A value as plain text, lists and mappings; what is empty is left out, a list of one is that one."""
    if isinstance(value, Scalar):
        return words(value.text)
    if isinstance(value, Group):
        return {field.name: part for field in value.fields if (part := _plain(field.value))}
    entries = [part for entry in value.entries if (part := _plain(entry))]
    return entries[0] if len(entries) == 1 else entries


def _lines(markdown: str) -> Iterator[str]:
    open_with = ""
    waiting: list[str] = []
    for line in markdown.split("\n"):
        fence = _FENCE.match(line)
        if open_with:
            yield line.rstrip()
            if fence is not None and fence[1].startswith(open_with) and not line.strip(" `~"):
                open_with = ""
            continue
        text = " ".join(line.split())
        marker = _LIST.match(text)
        starts = fence is not None or marker is not None or _ALONE.match(text) is not None
        if (starts or not text) and waiting:
            yield " ".join(waiting)
            waiting = []
        if fence is not None:
            open_with = fence[1]
            yield text
        elif marker is not None:
            sign = "-" if marker[1] in "-*+" else "1."
            waiting = [f"{sign} {text[len(marker[1]) :].strip()}".rstrip()]
        elif text and starts:
            yield _row(text) if text.startswith("|") else text
        elif text:
            waiting.append(text)
    if waiting:
        yield " ".join(waiting)


def _row(text: str) -> str:
    """A row of a table without the padding of its cells."""
    if _RULE.match(text):
        return "|---|"
    return "|" + "|".join(cell.strip() for cell in text.strip("|").split("|")) + "|"
