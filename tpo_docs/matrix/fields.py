"""Who is named where: parties in the fields of items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tpo_docs.model import Group, Item, Project, Sequence
from tpo_docs.schema import FieldSpec


class Part(NamedTuple):
    """That an item names a party in one of its fields."""

    item: str
    field: str


def actors(project: Project) -> Mapping[str, tuple[Part, ...]]:
    """By party: where living items name it in a field."""
    return project.derive(_actors)


def named_parties(project: Project, item: Item) -> Iterator[tuple[str, str]]:
    """Field and slug of each party that an item names; of a group, the group's field."""
    spec = project.schema.types.get(item.type)
    if spec is None:
        return
    for name, entry in item.fields.items():
        field = spec.fields.get(name)
        if field is None:
            continue
        if field.value == "party":
            for text in item.texts(name):
                yield name, text
        elif field.fields:
            values = entry.value.entries if isinstance(entry.value, Sequence) else (entry.value,)
            for value in values:
                if isinstance(value, Group):
                    yield from ((name, text) for text in _in_group(value, field))


def _actors(project: Project) -> Mapping[str, tuple[Part, ...]]:
    found: dict[str, dict[Part, None]] = {}
    if not project.has_type("party"):
        return {}
    for item in project.items.values():
        if item.living:
            for field, name in named_parties(project, item):
                found.setdefault(name, {})[Part(item.id, field)] = None
    return {name: tuple(parts) for name, parts in found.items()}


def _in_group(group: Group, spec: FieldSpec) -> Iterator[str]:
    for entry in group.fields:
        field = spec.fields.get(entry.name)
        if field is None:
            continue
        values = entry.value.entries if isinstance(entry.value, Sequence) else (entry.value,)
        for value in values:
            if isinstance(value, Group):
                yield from _in_group(value, field)
            elif field.value == "party" and not isinstance(value, Sequence) and value.text.strip():
                yield value.text.strip()
