"""The option `sources`: folders with items, and how foreign front matter becomes ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tpo_docs.config.nouns import FieldMap, LinkMap, SourceSpec, TypeMap
from tpo_docs.config.values import Reader, nearest
from tpo_docs.model import CATEGORIES, Category
from tpo_docs.schema import Schema


def read_source(written: Any, index: int, schema: Schema, reader: Reader) -> SourceSpec | None:
    """A source; None where it names no folder that could be read on every machine."""
    trail = f"sources/{index}"
    place = reader.place(trail)
    path = str(written if isinstance(written, str) else written.get("path") or "")
    if not path:
        reader.note(trail, "a source needs a `path`", "write `path: specs`")
        return None
    if path.startswith(("/", "\\", "~")) or path[1:2] == ":":
        mend = "write the path from the project's root; `..` may lead out of it"
        reader.note(f"{trail}/path", f"'{path}' is a path of one machine", mend)
        return None
    if isinstance(written, str):
        return SourceSpec(path.rstrip("/"), line=place.line, column=place.column)
    mapping = written.get("map")
    return SourceSpec(
        path=path.rstrip("/"),
        to=written.get("to"),
        include=tuple(written.get("include") or ()),
        exclude=tuple(written.get("exclude") or ()),
        map=_field_map(mapping, f"{trail}/map", schema, reader) if mapping is not None else None,
        audience=str(written.get("audience") or ""),
        line=place.line,
        column=place.column,
    )


def _field_map(written: Mapping[str, Any], trail: str, schema: Schema, reader: Reader) -> FieldMap:
    identifier = _grouped(written.get("id"), "field")
    pattern = str(identifier.get("pattern") or "")
    if identifier.get("from") == "filename":
        pattern = pattern or r"[A-Za-z]+-\d+(?:\.\d+)*"
        try:
            re.compile(pattern)
        except re.error as error:
            reason = f"'{pattern}' is no regular expression: {error}"
            reader.note(f"{trail}/id/pattern", reason, r"write one that finds the id, as `[A-Z]+-\d+` does")
            pattern = ""
    elif pattern:
        reader.note(f"{trail}/id/pattern", "`pattern` goes with `from: filename`", "write both, or neither")
        pattern = ""
    if identifier.get("format") and "{}" not in identifier["format"]:
        reader.note(f"{trail}/id/format", "the format has no {} for the field's value", "write one, as in `ADR-{}`")
        identifier.pop("format")
    title = _grouped(written.get("title"), "field")
    status = written.get("status") or {}
    links: dict[str, LinkMap] = {}
    for name, link in (written.get("links") or {}).items():
        data = _grouped(link, "role")
        role = str(data.get("role") or "")
        if role not in schema.keywords:
            reader.note(f"{trail}/links/{name}", f"no link role '{role}'", nearest(role, schema.keywords))
            continue
        links[name] = LinkMap(role, str(data.get("split") or ","))
    item_type = _type_map(written.get("type"), f"{trail}/type", schema.types, reader)
    return FieldMap(
        id_field=str(identifier.get("field") or ("" if pattern else "id")),
        id_format=str(identifier.get("format") or ""),
        id_pattern=pattern,
        type=item_type,
        kind=_type_map(written.get("kind"), f"{trail}/kind", None, reader),
        title_field=str(title.get("field") or "title"),
        title_default=str(title.get("default") or ""),
        status_field=str(status.get("field") or "status"),
        statuses={str(name): Category(category) for name, category in (status.get("values") or {}).items()},
        status_default=Category(status["default"]) if status.get("default") in CATEGORIES else None,
        links=links,
        fields=dict(written.get("fields") or {}),
        ignore=frozenset(written.get("ignore") or ()),
    )


def _type_map(written: Any, trail: str, types: Mapping[str, Any] | None, reader: Reader) -> TypeMap:
    data = _grouped(written, "default")
    if types is not None:
        for where, name in [("default", data.get("default"))] + [
            (f"{key}/{entry}", value) for key in ("values", "folders") for entry, value in (data.get(key) or {}).items()
        ]:
            if name and name not in types:
                reader.note(f"{trail}/{where}", f"no type '{name}'", nearest(str(name), types))
    return TypeMap(
        str(data.get("field") or ""),
        dict(data.get("values") or {}),
        dict(data.get("folders") or {}),
        str(data.get("default") or ""),
    )


def _grouped(written: Any, short: str) -> dict[str, Any]:
    """The long form of an option that may be written as a plain word."""
    if written is None:
        return {}
    return {short: written} if isinstance(written, str) else dict(written)
