"""TPO304: what its example does not show."""

from __future__ import annotations

import pytest

from tests.cases import case, only
from tpo_docs.model import Severity

_STORY = """
```yaml title="STY-001.md"
---
id: STY-001
title: Keep the cost rules of an office
kind: enabler
status: {status}
owner: billing-team
---
```
"""
_STRICT = """
```yaml title="tpo-docs.yml"
types: {{story: {{needs: {{enabler: [{need}]}}}}}}
```
"""


@pytest.mark.parametrize("status", ["ready", "in-progress"])
def test_by_default_it_is_advice(status: str) -> None:
    assert only(case(_STORY.format(status=status)).review(), "TPO304").severity is Severity.INFO


@pytest.mark.parametrize("status", ["idea", "refining", "done", "dropped"])
def test_advice_comes_before_the_work_is_done(status: str) -> None:
    assert case(_STORY.format(status=status)).review().findings == ()


@pytest.mark.parametrize("status", ["ready", "done"])
def test_where_the_project_needs_one_it_is_a_warning_also_when_done(status: str) -> None:
    review = case(_STRICT.format(need="spec") + _STORY.format(status=status)).review()
    assert only(review, "TPO304").severity is Severity.WARNING


def test_the_kind_of_spec_that_is_needed_is_named() -> None:
    review = case(_STRICT.format(need="spec/data") + _STORY.format(status="ready")).review()
    finding = only(review, "TPO304")
    assert finding.message == "no data spec specifies STY-001"
    assert finding.mend == "write `specifies: STY-001` in a data spec"
