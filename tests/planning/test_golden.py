"""Every page on goals, decisions, parties, interfaces, rollout and clauses as it is staged, to be read in tests/golden."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.cases import case
from tests.planning.pages import rendered
from tests.planning.product import FILES, product

PAGES = (
    "goals.md",
    "metrics.md",
    "metric-KPI-001.md",
    "metric-KPI-003.md",
    "decisions.md",
    "feedback.md",
    "architecture.md",
    "interfaces.md",
    "rollout.md",
    "compliance.md",
    "inception.md",
    "stakeholders.md",
    "persona-clerk.md",
)


@pytest.fixture(scope="module")
def english() -> dict[str, str]:
    return rendered(product())


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_as_it_was(path: str, english: dict[str, str], golden: Callable[[str, str], None]) -> None:
    golden(f"pages/planning/{path}", english[f"planning/{path}"])


def test_a_page_in_german_is_as_it_was(golden: Callable[[str, str], None]) -> None:
    golden("pages/de/planning/goals.md", rendered(product(), "de")["planning/goals.md"])


def test_no_page_in_german_has_words_of_the_english_one() -> None:
    """Headings and heads of tables, which hold no author's words but titles."""
    german, english = rendered(product(), "de"), rendered(product())
    assert german.keys() == english.keys()
    for path in (f"planning/{name}" for name in PAGES):
        heads = re.findall(r'<th scope="col"[^>]*>([^<]{9,})</th>', english[path])
        same = {head for head in heads if f">{head}</th>" in german[path]}
        assert same <= {"Release", "Feasibility", "Sync &lt;team&gt;", "Billing team", "Migration", "Persona"}, path


def test_the_page_of_architecture_leads_only_to_pages_that_are_there() -> None:
    found = rendered(
        case("""
```yaml title="SPEC-1.md"
---
id: SPEC-1
kind: component
---
```
""").review()
    )
    assert "planning/decisions.md" not in found
    assert "planning/interfaces.md" not in found
    assert "decisions.html" not in found["planning/architecture.md"]
    assert "interfaces.html" not in found["planning/architecture.md"]


@pytest.mark.parametrize("today", ["0001-01-01", "9999-12-31"])
def test_a_day_at_the_end_of_the_calendar_breaks_no_page(today: str) -> None:
    assert rendered(case(FILES.replace("today: 2027-03-01", f"today: {today}")).review())
