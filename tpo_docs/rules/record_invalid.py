"""TPO006: a recorded row that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Project, Severity, Violation
from tpo_docs.rules.rule import rule
from tpo_docs.rules.unread import unread


@rule("TPO006", "record-invalid", Severity.ERROR)
def record_invalid(project: Project) -> Iterator[Violation]:
    """A row of a table or collection (observations, parties, terms, results, reviews) that cannot be read.

    ## Why it matters
    The other rows count and this one does not, so a trend, a verdict or a name is silently wrong.

    ## Example
    ```yaml title="metrics.yml"
    KPI-001:
      title: Disputed invoices a month
      unit: invoices
      series: disputes.csv
    ```
    ```csv title="disputes.csv"
    date,value
    2027-01-31,40
    2027-02-28,thirty  # finding: TPO006
    ```

    ## Instead
    ```yaml title="metrics.yml"
    KPI-001:
      title: Disputed invoices a month
      unit: invoices
      series: disputes.csv
    ```
    ```csv title="disputes.csv"
    date,value
    2027-01-31,40
    2027-02-28,30
    ```
    """
    yield from unread(project, "record")
