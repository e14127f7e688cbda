"""TPO311: feedback that became nothing."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Item, Project, Severity, Violation
from tpo_docs.rules.rule import rule


@rule("TPO311", "feedback-unlinked", Severity.INFO, types=("feedback",), escalates=True, ramped=False)
def feedback_unlinked(project: Project) -> Iterator[Violation]:
    """Feedback that after some weeks is neither linked to anything nor declined.

    ## Why it matters
    Somebody took the time to tell us. Without a link or an answer they learn that telling us is of no use.
    (The time is `feedback_days` in `tpo-docs.yml`, 30 by default. Closed feedback without a link is a warning.)

    ## Example
    ```yaml title="FB-001.md"
    ---
    id: FB-001
    title: The subtotals are missing
    status: new
    kind: interview
    from: billing-clerk
    date: 2027-01-10  # finding: TPO311
    ---
    ```

    ## Instead
    ```yaml title="FB-001.md"
    ---
    id: FB-001
    title: The subtotals are missing
    status: new
    kind: interview
    from: billing-clerk
    date: 2027-01-10
    ---
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    kind: functional
    evidence: FB-001
    ---
    ```
    """
    days = project.configuration.rules.feedback_days
    for feedback in project.of_type("feedback"):
        heard = feedback.date("date")
        if (
            feedback.living
            and heard is not None
            and (project.today - heard).days > days
            and not _linked(project, feedback)
        ):
            message = f"nothing came of {feedback.id}, heard on {heard}"
            mend = f"write `evidence: {feedback.id}` in what it led to, or decline it"
            yield Violation(feedback.place("date"), message, feedback.id, "evidence", mend)


def _linked(project: Project, feedback: Item) -> bool:
    return bool(project.incoming.get(feedback.id) or project.outgoing.get(feedback.id))
