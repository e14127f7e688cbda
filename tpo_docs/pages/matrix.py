"""The traceability matrices: one page a pair of item types, split where it grows too long to open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import NamedTuple

from tpo_docs import matrix as matrices
from tpo_docs.coverage import Missing
from tpo_docs.matrix import Axis, Cell, Matrix, Pair, Row, Standing
from tpo_docs.model import Item, Page, Project, Review
from tpo_docs.pages.chips import missing_words
from tpo_docs.pages.text import criterion_anchor, inline
from tpo_docs.places import matrix_page
from tpo_docs.schema import Need
from tpo_docs.words import Words

ROWS_A_PAGE = 1000
GRID_SIZE = 100
"""The most rows and columns that are also shown as a grid."""

_TITLES = {
    "party/team": "Teams",
    "requirement/quality": "Quality requirements",
    "mitigated_by": "Mitigations",
    "depends_on": "Dependencies",
    "affects": "What they affect",
    "threatens": "What they threaten",
    "measured_by": "Metrics",
    "evidence": "Evidence",
}
_LACKS = {"mitigated_by": "no mitigation", "party/team": "not adopted"}


class Place(NamedTuple):
    """One page of several: its number from 1, path, and the first and last item on it."""

    number: int
    path: str
    first: str
    last: str


class Group(NamedTuple):
    """Rows that say the same."""

    standing: Standing
    total: int
    """How many there are on all pages."""
    rows: tuple[Row, ...]


class GridRow(NamedTuple):
    """A row of the grid: a cell (or None) for each column."""

    row: Row
    cells: tuple[Cell | None, ...]


class Axes(NamedTuple):
    """How the two sides are called."""

    rows: str
    columns: str
    row_type: str
    lack: str
    """What a row without anything lacks: `no test`."""


@dataclass(frozen=True, slots=True)
class MatrixView:
    """One page of a matrix."""

    matrix: Matrix
    axes: Axes
    groups: tuple[Group, ...]
    places: tuple[Place, ...]
    number: int
    several_roles: bool
    """Whether a cell has to say how it is linked."""
    unasked: tuple[Item, ...] = ()
    """Rows with nothing there and nothing asked."""
    untraced: frozenset[str] = frozenset()
    """Of the items alone in the columns: those that a finding says should not be."""
    grid: tuple[GridRow, ...] = ()
    lacks: Mapping[Need, str] = field(default_factory=dict)
    """What a need lacks, in words."""

    @property
    def first(self) -> bool:
        """Whether this is the page that sums up."""
        return self.number == 1

    @property
    def too_wide(self) -> bool:
        """Whether the grid was left out for its size."""
        return max(len(self.matrix.rows), len(self.matrix.columns)) > GRID_SIZE

    def criterion(self, row: Row) -> str:
        """The text of a row's criterion as HTML."""
        return criterion_text(row.criterion.text) if row.criterion else ""

    def address(self, row: Row) -> str:
        """The anchor of a row's criterion."""
        return criterion_anchor(row.item, row.criterion.id) if row.criterion else ""


def computed(review: Review) -> dict[Pair, Matrix]:
    """All matrices of a project, in their order."""
    allowed = exempt(review)
    return {pair: matrices.matrix(review.project, pair, allowed) for pair in matrices.pairs(review.project)}


