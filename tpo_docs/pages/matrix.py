"""The traceability matrices: one page a pair of item types, split where it grows too long to open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from html import escape as plain
from typing import NamedTuple

from markupsafe import Markup, escape

from tpo_docs import matrix as matrices
from tpo_docs.coverage import Missing
from tpo_docs.matrix import Axis, Cell, Matrix, Pair, Row, Standing
from tpo_docs.model import Criterion, Item, Page, Project, Review
from tpo_docs.pages.chips import missing_words
from tpo_docs.pages.inline import inline
from tpo_docs.pages.matrix_basis import SAID, Axes, Place, Whole, told, too_wide
from tpo_docs.pages.references import References
from tpo_docs.pages.seen import Watched
from tpo_docs.pages.text import criterion_anchor
from tpo_docs.places import matrix_page
from tpo_docs.schema import Need
from tpo_docs.titles import title_text
from tpo_docs.words import Words

ROWS_A_PAGE = 500
BRIEF = 3
"""The most linked items of a row that are shown with their titles."""
_PROOF = {
    Standing.FAILED: "failed",
    Standing.STALE: "stale or not run",
    Standing.SUSPECT: "suspect",
}
"""What a row or cell says that is linked, and not proven by it."""
"""What a row says in words, in the order of the table; all others show what is linked."""

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


PROOF_GLYPHS = {Standing.FAILED: "✗", Standing.STALE: "◷", Standing.SUSPECT: "?"}


_NOTHING = Markup()


class Line(NamedTuple):
    """A row of the table, ready to be shown: templates take it apart in one step, since there may be thousands."""

    head: Markup
    """The item with title and status, or the criterion."""
    mark: str
    """The standing where it has to be said, else empty."""
    lack: str
    """What is missing, in words."""
    ends: tuple[tuple[str, Markup], ...]
    """List entries of what is linked, by how it is linked (empty where all of the matrix is linked in one way)."""
    brief: bool
    """Whether ids have to do, for want of room."""
    part: str
    """`whole` for an item whose criteria have lines of their own, `part` for such a line."""


class Group(NamedTuple):
    """Rows that say the same."""

    standing: Standing
    total: int
    """How many there are on all pages."""
    lines: tuple[Line, ...]


class GridLine(NamedTuple):
    """A row of the grid: a standing and a title (or None) for each column."""

    head: Markup
    title: str
    missing: bool
    cells: tuple[tuple[str, str] | None, ...]


@dataclass(frozen=True, slots=True)
class MatrixView:
    """One page of a matrix."""

    matrix: Matrix
    axes: Axes
    groups: tuple[Group, ...]
    places: tuple[Place, ...]
    number: int
    unasked: str = ""
    """Rows with nothing there and nothing asked."""
    alone: tuple[tuple[Markup, bool], ...] = ()
    """Items of the columns that no row is linked to; whether a finding says that they should be."""
    columns: tuple[tuple[str, Markup], ...] = ()
    """The heads of the grid: title and link."""
    grid: tuple[GridLine, ...] = ()

    @property
    def first(self) -> bool:
        """Whether this is the page that sums up."""
        return self.number == 1

    @property
    def too_wide(self) -> bool:
        """Whether the grid was left out for its size."""
        return too_wide(self.matrix)


def computed(review: Review, wanted: Collection[str] | None = None) -> dict[Pair, Matrix]:
    """All matrices of a project, in their order; or those of which one of these pages may be."""
    allowed = exempt(review)
    pairs = matrices.pairs(review.project)
    if wanted is not None:
        stems = {pair: page_of(pair).removesuffix(".md") for pair in pairs}
        pairs = tuple(pair for pair in pairs if any(path.startswith(stems[pair]) for path in wanted))
    return {pair: matrices.matrix(review.project, pair, allowed) for pair in pairs}


def pages(
    review: Review, found: Matrix, references: References, say: Words, watch: Watched | None = None
) -> Iterator[Page]:
    """The page of a matrix, or its pages: later, where they can be watched. `trace_index` makes them, which has to compute
    all matrices anyway."""
    project, pair = review.project, found.pair
    rows_title = title_of(pair.rows, project, say)
    axes = Axes(
        rows_title,
        title_of(pair.columns, project, say),
        rows_title if say.language == "de" else rows_title.lower(),
        lack_of(pair.columns, say),
        f"{matrices.written(project.schema, pair.rows)} {matrices.written(project.schema, pair.columns)}",
    )
    shown = [row for row in found.rows if row.standing is not Standing.NONE or row.parts]
    parts = [shown[start : start + ROWS_A_PAGE] for start in range(0, len(shown), ROWS_A_PAGE)] or [[]]
    listed = tuple(
        Place(number, page_of(pair, number), rows[0].item.id if rows else "", rows[-1].item.id if rows else "")
        for number, rows in enumerate(parts, 1)
    )
    whole = Whole(
        found,
        axes,
        listed,
        Counter(row.standing if row.standing in SAID else Standing.OK for row in shown),
        len({cell.how for row in found.rows for cell in row.cells if cell.via is None}) > 1,
        tuple(row.item for row in found.rows if row.standing is Standing.NONE and not row.parts),
        tuple((item, _untraced(review, item)) for item in found.alone),
    )
    for place, rows in zip(listed, parts, strict=True):
        if watch is not None and not watch.wants(place.path):
            continue
        make = partial(_view, whole, place, rows, references)
        content = make() if watch is None else watch.later(*told(whole, place, rows), make)
        title = f"{axes.rows} × {axes.columns}" + ("" if place.number == 1 else f" ({place.number})")
        yield Page(place.path, "pages/matrix.md.j2", content, title, search=False, wide=True)


def _view(whole: Whole, place: Place, rows: list[Row], known: References) -> MatrixView:
    references = known.for_page()
    show = _Show(whole, references, references.words)
    view = MatrixView(whole.found, whole.axes, tuple(_groups(rows, show)), whole.places, place.number)
    if not view.first:
        return view
    columns = () if view.too_wide else whole.found.columns
    return replace(
        view,
        unasked=references.ids(whole.unasked),
        alone=tuple((references.ref(item), untraced) for item, untraced in whole.alone),
        columns=tuple((title_text(item.title), references.ref(item)) for item in columns),
        grid=() if view.too_wide else tuple(_grid(whole.found, show)),
    )


class _Show:
    """Makes rows ready to be shown."""

    def __init__(self, whole: Whole, references: References, say: Words) -> None:
        self.axes = whole.axes
        self.references = references
        self.say = say
        self.several = whole.several
        self.totals = whole.totals
        self.methods = "test" in (whole.found.pair.columns.type, whole.found.pair.rows.type)
        self.lacks: dict[Need, str] = {}
        self.notes: dict[tuple[str, str], Markup] = {}

    def lines(self, rows: Iterable[Row]) -> Iterator[Line]:
        """Rows of the table, those of criteria behind their items."""
        for row in rows:
            yield self._line(row)
            for part in row.parts:
                yield self._line(part)

    def _line(self, row: Row) -> Line:
        mark = row.standing.value if row.standing in SAID else ""
        if mark and row.parts and (not row.lacks or row.lacks[0].per_criterion):
            mark = ""  # its criteria say it
        if mark and row.cells and not row.lacks:
            mark = ""  # its cells say it
        brief = row.criterion is not None or len(row.cells) > BRIEF
        head = (
            self.references.line(row.item) + self._method(row.item)
            if row.criterion is None
            else self._criterion(row.item, row.criterion)
        )
        lack = self._lack(row) if mark else ""
        part = "part" if row.criterion is not None else "whole" if row.parts else ""
        return Line(head, mark, lack, self._ends(row.cells, brief=brief), brief, part)

    def _criterion(self, item: Item, criterion: Criterion) -> Markup:
        href = self.references.href(item, criterion_anchor(item, criterion.id))
        return Markup(
            f'<a class="tpo-part__id" href="{escape(href)}">{escape(criterion.id)}</a> {criterion_text(criterion.text)}'
        )

    def _lack(self, row: Row) -> str:
        if row.standing in _PROOF and not row.lacks:
            return self.say(_PROOF[row.standing])
        if row.criterion is not None or not row.lacks:
            return self.axes.lack
        for need in row.lacks:
            if need not in self.lacks:
                self.lacks[need] = need_words(need, self.say)
        return ", ".join(self.lacks[need] for need in row.lacks)

    def _ends(self, cells: tuple[Cell, ...], *, brief: bool) -> tuple[tuple[str, Markup], ...]:
        if not cells:
            return ()
        entry = self._entry
        if not self.several:
            return (("", Markup("".join([entry(cell, brief=brief) for cell in cells]))),)
        found: dict[str, list[str]] = {}
        for cell in cells:
            found.setdefault("" if cell.via is not None else self._how(cell), []).append(entry(cell, brief=brief))
        return tuple((how, Markup("".join(entries))) for how, entries in found.items())

    def _entry(self, cell: Cell, *, brief: bool) -> str:
        method = self._method(cell.item)
        if cell.standing is Standing.OK and not cell.note and not method:
            return self.references.entry(cell.item, brief=brief)
        link = self.references.ref(cell.item) if brief else self.references.titled(cell.item)
        title = self.references.title(cell.item)
        return f'<li class="tpo-link--{cell.standing.value}" title="{title}">{link}{method}{self._note(cell)}</li>'

    def _method(self, item: Item) -> Markup:
        """How a test verifies, or how a requirement wants to be verified, where that is not by a test."""
        if not self.methods:
            return _NOTHING
        method = matrices.method_of(item)
        return self._aside("", self.say(method)) if method and method != "test" else _NOTHING

    def _how(self, cell: Cell) -> str:
        role = self.references.schema.roles.get(cell.how)
        if role is not None:
            return self.say(role.says[1] if cell.inverse else role.says[0])
        return self.say(cell.how.replace("_", " ").capitalize())

    def _note(self, cell: Cell) -> Markup:
        if cell.standing is Standing.DEAD:
            return self._aside("†", self.say(cell.item.status))
        if cell.standing in _PROOF:
            text = self.say(cell.note or ("stale" if cell.standing is Standing.STALE else _PROOF[cell.standing]))
            sign = PROOF_GLYPHS[cell.standing]
            return Markup(
                f' <span class="tpo-mark tpo-mark--{cell.standing.value}"><span aria-hidden="true">{sign}</span> {escape(text)}</span>'
            )
        if cell.standing is Standing.MISSING:
            return Markup(
                f' <span class="tpo-mark tpo-mark--missing"><span aria-hidden="true">○</span> {escape(self.axes.lack)}</span>'
            )
        if cell.via is not None:
            return self._aside("↳", self.say("through {id}", id=cell.via.id))
        if cell.standing is Standing.DERIVED:
            return self._aside("↳", self.say("derived"))
        return self._aside("", self.say("since {date}", date=cell.note)) if cell.note else Markup()

    def _aside(self, glyph: str, text: str) -> Markup:
        found = self.notes.get((glyph, text))
        if found is None:
            sign = f'<span aria-hidden="true">{glyph}</span> ' if glyph else ""
            found = self.notes[glyph, text] = Markup(f' <span class="tpo-via">{sign}{escape(text)}</span>')
        return found


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
    return inline(text, lambda target, shown: plain(shown or target))


def need_words(need: Need, say: Words) -> str:
    """What a need lacks: `no test`."""
    return missing_words(Missing("", need), say)


def _written(axis: Axis) -> str:
    if axis.role:
        return f"{axis.role.removesuffix('s')}d_by" if axis.inverse and axis.role == "mitigates" else axis.role
    return f"{axis.type}/{axis.kind}" if axis.kind else axis.type


def _name(axis: Axis) -> str:
    return f"{axis.name}-of" if axis.role and axis.inverse else axis.name


def _groups(rows: list[Row], show: _Show) -> Iterator[Group]:
    for standing in SAID:
        some = tuple(show.lines(row for row in rows if row.standing is standing))
        if some:
            yield Group(standing, show.totals[standing], some)
    some = tuple(show.lines(row for row in rows if row.standing not in SAID))
    if some:
        yield Group(Standing.OK, show.totals[Standing.OK], some)


def _untraced(review: Review, item: Item) -> bool:
    return any(finding.code == "TPO302" for finding in review.about(item.id))


def _grid(found: Matrix, show: _Show) -> Iterator[GridLine]:
    for row in found.rows:
        cells = {cell.item.id: cell for part in row.parts for cell in part.cells}
        cells |= {cell.item.id: cell for cell in row.cells}
        yield GridLine(
            show.references.ref(row.item),
            title_text(row.item.title),
            row.standing is Standing.MISSING,
            tuple(_grid_cell(row, cells.get(item.id), show) for item in found.columns),
        )


def _grid_cell(row: Row, cell: Cell | None, show: _Show) -> tuple[str, str] | None:
    if cell is None:
        return None
    way = f" ({show.say('through {id}', id=cell.via.id)})" if cell.via is not None else ""
    return cell.standing.value, f"{row.item.id} – {cell.item.id}{way}"
