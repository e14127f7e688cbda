"""What an item hangs together with: its parents, its place among its like, its links in words, its reasons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tpo_docs.model import Claim, Item, Project, order_of
from tpo_docs.pages.links import Links

_WHY = ("realizes", "specifies", "verifies")
_MAX_STEPS = 4
_MAX_CRUMBS = 6


class End(NamedTuple):
    """The other end of a link."""

    html: str
    """Id with its link, title and status."""
    criterion: str
    """Where the link means one acceptance criterion of that item."""
    living: bool
    item: Item


class Group(NamedTuple):
    """Links of one role in one direction."""

    role: str
    says: str
    """The role as a verb, seen from this item: `is realized by`."""
    ends: tuple[End, ...]
    upward: bool


class Siblings(NamedTuple):
    """The items before and after, among those of the same type with the same parent."""

    previous: Item | None = None
    next: Item | None = None


class Why(NamedTuple):
    """What an item is for: the requirements above it, and the goals above them."""

    requirements: tuple[Item, ...] = ()
    goals: tuple[Item, ...] = ()


def crumbs(item: Item, project: Project) -> tuple[Item, ...]:
    """The parents, the outermost first."""
    found: dict[str, Item] = {}
    current = item
    while len(found) < _MAX_CRUMBS:
        above = _parent(current, project)
        if above is None or above.id == item.id or above.id in found:
            break
        found[above.id] = current = above
    return tuple(reversed(found.values()))


def siblings(item: Item, project: Project) -> Siblings:
    """The neighbours in the order of ids."""
    return project.derive(_siblings).get(item.id, Siblings())


def groups(item: Item, links: Links, without: frozenset[str] = frozenset()) -> tuple[Group, ...]:
    """All links of an item by role, those that lead up first. `without` names roles whose incoming links the page
    shows elsewhere."""
    project = links.places.project
    roles = project.schema.roles
    found: list[Group] = []
    up: dict[str, dict[tuple[str, str], End]] = {}
    for trace in project.outgoing.get(item.id, ()):
        up.setdefault(trace.role, {})[trace.target, trace.criterion] = _end(trace.target, trace.criterion, links)
    down: dict[str, dict[tuple[str, str], End]] = {}
    for trace in project.incoming.get(item.id, ()):
        role = roles.get(trace.role)
        side = up if role is not None and role.symmetric else down
        side.setdefault(trace.role, {})[trace.source, ""] = _end(trace.source, "", links)
    order = project.derive(_role_order)
    for upward, side in ((True, up), (False, down)):
        for name in sorted(side, key=lambda name: order.get(name, 99)) if len(side) > 1 else side:
            if not upward and name in without:
                continue
            role = roles.get(name)
            says = role.says[0 if upward else 1] if role is not None else name
            ends = tuple(side[name].values())
            if len(ends) > 1:
                place = order_of([end.item.id for end in ends])
                ends = tuple(sorted(ends, key=lambda end: (not end.living, place(end.item.id))))
            found.append(Group(name, says, ends, upward))
    return tuple(found)


def dangling(item: Item, project: Project) -> tuple[Claim, ...]:
    """The links of an item that lead nowhere."""
    return project.derive(_dangling).get(item.id, ())


def why(item: Item, project: Project) -> Why:
    """The requirements and goals that an item serves, through whatever lies between."""
    requirements: dict[str, Item] = {}
    goals: dict[str, Item] = {}
    seen = {item.id}
    current = [item]
    for _ in range(_MAX_STEPS):
        above: list[Item] = []
        for one in current:
            for trace in project.outgoing.get(one.id, ()):
                if trace.role not in _WHY and trace.role not in ("supports", "parent"):
                    continue
                other = project.items[trace.target]
                if other.id in seen or not other.living:
                    continue
                seen.add(other.id)
                if other.type == "goal":
                    goals[other.id] = other
                elif trace.role in _WHY and other.type == "requirement":
                    requirements[other.id] = other
                above.append(other)
        current = above
    return Why(tuple(requirements.values()), tuple(goals.values()))


def _end(name: str, criterion: str, links: Links) -> End:
    item = links.places.project.items[name]
    return End(links.line(item), criterion, item.living, item)


def _parent(item: Item, project: Project) -> Item | None:
    for trace in project.outgoing.get(item.id, ()):
        if trace.role == "parent":
            return project.items[trace.target]
    return None


def _siblings(project: Project) -> Mapping[str, Siblings]:
    families: dict[tuple[str, str], list[Item]] = {}
    for name in project.schema.types:
        for item in project.of_type(name):
            if not item.is_row:
                above = _parent(item, project)
                families.setdefault((item.type, above.id if above is not None else ""), []).append(item)
    found: dict[str, Siblings] = {}
    for family in families.values():
        for number, item in enumerate(family):
            before = family[number - 1] if number else None
            after = family[number + 1] if number + 1 < len(family) else None
            found[item.id] = Siblings(before, after)
    return found


def _role_order(project: Project) -> Mapping[str, int]:
    return {name: number for number, name in enumerate(project.schema.roles)}


def _dangling(project: Project) -> Mapping[str, tuple[Claim, ...]]:
    found: dict[str, list[Claim]] = {}
    for claim in project.dangling:
        found.setdefault(claim.item.id, []).append(claim)
    return {name: tuple(claims) for name, claims in found.items()}
