"""The links at the foot of an item: to its source, and for suggesting a change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.cases import case
from tests.pages.small import EDITION, rendered

_ITEM = """
```yaml title="goals/GOAL-001.md"
---
id: GOAL-001
title: Faster & "better"
---
```
"""


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (
            "https://git.example.org/issues/new?title={id}%20{title}&body={path}",
            "https://git.example.org/issues/new?title=GOAL-001%20Faster%20%26%20%22better%22&amp;body=specs%2Fgoals%2FGOAL-001.md",
        ),
        (
            "mailto:po@example.org?subject={id}&body={url}",
            "mailto:po@example.org?subject=GOAL-001&amp;body=goals%2FGOAL-001.html",
        ),
    ],
)
def test_a_change_can_be_suggested(pattern: str, expected: str) -> None:
    options = f'```yaml title="tpo-docs.yml"\nsite: {{suggest_url: "{pattern}"}}\n```\n'
    page = rendered(case(options + _ITEM).review())["goals/GOAL-001.md"]
    assert f'<a href="{expected}">Suggest a change</a>' in page
    assert ">Edit the source</a>" in page


@pytest.mark.parametrize("pattern", ["", "javascript:alert(1)//{id}"])
def test_without_a_safe_address_no_link_is_offered(pattern: str) -> None:
    options = f'```yaml title="tpo-docs.yml"\nsite: {{suggest_url: "{pattern}"}}\n```\n'
    assert "Suggest a change" not in rendered(case(options + _ITEM).review())["goals/GOAL-001.md"]


def test_each_item_of_a_file_of_many_has_its_own_link() -> None:
    options = '```yaml title="tpo-docs.yml"\nsite: {suggest_url: "mailto:po@example.org?subject={id}"}\n```\n'
    some = "# Some\n\n" + "".join(f"## GOAL-00{n} Goal\n```yaml item\n```\nText.\n\n" for n in (1, 2))
    page = rendered(case(f'{options}````markdown title="goals/all.md"\n{some}````\n').review())["goals/all.md"]
    for name in ("GOAL-001", "GOAL-002"):
        assert f'<a href="mailto:po@example.org?subject={name}">Suggest a change</a>' in page


def test_a_source_is_named_as_the_docs_folder_has_it() -> None:
    review = case(_ITEM).review()
    edition = replace(EDITION, edit_url="https://git.example.org/src/main/{path}", edit_base="specs")
    assert 'href="https://git.example.org/src/main/goals/GOAL-001.md"' in rendered(review, edition)["goals/GOAL-001.md"]
