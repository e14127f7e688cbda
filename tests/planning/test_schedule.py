"""The network and the plan: by hand, against brute force on small cases, and never beyond what teams have."""

from __future__ import annotations

import math
from itertools import permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tpo_docs.planning import schedule
from tpo_docs.planning.schedule import Activity, Job, Left, Placed, critical_path, serial


def _five(_team: str, _iteration: int) -> float:
    return 5.0


def test_the_network_of_a_textbook() -> None:
    # A(3) → B(4) → D(2) and A → C(2) → D: 9 long, C may wait 2.
    slots = critical_path(
        [Activity("A", 3), Activity("B", 4, ("A",)), Activity("C", 2, ("A",)), Activity("D", 2, ("B", "C"))]
    )
    assert [(slot.name, slot.early_start, slot.early_end, slot.slack) for slot in slots] == [
        ("A", 0, 3, 0),
        ("B", 3, 7, 0),
        ("C", 3, 5, 2),
        ("D", 7, 9, 0),
    ]
    assert [slot.name for slot in slots if slot.critical] == ["A", "B", "D"]


def test_a_network_with_a_circle_or_absurd_numbers_still_has_an_answer() -> None:
    slots = critical_path(
        [Activity("a", -5, ("b",)), Activity("b", math.nan, ("a", "gone", "b")), Activity("c", math.inf)]
    )
    assert [(slot.early_end, slot.slack) for slot in slots] == [(0, 0)] * 3
    assert critical_path([]) == ()


@st.composite
def networks(draw: st.DrawFn) -> list[Activity]:
    count = draw(st.integers(1, 7))
    return [
        Activity(
            f"a{number}",
            draw(st.integers(0, 9)),
            tuple(f"a{other}" for other in sorted(draw(st.sets(st.integers(0, number - 1), max_size=3))))
            if number
            else (),
        )
        for number in range(count)
    ]


@settings(deadline=None)
@given(networks())
def test_the_earliest_end_is_the_longest_way_there(activities: list[Activity]) -> None:
    by_name = {activity.name: activity for activity in activities}

    def longest(name: str) -> float:
        return by_name[name].duration + max((longest(need) for need in by_name[name].needs), default=0.0)

    slots = critical_path(activities)
    whole = max(longest(name) for name in by_name)
    assert {slot.name: slot.early_end for slot in slots} == {name: longest(name) for name in by_name}
    assert any(slot.critical for slot in slots)
    # Delaying one by its slack keeps the whole as long; by one more makes it longer.
    for slot in slots:
        later = [
            one._replace(duration=one.duration + slot.slack) if one.name == slot.name else one for one in activities
        ]
        assert max(one.early_end for one in critical_path(later)) == whole
        later = [
            one._replace(duration=one.duration + slot.slack + 1) if one.name == slot.name else one for one in activities
        ]
        assert max(one.early_end for one in critical_path(later)) == whole + 1


def test_jobs_fill_the_iterations_of_their_team_and_wait_for_a_hand_over() -> None:
    jobs = [Job("a", "red", 3), Job("b", "blue", 5, ("a",)), Job("c", "red", 4), Job("d", "red", 1, ("a",))]
    made = serial(jobs, _five, 9)
    assert made.placed == (Placed("a", 0, 0), Placed("b", 1, 1), Placed("c", 0, 1), Placed("d", 1, 1))
    assert made.used == {("red", 0): 5, ("blue", 1): 5, ("red", 1): 3}


def test_what_does_not_fit_is_listed_with_its_reason() -> None:
    jobs = [
        Job("large", "red", 99),
        Job("after", "red", 1, ("large",)),
        Job("nobody", "", 1),
        Job("unknown", "red", 0),
        Job("negative", "red", -4),
        Job("endless", "red", math.inf),
        Job("idle", "grey", 1),
    ]
    made = serial(jobs, lambda team, _: 5.0 if team == "red" else 0.0, 3)
    assert made.placed == ()
    assert [(left.name, left.reason, left.of) for left in made.left] == [
        ("large", "no-room", ""),
        ("after", "waits", "large"),
        ("nobody", "no-team", ""),
        ("unknown", "no-size", ""),
        ("negative", "no-size", ""),
        ("endless", "no-size", ""),
        ("idle", "no-capacity", ""),
    ]


