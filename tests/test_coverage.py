"""What covers an item, directly and through others, and what is missing first."""

from __future__ import annotations

import time

import pytest

from tests.cases import case
from tpo_docs.coverage import RULES, Coverage, State, coverage, missing, shares, trace_score
from tpo_docs.coverage import tests_of_criterion as by_criterion
from tpo_docs.matrix import matrix
from tpo_docs.matrix.nouns import Axis, Pair
from tpo_docs.model import Project
from tpo_docs.rules import BY_CODE

_REQUIREMENT = ("kind: functional", "status: approved")
_CRITERIA = ("acceptance: {AC1: One, AC2: Two}",)


def _item(name: str, *lines: str) -> str:
    return (
        f'```yaml title="{name}.md"\n---\nid: {name}\ntitle: {name}\n'
        + "".join(f"{line}\n" for line in lines)
        + "---\n```\n"
    )


def _project(*items: str) -> Project:
    return case("".join(items)).review().project


def _state(project: Project, name: str, need: str) -> State:
    return next(state for state in coverage(project)[name].states if str(state.need) == need)


def _first(found: Coverage, *, of: str = "") -> str:
    return found.first_missing.words(of=of) if found.first_missing else ""


def test_an_item_is_covered_when_every_need_is_met_and_deep_when_all_below_is_too() -> None:
    project = _project(
        _item("REQ-001", *_REQUIREMENT),
        _item("STY-001", "realizes: REQ-001", *_CRITERIA),
        _item("TEST-001", "verifies: [REQ-001, STY-001/AC1]"),
    )
    found = coverage(project)["REQ-001"]
    assert (found.covered, found.deep, found.met, found.expected) == (True, False, 2, 2)
    assert _first(found, of="REQ-001") == "STY-001: AC2 has no test"
    assert _first(coverage(project)["STY-001"], of="STY-001") == "AC2 has no test"


def test_the_whole_chain_is_deep_covered() -> None:
    project = _project(
        _item("GOAL-001"),
        _item("REQ-001", *_REQUIREMENT, "supports: GOAL-001"),
        _item("STY-001", "realizes: REQ-001", *_CRITERIA),
        _item("TEST-001", "verifies: [STY-001/AC1, STY-001/AC2]"),
    )
    found = coverage(project)
    assert {name: state.deep for name, state in found.items()} == {"GOAL-001": True, "REQ-001": True, "STY-001": True}
    assert [state.first_missing for state in found.values()] == [None] * 3


def test_what_is_missing_is_said_in_words_from_where_one_stands() -> None:
    project = _project(
        _item("GOAL-001"),
        _item("REQ-001", "kind: transition", "supports: GOAL-001"),
        _item("REQ-002", "kind: functional"),
    )
    found = coverage(project)
    assert _first(found["REQ-001"], of="REQ-001") == "no rollout spec"
    assert _first(found["GOAL-001"], of="GOAL-001") == "REQ-001: no rollout spec"
    assert [gap.words() for gap in found["REQ-002"].missing] == ["REQ-002: no story", "REQ-002: no test"]


def test_a_test_of_a_storys_criterion_counts_for_its_requirement_as_derived() -> None:
    project = _project(
        _item("REQ-001", *_REQUIREMENT),
        _item("STY-001", "realizes: REQ-001", *_CRITERIA),
        _item("TEST-001", "verifies: STY-001/AC1"),
        _item("TEST-002", "verifies: REQ-001"),
        _item("TEST-003", "verifies: [REQ-001, STY-001/AC2]"),
    )
    state = _state(project, "REQ-001", "test")
    assert (state.direct, state.derived) == (("TEST-002", "TEST-003"), ("TEST-001",))


def test_parts_at_any_depth_cover_the_whole() -> None:
    project = _project(
        _item("REQ-001", *_REQUIREMENT),
        _item("REQ-002", *_REQUIREMENT, "parent: REQ-001"),
        _item("REQ-003", *_REQUIREMENT, "parent: REQ-002"),
        _item("STY-001", "realizes: REQ-003", "kind: spike"),
        _item("TEST-001", "verifies: STY-001"),
    )
    for name in ("REQ-001", "REQ-002"):
        assert _state(project, name, "story").derived == ("STY-001",)
        assert _state(project, name, "test").derived == ("TEST-001",)
        assert coverage(project)[name].deep


def test_parts_of_each_other_end_the_search() -> None:
    project = _project(
        _item("REQ-001", *_REQUIREMENT, "parent: REQ-002"), _item("REQ-002", *_REQUIREMENT, "parent: REQ-001")
    )
    assert not coverage(project)["REQ-001"].covered


