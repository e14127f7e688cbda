"""TPO310: a decision that has not reached those whom it affects."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Item, Project, Severity, Violation, as_date
from tpo_docs.rules.rule import rule


@rule("TPO310", "decision-not-propagated", Severity.WARNING, types=("decision",))
def decision_not_propagated(project: Project) -> Iterator[Violation]:
    """An accepted decision that an affected team has not adopted, or that an affected specification has not followed.

    ## Why it matters
    The team goes on as before, and two ways of doing it grow side by side. (A specification is judged only with
    Git's history at hand: it must have changed on the day of the decision or later. What one commit brings in
    together, such as a folder that was not in Git before, tells nothing.)

    ## Example
    ```yaml title="parties.yml"
    billing-team: {kind: team, title: Billing team}
    ledger-team: {kind: team, title: Ledger team}
    ```
    ```yaml title="ADR-001.md"
    ---
    id: ADR-001
    title: Costs are kept per well
    status: accepted
    owner: billing-team
    date: 2027-01-15
    affects: [billing-team, ledger-team]
    adopted: {billing-team: 2027-02-01}  # finding: TPO310
    ---
    ## Considered Options
    - Costs per well
    - Costs per office

    ## Decision Outcome
    Costs per well.
    ```

    ## Instead
    ```yaml title="parties.yml"
    billing-team: {kind: team, title: Billing team}
    ledger-team: {kind: team, title: Ledger team}
    ```
    ```yaml title="ADR-001.md"
    ---
    id: ADR-001
    title: Costs are kept per well
    status: accepted
    owner: billing-team
    date: 2027-01-15
    affects: [billing-team, ledger-team]
    adopted: {billing-team: 2027-02-01, ledger-team: 2027-02-20}
    ---
    ## Considered Options
    - Costs per well
    - Costs per office

    ## Decision Outcome
    Costs per well.
    ```
    """
    for decision in project.of_type("decision"):
        if not decision.committed:
            continue
        adopted = decision.group("adopted")
        names = {entry.name for entry in adopted.fields} if adopted is not None else set()
        for affected in project.targets(decision, "affects"):
            if affected.type == "party" and affected.kind == "team" and affected.id not in names:
                message = f"{affected.id} has not adopted {decision.id}"
                mend = f"write the day under `adopted: {{{affected.id}: …}}`"
                yield Violation(decision.place("adopted"), message, decision.id, affected.id, mend)
            elif affected.type == "spec" and affected.committed:
                yield from _followed(project, decision, affected)


def _followed(project: Project, decision: Item, spec: Item) -> Iterator[Violation]:
    change, decided = project.history.get(spec.path), project.history.get(decision.path)
    if change is not None and decided is not None and change.commit == decided.commit:
        return
    since = decision.date("date")
    last = as_date(change.on) if change is not None else None
    if since is not None and last is not None and last < since <= project.today:
        message = f"{spec.id} has not changed since {decision.id} of {since}"
        yield Violation(spec.at, message, decision.id, spec.id, f"bring {spec.id} in line with {decision.id}")
