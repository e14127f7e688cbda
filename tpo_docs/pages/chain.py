"""The chain from goals to tests as one table: every step with what carries it, and where the chain breaks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from tpo_docs.coverage import Share, coverage, shares, tests_of_criterion
from tpo_docs.matrix import Standing, counted_roles
from tpo_docs.model import Category, Criterion, Edition, Item, Page, Project, Review, natural
from tpo_docs.pages.matrix import criterion_text, exempt, need_words
from tpo_docs.pages.text import criterion_anchor
from tpo_docs.places import CHAIN, Places, anchor
from tpo_docs.schema import Need
from tpo_docs.words import Words, words

ONE_PAGE = 400
"""The most rows that are shown on one page; beyond it each goal has a page of its own."""
ROWS_A_PAGE = 1000
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


class Level(NamedTuple):
    """A column: a type with how much of it is covered, or the criteria of the type before it."""

    type: str
    title: str
    total: int
    share: Share | None = None

    is_end: bool = False
    """Whether its items stand side by side at the end of a row."""

    @property
    def is_criteria(self) -> bool:
        """Whether it holds acceptance criteria."""
        return not self.type


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
        """What its page and anchor are called after."""
        return self.item.id if self.item else WITHOUT


class Part(NamedTuple):
    """One page of several."""

    number: int
    path: str
    first: str
    last: str


class GoalPage(NamedTuple):
    """A line of the index: a goal and its page."""

    group: Group
    path: str
    share: Share | None


@dataclass(frozen=True, slots=True)
class ChainView:
    """The chain, or the part of it below one goal."""

    levels: tuple[Level, ...]
    groups: tuple[Group, ...]
    homes: Mapping[str, str]
    """The page on which an item is shown in full."""
    lacks: Mapping[Need, str]
    absent: tuple[str, ...] = ()
    """Types of the chain that have no item yet."""
    index: tuple[GoalPage, ...] = ()
    parts: tuple[Part, ...] = ()
    number: int = 1
    only: Group | None = None
    """The goal of a page of its own."""
    breaks: tuple[Break, ...] = ()
    """Where the chain breaks, on the page that shows all of it."""

    def criterion(self, cell: Cell) -> str:
        """The text of a criterion as HTML."""
        return criterion_text(cell.criterion.text) if cell.criterion else ""

    def address(self, cell: Cell) -> str:
        """The anchor of a criterion on its item's page."""
        return criterion_anchor(cell.item, cell.criterion.id) if cell.item and cell.criterion else ""

    def place(self, item: Item) -> str:
        """The anchor of an item on its chain page."""
        return anchor(item.id)


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:  # noqa: ARG001 - as every maker of pages
    """The chain on one page, or a page for each goal behind an index."""
    project = review.project
    say = words(edition.language, project.configuration.site.words)
    chain = _Chain(review, repeat=False)
    levels = tuple(_levels(chain, say))
    lacks = {
        need: need_words(need, say)
        for spec in project.schema.types.values()
        for some in spec.needs.values()
        for need in some
    }
    absent = tuple(
        name for name in project.configuration.site.chain if name in project.schema.types and not project.has_type(name)
    )
    title = say("Chain")
    if len(chain.types) < 2:
        yield Page(CHAIN, "pages/chain.md.j2", ChainView(levels, (), {}, lacks, absent), title, search=False, wide=True)
        return
    groups = chain.groups()
    total = sum(len(group.lines) for group in groups)
    if total <= ONE_PAGE:
        homes = dict.fromkeys(chain.shown, CHAIN)
        view = ChainView(levels, groups, homes, lacks, absent, breaks=tuple(chain.breaks.values()))
        yield Page(CHAIN, "pages/chain.md.j2", view, title, search=False, wide=True)
        return
    groups = _Chain(review, repeat=True).groups() or groups
    parts = {group.key: tuple(_parts(group)) for group in groups}
    homes = {}
    for group in groups:
        for part, lines in parts[group.key]:
            for line in lines:
                homes.update((cell.item.id, part.path) for cell in line if cell.what == "item" and cell.item)
    found = {share.name: share for share in shares(project, lambda item: _goals_of(project, item, chain.types))}
    index = tuple(GoalPage(group, _path(group.key), found.get(group.key)) for group in groups)
    yield Page(CHAIN, "pages/chain.md.j2", ChainView(levels, (), homes, lacks, absent, index), title, search=False)
    for group in groups:
        listed = tuple(part for part, _ in parts[group.key])
        for part, lines in parts[group.key]:
            shown = Group(group.item, tuple(lines), group.gaps, group.below)
            view = ChainView(levels, (shown,), homes, lacks, (), (), listed, part.number, group)
            name = group.item.id if group.item else say("Without {what}", what=say.singular(chain.types[0]))
            yield Page(part.path, "pages/chain.md.j2", view, f"{title}: {name}", search=False, wide=True)