def test_dead_items_cover_nothing_and_need_nothing() -> None:
    project = _project(
        _item("REQ-001", *_REQUIREMENT),
        _item("STY-001", "realizes: REQ-001", "status: dropped"),
        _item("TEST-001", "verifies: STY-001"),
        _item("TEST-002", "verifies: REQ-001", "status: retired"),
    )
    assert [str(state.need) for state in missing(project, project.items["REQ-001"])] == ["story", "test"]
    assert "STY-001" not in coverage(project)
    assert missing(project, project.items["STY-001"]) == ()


def test_links_that_prove_nothing_do_not_count() -> None:
    project = _project(
        _item("REQ-001", "kind: business"), _item("STY-001", "relates: REQ-001", "depends_on: REQ-001", "kind: spike")
    )
    assert not coverage(project)["REQ-001"].covered


def test_a_metric_counts_though_the_link_runs_the_other_way() -> None:
    project = _project(
        _item("REQ-001", "kind: quality", "measured_by: KPI-001"),
        _item("KPI-001"),
        _item("SPEC-001", "specifies: REQ-001"),
        _item("TEST-001", "verifies: REQ-001"),
    )
    assert _state(project, "REQ-001", "metric").direct == ("KPI-001",)
    assert coverage(project)["REQ-001"].deep


def test_advice_does_not_count_against_an_item_and_evidence_is_not_judged() -> None:
    project = _project(_item("REQ-001", "kind: constraint"), _item("REQ-002", "kind: regulatory"))
    found = coverage(project)
    assert (found["REQ-001"].covered, found["REQ-001"].expected) == (True, 0)
    assert [str(state.need) for state in missing(project, project.items["REQ-001"])] == ["spec?", "test?"]
    assert [(str(state.need), state.judged) for state in found["REQ-002"].states] == [
        ("test", True),
        ("approval", False),
    ]


def test_a_test_of_the_whole_counts_for_the_only_criterion() -> None:
    one = _project(_item("STY-001", "acceptance: {AC1: One}"), _item("TEST-001", "verifies: [STY-001, STY-001/AC1]"))
    assert by_criterion(one, one.items["STY-001"]) == {"AC1": ("TEST-001",)}
    two = _project(_item("STY-001", *_CRITERIA), _item("TEST-001", "verifies: STY-001"))
    assert by_criterion(two, two.items["STY-001"]) == {"AC1": (), "AC2": ()}
    assert by_criterion(two, two.items["TEST-001"]) == {}


def test_a_loop_counts_as_covered_by_itself() -> None:
    project = _project(
        _item("REQ-001", "kind: business"),
        _item("STY-001", "realizes: REQ-001", "parent: EPIC-001", "acceptance: {AC1: One}"),
        _item("EPIC-001", "parent: EPIC-002"),
        _item("EPIC-002", "parent: EPIC-001"),
        _item("TEST-001", "verifies: STY-001"),
    )
    assert coverage(project)["EPIC-001"].deep
    assert coverage(project)["REQ-001"].deep


_NEED_EACH_OTHER = """
```yaml title="tpo-docs.yml"
types:
  barrier: {prefix: BAR, workflow: {open: agreed}, needs: {"*": [hazard]}}
  hazard: {prefix: HAZ, workflow: {open: agreed}, needs: {"*": [barrier]}}
links:
  prevents: {from: barrier, to: hazard, traced: true}
```
"""


def test_items_that_need_each_other_are_deep_covered() -> None:
    project = _project(
        _NEED_EACH_OTHER, _item("BAR-001", "prevents: [HAZ-001, HAZ-002]"), _item("HAZ-001"), _item("HAZ-002")
    )
    assert {name: found.deep for name, found in coverage(project).items()} == {
        "BAR-001": True,
        "HAZ-001": True,
        "HAZ-002": True,
    }


def test_what_is_missing_below_a_loop_reaches_all_who_stand_on_it() -> None:
    project = _project(
        _NEED_EACH_OTHER.replace("[barrier]", "[barrier, spec]"),
        _item("BAR-001", "prevents: [HAZ-001, HAZ-002]"),
        _item("HAZ-001"),
        _item("HAZ-002"),
        _item("SPEC-001", "specifies: HAZ-001"),
    )
    found = {name: state.first_missing for name, state in coverage(project).items()}
    assert {name: gap.words() for name, gap in found.items() if gap is not None} == dict.fromkeys(
        ("BAR-001", "HAZ-001", "HAZ-002"), "HAZ-002: no spec"
    )


