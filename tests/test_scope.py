"""What belongs to a release, and what a release in work makes strict."""

from __future__ import annotations

from tests.cases import case
from tpo_docs.model import Project
from tpo_docs.scope import closure, planned, release_of, strict


def _item(name: str, *lines: str) -> str:
    return (
        f'```yaml title="{name}.md"\n---\nid: {name}\ntitle: {name}\n'
        + "".join(f"{line}\n" for line in lines)
        + "---\n```\n"
    )


def _project(*items: str) -> Project:
    return case("".join(items)).review().project


def test_without_a_release_nothing_is_planned_and_nothing_strict() -> None:
    project = _project(_item("STY-001"))
    assert planned(project) == {}
    assert strict(project) == frozenset()


def test_the_scope_holds_what_is_planned_and_all_that_it_waits_for() -> None:
    project = _project(
        _item("REL-mvp"),
        _item("STY-001", "release: REL-mvp", "depends_on: STY-002"),
        _item("STY-002", "depends_on: [STY-003, STY-004, STY-006]"),
        _item("STY-003", "depends_on: STY-002"),
        _item("STY-004", "status: done", "depends_on: STY-005"),
        _item("STY-005"),
        _item("STY-006", "status: dropped"),
        _item("STY-007", "status: dropped", "release: REL-mvp"),
    )
    assert planned(project) == {"REL-mvp": frozenset({"STY-001", "STY-002", "STY-003"})}
    assert closure(project, project.items["STY-002"]) == frozenset({"STY-003"})


def test_a_story_is_planned_with_its_nearest_parent() -> None:
    project = _project(
        _item("REL-1"),
        _item("REL-2"),
        _item("EPIC-001", "release: REL-1"),
        _item("EPIC-002", "parent: EPIC-001"),
        _item("STY-001", "parent: EPIC-002"),
        _item("STY-002", "parent: EPIC-002", "release: REL-2"),
        _item("STY-003"),
    )
    releases = {name: release_of(project, project.items[name]) for name in ("STY-001", "STY-002", "STY-003")}
    assert {name: release.id if release else None for name, release in releases.items()} == {
        "STY-001": "REL-1",
        "STY-002": "REL-2",
        "STY-003": None,
    }


def test_parents_in_a_circle_have_no_release() -> None:
    project = _project(_item("EPIC-001", "parent: EPIC-002"), _item("EPIC-002", "parent: EPIC-001"))
    assert release_of(project, project.items["EPIC-001"]) is None


def test_a_cancelled_release_is_still_the_one_an_item_names() -> None:
    project = _project(_item("REL-1", "status: cancelled"), _item("STY-001", "release: REL-1"))
    release = release_of(project, project.items["STY-001"])
    assert release is not None
    assert release.id == "REL-1"


def test_a_release_in_work_makes_its_scope_and_all_that_it_serves_strict() -> None:
    project = _project(
        _item("REL-1", "status: active"),
        _item("REL-2", "status: planned"),
        _item("GOAL-001"),
        _item("GOAL-002"),
        _item("REQ-001", "supports: GOAL-001"),
        _item("REQ-002", "supports: GOAL-002"),
        _item("STY-001", "realizes: REQ-001", "depends_on: STY-002", "release: REL-1"),
        _item("STY-002", "realizes: REQ-001"),
        _item("STY-003", "realizes: REQ-002", "release: REL-2"),
        _item("SPEC-001", "specifies: STY-003", "release: REL-1"),
    )
    assert strict(project) == frozenset(
        {"REL-1", "STY-001", "STY-002", "REQ-001", "GOAL-001", "SPEC-001", "STY-003", "REQ-002", "GOAL-002"}
    )
