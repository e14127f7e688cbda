"""How close the order under dependencies comes to the best one: `python -m benchmarks.ordering`.

Random backlogs of 12 items, a quarter of them enablers of little value; the cost of an order is the sum of value ×
moment of completion. The best order comes from a dynamic programme over subsets (Held and Karp 1962).
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tpo_docs.planning.ordering import Task, order

DENSITIES = (0.05, 0.15, 0.30)
RUNS = 300
ITEMS = 12

Method = Callable[[Sequence[Task]], list[str]]


class Gap(NamedTuple):
    """How much worse than the best a method is, over many backlogs, in percent."""

    mean: float
    worst: float
    optimal: float
    """Share of backlogs with the best order."""


def main() -> int:
    """Prints the comparison and the speed."""
    sys.stdout.write(table())
    return 0


def table(runs: int = RUNS) -> str:
    """The comparison as Markdown."""
    lines = [
        f"{runs} random backlogs of {ITEMS} items for each row; how much more value × waiting than the best order costs.",
        "",
        "| dependency density | WSJF among startable items | WSJF, then dependencies pulled forward | closure ratio |",
        "|---|---|---|---|",
    ]
    for density in DENSITIES:
        found = compare(density, runs)
        cells = [f"+{gap.mean:.1f} % (worst +{gap.worst:.0f} %, best in {gap.optimal:.0f} %)" for gap in found]
        lines.append(f"| {density:.2f} | {' | '.join(cells)} |")
    lines += ["", f"10,000 stories with 20,000 dependencies are ordered in {speed():.2f} s of CPU (bar: 2 s)."]
    return "\n".join(lines) + "\n"


def compare(density: float, runs: int = RUNS, seed: int = 1) -> tuple[Gap, Gap, Gap]:
    """The gaps of WSJF among what can start, of WSJF with dependencies pulled forward, and of ours."""
    methods: tuple[Method, ...] = (startable, pulled, ours)
    over: list[list[float]] = [[] for _ in methods]
    source = random.Random(seed)
    for _ in range(runs):
        tasks = backlog(source, ITEMS, density)
        best = optimum(tasks)
        for number, method in enumerate(methods):
            over[number].append(100 * (cost(tasks, method(tasks)) / best - 1))
    first, second, third = (
        Gap(sum(some) / runs, max(some), 100 * sum(gap < 1e-9 for gap in some) / runs) for some in over
    )
    return first, second, third


def backlog(source: random.Random, count: int, density: float) -> list[Task]:
    """A random backlog: each item needs each earlier one with that probability."""
    names = [f"T{number:02}" for number in range(count)]
    shuffled = names[:]
    source.shuffle(shuffled)
    tasks = []
    for number, name in enumerate(shuffled):
        enabler = source.random() < 0.25
        value = float(source.randint(1, 2) if enabler else source.randint(3, 40))
        needs = tuple(other for other in shuffled[:number] if source.random() < density)
        tasks.append(Task(name, value, float(source.choice((1, 2, 3, 5, 8, 13))), needs))
    return sorted(tasks)


def cost(tasks: Sequence[Task], names: Sequence[str]) -> float:
    """The sum of value × moment of completion."""
    by_name = {task.name: task for task in tasks}
    now = total = 0.0
    for name in names:
        now += by_name[name].size
        total += by_name[name].value * now
    return total


def optimum(tasks: Sequence[Task]) -> float:
    """The least cost of all orders that dependencies allow, exactly."""
    index = {task.name: number for number, task in enumerate(tasks)}
    masks = [sum(1 << index[name] for name in task.needs) for task in tasks]
    sizes = [0.0] * (1 << len(tasks))
    least = [float("inf")] * (1 << len(tasks))
    least[0] = 0.0
    for done in range(1 << len(tasks)):
        for number, task in enumerate(tasks):
            bit = 1 << number
            if done & bit or masks[number] & ~done or least[done] == float("inf"):
                continue
            sizes[done | bit] = sizes[done] + task.size
            found = least[done] + task.value * sizes[done | bit]
            least[done | bit] = min(least[done | bit], found)
    return least[-1]


def ours(tasks: Sequence[Task]) -> list[str]:
    """The order by closure ratio."""
    return [place.name for place in order(tasks).places]


def startable(tasks: Sequence[Task]) -> list[str]:
    """The best score among what can start."""
    done: dict[str, None] = {}
    while len(done) < len(tasks):
        ready = [task for task in tasks if task.name not in done and all(name in done for name in task.needs)]
        done[max(ready, key=lambda task: task.value / task.size).name] = None
    return list(done)


def pulled(tasks: Sequence[Task]) -> list[str]:
    """By score, with what an item needs put before it."""
    by_name = {task.name: task for task in tasks}
    done: dict[str, None] = {}

    def take(name: str) -> None:
        if name not in done:
            for other in sorted(by_name[name].needs, key=lambda need: -by_name[need].value / by_name[need].size):
                take(other)
            done[name] = None

    for task in sorted(tasks, key=lambda task: -task.value / task.size):
        take(task.name)
    return list(done)


def large(count: int = 10_000, dependencies: int = 20_000, seed: int = 1) -> list[Task]:
    """A backlog of any size."""
    source = random.Random(seed)
    needs: list[set[int]] = [set() for _ in range(count)]
    made = 0
    while made < dependencies:
        first, second = sorted(source.sample(range(count), 2))
        if first not in needs[second]:
            needs[second].add(first)
            made += 1
    return [
        Task(
            f"S{number}",
            float(source.randint(1, 40)),
            float(source.choice((1, 2, 3, 5, 8, 13))),
            tuple(f"S{other}" for other in sorted(some)),
        )
        for number, some in enumerate(needs)
    ]


def speed() -> float:
    """Seconds of CPU for 10,000 stories with 20,000 dependencies."""
    tasks = large()
    begun = time.process_time()
    order(tasks)
    return time.process_time() - begun


if __name__ == "__main__":
    sys.exit(main())
