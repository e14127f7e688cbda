"""The pages of planning."""

from __future__ import annotations

import pytest

from tests.cases import case
from tests.planning.pages import rendered


def _stories(settings: str, *rest: str) -> str:
    text = f'```yaml title="tpo-docs.yml"\npriority: {settings}\n```\n'
    for number, lines in enumerate(rest, start=1):
        text += (
            f'```yaml title="STY-{number}.md"\n---\nid: STY-{number}\ntitle: "Story <{number}>"\n{lines}\n---\n```\n'
        )
    return text


def test_a_project_without_work_has_no_page_of_planning() -> None:
    assert rendered(case("").review()) == {}


def test_every_score_stands_beside_its_formula_and_inputs() -> None:
    files = _stories("{framework: wsjf}", "estimate: 5\nscore: {value: 8, urgency: 5, enables: 3}", "score: {value: x}")
    page = rendered(case(files).review())["planning/priorities.md"]
    assert "<code>(value + urgency + enables) / estimate</code>" in page
    assert "<code>(8 + 5 + 3) / 5 = 3.2</code>" in page
    assert "value 8, urgency 5, enables 3, estimate 5" in page
    assert "no urgency, enables, estimate" in page
    assert "cannot be computed with value: x" in page
    assert "Story <" not in page


@pytest.mark.parametrize(
    ("settings", "rest", "shown"),
    [
        ("{framework: value-effort}", "estimate: 4\nscore: {value: 10}", "quick win"),
        ("{framework: moscow}", "priority: must", "its class"),
        ("{framework: kano}", "", "no feedback.kano"),
        ("{framework: importance}", "", "no feedback"),
        ('{framework: formula, formula: "value /"}', "score: {value: 1}", "No item has a score yet."),
    ],
)
def test_every_framework_has_its_page(settings: str, rest: str, shown: str) -> None:
    assert shown in rendered(case(_stories(settings, rest)).review())["planning/priorities.md"]


def test_the_page_is_there_in_german() -> None:
    page = rendered(case(_stories("{framework: wsjf}", "estimate: 1")).review(), "de")["planning/priorities.md"]
    assert "# Prioritäten" in page
    assert "fehlt" in page or "kein" in page
