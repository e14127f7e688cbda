"""TPO502: what its example does not show."""

from __future__ import annotations

import pytest

from tests.cases import case, messages, only

_STORY = """
```yaml title="STY-001.md"
---
id: STY-001
title: Split
kind: debt
status: {status}
owner: billing
{fields}
---
```
"""
_RELEASE = '```yaml title="REL-mvp.md"\n---\nid: REL-mvp\ntitle: Billing\n---\n```\n'
_SCORED = '```yaml title="STY-002.md"\n---\nid: STY-002\ntitle: Rules\nscore: {value: 1}\n---\n```\n'


def _options(priority: str) -> str:
    return f'```yaml title="tpo-docs.yml"\npriority: {{{priority}}}\n```\n'


def _found(*more: str, fields: str = "tags: []", status: str = "ready") -> list[str]:
    return messages(case("".join(more) + _STORY.format(status=status, fields=fields)).review(), "TPO502")


def test_a_project_that_plans_nothing_is_asked_nothing() -> None:
    assert _found() == []


def test_estimates_are_asked_for_once_there_is_a_release_or_an_estimate() -> None:
    assert _found(_RELEASE) == ["STY-001 is planned without estimate"]
    assert _found(_SCORED.replace("score: {value: 1}", "estimate: 3")) == ["STY-001 is planned without estimate"]


def test_inputs_of_the_score_are_asked_for_once_there_is_a_score() -> None:
    assert _found(_SCORED) == ["STY-001 is planned without value, urgency and enables"]
    assert _found(_SCORED, fields="score: {value: 1, urgency: 2}") == ["STY-001 is planned without enables"]
    assert _found(_SCORED, fields="score: {value: 1, urgency: 2, enables: 0}") == []


@pytest.mark.parametrize(
    ("priority", "says"),
    [
        ("framework: wsjf", []),
        ("framework: rice", ["STY-001 is planned without reach, impact and confidence"]),
        ("framework: moscow", ["STY-001 is planned without priority"]),
        ("framework: formula, formula: value / estimate, inputs: [value]", ["STY-001 is planned without value"]),
    ],
)
def test_another_framework_has_other_inputs(priority: str, says: list[str]) -> None:
    assert _found(_options(priority)) == says


def test_an_input_may_be_a_field() -> None:
    assert _found(_options("framework: moscow"), fields="priority: must") == []
    assert _found(_options("framework: formula, formula: estimate, inputs: [estimate]"), fields="estimate: 3") == []


@pytest.mark.parametrize(
    ("status", "fields", "asked"),
    [
        ("ready", "tags: []", True),
        ("in-progress", "tags: []", True),
        ("done", "tags: []", False),
        ("dropped", "release: REL-mvp", False),
        ("idea", "release: REL-mvp", False),
    ],
)
def test_only_planned_work_is_asked(status: str, fields: str, *, asked: bool) -> None:
    assert bool(_found(_RELEASE, status=status, fields=fields)) is asked


def test_the_way_out_shows_fields_and_inputs() -> None:
    text = _RELEASE + _SCORED + _STORY.format(status="ready", fields="tags: []")
    finding = only(case(text).review(), "TPO502")
    assert finding.mend == "write `estimate: …` and `score: {value: …, urgency: …, enables: …}`"
