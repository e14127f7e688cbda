"""The rows of a matrix: what is linked to what, and what is missing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from tpo_docs.coverage import State, coverage, tests_of_criterion
from tpo_docs.exposure import is_grave
from tpo_docs.matrix.choice import far_types, roles_of
from tpo_docs.matrix.fields import actors, named_parties
from tpo_docs.matrix.nouns import Cell, Matrix, Pair, Row, Standing
from tpo_docs.model import Category, Item, Project, Trace
from tpo_docs.records.evidence import evidence
from tpo_docs.records.standing import standing as standing_of
from tpo_docs.schema import Need
from tpo_docs.scope import planned
from tpo_docs.verdicts import Verdict, results_verdict

_DEPTH = 3
"""How far down items are looked for where no link joins the two types themselves."""
_ORDER = {
    Standing.FAILED: 0,
    Standing.MISSING: 1,
    Standing.ADVICE: 2,
    Standing.EXEMPT: 3,
    Standing.LATER: 4,
    Standing.STALE: 5,
    Standing.SUSPECT: 5,
    Standing.DEAD: 6,
    Standing.OK: 6,
    Standing.DERIVED: 6,
    Standing.NONE: 7,
}
_OF_TESTS = {Verdict.FAILED: Standing.FAILED, Verdict.STALE: Standing.STALE, Verdict.OPEN: Standing.STALE}
_LINKED = (Standing.OK, Standing.DERIVED)


def matrix(project: Project, pair: Pair, exempt: Collection[tuple[str, str]] = ()) -> Matrix:
    """The matrix of a pair. `exempt` names what items may lack beside what their types need: item and role or team."""
    return project.derive(_Asked(pair, frozenset(exempt)))


@dataclass(frozen=True, slots=True)
class _Asked:
    """A matrix that is asked for on more than one page: `derive` tells questions apart by their values."""

    pair: Pair
    exempt: frozenset[tuple[str, str]]

    def __call__(self, project: Project) -> Matrix:
        return _matrix(project, self.pair, self.exempt)


def _matrix(project: Project, pair: Pair, exempt: frozenset[tuple[str, str]]) -> Matrix:
    joins = _Joins(project, pair, exempt)
    items = [item for item in project.of_type(pair.rows.type) if pair.rows.holds(item)]
    rows = [joins.row(item) for item in items if item.living]
    rows.sort(key=lambda row: _ORDER[row.standing])
    linked = {cell.item.id: cell.item for row in rows for cell in row.all_cells()}
    if pair.columns.role:
        columns = tuple(sorted((item for item in linked.values() if item.living), key=lambda item: joins.rank[item.id]))
    else:
        columns = tuple(item for item in project.of_type(pair.columns.type) if item.living and pair.columns.holds(item))
    alone = () if pair.rows.type == pair.columns.type else tuple(item for item in columns if item.id not in linked)
    return Matrix(pair, tuple(rows), columns, alone, len(items) - len(rows))


def ranks(project: Project) -> Mapping[str, int]:
    """By id: its place when all items stand type by type in the order of their ids."""
    return project.derive(_ranks)


class _Joins:
    """What is linked to what in one pair."""

    def __init__(self, project: Project, pair: Pair, exempt: frozenset[tuple[str, str]]) -> None:
        schema = project.schema
        self.project = project
        self.columns = pair.columns
        self.exempt = exempt
        self.types = far_types(schema, pair)
        self.roles = roles_of(schema, pair)
        self.by_field = not self.roles and "party" in (pair.rows.type, pair.columns.type)
        self.needed = any(self._asks(need) for some in schema.types[pair.rows.type].needs.values() for need in some)
        self.nested = "parent" in self.roles and any(
            role.allows(pair.rows.type, pair.rows.type) for role in (schema.roles["parent"],)
        )
        self.criteria = "verifies" in self.roles and "test" in self.types
        self.found = coverage(project)
        self.rank = ranks(project)
        self.suspect = project.derive(_suspects)
        self.named = evidence(project).direct
        self.tested = evidence(project).tests if "test" in self.types else {}

    def row(self, item: Item) -> Row:
        """The row of one item."""
        cells = self._cells(item)
        states = self._states(item)
        asked = item.committed and any(not state.need.advice for state in states)
        standing, lacks = self._standing(item, cells, states)
        parts: tuple[Row, ...] = ()
        if self.suspect or self.tested:
            cells = tuple([self._proven(item, cell) for cell in cells])
            standing = _with_cells(standing, cells)
        if self.criteria and item.criteria:
            parts = tuple(self._parts(item, states))
            standing = _with_parts(standing, parts)
        if self.columns.role == "mitigates" and self.columns.inverse and _must_be_mitigated(self.project, item):
            asked = True
            if standing in {Standing.NONE, Standing.DEAD}:
                standing = Standing.EXEMPT if (item.id, "mitigates") in self.exempt else Standing.MISSING
        elif any(cell.standing is Standing.MISSING for cell in cells):
            asked, standing = True, Standing.MISSING
        elif self.columns.type == "party" and any(cell.note or cell.standing is Standing.EXEMPT for cell in cells):
            asked = item.committed
        if parts:
            covered = frozenset(cell.item.id for part in parts for cell in part.cells)
            cells = tuple(cell for cell in cells if cell.item.id not in covered)
        return Row(item, cells, standing, lacks, asked, None, parts)

    def _proven(self, item: Item, cell: Cell, criterion: str | None = None) -> Cell:
        """The cell with what results say of the test in it, and whether the link is suspect: by the links that it
        stands for, of one criterion only those that speak of it."""
        if cell.standing not in _LINKED:
            return cell
        end = item if cell.via is None else cell.via
        ends = (cell.item.id, end.id) if cell.inverse else (end.id, cell.item.id)
        found = self.tested.get(cell.item.id)
        if found is None and (not self.suspect or cell.via is not None):
            return cell
        traces = [
            trace
            for trace in self.project.incoming.get(ends[1], ())
            if (trace.source, trace.role) == (ends[0], cell.how)
            and (criterion is None or trace.criterion in ("", criterion))
        ]
        if found is not None and cell.how == "verifies":
            judged = [results_verdict(found, _address(trace)) for trace in traces] or [results_verdict(found)]
            verdict = min(judged, key=lambda one: one.rank)
            if verdict in _OF_TESTS:
                return cell._replace(standing=_OF_TESTS[verdict], note="not run" if verdict is Verdict.OPEN else "")
        if cell.via is None and any(trace in self.suspect for trace in traces):
            return cell._replace(standing=Standing.SUSPECT)
        return cell

    def _asks(self, need: Need) -> bool:
        return need.type in self.types and (not self.columns.kind or self.columns.kind == need.kind)

    def _states(self, item: Item) -> tuple[State, ...]:
        found = self.found.get(item.id)
        return tuple(state for state in found.states if state.judged and self._asks(state.need)) if found else ()

    def _standing(
        self, item: Item, cells: tuple[Cell, ...], states: tuple[State, ...]
    ) -> tuple[Standing, tuple[Need, ...]]:
        unmet = [state for state in states if not state.met]
        binding = tuple(state.need for state in unmet if not state.need.advice)
        if binding:
            if not item.committed:
                return Standing.LATER, binding
            allowed = all(state.exempt for state in unmet if not state.need.advice)
            return (Standing.EXEMPT if allowed else Standing.MISSING), binding
        if unmet and item.committed and item.category is not Category.DONE:
            return Standing.ADVICE, tuple(state.need for state in unmet)
        return _of_cells(cells), ()

    def _parts(self, item: Item, states: tuple[State, ...]) -> Iterator[Row]:
        tests = tests_of_criterion(self.project, item)
        asked = item.committed and any(state.need.per_criterion and not state.need.advice for state in states)
        for criterion in item.criteria:
            if not criterion.id:
                continue
            cells = tuple(
                self._proven(item, Cell(self.project.items[name], Standing.OK, "verifies", inverse=True), criterion.id)
                for name in tests.get(criterion.id, ())
            )
            named = f"{item.id}/{criterion.id}" in self.named
            standing = _with_cells(Standing.OK, cells) if cells or named else Standing.NONE
            if standing is Standing.NONE and any(state.need.per_criterion for state in states):
                exempt = any(state.exempt for state in states if state.need.per_criterion)
                standing = Standing.LATER if not item.committed else Standing.EXEMPT if exempt else Standing.MISSING
            yield Row(item, cells, standing, asked=asked, criterion=criterion)

    def _cells(self, item: Item) -> tuple[Cell, ...]:
        if self.by_field:
            return tuple(self._named(item))
        found = {cell.item.id: cell for cell in self._direct(item)}
        for cell in self._derived(item):
            found.setdefault(cell.item.id, cell)
        if len(found) < 2:
            return tuple(found.values())
        rank = self.rank
        return tuple(
            sorted(found.values(), key=lambda cell: (cell.standing is Standing.DERIVED, cell.how, rank[cell.item.id]))
        )

    def _direct(self, item: Item) -> list[Cell]:
        # A list, and the test of `Axis.holds` by hand: it is asked of every link of the project, for several matrices.
        project, roles = self.project, self.roles
        type_, kind, role, inverse = self.columns
        found = []
        if not role or inverse:
            for trace in project.incoming.get(item.id, ()):
                if trace.role in roles:
                    end = project.items[trace.source]
                    if (not type_ or end.type == type_) and (not kind or end.kind == kind):
                        found.append(_cell(end, trace.role, inverse=True))
        if not role or not inverse:
            for trace in project.outgoing.get(item.id, ()):
                if trace.role in roles:
                    end = project.items[trace.target]
                    if (not type_ or end.type == type_) and (not kind or end.kind == kind):
                        found.append(self._onward(item, end, trace))
        return found

    def _onward(self, item: Item, end: Item, trace: Trace) -> Cell:
        """A cell along an outgoing link; a team that a decision affects has to say since when it follows it."""
        if trace.role != "affects" or end.kind != "team" or not end.living or self.columns.role:
            return _cell(end, trace.role)
        adopted = item.group("adopted")
        since = adopted.text(end.id).strip() if adopted else ""
        if since or not item.committed:
            return Cell(end, Standing.OK, trace.role, note=since)
        exempt = (item.id, end.id) in self.exempt
        return Cell(end, Standing.EXEMPT if exempt else Standing.MISSING, trace.role)

    def _derived(self, item: Item) -> Iterator[Cell]:
        if self.columns.role:
            return
        if item.type == "release":
            yield from self._of_scope(item)
        elif self.columns.type == "party":
            yield from self._of_teams(item)
        elif self.nested:
            yield from self._of_parts(item)
        elif self.needed or self.roles:
            for carrier in self._carriers(item):
                yield from (
                    Cell(cell.item, Standing.DERIVED, cell.how, cell.inverse, carrier)
                    for cell in self._direct(carrier)
                    if cell.item.living
                )
        else:
            yield from self._below(item)

    def _carriers(self, item: Item) -> Iterable[Item]:
        """The items that carry an item's coverage, as `coverage` counts it."""
        realizing = self.project.sources(item, "realizes") if self.columns.type != "story" else ()
        return (*realizing, *(part for part in self.project.sources(item, "parent") if part.type == item.type))

    def _of_parts(self, item: Item) -> Iterator[Cell]:
        waiting = [item]
        seen = {item.id}
        while waiting:
            for part in self.project.sources(waiting.pop(), "parent"):
                if part.type == item.type and part.id not in seen:
                    seen.add(part.id)
                    waiting.append(part)
                    yield from (
                        Cell(cell.item, Standing.DERIVED, cell.how, cell.inverse, part)
                        for cell in self._direct(part)
                        if cell.item.living
                    )

    def _of_scope(self, release: Item) -> Iterator[Cell]:
        """What a release holds through its stories and through what they depend on."""
        scope = [self.project.items[name] for name in planned(self.project).get(release.id, ())]
        for item in sorted(scope, key=lambda one: self.rank[one.id]):
            if self.columns.holds(item):
                yield Cell(item, Standing.DERIVED, "depends_on")
            for end in self.project.targets(item, "realizes", "specifies"):
                if self.columns.holds(end):
                    yield Cell(end, Standing.DERIVED, "realizes", via=item)

    def _of_teams(self, item: Item) -> Iterator[Cell]:
        for end in self.project.targets(item, *self.roles):
            team = self.project.items.get(end.text("team")) if end.type != "party" else None
            if team is not None and team.living and self.columns.holds(team):
                yield Cell(team, Standing.DERIVED, "team", via=end)

    def _below(self, item: Item) -> Iterator[Cell]:
        """What is reached downstream, where no role joins the two types themselves."""
        traced = tuple(name for name, role in self.project.schema.roles.items() if role.traced or name == "parent")
        layer, seen = [item], {item.id}
        for _ in range(_DEPTH):
            further: list[Item] = []
            for one in layer:
                for end in self.project.sources(one, *traced):
                    if end.id not in seen:
                        seen.add(end.id)
                        further.append(end)
                        if self.columns.holds(end):
                            yield Cell(end, Standing.DERIVED, via=one if one is not item else None)
            layer = further

    def _named(self, item: Item) -> Iterator[Cell]:
        """Items that name a party in a field, or the parties that an item names."""
        items = self.project.items
        if item.type == "party":
            found: dict[str, list[str]] = {}
            for part in actors(self.project).get(item.id, ()):
                if self.columns.holds(items[part.item]):
                    found.setdefault(part.field, []).append(part.item)
            for field in sorted(found, key=lambda name: (name != "source", name)):
                for name in sorted(found[field], key=self.rank.__getitem__):
                    yield Cell(items[name], Standing.OK, field)
            return
        for field, name in named_parties(self.project, item):
            end = items.get(name)
            if end is not None and self.columns.holds(end):
                yield _cell(end, field)


