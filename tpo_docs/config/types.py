"""The options `types` and `links`: the shipped schema with a project's changes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from tpo_docs import profile
from tpo_docs.config.values import TRUE, Reader, nearest
from tpo_docs.model import as_number
from tpo_docs.schema import EVIDENCE_NEEDS, VALUES, Schema, compile_schema, default_schema, profile_data

_FLAGS = ("many", "required")
_FIELD_KEYS = frozenset(("value", "choices", "min", "max", "fields", *_FLAGS))


def read_schema(profile_name: str, types: Mapping[str, Any], links: Mapping[str, Any], reader: Reader) -> Schema:
    """A shipped schema with the changes; one that does not fit is noted, and the rest counts."""
    if not types and not links:
        return shipped_schema(profile_name)
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
            reason = f"'{inverse}' is a word of the link '{holder or name}' already"
            reader.note(f"links/{name}/inverse", reason, "write a word of its own, as `verified_by` is for `verifies`")
            merged.pop("inverse", None)
        base_links[name] = merged
    _check_prefixes(base_types, reader)
    for name in types:
        if name in base_types:
            base_types[name] = _checked_needs(
                name, base_types[name], types[name].get("needs") or {}, base_types, reader
            )
    return compile_schema(base_types, base_links)


@lru_cache(maxsize=4)
def shipped_schema(profile_name: str) -> Schema:
    """The schema of a project that changes nothing of its profile."""
    return default_schema(profile_name)


def _checked_type(name: str, merged: dict[str, Any], change: Mapping[str, Any], reader: Reader) -> dict[str, Any]:
    pattern = str(merged.get("id") or "")
    if pattern and not re.search(r"\{n(?::0?\d+)?\}|\{slug\}", pattern):
        reason = f"the id pattern '{pattern}' has neither {{n}} nor {{slug}}"
        reader.note(f"types/{name}/id", reason, "write one into it, as in `REQ-{n:03}`")
        merged.pop("id")
    if merged.get("prefix") and pattern and "id" in change and not pattern.startswith(f"{merged['prefix']}-"):
        reason = f"the id pattern '{pattern}' does not start with the prefix '{merged['prefix']}-'"
        reader.note(f"types/{name}/id", reason, f"begin it with `{merged['prefix']}-`, or change the `prefix`")
        merged.pop("id", None)
    if "prefix" in change and "id" not in change:
        merged.pop("id", None)
    if "prefix" in change and not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", str(change["prefix"])):
        reason = f"'{change['prefix']}' is no prefix: letters, digits and _ only"
        reader.note(f"types/{name}/prefix", reason, "begin with a letter, as in `REQ`")
        merged.pop("prefix", None)
        merged.pop("id", None)
    fields = {}
    for key, written in (merged.get("fields") or {}).items():
        problem = _field_problem(written)
        if problem is not None:
            reader.note(f"types/{name}/fields/{key}", *problem)
        else:
            fields[key] = _with_flags(written)
    merged["fields"] = fields
    return merged


def _field_problem(written: Any) -> tuple[str, str] | None:
    """What is wrong with a field as the configuration defines it, and how to mend it."""
    if isinstance(written, str):
        return None if written in VALUES else _no_value(written)
    if isinstance(written, list):
        good = len(written) == 1 and written[0] in VALUES
        return None if good else ("a list has the one word for its entries", "write `[text]`")
    if not isinstance(written, Mapping):
        return "a field is a word, a list of one word, or a mapping", "write a word such as `text`"
    unknown = set(written) - _FIELD_KEYS
    if unknown:
        return f"unknown key '{min(unknown)}'", f"known: {', '.join(sorted(_FIELD_KEYS))}"
    if written.get("value", "text") not in VALUES:
        return _no_value(written["value"])
    choices = written.get("choices") or []
    if isinstance(choices, Mapping) and not all(isinstance(others, list) for others in choices.values()):
        return "'choices' has no list of other words behind a word", "write `choices: {small: [s], large: [l]}`"
    if not isinstance(choices, (list, Mapping)):
        return "'choices' is no list", "write `choices: [small, large]`"
    if written.get("value") == "choice" and not written.get("choices"):
        return "a choice needs `choices`, a list of words", "write `choices: [small, large]`"
    for bound in ("min", "max"):
        if written.get(bound) is not None and as_number(str(written[bound])) is None:
            return f"'{bound}' is not a number", f"write digits, as in `{bound}: 5`"
    inner = written.get("fields") or {}
    if not isinstance(inner, Mapping):
        return "'fields' is no mapping", "write `name: text` lines below it"
    return next((problem for entry in inner.values() if (problem := _field_problem(entry))), None)


def _no_value(written: object) -> tuple[str, str]:
    return f"'{written}' is none of {', '.join(VALUES)}", nearest(str(written), tuple(VALUES))


def _with_flags(written: Any) -> Any:
    """A field whose truth values are ones: texts come from YAML as texts, and only here do they mean that."""
    if not isinstance(written, Mapping):
        return written
    flags = {name: written[name].casefold() in TRUE for name in _FLAGS if isinstance(written.get(name), str)}
    inner = written.get("fields") or {}
    return {
        **written,
        **flags,
        **({"fields": {name: _with_flags(entry) for name, entry in inner.items()}} if inner else {}),
    }


def _checked_needs(
    name: str, merged: dict[str, Any], own: Mapping[str, Any], types: Mapping[str, Any], reader: Reader
) -> dict[str, Any]:
    """The needs of a type; those of the profile for kinds that the project does not have go without a word."""
    kinds = tuple(merged.get("kinds") or ())
    needs: dict[str, list[Any]] = {}
    for kind, written in (merged.get("needs") or {}).items():
        if kind != "*" and kinds and kind not in kinds:
            if kind in own:
                reader.note(f"types/{name}/needs/{kind}", f"'{kind}' is no kind of {name}", nearest(kind, kinds))
            continue
        good = []
        for index, need in enumerate(written or ()):
            problem = _need_problem(need, types)
            if problem:
                reader.note(
                    f"types/{name}/needs/{kind}/{index}", problem, "write what it needs, such as `spec` or `test?`"
                )
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


def _checked_link(name: str, merged: dict[str, Any], types: Mapping[str, Any], reader: Reader) -> dict[str, Any]:
    for end in ("from", "to"):
        written = merged.get(end)
        names = written if isinstance(written, list) else [written] if written is not None else []
        names = [str(entry) for entry in names]
        good = [entry for entry in names if entry in types or entry in ("*", "=")]
        for entry in names:
            if entry not in good:
                reader.note(f"links/{name}/{end}", f"no type '{entry}'", nearest(entry, types))
        if names:
            merged[end] = good
    pairs = []
    for index, pair in enumerate(merged.get("pairs") or ()):
        if not isinstance(pair, (list, tuple)) or len(pair) != 2:
            reader.note(f"links/{name}/pairs/{index}", "a pair is [from, to]", "write two types, as in `[story, goal]`")
            continue
        missing = [
            entry
            for entry in map(str, pair)
            if entry not in types and entry not in ("*", "=") and entry not in profile.TYPES
        ]
        if missing:
            reader.note(f"links/{name}/pairs/{index}", f"no type '{missing[0]}'", nearest(missing[0], types))
            continue
        pairs.append(pair)
    merged["pairs"] = pairs
    if merged.get("says") and len(merged["says"]) != 2:
        reason = "`says` has two texts, one for each direction"
        reader.note(f"links/{name}/says", reason, "write `[pays for, is paid by]`")
        merged.pop("says")
    minimum = merged.get("min")
    if minimum is not None:
        counts = minimum if isinstance(minimum, Mapping) else {"*": minimum}
        bad = [str(value) for value in counts.values() if not re.fullmatch(r"\d{1,6}", str(value))]
        if bad:
            reader.note(f"links/{name}/min", f"'{bad[0]}' is not a whole number", "write how many, such as `1`")
            merged.pop("min")
    return merged


def _check_prefixes(types: dict[str, Any], reader: Reader) -> None:
    taken: dict[str, str] = {}
    for name, data in types.items():
        prefix = str(data.get("prefix") or "")
        if prefix and prefix in taken:
            reason = f"the prefix '{prefix}' belongs to type {taken[prefix]} already"
            reader.note(f"types/{name}/prefix", reason, "write another, or take it from that type first")
            types[name] = {**data, "prefix": "", "id": None}
        elif prefix:
            taken[prefix] = name
