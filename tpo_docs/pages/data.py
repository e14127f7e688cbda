"""The data that the site's scripts read: all items as dictionary-coded columns, and all traces as triples of numbers.

Both are classic scripts (`window.__tpo.items = …`), since a page opened from a file share cannot fetch anything.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tpo_docs.coverage import Coverage, coverage
from tpo_docs.model import Item, Review, Severity, natural
from tpo_docs.places import Places, built
from tpo_docs.scope import release_of

ITEMS = "assets/tpo-items.js"
LINKS = "assets/tpo-links.js"
CODED = ("type", "kind", "status", "category", "priority", "owner", "release", "coverage")
"""Columns of one word each, as numbers into a dictionary of their own."""
STATES = ("none", "gap", "covered", "deep")
"""How an item is covered: it needs nothing, lacks something, has it, and so has all that covers it."""


def ordered(review: Review) -> tuple[Item, ...]:
    """The items in the order of both files: by type as the schema lists them, then by id."""
    rank = {name: index for index, name in enumerate(review.project.schema.types)}
    return tuple(
        sorted(review.project.items.values(), key=lambda item: (rank.get(item.type, len(rank)), natural(item)))
    )


def items_script(review: Review, places: Places) -> str:
    """All items: ids, titles, pages, the coded columns, tags, what is missing, and findings by severity."""
    items = ordered(review)
    found = coverage(review.project)
    coded = {name: _Coded() for name in CODED}
    folders, tags = _Coded(), _Coded()
    pages: list[list[Any]] = []
    missing: dict[int, str] = {}
    counts: dict[int, list[int]] = {}
    tagged: dict[int, list[int]] = {}
    plain: dict[int, str] = {}
    for index, item in enumerate(items):
        state = found.get(item.id)
        values = _values(review, item, state)
        for name, column in coded.items():
            column.add(values[name])
        path, anchor = places.of(item)
        folder, _, name = built(path).rpartition("/")
        page: list[Any] = [folders.number(folder), 0 if name == f"{item.id}.html" else name]
        pages.append([*page, anchor] if anchor else page)
        if state is not None and state.first_missing is not None:
            missing[index] = state.first_missing.words(of=item.id)
        if item.texts("tags"):
            tagged[index] = [tags.number(tag) for tag in item.texts("tags")]
        if item.text("plain"):
            plain[index] = item.text("plain")
        findings = review.about(item.id)
        if findings:
            counts[index] = [sum(1 for finding in findings if finding.severity is severity) for severity in Severity]
    return _script(
        "items",
        {
            "version": 1,
            "count": len(items),
            "id": [item.id for item in items],
            "title": [item.title for item in items],
            "folders": folders.words,
            "page": pages,
            "words": {name: column.words for name, column in coded.items()},
            "coded": {name: column.numbers for name, column in coded.items()},
            "tags": tags.words,
            "tagged": tagged,
            "missing": missing,
            "plain": plain,
            "findings": counts,
        },
    )


def links_script(review: Review) -> str:
    """All traces as [source, role, target] (numbers into the items file and the list of roles), with their criterion."""
    number = {item.id: index for index, item in enumerate(ordered(review))}
    roles = _Coded()
    triples: list[int] = []
    criteria: dict[int, str] = {}
    for index, trace in enumerate(review.project.traces):
        triples += [number[trace.source], roles.number(trace.role), number[trace.target]]
        if trace.criterion:
            criteria[index] = trace.criterion
    schema = review.project.schema
    return _script(
        "links",
        {
            "version": 1,
            "roles": [
                {"name": name, "says": list(schema.roles[name].says), "traced": schema.roles[name].traced}
                for name in roles.words
            ],
            "traces": triples,
            "criteria": criteria,
            "allowed": {
                item.id: [criterion.id for criterion in item.criteria] for item in ordered(review) if item.criteria
            },
        },
    )


class _Coded:
    """A column of words as numbers."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.numbers: list[int] = []
        self._known: dict[str, int] = {}

    def number(self, word: str) -> int:
        if word not in self._known:
            self._known[word] = len(self.words)
            self.words.append(word)
        return self._known[word]

    def add(self, word: str) -> None:
        self.numbers.append(self.number(word))


def _values(review: Review, item: Item, state: Coverage | None) -> Mapping[str, str]:
    release = release_of(review.project, item)
    return {
        "type": item.type,
        "kind": item.kind,
        "status": item.status,
        "category": item.category.value,
        "priority": item.text("priority"),
        "owner": item.owner,
        "release": release.id if release is not None else "",
        "coverage": _state(state),
    }


def _state(state: Coverage | None) -> str:
    if state is None or not state.expected:
        return "none"
    if not state.covered:
        return "gap"
    return "deep" if state.deep else "covered"


def _script(name: str, value: Mapping[str, Any]) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # `</script>` and the line separators of JavaScript cannot end or break the script this stands in.
    for character, escaped in (("<", "\\u003c"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029")):
        text = text.replace(character, escaped)
    return f"window.__tpo=window.__tpo||{{}};window.__tpo.{name}={text};\n"
