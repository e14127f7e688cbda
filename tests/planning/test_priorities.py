"""Scores of a project after its framework: with what they are made of, and what is missing."""

from __future__ import annotations

import pytest

from tests.cases import case, messages, only
from tpo_docs.model import Review
from tpo_docs.planning.priorities import Priorities, priorities

_STORY = """
```yaml title="{id}.md"
---
id: {id}
kind: debt
{rest}
---
```
"""


def _of(settings: str, **stories: str) -> Priorities:
    text = f'```yaml title="tpo-docs.yml"\npriority: {settings}\n```\n'
    for name, rest in stories.items():
        text += _STORY.format(id=name.replace("_", "-"), rest=rest)
    return priorities(case(text).review().project)


def test_wsjf_says_how_it_comes_about_and_what_is_missing(review: Review) -> None:
    """
    ```yaml title="STY-1.md"
    ---
    id: STY-1
    estimate: 5
    score: {value: 8, urgency: 5, enables: 3}
    ---
    ```
    ```yaml title="STY-2.md"
    ---
    id: STY-2
    estimate: 1
    score: {value: 1, urgency: 1, enables: 8}
    ---
    ```
    ```yaml title="STY-3.md"
    ---
    id: STY-3
    score: {value: 8}
    ---
    ```
    ```yaml title="STY-4.md"
    ---
    id: STY-4
    estimate: -3
    score: {value: 8, urgency: 1, enables: 1}
    ---
    ```
    ```yaml title="STY-5.md"
    ---
    id: STY-5
    status: done
    ---
    ```
    """
    found = priorities(review.project)
    assert [(row.item.id, row.score, row.place) for row in found.rows] == [
        ("STY-2", 10, 1),
        ("STY-1", 3.2, 2),
        ("STY-3", None, 0),
        ("STY-4", None, 0),
    ]
    rows = found.by_id
    assert rows["STY-1"].worked == "(8 + 5 + 3) / 5 = 3.2"
    assert (rows["STY-1"].benefit, rows["STY-1"].size) == (16, 5)
    assert rows["STY-3"].missing == ("urgency", "enables", "estimate")
    assert rows["STY-4"].wrong == ("estimate",)
    assert found.unscaled == ()


@pytest.mark.parametrize(
    ("settings", "rest", "worked"),
    [
        ("{framework: rice}", "score: {reach: 500, impact: 3, confidence: 80, effort: 2}", "500 × 3 × 0.8 / 2 = 600"),
        (
            "{framework: rice}",
            "estimate: 2\nscore: {reach: 500, impact: 3, confidence: 0.8}",
            "500 × 3 × 0.8 / 2 = 600",
        ),
        ("{framework: ice}", "score: {impact: 8, confidence: 5, ease: 2}", "8 × 5 × 2 = 80"),
        ("{framework: ice, ice: mean}", "score: {impact: 8, confidence: 5, ease: 2}", "(8 + 5 + 2) / 3 = 5"),
        ("{framework: cd3}", "score: {cost_of_delay: 10, duration: 4}", "10 / 4 = 2.5"),
        ("{framework: value-effort}", "estimate: 4\nscore: {value: 10}", "10 / 4 = 2.5"),
        (
            "{framework: scorecard, weights: {need: 2, effort: 0.5}}",
            "estimate: 4\nscore: {need: 3}",
            "2 × 3 - 0.5 × 4 = 4",
        ),
        (
            "{framework: scorecard, inputs: [confidence], weights: {need: 2}}",
            "score: {need: 3, confidence: 50}",
            "2 × 3 × 0.5 = 3",
        ),
        ('{framework: formula, formula: "value ** 2 / estimate"}', "estimate: 4\nscore: {value: 6}", "6 ^ 2 / 4 = 9"),
    ],
)
def test_every_framework_shows_its_sum(settings: str, rest: str, worked: str) -> None:
    assert [row.worked for row in _of(settings, STY_1=rest).rows] == [worked]


