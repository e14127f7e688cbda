"""Acceptance criteria and the tests that verify them."""

from __future__ import annotations

from collections.abc import Mapping

from tpo_docs.model import Item, Project


def tests_of_criterion(project: Project, item: Item) -> Mapping[str, tuple[str, ...]]:
    """By criterion id: the living tests that verify it. A test of the whole item verifies each criterion only
    where the item has no more than one."""
    verifying = [trace for trace in project.incoming.get(item.id, ()) if trace.role == "verifies"]
    if not verifying:
        return {criterion.id: () for criterion in item.criteria if criterion.id}
    found: dict[str, list[str]] = {criterion.id: [] for criterion in item.criteria if criterion.id}
    for trace in verifying:
        if not project.items[trace.source].living:
            continue
        if trace.criterion in found:
            found[trace.criterion].append(trace.source)
        elif not trace.criterion and len(found) == 1:
            next(iter(found.values())).append(trace.source)
    return {name: tuple(dict.fromkeys(tests)) for name, tests in found.items()}
