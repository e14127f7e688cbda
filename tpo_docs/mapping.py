"""Foreign front matter made ours: another project's fields renamed, its values translated, its files untouched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from tpo_docs.config import FieldMap, TypeMap
from tpo_docs.model import Category, Field, Link, Scalar, Sequence
from tpo_docs.schema import FieldSpec, Schema


class Mapped(NamedTuple):
    """What a mapping makes of a file's front matter."""

    fields: dict[str, Field]
    id: str
    type: str
    kind: str
    category: Category | None
    links: tuple[Link, ...]
    title_default: str
    unknown: tuple[Field, ...]
    """Fields that the mapping neither names nor ignores."""


def translate(fields: Mapping[str, Field], path: str, mapping: FieldMap, schema: Schema) -> Mapped:
    """Our fields of a foreign front matter."""
    item_id = _id(fields, path, mapping)
    item_type = _decide(fields, path, mapping.type) or schema.type_of_id(item_id)
    kind = _decide(fields, path, mapping.kind)
    spec = schema.types.get(item_type)
    result: dict[str, Field] = {}
    links: list[Link] = []
    unknown: list[Field] = []
    special = {mapping.id_field, mapping.type.by, mapping.kind.by} - {""}
    for name, field in fields.items():
        if name in mapping.links:
            links.extend(_links(field, mapping, schema, name))
        elif name == mapping.status_field:
            result["status"] = field._replace(name="status")
        elif name == mapping.title_field:
            result["title"] = field._replace(name="title")
        elif name in mapping.fields:
            ours = mapping.fields[name]
            result[ours] = _fitted(field, spec.fields.get(ours) if spec is not None else None)._replace(name=ours)
        elif name in special or name in mapping.ignore:
            continue
        elif spec is not None and name in spec.fields:
            result[name] = field
        else:
            unknown.append(field)
    status = fields.get(mapping.status_field)
    category = mapping.status_default
    if status is not None and isinstance(status.value, Scalar) and status.value.text.strip():
        category = mapping.statuses.get(status.value.text.strip(), mapping.status_default)
    return Mapped(result, item_id, item_type, kind, category, tuple(links), mapping.title_default, tuple(unknown))


def _fitted(field: Field, ours: FieldSpec | None) -> Field:
    """A list as one text with commas, where our field takes one value: a foreign list is no mistake of its author."""
    value = field.value
    if ours is None or ours.many or ours.value == "group" or not isinstance(value, Sequence):
        return field
    texts = [entry.text for entry in value.entries if isinstance(entry, Scalar)]
    if len(texts) != len(value.entries):
        return field
    first = value.entries[0] if value.entries else value
    return field._replace(value=Scalar(", ".join(texts), first.line, first.column))


def _id(fields: Mapping[str, Field], path: str, mapping: FieldMap) -> str:
    if mapping.id_pattern:
        match = re.search(mapping.id_pattern, path.rpartition("/")[2])
        return (match[1] if match.re.groups else match[0]) if match else ""
    field = fields.get(mapping.id_field)
    if field is None or not isinstance(field.value, Scalar) or not field.value.text.strip():
        return ""
    return _formatted(field.value.text.strip(), mapping)


def _formatted(text: str, mapping: FieldMap) -> str:
    """An id or link target in the mapping's format, unless it has it already."""
    head, _, tail = mapping.id_format.partition("{}")
    if not mapping.id_format or (head and text.startswith(head) and text.endswith(tail)):
        return text
    return f"{head}{text}{tail}"


def _decide(fields: Mapping[str, Field], path: str, mapping: TypeMap) -> str:
    field = fields.get(mapping.by) if mapping.by else None
    if field is not None and isinstance(field.value, Scalar):
        text = field.value.text.strip()
        if text in mapping.values:
            return mapping.values[text]
        if text and not mapping.values:
            return text
    for folder in reversed(path.split("/")[:-1]):
        if folder in mapping.folders:
            return mapping.folders[folder]
    return mapping.default


def _links(field: Field, mapping: FieldMap, schema: Schema, name: str) -> list[Link]:
    link = mapping.links[name]
    role, inverse = schema.keywords[link.role]
    values = field.value.entries if isinstance(field.value, Sequence) else (field.value,)
    found = []
    for value in values:
        if not isinstance(value, Scalar):
            continue
        offset = 0
        for part in value.text.split(link.split):
            target = part.strip()
            if target:
                column = value.column + offset + len(part) - len(part.lstrip())
                found.append(Link(role, _formatted(target, mapping), value.line, column, inverse))
            offset += len(part) + len(link.split)
    return found
