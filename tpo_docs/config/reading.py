"""The text of `tpo-docs.yml` in, options and what is wrong with it out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from tpo_docs import frontmatter, places
from tpo_docs.config.nouns import (
    FRAMEWORK_INPUTS,
    PROPERTIES,
    RAMP,
    CodeOptions,
    Configuration,
    Disclosure,
    HistoryOptions,
    Priority,
    ResultOptions,
    RuleOptions,
    SiteOptions,
    View,
)
from tpo_docs.config.roles import read_roles, shipped_roles
from tpo_docs.config.sources import read_source
from tpo_docs.config.types import read_schema, shipped_schema
from tpo_docs.config.values import Reader, nearest
from tpo_docs.markers import WORDS
from tpo_docs.model import CATEGORIES
from tpo_docs.options import OPTIONS
from tpo_docs.schema import Schema, with_choices
from tpo_docs.words import blanks

_OF_FRAMEWORK: Mapping[str, str] = {"formula": "formula", "weights": "scorecard", "ice": "ice"}
"""Option of `priority` → the one framework that looks at it."""


def read(text: str, path: str) -> Configuration:
    """The configuration of a project; what is wrong with it is in `unread`, and the rest counts."""
    group, problems = frontmatter.read_yaml(text, path, about="configuration")
    reader = Reader(path, list(problems))
    plain = reader.group(group, OPTIONS, "") if group is not None else {}
    return replace(_build(plain, reader), path=path, text=text, unread=tuple(reader.unread))


def default() -> Configuration:
    """The configuration of a project without a file of its own."""
    return Configuration(schema=shipped_schema("tpo"), roles=shipped_roles())


def _build(plain: Mapping[str, Any], reader: Reader) -> Configuration:
    profile_name = str(plain.get("profile", "tpo"))
    schema = read_schema(profile_name, plain.get("types") or {}, plain.get("links") or {}, reader)
    disclosure = _disclosure(plain.get("disclosure"), reader)
    if disclosure.audiences != Disclosure().audiences:
        schema = with_choices(schema, "audience", disclosure.audiences)
    sources = tuple(
        source
        for index, entry in enumerate(plain.get("sources") or ["specs"])
        if (source := read_source(entry, index, schema, reader)) is not None
    )
    for index, source in enumerate(sources):
        if source.audience and source.audience not in disclosure.audiences:
            trail, mend = f"sources/{index}/audience", nearest(source.audience, disclosure.audiences)
            reader.note(trail, f"'{source.audience}' is none of {', '.join(disclosure.audiences)}", mend)
    require = tuple(plain.get("require") or ())
    for index, name in enumerate(require):
        if name not in schema.types:
            reader.note(f"require/{index}", f"no type '{name}'", nearest(name, schema.types))
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
        roles=read_roles(shown, reader) if shown is not None else shipped_roles(),
        site=_site(plain.get("site") or {}, schema, reader),
        results=_results(plain.get("results") or {}),
        code=_code(plain.get("code")),
        priority=_priority(plain.get("priority") or {}, reader),
        history=_history(plain.get("history") or {}, reader),
        disclosure=disclosure,
    )


def _view(written: Mapping[str, Any], index: int, reader: Reader) -> View:
    trail = f"views/{index}"
    if not written.get("name"):
        reader.note(trail, "a view needs a `name`", "write `name: Open work`")
    place = reader.values.get(f"{trail}/query") or reader.place(trail)
    return View(
        name=str(written.get("name") or f"View {index + 1}"),
        query=str(written.get("query") or ""),
        columns=tuple(written.get("columns") or ("id", "title", "status", "owner")),
        sort=str(written.get("sort") or ""),
        line=place.line,
        column=place.column,
    )


def _rules(written: Mapping[str, Any], reader: Reader) -> RuleOptions:
    ramp = dict(RAMP)
    for category, families in (written.get("ramp") or {}).items():
        if category not in CATEGORIES:
            reader.note(f"rules/ramp/{category}", f"'{category}' is no status category", nearest(category, CATEGORIES))
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


def _site(written: Mapping[str, Any], schema: Schema, reader: Reader) -> SiteOptions:
    for index, name in enumerate(written.get("chain") or ()):
        if name not in schema.types:
            reader.note(f"site/chain/{index}", f"no type '{name}'", nearest(name, schema.types))
    return SiteOptions(
        items_in_navigation=int(written.get("items_in_navigation", 300)),
        edit_url=str(written.get("edit_url") or ""),
        suggest_url=str(written.get("suggest_url") or ""),
        search=str(written.get("search") or "auto"),
        matrices=tuple(written.get("matrices") or ()),
        chain=tuple(written.get("chain") or ("goal", "requirement", "story", "spec", "test")),
        words=dict(_words(written.get("words") or {}, reader)),
        places=reader.all_places("site"),
    )


def _words(written: Mapping[str, str], reader: Reader) -> Iterator[tuple[str, str]]:
    """The words that can stand for ours: what ours leave room for is all that is filled in."""
    for text, said in written.items():
        room, wanted = blanks(text), blanks(said)
        if not room or (wanted is not None and wanted <= room):
            yield text, said
            continue
        known = ", ".join(f"{{{name}}}" for name in sorted(room))
        reader.note(
            f"site/words/{text}",
            f"'{said}' cannot stand for '{text}': only {known} is filled in",
            f"write {known} in it",
        )


def _disclosure(written: Mapping[str, Any] | None, reader: Reader) -> Disclosure:
    if written is None:
        return Disclosure()
    audiences = tuple(dict.fromkeys(written.get("audiences") or Disclosure().audiences))
    if len(audiences) < 2:
        reason = "there are at least two audiences: everybody, and those who see all"
        reader.note("disclosure/audiences", reason, "write `[public, internal]`")
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


def _priority(written: Mapping[str, Any], reader: Reader) -> Priority:
    framework = str(written.get("framework") or "wsjf")
    place = reader.values.get("priority/formula") or reader.place("priority/framework")
    for option, wanted in _OF_FRAMEWORK.items():
        if written.get(option) and framework != wanted:
            reason = f"'{option}' counts only with the framework '{wanted}', and this one is '{framework}'"
            reader.note(f"priority/{option}", reason, f"write `framework: {wanted}`, or take `{option}` out")
    return Priority(
        framework=framework,
        formula=str(written.get("formula") or ""),
        inputs=tuple(written.get("inputs") or FRAMEWORK_INPUTS.get(framework, ())),
        weights=dict(written.get("weights") or {}),
        ice=str(written.get("ice") or "product"),
        line=place.line,
        column=place.column,
    )


def _history(written: Mapping[str, Any], reader: Reader) -> HistoryOptions:
    place = reader.values.get("history/export") or reader.place("history/source")
    export = str(written.get("export") or "").replace("\\", "/").removeprefix("./")
    if export.startswith("/") or ".." in export.split("/") or ":" in export:
        reader.note("history/export", "the export lies outside of the project", "name a file below the project root")
        export = ""
    source = str(written.get("source") or "auto")
    if source == "tracker" and not export:
        reader.note("history/source", "no tracker's export is named", "write `export: records/tracker.csv` beside it")
    return HistoryOptions(source, export, dict(written.get("statuses") or {}), place.line, place.column)
