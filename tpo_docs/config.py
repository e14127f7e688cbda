"""The configuration: the text of `tpo-docs.yml` in, options and what is wrong with it out."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from tpo_docs import frontmatter, places, profile, roles
from tpo_docs.markers import WORDS
from tpo_docs.model import CATEGORIES, Category, Group, Location, Scalar, Sequence, Unread, Value, as_date, as_number
from tpo_docs.options import BLOCKS, OPTIONS, Option
from tpo_docs.schema import EVIDENCE_NEEDS, VALUES, Schema, compile_schema, default_schema, profile_data, with_choices

_TRUE, _FALSE = ("true", "yes", "on"), ("false", "no", "off")
_FRAMEWORK_INPUTS: Mapping[str, tuple[str, ...]] = {
    "moscow": (),
    "wsjf": ("value", "urgency", "enables"),
    "rice": ("reach", "impact", "confidence"),
    "ice": ("impact", "confidence", "ease"),
    "cd3": ("cost_of_delay",),
    "value-effort": ("value",),
}
_OF_FRAMEWORK: Mapping[str, str] = {"formula": "formula", "weights": "scorecard", "ice": "ice"}
"""Option of `priority` → the one framework that looks at it."""
RAMP: Mapping[str, frozenset[str] | None] = {
    "draft": frozenset("12"),
    "review": frozenset("1267"),
    "agreed": None,
    "doing": None,
    "done": None,
    "dead": frozenset("12"),
}
"""Category → families of rules that judge it; None is all of them (DECISIONS: ramp)."""


@dataclass(frozen=True, slots=True)
class TypeMap:
    """How a foreign field decides on the type (or kind) of an item."""

    by: str = ""
    """The field that decides."""
    values: Mapping[str, str] = field(default_factory=dict)
    folders: Mapping[str, str] = field(default_factory=dict)
    default: str = ""


@dataclass(frozen=True, slots=True)
class LinkMap:
    """A foreign field that holds links."""

    role: str
    split: str = ","


@dataclass(frozen=True, slots=True)
class FieldMap:
    """How another project's front matter becomes items."""

    id_field: str = "id"
    id_format: str = ""
    id_pattern: str = ""
    """From the file's name, where set."""
    type: TypeMap = TypeMap()
    kind: TypeMap = TypeMap()
    title_field: str = "title"
    title_default: str = ""
    status_field: str = "status"
    statuses: Mapping[str, Category] = field(default_factory=dict)
    status_default: Category | None = None
    links: Mapping[str, LinkMap] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    ignore: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """A folder with items."""

    path: str
    to: str | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    map: FieldMap | None = None
    audience: str = ""
    """For whom its items are that do not say so."""
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class RuleOptions:
    """Which rules judge, and how strictly."""

    select: tuple[str, ...] = ("TPO",)
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] = field(default_factory=dict)
    ramp: Mapping[str, frozenset[str] | None] = field(default_factory=lambda: dict(RAMP))
    warn_as_error_for_release: tuple[str, ...] = ()
    known: str = ""
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict, compare=False)
    """Where the values stand, entries of lists as `select/0`."""
    feedback_days: int = 30
    risk_threshold: int = 12
    observation_days: int = 100
    scope_drift: int = 20
    """Percent."""


@dataclass(frozen=True, slots=True)
class View:
    """A saved view of the item table."""

    name: str
    query: str
    columns: tuple[str, ...]
    sort: str
    line: int
    column: int


