"""The pages of planning of the example as they are staged, to be read in tests/golden/plans."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.planning.pages import rendered
from tpo_docs.files import load

_ERP = Path(__file__).resolve().parents[2] / "tpo_docs" / "examples" / "erp"
PAGES = (
    "planning/backlog.md",
    "planning/briefing-client.md",
    "planning/briefing-sponsor.md",
    "planning/briefing-teams.md",
    "planning/briefings.md",
    "planning/delivery.md",
    "planning/priorities.md",
    "planning/release-REL-1.1.md",
    "planning/release-REL-2.1.md",
    "planning/release-REL-mvp.md",
    "planning/releases.md",
    "planning/risks.md",
    "planning/roadmap.md",
    "planning/roadmap-persona.md",
    "planning/team-billing-team.md",
    "planning/teams.md",
)


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return rendered(load(_ERP).review)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_planning_is_as_it_was(path: str, pages: dict[str, str], golden: Callable[[str, str], None]) -> None:
    golden(path.replace("planning/", "plans/"), pages[path])


def test_pages_of_planning_are_the_same_every_time(pages: dict[str, str]) -> None:
    assert rendered(load(_ERP).review) == pages
