"""The navigation in the form of a mkdocs.yml."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from tpo_docs.site.tree import NavEntry


def navigation(entries: Sequence[NavEntry]) -> list[Any]:
    """Our navigation in MkDocs' form, with titles escaped, since the theme does not."""
    return [{escape(title): target if isinstance(target, str) else navigation(target)} for title, target in entries]


def merge_navigation(users: list[Any] | None, ours: list[Any]) -> list[Any]:
    """The user's entries first; then ours, without the pages placed already, in sections of the same title."""
    if not users:
        return ours
    merged = list(users)
    rest = _without(ours, set(_targets(users)))
    for entry in rest:
        title, target = next(iter(entry.items()))
        same = next((place for place, known in enumerate(merged) if _is_section(known, title)), None)
        if same is not None and isinstance(target, list):
            merged[same] = {title: [*merged[same][title], *target]}
        else:
            merged.append(entry)
    return merged


def _is_section(entry: Any, title: str) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get(title), list)


def _targets(nav: Any) -> Iterator[str]:
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, list):
        for entry in nav:
            yield from _targets(entry)
    elif isinstance(nav, dict):
        for entry in nav.values():
            yield from _targets(entry)


def _without(nav: list[Any], placed: set[str]) -> list[Any]:
    kept = []
    for entry in nav:
        title, target = next(iter(entry.items()))
        rest = _without(target, placed) if isinstance(target, list) else target
        if rest and rest not in (placed if isinstance(rest, str) else ()):
            kept.append({title: rest})
    return kept
