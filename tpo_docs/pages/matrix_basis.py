"""What the pages of a matrix have in common, and what one of them says: it is made again where that differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tpo_docs.matrix import Matrix, Row, Standing
from tpo_docs.model import Item

GRID_SIZE = 100
"""The most rows and columns that are also shown as a grid."""
SAID = (
    Standing.FAILED,
    Standing.MISSING,
    Standing.ADVICE,
    Standing.EXEMPT,
    Standing.LATER,
    Standing.STALE,
    Standing.SUSPECT,
)


class Place(NamedTuple):
    """One page of several: its number from 1, path, and the first and last item on it."""

    number: int
    path: str
    first: str
    last: str


class Axes(NamedTuple):
    """How the two sides are called."""

    rows: str
    columns: str
    items: str
    """The rows inside a sentence: `requirements`."""
    lack: str
    """What a row without anything lacks: `no test`."""
    command: str
    """The two sides as the command line asks for them: `risk mitigated_by`."""


class Whole(NamedTuple):
    """What the pages of a matrix have in common."""

    found: Matrix
    axes: Axes
    places: tuple[Place, ...]
    totals: Mapping[Standing, int]
    """How many rows of the table say so, all that say what is linked together."""
    several: bool
    """Whether its items are linked in more than one way."""
    unasked: tuple[Item, ...]
    alone: tuple[tuple[Item, bool], ...]


def too_wide(found: Matrix) -> bool:
    """Whether it has no grid, for its size."""
    return max(len(found.rows), len(found.columns)) > GRID_SIZE


def told(whole: Whole, place: Place, rows: list[Row]) -> tuple[Iterable[str], str]:
    """The items that a page shows, and all else that it says."""
    items: dict[str, None] = {}
    found, *common = whole.found, whole.axes, whole.places, whole.several, place
    totals = [whole.totals.get(standing, 0) for standing in (*SAID, Standing.OK)]
    said = [*common, found.pair, totals, [_told_row(row, items) for row in rows]]
    if place.number == 1:
        said += found.asked, found.gaps, found.criteria, len(found.rows), len(found.columns)
        said.append([item.id for item in whole.unasked])
        said.append([(item.id, untraced) for item, untraced in whole.alone])
        items.update(dict.fromkeys([item.id for item in (*whole.unasked, *found.alone)]))
        if too_wide(found):
            said.append(bool(found.links))
        else:
            said.append([item.id for item in found.columns])
            said.append([_told_row(row, items) for row in found.rows])
            items.update(dict.fromkeys([item.id for item in found.columns]))
    return items, repr(said)


def _told_row(row: Row, items: dict[str, None]) -> tuple[object, ...]:
    """All that a row says beside what its items do, whose ids are added to `items`."""
    items[row.item.id] = None
    cells = []
    for item, standing, how, inverse, via, note in row.cells:
        items[item.id] = None
        if via is not None:
            items[via.id] = None
        cells.append((item.id, standing.value, how, inverse, via and via.id, note))
    lacks = [str(need) for need in row.lacks]
    criterion = row.criterion and row.criterion.id
    return row.item.id, criterion, row.standing.value, lacks, cells, [_told_row(part, items) for part in row.parts]
