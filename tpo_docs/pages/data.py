"""The data that the site's scripts read: all items as dictionary-coded columns, and all traces as triples of numbers.

Both are classic scripts (`window.__tpo.items = …`), since a page opened from a file share cannot fetch anything.
The words of a column stand in their own order (statuses by workflow, choices as listed, ids by number), so that a
script sorts and compares by number alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from tpo_docs import query
from tpo_docs.coverage import Coverage, coverage
from tpo_docs.matrix import actors
from tpo_docs.model import CATEGORIES, Item, Project, Review, as_number, natural, natural_key
from tpo_docs.pages.chips import allowed_words, missing_words
from tpo_docs.pages.facts import label
from tpo_docs.pages.script_words import all_words, early
from tpo_docs.places import Places, built
from tpo_docs.records.evidence import evidence
from tpo_docs.records.standing import standing
from tpo_docs.schema import FieldSpec
from tpo_docs.scope import release_of
from tpo_docs.titles import title_text
from tpo_docs.verdicts import Verdict, results_verdict, verdict_of
from tpo_docs.words import Words

ITEMS = "assets/tpo-items.js"
LINKS = "assets/tpo-links.js"
STATES = ("", "gap", "covered", "deep")
"""How an item is covered: it needs nothing, lacks something, has it, and so has all that covers it."""
BASE = ("type", "kind", "status", "priority", "owner", "release", "tags", "coverage", "missing", "findings")
"""The columns that every project has, beside id and title."""
_DOWNWARD = frozenset(("measured_by",))
"""Roles whose target is what shows the source, and not what the source serves; as in `query.traces`."""
_SHORT = frozenset(("choice", "number", "integer", "date", "party", "boolean"))
_HIDDEN = frozenset(("id", "type", "title", "status", "owner", "priority", "kind", "rank_reason"))
_MAX_PLAIN = 60_000
_MAX_MISSING = 3
_MAX_LENGTH = 200


def ordered(review: Review) -> tuple[Item, ...]:
    """The items in the order of both files: by type as the schema lists them, then by id."""
    project = review.project
    types = project.schema.types
    known = project.of_type(*types)
    others = (
        () if len(known) == len(project.items) else (one for one in project.items.values() if one.type not in types)
    )
    return (*known, *sorted(others, key=natural))


def items_script(review: Review, places: Places, say: Words) -> str:
    """All items: ids, titles, pages, what stands in the columns, and how all of it is called in the page's language."""
    project = review.project
    items = ordered(review)
    columns = _columns(review, items, say)
    plain = {index: text for index, item in enumerate(items) if (text := item.text("plain"))}
    return _script(
        "items",
        {
            "version": 2,
            "count": len(items),
            "id": [item.id for item in items],
            "title": [title_text(item.title) for item in items],
            **_addresses(items, places),
            "columns": columns,
            "types": [[name, say.singular(name), say.plural(name)] for name in project.schema.types],
            "categories": _categories(items),
            "joins": _joins(project),
            "keywords": {name: [role, inverse] for name, (role, inverse) in project.schema.keywords.items()},
            "rules": {finding.code: finding.name for finding in review.findings},
            "labels": _labels(columns, say),
            "plain": plain if sum(map(len, plain.values())) <= _MAX_PLAIN else {},
            "aliases": dict(project.aliases),
            "words": all_words(say),
            "language": say.language,
        },
    )