class Block(NamedTuple):
    """A part of a page that its author asks for: a table, a chart … of what a query names."""

    kind: str
    options: Mapping[str, Any]
    path: str = ""
    """The file it was asked for in; empty for one of a shipped role."""
    line: int = 1
    column: int = 1
    places: Mapping[str, tuple[int, int]] = {}
    """Where the value of each option stands, entries of lists as `columns/0`."""

    def text(self, name: str) -> str:
        """An option that is a text, empty where it is not given."""
        return str(self.options.get(name) or "").strip()

    def texts(self, name: str) -> tuple[str, ...]:
        """An option that is a list."""
        return tuple(self.options.get(name) or ())

    def number(self, name: str, default: int) -> int:
        """An option that is a whole number."""
        return int(self.options.get(name, default))

    def place(self, name: str) -> tuple[int, int]:
        """Line and column of an option's value, else of the block."""
        return self.places.get(name, (self.line, self.column))


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody who reads the site, and what the page for them shows."""

    name: str
    title: str
    text: str = ""
    blocks: tuple[Block, ...] = ()
    shipped: bool = False
    """Whether its blocks are ours, which are left out where they do not fit the project."""


@dataclass(frozen=True, slots=True)
class SiteOptions:
    """The generated site."""

    items_in_navigation: int = 300
    edit_url: str = ""
    suggest_url: str = ""
    search: str = "auto"
    """The search of words: `auto`, `theme` or `pagefind`."""
    matrices: tuple[str, ...] = ()
    chain: tuple[str, ...] = ("goal", "requirement", "story", "spec", "test")
    words: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict, compare=False)
    """Where the values stand, entries of lists as `matrices/0`."""


@dataclass(frozen=True, slots=True)
class Priority:
    """How priorities are computed."""

    framework: str = "wsjf"
    formula: str = ""
    inputs: tuple[str, ...] = _FRAMEWORK_INPUTS["wsjf"]
    weights: Mapping[str, float] = field(default_factory=dict)
    ice: str = "product"
    """Whether ICE multiplies or takes the `mean`."""
    line: int = field(default=1, compare=False)
    """Where the formula stands, else the framework."""
    column: int = field(default=1, compare=False)


PROPERTIES = ("tpo", "requirement", "requirements", "verifies", "test_id", "test_key")
"""Properties of test cases whose values are ids, where the configuration names no others."""


@dataclass(frozen=True, slots=True)
class ResultOptions:
    """How test results are matched and how long they count."""

    max_age: int = 0
    """Days after which a result is stale; 0 for never."""
    properties: tuple[str, ...] = PROPERTIES


@dataclass(frozen=True, slots=True)
class HistoryOptions:
    """Where it is known from what was finished when."""

    source: str = "auto"
    export: str = ""
    """The tracker's export, relative to the project root."""
    statuses: Mapping[str, str] = field(default_factory=dict)
    line: int = field(default=1, compare=False)
    """Where the export is named."""
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Disclosure:
    """For whom items may be, and what may be published although it looks private."""

    audiences: tuple[str, ...] = ("public", "internal")
    """From everybody to those who see all."""
    allow: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    """Patterns of paths of attachments that cannot be looked into and may be published."""
    named: bool = False
    """Whether the configuration says anything of it."""


@dataclass(frozen=True, slots=True)
class CodeOptions:
    """Where source code says which items it implements."""

    paths: tuple[str, ...] = ()
    """Empty where nobody looks."""
    exclude: tuple[str, ...] = ()
    markers: tuple[str, ...] = WORDS


@dataclass(frozen=True, slots=True)
class Configuration:
    """All options of a project, and what could not be read of them."""

    path: str = ""
    profile: str = "tpo"
    version: str = "dev"
    today: date | None = None
    sources: tuple[SourceSpec, ...] = (SourceSpec("specs"),)
    schema: Schema = field(default_factory=default_schema)
    require: tuple[str, ...] = ()
    rules: RuleOptions = RuleOptions()
    views: tuple[View, ...] = ()
    roles: tuple[Role, ...] = ()
    site: SiteOptions = SiteOptions()
    results: ResultOptions = ResultOptions()
    code: CodeOptions = CodeOptions()
    priority: Priority = Priority()
    history: HistoryOptions = HistoryOptions()
    disclosure: Disclosure = Disclosure()
    unread: tuple[Unread, ...] = ()
    text: str = ""
    """The file as read: what a cache of results depends on."""


class _Place(NamedTuple):
    line: int
    column: int


def read(text: str, path: str) -> Configuration:
    """The configuration of a project; what is wrong with it is in `unread`, and the rest counts."""
    group, problems = frontmatter.read_yaml(text, path, about="configuration")
    reader = _Reader(path, list(problems))
    plain = reader.group(group, OPTIONS, "") if group is not None else {}
    return replace(_build(plain, reader), path=path, text=text, unread=tuple(reader.unread))


def default() -> Configuration:
    """The configuration of a project without a file of its own."""
    return Configuration(schema=_cached_schema("tpo"), roles=_shipped_roles())


