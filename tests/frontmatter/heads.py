"""Front matter as its tests look at it: read from a text, and without its places or with nothing but them."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs import frontmatter
from tpo_docs.frontmatter import Head
from tpo_docs.model import Field, Group, Scalar, Sequence, Value

CORPORA = ("eips", "backlog-md", "snips", "nlohmann-json-tsf")


def head_of(text: str) -> Head:
    return frontmatter.read(text.encode(), "a.md")


def fields_of(head: Head) -> dict[str, object]:
    return {field.name: shown(field.value) for field in head.fields}


def shown(value: Value) -> object:
    """A value without its places."""
    if isinstance(value, Scalar):
        return value.text
    if isinstance(value, Sequence):
        return [shown(entry) for entry in value.entries]
    return {field.name: shown(field.value) for field in value.fields}


def problems_of(head: Head) -> list[tuple[int, int, str]]:
    return [(problem.line, problem.column, problem.reason) for problem in head.unread]


def places_of(value: Field | Value) -> Iterator[tuple[int, int]]:
    yield value.line, value.column
    if isinstance(value, Field):
        yield from places_of(value.value)
    elif isinstance(value, Sequence):
        for entry in value.entries:
            yield from places_of(entry)
    elif isinstance(value, Group):
        for field in value.fields:
            yield from places_of(field)
