"""Unmet needs, each handed to the one rule that is named after it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tpo_docs.coverage import State, needs, rule_of
from tpo_docs.model import Item, Project
from tpo_docs.rules.nouns import a
from tpo_docs.schema import Need


class Gap(NamedTuple):
    """A need of an item that nothing meets."""

    item: Item
    state: State


def gaps(project: Project, code: str) -> tuple[Gap, ...]:
    """The unmet needs that the rule with this code speaks about."""
    return project.derive(_gaps).get(code, ())


def way_out(project: Project, item: Item, need: Need) -> str:
    """What to write so that the need is met."""
    known = project.derive(_ways)
    asked = item.type, need.type, need.kind
    if asked not in known:
        known[asked] = _way(project, item, need)
    before, after = known[asked]
    return f"{before}{item.id}{after}" if after else before


def _ways(_: Project) -> dict[tuple[str, str, str], tuple[str, str]]:
    return {}


def _way(project: Project, item: Item, need: Need) -> tuple[str, str]:
    """The same in two parts between which the item's id stands; the second is empty where it stands nowhere."""
    for role in project.schema.roles.values():
        if role.traced and role.allows(need.type, item.type):
            return f"write `{role.name}: ", f"` in {a(words(need))}"
        if role.traced and role.allows(item.type, need.type):
            return f"write `{role.name}: …` with the id of {a(words(need))}", ""
    return f"link {a(words(need))} to it", ""


def words(need: Need) -> str:
    """What is needed, in words: `story`, `rollout spec`."""
    return f"{need.kind} {need.type}" if need.kind else need.type


def _gaps(project: Project) -> Mapping[str, tuple[Gap, ...]]:
    found: dict[str, list[Gap]] = {}
    for name, (states, _, _) in needs(project).items():
        for state in states:
            if state.judged and not state.met:
                item = project.items[name]
                found.setdefault(rule_of(item, state.need), []).append(Gap(item, state))
    return {code: tuple(some) for code, some in found.items()}
