"""TPO203: links that run in a circle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tpo_docs.model import Claim, Location, Project, Severity, Trace, Violation, natural_key
from tpo_docs.rules.rule import rule

_MOST_SHOWN = 12


@rule("TPO203", "link-cycle", Severity.ERROR)
def link_cycle(project: Project) -> Iterator[Violation]:
    """Items that depend on, belong to or supersede each other in a circle.

    ## Why it matters
    Nothing in the circle can come first, so it has no order, no top and no forecast. One finding is given for each
    knot of circles.

    ## Example
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    depends_on: STY-002  # finding: TPO203
    ---
    ```
    ```yaml title="STY-002.md"
    ---
    id: STY-002
    title: Keep the cost rules of an office
    depends_on: STY-001
    ---
    ```

    ## Instead
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    depends_on: STY-002
    ---
    ```
    ```yaml title="STY-002.md"
    ---
    id: STY-002
    title: Keep the cost rules of an office
    ---
    ```
    """
    for role in project.schema.roles.values():
        if not role.acyclic:
            continue
        graph: dict[str, list[str]] = {}
        for trace in project.traces:
            if trace.role == role.name and trace.source != trace.target:
                graph.setdefault(trace.source, []).append(trace.target)
        for knot in _knots(graph):
            circle = _circle(graph, knot)
            yield _violation(project, role.name, circle, len(knot))


def _violation(project: Project, role: str, circle: list[str], size: int) -> Violation:
    start, following = circle[0], circle[1]
    claim = next(claim for trace, claim in _claims(project, start) if trace.role == role and trace.target == following)
    shown = circle if len(circle) <= _MOST_SHOWN else [*circle[: _MOST_SHOWN - 1], "…"]
    more = f", in a knot of {size} items" if size > len(circle) else ""
    message = f"`{role}` runs in a circle: {' → '.join([*shown, start])}{more}"
    at = Location(claim.item.path, claim.link.line, claim.link.column)
    return Violation(at, message, start, role, "take one of these links away")


def _claims(project: Project, name: str) -> Iterator[tuple[Trace, Claim]]:
    return ((trace, project.claims[trace]) for trace in project.outgoing[name])


def _knots(graph: Mapping[str, list[str]]) -> list[list[str]]:
    """The strongly connected parts of more than one item (Tarjan's algorithm, without recursion)."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    path: list[str] = []
    on_path: set[str] = set()
    knots: list[list[str]] = []
    for root in graph:
        work: list[tuple[str, int]] = [(root, 0)] if root not in order else []
        while work:
            node, index = work.pop()
            if index == 0:
                order[node] = low[node] = len(order)
                path.append(node)
                on_path.add(node)
            targets = graph.get(node, [])
            while index < len(targets):
                target = targets[index]
                index += 1
                if target not in order:
                    work += [(node, index), (target, 0)]
                    break
                if target in on_path:
                    low[node] = min(low[node], order[target])
            else:
                if low[node] == order[node]:
                    knot = path[path.index(node) :]
                    del path[-len(knot) :]
                    on_path.difference_update(knot)
                    if len(knot) > 1:
                        knots.append(knot)
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[node])
    return sorted(knots, key=lambda knot: min(map(natural_key, knot)))


def _circle(graph: Mapping[str, list[str]], knot: list[str]) -> list[str]:
    """The shortest circle through the first item of a knot."""
    start = min(knot, key=natural_key)
    inside = set(knot)
    came: dict[str, str] = {}
    ring = [start]
    while start not in came:
        following: list[str] = []
        for node in ring:
            for target in sorted(graph.get(node, ()), key=natural_key):
                if target in inside and target not in came:
                    came[target] = node
                    following.append(target)
        ring = following
    circle = [came[start]]
    while circle[-1] != start:
        circle.append(came[circle[-1]])
    return circle[::-1]
