"""The navigation in the form of a mkdocs.yml."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from jinja2 import Environment
from mkdocs.theme import Theme

from tpo_docs.site.tree import NavEntry

_PRUNE = "navigation.prune"
_SHORT = 40  # entries; a navigation beyond that would be most of what a page weighs


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


def is_long(entries: Sequence[NavEntry]) -> bool:
    """Whether pages should show only the part of the navigation that they stand in."""
    return sum(1 for _ in _pages(entries)) > _SHORT


def shorten(theme: Theme) -> None:
    """Has Material show below each section only what belongs to the page, unless the user wants all of it open.

    What is folded away leads to its first page, so that every page stays within reach.
    """
    features = theme.get("features") or []
    if _PRUNE not in features and "navigation.expand" not in features:
        theme["features"] = [*features, _PRUNE]


def trim(environment: Environment, theme: Theme) -> None:
    """Leaves out the indentation of templates, half of what a long navigation weighs; a user's own may need theirs."""
    environment.lstrip_blocks = environment.trim_blocks = not theme.custom_dir


def _pages(entries: Sequence[NavEntry]) -> Iterator[str]:
    for _, target in entries:
        if isinstance(target, str):
            yield target
        else:
            yield from _pages(target)


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
