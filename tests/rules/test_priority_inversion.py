"""TPO501: what its example does not show."""

from __future__ import annotations

import pytest

from tests.cases import case, messages
from tpo_docs.model import Review

_PAIR = """
```yaml title="STY-001.md"
---
id: STY-001
title: Rules
status: {status}
priority: {below}
---
```
```yaml title="STY-002.md"
---
id: STY-002
title: Split
kind: debt
status: ready
owner: billing
priority: {above}
depends_on: STY-001
---
```
"""


@pytest.mark.parametrize(
    ("above", "below", "found"),
    [
        ("must", "should", True),
        ("must", "wont", True),
        ("should", "could", True),
        ("Must", "could", True),
        ("must", "must", False),
        ("could", "must", False),
        ("must", "", False),
        ("urgent", "could", False),
    ],
)
def test_nothing_depends_on_what_matters_less(above: str, below: str, *, found: bool) -> None:
    says = [f"STY-002 ({above}) depends on STY-001 ({below})"] if found else []
    assert messages(case(_PAIR.format(above=above, below=below, status="idea")).review(), "TPO501") == says


@pytest.mark.parametrize("status", ["done", "dropped"])
def test_what_is_done_or_dropped_is_no_matter(status: str) -> None:
    assert messages(case(_PAIR.format(above="must", below="could", status=status)).review(), "TPO501") == []


def test_a_child_does_not_outrank_its_parent(review: Review) -> None:
    """
    ```yaml title="EPIC-001.md"
    ---
    id: EPIC-001
    title: Costs
    priority: should
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split
    kind: debt
    status: ready
    owner: billing
    priority: must
    parent: EPIC-001
    relates: STY-002
    ---
    ```
    ```yaml title="STY-002.md"
    ---
    id: STY-002
    title: Sums
    kind: debt
    status: ready
    owner: billing
    priority: could
    parent: EPIC-001
    ---
    ```
    """
    assert messages(review, "TPO501") == ["STY-001 (must) is part of EPIC-001 (should)"]


def test_a_project_has_its_own_words(review: Review) -> None:
    """
    ```yaml title="tpo-docs.yml"
    types: {story: {fields: {priority: {choices: [P1, P2]}}}}
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Rules
    priority: P2
    ---
    ```
    ```yaml title="STY-002.md"
    ---
    id: STY-002
    title: Split
    status: ready
    priority: P1
    depends_on: STY-001
    ---
    ```
    """
    assert messages(review, "TPO501") == ["STY-002 (P1) depends on STY-001 (P2)"]
