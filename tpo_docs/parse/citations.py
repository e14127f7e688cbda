"""Files that items cite."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from tpo_docs.config import Configuration
from tpo_docs.model import Group, Parsed, Sequence, Value
from tpo_docs.schema import FieldSpec


def beside(path: str, cited: str) -> str:
    """A path cited in a file, as a path from the project root; empty where it leaves the project."""
    if not cited:
        return ""
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), cited))
    return "" if target.startswith("..") and not path.startswith("..") else target


def cited_files(parsed: Parsed, configuration: Configuration) -> dict[str, frozenset[str]]:
    """Every file that a field of an item cites, as a path from the project root, with the names of those fields.
    What is cited may be meant from the citing file or from the root, so both are named."""
    found: dict[str, set[str]] = {}
    fields = {name: _file_fields(spec.fields) for name, spec in configuration.schema.types.items()}
    for item in parsed.items:
        for spec in fields.get(item.type, ()):
            entry = item.fields.get(spec.name)
            for text in _file_texts(entry.value, spec) if entry is not None else ():
                cited = text.strip().partition("#")[0]
                if not cited or "://" in cited or cited.startswith("/") or "\0" in cited:
                    continue
                for path in (beside(item.path, cited), posixpath.normpath(cited)):
                    if path:
                        found.setdefault(path, set()).add(spec.name)
    return {path: frozenset(names) for path, names in found.items()}


def _file_fields(specs: Mapping[str, FieldSpec]) -> tuple[FieldSpec, ...]:
    return tuple(spec for spec in specs.values() if spec.value == "file" or _file_fields(spec.fields))


def _file_texts(value: Value, spec: FieldSpec) -> Iterator[str]:
    if isinstance(value, Sequence):
        for entry in value.entries:
            yield from _file_texts(entry, spec)
    elif isinstance(value, Group):
        inner = {sub.name: sub for sub in _file_fields(spec.fields)}
        for field in value.fields:
            if field.name in inner:
                yield from _file_texts(field.value, inner[field.name])
    elif spec.value == "file":
        yield value.text
