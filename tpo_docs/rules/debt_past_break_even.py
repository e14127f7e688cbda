"""TPO503: a debt that costs more than repaying it."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Category, Item, Project, Severity, Violation
from tpo_docs.planning.debt import HORIZON, break_even_of
from tpo_docs.planning.priorities import number_text
from tpo_docs.rules.rule import rule
from tpo_docs.scope import release_of


@rule("TPO503", "debt-past-break-even", Severity.WARNING, types=("risk",))
def debt_past_break_even(project: Project) -> Iterator[Violation]:
    """A technical debt that is repaid within twelve iterations by what it costs, and that nobody has planned to repay.

    ## Why it matters
    Each iteration it costs its interest; repaying it would be the cheaper way before half a year is over.

    ## Example
    ```yaml title="RISK-001.md"
    ---
    id: RISK-001
    title: Nightly export by hand
    kind: debt
    status: open
    owner: billing-team
    principal: 8  # finding: TPO503
    interest: 2
    ---
    ```

    ## Instead
    ```yaml title="RISK-001.md"
    ---
    id: RISK-001
    title: Nightly export by hand
    kind: debt
    status: open
    owner: billing-team
    principal: 8
    interest: 2
    threatens: STY-001
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Export without a hand
    kind: debt
    release: REL-mvp
    mitigates: RISK-001
    ---
    ```
    ```yaml title="REL-mvp.md"
    ---
    id: REL-mvp
    title: Billing for the first offices
    kind: mvp
    ---
    ```
    """
    for risk in project.of_type("risk"):
        if risk.kind != "debt" or risk.category not in (Category.AGREED, Category.DOING):
            continue
        after = break_even_of(risk)
        if after is not None and after <= HORIZON and not _repaid(project, risk):
            message = f"{risk.id} costs as much as repaying it after {number_text(round(after, 1))} iterations, and nothing that repays it is planned"
            mend = "plan a story that `mitigates` it for a release, or accept it until a date"
            yield Violation(risk.place("principal"), message, risk.id, "principal", mend)


def _repaid(project: Project, risk: Item) -> bool:
    """Whether it, or a story against it, is planned, in work or done."""
    if release_of(project, risk) is not None or "accepted_until" in risk.fields:
        return True
    return any(
        release_of(project, item) is not None or item.category in (Category.DOING, Category.DONE)
        for item in project.sources(risk, "mitigates")
        if item.type == "story"
    )