def pages(review: Review, found: Matrix, say: Words) -> Iterator[Page]:
    """The page of a matrix, or its pages. `trace_index` makes them, which has to compute all matrices anyway."""
    project, pair = review.project, found.pair
    axes = Axes(
        title_of(pair.rows, project, say),
        title_of(pair.columns, project, say),
        pair.rows.type,
        lack_of(pair.columns, say),
    )
    shown = [row for row in found.rows if row.standing is not Standing.NONE or row.parts]
    parts = [shown[start : start + ROWS_A_PAGE] for start in range(0, len(shown), ROWS_A_PAGE)] or [[]]
    listed = tuple(
        Place(number, page_of(pair, number), rows[0].item.id if rows else "", rows[-1].item.id if rows else "")
        for number, rows in enumerate(parts, 1)
    )
    lacks = {need: need_words(need, say) for row in found.rows for need in row.lacks}
    hows = {cell.how for row in found.rows for cell in row.cells if cell.via is None}
    for place, rows in zip(listed, parts, strict=True):
        first = place.number == 1
        view = MatrixView(
            matrix=found,
            axes=axes,
            groups=tuple(_groups(found, rows)),
            places=listed,
            number=place.number,
            several_roles=len(hows) > 1,
            unasked=tuple(row.item for row in found.rows if row.standing is Standing.NONE and not row.parts)
            if first
            else (),
            untraced=_untraced(review, found) if first else frozenset(),
            grid=tuple(_grid(found)) if first else (),
            lacks=lacks,
        )
        title = f"{axes.rows} × {axes.columns}" + ("" if first else f" ({place.number})")
        yield Page(place.path, "pages/matrix.md.j2", view, title, search=False, wide=True)


def exempt(review: Review) -> frozenset[tuple[str, str]]:
    """What items are allowed to lack: item, and type or criterion."""
    return frozenset((entry.finding.item, entry.finding.about) for entry in review.exempted if entry.finding.item)


def page_of(pair: Pair, number: int = 1) -> str:
    """The docs path of a matrix, or of a further page of it."""
    path = matrix_page(pair.rows.name, _name(pair.columns))
    return path if number == 1 else f"{path.removesuffix('.md')}-{number}.md"


def title_of(axis: Axis, project: Project, say: Words) -> str:
    """What a side is called: `Requirements`, `Mitigations`."""
    known = _TITLES.get(_written(axis))
    if known:
        return say(known)
    if axis.role:
        role = project.schema.roles[axis.role]
        return say(role.says[1] if axis.inverse else role.says[0])
    plural = say.plural(axis.type)
    return f"{plural} ({say(axis.kind)})" if axis.kind else plural


def lack_of(axis: Axis, say: Words) -> str:
    """What a row says that has nothing on this side: `no test`."""
    known = _LACKS.get(_written(axis))
    if known:
        return say(known)
    return need_words(Need(axis.type, axis.kind), say) if axis.type else say("nothing linked")


def criterion_text(text: str) -> str:
    """A criterion as HTML of one line: emphasis and code are kept, references are plain."""
    return inline(text, lambda target, shown: escape(shown or target))


def need_words(need: Need, say: Words) -> str:
    """What a need lacks: `no test`."""
    return missing_words(Missing("", need), say)


def _written(axis: Axis) -> str:
    if axis.role:
        return f"{axis.role.removesuffix('s')}d_by" if axis.inverse and axis.role == "mitigates" else axis.role
    return f"{axis.type}/{axis.kind}" if axis.kind else axis.type


def _name(axis: Axis) -> str:
    return f"{axis.name}-of" if axis.role and axis.inverse else axis.name


def _groups(found: Matrix, rows: list[Row]) -> Iterator[Group]:
    linked = {Standing.OK, Standing.DERIVED, Standing.DEAD, Standing.NONE}
    for standing in (Standing.MISSING, Standing.ADVICE, Standing.EXEMPT, Standing.LATER):
        some = tuple(row for row in rows if row.standing is standing)
        if some:
            yield Group(standing, found.count(standing), some)
    some = tuple(row for row in rows if row.standing in linked)
    if some:
        total = sum(
            1 for row in found.rows if row.standing in linked and (row.standing is not Standing.NONE or row.parts)
        )
        yield Group(Standing.OK, total, some)


def _untraced(review: Review, found: Matrix) -> frozenset[str]:
    return frozenset(
        item.id for item in found.alone if any(finding.code == "TPO302" for finding in review.about(item.id))
    )


def _grid(found: Matrix) -> Iterator[GridRow]:
    if not found.columns or max(len(found.rows), len(found.columns)) > GRID_SIZE:
        return
    for row in found.rows:
        cells = {cell.item.id: cell for part in row.parts for cell in part.cells} | {
            cell.item.id: cell for cell in row.cells
        }
        yield GridRow(row, tuple(cells.get(item.id) for item in found.columns))