def read_block(kind: str, group: Group, at: Location, about: str) -> tuple[Block, tuple[Unread, ...]]:
    """A block of a kind that `BLOCKS` has, and what could not be read of its options."""
    reader = _Reader(at.path, [], about)
    option = next(option for option in BLOCKS if option.name == kind)
    options = reader.group(group, option, "")
    return Block(kind, options, at.path, at.line, at.column, reader.all_places("")), tuple(reader.unread)


@lru_cache(maxsize=4)
def _cached_schema(profile_name: str) -> Schema:
    return default_schema(profile_name)


def _instead(name: str, known: Mapping[str, Option]) -> str:
    """What to write for a key that is not known here: its neighbour, or the key below which it belongs."""
    if near := difflib.get_close_matches(name, known, 1):
        return f"write `{near[0]}`"
    below = [
        key for key, option in known.items() if option.value == "group" and name in (c.name for c in option.children)
    ]
    if not below and "severity" in known and re.fullmatch(r"TPO\d+", name):
        below = ["severity"]
    if len(below) == 1:
        return f"write it below `{below[0]}`"
    return "known here: " + ", ".join(f"`{option}`" for option in known)


class _Reader:
    """Turns a tree of texts into plain values after the options, noting what does not fit and where each key stood."""

    def __init__(self, path: str, unread: list[Unread], about: str = "configuration") -> None:
        self.path = path
        self.unread = unread
        self.about = about
        self.places: dict[str, _Place] = {}
        self.values: dict[str, _Place] = {}
        """Where the value of a key stands."""

    def note(self, where: str | _Place, reason: str, mend: str = "") -> None:
        place = where if isinstance(where, _Place) else self.place(where)
        self.unread.append(Unread(self.path, place.line, place.column, reason, self.about, mend=mend))

    def place(self, trail: str) -> _Place:
        """Where a key stands, or the nearest one above it that was written."""
        while trail and trail not in self.places:
            trail = trail.rpartition("/")[0]
        return self.places.get(trail, _Place(1, 1))

    def all_places(self, trail: str) -> dict[str, tuple[int, int]]:
        """Where the values below a key stand, by the rest of their trail."""
        start = f"{trail}/" if trail else ""
        found = {**self.places, **self.values}
        return {key[len(start) :]: (at.line, at.column) for key, at in found.items() if key.startswith(start)}

    def group(self, group: Group, option: Option, trail: str) -> dict[str, Any]:
        known = {child.name: child for child in option.children}
        result: dict[str, Any] = {}
        for entry in group.fields:
            here = f"{trail}/{entry.name}" if trail else entry.name
            self.places[here] = _Place(entry.line, entry.column)
            self.values[here] = _Place(entry.value.line, entry.value.column)
            child = known.get(entry.name)
            if child is None:
                self.note(
                    here,
                    f"unknown option '{entry.name}'" + (f" in '{trail.replace('/', '.')}'" if trail else ""),
                    _instead(entry.name, known),
                )
                continue
            value = self.value(entry.value, child, here)
            if value is not None:
                result[entry.name] = value
        return result

    def value(self, value: Value, option: Option, trail: str) -> Any:
        if isinstance(value, Scalar) and not value.text and option.value != "text":
            return None
        kind = option.value
        if kind == "any":
            return self.anything(value, trail)
        if kind == "group":
            if isinstance(value, Group):
                return self.group(value, option, trail)
            if option.short and isinstance(value, Scalar):
                return value.text
            return self.wrong(value, "a mapping", trail)
        if kind == "map":
            if not isinstance(value, Group):
                return self.wrong(value, "a mapping", trail)
            return self.map(value, option, trail)
        if kind == "list":
            entries = value.entries if isinstance(value, Sequence) else (value,)
            if isinstance(value, Group) and option.entry.value != "group":
                return self.wrong(value, "a list", trail)
            return [
                found
                for index, entry in enumerate(entries)
                if (found := self.entry(entry, option.entry, f"{trail}/{index}")) is not None
            ]
        if not isinstance(value, Scalar):
            return self.wrong(value, {"text": "a text"}.get(kind, f"a {kind}"), trail)
        return self.scalar(value, option)

    def entry(self, value: Value, option: Option, trail: str) -> Any:
        self.places[trail] = _Place(value.line, value.column)
        return self.value(value, option, trail)

    def map(self, group: Group, option: Option, trail: str) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for entry in group.fields:
            here = f"{trail}/{entry.name}"
            self.places[here] = _Place(entry.line, entry.column)
            value = self.value(entry.value, option.entry, here)
            if value is not None or option.entry.value == "any":
                result[entry.name] = value
        return result

    def anything(self, value: Value, trail: str) -> Any:
        if isinstance(value, Scalar):
            return value.text
        if isinstance(value, Sequence):
            return [self.anything(entry, f"{trail}/{index}") for index, entry in enumerate(value.entries)]
        for entry in value.fields:
            self.places[f"{trail}/{entry.name}"] = _Place(entry.line, entry.column)
        return {entry.name: self.anything(entry.value, f"{trail}/{entry.name}") for entry in value.fields}

    def scalar(self, value: Scalar, option: Option) -> Any:
        text = value.text.strip()
        found: Any = None
        wanted = ""
        if option.value == "text":
            return value.text
        if option.value == "choice":
            found = text if text in option.choices else None
            wanted = "one of " + ", ".join(option.choices)
            near = difflib.get_close_matches(text, option.choices, 1)
            if found is None:
                self.note(
                    _Place(value.line, value.column),
                    f"'{text}' is none of {', '.join(option.choices)}",
                    f"write `{near[0]}`" if near else "",
                )
            return found
        if option.value == "boolean":
            found = True if text.casefold() in _TRUE else False if text.casefold() in _FALSE else None
            wanted = "true or false"
        elif option.value == "date":
            found, wanted = as_date(text), "a date YYYY-MM-DD"
        elif option.value == "integer":
            found, wanted = int(text) if re.fullmatch(r"[+-]?\d{1,9}", text) else None, "a whole number"
        elif option.value == "number":
            found, wanted = as_number(text), "a number"
        if found is None:
            self.note(_Place(value.line, value.column), f"'{text}' is not {wanted}")
        return found

    def wrong(self, value: Value, wanted: str, trail: str) -> None:
        self.note(_Place(value.line, value.column), f"'{trail.rpartition('/')[2]}' should be {wanted}")