def links_script(review: Review, say: Words) -> str:
    """All traces as source, role, target (numbers into the items file and the list of roles), with their criterion."""
    items = ordered(review)
    number = {item.id: index for index, item in enumerate(items)}
    schema = review.project.schema
    roles = list(dict.fromkeys(trace.role for trace in review.project.traces))
    role_number = {name: index for index, name in enumerate(roles)}
    triples: list[int] = []
    criteria: dict[int, str] = {}
    for index, trace in enumerate(review.project.traces):
        triples += (number[trace.source], role_number[trace.role], number[trace.target])
        if trace.criterion:
            criteria[index] = trace.criterion
    return _script(
        "links",
        {
            "version": 2,
            "roles": [
                {
                    "name": name,
                    "inverse": schema.roles[name].inverse,
                    "says": [say(text) for text in schema.roles[name].says],
                    "traced": schema.roles[name].traced,
                    "down": name in _DOWNWARD,
                }
                for name in roles
            ],
            "traces": triples,
            "criteria": criteria,
            "parts": {
                index: [criterion.id for criterion in item.criteria if criterion.id]
                for index, item in enumerate(items)
                if item.criteria
            },
            **_doubts(review.project),
            "named": {
                number[name]: [number[part.item] for part in parts]
                for name, parts in actors(review.project).items()
                if name in number
            },
        },
    )


def _doubts(project: Project) -> dict[str, Any]:
    """The suspect traces, and those of tests that failed, are stale for what the trace names, or have not run: each by
    its place in the list; nothing where there are none."""
    suspects = {suspect.trace for found in standing(project).values() for suspect in found.suspects}
    suspect = [index for index, trace in enumerate(project.traces) if trace in suspects] if suspects else []
    told: dict[str, Any] = {"suspect": suspect} if suspect else {}
    tests = evidence(project).tests
    judged = [
        (index, results_verdict(tests[trace.source], f"{trace.target}/{trace.criterion}".removesuffix("/")))
        for index, trace in enumerate(project.traces if tests else ())
        if trace.role == "verifies" and trace.source in tests
    ]
    for what, verdicts in (("failed", {Verdict.FAILED}), ("stale", {Verdict.STALE, Verdict.OPEN})):
        listed = [index for index, verdict in judged if verdict in verdicts]
        if listed:
            told[what] = listed
    return told


def page_script(say: Words, *, pagefind: bool = False) -> str:
    """What stands before the script of every page: the few words that it shows before it has loaded any data.

    And whether it searches words with Pagefind.
    """
    found = early(say)
    return (_script("words", found) if found else "") + (_script("search", "pagefind") if pagefind else "")


def _addresses(items: Iterable[Item], places: Places) -> Mapping[str, Any]:
    """Folder, file (where it is not the id) and anchor of each item's place on the site."""
    folders: dict[str, int] = {}
    of: list[int] = []
    files: dict[int, str] = {}
    anchors: dict[int, str] = {}
    for index, item in enumerate(items):
        path, anchor = places.of(item)
        folder, _, name = built(path).rpartition("/")
        of.append(folders.setdefault(folder, len(folders)))
        if name != f"{item.id}.html":
            files[index] = name
        if anchor:
            anchors[index] = anchor
    return {"folders": list(folders), "folder": of, "files": files, "anchors": anchors}


def _columns(review: Review, items: tuple[Item, ...], say: Words) -> dict[str, Any]:
    project = review.project
    types = list(project.schema.types)
    found = coverage(project)
    around = _around(project, items)
    further = _further(review)
    written = _written(review, items, ("priority", *further))
    places = {
        status: (CATEGORIES.index(category.value), place)
        for name in reversed(types)
        for place, (status, category) in enumerate(project.schema.types[name].workflow.items())
    }
    columns = {
        "type": _column([(item.type,) for item in items], order=types),
        "kind": _column([_one(item.kind) for item in items]),
        "status": _column([_one(item.status) for item in items], order=sorted(places, key=lambda name: places[name])),
        "priority": _field(written["priority"], project.schema.types[types[0]].fields["priority"]),
        "owner": _column([_one(item.owner) for item in items]),
        "release": _column([_one(_release(project, item)) for item in items]),
        "tags": _column([item.texts("tags") for item in items], "list"),
        "coverage": _column([_one(_state(found.get(item.id))) for item in items], order=STATES),
        "missing": _column([_one(_missing(item, found.get(item.id), say)) for item in items], "text"),
        **_verdicts(review.project, items, say),
        "findings": _column([tuple(_findings(review, item)) for item in items], "list"),
        "needs": _column([tuple(_needs(found.get(item.id))) for item in items], "list"),
        "near": _column([tuple(around[item.id]) for item in items], "list"),
        "criteria": _column([_one(str(sum(1 for one in item.criteria if one.id) or "")) for item in items], "number"),
    }
    for name, spec in further.items():
        if any(written[name]):
            columns[name] = {**_field(written[name], spec), "title": say(label(name))}
    return columns


