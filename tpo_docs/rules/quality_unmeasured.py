"""TPO308: a quality that nobody can measure, or that nobody has measured lately."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Item, Location, Observation, Project, Severity, Violation
from tpo_docs.parse import beside
from tpo_docs.rules.foreign import may_have_field
from tpo_docs.rules.gaps import gaps
from tpo_docs.rules.rule import rule


@rule("TPO308", "quality-unmeasured", Severity.WARNING, types=("requirement", "metric"), escalates=True)
def quality_unmeasured(project: Project) -> Iterator[Violation]:
    """A quality requirement without a fit criterion or a metric, or an active metric without a recent observation.

    ## Why it matters
    "Fast" and "secure" are met or not met by taste, until a number says from where on. A metric that nobody reads
    off says nothing. (How old the last observation may be: the metric's `every` in days, else `observation_days` in
    `tpo-docs.yml`.)

    ## Example
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001  # finding: TPO308
    title: The preview of an invoice is fast
    status: approved
    kind: quality
    owner: billing-team
    source: head-of-billing
    rationale: Clerks preview 200 invoices a day.
    measured_by: KPI-001
    ---
    The preview of an invoice shall be fast.
    ```
    ```yaml title="SPEC-001.md"
    ---
    id: SPEC-001
    title: Preview from stored subtotals
    kind: component
    specifies: REQ-001
    ---
    ```
    ```yaml title="TEST-001.md"
    ---
    id: TEST-001
    title: Preview of 200 invoices
    kind: automated
    verifies: REQ-001
    ---
    ```
    ```yaml title="metrics.yml"
    KPI-001:
      title: Time of a preview, 95th percentile
      kind: quality
      unit: s
      series: preview.csv
    ```
    ```csv title="preview.csv"
    date,value
    2027-02-15,1.7
    ```

    ## Instead
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: The preview of an invoice is fast
    status: approved
    kind: quality
    owner: billing-team
    source: head-of-billing
    rationale: Clerks preview 200 invoices a day.
    fit: 95 % of previews within 2 s
    measured_by: KPI-001
    ---
    The preview of an invoice shall be fast.
    ```

    The other files stay as they are.
    """
    for item in project.of_type("requirement"):
        if item.kind == "quality" and item.living and not item.text("fit") and may_have_field(project, item, "fit"):
            yield Violation(
                item.place("fit"),
                f"nothing says when {item.id} is met",
                item.id,
                "fit",
                "write `fit: …` with a number and its unit",
            )
    for item, state in gaps(project, "TPO308"):
        mend = "write `measured_by: …` with the id of a metric"
        yield Violation(item.at, f"no metric measures {item.id}", item.id, "metric", mend, state.need.advice)
    for item in project.of_type("metric"):
        if item.committed:
            yield from _observed(project, item)


def _observed(project: Project, metric: Item) -> Iterator[Violation]:
    rows = [row for row in _rows(project, metric) if row.on <= project.today]
    days = int(metric.number("every") or 0) or project.configuration.rules.observation_days
    if not rows:
        if metric.text("series") or metric.kind != "delivery":
            mend = (
                "write `series: …` with a CSV file of `date,value`"
                if not metric.text("series")
                else "add a row `date,value`"
            )
            yield Violation(metric.place("series"), f"{metric.id} has no observation", metric.id, "series", mend)
    elif (project.today - rows[-1].on).days > days:
        last = rows[-1]
        message = f"the last observation of {metric.id} is of {last.on}, more than {days} days ago"
        yield Violation(Location(last.path, last.line), message, metric.id, "series", "add a row, or retire the metric")


def _rows(project: Project, metric: Item) -> tuple[Observation, ...]:
    return project.observations.get(beside(metric.path, metric.text("series")), ())
