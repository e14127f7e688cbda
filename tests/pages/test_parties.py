"""The parties."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.cases import case
from tests.pages.wells import rendered, wells
from tpo_docs.pages import gaps, parties


def test_parties_by_kind_with_what_they_do(golden: Callable[[str, str], None]) -> None:
    golden("pages/parties.md", rendered(parties.pages, wells())["parties.md"])


def test_a_stakeholder_without_a_part_is_named() -> None:
    shown = rendered(parties.pages, wells())["parties.md"]
    assert "Not heard yet" in shown
    assert shown.count("not heard yet") == 1


def test_without_parties_it_says_how_to_start() -> None:
    assert "Write parties.yml" in rendered(parties.pages, case("").review())["parties.md"]


def test_a_project_without_the_type_has_no_such_page() -> None:
    files = '```yaml title="tpo-docs.yml"\ntypes: {party: {enabled: false}}\n```'
    assert rendered(parties.pages, case(files).review()) == {}


def test_a_name_that_is_no_party_is_listed() -> None:
    files = (
        '```yaml title="a.md"\n---\nid: REQ-1\nowner: someone\n---\n```\n'
        '```yaml title="parties.yml"\nteam-a: {title: A, kind: squad}\n```'
    )
    shown = rendered(parties.pages, case(files).review())["parties.md"]
    assert "## Named, but no party" in shown
    assert "<li>someone" in shown
    assert "## squad" in shown


def test_the_name_of_a_party_is_shown_without_its_marks() -> None:
    files = (
        '```yaml title="a.md"\n---\nid: REQ-1\nstatus: approved\nowner: team-a\n---\n```\n'
        '```yaml title="parties.yml"\nteam-a: {title: "The *A* `x` <b>", kind: team}\n```'
    )
    review = case(files).review()
    shown = rendered(parties.pages, review)["parties.md"]
    assert "<strong>The <em>A</em> <code>x</code> &lt;b&gt;</strong>" in shown
    owners = rendered(gaps.pages, review)["gaps/owners.md"]
    assert "The A x &lt;b&gt;" in owners
    assert "*A*" not in owners


def test_rare_deeds_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parties, "_COLUMNS", 2)
    monkeypatch.setattr(parties, "SHOWN", 1)
    shown = rendered(parties.pages, wells())["parties.md"]
    assert ">other</th>" in shown
    assert "and 2 more: <code>tpo-docs list source:head-of-billing</code>" in shown
