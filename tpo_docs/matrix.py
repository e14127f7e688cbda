"""Matrices: which items of one sort are linked to which of another, and where something is missing.

A pure function of a project whose size grows with the items and links, never with rows times columns.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from tpo_docs.coverage import State, coverage, tests_of_criterion
from tpo_docs.model import Category, Criterion, Group, Item, Project, Sequence, Trace
from tpo_docs.schema import FieldSpec, Need, RoleSpec, Schema
from tpo_docs.scope import planned

USEFUL = (
    "goal×requirement",
    "requirement×story",
    "requirement×spec",
    "requirement×test",
    "story×spec",
    "story×test",
    "requirement×metric",
    "requirement/quality×spec",
    "epic×story",
    "release×requirement",
    "decision×party/team",
    "risk×mitigated_by",
    "party×requirement",
)
"""The pairs that every project is offered, in the order of the chain."""

_FORWARD = ("affects", "threatens", "measured_by", "evidence", "depends_on")
"""Roles whose further matrices have the linking item as row; of the others it is the linked one."""
_UNCOUNTED = ("supersedes", "depends_on")
_DEPTH = 3


class Standing(StrEnum):
    """What a row or cell of a matrix says."""

    MISSING = "missing"
    ADVICE = "advice"
    """Nothing there, and that is worth a thought, no more."""
    EXEMPT = "exempt"
    LATER = "later"
    """Nothing there yet, and nothing asked before the item is agreed."""
    DEAD = "dead"
    """Linked only to what was rejected, retired or superseded."""
    OK = "ok"
    DERIVED = "derived"
    """Linked through another item."""
    NONE = "none"
    """Nothing there, and nothing asked."""


_ORDER = {
    Standing.MISSING: 0,
    Standing.ADVICE: 1,
    Standing.EXEMPT: 2,
    Standing.LATER: 3,
    Standing.DEAD: 4,
    Standing.OK: 4,
    Standing.DERIVED: 4,
    Standing.NONE: 5,
}


class Axis(NamedTuple):
    """One side of a matrix: a type, a type with a kind, or (for columns) a role, which means whatever stands at its
    other end."""

    type: str = ""
    kind: str = ""
    role: str = ""
    inverse: bool = False
    """True where the role is read from its target: `mitigated_by`."""

    def holds(self, item: Item) -> bool:
        """Whether an item is on this side."""
        return (not self.type or item.type == self.type) and (not self.kind or item.kind == self.kind)

    @property
    def name(self) -> str:
        """As in a file name: `requirement`, `requirement-quality`, `mitigated_by`."""
        return self.role or "-".join(part for part in (self.type, self.kind) if part)


class Pair(NamedTuple):
    """What a matrix joins."""

    rows: Axis
    columns: Axis


class Cell(NamedTuple):
    """An item linked to a row, with how it is linked."""

    item: Item
    standing: Standing
    how: str = ""
    """The role, or the name of the field that names a party."""
    inverse: bool = False
    via: Item | None = None
    """The item through which it is linked, the last one of a longer way."""
    note: str = ""


class Row(NamedTuple):
    """An item (or one of its criteria) with all that is linked to it on the other side."""

    item: Item
    cells: tuple[Cell, ...]
    standing: Standing
    lacks: tuple[Need, ...] = ()
    asked: bool = False
    """Whether an agreed item must have something here."""
    criterion: Criterion | None = None
    parts: tuple[Row, ...] = ()
    """A row for each acceptance criterion, where the other side verifies criteria."""

    @property
    def living(self) -> tuple[Cell, ...]:
        """The cells that count."""
        return tuple(cell for cell in self.cells if cell.standing is not Standing.DEAD)


@dataclass(frozen=True, slots=True)
class Matrix:
    """The traces between two sorts of items, gaps first."""

    pair: Pair
    rows: tuple[Row, ...]
    columns: tuple[Item, ...]
    alone: tuple[Item, ...]
    """Items of the columns that no row is linked to."""
    left_out: int
    """How many dead items would be rows."""

    @property
    def asked(self) -> int:
        """How many rows must have something."""
        return sum(1 for row in self.rows if row.asked)

    @property
    def gaps(self) -> int:
        """How many of those have nothing."""
        return self.count(Standing.MISSING)

    def count(self, standing: Standing) -> int:
        """How many rows say so."""
        return sum(1 for row in self.rows if row.standing is standing)

    @property
    def criteria(self) -> tuple[int, int]:
        """How many criteria must have something, and how many of those have nothing."""
        parts = [part for row in self.rows for part in row.parts if part.asked]
        return len(parts), sum(1 for part in parts if part.standing is Standing.MISSING)

    @property
    def links(self) -> int:
        """How many filled cells a grid of it has."""
        return sum(len({cell.item.id for cell in (*row.cells, *_of_parts(row))}) for row in self.rows)

    @property
    def percent(self) -> int:
        """How much of what is asked is there, in whole percent, rounded down; 100 where nothing is asked."""
        return 100 * (self.asked - self.gaps) // self.asked if self.asked else 100


class Part(NamedTuple):
    """That an item names a party in one of its fields."""

    item: str
    field: str


def pair(schema: Schema, text: str) -> Pair | None:
    """A pair as written in a configuration: `requirement×test`, `requirement/quality x spec`."""
    for sign in ("×", "->", "→", " x ", ",", ":"):
        rows, found, columns = text.partition(sign)
        if found:
            return pair_of(schema, rows.strip(), columns.strip())
    return None


def pair_of(schema: Schema, rows: str, columns: str) -> Pair | None:
    """A pair of two sides as written; None where the schema knows one of them not."""
    first, second = axis(schema, rows), axis(schema, columns)
    return Pair(first, second) if first and first.type and second else None


def axis(schema: Schema, text: str) -> Axis | None:
    """A side as written: a type, `type/kind`, a role or its inverse."""
    name, _, kind = text.partition("/")
    if name in schema.types:
        return Axis(name, kind)
    role = schema.keywords.get(text)
    return Axis(role=role[0], inverse=role[1]) if role else None


def pairs(project: Project) -> tuple[Pair, ...]:
    """The matrices of a project: those of its configuration, else every useful pair that has items."""
    schema = project.schema
    written = project.configuration.site.matrices
    if written:
        return tuple(dict.fromkeys(found for text in written if (found := pair(schema, text))))
    return (*useful(project), *further(project))


def useful(project: Project) -> tuple[Pair, ...]:
    """The usual pairs that have rows here, and columns or at least a need of them."""
    known = (pair(project.schema, text) for text in USEFUL)
    return tuple(found for found in known if found and _worth(project, found))


def further(project: Project) -> tuple[Pair, ...]:
    """Matrices for the links that no usual pair shows: of two types, or of a role where it leads to several."""
    schema, items = project.schema, project.items
    shown = useful(project)
    found: dict[Pair, set[str]] = {}
    for source, name, target in dict.fromkeys(
        (items[trace.source].type, trace.role, items[trace.target].type) for trace in project.traces
    ):
        if not (schema.roles[name].traced or name == "depends_on"):
            continue
        if any(_shows(schema, one, source, name, target) for one in shown):
            continue
        if name in _FORWARD:
            found.setdefault(Pair(Axis(source), Axis(role=name)), set()).add(target)
        else:
            found.setdefault(Pair(Axis(target), Axis(role=name, inverse=True)), set()).add(source)
    order = {name: place for place, name in enumerate((*schema.types, *schema.roles))}
    result: list[Pair] = []
    for one in sorted(found, key=lambda one: (order[one.rows.type], order[one.columns.role])):
        ends = found[one]
        single = len(ends) == 1 and one.columns.role not in _UNCOUNTED
        result.append(Pair(one.rows, Axis(ends.pop())) if single else one)
    return tuple(dict.fromkeys(result))


def inactive(project: Project) -> tuple[Pair, ...]:
    """The usual pairs whose rows have no item yet."""
    known = (pair(project.schema, text) for text in USEFUL)
    shown = frozenset(pairs(project))
    return tuple(found for found in known if found and found not in shown and not project.configuration.site.matrices)


def matrix(project: Project, pair: Pair, exempt: Collection[tuple[str, str]] = ()) -> Matrix:
    """The matrix of a pair. `exempt` names what items may lack: item and type or criterion."""
    joins = _Joins(project, pair, frozenset(exempt))
    items = [item for item in project.of_type(pair.rows.type) if pair.rows.holds(item)]
    rows = [joins.row(item) for item in items if item.living]
    rows.sort(key=lambda row: _ORDER[row.standing])
    linked = {cell.item.id: cell.item for row in rows for cell in (*row.cells, *_of_parts(row))}
    if pair.columns.role:
        columns = tuple(sorted((item for item in linked.values() if item.living), key=lambda item: joins.rank[item.id]))
    else:
        columns = tuple(item for item in project.of_type(pair.columns.type) if item.living and pair.columns.holds(item))
    alone = () if pair.rows.type == pair.columns.type else tuple(item for item in columns if item.id not in linked)
    return Matrix(pair, tuple(rows), columns, alone, len(items) - len(rows))


def ranks(project: Project) -> Mapping[str, int]:
    """By id: its place when all items stand type by type in the order of their ids."""
    return project.derive(_ranks)


def actors(project: Project) -> Mapping[str, tuple[Part, ...]]:
    """By party: where living items name it in a field."""
    return project.derive(_actors)


def counted_roles(schema: Schema, first: str, second: str) -> frozenset[str]:
    """The roles that join two types; where a type is joined with itself, also those that only say an order."""
    return frozenset(
        name
        for name, role in schema.roles.items()
        if (role.allows(first, second) or role.allows(second, first)) and (first == second or _counts(role))
    )


class _Joins:
    """What is linked to what in one pair."""

    def __init__(self, project: Project, pair: Pair, exempt: frozenset[tuple[str, str]]) -> None:
        schema = project.schema
        self.project = project
        self.columns = pair.columns
        self.exempt = exempt
        self.types = _far_types(schema, pair)
        self.roles = _roles(schema, pair)
        self.by_field = not self.roles and "party" in (pair.rows.type, pair.columns.type)
        self.needed = any(self._asks(need) for some in schema.types[pair.rows.type].needs.values() for need in some)
        self.nested = "parent" in self.roles and any(
            role.allows(pair.rows.type, pair.rows.type) for role in (schema.roles["parent"],)
        )
        self.criteria = "verifies" in self.roles and "test" in self.types
        self.found = coverage(project)
        self.rank = ranks(project)

    def row(self, item: Item) -> Row:
        """The row of one item."""
        cells = self._cells(item)
        states = self._states(item)
        asked = item.committed and any(not state.need.advice for state in states)
        standing, lacks = self._standing(item, cells, states)
        parts: tuple[Row, ...] = ()
        if self.criteria and item.criteria:
            parts = tuple(self._parts(item, states))
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
            allowed = all(self._allowed(item, state) for state in unmet if not state.need.advice)
            return (Standing.EXEMPT if allowed else Standing.MISSING), binding
        if unmet and item.committed and item.category is not Category.DONE:
            return Standing.ADVICE, tuple(state.need for state in unmet)
        return _of_cells(cells), ()

    def _allowed(self, item: Item, state: State) -> bool:
        parts = state.open_criteria if state.need.per_criterion else (str(state.need),)
        return all((item.id, part) in self.exempt for part in parts)

    def _parts(self, item: Item, states: tuple[State, ...]) -> Iterator[Row]:
        tests = tests_of_criterion(self.project, item)
        asked = item.committed and any(state.need.per_criterion and not state.need.advice for state in states)
        for criterion in item.criteria:
            if not criterion.id:
                continue
            cells = tuple(
                Cell(self.project.items[name], Standing.OK, "verifies", inverse=True)
                for name in tests.get(criterion.id, ())
            )
            standing = Standing.OK if cells else Standing.NONE
            if not cells and any(state.need.per_criterion for state in states):
                exempt = (item.id, criterion.id) in self.exempt
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

    def _direct(self, item: Item) -> Iterator[Cell]:
        items = self.project.items
        role = self.columns.role
        if not role or self.columns.inverse:
            for trace in self.project.incoming.get(item.id, ()):
                if trace.role in self.roles and self.columns.holds(items[trace.source]):
                    yield _cell(items[trace.source], trace.role, inverse=True)
        if not role or not self.columns.inverse:
            for trace in self.project.outgoing.get(item.id, ()):
                if trace.role in self.roles and self.columns.holds(items[trace.target]):
                    yield self._onward(item, items[trace.target], trace)

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
        for field, name in _named_parties(self.project, item):
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


def _of_parts(row: Row) -> Iterator[Cell]:
    for part in row.parts:
        yield from part.cells


def _roles(schema: Schema, pair: Pair) -> frozenset[str]:
    if pair.columns.role:
        return frozenset({pair.columns.role})
    return counted_roles(schema, pair.rows.type, pair.columns.type)


def _counts(role: RoleSpec) -> bool:
    return not role.symmetric and role.name not in _UNCOUNTED


def _far_types(schema: Schema, pair: Pair) -> frozenset[str]:
    """The types of the columns that can meet a need: none, where the role is one that covers nothing."""
    columns = pair.columns
    if not columns.role:
        return frozenset({columns.type})
    role = schema.roles[columns.role]
    if not role.traced:
        return frozenset()
    if columns.inverse:
        return frozenset(name for name in schema.types if role.allows(name, pair.rows.type))
    return frozenset(role.targets(pair.rows.type, schema.types))


def _shows(schema: Schema, pair: Pair, source: str, role: str, target: str) -> bool:
    """Whether a matrix shows links of that role between those types."""
    if pair.rows.kind or pair.columns.kind not in {"", "team"} or role not in _roles(schema, pair):
        return False
    if pair.columns.role:
        return pair.rows.type == (target if pair.columns.inverse else source)
    return {pair.rows.type, pair.columns.type} == {source, target}


def _worth(project: Project, pair: Pair) -> bool:
    rows = [item for item in project.of_type(pair.rows.type) if pair.rows.holds(item)]
    if not rows:
        return False
    if pair.columns.role or any(pair.columns.holds(item) for item in project.of_type(pair.columns.type)):
        return True
    spec = project.schema.types[pair.rows.type]
    return any(need.type == pair.columns.type and not need.advice for item in rows for need in spec.needs_of(item.kind))


def _must_be_mitigated(project: Project, item: Item) -> bool:
    if item.category not in {Category.AGREED, Category.DOING} or item.text("response").casefold() == "accept":
        return False
    probability = item.number("probability") or (5 if item.kind == "issue" else 0)
    return probability * (item.number("impact") or 0) >= project.configuration.rules.risk_threshold


def _ranks(project: Project) -> Mapping[str, int]:
    types = dict.fromkeys((*project.schema.types, *(item.type for item in project.items.values())))
    return {item.id: place for place, item in enumerate(project.of_type(*types, ""))}


def _actors(project: Project) -> Mapping[str, tuple[Part, ...]]:
    found: dict[str, dict[Part, None]] = {}
    if not project.has_type("party"):
        return {}
    for item in project.items.values():
        if item.living:
            for field, name in _named_parties(project, item):
                found.setdefault(name, {})[Part(item.id, field)] = None
    return {name: tuple(parts) for name, parts in found.items()}


def _named_parties(project: Project, item: Item) -> Iterator[tuple[str, str]]:
    """Field and slug of each party that an item names; of a group, the group's field."""
    spec = project.schema.types.get(item.type)
    if spec is None:
        return
    for name, entry in item.fields.items():
        field = spec.fields.get(name)
        if field is None:
            continue
        if field.value == "party":
            for text in item.texts(name):
                yield name, text
        elif field.fields:
            values = entry.value.entries if isinstance(entry.value, Sequence) else (entry.value,)
            for value in values:
                if isinstance(value, Group):
                    yield from ((name, text) for text in _in_group(value, field))


def _in_group(group: Group, spec: FieldSpec) -> Iterator[str]:
    for entry in group.fields:
        field = spec.fields.get(entry.name)
        if field is None:
            continue
        values = entry.value.entries if isinstance(entry.value, Sequence) else (entry.value,)
        for value in values:
            if isinstance(value, Group):
                yield from _in_group(value, field)
            elif field.value == "party" and not isinstance(value, Sequence) and value.text.strip():
                yield value.text.strip()
