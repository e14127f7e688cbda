"""Every page of the small project as it is staged, to be read in tests/golden/pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.cases import case
from tests.pages.small import EDITION, rendered, small

PAGES = (
    "index.md",
    "goals/GOAL-001.md",
    "requirements/REQ-001.md",
    "requirements/quality.md",
    "stories/STY-001.md",
    "stories/STY-002.md",
    "specs/SPEC-001.md",
    "tests/TEST-001.md",
    "decisions/ADR-001.md",
    "releases/REL-mvp.md",
    "risks/RISK-001.md",
    "risks/RISK-002.md",
    "feedback/FB-001.md",
    "feedback/FB-002.md",
    "items/requirement.md",
    "items/metric.md",
    "views/open-stories.md",
)


@pytest.fixture(scope="module")
def english() -> dict[str, str]:
    return rendered(small())


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_as_it_was(path: str, english: dict[str, str], golden: Callable[[str, str], None]) -> None:
    golden(f"pages/{path}", english[path])


@pytest.mark.parametrize("path", ["index.md", "stories/STY-001.md", "requirements/REQ-001.md"])
def test_a_page_in_german_is_as_it_was(path: str, golden: Callable[[str, str], None]) -> None:
    golden(f"pages/de/{path}", rendered(small(), replace(EDITION, language="de"))[path])


def test_the_home_page_of_an_empty_project_says_what_to_write_next(golden: Callable[[str, str], None]) -> None:
    golden("pages/empty/index.md", rendered(case("").review())["index.md"])
