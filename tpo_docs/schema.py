"""The schema: which types, fields, statuses, links and needs a project has, compiled from its profile."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from tpo_docs import profile
from tpo_docs.model import CATEGORIES, Category

VALUES = ("text", "date", "number", "integer", "boolean", "party", "file", "group", "choice")
EVIDENCE_NEEDS = ("approval", "metric", "code")
_TEST = "test"


class FieldSpec(NamedTuple):
    """What a field may hold."""

    name: str
    value: str = "text"
    many: bool = False
    choices: Mapping[str, tuple[str, ...]] = {}
    """Allowed word → other words accepted for it."""
    minimum: float | None = None
    maximum: float | None = None
    required: bool = False
    required_kinds: frozenset[str] = frozenset()
    fields: Mapping[str, FieldSpec] = {}
    """Of a group; `*` stands for any name."""
    aliases: tuple[str, ...] = ()

    def choice(self, text: str) -> str:
        """The canonical word for what was written, empty where it is none of them."""
        if text in self.choices:
            return text
        wanted = text.casefold()
        for word, others in self.choices.items():
            if wanted == word.casefold() or wanted in others:
                return word
        return ""

    def is_required(self, kind: str) -> bool:
        """Whether an agreed item of that kind must have it."""
        return self.required or kind in self.required_kinds


class Need(NamedTuple):
    """What an item of a kind must be covered by."""

    type: str
    """An item type, or `approval`, `metric`, `code`."""
    kind: str = ""
    advice: bool = False
    """A gap in it is only information."""
    per_criterion: bool = False

    def __str__(self) -> str:
        text = f"{self.type}/{self.kind}" if self.kind else self.type
        return ("criteria: " if self.per_criterion else "") + text + ("?" if self.advice else "")


@dataclass(frozen=True, slots=True)
class TypeSpec:
    """An item type."""

    name: str
    prefix: str
    pattern: str
    """The id's pattern as written, `REQ-{n:03}`."""
    folders: tuple[str, ...]
    kinds: tuple[str, ...]
    default_kind: str
    workflow: Mapping[str, Category]
    fields: Mapping[str, FieldSpec]
    needs: Mapping[str, tuple[Need, ...]]
    significant: tuple[str, ...]
    collection: str = ""
    """File name (without ending) of the collection that holds its rows."""
    collection_status: str = ""
    approvals: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict)
    expression: re.Pattern[str] = field(default=re.compile(""), compare=False)

    @property
    def draft_status(self) -> str:
        """The status of an item that writes none."""
        if self.collection:
            return self.collection_status or next(iter(self.workflow), "")
        return next(
            (name for name, category in self.workflow.items() if category is Category.DRAFT),
            next(iter(self.workflow), ""),
        )

    def needs_of(self, kind: str) -> tuple[Need, ...]:
        """What an item of this kind needs."""
        return self.needs.get(kind, self.needs.get("*", ()))

    def number(self, item_id: str) -> int | None:
        """The number in an id after the type's pattern; None where it is of another one. Of a dotted id the first."""
        head, _, tail = self.pattern.partition("{n")
        found = re.match(re.escape(head) + r"(\d{1,18})", item_id) if tail else None
        return int(found[1]) if found else None

    def next_id(self, number: int) -> str:
        """The id with that number after the type's pattern."""
        return re.sub(r"\{n(?::0?(\d+))?\}", lambda match: str(number).zfill(int(match[1] or 1)), self.pattern)


class RoleSpec(NamedTuple):
    """What a link of this role may join."""

    name: str
    inverse: str
    pairs: frozenset[tuple[str, str]]
    maximum: int | None = None
    minimum: Mapping[str, int] = {}
    symmetric: bool = False
    acyclic: bool = False
    traced: bool = False
    says: tuple[str, str] = ("", "")

    def allows(self, source: str, target: str) -> bool:
        """Whether an item of type `source` may carry this link to one of type `target`."""
        pairs = self.pairs
        return (
            (source, target) in pairs
            or ("*", "*") in pairs
            or (source, "*") in pairs
            or ("*", target) in pairs
            or (source == target and (("*", "=") in pairs or (source, "=") in pairs))
        )

    def sources(self, types: Iterable[str]) -> tuple[str, ...]:
        """The types that may carry it."""
        known = tuple(types)
        return tuple(name for name in known if any(self.allows(name, other) for other in known))

    def targets(self, source: str, types: Iterable[str]) -> tuple[str, ...]:
        """The types that an item of type `source` may point at."""
        return tuple(name for name in types if self.allows(source, name))


