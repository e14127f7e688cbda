"""TPO305: what its example does not show."""

from __future__ import annotations

import pytest

from tests.cases import case, codes, messages
from tpo_docs.model import Review, Severity

_CASE = """
```yaml title="REL-mvp.md"
---
id: REL-mvp
title: Billing
kind: mvp
status: {release}
owner: billing
target: 2027-06-30
---
```
```yaml title="STY-001.md"
---
id: STY-001
title: Split well costs per office
status: {status}
owner: billing
as: clerk
want: see costs
estimate: 3
realizes: REQ-001
release: REL-mvp
acceptance:
  AC1: Each office shows its own subtotal.
  AC2: An office without a rule blocks the issue.
---
```
```yaml title="REQ-001.md"
---
id: REQ-001
title: Well costs
---
```
```yaml title="SPEC-001.md"
---
id: SPEC-001
title: Table of cost rules
specifies: STY-001
---
```
```yaml title="TEST-001.md"
---
id: TEST-001
title: Subtotals
status: {test}
kind: manual
owner: billing
verifies: [{verifies}]
---
```
"""


def _review(
    *, status: str = "ready", release: str = "planned", test: str = "draft", verifies: str = "STY-001/AC1"
) -> Review:
    return case(_CASE.format(status=status, release=release, test=test, verifies=verifies)).review()


@pytest.mark.parametrize(
    ("release", "status", "severity"),
    [
        ("planned", "ready", Severity.WARNING),
        ("active", "ready", Severity.ERROR),
        ("planned", "done", Severity.ERROR),
        ("released", "ready", Severity.WARNING),
    ],
)
def test_it_is_an_error_in_a_release_in_work_and_once_done(release: str, status: str, severity: Severity) -> None:
    findings = [finding for finding in _review(release=release, status=status).findings if finding.code == "TPO305"]
    assert [(finding.about, finding.severity, finding.line) for finding in findings] == [("AC2", severity, 13)]


@pytest.mark.parametrize("status", ["idea", "refining", "dropped"])
def test_only_agreed_stories_are_asked(status: str) -> None:
    assert "TPO305" not in codes(_review(status=status))


def test_a_test_of_the_whole_story_counts_for_none_of_several() -> None:
    assert messages(_review(verifies="STY-001"), "TPO305") == [
        "no test verifies STY-001/AC1",
        "no test verifies STY-001/AC2",
    ]


def test_a_retired_test_does_not_count() -> None:
    assert messages(_review(test="retired"), "TPO305")[0] == "no test verifies STY-001/AC1"


def test_a_test_of_the_whole_story_counts_for_its_only_criterion(review: Review) -> None:
    """
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    status: ready
    owner: billing
    as: clerk
    want: see costs
    realizes: REQ-001
    ---
    ## Acceptance criteria
    - **AC1** Each office shows its own subtotal.
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs
    ---
    ```
    ```yaml title="TEST-001.md"
    ---
    id: TEST-001
    title: Subtotals
    verifies: STY-001
    ---
    ```
    """
    assert codes(review) == ["TPO304"]


def test_any_type_may_need_a_test_for_each_criterion(review: Review) -> None:
    """
    ```yaml title="tpo-docs.yml"
    types: {requirement: {needs: {business: [{criteria: "test?"}]}}}
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs
    status: approved
    kind: business
    owner: billing
    source: cfo
    rationale: Disputes
    ---
    Billing shall see the cost of a well per office.

    ## Acceptance criteria
    - **AC1** Each office shows its own subtotal.
    ```
    """
    assert [(finding.code, finding.about, finding.severity) for finding in review.findings] == [
        ("TPO305", "AC1", Severity.INFO)
    ]