def _verdicts(project: Project, items: tuple[Item, ...], say: Words) -> dict[str, Any]:
    """What is proven, in a project that keeps results."""
    if not project.results.present:
        return {}
    values = [_one("" if (found := verdict_of(project, item.id)) is Verdict.NONE else found.value) for item in items]
    return {"verdict": {**_column(values, "choice", [one.value for one in Verdict]), "title": say("Verdict")}}


def _further(review: Review) -> Mapping[str, FieldSpec | None]:
    """The short fields of the schema, and whatever the saved views ask for."""
    schema = review.project.schema
    found: dict[str, FieldSpec | None] = {}
    for spec in schema.types.values():
        for name, field in spec.fields.items():
            if field.value in _SHORT and name not in _HIDDEN and name not in schema.keywords:
                found.setdefault(name, field)
    known = (*query.field_names(review.project.items.values()),)
    for view in review.project.configuration.views:
        asked = query.parse(view.query, schema, known)
        names = (*view.columns, *(term.field for term in asked.terms), *(order.field for order in asked.order))
        for name in names:
            if name not in _HIDDEN and name not in BASE and name not in schema.keywords:
                found.setdefault(name, None)
    return found


def _written(review: Review, items: tuple[Item, ...], names: Iterable[str]) -> dict[str, list[tuple[str, ...]]]:
    """By name: what each item says in that field, of which most items have few."""
    nothing: list[tuple[str, ...]] = [()] * len(items)
    found = {name: nothing.copy() for name in names}
    dotted = [name for name in found if "." in name]
    for index, item in enumerate(items):
        for name in (*item.fields, *dotted) if dotted else item.fields:
            if name in found:
                found[name][index] = tuple([text[:_MAX_LENGTH] for text in query.cell(item, name, review)])
    return found


def _field(values: list[tuple[str, ...]], spec: FieldSpec | None) -> dict[str, Any]:
    """A column of a field; a word that no list of choices knows comes last."""
    many = any(len(some) > 1 for some in set(values))
    if spec is not None and spec.choices:
        return _column(values, "list" if many else "choice", spec.choices)
    return _column(values, "list" if many else "text" if spec is None else spec.value)


def _column(values: list[tuple[str, ...]], value: str = "word", order: Iterable[str] = ()) -> dict[str, Any]:
    """A column as numbers into its sorted words; 0 stands for nothing, a list for several. Empty ends are left out."""
    rank = {word: index for index, word in enumerate(order)}
    distinct = set(values)
    known = {word for some in distinct for word in some}
    words = sorted(known, key=lambda word: (rank.get(word, len(rank)), *_sort_key(word)))
    number = {word: index for index, word in enumerate(words, 1)}
    codes: dict[tuple[str, ...], int | list[int]] = {
        some: 0 if not some else number[some[0]] if len(some) == 1 else [number[word] for word in some]
        for some in distinct
    }
    numbers = [codes[some] for some in values]
    start = next((index for index, one in enumerate(numbers) if one), len(numbers))
    end = next((index for index in range(len(numbers), start, -1) if numbers[index - 1]), start)
    return {"words": words, "start": start, "values": numbers[start:end], "value": value} | (
        {"choices": list(rank)} if value == "choice" else {}
    )