@dataclass(frozen=True, slots=True)
class Schema:
    """All types and roles of a project."""

    types: Mapping[str, TypeSpec]
    roles: Mapping[str, RoleSpec]
    keywords: Mapping[str, tuple[str, bool]] = field(default_factory=dict, compare=False)
    """Link keyword as typed → role, and whether it is the inverse."""
    prefixes: Mapping[str, str] = field(default_factory=dict, compare=False)
    collections: Mapping[str, str] = field(default_factory=dict, compare=False)
    """File stem → type."""
    folders: Mapping[str, str] = field(default_factory=dict, compare=False)
    any_id: re.Pattern[str] = field(default=re.compile("(?!)"), compare=False)
    """Matches an id of a type with a prefix at the start of a text."""

    def keyword_of(self, type_name: str, keyword: str) -> tuple[str, bool] | None:
        """Role and direction of a link keyword, unless the type has a plain field of that name."""
        spec = self.types.get(type_name)
        if spec is not None and keyword in spec.fields:
            return None
        return self.keywords.get(keyword)

    def type_of_id(self, item_id: str) -> str:
        """The type whose id pattern this id follows, else the one whose prefix it has, else empty."""
        prefix = item_id.split("-", 1)[0] if "-" in item_id else ""
        return self.prefixes.get(prefix, "")

    def category(self, type_name: str, status: str) -> Category | None:
        """The category of a status, None where the type has no such status."""
        spec = self.types.get(type_name)
        return spec.workflow.get(status) if spec is not None else None


def compile_schema(types: Mapping[str, Any], links: Mapping[str, Any]) -> Schema:
    """The schema of a profile (in the shape of `profile.TYPES` and `profile.LINKS`, already checked)."""
    specs = {name: _type(name, data) for name, data in types.items()}
    specs = {name: _within_reach(spec, specs) for name, spec in specs.items()}
    roles = {name: _role(name, data, specs) for name, data in links.items()}
    roles = {name: role for name, role in roles.items() if role.pairs}
    keywords: dict[str, tuple[str, bool]] = {}
    for role in roles.values():
        keywords[role.name] = (role.name, False)
        if role.inverse:
            keywords.setdefault(role.inverse, (role.name, True))
    alternatives = [f"(?:{_expression(spec.pattern, spec.prefix)})" for spec in specs.values() if spec.prefix]
    return Schema(
        types=specs,
        roles=roles,
        keywords=keywords,
        prefixes={spec.prefix: spec.name for spec in specs.values() if spec.prefix},
        collections={spec.collection: spec.name for spec in specs.values() if spec.collection},
        folders={folder: spec.name for spec in specs.values() for folder in spec.folders},
        any_id=re.compile("(?:" + "|".join(alternatives) + r")(?![A-Za-z0-9])") if alternatives else re.compile("(?!)"),
    )


def default_schema(profile_name: str = "tpo") -> Schema:
    """The schema of a shipped profile, `tpo` or `starter`."""
    return compile_schema(*profile_data(profile_name))


