"""Orders under dependencies: nothing before what it needs, close to the best, the same for the same input."""

from __future__ import annotations

import random
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import ordering as bench
from tpo_docs.planning import ordering
from tpo_docs.planning.ordering import Task, order


@st.composite
def backlogs(draw: st.DrawFn) -> list[Task]:
    count = draw(st.integers(0, 12))
    tasks = []
    for number in range(count):
        needs = draw(st.sets(st.integers(0, number - 1), max_size=3)) if number else set()
        value, size = draw(st.integers(0, 40)), draw(st.integers(1, 13))
        tasks.append(Task(f"T{number:02}", float(value), float(size), tuple(f"T{other:02}" for other in sorted(needs))))
    return tasks


def _names(tasks: list[Task]) -> list[str]:
    return [place.name for place in order(tasks).places]


def test_without_dependencies_it_is_the_ratio() -> None:
    # Smith 1956: jobs by value over size.
    assert _names([Task("a", 1, 1), Task("b", 9, 3), Task("c", 4, 2)]) == ["b", "c", "a"]


def test_an_enabler_of_little_value_comes_first_for_what_needs_it() -> None:
    found = order([Task("other", 4, 2), Task("enabler", 0, 1), Task("prize", 20, 4, ("enabler",))])
    assert [place.name for place in found.places] == ["enabler", "prize", "other"]
    assert [(place.lead, place.value, place.size) for place in found.places[:2]] == [("prize", 20, 5)] * 2


def test_ties_go_to_the_earlier_task() -> None:
    assert _names([Task("b", 2, 1), Task("a", 4, 2), Task("c", 6, 3)]) == ["b", "a", "c"]


def test_a_circle_is_named_and_the_rest_is_ordered() -> None:
    found = order(
        [Task("a", 1, 1, ("b",)), Task("b", 9, 1, ("a",)), Task("c", 5, 1, ("a",)), Task("d", 1, 1, ("d", "gone"))]
    )
    assert found.loops == (("a", "b"),)
    assert [place.name for place in found.places] == ["b", "a", "c", "d"]


def test_what_has_no_size_and_no_value_comes_last_unless_it_is_needed() -> None:
    found = _names([Task("unknown", 0, 0), Task("needed", 0, 0), Task("a", 1, 9, ("needed",)), Task("free", 3, 0)])
    assert found == ["free", "needed", "a", "unknown"]


def test_nothing_at_all() -> None:
    assert order([]) == ordering.Order((), ())


@settings(deadline=None)
@given(backlogs())
def test_all_are_there_once_and_nothing_comes_before_what_it_needs(tasks: list[Task]) -> None:
    names = _names(tasks)
    assert sorted(names) == sorted(task.name for task in tasks)
    place = {name: number for number, name in enumerate(names)}
    assert all(place[need] < place[task.name] for task in tasks for need in task.needs)


@settings(deadline=None)
@given(backlogs())
def test_few_tasks_are_ordered_as_many_are(tasks: list[Task]) -> None:
    needs, _ = ordering.acyclic(tasks)
    found = ordering._Few(tasks, needs).places()
    assert found == ordering._Many(tasks, needs).places()
    assert found == ordering._Loose(tasks, needs).places()


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from((0.0, 0.1, 0.3, 7.0)), st.sampled_from((0.0, 0.1, 0.3))), max_size=30))
def test_tasks_of_nearly_the_same_ratio_are_ordered_alike_by_all(some: list[tuple[float, float]]) -> None:
    tasks = [
        Task(f"T{number:02}", value, size, (f"T{number - 3:02}",) if number % 4 == 3 else ())
        for number, (value, size) in enumerate(some)
    ]
    needs, _ = ordering.acyclic(tasks)
    found = ordering._Few(tasks, needs).places()
    assert found == ordering._Loose(tasks, needs).places() == ordering._Many(tasks, needs).places()


