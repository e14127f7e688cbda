"""Which items the source code says it implements or verifies, and which of its markers lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tpo_docs.model import Item, Marker, Project


def traced(project: Project) -> Mapping[str, tuple[Marker, ...]]:
    """By id: the markers that name the item or one of its criteria, in the order of their places."""
    return project.derive(_traced)


def to_nowhere(project: Project) -> tuple[Marker, ...]:
    """The markers whose target does not exist."""
    return tuple(marker for marker in project.code.markers if target_of(project, marker) is None)


def target_of(project: Project, marker: Marker) -> Item | None:
    """The item that a marker means. An id of OpenFastTrace may be the item's own or a former one, with or without its
    type and revision."""
    for name in _names(marker.target):
        item = project.resolve(name)
        if item is None:
            continue
        criterion = name.partition("/")[2]
        if not criterion or any(one.id == criterion for one in item.criteria):
            return item
    return None


def _names(target: str) -> Iterator[str]:
    yield target
    if "~" in target:
        kind, name, _ = target.split("~", 2)
        yield f"{kind}~{name}"
        yield name


def _traced(project: Project) -> Mapping[str, tuple[Marker, ...]]:
    found: dict[str, list[Marker]] = {}
    for marker in project.code.markers:
        item = target_of(project, marker)
        if item is not None:
            found.setdefault(item.id, []).append(marker)
    return {name: tuple(sorted(some)) for name, some in found.items()}
