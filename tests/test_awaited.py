"""What waits for whom is one answer: of the pack, the pages, the report and the rules."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.cases import case
from tests.clients import CLIENTS
from tpo_docs.awaited import awaited, is_uat, wanted
from tpo_docs.files import load
from tpo_docs.model import Item, LedgerLine, Project
from tpo_docs.planning import stakeholders
from tpo_docs.planning.stakeholders import Wait
from tpo_docs.proof import changes
from tpo_docs.records.fingerprint import fingerprints
from tpo_docs.records.ledger import APPROVED, CHANGES, written
from tpo_docs.signoff.pack import Wish, chosen

_ERP = Path(__file__).resolve().parents[1] / "tpo_docs" / "examples" / "erp"


def _requirement(status: str, *, owner: str = "c") -> str:
    return f'```yaml title="REQ-1.md"\n---\nid: REQ-1\ntitle: Split\nstatus: {status}\nowner: {owner}\n---\nIt splits.\n```\n'


def _project(*files: str, lines: tuple[LedgerLine, ...] = ()) -> Project:
    ledger = "".join(map(written, lines))
    text = "".join(files) + (f'```json title="records/reviews.jsonl"\n{ledger}```\n' if lines else "")
    return case(f"{CLIENTS}{text}").review().project


def _waits(project: Project) -> dict[str, list[tuple[str, str]]]:
    return {
        party.id: [(one.item.id, one.why.value) for one in awaited(project, party)]
        for party in project.of_type("party")
        if awaited(project, party)
    }


@pytest.mark.parametrize(
    ("status", "waits"),
    [("draft", False), ("proposed", True), ("approved", True), ("rejected", False)],
)
def test_it_waits_from_review_on_for_all_who_may_give_it(status: str, waits: bool) -> None:  # noqa: FBT001 - a case
    assert _waits(_project(_requirement(status))) == (
        {"a": [("REQ-1", "new")], "b": [("REQ-1", "new")]} if waits else {}
    )


def test_once_somebody_has_given_it_nobody_is_asked_and_after_a_change_only_that_party() -> None:
    now = fingerprints(_project(_requirement("approved")))["REQ-1"]
    said = LedgerLine("REQ-1", APPROVED, "a", "2027-01-04T00:00:00Z", now)
    assert _waits(_project(_requirement("approved"), lines=(said,))) == {}
    old = said._replace(fingerprint="0" * 12)
    assert _waits(_project(_requirement("approved"), lines=(old,))) == {"a": [("REQ-1", "changed")]}


def test_it_does_not_wait_for_the_party_that_wants_this_very_text_changed() -> None:
    now = fingerprints(_project(_requirement("approved")))["REQ-1"]
    said = LedgerLine("REQ-1", CHANGES, "a", "2027-01-04T00:00:00Z", now)
    assert _waits(_project(_requirement("approved"), lines=(said,))) == {"b": [("REQ-1", "new")]}
    old = said._replace(fingerprint="0" * 12)
    assert _waits(_project(_requirement("approved"), lines=(old,))) == {
        "a": [("REQ-1", "asked")],
        "b": [("REQ-1", "new")],
    }


def test_who_may_not_give_it_is_not_asked() -> None:
    config = CLIENTS.replace("role: client", "role: client, independent: true")
    project = case(config + _requirement("approved", owner="a")).review().project
    assert _waits(project) == {"b": [("REQ-1", "new")]}
    assert [str(demand) for demand in wanted(project, project.items["REQ-1"])] == ["approval of client"]


@pytest.fixture(scope="module")
def erp() -> Project:
    return load(_ERP, today=date(2027, 3, 1)).review.project


def _of(erp: Project) -> list[Item]:
    return [party for party in erp.of_type("party") if party.living]


def test_the_pack_and_the_waiting_list_of_the_example_hold_the_same(erp: Project) -> None:
    listed = {(one.party, one.item.id) for one in stakeholders.waiting(erp) if one.kind is Wait.APPROVE}
    packed = {(party.id, item.id) for party in _of(erp) for item, _, _ in chosen(erp, Wish(party))}
    tests = {(party.id, item.id) for party in _of(erp) for item, _, _ in chosen(erp, Wish(party, uat=True))}
    assert ("acceptance-board", "REQ-043") in packed
    assert {one for one in listed if not is_uat(erp.items[one[1]])} == packed
    assert {one for one in listed if is_uat(erp.items[one[1]])} <= tests


def test_the_changes_page_of_a_party_shows_all_that_waits_for_it(erp: Project) -> None:
    told = changes.since(erp, changes.Changes())
    assert any(one.waiting for one in told)
    for one in told:
        shown = {item.id for item in one.waiting} | {said.item.id for said in one.changed}
        assert {found.item.id for found in awaited(erp, one.party)} == shown


def test_the_rules_of_approvals_speak_only_of_what_waits_or_is_sent_back(erp: Project) -> None:
    review = load(_ERP, today=date(2027, 3, 1)).review
    waiting = {one.item.id for party in _of(erp) for one in awaited(erp, party)}
    found = [finding for finding in review.findings if finding.code in ("TPO801", "TPO802", "TPO903")]
    assert found
    for finding in found:
        assert finding.item in waiting or "wants changes" in finding.message
