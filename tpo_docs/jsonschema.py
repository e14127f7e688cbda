"""JSON Schemas for editors: of `tpo-docs.yml`, of each type's front matter, and of the collections.

They accept what `check` accepts, also where YAML makes a number or a truth value of a text, and offer what it prefers.
Draft 7, which editors know best.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tpo_docs.options import OPTIONS, Option
from tpo_docs.schema import FieldSpec, RoleSpec, Schema, TypeSpec

_DRAFT = "http://json-schema.org/draft-07/schema#"
_TEXT: dict[str, Any] = {"type": ["string", "number", "boolean", "null"]}
_NOTHING: dict[str, Any] = {"type": "null"}
_EMPTY: dict[str, Any] = {"type": "string", "pattern": r"^\s*$"}
_DATE: dict[str, Any] = {"type": "string", "pattern": r"^\s*\d{4}-\d{2}-\d{2}([T ].*)?\s*$", "examples": ["2027-03-31"]}
_BOOLEAN: dict[str, Any] = {
    "anyOf": [
        {"type": "boolean"},
        {
            "type": "string",
            "pattern": r"^\s*([Tt][Rr][Uu][Ee]|[Yy][Ee][Ss]|[Oo][Nn]|[Ff][Aa][Ll][Ss][Ee]|[Nn][Oo]|[Oo][Ff][Ff])\s*$",
        },
    ]
}
_PAGE = ("template", "hide", "icon", "search", "description", "subtitle", "defaults")
"""What MkDocs and its themes read in any page, and what a file with many items may hold."""


def configuration() -> dict[str, Any]:
    """The schema of `tpo-docs.yml`."""
    return {"$schema": _DRAFT, "$id": "urn:tpo-docs:configuration", "title": "tpo-docs.yml", **_option(OPTIONS)}


def front_matter(spec: TypeSpec, schema: Schema) -> dict[str, Any]:
    """The schema of the front matter of a type's items."""
    return {
        "$schema": _DRAFT,
        "$id": f"urn:tpo-docs:item:{spec.name}",
        "title": f"Front matter of a {spec.name}",
        **_item(spec, schema),
    }


def collection(spec: TypeSpec, schema: Schema) -> dict[str, Any]:
    """The schema of the YAML file that holds a type's rows: id → fields, or one text as the short form."""
    row = _item(spec, schema)
    return {
        "$schema": _DRAFT,
        "$id": f"urn:tpo-docs:collection:{spec.collection}",
        "title": f"{spec.collection}.yml",
        "type": ["object", "null"],
        "additionalProperties": {"anyOf": [row, _TEXT]},
    }


def everything(schema: Schema) -> dict[str, dict[str, Any]]:
    """All schemas, by name of their file."""
    files = {"tpo-docs.schema.json": configuration()}
    for spec in schema.types.values():
        files[f"{spec.name}.schema.json"] = front_matter(spec, schema)
        if spec.collection:
            files[f"{spec.collection}.collection.schema.json"] = collection(spec, schema)
    return files


# ---- the configuration ------------------------------------------------------------------------------------------


def _option(option: Option) -> dict[str, Any]:
    described: dict[str, Any] = {}
    if option.doc:
        described["description"] = option.doc + (f" Default: {option.default}." if option.default else "")
    return {**described, **_shape(option)}


def _shape(option: Option) -> dict[str, Any]:
    kind = option.value
    if kind == "group":
        shape: dict[str, Any] = {
            "type": "object",
            "properties": {child.name: _option(child) for child in option.children},
            "additionalProperties": False,
        }
        others = [_TEXT if option.short in ("text", "boolean") else {"type": "array"}] if option.short else []
        return {"anyOf": [shape, *others, *([] if option.short else [_NOTHING])]}
    if kind == "map":
        return {"type": ["object", "null"], "additionalProperties": _option(option.entry)}
    if kind == "list":
        entry = _option(option.entry)
        return {"anyOf": [{"type": "array", "items": entry}, entry, _NOTHING]}
    simple: dict[str, dict[str, Any]] = {
        "text": _TEXT,
        "boolean": {"anyOf": [*_BOOLEAN["anyOf"], _NOTHING, _EMPTY]},
        "date": {"anyOf": [_DATE, _NOTHING, _EMPTY]},
        "integer": {
            "anyOf": [{"type": "integer"}, {"type": "string", "pattern": r"^\s*[+-]?\d{1,9}\s*$"}, _NOTHING, _EMPTY]
        },
        "number": {
            "anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^\s*[+-]?[0-9.eE+-]+\s*$"}, _NOTHING, _EMPTY]
        },
        "choice": {"anyOf": [{"enum": list(option.choices)}, _NOTHING, _EMPTY, *_said_otherwise(option.choices)]},
    }
    return simple.get(kind, {})