def _build(plain: Mapping[str, Any], reader: _Reader) -> Configuration:
    profile_name = str(plain.get("profile", "tpo"))
    schema = _schema(profile_name, plain.get("types") or {}, plain.get("links") or {}, reader)
    disclosure = _disclosure(plain.get("disclosure"), reader)
    if disclosure.audiences != Disclosure().audiences:
        schema = with_choices(schema, "audience", disclosure.audiences)
    sources = tuple(
        source
        for index, entry in enumerate(plain.get("sources") or ["specs"])
        if (source := _source(entry, index, schema, reader)) is not None
    )
    for index, source in enumerate(sources):
        if source.audience and source.audience not in disclosure.audiences:
            trail, mend = f"sources/{index}/audience", _nearest(source.audience, disclosure.audiences)
            reader.note(trail, f"'{source.audience}' is none of {', '.join(disclosure.audiences)}", mend)
    require = tuple(plain.get("require") or ())
    for index, name in enumerate(require):
        if name not in schema.types:
            reader.note(f"require/{index}", f"no type '{name}'", _nearest(name, schema.types))
    views = tuple(_view(entry, index, reader) for index, entry in enumerate(plain.get("views") or ()))
    version = str(plain.get("version") or "dev")
    if not places.is_version(version):
        at = reader.values.get("version") or reader.place("version")
        mend = "begin with a letter or digit, and use only letters, digits and . _ - + ~ (no `..`)"
        reader.note(at, f"'{version}' cannot be a version: it becomes a folder and a part of the address", mend)
    shown = plain.get("roles")
    return Configuration(
        profile=profile_name,
        version=version,
        today=plain.get("today"),
        sources=sources,
        schema=schema,
        require=tuple(name for name in require if name in schema.types),
        rules=_rules(plain.get("rules") or {}, reader),
        views=views,
        roles=_roles(shown, reader) if shown is not None else _shipped_roles(),
        site=_site(plain.get("site") or {}, schema, reader),
        results=_results(plain.get("results") or {}),
        code=_code(plain.get("code")),
        priority=_priority(plain.get("priority") or {}, reader),
        history=_history(plain.get("history") or {}, reader),
        disclosure=disclosure,
    )


