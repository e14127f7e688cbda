"""TPO308: what its example does not show."""

from __future__ import annotations

import pytest

from tests.cases import case, codes, messages, only
from tpo_docs.model import Review, Severity

_METRIC = """
```yaml title="tpo-docs.yml"
rules: {{observation_days: 28}}
```
```yaml title="metrics.yml"
KPI-001:
  title: Time of a preview
  kind: {kind}
  status: {status}
  unit: s
  {more}
```
```csv title="preview.csv"
date,value
2026-12-31,1.9
{last}
2027-12-31,1.0
```
"""


def _metric(
    *, kind: str = "quality", status: str = "active", more: str = "series: preview.csv", last: str = "2027-02-01,1.7"
) -> Review:
    return case(_METRIC.format(kind=kind, status=status, more=more, last=last)).review()


def test_an_observation_may_be_as_old_as_the_project_says() -> None:
    assert codes(_metric(last="2027-02-01,1.7")) == []
    finding = only(_metric(last="2027-01-31,1.7"), "TPO308")
    assert finding.message == "the last observation of KPI-001 is of 2027-01-31, more than 28 days ago"
    assert (finding.path, finding.line) == ("specs/preview.csv", 3)


def test_a_metric_may_say_itself_how_often_it_is_read() -> None:
    assert codes(_metric(more="series: preview.csv\n  every: 60", last="2027-01-01,1.7")) == []
    assert codes(_metric(more="series: preview.csv\n  every: 7", last="2027-02-21,1.7")) == ["TPO308"]


@pytest.mark.parametrize(
    ("kind", "status", "found"),
    [("quality", "active", ["TPO308"]), ("quality", "draft", []), ("delivery", "active", [])],
)
def test_active_metrics_have_observations_unless_they_are_computed(kind: str, status: str, found: list[str]) -> None:
    assert codes(_metric(kind=kind, status=status, more="direction: down")) == found


def test_observations_of_days_to_come_do_not_count(review: Review) -> None:
    """
    ```yaml title="metrics.yml"
    KPI-001: {title: Time of a preview, kind: quality, unit: s, series: preview.csv}
    ```
    ```csv title="preview.csv"
    2027-03-02,1.0
    ```
    """
    assert only(review, "TPO308").mend == "add a row `date,value`"


def test_a_quality_needs_both_a_criterion_and_a_metric(review: Review) -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: The preview is fast
    status: approved
    kind: quality
    owner: billing
    source: cfo
    rationale: Clerks wait
    fit:
    ---
    The preview shall be fast.
    ```
    ```yaml title="REQ-002.md"
    ---
    id: REQ-002
    title: Costs
    status: approved
    kind: business
    owner: billing
    source: cfo
    rationale: Clerks wait
    ---
    Costs shall be shown.
    ```
    """
    assert [(finding.message, finding.severity) for finding in review.findings if finding.code == "TPO308"] == [
        ("no metric measures REQ-001", Severity.WARNING),
        ("nothing says when REQ-001 is met", Severity.WARNING),
    ]


def test_it_is_an_error_where_a_release_in_work_serves_the_requirement(review: Review) -> None:
    """
    ```yaml title="REL-mvp.md"
    ---
    id: REL-mvp
    title: Billing
    kind: mvp
    status: active
    owner: billing
    target: 2027-06-30
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Preview
    realizes: REQ-001
    release: REL-mvp
    ---
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: The preview is fast
    status: approved
    kind: quality
    owner: billing
    source: cfo
    rationale: Clerks wait
    measured_by: KPI-001
    ---
    The preview shall be fast.
    ```
    ```yaml title="metrics.yml"
    KPI-001: {title: Time of a preview, unit: s, status: draft}
    ```
    """
    assert only(review, "TPO308").severity is Severity.ERROR


def test_foreign_qualities_are_asked_for_a_mapped_criterion_only(review: Review) -> None:
    """
    ```yaml title="tpo-docs.yml"
    sources:
      - path: specs
        map:
          id: {field: number, format: "RFC-{}"}
          type: requirement
          status: {default: agreed}
    rules: {select: [TPO308]}
    ```
    ```yaml title="1.md"
    ---
    number: 1
    kind: quality
    title: Fast
    status: Final
    ---
    ```
    """
    assert messages(review, "TPO308") == ["no metric measures RFC-1"]
