"""The backlog: what is in it, in which order, and why each item stands where it stands."""

from __future__ import annotations

import pytest

from tests.cases import case
from tpo_docs.model import Review
from tpo_docs.pages.planning.why import why
from tpo_docs.planning import backlog as module
from tpo_docs.planning.backlog import Backlog, backlog, uncertainty
from tpo_docs.words import words


def _of(**stories: str) -> Backlog:
    text = ""
    for name, rest in stories.items():
        text += f'```yaml title="{name}.md"\n---\nid: {name.replace("_", "-")}\ntitle: x\n{rest}\n---\n```\n'
    return backlog(case(text).review().project)


def _sentences(found: Backlog) -> dict[str, str]:
    return {entry.item.id: why(entry, words("en")) for entry in found.entries}


def _score(value: int, size: int | None = 1, more: str = "") -> str:
    estimate = f"estimate: {size}\n" if size is not None else ""
    return f"{estimate}score: {{value: {value}, urgency: 0, enables: 0}}\n{more}"


def test_each_item_says_why_it_stands_there() -> None:
    found = _of(
        STY_1=_score(5),
        STY_2=_score(0),
        STY_3=_score(20, 2, "depends_on: STY-2"),
        STY_4=_score(8, None),
        STY_5=_score(1, 1, "depends_on: STY-1"),
    )
    assert _sentences(found) == {
        "STY-2": "Put forward because STY-3 (20 value) needs it.",
        "STY-3": "With what it needs (STY-2) the best of what was left: 20 / 3 = 6.67.",
        "STY-1": "The best of what was left: 5 / 1 = 5.",
        "STY-5": "It needs STY-1, done before it; then the best of what was left: 1 / 1 = 1.",
        "STY-4": "It has no score (no estimate), so it stands behind those that have one.",
    }
    assert [entry.scored.place for entry in found.entries] == [4, 1, 2, 3, 0]


def test_what_is_needed_by_something_of_no_known_value_is_given_no_number() -> None:
    found = _of(STY_2="", STY_1="depends_on: STY-2")
    assert _sentences(found)["STY-2"] == "It stands before STY-1, where it is needed."


def test_a_rank_by_hand_wins_and_says_its_reason() -> None:
    found = _of(
        STY_1=_score(9),
        STY_2=_score(1),
        STY_3=_score(1, 1, "depends_on: STY-2\nrank: 1\nrank_reason: The board wants it."),
        STY_4=_score(1, 1, "rank: 9"),
    )
    assert [entry.item.id for entry in found.entries] == ["STY-2", "STY-3", "STY-1", "STY-4"]
    assert _sentences(found)["STY-3"] == "Ranked 1 by hand: The board wants it."
    assert _sentences(found)["STY-2"] == "Put forward because STY-3 is ranked by hand and needs it."
    assert _sentences(found)["STY-4"] == "Ranked 9 by hand, and no reason is written."


def test_feasibility_changes_the_order_visibly() -> None:
    found = _of(
        STY_1=_score(9, 2, "feasibility: {verdict: risky}"),
        STY_2=_score(9, 2, "feasibility: {verdict: risky, uncertainty: 2}"),
        STY_3=_score(9, 9, "feasibility: {verdict: unknown, spike: STY-4}"),
        STY_4=_score(0),
        STY_5=_score(9, 90, "feasibility: {verdict: unknown, spike: STY-404}"),
        STY_6=_score(99, 1, 'feasibility: {verdict: "no"}'),
        STY_7=_score(99, 1, "depends_on: STY-6"),
    )
    sentences = _sentences(found)
    assert sentences["STY-1"].endswith("It is risky: its size 2 counts as 3.")
    assert sentences["STY-2"].endswith("It is risky: its size 2 counts as 6.")
    assert sentences["STY-3"].endswith("STY-4 comes before it, to find out whether it can be done.")
    assert sentences["STY-5"].endswith("Nobody finds out yet whether it can be done.")
    assert [entry.item.id for entry in found.entries] == ["STY-1", "STY-2", "STY-4", "STY-3", "STY-5"]
    assert [(one.item.id, one.because) for one in found.excluded] == [("STY-6", "STY-6"), ("STY-7", "STY-6")]


def test_absurd_uncertainty_counts_as_the_usual_one(review: Review) -> None:
    """
    ```yaml title="STY-1.md"
    ---
    id: STY-1
    feasibility: {verdict: risky, uncertainty: -7}
    ---
    ```
    ```yaml title="STY-2.md"
    ---
    id: STY-2
    feasibility: {verdict: risky, uncertainty: much}
    ---
    ```
    """
    assert [uncertainty(item) for item in review.project.of_type("story")] == [0.5, 0.5]


def test_an_epic_stands_for_its_stories() -> None:
    found = _of(
        EPIC_1="",
        EPIC_2="depends_on: EPIC-1",
        STY_1=_score(1, 1, "parent: EPIC-1"),
        STY_2=_score(1, 1, "parent: EPIC-1"),
        STY_3=_score(50, 1, "parent: EPIC-2"),
        STY_4=_score(9),
    )
    assert [entry.item.id for entry in found.entries] == ["STY-1", "STY-2", "STY-3", "STY-4"]
    assert found.by_id["STY-3"].needs == ("STY-1", "STY-2")
    assert _sentences(found)["STY-1"] == "Put forward because STY-3 (50 value) needs it."


def test_a_circle_is_said_and_stops_nothing() -> None:
    found = _of(STY_1=_score(5, 1, "depends_on: STY-2"), STY_2=_score(4, 1, "depends_on: STY-1"))
    assert found.loops == (("STY-1", "STY-2"),)
    assert _sentences(found)["STY-1"].endswith("It stands in a circle with STY-2: dependencies in it do not count.")


def test_done_and_dropped_stories_are_no_work_and_need_nothing() -> None:
    found = _of(
        STY_1=_score(5) + "status: done",
        STY_2=_score(5) + "status: dropped",
        STY_3=_score(1, 1, "depends_on: [STY-1, STY-2]"),
    )
    assert [(entry.item.id, entry.needs) for entry in found.entries] == [("STY-3", ())]


def test_ties_go_by_class_then_release_then_id() -> None:
    found = _of(
        REL_a="kind: release\ntarget: 2027-01-01",
        STY_1=_score(1),
        STY_2=_score(1, 1, "release: REL-a"),
        STY_3=_score(1, 1, "priority: must"),
    )
    assert [entry.item.id for entry in found.entries] == ["STY-3", "STY-2", "STY-1"]


def test_moscow_puts_a_must_before_any_number_of_shoulds() -> None:
    text = '```yaml title="tpo-docs.yml"\npriority: {framework: moscow}\n```\n'
    for name, rest in {"STY-1": "priority: should\nestimate: 1", "STY-2": "priority: must\nestimate: 90"}.items():
        text += f'```yaml title="{name}.md"\n---\nid: {name}\n{rest}\n---\n```\n'
    found = backlog(case(text).review().project)
    assert [entry.item.id for entry in found.entries] == ["STY-2", "STY-1"]


def test_half_of_a_long_backlog_ranked_by_hand_looks_at_what_each_needs_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0
    plain = module._Shown.above

    def above(self: module._Shown, name: str) -> frozenset[str]:
        nonlocal asked
        asked += 1
        return plain(self, name)

    monkeypatch.setattr(module._Shown, "above", above)
    found = _of(**{f"STY_{number}": _score(1, 1, f"rank: {number}" if number % 2 else "") for number in range(1, 201)})
    assert len(found.entries) == 200
    assert asked <= 200
