"""The one backlog: all undone stories in the order in which to take them, each with why it stands there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from tpo_docs.model import Category, Item, Project, natural
from tpo_docs.planning import ordering
from tpo_docs.planning.ordering import Task
from tpo_docs.planning.priorities import Scored, class_of, open_work, priorities
from tpo_docs.scope import release_of

RISKY = 0.5
"""How much larger a risky item is taken to be where nobody wrote an `uncertainty` (DOMAIN 4.2)."""
_KEPT = 1000
_END, _START = "\0end", "\0start"


class Why(NamedTuple):
    """Why an item stands where it stands; pages and the command line make a sentence of it."""

    kind: str
    """`score`, `needed`, `together`, `unscored`, `rank`, `for-rank` or `after`."""
    items: tuple[str, ...] = ()
    """Those it is about: what needs it, or what it needs."""
    value: float = 0.0
    size: float = 0.0
    note: str = ""
    """The reason of a rank."""


class Entry(NamedTuple):
    """An item of the backlog."""

    item: Item
    place: int
    """In the planned order, from 1."""
    scored: Scored
    size: float | None
    """With what feasibility adds."""
    needs: tuple[str, ...]
    """The undone stories that come before it: its own prerequisites, and those of its epics."""
    why: Why
    feasibility: str = ""
    """`risky`, `spike` (one was put before it) or `unknown` (nobody finds out); empty where it is plain."""
    spike: str = ""
    looped: tuple[str, ...] = ()
    """The others of a circle of dependencies in which it stands."""


class Excluded(NamedTuple):
    """An item that is not in the order, since it, or what it needs, cannot be done."""

    item: Item
    because: str
    """The item whose feasibility is `no`."""


class Backlog(NamedTuple):
    """All undone stories of a project."""

    entries: tuple[Entry, ...]
    excluded: tuple[Excluded, ...]
    loops: tuple[tuple[str, ...], ...]

    @property
    def by_id(self) -> Mapping[str, Entry]:
        """The entries by the id of their item."""
        return {entry.item.id: entry for entry in self.entries}


def backlog(project: Project) -> Backlog:
    """The backlog of a project, after DOMAIN 4.2: feasibility, closure ratio, then the ranks given by hand."""
    return project.derive(_backlog)


def team_of(item: Item) -> str:
    """The team that does an item; empty where none is named."""
    return item.text("team")


def uncertainty(item: Item) -> float:
    """How much larger a risky item is taken to be, as a share; 0 for one that is not risky."""
    group = item.group("feasibility") if "feasibility" in item.fields else None
    if group is None or verdict(item) != "risky":
        return 0.0
    try:
        written = float(group.text("uncertainty"))
    except ValueError:
        return RISKY
    return written if 0 <= written <= 100 else RISKY


def verdict(item: Item) -> str:
    """Whether an item can be done, as written in its `feasibility`."""
    group = item.group("feasibility") if "feasibility" in item.fields else None
    return group.text("verdict").strip().casefold() if group is not None else ""


def _backlog(project: Project) -> Backlog:
    work = {item.id: item for item in open_work(project)}
    needs = _needs(project, work)
    excluded = _excluded(work, needs)
    kept = {name: item for name, item in work.items() if name not in excluded}
    scored = priorities(project).by_id
    spikes = {name: spike for name, item in kept.items() if (spike := _spike(project, item, kept))}
    for name, spike in spikes.items():
        needs[name] = (*needs.get(name, ()), spike)
    tasks = [_task(item, scored[item.id], needs.get(item.id, ())) for item in sorted(kept.values(), key=_tie(project))]
    tasks += [Task(name, 0.0, 0.0, some) for name, some in needs.items() if name not in work]
    found = ordering.order(tasks)
    free, _ = ordering.acyclic(tasks)
    shown = _Shown(project, kept, scored, free, found, spikes)
    return Backlog(
        tuple(shown.entries()),
        tuple(
            Excluded(work[name], because)
            for name, because in sorted(excluded.items(), key=lambda one: natural(work[one[0]]))
        ),
        tuple(loop for names in found.loops if (loop := tuple(name for name in names if name in work))),
    )


def _task(item: Item, row: Scored, needs: tuple[str, ...]) -> Task:
    size = _size(item, row)
    if row.benefit is None or size is None:
        return Task(item.id, 0.0, 0.0, needs)
    return Task(item.id, row.benefit, size, needs)


def _size(item: Item, row: Scored) -> float | None:
    return row.size * (1 + uncertainty(item)) if row.size is not None else None


def _tie(project: Project) -> Callable[[Item], tuple[object, ...]]:
    def key(item: Item) -> tuple[object, ...]:
        release = release_of(project, item)
        return (class_of(item), release.text("target") if release is not None else "9999", natural(item))

    return key


def _needs(project: Project, work: Mapping[str, Item]) -> dict[str, tuple[str, ...]]:
    """What each story needs. An epic (or requirement) that something depends on stands for all its stories: it has
    an end after them, and its own stories start after what it depends on; so no pair of stories is written out."""
    found: dict[str, dict[str, None]] = {name: {} for name in work}
    waiting: list[Item] = []

    def end(item: Item) -> str:
        if item.type == "story":
            return item.id if item.id in work else ""
        if item.category is Category.DONE or not item.living or item.type in ("release", "spec"):
            return ""
        name = f"{_END} {item.id}"
        if name not in found:
            found[name] = {}
            waiting.append(item)
        return name

    def start(item: Item) -> str:
        name = f"{_START} {item.id}"
        if name not in found:
            found[name] = {}
            found[name] |= {end(other): None for other in project.targets(item, "depends_on")}
            found[name] |= {start(parent): None for parent in project.targets(item, "parent") if parent.type == "epic"}
        return name

    for item in work.values():
        found[item.id] |= {end(other): None for other in project.targets(item, "depends_on")}
        found[item.id] |= {start(parent): None for parent in project.targets(item, "parent") if parent.type == "epic"}
    while waiting:
        item = waiting.pop()
        own = found[f"{_END} {item.id}"]
        own |= {end(part): None for part in project.sources(item, "parent", "realizes")}
        own |= {end(other): None for other in project.targets(item, "depends_on")}
    return {name: tuple(other for other in some if other) for name, some in found.items()}


def _excluded(work: Mapping[str, Item], needs: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """What cannot be done, and what needs it: id → the item to blame."""
    below: dict[str, list[str]] = {}
    for name, others in needs.items():
        for other in others:
            below.setdefault(other, []).append(name)
    found: dict[str, str] = {}
    for item in work.values():
        if verdict(item) != "no":
            continue
        waiting = [item.id]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found[name] = item.id
                waiting += below.get(name, ())
    return {name: because for name, because in found.items() if name in work}


def _spike(project: Project, item: Item, work: Mapping[str, Item]) -> str:
    """The undone spike that finds out whether an item can be done; empty where there is none."""
    group = item.group("feasibility") if verdict(item) == "unknown" else None
    spike = project.resolve(group.text("spike").strip()) if group is not None else None
    return spike.id if spike is not None and spike.id in work and spike.id != item.id else ""


class _Shown:
    """Makes the entries of a backlog from an order."""

    def __init__(
        self,
        project: Project,
        work: Mapping[str, Item],
        scored: Mapping[str, Scored],
        needs: Mapping[str, tuple[str, ...]],
        found: ordering.Order,
        spikes: Mapping[str, str],
    ) -> None:
        self.project = project
        self.work = work
        self.scored = scored
        self.needs = needs
        self.places = {place.name: place for place in found.places}
        self.ranks = {
            name: int(rank)
            for name, item in work.items()
            if (rank := item.number("rank")) is not None and 1 <= rank < 1e9
        }
        self.order = ordering.ranked([place.name for place in found.places], needs, self.ranks)
        self.index = {name: number for number, name in enumerate(self.order)}
        self.loops = {
            name: tuple(other for other in loop if other != name and other in work)
            for loop in found.loops
            for name in loop
        }
        self.spikes = spikes
        self._above: dict[str, frozenset[str]] = {}
        self.together: dict[str, list[str]] = {}
        for place in found.places:
            self.together.setdefault(place.lead, []).append(place.name)
        self.pulled = self._pulled()

    def entries(self) -> Iterator[Entry]:
        number = 0
        for name in self.order:
            item = self.work.get(name)
            if item is None:
                continue
            number += 1
            row = self.scored[name]
            yield Entry(
                item,
                number,
                row,
                _size(item, row),
                self.stories(name),
                self.why(item, row),
                self.feasibility(item),
                self.spikes.get(name, ""),
                self.loops.get(name, ()),
            )

    def stories(self, name: str) -> tuple[str, ...]:
        """The stories that a story needs directly, or through the ends and starts of epics."""
        found: dict[str, None] = {}
        seen: set[str] = set()
        waiting = list(self.needs.get(name, ()))
        while waiting:
            other = waiting.pop()
            if other in seen:
                continue
            seen.add(other)
            if other in self.work:
                found[other] = None
            else:
                waiting += self.needs.get(other, ())
        return tuple(sorted(found, key=self.index.__getitem__))

    def feasibility(self, item: Item) -> str:
        found = verdict(item)
        if found == "risky":
            return "risky"
        if found == "unknown":
            return "spike" if item.id in self.spikes else "unknown"
        return ""

    def why(self, item: Item, row: Scored) -> Why:
        place = self.places[item.id]
        if item.id in self.ranks:
            return Why("rank", (), float(self.ranks[item.id]), note=item.text("rank_reason"))
        if item.id in self.pulled:
            return Why("for-rank", (self.pulled[item.id],))
        if place.lead not in self.work:
            place = place._replace(lead=item.id, value=row.benefit or 0.0, size=_size(item, row) or 0.0)
        if place.lead != item.id:
            wanted = tuple(
                name
                for name in self.together[place.lead]
                if name in self.work and name != item.id and item.id in self.above(name)
            )
            if wanted:
                return Why("needed", wanted, sum(self.scored[name].benefit or 0.0 for name in wanted), place.size)
        if row.benefit is None or row.size is None:
            return Why("unscored")
        before = tuple(name for name in self.together.get(item.id, ()) if name != item.id and name in self.work)
        if before:
            return Why("together", before, place.value, place.size)
        after = self.stories(item.id)
        if after:
            return Why("after", after, place.value, place.size)
        return Why("score", (), place.value, place.size)

    def _pulled(self) -> Mapping[str, str]:
        """What stands just before a ranked task that needs it, with nothing else between: task → the ranked one, of
        several the first."""
        found: dict[str, str] = {}
        for ranked in sorted(self.ranks, key=self.index.__getitem__):
            above = self.above(ranked)
            for number in range(self.index[ranked] - 1, -1, -1):
                if self.order[number] not in above:
                    break
                found.setdefault(self.order[number], ranked)
        return found

    def above(self, name: str) -> frozenset[str]:
        """All that a story needs, at any distance."""
        known = self._above.get(name)
        if known is not None:
            return known
        if len(self._above) >= _KEPT:
            self._above.clear()
        self._above[name] = found = self._reach(name)
        return found

    def _reach(self, name: str) -> frozenset[str]:
        found: set[str] = set()
        waiting = [name]
        while waiting:
            for other in self.needs.get(waiting.pop(), ()):
                if other not in found:
                    found.add(other)
                    waiting.append(other)
        return frozenset(found)
