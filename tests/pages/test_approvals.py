"""The block of approvals on an item's page."""

from __future__ import annotations

from tests.cases import Case, case
from tests.pages.small import rendered
from tpo_docs.model import LedgerLine
from tpo_docs.pages import item
from tpo_docs.records.fingerprint import fingerprints
from tpo_docs.records.ledger import PATH, written
from tpo_docs.records.standing import upstream

_FILES = """
```yaml title="tpo-docs.yml"
types: {requirement: {approvals: {approved: [client, {role: tess}]}}}
```
```yaml title="parties.yml"
harbour: {kind: client, title: Harbour Oil}
tess: {kind: person, title: Tess}
```
```yaml title="REQ-001.md"
---
id: REQ-001
title: Pay
status: approved
---
The shop shall take coins.
```
```yaml title="STY-001.md"
---
id: STY-001
title: Choose
realizes: REQ-001
---
```
"""


def _pages(files: str, *lines: LedgerLine) -> dict[str, str]:
    ledger = {PATH: "".join(map(written, lines))} if lines else {}
    return rendered(Case({**case(files).files, **ledger}).review(), makers=(item.pages,))


def _said(name: str, party: str, comment: str = "", verdict: str = "approved") -> LedgerLine:
    project = case(_FILES).review().project
    return LedgerLine(
        name,
        verdict,
        party,
        "2027-01-04T09:00:00Z",
        fingerprints(project)[name],
        upstream(project, project.items[name]),
        comment=comment,
    )


def test_without_records_and_demands_there_is_no_block() -> None:
    assert "tpo-approvals" not in _pages(_FILES)["STY-001.md"]


def test_it_says_who_approved_and_who_is_waited_for() -> None:
    page = _pages(_FILES, _said("REQ-001", "harbour", "Fine <b>so</b>"))["REQ-001.md"]
    assert "approves this text" in page
    assert "2027-01-04" in page
    assert "<b>so" not in page
    assert "Not yet approved by" in page
    assert page.count("Harbour Oil") >= 1


def test_it_says_what_holds_no_longer() -> None:
    lines = [_said("REQ-001", "harbour"), _said("REQ-001", "tess", "", "changes-requested"), _said("STY-001", "tess")]
    pages = _pages(_FILES.replace("coins", "notes"), *lines)
    assert "approved an earlier text" in pages["REQ-001.md"]
    assert "wanted changes to an earlier text" in pages["REQ-001.md"]
    assert "changed since 2027-01-04" in pages["STY-001.md"]
    assert "realizes" in pages["STY-001.md"].partition("changed since")[2][:200]


def test_a_change_of_wording_is_shown_with_its_reason() -> None:
    after = _FILES.replace("coins", "coin")
    before = _said("REQ-001", "harbour")
    now = fingerprints(case(after).review().project)["REQ-001"]
    declared = before._replace(
        party="tess",
        verdict="editorial",
        fingerprint=now,
        was=(before.fingerprint,),
        comment="a typo",
        at="2027-01-05T00",
    )
    page = _pages(after, before, declared)["REQ-001.md"]
    assert "approves this text" in page
    assert "Changed in wording only" in page
    assert "a typo" in page
