"""The pages of changes, the history of an item, and the feeds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from tests.cases import Case, case
from tests.pages.small import rendered as all_of
from tests.pages.wells import EDITION, Maker
from tpo_docs.model import Edition, LedgerLine, Review
from tpo_docs.pages import changes, feed, item
from tpo_docs.places import Places
from tpo_docs.proof.changes import Changes, Compared, Entry, since
from tpo_docs.proof.difference import difference
from tpo_docs.records.fingerprint import fingerprints
from tpo_docs.records.ledger import PATH, written
from tpo_docs.words import words

_PARTIES = """
```yaml title="parties.yml"
harbour: {kind: client, title: Harbour Oil}
sam: {kind: person, title: Sam}
```
"""
_BEFORE = (
    _PARTIES
    + """
```yaml title="REQ-001.md"
---
id: REQ-001
title: Pay
status: approved
owner: sam
---
The shop shall take **coins**, see [[REQ-002|the book]].

- One
```
```yaml title="REQ-002.md"
---
id: REQ-002
title: Book <b>
status: approved
priority: must
---
Each payment is booked.
```
```yaml title="REQ-003.md"
---
id: REQ-003
title: Fax
status: approved
---
```
```yaml title="STY-001.md"
---
id: STY-001
title: Choose
kind: debt
owner: sam
realizes: REQ-001
---
```
```yaml title="TEST-001.md"
---
id: TEST-001
title: Gone
kind: manual
verifies: REQ-002
---
```
"""
)
_AFTER = (
    _PARTIES
    + """
