"""Coverage: what each item needs, what covers it, and what is missing first. After OpenFastTrace's shallow and deep coverage."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tpo_docs.model import Category, Item, Project
from tpo_docs.records.code import traced
from tpo_docs.records.evidence import evidence
from tpo_docs.records.standing import approved_by
from tpo_docs.schema import EVIDENCE_NEEDS, Need

_FEW = 40
"""As many parts are listed for each of their wholes; of more it is only known what covers through them."""
_EVIDENCE = frozenset(EVIDENCE_NEEDS) - {"metric"}
RULES = {
    "TPO301": "goal-without-requirement",
    "TPO303": "requirement-without-story",
    "TPO304": "story-without-spec",
    "TPO305": "criterion-without-test",
    "TPO308": "quality-unmeasured",
    "TPO313": "need-unmet",
    "TPO801": "approval-missing",
    "TPO902": "compliance-unproven",
}
"""The rules that speak of unmet needs, by code."""
_NAMED = {
    ("goal", "requirement"): "TPO301",
    ("requirement", "story"): "TPO303",
    ("requirement", "spec"): "TPO303",
    ("story", "spec"): "TPO304",
    ("spec", "spec"): "TPO304",
}
"""Type of the item and of what it needs → the rule for it."""


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
    derived: Sequence[str]
    """Ids that cover it through a story that realizes the item, or through its parts; worked out when they are read."""
    open_criteria: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    """What covers it and is no item: addresses that test results name themselves, places in source code."""
    judged: bool = True
    """False for evidence (approvals, code) of which the project keeps no records."""
    exempt: bool = False
    """Whether the item allows what is missing here, with a reason and for today."""

    @property
    def met(self) -> bool:
        """Whether nothing is missing."""
        if self.need.per_criterion:
            return not self.open_criteria
        return bool(self.direct or self.derived or self.cases)

    @property
    def holds(self) -> bool:
        """Whether nothing is missing but what the item allows."""
        return self.exempt or self.met


class Coverage(NamedTuple):
    """How one item is covered."""

    item: str
    states: tuple[State, ...]
    covered: bool
    deep: bool
    missing: tuple[Missing, ...] = ()
    """What the item itself lacks, advice and what it allows left out."""
    first_missing: Missing | None = None
    """The first thing missing in the whole chain below it; None where it is deep covered."""
    exempt: tuple[Missing, ...] = ()
    """What it lacks and allows, with a reason and for today: no gap, and shown as allowed."""

    @property
    def expected(self) -> int:
        """How many needs count."""
        return sum(1 for state in self.states if state.judged and not state.need.advice)

    @property
    def met(self) -> int:
        """How many of them are met."""
        return sum(1 for state in self.states if state.judged and not state.need.advice and state.holds)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, for bars and tiles."""

    name: str
    total: int
    covered: int
    deep: int
    open: tuple[str, ...] = field(default=())
    """The ids not covered."""
    exempt: tuple[str, ...] = field(default=())
    """The ids that are covered only because they allow what they lack."""

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
    return project.derive(cover_all)


def missing(project: Project, item: Item) -> tuple[State, ...]:
    """The judged needs of an item that are not met, advice included."""
    found = coverage(project).get(item.id)
    return tuple(state for state in found.states if state.judged and not state.met) if found else ()


def tests_of_criterion(project: Project, item: Item) -> Mapping[str, tuple[str, ...]]:
    """By criterion id: the living tests that verify it. A test of the whole item verifies each criterion only
    where the item has no more than one."""
    verifying = [trace for trace in project.incoming.get(item.id, ()) if trace.role == "verifies"]
    if not verifying:
        return {criterion.id: () for criterion in item.criteria if criterion.id}
    found: dict[str, list[str]] = {criterion.id: [] for criterion in item.criteria if criterion.id}
    for trace in verifying:
        if not project.items[trace.source].living:
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
        tuple(item.id for item in counted if found[item.id].covered and found[item.id].exempt),
    )


def needs(project: Project) -> Shallow:
    """How each need stands of all living items that need anything, and what each lacks itself, by id: coverage as far as
    it can be said without looking down the chain."""
    return project.derive(_needs)


