"""Two versions of a project compared."""

from __future__ import annotations

from tests.cases import case
from tpo_docs.proof.difference import Difference, difference


def _item(name: str, front: str = "", body: str = "", path: str = "") -> str:
    return (
        f'```yaml title="{path or name + ".md"}"\n---\nid: {name}\ntitle: Title of {name}\n{front}\n---\n{body}\n```\n'
    )


def _between(before: str, after: str) -> Difference:
    return difference(case(before).review(), case(after).review())


def _fields(found: Difference) -> dict[str, tuple[str, str]]:
    return {field.field: (field.before, field.after) for change in found.changes for field in change.fields}


def test_the_same_files_differ_in_nothing() -> None:
    files = _item("REQ-001", "status: approved", "The system shall stop.")
    assert _between(files, files).empty


def test_items_come_and_go() -> None:
    found = _between(_item("REQ-001") + _item("REQ-002", body="Two."), _item("REQ-002", body="Two.") + _item("REQ-003"))
    assert [item.id for item in found.added] == ["REQ-003"]
    assert [item.id for item in found.removed] == ["REQ-001"]
    assert found.changes == ()
    assert (found.before, found.after) == (2, 2)


def test_an_alias_says_that_an_item_was_renamed_and_its_links_are_the_same() -> None:
    before = _item("REQ-001") + _item("STY-001", "realizes: REQ-001")
    after = _item("REQ-101", "aliases: [REQ-001]") + _item("STY-001", "realizes: REQ-101")
    found = _between(before, after)
    assert [(change.before.id, change.after.id) for change in found.renamed] == [("REQ-001", "REQ-101")]
    assert (found.added, found.removed, found.links_gained, found.links_lost) == ((), (), (), ())


def test_so_does_the_same_content_where_there_is_one_of_it() -> None:
    def named(name: str) -> str:
        return _item(name, body="The same.").replace(f"Title of {name}", "A title")

    found = _between(named("REQ-001"), named("REQ-002"))
    assert [(change.before.id, change.after.id) for change in found.renamed] == [("REQ-001", "REQ-002")]
    doubtful = _between(named("REQ-001"), named("REQ-002") + named("REQ-003"))
    assert doubtful.renamed == ()
    assert len(doubtful.added) == 2


def test_a_file_may_move() -> None:
    found = _between(_item("REQ-001"), _item("REQ-001", path="billing/REQ-001.md"))
    assert [(change.before.path, change.after.path) for change in found.moved] == [
        ("specs/REQ-001.md", "specs/billing/REQ-001.md")
    ]
    assert found.changed == ()


def test_fields_texts_and_criteria_are_compared_apart() -> None:
    criteria = "\n\n## Acceptance criteria\n- **AC1** It is shown.\n- **AC2** It is kept."
    before = _item("STY-001", "status: idea\nestimate: 3\ntags: [a, b]", f"A text.{criteria}\n\n## Notes\nOld.")
    after = _item(
        "STY-001",
        "status: ready\nestimate: 3\ntags: [a]",
        f"A text.{criteria.replace('kept', 'printed')}\n\n## Notes\nNew.",
    )
    assert _fields(_between(before, after)) == {
        "status": ("idea", "ready"),
        "tags": ("a, b", "a"),
        "AC2": ("It is kept.", "It is printed."),
        "text": ("A text.\n## Acceptance criteria\n## Notes\nOld.", "A text.\n## Acceptance criteria\n## Notes\nNew."),
    }


def test_wrapping_is_no_change_and_lines_may_move() -> None:
    found = _between(_item("REQ-001", body="One two\nthree."), _item("REQ-001", "\n", "\nOne\ntwo three."))
    assert found.empty


def test_links_and_coverage_are_gained_and_lost() -> None:
    requirement = _item("REQ-001", "kind: business") + _item("REQ-002", "kind: business")
    found = _between(
        requirement + _item("STY-001", "realizes: REQ-001"), requirement + _item("STY-001", "realizes: REQ-002")
    )
    assert [(trace.source, trace.target) for trace in found.links_gained] == [("STY-001", "REQ-002")]
    assert [(trace.source, trace.target) for trace in found.links_lost] == [("STY-001", "REQ-001")]
    assert [(entry.item.id, entry.gained, entry.missing) for entry in found.coverage] == [
        ("REQ-001", False, "no story"),
        ("REQ-002", True, ""),
    ]


def test_findings_are_new_and_closed_and_follow_an_item_to_its_new_id() -> None:
    found = _between(_item("STY-001", "realizes: REQ-404"), _item("STY-009", "realizes: REQ-404\naliases: STY-001"))
    assert found.findings_new == found.findings_closed == ()
    other = _between(_item("STY-001", "realizes: REQ-404"), _item("STY-001", "realizes: REQ-405"))
    assert [finding.about for finding in other.findings_new] == ["realizes REQ-405"]
    assert [finding.about for finding in other.findings_closed] == ["realizes REQ-404"]


def test_those_who_build_on_what_changed_must_look_again() -> None:
    story = "## Acceptance criteria\n- **AC1** It is shown.\n- **AC2** It is kept."
    rest = (
        _item("TEST-001", "verifies: STY-001/AC1\nowner: tess")
        + _item("TEST-002", "verifies: STY-001/AC2\nowner: tess")
        + _item("SPEC-001", "specifies: [STY-001, REQ-001]")
    )
    before = _item("REQ-001") + _item("STY-001", body=story) + rest
    found = _between(before, _item("STY-001", body=story.replace("kept", "printed")) + rest)
    assert [(again.owner, again.item.id, again.causes) for again in found.again] == [
        ("tess", "TEST-002", ("STY-001/AC2 changed",)),
        ("", "SPEC-001", ("STY-001 changed", "REQ-001 is gone")),
    ]


def test_a_change_that_matters_to_no_approval_asks_nothing() -> None:
    story = _item("STY-001", "realizes: REQ-001\nowner: tess")
    assert _between(_item("REQ-001", "owner: a") + story, _item("REQ-001", "owner: b") + story).again == ()


def test_a_decision_that_changed_concerns_what_it_affects() -> None:
    rest = _item("SPEC-001", "owner: tess")
    found = _between(
        _item("ADR-001", "affects: SPEC-001", "One.") + rest, _item("ADR-001", "affects: SPEC-001", "Two.") + rest
    )
    assert [(again.item.id, again.causes) for again in found.again] == [("SPEC-001", ("ADR-001 changed",))]


def test_an_item_in_a_broken_file_is_not_called_removed() -> None:
    broken = '```yaml title="one.md"\n---\nid: [REQ-001\ntitle: x: y: z\n---\nText.\n```\n'
    found = _between(_item("REQ-001", path="one.md"), broken)
    assert found.removed == ()
    assert [(entry.version, entry.unread.path) for entry in found.unreadable][:1] == [("after", "specs/one.md")]
    assert [entry.version for entry in _between(broken, _item("REQ-001", path="one.md")).unreadable][:1] == ["before"]


def test_what_is_new_was_written_with_the_change_at_hand() -> None:
    before = _item("REQ-001", "owner: sam", "The system shall stop.")
    after = _item("REQ-001", "owner: sam", "The system shall go.") + _item("STY-001", "realizes: REQ-001")
    assert _between(before, after).again == ()