```yaml title="REQ-001.md"
---
id: REQ-001
title: Pay
status: approved
owner: sam
---
The shop shall take **coins** and cards, see [[REQ-002|the book]].

- One
- Two
```
```yaml title="REQ-002.md"
---
id: REQ-002
title: Book <b>
status: approved
priority: should
---
Each payment is booked.
```
```yaml title="REQ-003.md"
---
id: REQ-003
title: Fax
status: retired
---
```
```yaml title="STY-001.md"
---
id: STY-001
title: Choose
kind: debt
owner: sam
realizes: REQ-001
---
```
```yaml title="REQ-004.md"
---
id: REQ-004
title: Credit
status: approved
---
```
"""
)
_HISTORY = (
    Entry("2027-02-20", "Sam", "Take cards", (("text", "a", "b"), ("status", "draft", "approved"))),
    Entry("2027-01-10", "Ines", "Begin", (), first=True),
)


def _line(review: Review, name: str, verdict: str = "approved", party: str = "harbour") -> LedgerLine:
    told = fingerprints(review.project)[name] if name in review.project.items else "none"
    return LedgerLine(name, verdict, party, "2027-01-12T09:00:00Z", told)


def _case() -> tuple[Review, Changes]:
    before = case(_BEFORE).review()
    lines = [_line(before, name) for name in ("REQ-001", "REQ-002", "REQ-003", "REQ-009")]
    lines.append(_line(before, "STY-001", verdict="changes-requested", party="sam"))
    ledger = "".join(map(written, lines))
    after = Case({**case(_AFTER).files, PATH: ledger}).review()
    old = before.project.items["REQ-001"]
    return after, Changes(
        (Compared("1.0", "2027-01-12", difference(before, after)),),
        {("REQ-001", fingerprints(before.project)["REQ-001"]): old},
        {"REQ-001": _HISTORY},
    )


def rendered(maker: Maker, review: Review, edition: Edition) -> dict[str, str]:
    return all_of(review, edition, (maker,))


def _edition(found: Changes | None, language: str = "en") -> Edition:
    return replace(EDITION, changes=found, language=language, site_url="https://example.org/wells/1.1/")


@pytest.mark.parametrize("page", ["index", "since-1.0", "party-harbour"])
def test_a_page_of_changes_is_as_it_was(page: str, golden: Callable[[str, str], None]) -> None:
    review, found = _case()
    golden(f"pages/changes/{page}.md", rendered(changes.pages, review, _edition(found))[f"changes/{page}.md"])


def test_a_page_of_changes_in_german_is_as_it_was(golden: Callable[[str, str], None]) -> None:
    review, found = _case()
    pages = rendered(changes.pages, review, _edition(found, "de"))
    golden("pages/de/changes/since-1.0.md", pages["changes/since-1.0.md"])


def test_the_list_of_versions_counts_as_the_page_of_each_does() -> None:
    review, found = _case()
    pages = {page.path: page.view for page in changes.pages(review, Places(review.project), _edition(found))}
    row = pages["changes/index.md"].versions[0]
    counts = {name: number for number, name in pages["changes/since-1.0.md"].counts}
    assert counts == {"new": 1, "changed": 1, "planned otherwise": 1, "withdrawn": 2, "to look at again": 1}
    assert (row.new, row.changed, row.planned, row.withdrawn) == (1, 1, 1, 2)


def test_every_row_that_is_left_out_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "_MOST", 0)
    review, found = _case()
    view = changes._Maker(review.project, Places(review.project), words("en"), _edition(found)).version(
        found.compared[0]
    )
    told = found.compared[0].difference
    rows = (
        *(told.added, told.removed, told.changes, told.links_gained, told.links_lost, told.coverage),
        *(told.again, told.approvals_lost, told.findings_new, told.findings_closed),
    )
    assert told.removed
    assert view.more == sum(map(len, rows))


def test_what_is_no_longer_covered_is_said_in_the_language_of_the_page() -> None:
    story = '```yaml title="STY-002.md"\n---\nid: STY-002\ntitle: Pay\nstatus: ready\nkind: user\nrealizes: REQ-001\n---\n```\n'
    proof = '```yaml title="TEST-002.md"\n---\nid: TEST-002\ntitle: Paid\nkind: manual\nstatus: active\nverifies: REQ-001\n---\n```\n'
    before, after = case(_BEFORE + story + proof).review(), case(_BEFORE + story).review()
    found = Changes((Compared("1.0", "2027-01-12", difference(before, after)),))
    for language, said in (("en", "no test"), ("de", "Test fehlt")):
        shown = rendered(changes.pages, after, _edition(found, language))["changes/since-1.0.md"]
        lost = shown.partition("No longer covered" if language == "en" else "Nicht mehr abgedeckt")[2]
        assert f": {said}</li>" in lost


def test_without_a_past_there_are_no_pages_and_no_feed() -> None:
    review, _ = _case()
    for found in (None, Changes()):
        assert rendered(changes.pages, review, _edition(found)) == {}
    assert list(feed.files(review, Places(review.project), _edition(None))) == []


def test_what_a_party_has_said_of_is_sorted_by_what_became_of_it() -> None:
    review, found = _case()
    harbour, sam = since(review.project, found)
    assert [said.item.id for said in harbour.changed] == ["REQ-001"]
    assert [said.item.id for said in harbour.same] == ["REQ-002"]
    assert [said.item.id for said in harbour.withdrawn] == ["REQ-003"]
    assert [line.item for line in harbour.gone] == ["REQ-009"]
    assert harbour.on == "2027-01-12"
    assert [said.item.id for said in sam.same] == ["STY-001"]
    assert since(review.project, Changes())[0].changed[0].fields is None


def test_the_history_of_an_item_stands_on_its_page() -> None:
    review, found = _case()
    pages = rendered(item.pages, review, _edition(found))
    text = pages["REQ-001.md"]
    assert '<span class="tpo-history__what">Text, draft → approved</span>' in text
    assert "Sam: Take cards" in text
    assert "tpo-history" not in pages["REQ-002.md"]


def test_the_feeds_are_atom_with_absolute_addresses() -> None:
    review, found = _case()
    files = dict(feed.files(review, Places(review.project), _edition(found)))
    assert list(files) == ["changes/feed.xml", "changes/party-harbour.xml", "changes/party-sam.xml"]
    space = "{http://www.w3.org/2005/Atom}"
    for path, text in files.items():
        root = ElementTree.fromstring(text.encode())
        assert root.tag == f"{space}feed"
        names = [entry.findtext(f"{space}id") for entry in root.iter(f"{space}entry")]
        assert len(set(names)) == len(names)
        for element in (root, *root.iter(f"{space}entry")):
            assert element.findtext(f"{space}title")
            assert (element.findtext(f"{space}id") or "").startswith("tag:example.org,2000:wells/")
            assert (element.findtext(f"{space}updated") or "").startswith("2027-")
        links = {link.get("rel"): link.get("href") for link in root.findall(f"{space}link")}
        assert links["self"] == f"https://example.org/wells/1.1/{path}"
        assert all(
            (link.get("href") or "").startswith("https://example.org/wells/1.1/") for link in root.iter(f"{space}link")
        )
    assert "1 new, 3 changed, 1 not there any more since 1.0." in files["changes/feed.xml"]
    assert "REQ-001 Pay" in files["changes/party-harbour.xml"]