def test_shares_count_committed_items_that_need_something() -> None:
    project = _project(
        _item("REQ-001", *_REQUIREMENT, "owner: a"),
        _item("REQ-002", "kind: business", "status: approved", "owner: a"),
        _item("REQ-003", "kind: constraint", "status: approved", "owner: b"),
        _item("REQ-004", "kind: functional", "owner: a"),
        _item("STY-001", "realizes: REQ-002", "kind: spike"),
    )
    found = shares(project, lambda item: [item.owner])
    assert [(share.name, share.total, share.covered, share.deep, share.open, share.percent) for share in found] == [
        ("a", 2, 1, 1, ("REQ-001",), 50),
        ("b", 0, 0, 0, (), 100),
    ]
    assert [share.deep_percent for share in found] == [50, 100]
    assert trace_score(project) == (1, 3)


def test_shares_may_be_asked_of_some_items_only() -> None:
    project = _project(_item("REQ-001", *_REQUIREMENT), _item("REQ-002", *_REQUIREMENT))
    found = shares(project, lambda item: [item.type], [project.items["REQ-002"]])
    assert [(share.name, share.total) for share in found] == [("requirement", 1)]


@pytest.mark.no_cover  # what is timed is not traced
def test_a_long_chain_of_parts_takes_time_in_proportion() -> None:
    """5,000 wholes and parts below each other, a story at every third: each listed for each would be 4 million ids."""
    items = []
    for number in range(5_000):
        above = (f"parent: REQ-{number - 1:04}",) if number else ()
        items.append(_item(f"REQ-{number:04}", *_REQUIREMENT, *above))
        if number % 3 == 0:
            items.append(_item(f"STY-{number:04}", f"realizes: REQ-{number:04}", "kind: spike", "status: ready"))
    project = _project(*items)
    begun = time.perf_counter()
    found = coverage(project)
    assert time.perf_counter() - begun < 5
    assert len(_state(project, "REQ-0000", "story").derived) == 1_666
    assert [entry.need.type for entry in found["REQ-0000"].missing] == ["test"]
    assert _state(project, "REQ-4999", "story").derived == ()


def test_parts_of_parts_on_a_loop_are_covered_by_what_covers_one_of_them() -> None:
    project = _project(
        _item("REQ-001", *_REQUIREMENT),
        _item("REQ-002", *_REQUIREMENT, "parent: REQ-001"),
        _item("REQ-003", *_REQUIREMENT, "parent: REQ-004"),
        _item("REQ-004", *_REQUIREMENT, "parent: REQ-003"),
        _item("STY-001", "realizes: REQ-004", "kind: spike"),
    )
    assert _state(project, "REQ-003", "story").derived == ("STY-001",)
    assert _state(project, "REQ-001", "story").derived == ()


_ALLOWED = 'allow: [{rule: %s, reason: "the test bench comes in May", until: 2027-05-31}]'


def _exempt(rule: str, *more: str) -> Project:
    return _project(
        _item("REQ-001", *_REQUIREMENT),
        _item("STY-001", "status: ready", "realizes: REQ-001", *_CRITERIA, _ALLOWED % rule, *more),
        _item("TEST-001", "verifies: [REQ-001, STY-001/AC1]"),
    )


def test_what_an_item_allows_with_a_reason_is_no_gap_and_is_told_apart() -> None:
    for rule in ("TPO305", "criterion-without-test"):
        project = _exempt(rule)
        found = coverage(project)["STY-001"]
        assert (found.covered, found.deep, found.missing) == (True, True, ())
        assert [lack.words(of="STY-001") for lack in found.exempt] == ["AC2 has no test"]
        assert coverage(project)["REQ-001"].deep
        whole = next(share for share in shares(project, lambda item: (item.type,)) if share.name == "story")
        assert (whole.covered, whole.total, whole.open, whole.exempt) == (1, 1, (), ("STY-001",))


def test_the_matrix_and_the_coverage_say_the_same_of_what_is_allowed() -> None:
    project = _exempt("TPO305")
    found = matrix(project, Pair(Axis("story"), Axis("test")))
    assert [(row.item.id, row.standing.value) for row in found.rows] == [("STY-001", "exempt")]
    assert [part.standing.value for part in found.rows[0].parts] == ["ok", "exempt"]
    assert found.asked - found.gaps == 1


def test_an_exemption_from_another_rule_or_past_its_end_allows_nothing() -> None:
    found = coverage(_exempt("TPO304"))["STY-001"]
    assert (found.covered, found.exempt) == (False, ())
    late = case(
        _item("STY-001", "status: ready", *_CRITERIA, _ALLOWED.replace("2027-05-31", "2020-01-01") % "TPO305")
    ).review()
    assert not coverage(late.project)["STY-001"].covered


def test_the_rules_of_needs_are_called_as_the_catalogue_calls_them() -> None:
    assert {code: rule.name for code, rule in BY_CODE.items() if code in RULES} == dict(RULES)