def _cell(end: Item, how: str, *, inverse: bool = False) -> Cell:
    return Cell(end, Standing.OK if end.living else Standing.DEAD, how, inverse)


def _of_cells(cells: tuple[Cell, ...]) -> Standing:
    standings = {cell.standing for cell in cells}
    for standing in (Standing.OK, Standing.DERIVED, Standing.DEAD):
        if standing in standings:
            return standing
    return Standing.NONE


def _with_cells(standing: Standing, cells: tuple[Cell, ...]) -> Standing:
    """What a row says whose cells say more than that there is a link."""
    return _worst(standing, {cell.standing for cell in cells})


def _with_parts(standing: Standing, parts: tuple[Row, ...]) -> Standing:
    """The same of a row whose criteria have rows of their own: they say what is stale or suspect."""
    return _worst(standing, {part.standing for part in parts} & {Standing.FAILED})


def _worst(standing: Standing, found: set[Standing]) -> Standing:
    if standing in (Standing.OK, Standing.DERIVED, Standing.DEAD, Standing.NONE):
        proof = (Standing.FAILED, Standing.STALE, Standing.SUSPECT)
        return next((one for one in proof if one in found), standing)
    return standing  # what is missing comes first; the cells say the rest


def _suspects(project: Project) -> frozenset[Trace]:
    """The suspect links."""
    return frozenset(suspect.trace for found in standing_of(project).values() for suspect in found.suspects)


def _address(trace: Trace) -> str:
    return f"{trace.target}/{trace.criterion}" if trace.criterion else trace.target


def _must_be_mitigated(project: Project, item: Item) -> bool:
    if item.category not in {Category.AGREED, Category.DOING} or item.text("response").casefold() == "accept":
        return False
    return is_grave(project, item)


def _ranks(project: Project) -> Mapping[str, int]:
    types = dict.fromkeys((*project.schema.types, *(item.type for item in project.items.values())))
    return {item.id: place for place, item in enumerate(project.of_type(*types, ""))}