class _Chain:
    """Builds the rows, from the goals down."""

    def __init__(self, review: Review, *, repeat: bool) -> None:
        project = review.project
        schema = project.schema
        self.project = project
        self.review = review
        self.repeat = repeat
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
        self.exempt = exempt(review)
        self.found = coverage(project)
        self.made = 0
        self.breaks: dict[tuple[str, Need, str], Break] = {}
        self.roles = {(a, b): counted_roles(schema, a, b) for a in self.types for b in self.types}
        verifies = schema.roles.get("verifies")
        self.verifying = frozenset(
            name for name in self.ends if verifies and self.steps and verifies.allows(name, self.steps[-1])
        )

    def groups(self) -> tuple[Group, ...]:
        """A group for each goal, and one for what has none; nothing where repeating items would make too much."""
        result: list[Group] = []
        for goal in self._with_parts(
            [item for item in self.project.of_type(self.types[0]) if item.living], all_parts=False
        ):
            lines = self._lines(goal, 0)
            result.append(_group(goal, lines, len(self._below(goal, 0))))
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
        self.made += len(lines)
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
        need = next((state.need for state in states if state.need.per_criterion), None)
        if ends or need is None:
            return Cell("ends", ends=ends)
        allowed = (item.id, criterion.id) in self.exempt
        standing = _standing(item, need, allowed=allowed)
        self._note(item, Need(need.type), standing, criterion.id)
        return Cell("ends", standing=standing, lack=Need(need.type))

    def _note(self, item: Item, need: Need, standing: Standing, criterion: str = "") -> None:
        if standing is Standing.MISSING:
            self.breaks[item.id, need, criterion] = Break(item, need, criterion)

    def _ends_cell(self, item: Item, name: str) -> Cell:
        direct = [end for end in self._linked(item, name) if end.living]
        ends = [End(end) for end in direct]
        seen = {end.id for end in direct}
        for before in self.ends[: self.ends.index(name)]:
            for carrier in self._linked(item, before):
                for end in self._linked(carrier, name) if carrier.living else ():
                    if end.living and end.id not in seen:
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
                allowed = (item.id, str(state.need)) in self.exempt
                standing = _standing(item, state.need, allowed=allowed)
                self._note(item, state.need, standing)
                return (state.need, standing) if standing is not Standing.NONE else (None, standing)
        return None, Standing.NONE

    def _below(self, item: Item, level: int) -> list[Item]:
        found = [end for end in self._linked(item, self.steps[level + 1]) if end.living]
        return self._with_parts(sorted(found, key=natural))

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

    def _linked(self, item: Item, name: str) -> list[Item]:
        roles = self.roles[item.type, name]
        items = self.project.items
        found = {
            trace.source: items[trace.source] for trace in self.project.incoming.get(item.id, ()) if trace.role in roles
        }
        found |= {
            trace.target: items[trace.target] for trace in self.project.outgoing.get(item.id, ()) if trace.role in roles
        }
        return [end for end in found.values() if end.type == name and end.id != item.id]

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
        used = {end.item.id for line in lines for cell in line for end in cell.ends} | self._reached()
        for place, name in enumerate(self.ends):
            alone = tuple(End(item) for item in self.project.of_type(name) if item.living and item.id not in used)
            if alone:
                before = len(self.steps) + self.criteria + place
                line = [Cell("without", columns=before, type=self.steps[-1]), Cell("ends", ends=alone)]
                lines.append(line + [Cell("blank", columns=len(self.ends) - place - 1)] * (place < len(self.ends) - 1))
        return lines

    def _reached(self) -> set[str]:
        """The ends that some item of the chain is linked to."""
        ends = frozenset(self.ends)
        steps = frozenset(self.types)
        items = self.project.items
        found = set()
        for trace in self.project.traces:
            source, target = items[trace.source], items[trace.target]
            if (
                source.type in ends
                and target.type in steps
                and target.living
                and trace.role in self.roles[source.type, target.type]
            ):
                found.add(source.id)
            if (
                target.type in ends
                and source.type in steps
                and source.living
                and trace.role in self.roles[source.type, target.type]
            ):
                found.add(target.id)
        return found

    def _without(self, item: Item, level: int, rows: int) -> Cell:
        flagged = any(finding.code == "TPO302" for finding in self.review.about(item.id))
        return Cell(
            "without", rows, level, standing=Standing.MISSING if flagged else Standing.NONE, type=self.steps[level - 1]
        )


