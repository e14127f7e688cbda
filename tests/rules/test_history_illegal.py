"""TPO107 beyond its page: what may happen between two versions, and what may not."""

from __future__ import annotations

import pytest

from tests.cases import case, messages


def _item(name: str, status: str, more: str = "", *, before: bool = False) -> str:
    path = f"before/{name}.md" if before else f"{name}.md"
    return f'```yaml title="{path}"\n---\nid: {name}\ntitle: A\nstatus: {status}\n{more}\n---\n```\n'


def _said(before: str, now: str) -> list[str]:
    return messages(case(before + now).review(), "TPO107")


@pytest.mark.parametrize(
    ("was", "is_now", "legal"),
    [
        ("idea", "done", True),
        ("done", "in-progress", True),
        ("done", "ready", False),
        ("ready", "refining", True),
        ("ready", "idea", False),
        ("done", "dropped", True),
        ("dropped", "dropped", True),
        ("dropped", "idea", False),
    ],
)
def test_one_step_back_and_any_forward(was: str, is_now: str, legal: bool) -> None:  # noqa: FBT001 - a column
    assert (_said(_item("STY-001", was, before=True), _item("STY-001", is_now)) == []) is legal


def test_steps_are_those_that_the_type_has() -> None:
    assert _said(_item("ADR-001", "accepted", before=True), _item("ADR-001", "proposed")) == []
    assert _said(_item("TEST-001", "active", before=True), _item("TEST-001", "draft")) == []


def test_an_agreed_item_does_not_vanish() -> None:
    rest = _item("REQ-002", "draft")
    assert _said(_item("REQ-001", "approved", before=True), rest) == ["REQ-001 was approved and is gone"]
    assert _said(_item("REQ-001", "draft", before=True), rest) == []
    assert _said(_item("REQ-001", "retired", before=True), rest) == []


def test_a_new_id_that_names_the_old_one_is_fine() -> None:
    assert _said(_item("REQ-001", "approved", before=True), _item("REQ-101", "approved", "aliases: [REQ-001]")) == []


def test_a_row_of_a_collection_may_go() -> None:
    before = '```yaml title="before/parties.yml"\ntess: {kind: person, title: Tess}\n```\n'
    assert _said(before, _item("REQ-002", "draft")) == []


def test_an_item_of_a_broken_file_has_not_vanished() -> None:
    broken = '```yaml title="one.md"\n---\nid: [REQ-001\ntitle: x: y: z\n---\n```\n'
    before = _item("REQ-001", "approved", before=True).replace("before/REQ-001.md", "before/one.md")
    assert _said(before, broken) == []


def test_without_a_base_version_nothing_is_said() -> None:
    assert _said("", _item("REQ-001", "draft")) == []
