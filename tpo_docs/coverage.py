"""Coverage: what each item needs, what covers it, and what is missing first. After OpenFastTrace's shallow and deep coverage."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from tpo_docs.model import Item, Project
from tpo_docs.schema import EVIDENCE_NEEDS, Need

_EVIDENCE = frozenset(EVIDENCE_NEEDS) - {"metric"}


class Missing(NamedTuple):
    """Something an item needs and lacks."""

    item: str
    need: Need
    criterion: str = ""

    def words(self, *, of: str = "") -> str:
        """In words, seen from item `of`: `AC2 has no test`, `no story`, `STY-004: AC2 has no test`."""
        kind = f"{self.need.kind} " if self.need.kind else ""
        text = f"{self.criterion} has no {kind}{self.need.type}" if self.criterion else f"no {kind}{self.need.type}"
        return text if of == self.item else f"{self.item}: {text}"


class State(NamedTuple):
    """How one need of an item stands."""

    need: Need
    direct: tuple[str, ...]
    """Ids that cover it by a link of their own or of the item."""
    derived: tuple[str, ...]
    """Ids that cover it through a story that realizes the item, or through its parts."""
    open_criteria: tuple[str, ...] = ()
    judged: bool = True
    """False for evidence (approvals, code) of which the project records none."""

    @property
    def met(self) -> bool:
        """Whether nothing is missing."""
        if self.need.per_criterion:
            return not self.open_criteria
        return bool(self.direct or self.derived)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How one item is covered."""

    item: str
    states: tuple[State, ...]
    covered: bool
    deep: bool
    missing: tuple[Missing, ...] = ()
    """What the item itself lacks, advice left out."""
    first_missing: Missing | None = None
    """The first thing missing in the whole chain below it; None where it is deep covered."""

    @property
    def expected(self) -> int:
        """How many needs count."""
        return sum(1 for state in self.states if state.judged and not state.need.advice)

    @property
    def met(self) -> int:
        """How many of them are met."""
        return sum(1 for state in self.states if state.judged and not state.need.advice and state.met)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, for bars and tiles."""

    name: str
    total: int
    covered: int
    deep: int
    open: tuple[str, ...] = field(default=())
    """The ids not covered."""

    @property
    def percent(self) -> int:
        """Shallow coverage in whole percent, rounded down; 100 for an empty whole."""
        return 100 * self.covered // self.total if self.total else 100

    @property
    def deep_percent(self) -> int:
        """Deep coverage in whole percent, rounded down; 100 for an empty whole."""
        return 100 * self.deep // self.total if self.total else 100


def coverage(project: Project) -> Mapping[str, Coverage]:
    """Coverage by id, of all living items that need anything."""
    return project.derive(_coverage)


def missing(project: Project, item: Item) -> tuple[State, ...]:
    """The judged needs of an item that are not met, advice included."""
    found = coverage(project).get(item.id)
    return tuple(state for state in found.states if state.judged and not state.met) if found else ()


def tests_of_criterion(project: Project, item: Item) -> Mapping[str, tuple[str, ...]]:
    """By criterion id: the living tests that verify it. A test of the whole item verifies each criterion only
    where the item has no more than one."""
    found: dict[str, list[str]] = {criterion.id: [] for criterion in item.criteria if criterion.id}
    for trace in project.incoming.get(item.id, ()):
        if trace.role != "verifies" or not project.items[trace.source].living:
            continue
        if trace.criterion in found:
            found[trace.criterion].append(trace.source)
        elif not trace.criterion and len(found) == 1:
            next(iter(found.values())).append(trace.source)
    return {name: tuple(dict.fromkeys(tests)) for name, tests in found.items()}


def shares(
    project: Project, by: Callable[[Item], Iterable[str]], items: Iterable[Item] | None = None
) -> tuple[Share, ...]:
    """Coverage of committed items, grouped: an item counts in every group that `by` names."""
    found = coverage(project)
    groups: dict[str, list[Item]] = {}
    for item in items if items is not None else project.items.values():
        if item.id in found and item.committed:
            for name in by(item):
                groups.setdefault(name, []).append(item)
    return tuple(_share(name, members, found) for name, members in groups.items())


def trace_score(project: Project) -> tuple[int, int]:
    """Met and expected needs of all committed items (after Jama's trace score)."""
    met = expected = 0
    for name, state in coverage(project).items():
        if project.items[name].committed:
            met += state.met
            expected += state.expected
    return met, expected


def _share(name: str, members: list[Item], found: Mapping[str, Coverage]) -> Share:
    counted = [item for item in members if found[item.id].expected]
    return Share(
        name,
        len(counted),
        sum(1 for item in counted if found[item.id].covered),
        sum(1 for item in counted if found[item.id].deep),
        tuple(item.id for item in counted if not found[item.id].covered),
    )


def _coverage(project: Project) -> Mapping[str, Coverage]:
    shallow: dict[str, tuple[tuple[State, ...], tuple[Missing, ...]]] = {}
    needy = [item for item in project.items.values() if item.living and _needs(project, item)]
    traced = frozenset(name for name, role in project.schema.roles.items() if role.traced)
    for item in needy:
        states = tuple(_state(project, item, need, traced) for need in _needs(project, item))
        shallow[item.id] = (states, tuple(_missing(item, states)))
    return _deepen(shallow)


def _needs(project: Project, item: Item) -> tuple[Need, ...]:
    spec = project.schema.types.get(item.type)
    return spec.needs_of(item.kind) if spec is not None else ()


def _state(project: Project, item: Item, need: Need, traced: frozenset[str]) -> State:
    if need.type in _EVIDENCE:
        return State(need, (), (), judged=False)
    if need.per_criterion:
        tests = tests_of_criterion(project, item)
        direct = tuple(dict.fromkeys(name for some in tests.values() for name in some))
        return State(need, direct, (), tuple(name for name, some in tests.items() if not some))
    direct = tuple(other.id for other in _covering(project, item, need, traced))
    derived: dict[str, None] = {}
    carriers = project.sources(item, "realizes") if need.type != "story" else ()
    for carrier in (*carriers, *(part for part in project.sources(item, "parent") if part.type == item.type)):
        for other in _covering(project, carrier, need, traced):
            if other.id not in direct:
                derived[other.id] = None
    return State(need, direct, tuple(derived))


def _covering(project: Project, item: Item, need: Need, traced: frozenset[str]) -> Iterable[Item]:
    seen: dict[str, Item] = {}
    for trace in project.incoming.get(item.id, ()):
        if trace.role in traced or trace.role == "parent":
            seen[trace.source] = project.items[trace.source]
    for trace in project.outgoing.get(item.id, ()):
        if trace.role in traced:
            seen[trace.target] = project.items[trace.target]
    return [
        other
        for other in seen.values()
        if other.type == need.type and other.living and (not need.kind or other.kind == need.kind)
    ]


def _missing(item: Item, states: tuple[State, ...]) -> Iterable[Missing]:
    for state in states:
        if state.need.advice or not state.judged or state.met:
            continue
        if state.need.per_criterion:
            yield from (Missing(item.id, state.need, criterion) for criterion in state.open_criteria)
        else:
            yield Missing(item.id, state.need)


def _deepen(shallow: Mapping[str, tuple[tuple[State, ...], tuple[Missing, ...]]]) -> Mapping[str, Coverage]:
    """Adds what is missing further down. Items on a loop count as covered by it: the loop itself is TPO203's business."""
    first: dict[str, Missing | None] = {}
    for start in shallow:
        stack = [start]
        on_way: set[str] = set()
        while stack:
            name = stack[-1]
            if name in first:
                stack.pop()
                continue
            states, lacks = shallow[name]
            if lacks:
                first[name] = lacks[0]
                stack.pop()
                continue
            below = [
                other
                for state in states
                if state.judged
                for other in (*state.direct, *state.derived)
                if other in shallow
            ]
            waiting = [other for other in below if other not in first and other not in on_way and other != name]
            if waiting and name not in on_way:
                on_way.add(name)
                stack.extend(waiting)
                continue
            on_way.discard(name)
            first[name] = next((first[other] for other in below if first.get(other) is not None), None)
            stack.pop()
    return {
        name: Coverage(
            name, states, covered=not lacks, deep=first[name] is None, missing=lacks, first_missing=first[name]
        )
        for name, (states, lacks) in shallow.items()
    }