def _sort_key(word: str) -> tuple[Any, ...]:
    number = as_number(word)
    return (0, number) if number is not None else (1, natural_key(word.casefold()), word)


def _one(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _release(project: Project, item: Item) -> str:
    release = release_of(project, item)
    return release.id if release is not None else ""


def _state(state: Coverage | None) -> str:
    if state is None or not state.expected:
        return ""
    if not state.covered:
        return "gap"
    return "deep" if state.deep else "covered"


def _missing(item: Item, state: Coverage | None, say: Words) -> str:
    """What the item itself lacks, else the first thing that is missing below it."""
    if state is None:
        return ""
    if state.missing:
        texts = [missing_words(one, say, of=item.id) for one in state.missing[:_MAX_MISSING]]
        rest = len(state.missing) - len(texts)
        return ", ".join(texts) + (f" +{rest}" if rest else "")
    if state.first_missing is not None:
        return missing_words(state.first_missing, say, of=item.id)
    return allowed_words(state.exempt, say, of=item.id) if state.exempt else ""


def _findings(review: Review, item: Item) -> Iterable[str]:
    """Severity and code of each finding, the gravest first: `error:TPO305`."""
    found = review.about(item.id)
    if len(found) > 1:
        found = tuple(sorted(found, key=lambda finding: (finding.severity.rank, finding.code)))
    return (f"{finding.severity.value}:{finding.code}" for finding in found)


def _needs(state: Coverage | None) -> Iterable[str]:
    """Each type that the item needs, with how it stands: `+` is there, `!` lacks, `?` would be good, `x` may lack."""
    found: dict[str, str] = {}
    for one in state.states if state is not None else ():
        if one.judged:
            sign = "+" if one.met else "?" if one.need.advice else "x" if one.exempt else "!"
            known = found.get(one.need.type, "+")
            found[one.need.type] = min(sign, known, key="!x?+".index)
    return (f"{sign}{name}" for name, sign in found.items())


def _around(project: Project, items: Iterable[Item]) -> dict[str, list[str]]:
    """By item: the types of living items that are linked to it by a link that counts, or that cover it."""
    counted = frozenset(name for name, role in project.schema.roles.items() if role.traced or name == "parent")
    found: dict[str, dict[str, None]] = {item.id: {} for item in items}
    for trace in project.traces:
        if trace.role in counted:
            source, target = project.items[trace.source], project.items[trace.target]
            if source.living:
                found[target.id][source.type] = None
            if target.living:
                found[source.id][target.type] = None
    for name, state in coverage(project).items():
        for one in state.states:
            if one.direct or one.derived:
                found[name][one.need.type] = None
    return {name: sorted(types) for name, types in found.items()}


def _categories(items: Iterable[Item]) -> list[list[str]]:
    """Type, status and category of all that occur."""
    return [list(entry) for entry in dict.fromkeys((item.type, item.status, item.category.value) for item in items)]


def _joins(project: Project) -> list[str]:
    """The pairs of types that a link may join: `test requirement`."""
    roles = [role for role in project.schema.roles.values() if role.traced]
    types = project.schema.types
    return [f"{one} {other}" for one in types for other in types if any(role.allows(one, other) for role in roles)]


def _labels(columns: Mapping[str, Any], say: Words) -> dict[str, str]:
    """Words of the data that are called otherwise in the page's language."""
    words = [word for name in ("kind", "status", "priority") for word in columns[name]["words"]]
    words += [word for column in columns.values() if column["value"] == "choice" for word in column["words"]]
    return {word: said for word in dict.fromkeys((*words, *CATEGORIES)) if (said := say(word)) != word}


def _script(name: str, value: Mapping[str, Any] | str) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # `</script>` and the line separators of JavaScript cannot end or break the script this stands in.
    for character, escaped in (("<", "\\u003c"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029")):
        text = text.replace(character, escaped)
    return f"window.__tpo=window.__tpo||{{}};window.__tpo.{name}={text};\n"
