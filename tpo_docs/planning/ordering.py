"""Which order of work brings value soonest while nothing comes before what it needs.

The order is by the value density of dependency closures. Without dependencies value over size is optimal (Smith
1956); with them the best orders fall apart into closed sets of greatest ratio (Sidney 1975; Lawler 1978), and the
general case is NP-hard. The closure of a single item is a cheap stand-in for such a set; `benchmarks/ordering.py`
measures how close it comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

_SAME = 1e-9
_AT_ONCE, _LAST, _TAKEN = 1e300, -1e300, -1.7e308
_FEW = 300
"""Up to so many tasks are ordered without NumPy, which takes a tenth of a second to import and no more than that to
save."""
_NEEDING = 20
"""Of more tasks the same holds up to so many that need one, in the mean."""

if TYPE_CHECKING:
    import numpy

    Numbers = numpy.ndarray[tuple[int], numpy.dtype[numpy.int64]]


class Task(NamedTuple):
    """Something to be ordered; `needs` are the names of what comes before it. Ties go to the earlier task."""

    name: str
    value: float
    size: float
    needs: tuple[str, ...] = ()


class Place(NamedTuple):
    """A task in the order, with what put it there."""

    name: str
    lead: str
    """The task whose closure was the best then: itself, or one that needs it."""
    value: float
    """Of the lead's closure, when it was chosen."""
    size: float


class Order(NamedTuple):
    """The tasks in their order."""

    places: tuple[Place, ...]
    loops: tuple[tuple[str, ...], ...]
    """Tasks that need each other in a circle; what they need of each other does not count."""


def order(tasks: Sequence[Task]) -> Order:
    """Repeats: the task whose undone closure has the greatest value by size, with all it needs, the densest first."""
    needs, loops = acyclic(tasks)
    if not tasks:
        return Order((), loops)
    if len(tasks) <= _FEW:
        return Order(tuple(_Few(tasks, needs).places()), loops)
    try:
        return Order(tuple(_Loose(tasks, needs).places()), loops)
    except _TightError:
        return Order(tuple(_Many(tasks, needs).places()), loops)


def ranked(order_: Sequence[str], needs: Mapping[str, Iterable[str]], ranks: Mapping[str, int]) -> tuple[str, ...]:
    """The order with the tasks that have a rank at that place, as far as what they need lets them: it comes before
    them, and what needs them after them."""
    if not ranks:
        return tuple(order_)
    index = {name: number for number, name in enumerate(order_)}
    below: dict[str, list[str]] = {}
    for name in order_:
        for other in needs.get(name, ()):
            below.setdefault(other, []).append(name)
    held = dict.fromkeys(order_, 0)
    for name in ranks:
        for other in _reach(name, below):
            held[other] += 1
    waiting = [index[name] for name in order_ if not held[name] and name not in ranks]
    heapify(waiting)
    wanted = sorted((rank, index[name], name) for name, rank in ranks.items() if name in index)[::-1]
    result: list[str] = []
    taken: set[str] = set()

    def take(name: str) -> None:
        taken.add(name)
        result.append(name)
        if name in ranks:
            for other in _reach(name, below):
                held[other] -= 1
                if not held[other] and other not in taken and other not in ranks:
                    heappush(waiting, index[other])

    while wanted or waiting:
        if wanted and (wanted[-1][0] <= len(result) + 1 or not waiting):
            name = wanted.pop()[2]
            above = sorted((index[other], other) for other in _reach(name, needs) if other not in taken)
            for other in (*(other for _, other in above), name):
                if other not in taken:
                    take(other)
        else:
            name = order_[heappop(waiting)]
            if name not in taken:
                take(name)
    return tuple(result)


def acyclic(tasks: Sequence[Task]) -> tuple[dict[str, tuple[str, ...]], tuple[tuple[str, ...], ...]]:
    """What each task needs, without unknown names and without what would close a circle; and the circles."""
    known = {task.name for task in tasks}
    needs = {
        task.name: tuple(dict.fromkeys(name for name in task.needs if name in known and name != task.name))
        for task in tasks
    }
    group: dict[str, int] = {}
    loops: list[tuple[str, ...]] = []
    for number, names in enumerate(_strong(needs)):
        for name in names:
            group[name] = number
        if len(names) > 1:
            loops.append(tuple(sorted(names)))
    if not loops:
        return needs, ()
    freed = {name: tuple(other for other in others if group[other] != group[name]) for name, others in needs.items()}
    return freed, tuple(sorted(loops))


