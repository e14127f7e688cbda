"""TPO702: what its example does not show."""

from __future__ import annotations

import pytest

from tests.cases import case, codes, only

_STORY = """
```yaml title="STY-001.md"
---
id: STY-001
title: Split
kind: {kind}
status: {status}
owner: billing
{fields}
---
{body}
```
"""


def _found(*, kind: str = "user", status: str = "ready", fields: str = "tags: []", body: str = "") -> bool:
    return "TPO702" in codes(case(_STORY.format(kind=kind, status=status, fields=fields, body=body)).review())


@pytest.mark.parametrize(
    ("status", "found"),
    [("idea", False), ("refining", False), ("ready", True), ("in-progress", True), ("done", True), ("dropped", False)],
)
def test_a_story_that_is_agreed_has_criteria(status: str, *, found: bool) -> None:
    assert _found(status=status) is found


@pytest.mark.parametrize("kind", ["enabler", "spike", "bug", "debt"])
def test_other_kinds_need_none(kind: str) -> None:
    assert not _found(kind=kind)


def test_criteria_may_stand_in_a_field_or_in_the_body_and_lack_their_ids() -> None:
    assert not _found(fields="acceptance: {AC1: Each office shows its subtotal}")
    assert not _found(fields="acceptance: [Each office shows its subtotal]")
    assert not _found(body="## Acceptance criteria\n- Each office shows its subtotal")
    assert _found(fields="acceptance:")
    assert _found(body="## Acceptance criteria\n")


def test_a_kind_that_the_project_asks_needs_some() -> None:
    options = '```yaml title="tpo-docs.yml"\ntypes: {story: {needs: {enabler: [{criteria: test}]}}}\n```\n'
    text = options + _STORY.format(kind="enabler", status="ready", fields="acceptance: {}", body="")
    finding = only(case(text).review(), "TPO702")
    assert (finding.line, finding.message) == (7, "STY-001 is agreed and has no acceptance criterion")


def test_foreign_stories_are_asked_only_where_criteria_are_mapped() -> None:
    text = """
    ```yaml title="tpo-docs.yml"
    sources:
      - path: specs
        map: {{id: {{field: number, format: "RFC-{{}}"}}, type: story, status: {{default: agreed}}, fields: {fields}}}
    rules: {{select: [TPO702]}}
    ```
    ```yaml title="1.md"
    ---
    number: 1
    title: One
    status: Final
    ---
    ```
    """
    assert codes(case(text.format(fields="{author: owner}")).review()) == []
    assert codes(case(text.format(fields="{checks: acceptance}")).review()) == ["TPO702"]
