"""The coverage page."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from tests.cases import case
from tests.pages.small import EDITION
from tests.pages.wells import rendered, wells
from tpo_docs.model import NavEntry
from tpo_docs.pages import coverage_page, lay_out
from tpo_docs.pages.navigation import navigation
from tpo_docs.places import Places
from tpo_docs.planning.goals import goals_of, served

Golden = Callable[[str, str], None]


def test_coverage_by_type_goal_owner_and_release(golden: Golden) -> None:
    golden("pages/coverage.md", rendered(coverage_page.pages, wells())["coverage.md"])


def test_long_lists_of_open_items_have_pages_of_their_own(monkeypatch: pytest.MonkeyPatch, golden: Golden) -> None:
    monkeypatch.setattr(coverage_page, "MANY", 3)
    monkeypatch.setattr(coverage_page, "ROWS_A_PAGE", 2)
    shown = rendered(coverage_page.pages, wells())
    assert list(shown) == [
        "coverage.md",
        "coverage/goal.md",
        "coverage/requirement.md",
        "coverage/requirement-2.md",
        "coverage/story.md",
    ]
    assert 'href="coverage/requirement.html"' in shown["coverage.md"]
    golden("pages/coverage/requirement.md", shown["coverage/requirement.md"])


def test_long_lists_of_open_items_are_reached_from_the_page_of_coverage_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage_page, "MANY", 3)
    monkeypatch.setattr(coverage_page, "ROWS_A_PAGE", 2)
    review = wells()
    places = Places(review.project)
    pages = tuple(lay_out(review, places, EDITION))
    assert sum(page.path.startswith("coverage/") for page in pages) == 4
    listed = _paths(navigation(pages, review, places, EDITION))
    assert [path for path in listed if path.startswith("coverage")] == ["coverage.md"]


def _paths(entries: Iterable[NavEntry]) -> list[str]:
    return [path for entry in entries for path in (entry.path, *_paths(entry.entries))]


def test_a_long_fold_says_how_many_more_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage_page, "FOLDED", 1)
    assert "and 3 more, in the lists below" in rendered(coverage_page.pages, wells())["coverage.md"]


def test_before_anything_is_agreed_it_says_what_starts_coverage() -> None:
    shown = rendered(coverage_page.pages, case('```yaml title="a.md"\n---\nid: REQ-1\n---\n```').review())
    assert "Nothing needs anything yet." in shown["coverage.md"]
    assert "test for each criterion" not in shown["coverage.md"]


def test_goals_are_those_above_an_item() -> None:
    project = wells().project
    found = {name: goals_of(project, item) for name, item in project.items.items()}
    assert found["TEST-001"] == ("GOAL-001",)
    assert found["REQ-003"] == ()
    assert found["RISK-001"] == ()


def test_what_serves_a_goal_is_covered_as_the_page_of_goals_says() -> None:
    review = wells()
    shown = rendered(coverage_page.pages, review)["coverage.md"]
    table = shown[shown.index("## By goal") : shown.index("## By owner")]
    told = {goal.title: served(review.project, goal) for goal in review.project.of_type("goal")}
    rows = {title: f"{one.covered}/{one.expected}" for title, one in told.items() if one.expected}
    assert rows
    for title, figure in rows.items():
        assert figure in next(row for row in table.split("<tr>") if title in row)