class _Picker:
    """Picks closures; what each closure still holds is kept up to date by the descendants of what was taken."""

    def __init__(self, tasks: Sequence[Task], needs: Mapping[str, tuple[str, ...]]) -> None:
        self.tasks = tasks
        index = {task.name: number for number, task in enumerate(tasks)}
        self.needs = [[index[name] for name in needs[task.name]] for task in tasks]
        self.below: list[list[int]] = [[] for _ in tasks]
        for number, others in enumerate(self.needs):
            for other in others:
                self.below[other].append(number)
        self.taken = bytearray(len(tasks))
        self._prepare(reversed(_topological(self.needs, self.below)))
        for number, task in enumerate(tasks):
            self._change(number, task.value, task.size)

    def places(self) -> list[Place]:
        """The tasks in their order."""
        tasks = self.tasks
        found: list[Place] = []
        while len(found) < len(tasks):
            lead, value, size = self._best()
            closure = self._closure(lead)
            for number in closure:
                self.taken[number] = 1
                self._change(number, -tasks[number].value, -tasks[number].size)
                found.append(Place(tasks[number].name, tasks[lead].name, value, size))
            self._forget(closure)
        return found

    def _prepare(self, upwards: Iterable[int]) -> None:
        """Makes room for what each closure holds; the tasks come so that what needs one stands before it."""
        raise NotImplementedError

    def _change(self, number: int, value: float, size: float) -> None:
        """Adds to the closures of a task and of all that needs it."""
        raise NotImplementedError

    def _best(self) -> tuple[int, float, float]:
        """The first task whose closure has the greatest ratio, with the value and size of that."""
        raise NotImplementedError

    def _forget(self, closure: list[int]) -> None:
        """Takes tasks out of the choice."""
        raise NotImplementedError

    def _closure(self, lead: int) -> list[int]:
        """What the lead still needs and itself, nothing before what it needs, the densest first."""
        inside: dict[int, int] = {}
        waiting = [lead]
        below: dict[int, list[int]] = {}
        while waiting:
            number = waiting.pop()
            if number in inside:
                continue
            open_ = [other for other in self.needs[number] if not self.taken[other]]
            inside[number] = len(open_)
            for other in open_:
                below.setdefault(other, []).append(number)
                waiting.append(other)
        ready = [(-self._density(number), number) for number, count in inside.items() if not count]
        heapify(ready)
        result = []
        while ready:
            _, number = heappop(ready)
            result.append(number)
            for other in below.get(number, ()):
                inside[other] -= 1
                if not inside[other]:
                    heappush(ready, (-self._density(other), other))
        return result

    def _density(self, number: int) -> float:
        task = self.tasks[number]
        return task.value / task.size if task.size > 0 else task.value


class _Few(_Picker):
    """With lists of Python."""

    def _prepare(self, upwards: Iterable[int]) -> None:
        count = len(self.tasks)
        bits = [0] * count
        for number in upwards:
            bits[number] = 1 << number
            for other in self.below[number]:
                bits[number] |= bits[other]
        self.reach = [[other for other in range(count) if row >> other & 1] for row in bits]
        self.value, self.size, self.ratio = [0.0] * count, [0.0] * count, [0.0] * count

    def _change(self, number: int, value: float, size: float) -> None:
        for other in self.reach[number]:
            self.value[other] += value
            self.size[other] += size
            held, room = self.value[other], self.size[other]
            self.ratio[other] = held / room if room > _SAME else _AT_ONCE if held > _SAME else _LAST

    def _best(self) -> tuple[int, float, float]:
        best = max(self.ratio)
        least = best - abs(best) * _SAME
        lead = next(number for number, ratio in enumerate(self.ratio) if ratio >= least)
        return lead, self.value[lead], self.size[lead]

    def _forget(self, closure: list[int]) -> None:
        for number in closure:
            self.ratio[number] = _TAKEN


