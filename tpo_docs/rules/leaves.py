"""The single values in the items' fields, those inside lists and mappings too."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Group, Item, Project, Scalar, Sequence, Value
from tpo_docs.schema import FieldSpec, TypeSpec


def leaves(project: Project, kind: str) -> Iterator[tuple[Item, str, Scalar]]:
    """Every value that the schema says is of that kind (`party`, `file` …): the item, the field's trail, the value."""
    for name, spec in project.schema.types.items():
        wanted = {field.name: field for field in spec.fields.values() if _holds(field, kind)}
        for item in project.of_type(name) if wanted else ():
            for field_name, written in item.fields.items():
                if field_name not in wanted:
                    continue
                value = written.value
                if isinstance(value, Scalar):  # as nearly all are
                    if wanted[field_name].value == kind and value.text.strip():
                        yield item, field_name, value
                else:
                    for trail, scalar in _inside(wanted[field_name], written.value, kind, field_name):
                        yield item, trail, scalar


def leaves_of(item: Item, spec: TypeSpec, kind: str) -> Iterator[tuple[str, Scalar]]:
    """The same of one item of that type."""
    for name, written in item.fields.items():
        if name in spec.fields:
            yield from _inside(spec.fields[name], written.value, kind, name)


def _holds(field: FieldSpec, kind: str) -> bool:
    return field.value == kind or any(_holds(inner, kind) for inner in field.fields.values())


def _inside(field: FieldSpec, value: Value, kind: str, trail: str) -> Iterator[tuple[str, Scalar]]:
    for entry in value.entries if isinstance(value, Sequence) else (value,):
        if isinstance(entry, Scalar):
            if field.value == kind and entry.text.strip():
                yield trail, entry
        elif isinstance(entry, Group):
            for part in entry.fields:
                inner = field.fields.get(part.name) or field.fields.get("*")
                if inner is not None:
                    yield from _inside(inner, part.value, kind, f"{trail}.{part.name}")
