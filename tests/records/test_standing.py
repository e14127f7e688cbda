"""What of the approvals holds after a change."""

from __future__ import annotations

from collections.abc import Mapping

from tests.cases import Case, case, messages
from tpo_docs.coverage import coverage, missing
from tpo_docs.model import LedgerLine, Review
from tpo_docs.records.fingerprint import fingerprints
from tpo_docs.records.ledger import PATH, written
from tpo_docs.records.standing import demands, standing, upstream

_CONFIG = '```yaml title="tpo-docs.yml"\ntypes: {requirement: {needs: {regulatory: [approval], "*": []}, approvals: {%s}}}\n```\n'
_PARTIES = """
```yaml title="parties.yml"
harbour: {kind: client, title: Harbour Oil}
tess: {kind: person, title: Tess Tester}
```
"""
_REQUIREMENT = """
```yaml title="REQ-001.md"
---
id: REQ-001
title: Pay
kind: %s
status: approved
owner: tess
source: tess
rationale: r
---
The shop shall take %s.
```
"""
_STORY = """
```yaml title="STY-001.md"
---
id: STY-001
title: Choose
owner: tess
realizes: REQ-001
---
## Acceptance criteria
- **AC1** It is %s.
- **AC2** It is kept.
```
```yaml title="TEST-001.md"
---
id: TEST-001
title: Two
kind: manual
verifies: STY-001/AC1
---
```
"""


def _files(
    money: str = "coins", kind: str = "business", demand: str = "", criterion: str = "shown", more: str = ""
) -> str:
    return (_CONFIG % demand) + _PARTIES + (_REQUIREMENT % (kind, money)) + (_STORY % criterion) + more


def _with(files: str, *lines: LedgerLine) -> Review:
    found = case(files)
    ledger = "".join(map(written, lines))
    return Case({**found.files, **({PATH: ledger} if lines else {})}).review()


def _said(files: str, item: str, party: str = "harbour", **more: object) -> LedgerLine:
    """The line that `approve` writes for these files."""
    project = case(files).review().project
    line = LedgerLine(
        item,
        "approved",
        party,
        "2027-01-04T09:00:00Z",
        fingerprints(project)[item],
        upstream(project, project.items[item]),
    )
    return line._replace(**more)  # type: ignore[arg-type]  # fields of the line, by name


def _codes(review: Review) -> list[str]:
    return [finding.code for finding in review.findings if finding.code.startswith("TPO8")]


def test_without_a_ledger_and_without_demands_all_is_silent() -> None:
    review = _with(_files(kind="regulatory"))
    assert _codes(review) == []
    assert missing(review.project, review.project.items["REQ-001"]) == ()


def test_once_there_is_a_ledger_the_need_of_an_approval_is_judged() -> None:
    files = _files(kind="regulatory")
    other = _with(files, _said(files, "STY-001"))
    assert messages(other, "TPO902") == ["REQ-001 has no approval"]
    assert not coverage(other.project)["REQ-001"].covered
    good = _with(files, _said(files, "REQ-001"))
    assert _codes(good) == []
    assert coverage(good.project)["REQ-001"].states[0].direct == ("harbour",)


def test_a_stale_approval_meets_no_need_and_is_said_once() -> None:
    line = _said(_files(kind="regulatory"), "REQ-001")
    review = _with(_files("notes", kind="regulatory"), line)
    assert _codes(review) == ["TPO802"]
    assert messages(review, "TPO802") == ["REQ-001 has changed since harbour approved it on 2027-01-04"]
    assert not coverage(review.project)["REQ-001"].covered


def test_a_demand_is_met_by_the_role_named() -> None:
    files = _files(demand="approved: [{role: client}]")
    assert messages(_with(files), "TPO801") == ["REQ-001 is approved without approval of client"]
    assert _codes(_with(files, _said(files, "REQ-001", "tess"))) == ["TPO801"]
    assert _codes(_with(files, _said(files, "REQ-001"))) == []
    by_id = _files(demand="approved: [{role: harbour}]")
    assert _codes(_with(by_id, _said(by_id, "REQ-001"))) == []