@pytest.mark.parametrize(("count", "needs"), [(300, "n // 2"), (3000, "n // 9 * 9")])
def test_a_backlog_in_which_little_needs_much_needs_no_numpy(count: int, needs: str) -> None:
    code = (
        "import sys; from tpo_docs.planning.ordering import Task, order; "
        f"order([Task(str(n), n, 1.0, (str({needs}),)) for n in range(1, {count})]); assert 'numpy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_many_tasks_of_which_each_needs_the_one_before_are_ordered_too() -> None:
    tasks = [Task(str(number), number, 1.0, (str(number - 1),)) for number in range(1, 400)]
    assert _names(tasks) == [task.name for task in tasks]


@settings(deadline=None)
@given(backlogs(), st.sampled_from([0.5, 4.0, 64.0]))
def test_another_scale_of_values_or_sizes_changes_nothing(tasks: list[Task], scale: float) -> None:
    assert _names([task._replace(value=task.value * scale) for task in tasks]) == _names(tasks)
    assert _names([task._replace(size=task.size * scale) for task in tasks]) == _names(tasks)


@settings(deadline=None)
@given(backlogs(), st.randoms(use_true_random=False))
def test_the_order_of_what_is_needed_does_not_matter(tasks: list[Task], source: random.Random) -> None:
    shuffled = [task._replace(needs=tuple(source.sample(task.needs, len(task.needs)))) for task in tasks]
    assert _names(shuffled) == _names(tasks)


@settings(deadline=None)
@given(backlogs(), st.dictionaries(st.integers(0, 11), st.integers(1, 14), max_size=3))
def test_ranks_by_hand_never_break_a_dependency(tasks: list[Task], ranks: dict[int, int]) -> None:
    names = _names(tasks)
    needs = {task.name: task.needs for task in tasks}
    wanted = {f"T{number:02}": rank for number, rank in ranks.items() if f"T{number:02}" in needs}
    found = ordering.ranked(names, needs, wanted)
    assert sorted(found) == sorted(names)
    place = {name: number for number, name in enumerate(found)}
    assert all(place[need] < place[task.name] for task in tasks for need in task.needs)


def test_a_rank_is_the_place_and_what_it_needs_comes_just_before_it() -> None:
    names = ["a", "b", "c", "d"]
    assert ordering.ranked(names, {}, {"d": 1}) == ("d", "a", "b", "c")
    assert ordering.ranked(names, {"d": ("c",)}, {"d": 1}) == ("c", "d", "a", "b")
    assert ordering.ranked(names, {}, {"a": 3}) == ("b", "c", "a", "d")
    assert ordering.ranked(names, {"b": ("a",)}, {"a": 4}) == ("c", "d", "a", "b")
    assert ordering.ranked(names, {}, {"a": 2, "d": 2}) == ("b", "a", "d", "c")
    assert ordering.ranked(names, {}, {"gone": 1}) == ("a", "b", "c", "d")


@pytest.mark.no_cover  # other tests reach the same lines, and tracing doubles its time
@pytest.mark.parametrize("density", bench.DENSITIES)
def test_it_is_close_to_the_best_and_closer_than_wsjf(density: float) -> None:
    startable, pulled, ours = bench.compare(density, runs=40)
    assert ours.mean <= 1.5
    assert ours.mean < startable.mean / 3
    assert ours.mean < pulled.mean / 3


def test_the_best_order_of_a_case_by_hand() -> None:
    # b needs a: a, b, c costs 1·1 + 9·2 + 4·4 = 35; c first costs 4·2 + 1·3 + 9·4 = 47.
    tasks = [Task("a", 1, 1), Task("b", 9, 1, ("a",)), Task("c", 4, 2)]
    assert bench.optimum(tasks) == 35
    assert bench.cost(tasks, bench.ours(tasks)) == 35


@pytest.mark.no_cover  # what is timed is not traced
def test_ten_thousand_stories_are_ordered_in_two_seconds() -> None:
    tasks = bench.large()
    begun = time.process_time()
    found = order(tasks)
    assert time.process_time() - begun < 2
    assert len(found.places) == 10_000
