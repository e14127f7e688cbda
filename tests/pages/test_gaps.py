"""The findings as a work list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.cases import case
from tests.pages.wells import EDITION, rendered, wells
from tpo_docs.pages import gaps

Golden = Callable[[str, str], None]


@pytest.mark.parametrize("path", ["gaps.md", "gaps/owners.md", "gaps/releases.md"])
def test_findings_by_rule_owner_and_release(path: str, golden: Golden) -> None:
    golden(f"pages/{path}", rendered(gaps.pages, wells(known=2))[path])


def test_nothing_to_mend_is_good_news() -> None:
    shown = rendered(gaps.pages, case('```yaml title="a.md"\n---\nid: GOAL-1\ntitle: A\n---\n```').review())["gaps.md"]
    assert "No findings. Congratulations!" in shown
    assert "rules have looked at 1 items and 0 links." in shown


def test_long_groups_have_pages_of_their_own_and_nothing_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gaps, "MANY", 5)
    monkeypatch.setattr(gaps, "LONG", 5)
    monkeypatch.setattr(gaps, "FIRST", 1)
    monkeypatch.setattr(gaps, "ROWS_A_PAGE", 4)
    shown = rendered(gaps.pages, wells())
    assert list(shown) == [
        "gaps.md",
        "gaps/owners.md",
        "gaps/owner-billing-team.md",
        "gaps/owner-billing-team-2.md",
        "gaps/owner-billing-team-3.md",
        "gaps/releases.md",
        "gaps/release-none.md",
        "gaps/release-none-2.md",
        "gaps/release-none-3.md",
        "gaps/release-none-4.md",
    ]
    assert 'href="owner-billing-team.html">All 12 of them' in shown["gaps/owners.md"]
    own = "".join(text for path, text in shown.items() if path.startswith("gaps/owner-"))
    assert own.count('<tr class="tpo-work--') == 12


def test_without_an_address_of_the_source_the_place_is_text() -> None:
    shown = rendered(gaps.pages, wells(), edition=replace(EDITION, edit_url=""))["gaps.md"]
    assert '<td class="tpo-path">specs/ADR-001.md:' in shown


def test_an_address_without_a_line_is_made_as_well() -> None:
    shown = rendered(gaps.pages, wells(), edition=replace(EDITION, edit_url="https://example.org/{path}"))["gaps.md"]
    assert '<a href="https://example.org/specs/GOAL-002.md">specs/GOAL-002.md:2</a>' in shown


def test_a_requirement_belongs_to_the_releases_of_its_stories() -> None:
    found = gaps.releases_of(wells().project)
    assert found["REQ-001"] == ("REL-mvp",)
    assert found["STY-001"] == ("REL-mvp",)
    assert "REQ-002" not in found