def test_the_last_word_counts() -> None:
    files = _files(demand="approved: [{role: client}]")
    changes = _said(files, "REQ-001", verdict="changes-requested", at="2027-01-05T00:00:00Z")
    review = _with(files, _said(files, "REQ-001"), changes)
    assert messages(review, "TPO801") == ["REQ-001 is approved without approval of client: harbour wants changes"]
    again = _said(files, "REQ-001", at="2027-01-06T00:00:00Z")
    assert _codes(_with(files, again, _said(files, "REQ-001"), changes)) == []


def test_owner_and_author_may_not_give_an_independent_approval() -> None:
    files = _files(demand="approved: [{independent: true}]")
    assert _codes(_with(files, _said(files, "REQ-001", "tess"))) == ["TPO801"]
    assert _codes(_with(files, _said(files, "REQ-001", author="harbour oil"))) == ["TPO801"]
    assert _codes(_with(files, _said(files, "REQ-001", author="Tess Tester"))) == []


def test_a_later_status_asks_for_what_an_earlier_one_asked() -> None:
    config = '```yaml title="tpo-docs.yml"\ntypes: {story: {approvals: {ready: [{role: client}], done: [{role: tess}]}}}\n```\n'

    def asked(status: str) -> list[str]:
        item = f'```yaml title="STY-001.md"\n---\nid: STY-001\ntitle: A\nstatus: {status}\n---\n```\n'
        project = case(config + item).review().project
        return [demand.role for demand in demands(project, project.items["STY-001"])]

    assert asked("idea") == []
    assert asked("ready") == ["client"]
    assert asked("in-progress") == ["client"]
    assert asked("done") == ["client", "tess"]
    assert asked("dropped") == []


def test_a_link_is_suspect_once_the_other_end_has_changed() -> None:
    ready = _files().replace("title: Choose", "title: Choose\nstatus: ready")
    line = _said(ready, "STY-001", "tess")
    assert "TPO803" not in _codes(_with(ready, line))
    changed = ready.replace("coins", "notes")
    review = _with(changed, line)
    assert messages(review, "TPO803") == ["REQ-001 has changed since STY-001 was approved on 2027-01-04"]
    settled = _said(changed, "STY-001", "tess", verdict="accepted", at="2027-01-05T00:00:00Z")
    assert _codes(_with(changed, line, settled)) == []


def test_a_link_to_a_criterion_is_suspect_only_when_that_one_changes() -> None:
    active = _files().replace("title: Two", "title: Two\nstatus: active")
    line = _said(active, "TEST-001", "tess")
    other = active.replace("It is kept", "It is printed")
    assert "TPO803" not in _codes(_with(other, line))
    assert messages(_with(active.replace("shown", "hidden"), line), "TPO803") == [
        "STY-001/AC1 has changed since TEST-001 was approved on 2027-01-04"
    ]


def test_a_change_of_wording_keeps_approvals_and_links() -> None:
    before = _files(demand="approved: [{role: client}]").replace("title: Choose", "title: Choose\nstatus: ready")
    after = before.replace("coins", "a coin")
    lines = [_said(before, "REQ-001"), _said(before, "STY-001", "tess")]
    assert _codes(_with(after, *lines)) == ["TPO802", "TPO803"]
    declared = _said(after, "REQ-001", "tess", verdict="editorial", comment="a typo", was=(lines[0].fingerprint,))
    review = _with(after, *lines, declared._replace(at="2027-01-05T00:00:00Z"))
    assert _codes(review) == []
    word = standing(review.project)["REQ-001"].words[0]
    assert word.holds
    assert [line.comment for line in word.editorial] == ["a typo"]


def test_an_item_keeps_its_approvals_under_a_new_id() -> None:
    line, story = _said(_files(), "REQ-001"), _said(_files(), "STY-001", "tess")
    renamed = _files().replace("REQ-001", "REQ-101").replace("title: Pay", "title: Pay\naliases: [REQ-001]")
    review = _with(renamed, line, story)
    found: Mapping[str, object] = standing(review.project)
    assert set(found) == {"REQ-101", "STY-001"}
    assert _codes(review) == []


def test_drafts_and_dead_items_are_left_in_peace() -> None:
    line = _said(_files(), "REQ-001")
    for status in ("draft", "retired"):
        assert _codes(_with(_files("notes").replace("status: approved", f"status: {status}"), line)) == []