def cover_all(project: Project) -> Mapping[str, Coverage]:
    """What `coverage` remembers."""
    shallow = needs(project)
    committed = frozenset(name for name in shallow if project.items[name].committed)
    return deepen(shallow, committed)


def _needs(project: Project) -> Shallow:
    shallow: dict[str, tuple[tuple[State, ...], tuple[Missing, ...], tuple[Missing, ...]]] = {}
    around = _Around(project)
    for name, spec in project.schema.types.items():
        by_kind = {kind: spec.needs_of(kind) for kind in (*spec.kinds, "")}
        for item in project.of_type(name):
            wanted = by_kind[item.kind] if item.kind in by_kind else spec.needs_of(item.kind)
            if wanted and item.living:
                states = around.states(item, wanted)
                names = allowed(project, item)
                if not names:
                    shallow[item.id] = (states, tuple(_missing(item, states)), ())
                    continue
                states = _with_exemptions(item, names, states)
                lacks = tuple(_missing(item, [state for state in states if not state.exempt]))
                shallow[item.id] = (states, lacks, tuple(_missing(item, [one for one in states if one.exempt])))
    return shallow


_Key = tuple[str, str]
_Reached = Mapping[str, tuple[frozenset[_Key], frozenset[_Key]]]
"""Types and kinds of what covers through a part: joined to it or to one below it, and to stories of these."""