def _schema(profile_name: str, types: Mapping[str, Any], links: Mapping[str, Any], reader: _Reader) -> Schema:
    if not types and not links:
        return _cached_schema(profile_name)
    base_types, base_links = profile_data(profile_name)
    for name, change in types.items():
        if change.get("enabled") is False:
            base_types.pop(name, None)
            continue
        start = base_types.get(name) or (profile.TYPES.get(name) if name in profile.TYPES else {}) or {}
        merged = {**start, **change}
        for key in ("fields", "needs"):
            merged[key] = {**(start.get(key) or {}), **(change.get(key) or {})}
        merged["fields"] = {key: value for key, value in merged["fields"].items() if value not in ("off", None)}
        base_types[name] = _checked_type(name, merged, change, reader)
    for name, change in links.items():
        if change.get("enabled") is False:
            base_links.pop(name, None)
            continue
        start = dict(base_links.get(name) or {})
        if {"pairs", "from", "to"} & change.keys():
            start.pop("pairs", None)
        merged = _checked_link(name, {**start, **change}, base_types, reader)
        inverse = str(merged.get("inverse") or "")
        holder = next(
            (key for key, one in base_links.items() if key != name and inverse in (key, one.get("inverse"))), ""
        )
        if inverse and (holder or (inverse == name and "inverse" in change)):
            reader.note(f"links/{name}/inverse", f"'{inverse}' is a word of the link '{holder or name}' already")
            merged.pop("inverse", None)
        base_links[name] = merged
    _check_prefixes(base_types, reader)
    for name in types:
        if name in base_types:
            base_types[name] = _checked_needs(
                name, base_types[name], types[name].get("needs") or {}, base_types, reader
            )
    return compile_schema(base_types, base_links)


def _checked_type(name: str, merged: dict[str, Any], change: Mapping[str, Any], reader: _Reader) -> dict[str, Any]:
    pattern = str(merged.get("id") or "")
    if pattern and not re.search(r"\{n(?::0?\d+)?\}|\{slug\}", pattern):
        reader.note(f"types/{name}/id", f"the id pattern '{pattern}' has neither {{n}} nor {{slug}}")
        merged.pop("id")
    if merged.get("prefix") and pattern and "id" in change and not pattern.startswith(f"{merged['prefix']}-"):
        reader.note(
            f"types/{name}/id", f"the id pattern '{pattern}' does not start with the prefix '{merged['prefix']}-'"
        )
        merged.pop("id", None)
    if "prefix" in change and "id" not in change:
        merged.pop("id", None)
    if "prefix" in change and not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", str(change["prefix"])):
        reader.note(f"types/{name}/prefix", f"'{change['prefix']}' is no prefix: letters, digits and _ only")
        merged.pop("prefix", None)
        merged.pop("id", None)
    fields = {}
    for key, written in (merged.get("fields") or {}).items():
        problem = _field_problem(written)
        if problem:
            reader.note(f"types/{name}/fields/{key}", problem)
        else:
            fields[key] = written
    merged["fields"] = fields
    return merged


def _field_problem(written: Any) -> str:
    if isinstance(written, str):
        return "" if written in VALUES else f"'{written}' is none of {', '.join(VALUES)}"
    if isinstance(written, list):
        return "" if len(written) == 1 and written[0] in VALUES else "a list field is written `[text]`"
    if not isinstance(written, Mapping):
        return "a field is a word, a list of one word, or a mapping"
    unknown = set(written) - {"value", "many", "choices", "min", "max", "required", "fields"}
    if unknown:
        return f"unknown key '{min(unknown)}'"
    if written.get("value", "text") not in VALUES:
        return f"'{written['value']}' is none of {', '.join(VALUES)}"
    if written.get("value") == "choice" and not written.get("choices"):
        return "a choice needs `choices`, a list of words"
    for bound in ("min", "max"):
        if written.get(bound) is not None and as_number(str(written[bound])) is None:
            return f"'{bound}' is not a number"
    for flag in ("many", "required"):
        if isinstance(written.get(flag), str):
            # Texts come from YAML as texts; only here do they mean a truth value.
            written[flag] = written[flag].casefold() in _TRUE  # type: ignore[index]
    return next((problem for entry in (written.get("fields") or {}).values() if (problem := _field_problem(entry))), "")


