"""The rows of the chain: goals with what supports them, down to the tests, and where the chain breaks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tpo_docs.coverage import coverage, tests_of_criterion
from tpo_docs.matrix import Standing, counted_roles, ranks
from tpo_docs.model import Category, Criterion, Item, Project, Review
from tpo_docs.schema import Need

REPEATED = 5000
"""The most rows with which an item is shown in full below each of its goals, and not only below the first."""
WITHOUT = "without"


class End(NamedTuple):
    """An item at the end of the chain, and the one through which it is reached."""

    item: Item
    via: Item | None = None


class Cell(NamedTuple):
    """A cell of the chain."""

    what: str
    """`item`, `criterion`, `ends`, `direct` (no item of this level between), `same` (shown elsewhere), `without`
    (nothing upstream), `blank`."""
    rows: int = 1
    columns: int = 1
    item: Item | None = None
    criterion: Criterion | None = None
    ends: tuple[End, ...] = ()
    standing: Standing = Standing.NONE
    lack: Need | None = None
    type: str = ""
    """Of a cell `without`: the type that is missing upstream."""
    again: bool = False
    """An item that stands in full above already."""


Line = list[Cell]


class Break(NamedTuple):
    """A place where the chain breaks."""

    item: Item
    lack: Need
    criterion: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The rows below one goal; `item` is None for what has no goal."""

    item: Item | None
    lines: tuple[tuple[Cell, ...], ...]
    gaps: int
    below: int
    """How many items of the next level it has."""

    @property
    def key(self) -> str:
        """What its page is called after."""
        return self.item.id if self.item else WITHOUT


