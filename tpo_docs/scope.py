"""What belongs to a release, and which items the release now in work makes strict."""

from __future__ import annotations

from collections.abc import Mapping

from tpo_docs.model import Category, Item, Project


def planned(project: Project) -> Mapping[str, frozenset[str]]:
    """By release: the ids planned for it, with all that they depend on and that is not done (its closure)."""
    return project.derive(_planned)


def closure(project: Project, item: Item) -> frozenset[str]:
    """An item's undone prerequisites, direct and indirect, along `depends_on`; itself left out."""
    found: set[str] = set()
    waiting = [item]
    while waiting:
        for other in project.targets(waiting.pop(), "depends_on"):
            if other.id not in found and other.id != item.id and other.category is not Category.DONE:
                found.add(other.id)
                waiting.append(other)
    return frozenset(found)


def release_of(project: Project, item: Item) -> Item | None:
    """The release an item is planned for: its own, else that of the nearest parent that has one."""
    seen: set[str] = set()
    current: Item | None = item
    while current is not None and current.id not in seen:
        seen.add(current.id)
        parent: Item | None = None
        for trace in project.outgoing.get(current.id, ()):
            if trace.role == "release":
                return project.items[trace.target]
            if trace.role == "parent" and parent is None and project.items[trace.target].living:
                parent = project.items[trace.target]
        current = parent
    return None


def strict(project: Project) -> frozenset[str]:
    """Ids that a release in work makes strict: its scope, and the requirements and goals that the scope serves."""
    return project.derive(_strict)


def known(ids: frozenset[str]) -> Mapping[object, object]:
    """What a project is given that need not work out what is strict (see `Project.knowing`)."""
    return {_strict: ids}


def _planned(project: Project) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {release.id: set() for release in project.of_type("release")}
    if not found:
        return {}
    for item in project.items.values():
        if item.type == "release" or not item.living:
            continue
        release = release_of(project, item)
        if release is not None and release.id in found:
            found[release.id].add(item.id)
            found[release.id] |= closure(project, item)
    return {name: frozenset(members) for name, members in found.items()}


def _strict(project: Project) -> frozenset[str]:
    result: set[str] = set()
    for release in project.of_type("release"):
        if release.category is Category.DOING:
            result.add(release.id)
            result |= planned(project).get(release.id, frozenset())
    waiting = list(result)
    while waiting:
        for served in project.targets(project.items[waiting.pop()], "realizes", "specifies", "supports"):
            if served.id not in result:
                result.add(served.id)
                waiting.append(served.id)
    return frozenset(result)
