"""TPO312: what its example does not show."""

from __future__ import annotations

import pytest

from tests.cases import case, codes
from tpo_docs.model import Review, Severity

_RELEASE = """
```yaml title="REL-mvp.md"
---
id: REL-mvp
title: Billing
kind: mvp
status: {status}
owner: billing
target: 2027-06-30
{rollout}
---
```
"""


def _duties(text: str) -> list[str]:
    return [finding.about for finding in case(text).review().findings if finding.code == "TPO312"]


@pytest.mark.parametrize(
    "rollout",
    ["rollout: {audience: 20}", "rollout: {waves: [{name: North}]}"],
)
def test_a_rollout_to_people_needs_three_things(rollout: str) -> None:
    assert _duties(_RELEASE.format(status="planned", rollout=rollout)) == ["migration", "support", "training"]


@pytest.mark.parametrize(
    ("status", "rollout"),
    [
        ("planned", "tags: [rollout]"),
        ("planned", "rollout: {audience: 0}"),
        ("planned", "rollout: {}"),
        ("draft", "rollout: {audience: 20}"),
        ("cancelled", "rollout: {audience: 20}"),
    ],
)
def test_a_release_without_people_or_commitment_needs_none(status: str, rollout: str) -> None:
    assert _duties(_RELEASE.format(status=status, rollout=rollout)) == []


@pytest.mark.parametrize("status", ["active", "released"])
def test_it_is_an_error_once_the_release_is_in_work_or_out(status: str) -> None:
    findings = case(_RELEASE.format(status=status, rollout="rollout: {audience: 20}")).review().findings
    assert {finding.severity for finding in findings if finding.code == "TPO312"} == {Severity.ERROR}


def test_what_is_joined_to_the_scope_counts(review: Review) -> None:
    """
    ```yaml title="REL-mvp.md"
    ---
    id: REL-mvp
    title: Billing
    kind: mvp
    status: planned
    owner: billing
    target: 2027-06-30
    rollout: {audience: 20}
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Move the price lists
    kind: enabler
    realizes: REQ-001
    release: REL-mvp
    ---
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Umzug der Preislisten
    kind: transition
    ---
    ```
    ```yaml title="SPEC-001.md"
    ---
    id: SPEC-001
    title: First weeks
    kind: rollout
    tags: [support]
    specifies: STY-001
    ---
    Clerks are trained on two days.
    ```
    """
    assert codes(review) == []


def test_only_rollout_specs_of_the_release_itself_count() -> None:
    specs = """
    ```yaml title="SPEC-001.md"
    ---
    id: SPEC-001
    title: Training, migration and support
    kind: rollout
    ---
    ```
    ```yaml title="SPEC-002.md"
    ---
    id: SPEC-002
    title: Table for training, migration and support
    kind: data
    release: REL-mvp
    ---
    ```
    """
    assert len(_duties(_RELEASE.format(status="planned", rollout="rollout: {audience: 20}") + specs)) == 3


def test_a_superseded_rollout_spec_does_not_count() -> None:
    spec = """
    ```yaml title="SPEC-001.md"
    ---
    id: SPEC-001
    title: Training, migration and support
    kind: rollout
    status: superseded
    release: REL-mvp
    ---
    ```
    """
    assert len(_duties(_RELEASE.format(status="planned", rollout="rollout: {audience: 20}") + spec)) == 3