class Chain:
    """Builds the rows, from the goals down."""

    def __init__(self, review: Review) -> None:
        project = review.project
        schema = project.schema
        self.project = project
        self.review = review
        self.repeat = False
        self.types = tuple(name for name in project.configuration.site.chain if project.has_type(name))
        steps = len(self.types)
        while steps > 1 and not any(
            not need.advice for some in schema.types[self.types[steps - 1]].needs.values() for need in some
        ):
            steps -= 1
        self.steps = self.types[:steps]
        self.ends = self.types[steps:]
        self.criteria = (
            bool(self.ends) and any(item.criteria for item in project.of_type(self.steps[-1])) if self.steps else False
        )
        self.width = len(self.types) + self.criteria
        self.shown: dict[str, None] = {}
        """The items that the groups hold."""
        self.found = coverage(project)
        self.rank = ranks(project)
        self.made = 0
        self.breaks: dict[tuple[str, Need, str], Break] = {}
        self.links = _links(project, self.types)
        verifies = schema.roles.get("verifies")
        self.verifying = frozenset(
            name for name in self.ends if verifies and self.steps and verifies.allows(name, self.steps[-1])
        )

    def groups(self, *, repeat: bool) -> tuple[Group, ...]:
        """A group for each goal, and one for what has none; nothing where there is no chain, or where it gets too
        long by repeating items below each of their goals."""
        if len(self.types) < 2:
            return ()
        self.repeat = repeat
        self.shown, self.breaks, self.made = {}, {}, 0
        result: list[Group] = []
        for goal in self._with_parts(
            [item for item in self.project.of_type(self.types[0]) if item.living], all_parts=False
        ):
            lines = self._lines(goal, 0)
            self.made += len(lines)
            result.append(_group(goal, lines, len(self._below(goal, 0)) if len(self.steps) > 1 else 0))
            if self.repeat and self.made > REPEATED:
                return ()
        rest = self._rest()
        if rest:
            result.append(_group(None, rest, 0))
        return tuple(result)

    def _lines(self, item: Item, level: int) -> list[Line]:
        if item.id in self.shown and not self.repeat:
            return [[Cell("same", columns=self.width - level, item=item)]]
        again = item.id in self.shown
        self.shown[item.id] = None
        lines = self._ends_of(item) if level == len(self.steps) - 1 else self._steps_of(item, level)
        lines[0].insert(0, Cell("item", rows=len(lines), item=item, again=again))
        return lines

    def _steps_of(self, item: Item, level: int) -> list[Line]:
        lines = [line for other in self._below(item, level) for line in self._lines(other, level + 1)]
        need, standing = self._lack(item, self.steps[level + 1])
        sets = [self._ends_cell(item, name) for name in self.ends]
        between = len(self.steps) - level - 1 + self.criteria
        if not lines or any(cell.ends or cell.standing is Standing.MISSING for cell in sets):
            what = "direct" if lines or any(cell.ends for cell in sets) else "blank"
            step = Cell(
                "direct" if what == "direct" and not need else "blank", columns=between, standing=standing, lack=need
            )
            lines.append([step, *sets])
        return lines

    def _ends_of(self, item: Item) -> list[Line]:
        sets = [self._ends_cell(item, name) for name in self.ends]
        criteria = (
            [criterion for criterion in item.criteria if criterion.id] if self.criteria and self.verifying else []
        )
        if not criteria:
            return [[*([Cell("blank")] if self.criteria else []), *sets]]
        tests = tests_of_criterion(self.project, item)
        lines: list[Line] = []
        counted: set[str] = set()
        for criterion in criteria:
            names = tests.get(criterion.id, ())
            counted.update(names)
            lines.append(
                [Cell("criterion", item=item, criterion=criterion), self._of_criterion(item, criterion, names)]
            )
        left = [
            end
            for cell, name in zip(sets, self.ends, strict=True)
            if name in self.verifying
            for end in cell.ends
            if end.item.id not in counted
        ]
        if left:
            lines.append([Cell("direct", item=item), Cell("ends", ends=tuple(left))])
        for place, (cell, name) in enumerate(zip(sets, self.ends, strict=True)):
            if name not in self.verifying:
                lines[0].insert(1 + place, cell._replace(rows=len(lines)))
        return lines

    def _of_criterion(self, item: Item, criterion: Criterion, names: Iterable[str]) -> Cell:
        ends = tuple(End(self.project.items[name]) for name in names)
        states = self.found[item.id].states if item.id in self.found else ()
        state = next((state for state in states if state.need.per_criterion), None)
        if ends or state is None:
            return Cell("ends", ends=ends)
        need, standing = state.need, _standing(item, state.need, allowed=state.exempt)
        self._note(item, Need(need.type), standing, criterion.id)
        return Cell("ends", standing=standing, lack=Need(need.type))

    def _note(self, item: Item, need: Need, standing: Standing, criterion: str = "") -> None:
        if standing is Standing.MISSING:
            self.breaks[item.id, need, criterion] = Break(item, need, criterion)

    def _ends_cell(self, item: Item, name: str) -> Cell:
        direct = self._linked(item, name)
        ends = [End(end) for end in direct]
        seen = {end.id for end in direct}
        for before in self.ends[: self.ends.index(name)]:
            for carrier in self._linked(item, before):
                for end in self._linked(carrier, name):
                    if end.id not in seen:
                        seen.add(end.id)
                        ends.append(End(end, carrier))
        need, standing = self._lack(item, name)
        return Cell("ends", ends=tuple(ends), standing=standing, lack=need)

    def _lack(self, item: Item, name: str) -> tuple[Need | None, Standing]:
        """What an item lacks of a type as a whole, criteria left to their own rows."""
        for state in self.found[item.id].states if item.id in self.found else ():
            if (
                state.judged
                and not state.met
                and state.need.type == name
                and not (state.need.per_criterion and self.criteria)
            ):
                standing = _standing(item, state.need, allowed=state.exempt)
                self._note(item, state.need, standing)
                return (state.need, standing) if standing is not Standing.NONE else (None, standing)
        return None, Standing.NONE

    def _below(self, item: Item, level: int) -> list[Item]:
        found = self._linked(item, self.steps[level + 1])
        return self._with_parts(sorted(found, key=lambda end: self.rank[end.id]))

    def _with_parts(self, items: Iterable[Item], *, all_parts: bool = True) -> list[Item]:
        """Items with the parts of each behind it, however deep; a part of several stands behind the first."""
        given = list(items)
        roots = (
            given
            if all_parts
            else [
                item for item in given if not any(up.type == item.type for up in self.project.targets(item, "parent"))
            ]
        )
        found: dict[str, Item] = {}
        waiting = [*reversed(roots or given)]
        while waiting:
            item = waiting.pop()
            if item.id in found:
                continue
            found[item.id] = item
            parts = [part for part in self.project.sources(item, "parent") if part.type == item.type]
            waiting.extend(reversed(parts))
        for item in given:
            found.setdefault(item.id, item)
        return list(found.values())

    def _linked(self, item: Item, name: str) -> Sequence[Item]:
        """The living items of a type that an item is linked to."""
        return self.links.get((item.id, name), ())

    def _rest(self) -> list[Line]:
        """What hangs on no goal, level by level."""
        lines: list[Line] = []
        for level, name in enumerate(self.steps):
            for item in (
                self._with_parts([one for one in self.project.of_type(name) if one.living and one.id not in self.shown])
                if level
                else ()
            ):
                if item.id in self.shown and not self.repeat:
                    continue
                some = self._lines(item, level)
                some[0].insert(0, self._without(item, level, len(some)))
                lines.extend(some)
        used = {end.item.id for line in lines for cell in line for end in cell.ends}
        for place, name in enumerate(self.ends):
            alone = tuple(
                End(item)
                for item in self.project.of_type(name)
                if item.living and item.id not in used and not self._reached(item)
            )
            if alone:
                before = len(self.steps) + self.criteria + place
                line = [Cell("without", columns=before, type=self.steps[-1]), Cell("ends", ends=alone)]
                lines.append(line + [Cell("blank", columns=len(self.ends) - place - 1)] * (place < len(self.ends) - 1))
        return lines

    def _reached(self, item: Item) -> bool:
        return any((item.id, name) in self.links for name in self.types if name != item.type)

    def _without(self, item: Item, level: int, rows: int) -> Cell:
        flagged = any(finding.code == "TPO302" for finding in self.review.about(item.id))
        return Cell(
            "without", rows, level, standing=Standing.MISSING if flagged else Standing.NONE, type=self.steps[level - 1]
        )


def _links(project: Project, types: tuple[str, ...]) -> dict[tuple[str, str], list[Item]]:
    """By item and type: the living items of that type that a living item is linked to, in either direction."""
    items = project.items
    roles = {(first, second): counted_roles(project.schema, first, second) for first in types for second in types}
    found: dict[tuple[str, str], dict[str, Item]] = {}
    for trace in project.traces:
        source, target = items[trace.source], items[trace.target]
        if trace.role in roles.get((source.type, target.type), ()) and source.living and target.living:
            found.setdefault((source.id, target.type), {})[target.id] = target
            found.setdefault((target.id, source.type), {})[source.id] = source
    return {key: list(ends.values()) for key, ends in found.items()}


def _standing(item: Item, need: Need, *, allowed: bool) -> Standing:
    if need.advice:
        return Standing.ADVICE if item.committed and item.category is not Category.DONE else Standing.NONE
    if not item.committed:
        return Standing.LATER
    return Standing.EXEMPT if allowed else Standing.MISSING


def _group(item: Item | None, lines: list[Line], below: int) -> Group:
    gaps = sum(1 for line in lines for cell in line if cell.standing is Standing.MISSING)
    return Group(item, tuple(tuple(line) for line in lines), gaps, below)