class _Around:
    """The items around others that may cover something, looked up once each."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.traced = frozenset(name for name, role in project.schema.roles.items() if role.traced)
        self.upward = self.traced | {"parent"}
        self.known: dict[str, tuple[Item, ...]] = {}
        self.realizing: dict[str, tuple[Item, ...]] = {}
        self.whole: dict[str, tuple[Item, ...]] = {}
        """The parts directly below an item, by its id."""
        wholes = {trace.target for trace in project.traces if trace.role == "parent"}
        for name, item in project.items.items() if wholes else ():
            if name in wholes:
                below = project.sources(item, "parent")
                self.whole[name] = tuple(part for part in below if part.type == item.type and part.id != name)
        self.listed: dict[str, tuple[Item, ...] | None] = {}
        self._within: _Reached | None = None
        self.named = evidence(project).direct
        self.realized = {trace.target for trace in project.traces if trace.role == "realizes"}

    @property
    def within(self) -> _Reached:
        """What `reached` says where all items count."""
        if self._within is None:
            self._within = self.reached(lambda _: True)
        return self._within

    def states(self, item: Item, needs: tuple[Need, ...]) -> tuple[State, ...]:
        """How each need of an item stands."""
        near = self.living(item.id)
        found: list[State] = []
        for need in needs:
            if need.type == "approval" and self.project.ledger.present:
                found.append(State(need, approved_by(self.project, item), ()))
            elif need.type == "code" and self.project.code.present:
                places = tuple(f"{one.path}:{one.line}" for one in traced(self.project).get(item.id, ()))
                done = item.category is Category.DONE
                found.append(State(need, (), (), cases=places, judged=done or bool(places)))
            elif need.type in _EVIDENCE:
                found.append(State(need, (), (), judged=False))
            elif need.per_criterion:
                found.append(self.criteria(item, need))
            else:
                wanted, kind = need.type, need.kind
                direct = tuple([one.id for one in near if one.type == wanted and (not kind or one.kind == kind)])
                derived = self.carried(item, need, direct)
                named = need.type == "test" and item.id in self.named
                found.append(State(need, direct, derived, cases=(item.id,) if named else ()))
        return tuple(found)

    def criteria(self, item: Item, need: Need) -> State:
        tests = tests_of_criterion(self.project, item)
        found = tuple(dict.fromkeys([name for some in tests.values() for name in some]))
        named = tuple(name for name in tests if f"{item.id}/{name}" in self.named) if self.named else ()
        lacking = tuple([name for name, some in tests.items() if not some and name not in named])
        return State(need, found, (), lacking, tuple([f"{item.id}/{name}" for name in named]))

    def derived(self, carriers: Iterable[Item], need: Need, direct: tuple[str, ...]) -> tuple[str, ...]:
        found: dict[str, None] = {}
        wanted, kind = need.type, need.kind
        for carrier in carriers:
            for other in self.living(carrier.id):
                if other.type == wanted and (not kind or other.kind == kind) and other.id not in direct:
                    found[other.id] = None
        return tuple(found)

    def living(self, name: str) -> tuple[Item, ...]:
        """The living items joined to this one by a link that counts."""
        if name not in self.known:
            project, upward, traced = self.project, self.upward, self.traced
            seen = {trace.source: 0 for trace in project.incoming.get(name, ()) if trace.role in upward}
            for trace in project.outgoing.get(name, ()):
                if trace.role in traced:
                    seen[trace.target] = 0
            ends = [project.items[other] for other in seen]
            self.known[name] = tuple([end for end in ends if end.category is not Category.DEAD])
        return self.known[name]

    def carried(self, item: Item, need: Need, direct: tuple[str, ...]) -> Sequence[str]:
        """What covers a need through a story of the item, or through one of its parts."""
        stories = self.stories(item) if need.type != "story" else ()
        parts = self.whole.get(item.id)
        if not parts:
            return self.derived(stories, need, direct) if stories else ()
        few = self.few(item)
        if few is not None:
            if need.type != "story":
                stories = (*stories, *(story for part in few for story in self.stories(part)))
            return self.derived((*stories, *few), need, direct)
        key = need.type, need.kind
        reached = any(key in self.reach(part, need.type) for part in parts)
        reached = reached or any(_meets(other, need) for story in stories for other in self.living(story.id))
        return Derived(self, item, need, direct) if reached else ()

    def few(self, item: Item) -> tuple[Item, ...] | None:
        """The parts of an item at any depth, as long as they are few; else None."""
        if item.id not in self.listed:
            self.listed[item.id] = self.parts(item, _FEW)
        return self.listed[item.id]

    def stories(self, item: Item) -> tuple[Item, ...]:
        """The living stories that realize an item."""
        name = item.id
        if name not in self.realizing:
            self.realizing[name] = self.project.sources(item, "realizes") if name in self.realized else ()
        return self.realizing[name]

    def through(self, item: Item, wanted: str) -> Iterator[Item]:
        """What is joined to the stories that realize an item; a story does not cover by being beside another one."""
        if wanted != "story":
            for story in self.stories(item):
                yield from self.living(story.id)

    def reach(self, part: Item, wanted: str) -> frozenset[_Key]:
        """Types and kinds of what covers through a part or those below it."""
        beside, behind = self.within[part.id]
        return beside if wanted == "story" else beside | behind

    def reached(self, counts: Callable[[str], bool]) -> _Reached:
        """Types and kinds of what is joined to each part or one below it, and to the stories that realize these; only
        of items that count. Parts come before their wholes, so each is looked at once; those on a loop of parents
        are gone over until nothing is added."""
        parts = {part.id: part for below in self.whole.values() for part in below}
        wholes: dict[str, list[str]] = {}
        waiting: dict[str, int] = {}
        for name in parts:
            below = self.whole.get(name, ())
            waiting[name] = len(below)
            for part in below:
                wholes.setdefault(part.id, []).append(name)
        found = {
            name: (
                _keys(other for other in self.living(name) if counts(other.id)),
                _keys(other for other in self.through(part, "") if counts(other.id)),
            )
            for name, part in parts.items()
        }

        def gather(name: str) -> bool:
            before = found[name]
            below = [found[part.id] for part in self.whole.get(name, ())]
            found[name] = tuple(sets[0].union(*sets[1:]) for sets in zip(before, *below, strict=True))
            return found[name] != before

        ready = [name for name, count in waiting.items() if not count]
        for name in ready:
            gather(name)
            for whole in wholes.get(name, ()):
                waiting[whole] -= 1
                if not waiting[whole]:
                    ready.append(whole)
        looped = [name for name, count in waiting.items() if count]
        while looped:
            name = looped.pop()
            if gather(name):
                looped += wholes.get(name, ())
        return found

    def parts(self, item: Item, most: int = sys.maxsize) -> tuple[Item, ...] | None:
        """What says that it is a part of the item, or of one of its parts; None where these are more than `most`."""
        found: dict[str, Item] = {}
        waiting = [item]
        while waiting:
            if len(found) > most:
                return None
            for part in self.whole.get(waiting.pop().id, ()):
                if part.id not in found and part.id != item.id:
                    found[part.id] = part
                    waiting.append(part)
        return tuple(found.values())


class Derived(Sequence[str]):
    """The ids that cover a need through stories and parts: found when they are asked for, since for a long chain of
    wholes and parts all of them together would grow with the square of its length."""

    def __init__(self, around: _Around, item: Item, need: Need, direct: tuple[str, ...]) -> None:
        self.around = around
        self.item = item
        self.need = need
        self.direct = direct

    def all(self) -> tuple[str, ...]:
        """All of them, through stories first."""
        around, item = self.around, self.item
        parts = around.parts(item) or ()
        if self.need.type == "story":
            return around.derived(parts, self.need, self.direct)
        stories = (story for whole in (item, *parts) for story in around.stories(whole))
        return around.derived((*stories, *parts), self.need, self.direct)

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(self.all())

    def __len__(self) -> int:
        return len(self.all())

    def __getitem__(self, place: Any) -> Any:
        return self.all()[place]

    def __eq__(self, other: object) -> bool:
        return self.all() == (other.all() if isinstance(other, Derived) else other)

    def __hash__(self) -> int:
        return hash(self.all())


def _key(need: Need) -> _Key:
    return need.type, need.kind


def _keys(items: Iterable[Item]) -> frozenset[_Key]:
    """Each type alone, and with its kind."""
    return frozenset(key for item in items for key in ((item.type, ""), (item.type, item.kind)))


def _meets(item: Item, need: Need) -> bool:
    return item.type == need.type and (not need.kind or item.kind == need.kind)


def rule_of(item: Item, need: Need) -> str:
    """The code of the one rule that speaks of a need of this item that nothing meets."""
    if need.per_criterion:
        return "TPO305"
    if need.type in ("test", "approval") and item.type == "requirement" and item.kind == "regulatory":
        return "TPO902"
    if need.type == "approval":
        return "TPO801"
    if need.type == "metric" and item.type == "requirement" and item.kind == "quality":
        return "TPO308"
    return _NAMED.get((item.type, need.type), "TPO313")


def allowed(project: Project, item: Item) -> frozenset[str]:
    """The rules, by code or name as written, from which an item is exempt today, with a reason."""
    if "allow" not in item.fields:
        return frozenset()
    today = project.today.isoformat()
    return frozenset(
        group.text("rule").strip()
        for group in item.groups("allow")
        if group.text("reason").strip() and (group.text("until").strip() or today) >= today
    )


def _with_exemptions(item: Item, names: frozenset[str], states: tuple[State, ...]) -> tuple[State, ...]:
    """The same with those needs marked whose lack the item allows, by code or name of the rule."""
    return tuple(
        state._replace(exempt=True)
        if state.judged and not state.met and names & {code := rule_of(item, state.need), RULES[code]}
        else state
        for state in states
    )


def _missing(item: Item, states: Iterable[State]) -> Iterable[Missing]:
    for state in states:
        if state.need.advice or not state.judged or state.met:
            continue
        if state.need.per_criterion:
            yield from (Missing(item.id, state.need, criterion) for criterion in state.open_criteria)
        else:
            yield Missing(item.id, state.need)


Shallow = Mapping[str, tuple[tuple[State, ...], tuple[Missing, ...], tuple[Missing, ...]]]
"""By id: how each need stands, what is missing, and what is but is allowed."""


def deepen(shallow: Shallow, committed: frozenset[str]) -> Mapping[str, Coverage]:
    """Adds what is missing further down. Items on a loop count as covered by it unless something below it is missing."""
    first: dict[_Node, Missing | None] = {name: lacks[0] for name, (_, lacks, _) in shallow.items() if lacks}
    steps = _Steps(shallow, committed)
    looped = False
    for start in shallow:
        stack: list[_Node] = [start]
        on_way: set[_Node] = set()
        while stack:
            name = stack[-1]
            if name in first:
                stack.pop()
                continue
            below = steps.below(name)
            waiting = [other for other in below if other not in first]
            if waiting and name not in on_way:
                on_way.add(name)
                stack.extend(other for other in waiting if other not in on_way)
                continue
            looped = looped or bool(waiting)
            first[name] = next((first[other] for other in below if first.get(other) is not None), None)
            stack.pop()
    while looped:  # what was found on a loop has not yet reached all who stand on it
        looped = False
        for name, lack in first.items():
            if lack is None:
                first[name] = next((first[other] for other in steps.below(name) if first.get(other) is not None), None)
                looped = looped or first[name] is not None
    return {
        name: Coverage(
            name,
            states,
            covered=not lacks,
            deep=first[name] is None,
            missing=lacks,
            first_missing=first[name],
            exempt=exempt,
        )
        for name, (states, lacks, exempt) in shallow.items()
    }


class _Through(NamedTuple):
    """What covers a need through a part of an item and what lies below that part."""

    part: str
    need: _Key
    agreed: bool
    """Whether only agreed items count."""


_Node = str | _Through


class _Steps:
    """From an item to those that cover it and need something themselves. Where agreed ones cover a need, ideas beside
    them are no gap. Parts are gone through one by one and not listed for each whole again."""

    def __init__(self, shallow: Shallow, committed: frozenset[str]) -> None:
        self.shallow = shallow
        self.committed = committed
        self.around: _Around | None = None
        self.agreed: _Reached = {}

    def below(self, node: _Node) -> list[_Node]:
        """The next ones, in the order in which something missing is named."""
        if isinstance(node, _Through):
            return self.through(node)
        found: list[_Node] = []
        for state in self.shallow[node][0]:
            if state.judged:
                found += (
                    self.of_parts(node, state.derived, state)
                    if isinstance(state.derived, Derived)
                    else self.plain(node, (*state.direct, *state.derived))
                )
        return found

    def plain(self, name: str, covering: Iterable[str]) -> list[str]:
        """Of those that cover an item: the agreed ones, else all, that need something."""
        known = [other for other in covering if other in self.shallow and other != name]
        return [other for other in known if other in self.committed] or known

    def of_parts(self, name: str, derived: Derived, state: State) -> list[_Node]:
        """Those that cover a need directly and through stories, and the way through the parts."""
        around, need = derived.around, state.need
        if self.around is not around:
            self.around, self.agreed = around, around.reached(self.committed.__contains__)
        through = [other.id for other in around.through(derived.item, need.type) if _meets(other, need)]
        known = [other for other in (*state.direct, *through) if other in self.shallow and other != name]
        agreed = [other for other in known if other in self.committed]
        parts = around.whole.get(name, ())
        settled = [part.id for part in parts if self._has(self.agreed, part.id, need.type, _key(need))]
        if agreed or settled:
            return [*agreed, *(_Through(part, _key(need), agreed=True) for part in settled)]
        rest = [part.id for part in parts if self._has(around.within, part.id, need.type, _key(need))]
        return [*known, *(_Through(part, _key(need), agreed=False) for part in rest)]

    def through(self, node: _Through) -> list[_Node]:
        """What covers through a part: what is joined to it or to its stories, then what its own parts bring."""
        around = self.around
        assert around is not None, "a way through parts begins at an item"
        part, (wanted, kind) = around.project.items[node.part], node.need
        joined = (*around.through(part, wanted), *around.living(part.id))
        known = self.committed if node.agreed else self.shallow
        met = dict.fromkeys(one.id for one in joined if one.type == wanted and (not kind or one.kind == kind))
        reached = self.agreed if node.agreed else around.within
        inner = (one.id for one in around.whole.get(node.part, ()) if self._has(reached, one.id, wanted, node.need))
        return [*(name for name in met if name in known), *(node._replace(part=name) for name in inner)]

    @staticmethod
    def _has(reached: _Reached, part: str, wanted: str, need: _Key) -> bool:
        beside, behind = reached[part]
        return need in beside or (wanted != "story" and need in behind)