def test_no_iterations_at_all_and_a_start_later_on() -> None:
    assert serial([Job("a", "red", 1)], _five, 0).left == (Left("a", "no-room"),)
    assert serial([Job("a", "red", 1)], _five, 9, lambda _: 3).placed == (Placed("a", 3, 3),)
    assert serial([Job("a", "red", 1)], _five, 10**9).placed == (Placed("a", 0, 0),)


def test_jobs_in_a_circle_are_planned_all_the_same() -> None:
    made = serial([Job("a", "red", 1, ("b",)), Job("b", "red", 1, ("a",))], _five, 3)
    assert {one.name for one in made.placed} == {"a", "b"}


def test_what_is_full_is_not_looked_at_again_by_every_job() -> None:
    """A thousand jobs of a team with room for one an iteration: twice as many jobs ask twice as often, not four times."""

    def asked(count: int) -> int:
        calls = 0

        def capacity(_team: str, _iteration: int) -> float:
            nonlocal calls
            calls += 1
            return 1.0

        made = serial([Job(f"j{number}", "red", 1) for number in range(count)], capacity, 400)
        assert [one.first for one in made.placed] == list(range(min(count, 400)))
        assert len(made.left) == max(0, count - 400)
        return calls

    assert asked(400) <= 2.1 * asked(200)
    assert asked(2000) - asked(400) <= 2 * 1600


@st.composite
def work(draw: st.DrawFn) -> list[Job]:
    count = draw(st.integers(1, 5))
    return [
        Job(
            f"j{number}",
            draw(st.sampled_from(["red", "blue"])),
            float(draw(st.integers(1, 4))),
            tuple(f"j{other}" for other in sorted(draw(st.sets(st.integers(0, number - 1), max_size=2))))
            if number
            else (),
        )
        for number in range(count)
    ]


@settings(deadline=None)
@given(work(), st.integers(1, 4))
def test_no_team_has_more_than_it_can_and_nothing_starts_too_early(jobs: list[Job], points: int) -> None:
    made = serial(jobs, lambda _team, _iteration: float(points), 100)
    assert made.left == ()
    assert all(used <= points + 1e-9 for used in made.used.values())
    assert sum(made.used.values()) == pytest.approx(sum(job.size for job in jobs))
    place, team = {one.name: one for one in made.placed}, {job.name: job.team for job in jobs}
    for job in jobs:
        for need in job.needs:
            assert place[need].last + (team[need] != job.team) <= place[job.name].first


@settings(max_examples=40, deadline=None)
@given(work())
def test_the_best_of_all_orders_is_the_shortest_plan_there_is(jobs: list[Job]) -> None:
    # Serial generation makes active schedules, and one of them is optimal (Kolisch 1996); here for jobs of one unit.
    jobs = [job._replace(size=1.0) for job in jobs]
    lengths = [
        max(one.last + 1 for one in serial(order, lambda _team, _iteration: 1.0, 20).placed)
        for order in permutations(jobs)
    ]
    assert min(lengths) == _shortest(jobs)


def _shortest(jobs: list[Job]) -> int:
    for length in range(1, 2 * len(jobs) + 1):
        for times in product(range(length), repeat=len(jobs)):
            at = {job.name: time for job, time in zip(jobs, times, strict=True)}
            team = {job.name: job.team for job in jobs}
            alone = len({(job.team, at[job.name]) for job in jobs}) == len(jobs)
            # One unit a team and iteration: what a team needs of itself ends in an iteration before, too.
            if alone and all(at[need] < at[job.name] for job in jobs for need in job.needs) and team:
                return length
    raise AssertionError


def test_the_topological_order_is_stable() -> None:
    assert schedule.topological({"b": (), "a": (), "c": ("a",), "d": ("b",)}) == ["b", "a", "c", "d"]
    assert schedule.topological({"b": ("a",), "a": (), "c": ("b",)}) == ["a", "b", "c"]
    assert schedule.topological({"a": ("b",), "b": ("a",), "c": ()}) == ["c", "a", "b"]
