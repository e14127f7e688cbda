"""The neighbourhood of an item as an inline SVG: what it rests on, what rests on it, in columns by type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import escape as escaped
from typing import NamedTuple

from tpo_docs import charts
from tpo_docs.model import Item, Project, order_of
from tpo_docs.pages.escaping import escape
from tpo_docs.pages.links import Links
from tpo_docs.titles import title_text
from tpo_docs.words import Words

MAX_NODES = 24
_MAX_IN_COLUMN = 6
_WIDTH, _HEIGHT, _GAP_X, _GAP_Y, _HEAD = 134, 38, 30, 9, 22
_TITLE_LENGTH = 22
_EDGE = 14
"""Room on the left, where links within the first column bend."""

_STAGES = {
    **dict.fromkeys(("goal", "metric", "feedback"), 0),
    **dict.fromkeys(("requirement", "epic"), 1),
    "story": 2,
    **dict.fromkeys(("spec", "decision"), 3),
    **dict.fromkeys(("test", "release", "risk", "party", "term"), 4),
}
"""Column of a type: why, what, work, how, proof and delivery. A project's own type stands with the type before it."""
_SIDEWAYS = frozenset(("relates", "conflicts_with", "supersedes"))
"""Roles that are shown and not followed any further."""
_SCOPE = "release"
"""What a release contains has a list of its own on its page."""


class _Node(NamedTuple):
    item: Item
    depth: int
    x: int
    y: int


class _Picture(NamedTuple):
    nodes: dict[str, _Node]
    width: int
    height: int
    more: tuple[tuple[int, int, int], ...]
    """Where how many were left out: x, y, count."""


class _Near(NamedTuple):
    depths: dict[str, int]
    """Id → 0 for the item itself, 1 or 2 for its neighbours, in the order they were met."""
    links: tuple[tuple[str, str], ...]
    """Pairs of ids, source first."""


def neighbourhood(item: Item, links: Links) -> str:
    """The picture; empty for an item without links."""
    project, words = links.places.project, links.words
    near = _near(item, project)
    if len(near.depths) < 2:
        return ""
    others = {name: project.items[name] for name in near.depths}
    columns = _columns(near, others, project)
    mark = f"graph-{item.anchor}" if item.anchor else "graph"
    picture = _placed(columns, near.depths)
    width = picture.width + _EDGE + 1
    head = (
        f'<svg class="tpo-graph" viewBox="-{_EDGE} 0 {width} {picture.height}" width="{width}" '
        f'height="{picture.height}" role="group" aria-labelledby="{mark}-t {mark}-d">'
        f'<title id="{mark}-t">{escaped(words("Neighbourhood of {id}", id=item.id))}</title>'
        f'<desc id="{mark}-d">{escaped(_description(item, near, others, words))}</desc>'
        f'<defs><g id="tpo-n"><rect class="tpo-node__box" width="{_WIDTH}" height="{_HEIGHT}" rx="5"/><path class="tpo-node__stripe" d="M3 5v28"/></g></defs>'
    )
    return "".join(
        (
            head,
            *_heads(picture, links),
            *_links(picture, near),
            *[_node(node, links) for node in picture.nodes.values()],
            *(
                f'<text class="tpo-graph__more" x="{x + 8}" y="{y + 12}">{escape(words("+{count} more", count=count))}</text>'
                for x, y, count in picture.more
            ),
            "</svg>",
        )
    )


def _near(item: Item, project: Project) -> _Near:
    hidden = _SCOPE if item.type == "release" else ""
    depths = {item.id: 0}
    links: dict[tuple[str, str], None] = {}
    up, down = [item.id], [item.id]
    for depth in (1, 2):
        further = MAX_NODES if depth == 2 else None
        above: list[str] = []
        for name in up[:further]:
            for trace in project.outgoing.get(name, ()):
                if depth == 1 or trace.role not in _SIDEWAYS:
                    links[trace.source, trace.target] = None
                    if trace.target not in depths:
                        depths[trace.target] = depth
                        if trace.role not in _SIDEWAYS:
                            above.append(trace.target)
        below: list[str] = []
        for name in down[:further]:
            for trace in project.incoming.get(name, ()):
                if trace.role == hidden:
                    continue
                if depth == 1 or trace.role not in _SIDEWAYS:
                    links[trace.source, trace.target] = None
                    if trace.source not in depths:
                        depths[trace.source] = depth
                        if trace.role not in _SIDEWAYS:
                            below.append(trace.source)
        up, down = above, below
    return _Near(depths, tuple(links))


def _columns(near: _Near, others: Mapping[str, Item], project: Project) -> list[list[Item]]:
    """The neighbours in columns, the nearest first in each."""
    places = project.derive(stages)
    found: dict[int, list[tuple[int, int, int, Item]]] = {}
    for number, (name, depth) in enumerate(near.depths.items()):
        other = others[name]
        stage, order = places.get(other.type, (1, 99))
        found.setdefault(stage, []).append((depth, order, number, other))
    return [[entry[3] for entry in sorted(found[stage])] for stage in sorted(found)]  # each has a number of its own