def profile_data(profile_name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Types and links of a shipped profile, in the shape of `tpo-docs.yml`."""
    if profile_name == "starter":
        return {name: profile.TYPES[name] for name in profile.STARTER}, dict(profile.LINKS)
    return dict(profile.TYPES), dict(profile.LINKS)


def with_choices(schema: Schema, field_name: str, choices: Iterable[str]) -> Schema:
    """The same with other words to choose from in a field that several types have."""
    words: dict[str, tuple[str, ...]] = dict.fromkeys(choices, ())
    types = {
        name: replace(spec, fields={**spec.fields, field_name: spec.fields[field_name]._replace(choices=words)})
        if field_name in spec.fields
        else spec
        for name, spec in schema.types.items()
    }
    return replace(schema, types=types)


def parse_need(written: Any) -> Need:
    """A need as written in `needs`: `test`, `spec/rollout`, `spec?`, `{criteria: test}`."""
    per_criterion = isinstance(written, Mapping)
    text = str(written["criteria"] if per_criterion else written)
    advice = text.endswith("?")
    name, _, kind = text.removesuffix("?").partition("/")
    return Need(name, kind, advice=advice, per_criterion=per_criterion)


def parse_field(name: str, written: Any) -> FieldSpec:
    """A field as written in `fields`: `date`, `[party]` or the long form."""
    if isinstance(written, str):
        return FieldSpec(name, written)
    if isinstance(written, list | tuple):
        return FieldSpec(name, str(written[0]) if written else "text", many=True)
    choices = written.get("choices") or {}
    if not isinstance(choices, Mapping):
        choices = {str(word): () for word in choices}
    required = written.get("required", False)
    return FieldSpec(
        name,
        str(written.get("value") or ("choice" if choices else "text")),
        many=bool(written.get("many", False)),
        choices={str(word): tuple(str(other).casefold() for other in others) for word, others in choices.items()},
        minimum=_number(written.get("min")),
        maximum=_number(written.get("max")),
        required=required is True,
        required_kinds=frozenset(str(kind) for kind in required) if isinstance(required, list | tuple) else frozenset(),
        fields={str(key): parse_field(str(key), value) for key, value in (written.get("fields") or {}).items()},
    )


def _number(written: Any) -> float | None:
    return None if written is None else float(written)


def _type(name: str, data: Mapping[str, Any]) -> TypeSpec:
    prefix = str(data.get("prefix") or "")
    pattern = str(data.get("id") or (f"{prefix}-{{n:03}}" if prefix else "{slug}"))
    fields = {key: parse_field(key, value) for key, value in {**profile.COMMON, **(data.get("fields") or {})}.items()}
    kinds = tuple(str(kind) for kind in data.get("kinds") or ())
    workflow = {str(status): Category(category) for status, category in (data.get("workflow") or {}).items()}
    needs = {str(kind): tuple(parse_need(need) for need in some) for kind, some in (data.get("needs") or {}).items()}
    return TypeSpec(
        name=name,
        prefix=prefix,
        pattern=pattern,
        folders=tuple(str(folder) for folder in data.get("folders") or ()),
        kinds=kinds,
        default_kind=str(data.get("default_kind") or ""),
        workflow=workflow or {category: Category(category) for category in CATEGORIES},
        fields=fields,
        needs=needs,
        significant=tuple(str(entry) for entry in data.get("significant") or ("title", "body")),
        collection=str(data.get("collection") or ""),
        collection_status=str(data.get("collection_status") or ""),
        approvals={str(status): tuple(some) for status, some in (data.get("approvals") or {}).items()},
        expression=re.compile(_expression(pattern, prefix) + r"\Z"),
    )


def _within_reach(spec: TypeSpec, types: Mapping[str, TypeSpec]) -> TypeSpec:
    """Without needs of types that the project does not have: nobody could ever meet them."""
    needs = {
        kind: tuple(need for need in some if need.type in types or need.type in ("approval", "code"))
        for kind, some in spec.needs.items()
    }
    return replace(spec, needs=needs)


def _expression(pattern: str, prefix: str) -> str:
    """The regular expression of an id pattern. Digits are free in number (REQ-7 and REQ-0007 are both ids); a pattern
    `PREFIX-{n…}` also takes dotted parts, as sub-tasks have them (BACK-100.1)."""
    parts = re.split(r"(\{n(?::0?\d+)?\}|\{slug\})", pattern)
    result = ""
    for part in parts:
        if part == "{slug}":
            result += r"[A-Za-z0-9][A-Za-z0-9._-]*" if not prefix else r"[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*"
        elif part.startswith("{n"):
            result += r"\d+(?:\.\d+)*"
        else:
            result += re.escape(part)
    return result


def _role(name: str, data: Mapping[str, Any], types: Mapping[str, TypeSpec]) -> RoleSpec:
    written = [(str(pair[0]), str(pair[1])) for pair in data.get("pairs") or ()]
    if "from" in data or "to" in data:
        froms, tos = (_names(data.get(end)) for end in ("from", "to"))
        written += [(source, target) for source in froms for target in tos]
    pairs = frozenset((s, t) for s, t in written if (s in types or s == "*") and (t in types or t in ("*", "=")))
    maximum = data.get("max")
    minimum = data.get("min") or {}
    says = tuple(data.get("says") or (name.replace("_", " "), str(data.get("inverse") or name).replace("_", " ")))
    return RoleSpec(
        name=name,
        inverse=name if data.get("symmetric") else str(data.get("inverse") or ""),
        pairs=pairs,
        maximum=int(maximum) if maximum is not None else None,
        minimum={str(kind): int(count) for kind, count in minimum.items()}
        if isinstance(minimum, Mapping)
        else {"*": int(minimum)},
        symmetric=bool(data.get("symmetric", False)),
        acyclic=bool(data.get("acyclic", False)),
        traced=bool(data.get("traced", False)),
        says=(str(says[0]), str(says[1])),
    )


def _names(written: Any) -> tuple[str, ...]:
    if written is None:
        return ("*",)
    return tuple(str(name) for name in written) if isinstance(written, list | tuple) else (str(written),)