class _Loose(_Few):
    """The same of many tasks that few others need: those of each ratio stand in a heap. Raises a _TightError for others."""

    def _prepare(self, upwards: Iterable[int]) -> None:
        count = len(self.tasks)
        found: dict[int, set[int]] = {}
        left = _NEEDING * count
        for number in upwards:
            found[number] = {number}.union(*(found[other] for other in self.below[number]))
            left -= len(found[number])
            if left < 0:
                raise _TightError
        self.reach = [sorted(found[number]) for number in range(count)]
        self.value, self.size, self.ratio = [0.0] * count, [0.0] * count, [0.0] * count
        self.of_ratio: dict[float, list[int]] = {}
        self.ratios: list[float] = []

    def _change(self, number: int, value: float, size: float) -> None:
        super()._change(number, value, size)
        for other in self.reach[number]:
            ratio = self.ratio[other]
            if ratio not in self.of_ratio:
                self.of_ratio[ratio] = []
                heappush(self.ratios, -ratio)
            heappush(self.of_ratio[ratio], other)

    def _best(self) -> tuple[int, float, float]:
        best = self._greatest()
        least = best - abs(best) * _SAME
        lead, aside = self.of_ratio[best][0], [heappop(self.ratios)]
        while self.ratios and (near := self._greatest()) >= least:
            lead = min(lead, self.of_ratio[near][0])
            aside.append(heappop(self.ratios))
        for ratio in aside:
            heappush(self.ratios, ratio)
        return lead, self.value[lead], self.size[lead]

    def _greatest(self) -> float:
        """The greatest ratio that a task still has; `_TAKEN` where there is none."""
        while self.ratios:
            ratio = -self.ratios[0]
            some = self.of_ratio[ratio]
            while some and self.ratio[some[0]] != ratio:
                heappop(some)
            if some:
                return ratio
            del self.of_ratio[-heappop(self.ratios)]
        return _TAKEN


class _TightError(Exception):
    """So much needs so much that it is better looked at all at once."""


class _Many(_Picker):
    """The same with arrays."""

    def _prepare(self, upwards: Iterable[int]) -> None:
        import numpy as np  # noqa: PLC0415 - a tenth of a second that no command with few tasks should pay

        self.np = np
        count = len(self.tasks)
        # A row of bits for each task: the task itself and all that needs it.
        self.bits = np.zeros((count, (count + 7) // 8), dtype=np.uint8)
        for number in upwards:
            row = self.bits[number]
            row[number >> 3] |= 128 >> (number & 7)
            for other in self.below[number]:
                row |= self.bits[other]
        self.value, self.size, self.ratio = np.zeros(count), np.zeros(count), np.zeros(count)

    def _change(self, number: int, value: float, size: float) -> None:
        np = self.np
        some: Numbers = np.flatnonzero(np.unpackbits(self.bits[number], count=len(self.tasks)))
        self.value[some] += value
        self.size[some] += size
        held, room = self.value[some], self.size[some]
        without = np.where(held > _SAME, _AT_ONCE, _LAST)
        self.ratio[some] = np.divide(held, room, out=without, where=room > _SAME)

    def _best(self) -> tuple[int, float, float]:
        best = self.ratio.max()
        lead = int(self.np.argmax(self.ratio >= best - abs(best) * _SAME))
        return lead, float(self.value[lead]), float(self.size[lead])

    def _forget(self, closure: list[int]) -> None:
        self.ratio[closure] = _TAKEN


def _reach(start: str, along: Mapping[str, Iterable[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for other in along.get(waiting.pop(), ()):
            if other not in found:
                found.add(other)
                waiting.append(other)
    found.discard(start)
    return found


def _topological(needs: list[list[int]], below: list[list[int]]) -> list[int]:
    """Kahn's order, the earlier task first."""
    open_ = [len(others) for others in needs]
    result = [number for number, count in enumerate(open_) if not count]
    for number in result:
        for other in below[number]:
            open_[other] -= 1
            if not open_[other]:
                result.append(other)
    return result


def _strong(needs: Mapping[str, tuple[str, ...]]) -> list[list[str]]:
    """The strongly connected components (Tarjan 1972), without recursion."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    result: list[list[str]] = []
    for start in needs:
        if start in number:
            continue
        work = [(start, iter(needs[start]))]
        number[start] = low[start] = len(number)
        stack.append(start)
        on_stack.add(start)
        while work:
            name, rest = work[-1]
            for other in rest:
                if other not in number:
                    number[other] = low[other] = len(number)
                    stack.append(other)
                    on_stack.add(other)
                    work.append((other, iter(needs[other])))
                    break
                if other in on_stack:
                    low[name] = min(low[name], number[other])
            else:
                work.pop()
                if work:
                    above = work[-1][0]
                    low[above] = min(low[above], low[name])
                if low[name] == number[name]:
                    part = []
                    while True:
                        other = stack.pop()
                        on_stack.discard(other)
                        part.append(other)
                        if other == name:
                            break
                    result.append(part)
    return result