def _said_otherwise(choices: tuple[str, ...]) -> list[dict[str, Any]]:
    """A choice like `off`, which YAML makes a truth value of."""
    found = [False] if {"off", "no", "false"} & set(choices) else []
    found += [True] if {"on", "yes", "true"} & set(choices) else []
    return [{"enum": found}] if found else []


# ---- items ------------------------------------------------------------------------------------------------------


def _item(spec: TypeSpec, schema: Schema) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "id": {**_TEXT, "description": f"Like `{spec.next_id(1)}`."},
        "type": {"enum": list(schema.types), "description": f"`{spec.name}`; the id's prefix says so already."},
        **{
            name: _field(field)
            for name, field in spec.fields.items()
            if name not in ("id", "type", "status", "kind", "acceptance")
        },
        "status": _word(
            tuple(spec.workflow),
            "Status → category: " + ", ".join(f"{name} → {category.value}" for name, category in spec.workflow.items()),
        ),
        "kind": _word(spec.kinds, "The kind within the type.") if spec.kinds else _TEXT,
        "acceptance": {
            "description": "Acceptance criteria, id → text; or write them in the body.",
            "type": ["object", "array", "string", "null"],
        },
        **{
            name: _link(role, inverse=inverse)
            for name, (role, inverse) in _links(spec, schema).items()
            if name not in spec.fields
        },
    }
    free: dict[str, Any] = {name: {} for name in (*schema.keywords, *_PAGE) if name not in properties}
    return {"type": ["object", "null"], "properties": {**properties, **free}, "additionalProperties": False}


def _links(spec: TypeSpec, schema: Schema) -> Mapping[str, tuple[RoleSpec, bool]]:
    """The link keywords that make sense on items of the type, in both directions."""
    found: dict[str, tuple[RoleSpec, bool]] = {}
    for role in schema.roles.values():
        if role.targets(spec.name, schema.types):
            found[role.name] = (role, False)
        if role.inverse and role.inverse != role.name and any(role.allows(name, spec.name) for name in schema.types):
            found[role.inverse] = (role, True)
    return found


def _link(role: RoleSpec, *, inverse: bool) -> dict[str, Any]:
    entry = {"type": ["string", "number", "null"]}
    return {
        "description": f"{role.says[1] if inverse else role.says[0]} …: an id, or a list of ids.",
        "anyOf": [entry, {"type": "array", "items": entry}],
    }


def _field(field: FieldSpec) -> dict[str, Any]:
    one = _one(field)
    shape = {"anyOf": [{"type": "array", "items": one}, one]} if field.many else one
    required = (
        "Required once agreed."
        if field.required
        else f"Required once agreed, for {', '.join(sorted(field.required_kinds))}."
        if field.required_kinds
        else ""
    )
    return {"description": required, **shape} if required else shape


def _one(field: FieldSpec) -> dict[str, Any]:
    if field.value == "group":
        properties = {name: _field(inner) for name, inner in field.fields.items() if name != "*"}
        others = _field(field.fields["*"]) if "*" in field.fields else bool(not field.fields)
        return {
            "anyOf": [{"type": "object", "properties": properties, "additionalProperties": others}, _NOTHING, _EMPTY]
        }
    if field.value == "choice":
        return _word(
            tuple(field.choices),
            "",
            tuple(other for others in field.choices.values() for other in others),
            any_case=True,
        )
    if field.value == "date":
        return {"anyOf": [_DATE, _NOTHING, _EMPTY]}
    if field.value == "boolean":
        return {"anyOf": [*_BOOLEAN["anyOf"], _NOTHING, _EMPTY]}
    if field.value in ("number", "integer"):
        bounds = {
            name: bound for name, bound in (("minimum", field.minimum), ("maximum", field.maximum)) if bound is not None
        }
        return {
            "anyOf": [
                {"type": field.value, **bounds},
                {"type": "string", "pattern": r"^\s*[+-]?[0-9][0-9.eE+-]*\s*$"},
                _NOTHING,
                _EMPTY,
            ]
        }
    return _TEXT


def _word(words: tuple[str, ...], text: str, others: tuple[str, ...] = (), *, any_case: bool = False) -> dict[str, Any]:
    shapes: list[dict[str, Any]] = [{"enum": list(words)}]
    if any_case and words:
        shapes.append(
            {
                "type": "string",
                "pattern": r"^\s*(?:" + "|".join(_any_case(word) for word in (*words, *others)) + r")\s*$",
            }
        )
    shapes += [_NOTHING, _EMPTY, *_said_otherwise(words)]
    return {**({"description": text} if text else {}), "anyOf": shapes}


def _any_case(word: str) -> str:
    return "".join(
        f"[{sign.upper()}{sign.lower()}]" if sign.isalpha() and sign.isascii() else re.escape(sign) for sign in word
    )