def _checked_needs(
    name: str, merged: dict[str, Any], own: Mapping[str, Any], types: Mapping[str, Any], reader: _Reader
) -> dict[str, Any]:
    """The needs of a type; those of the profile for kinds that the project does not have go without a word."""
    kinds = tuple(merged.get("kinds") or ())
    needs: dict[str, list[Any]] = {}
    for kind, written in (merged.get("needs") or {}).items():
        if kind != "*" and kinds and kind not in kinds:
            if kind in own:
                reader.note(f"types/{name}/needs/{kind}", f"'{kind}' is no kind of {name}", _nearest(kind, kinds))
            continue
        good = []
        for index, need in enumerate(written or ()):
            problem = _need_problem(need, types)
            if problem:
                reader.note(f"types/{name}/needs/{kind}/{index}", problem)
            else:
                good.append(need)
        needs[kind] = good
    return {**merged, "needs": needs}


def _need_problem(need: Any, types: Mapping[str, Any]) -> str:
    if isinstance(need, Mapping):
        if set(need) != {"criteria"}:
            return "a need is `TYPE`, `TYPE/KIND`, `approval`, `metric`, `code` or `criteria: TYPE`"
        need = need["criteria"]
    name, _, kind = str(need).removesuffix("?").partition("/")
    if name in EVIDENCE_NEEDS and not kind:
        return ""
    if name not in types:
        return "" if name in profile.TYPES else f"no type '{name}' to need"
    if kind and types[name].get("kinds") and kind not in types[name]["kinds"]:
        return f"'{kind}' is no kind of {name}"
    return ""


def _checked_link(name: str, merged: dict[str, Any], types: Mapping[str, Any], reader: _Reader) -> dict[str, Any]:
    for end in ("from", "to"):
        written = merged.get(end)
        names = written if isinstance(written, list) else [written] if written is not None else []
        good = [str(entry) for entry in names if entry in types or entry in ("*", "=")]
        for entry in names:
            if entry not in types and entry not in ("*", "="):
                reader.note(f"links/{name}/{end}", f"no type '{entry}'", _nearest(str(entry), types))
        if names:
            merged[end] = good
    pairs = []
    for index, pair in enumerate(merged.get("pairs") or ()):
        if len(pair) != 2:
            reader.note(f"links/{name}/pairs/{index}", "a pair is [from, to]")
            continue
        missing = [
            entry for entry in pair if entry not in types and entry not in ("*", "=") and entry not in profile.TYPES
        ]
        if missing:
            reader.note(f"links/{name}/pairs/{index}", f"no type '{missing[0]}'", _nearest(str(missing[0]), types))
            continue
        pairs.append(pair)
    merged["pairs"] = pairs
    minimum = merged.get("min")
    if minimum is not None:
        counts = minimum if isinstance(minimum, Mapping) else {"*": minimum}
        bad = [str(value) for value in counts.values() if not re.fullmatch(r"\d{1,6}", str(value))]
        if bad:
            reader.note(f"links/{name}/min", f"'{bad[0]}' is not a whole number")
            merged.pop("min")
    return merged


def _check_prefixes(types: dict[str, Any], reader: _Reader) -> None:
    taken: dict[str, str] = {}
    for name, data in types.items():
        prefix = str(data.get("prefix") or "")
        if prefix and prefix in taken:
            reader.note(f"types/{name}/prefix", f"the prefix '{prefix}' belongs to type {taken[prefix]} already")
            types[name] = {**data, "prefix": "", "id": None}
        elif prefix:
            taken[prefix] = name


def _source(written: Any, index: int, schema: Schema, reader: _Reader) -> SourceSpec | None:
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


def _field_map(written: Mapping[str, Any], trail: str, schema: Schema, reader: _Reader) -> FieldMap:
    identifier = _grouped(written.get("id"), "field")
    pattern = str(identifier.get("pattern") or "")
    if identifier.get("from") == "filename":
        pattern = pattern or r"[A-Za-z]+-\d+(?:\.\d+)*"
        try:
            re.compile(pattern)
        except re.error as error:
            reader.note(f"{trail}/id/pattern", f"'{pattern}' is no regular expression: {error}")
            pattern = ""
    elif pattern:
        reader.note(f"{trail}/id/pattern", "`pattern` goes with `from: filename`")
        pattern = ""
    if identifier.get("format") and "{}" not in identifier["format"]:
        reader.note(f"{trail}/id/format", "the format has no {} for the field's value")
        identifier.pop("format")
    title = _grouped(written.get("title"), "field")
    status = written.get("status") or {}
    links: dict[str, LinkMap] = {}
    for name, link in (written.get("links") or {}).items():
        data = _grouped(link, "role")
        role = str(data.get("role") or "")
        if role not in schema.keywords:
            reader.note(f"{trail}/links/{name}", f"no link role '{role}'", _nearest(role, schema.keywords))
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


