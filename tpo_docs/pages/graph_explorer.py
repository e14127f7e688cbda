"""The graph explorer: one page on which a script shows the links as a picture; where each item stands is computed here.

The layout is layered by type, as in the picture of an item: goals left, tests right. Within a column the items are
ordered by the mean place of what they are linked to, in a fixed number of sweeps: linear in items and links, and the same
on every machine. The script only compacts the columns to what is visible.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tpo_docs.model import Edition, Page, Review
from tpo_docs.pages.data import ordered
from tpo_docs.pages.graph_svg import stages
from tpo_docs.places import GRAPH, Places, list_page
from tpo_docs.words import words

PLACES = "assets/tpo-places.js"
_SWEEPS = 6


class Listed(NamedTuple):
    """A list by type, for readers without scripts."""

    type: str
    path: str


@dataclass(frozen=True, slots=True)
class GraphView:
    """What the template is shown."""

    lists: tuple[Listed, ...]


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:  # noqa: ARG001 - as every maker of pages
    """The one page, where anything is linked."""
    project = review.project
    if not project.traces:
        return
    say = words(edition.language, project.configuration.site.words)
    lists = tuple(Listed(name, list_page(name)) for name in project.schema.types if project.has_type(name))
    yield Page(GRAPH, "pages/graph_explorer.md.j2", GraphView(lists), say("Graph"), search=False, wide=True)


def places_script(review: Review) -> str:
    """The column of each item and its place in it, in the order of the items file."""
    columns, places = layout(review)
    text = json.dumps({"column": columns, "place": places}, separators=(",", ":"))
    return f"window.__tpo=window.__tpo||{{}};window.__tpo.graph={text};\n"


def layout(review: Review) -> tuple[list[int], list[int]]:
    """Column and place of all items."""
    project = review.project
    items = ordered(review)
    number = {item.id: index for index, item in enumerate(items)}
    stage = project.derive(stages)
    columns = [stage.get(item.type, (1, 99))[0] for item in items]
    beside: list[list[int]] = [[] for _ in items]
    for trace in project.traces:
        source, target = number[trace.source], number[trace.target]
        if columns[source] != columns[target]:
            beside[source].append(target)
            beside[target].append(source)
    members: dict[int, list[int]] = {}
    for index, column in enumerate(columns):
        members.setdefault(column, []).append(index)
    heights = _numbered(members, len(items))
    for sweep in range(_SWEEPS):
        for column in sorted(members, reverse=bool(sweep % 2)):
            means = {index: _mean(beside[index], heights, heights[index]) for index in members[column]}
            members[column].sort(key=lambda index: (means[index], index))
            for place, index in enumerate(members[column]):
                heights[index] = (place + 0.5) / len(members[column])
    places = [0] * len(items)
    for some in members.values():
        for place, index in enumerate(some):
            places[index] = place
    return columns, places


def _numbered(members: dict[int, list[int]], count: int) -> list[float]:
    """How far down each item stands in its column, from 0 to 1."""
    heights = [0.0] * count
    for some in members.values():
        for place, index in enumerate(some):
            heights[index] = (place + 0.5) / len(some)
    return heights


def _mean(others: Sequence[int], heights: Sequence[float], own: float) -> float:
    return sum(heights[other] for other in others) / len(others) if others else own