def _standing(item: Item, need: Need, *, allowed: bool) -> Standing:
    if need.advice:
        return Standing.ADVICE if item.committed and item.category is not Category.DONE else Standing.NONE
    if not item.committed:
        return Standing.LATER
    return Standing.EXEMPT if allowed else Standing.MISSING


def _group(item: Item | None, lines: list[Line], below: int) -> Group:
    gaps = sum(1 for line in lines for cell in line if cell.standing is Standing.MISSING)
    return Group(item, tuple(tuple(line) for line in lines), gaps, below)


def _levels(chain: _Chain, say: Words) -> Iterator[Level]:
    project = chain.project
    found = {share.name: share for share in shares(project, lambda item: (item.type,))}
    for name in chain.types:
        living = [item for item in project.of_type(name) if item.living]
        yield Level(name, say.plural(name), len(living), found.get(name), name in chain.ends)
        if chain.criteria and name == chain.steps[-1]:
            yield Level("", say("Criteria"), sum(len(item.criteria) for item in living), _criteria_share(chain, living))


def _criteria_share(chain: _Chain, items: Iterable[Item]) -> Share:
    total = met = 0
    for item in items:
        states = chain.found[item.id].states if item.id in chain.found and item.committed else ()
        for state in states:
            if state.need.per_criterion and not state.need.advice:
                count = sum(1 for criterion in item.criteria if criterion.id)
                total += count
                met += count - len(state.open_criteria)
    return Share("", total, met, met)


def _parts(group: Group) -> Iterator[tuple[Part, list[tuple[Cell, ...]]]]:
    """The lines of a goal in pages. A page ends only where an item of the second level ends."""
    blocks = list(_blocks(group))
    pages: list[list[tuple[Cell, ...]]] = [[]]
    for block in blocks:
        if pages[-1] and len(pages[-1]) + len(block) > ROWS_A_PAGE:
            pages.append([])
        pages[-1].extend(block)
    for number, lines in enumerate(pages, 1):
        if group.item is not None and lines:
            lines[0] = (Cell("item", rows=len(lines), item=group.item), *lines[0])
        names = [
            cell.item.id
            for line in lines
            for cell in line[:2]
            if cell.what in {"item", "same"} and cell.item and cell.item is not group.item
        ]
        path = _path(group.key)
        if number > 1:
            path = f"{path.removesuffix('.md')}-{number}.md"
        yield Part(number, path, names[0] if names else "", names[-1] if names else ""), lines


def _blocks(group: Group) -> Iterator[list[tuple[Cell, ...]]]:
    block: list[tuple[Cell, ...]] = []
    left = 0
    for number, line in enumerate(group.lines):
        cells = line[1:] if number == 0 and group.item is not None and line[0].what == "item" else line
        if left == 0 and block:
            yield block
            block = []
        if left == 0:
            left = cells[0].rows if cells else 1
        block.append(cells)
        left -= 1
    if block:
        yield block


def _path(key: str) -> str:
    return f"trace/chain-{anchor(key)}.md"


def _goals_of(project: Project, item: Item, types: tuple[str, ...]) -> tuple[str, ...]:
    """The goals that an item of the second level serves."""
    if len(types) < 2 or item.type != types[1]:
        return ()
    return tuple(goal.id for goal in project.targets(item) if goal.type == types[0])