def test_moscow_is_a_class_and_no_sum() -> None:
    found = _of("{framework: moscow}", STY_1="priority: should", STY_2="priority: must\nestimate: 2", STY_3="")
    assert [(row.item.id, row.kind, row.missing) for row in found.rows] == [
        ("STY-2", "must", ()),
        ("STY-1", "should", ()),
        ("STY-3", "", ("priority",)),
    ]


def test_value_by_effort_has_quadrants() -> None:
    found = _of(
        "{framework: value-effort}",
        STY_1="estimate: 1\nscore: {value: 9}",
        STY_2="estimate: 9\nscore: {value: 1}",
    )
    assert {row.item.id: row.kind for row in found.rows} == {"STY-1": "quick-win", "STY-2": "time-sink"}


_HEARD = """
```yaml title="tpo-docs.yml"
priority: {framework: FRAMEWORK}
```
```yaml title="parties.yml"
finance: {title: Finance, kind: role, weight: 3}
```
```yaml title="FB-1.md"
---
id: FB-1
kind: survey
from: finance
date: 2027-01-01
importance: 2
kano: [{functional: like, dysfunctional: dislike}, {functional: like, dysfunctional: neutral}]
---
```
```yaml title="FB-2.md"
---
id: FB-2
kind: interview
from: field
date: 2027-01-01
importance: 9
---
```
```yaml title="REQ-1.md"
---
id: REQ-1
evidence: [FB-1, FB-2]
---
```
```yaml title="STY-1.md"
---
id: STY-1
realizes: REQ-1
---
```
```yaml title="STY-2.md"
---
id: STY-2
---
```
"""


def test_importance_comes_from_the_feedback_of_the_requirement() -> None:
    rows = priorities(case(_HEARD.replace("FRAMEWORK", "importance")).review().project).by_id
    # Finance 2 × 3, field 3 (never above it) × 1.
    assert (rows["STY-1"].score, rows["STY-1"].voices) == (9, ("finance", "field"))
    assert rows["STY-2"].missing == ("feedback",)


def test_kano_comes_from_the_answers() -> None:
    rows = priorities(case(_HEARD.replace("FRAMEWORK", "kano")).review().project).by_id
    assert (rows["STY-1"].score, rows["STY-1"].voices) == (1.5, ("finance",))
    assert rows["STY-2"].missing == ("feedback.kano",)


@pytest.mark.parametrize(
    ("settings", "message", "column"),
    [
        ('{framework: formula, formula: "value / gain"}', "the formula names 'gain', which no item has", 50),
        (
            '{framework: formula, formula: "value / "}',
            "the formula cannot be read: it ends where a number or an input is due",
            49,
        ),
        ("{framework: formula}", "there is no formula", 12),
        ("{framework: scorecard}", "the scorecard has no weights", 12),
        ("{framework: scorecard, weights: {effort: 1}}", "the scorecard has no weights", 12),
    ],
)
def test_a_formula_that_cannot_be_computed_is_a_finding_with_its_place(
    settings: str, message: str, column: int
) -> None:
    files = f'```yaml title="tpo-docs.yml"\npriority: {settings}\n```\n' + _STORY.format(
        id="STY-1", rest="score: {value: 1}"
    )
    review = case(files).review()
    finding = only(review, "TPO005")
    assert finding.message == message
    assert finding.mend
    assert (finding.path, finding.line) == ("tpo-docs.yml", 1)
    assert finding.column == column
    assert [row.score for row in priorities(review.project).rows] == [None]


def test_inputs_that_the_configuration_lists_are_known_before_anyone_writes_them() -> None:
    settings = "{framework: formula, formula: gain / estimate, inputs: [gain]}"
    review = case(f'```yaml title="tpo-docs.yml"\npriority: {settings}\n```\n').review()
    assert messages(review, "TPO005") == []