def stages(project: Project) -> Mapping[str, tuple[int, int]]:
    """Type → its column and its place among the types of the schema."""
    found: dict[str, tuple[int, int]] = {}
    stage = 1
    for order, name in enumerate(project.schema.types):
        stage = _STAGES.get(name, stage)
        found[name] = (stage, order)
    return found


def _placed(columns: list[list[Item]], depths: Mapping[str, int]) -> _Picture:
    room = _MAX_IN_COLUMN
    while sum(min(len(column), room) for column in columns) > MAX_NODES and room > 1:
        room -= 1
    shown = [column[:room] for column in columns]
    rows = [len(some) + (len(column) > room) * 0.5 for some, column in zip(shown, columns, strict=True)]
    most = max(rows)
    height = int(_HEAD + most * (_HEIGHT + _GAP_Y))
    nodes: dict[str, _Node] = {}
    more: list[tuple[int, int, int]] = []
    for number, (some, column) in enumerate(zip(shown, columns, strict=True)):
        x = number * (_WIDTH + _GAP_X)
        y = _HEAD + int((most - rows[number]) * (_HEIGHT + _GAP_Y) / 2)
        for item in some:
            nodes[item.id] = _Node(item, depths[item.id], x, y)
            y += _HEIGHT + _GAP_Y
        if len(column) > room:
            more.append((x, y, len(column) - room))
    return _Picture(nodes, len(columns) * (_WIDTH + _GAP_X) - _GAP_X, height, tuple(more))


def _heads(picture: _Picture, links: Links) -> Iterator[str]:
    heads: dict[int, dict[str, None]] = {}
    for node in picture.nodes.values():
        heads.setdefault(node.x, {})[node.item.type] = None
    known, words = links.known.html, links.words
    for x, types in heads.items():
        key = f"head {' '.join(types)}"
        shown = known.get(key)
        if shown is None:
            names = " · ".join(dict.fromkeys(map(words.plural, types)))
            shown = known[key] = f'" y="12">{escape(charts.shortened(names, 29))}</text>'
        yield f'<text class="tpo-graph__head" x="{x}{shown}'


def _links(picture: _Picture, near: _Near) -> Iterator[str]:
    curves: tuple[list[str], list[str]] = ([], [])
    for source, target in near.links:
        one, other = picture.nodes.get(source), picture.nodes.get(target)
        if one is not None and other is not None:
            curves[0 not in (one.depth, other.depth)].append(_curve(one.x, one.y, other.x, other.y))
    for paths, far in zip(curves, ("", " tpo-graph__links--far"), strict=True):
        if paths:
            yield f'<path class="tpo-graph__links{far}" d="{"".join(paths)}"/>'


def _node(node: _Node, links: Links) -> str:
    item = node.item
    known = links.known.nodes.get(item.id)
    if known is None:
        known = links.known.nodes[item.id] = _classes(item), _inner(item, links.words)
    classes, inner = known
    if node.depth == 0:
        return f'<g class="{classes} tpo-node--self" transform="translate({node.x} {node.y})">{inner}</g>'
    far = " tpo-node--far" if node.depth > 1 else ""
    return (
        f'<a class="{classes}{far}" href="{links.escaped(item)}" transform="translate({node.x} {node.y})">{inner}</a>'
    )


def _inner(item: Item, words: Words) -> str:
    name = title_text(item.title) if item.is_row else item.id
    second = words.singular(item.type) if item.is_row else title_text(item.title)
    return (
        f"<title>{escape(f'{item.id} {title_text(item.title)}')} ({escape(words(item.status))})</title>"
        f'<use href="#tpo-n"/><text x="11" y="16">{escape(charts.shortened(name, 17))}'
        f'<tspan x="11" y="30">{escape(charts.shortened(second, _TITLE_LENGTH))}</tspan></text>'
    )


def _classes(item: Item) -> str:
    return f"tpo-node tpo-node--{escape(item.type)}" + ("" if item.living else " tpo-node--dead")


@lru_cache(maxsize=10_000)
def _curve(x: int, y: int, to_x: int, to_y: int) -> str:
    """The link between two nodes: those of most pictures stand in the same few places."""
    if x == to_x:
        upper, lower = sorted((y, to_y))
        top, bottom = upper + _HEIGHT // 2, lower + _HEIGHT // 2
        return f"M{x} {top}C{x - 16} {top} {x - 16} {bottom} {x} {bottom}"
    left, right = sorted(((x, y), (to_x, to_y)))
    x1, y1, x2, y2 = left[0] + _WIDTH, left[1] + _HEIGHT // 2, right[0], right[1] + _HEIGHT // 2
    bend = min(40, (x2 - x1) // 2 + 6)
    return f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"


def _description(item: Item, near: _Near, others: Mapping[str, Item], words: Words) -> str:
    first = [name for name, depth in near.depths.items() if depth == 1]
    named = sorted(first, key=order_of(first))[:12] if len(first) > 1 else first
    text = ", ".join([title_text(others[name].title) if others[name].is_row else name for name in named])
    rest = len(first) - len(named)
    return words("{id} is linked to {names}", id=item.id, names=text) + (
        " " + words("+{count} more", count=rest) if rest else ""
    )
