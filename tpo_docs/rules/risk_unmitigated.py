"""TPO309: a grave risk that nobody does anything about."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.exposure import exposure, is_grave
from tpo_docs.model import Category, Item, Project, Severity, Violation
from tpo_docs.rules.rule import rule


@rule("TPO309", "risk-unmitigated", Severity.WARNING, types=("risk",))
def risk_unmitigated(project: Project) -> Iterator[Violation]:
    """An open risk whose probability × impact is high and that nothing mitigates, or whose acceptance has ended.

    ## Why it matters
    The register says that it could hurt, and nobody does anything about it. An issue counts as certain. (The
    threshold is `risk_threshold` in `tpo-docs.yml`, 12 of 25 by default. `response: accept` is an answer until
    `accepted_until`.)

    ## Example
    ```yaml title="RISK-001.md"
    ---
    id: RISK-001  # finding: TPO309
    title: Offices keep their own price lists
    status: open
    kind: risk
    owner: product-owner
    probability: 4
    impact: 4
    response: reduce
    threatens: REL-mvp
    ---
    ```
    ```yaml title="REL-mvp.md"
    ---
    id: REL-mvp
    title: Billing for the first offices
    kind: mvp
    ---
    ```

    ## Instead
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Import the price lists of all offices
    mitigates: RISK-001
    ---
    ```

    The other files stay as they are.
    """
    for risk in project.of_type("risk"):
        if not risk.committed or not is_grave(project, risk):
            continue
        accepted = risk.text("response").casefold() == "accept"
        end = risk.date("accepted_until")
        if accepted and end is not None and end < project.today:
            message = f"the acceptance of {risk.id} ended on {end}"
            yield Violation(risk.place("accepted_until"), message, risk.id, "accepted_until", "decide on it again")
        elif not accepted and risk.category is not Category.DONE and not _mitigated(project, risk):
            message = f"nothing mitigates {risk.id}, which weighs {exposure(risk):g} of 25"
            mend = f"write `mitigates: {risk.id}` in a story, spec, test or decision, or `response: accept`"
            yield Violation(risk.at, message, risk.id, "mitigates", mend)


def _mitigated(project: Project, risk: Item) -> bool:
    return bool(project.sources(risk, "mitigates"))