def _type_map(written: Any, trail: str, types: Mapping[str, Any] | None, reader: _Reader) -> TypeMap:
    data = _grouped(written, "default")
    if types is not None:
        for where, name in [("default", data.get("default"))] + [
            (f"{key}/{entry}", value) for key in ("values", "folders") for entry, value in (data.get(key) or {}).items()
        ]:
            if name and name not in types:
                reader.note(f"{trail}/{where}", f"no type '{name}'", _nearest(str(name), types))
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


def _view(written: Mapping[str, Any], index: int, reader: _Reader) -> View:
    trail = f"views/{index}"
    if not written.get("name"):
        reader.note(trail, "a view needs a `name`")
    place = reader.values.get(f"{trail}/query") or reader.place(trail)
    return View(
        name=str(written.get("name") or f"View {index + 1}"),
        query=str(written.get("query") or ""),
        columns=tuple(written.get("columns") or ("id", "title", "status", "owner")),
        sort=str(written.get("sort") or ""),
        line=place.line,
        column=place.column,
    )


@lru_cache(maxsize=1)
def _shipped_roles() -> tuple[Role, ...]:
    return tuple(
        Role(name, title, text, tuple(Block(kind, options) for kind, options in blocks), shipped=True)
        for name, title, text, blocks in roles.ROLES
    )


def _roles(written: list[Any], reader: _Reader) -> tuple[Role, ...]:
    """The shipped roles with the changes; once one is picked by its plain name, only what is listed."""
    known = {role.name: role for role in _shipped_roles()}
    picked = any(isinstance(entry, str) for entry in written)
    found: dict[str, Role] = {} if picked else dict(known)
    for index, entry in enumerate(written):
        trail = f"roles/{index}"
        if isinstance(entry, str):
            if entry in known:
                found[entry] = known[entry]
            elif entry.casefold() != "none":
                reader.note(trail, f"no role '{entry}' is shipped", _nearest(entry, (*known, "none")))
            continue
        name = str(entry.get("name") or "")
        if not re.fullmatch(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?", name):
            reason = (
                f"'{name}' is no name of a role: lower-case letters, digits and - only"
                if name
                else "a role needs a `name`"
            )
            reader.note(f"{trail}/name", reason)
        elif entry.get("enabled") is False:
            found.pop(name, None)
        else:
            found[name] = _role(name, entry, trail, known.get(name), reader)
    return tuple(found.values())


def _role(name: str, written: Mapping[str, Any], trail: str, shipped: Role | None, reader: _Reader) -> Role:
    start = shipped or Role(name, name.replace("-", " ").capitalize())
    blocks = written.get("blocks")
    return Role(
        name,
        str(written.get("title") or start.title),
        str(written.get("text") or start.text),
        start.blocks if blocks is None else tuple(_role_blocks(blocks, f"{trail}/blocks", reader)),
        shipped=shipped is not None and blocks is None,
    )


def _role_blocks(written: list[Mapping[str, Any]], trail: str, reader: _Reader) -> Iterator[Block]:
    for index, entry in enumerate(written):
        here = f"{trail}/{index}"
        if len(entry) != 1:
            reader.note(here, "an entry of `blocks` has one key: `heading`, `text` or the kind of a block")
        for kind, options in entry.items():
            place = reader.place(f"{here}/{kind}")
            values = reader.values.get(f"{here}/{kind}", place)
            places = reader.all_places(f"{here}/{kind}")
            if not isinstance(options, str):
                yield Block(kind, options, reader.path, place.line, place.column, places)
                continue
            name = "text" if kind in ("heading", "text") else "query"
            places = {name: (values.line, values.column)}
            yield Block(kind, {name: options}, reader.path, place.line, place.column, places)


def _rules(written: Mapping[str, Any], reader: _Reader) -> RuleOptions:
    ramp = dict(RAMP)
    for category, families in (written.get("ramp") or {}).items():
        if category not in CATEGORIES:
            reader.note(f"rules/ramp/{category}", f"'{category}' is no status category", _nearest(category, CATEGORIES))
        elif families in ("all", ["all"]):
            ramp[category] = None
        else:
            ramp[category] = frozenset(
                str(family)[:1] for family in (families if isinstance(families, list) else [families]) if family
            )
    return RuleOptions(
        select=tuple(written.get("select") or ("TPO",)),
        ignore=tuple(written.get("ignore") or ()),
        severity=dict(written.get("severity") or {}),
        ramp=ramp,
        warn_as_error_for_release=tuple(written.get("warn_as_error_for_release") or ()),
        known=str(written.get("known") or ""),
        places=reader.all_places("rules"),
        feedback_days=int(written.get("feedback_days", 30)),
        risk_threshold=int(written.get("risk_threshold", 12)),
        observation_days=int(written.get("observation_days", 100)),
        scope_drift=int(written.get("scope_drift", 20)),
    )


def _site(written: Mapping[str, Any], schema: Schema, reader: _Reader) -> SiteOptions:
    for index, name in enumerate(written.get("chain") or ()):
        if name not in schema.types:
            reader.note(f"site/chain/{index}", f"no type '{name}'", _nearest(name, schema.types))
    return SiteOptions(
        items_in_navigation=int(written.get("items_in_navigation", 300)),
        edit_url=str(written.get("edit_url") or ""),
        suggest_url=str(written.get("suggest_url") or ""),
        search=str(written.get("search") or "auto"),
        matrices=tuple(written.get("matrices") or ()),
        chain=tuple(written.get("chain") or ("goal", "requirement", "story", "spec", "test")),
        words=dict(written.get("words") or {}),
        places=reader.all_places("site"),
    )


def _disclosure(written: Mapping[str, Any] | None, reader: _Reader) -> Disclosure:
    if written is None:
        return Disclosure()
    audiences = tuple(dict.fromkeys(written.get("audiences") or Disclosure().audiences))
    if len(audiences) < 2:
        reader.note("disclosure/audiences", "there are at least two audiences: everybody, and those who see all")
        audiences = Disclosure().audiences
    return Disclosure(audiences, tuple(written.get("allow") or ()), tuple(written.get("files") or ()), named=True)


def _results(written: Mapping[str, Any]) -> ResultOptions:
    return ResultOptions(
        max_age=max(0, int(written.get("max_age", 0))),
        properties=tuple(name.casefold() for name in written.get("properties") or PROPERTIES),
    )


def _code(written: Any) -> CodeOptions:
    if written is None:
        return CodeOptions()
    group = {"paths": [written]} if isinstance(written, str) else dict(written)
    return CodeOptions(
        paths=tuple(group.get("paths") or (".",)),
        exclude=tuple(group.get("exclude") or ()),
        markers=tuple(word for word in group.get("markers") or WORDS if word.strip()),
    )


def _priority(written: Mapping[str, Any], reader: _Reader) -> Priority:
    framework = str(written.get("framework") or "wsjf")
    place = reader.values.get("priority/formula") or reader.place("priority/framework")
    for option, wanted in _OF_FRAMEWORK.items():
        if written.get(option) and framework != wanted:
            reason = f"'{option}' counts only with the framework '{wanted}', and this one is '{framework}'"
            reader.note(f"priority/{option}", reason, f"write `framework: {wanted}`, or take `{option}` out")
    return Priority(
        framework=framework,
        formula=str(written.get("formula") or ""),
        inputs=tuple(written.get("inputs") or _FRAMEWORK_INPUTS.get(framework, ())),
        weights=dict(written.get("weights") or {}),
        ice=str(written.get("ice") or "product"),
        line=place.line,
        column=place.column,
    )


def _history(written: Mapping[str, Any], reader: _Reader) -> HistoryOptions:
    place = reader.values.get("history/export") or reader.place("history/source")
    export = str(written.get("export") or "").replace("\\", "/").removeprefix("./")
    if export.startswith("/") or ".." in export.split("/") or ":" in export:
        reader.note("history/export", "the export lies outside of the project", "name a file below the project root")
        export = ""
    source = str(written.get("source") or "auto")
    if source == "tracker" and not export:
        reader.note("history/source", "no tracker's export is named", "write `export: records/tracker.csv` beside it")
    return HistoryOptions(source, export, dict(written.get("statuses") or {}), place.line, place.column)


def _nearest(name: str, known: Mapping[str, Any] | tuple[str, ...]) -> str:
    near = difflib.get_close_matches(name, list(known), 1)
    return f"write `{near[0]}`" if near else "known: " + ", ".join(known)
