"""TPO206: a conflict that no decision has settled."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Item, Location, Project, Severity, Violation
from tpo_docs.rules.rule import rule


@rule("TPO206", "conflict-unresolved", Severity.ERROR)
def conflict_unresolved(project: Project) -> Iterator[Violation]:
    """Two living items that conflict, and no accepted decision that affects both.

    ## Why it matters
    Both cannot be met. Until somebody decides, each team builds the one that it happened to read.

    ## Example
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Every invoice shows the costs of each well
    kind: functional
    ---
    The system shall show the costs of each well on every invoice.
    ```
    ```yaml title="REQ-002.md"
    ---
    id: REQ-002
    title: An invoice has one page
    kind: constraint
    conflicts_with: REQ-001  # finding: TPO206
    ---
    An invoice shall have one page.
    ```

    ## Instead
    ```yaml title="ADR-001.md"
    ---
    id: ADR-001
    title: Wells go to an annex
    status: accepted
    owner: billing-team
    affects: [REQ-001, REQ-002]
    ---
    ## Considered Options
    - An annex with the wells
    - Invoices of several pages

    ## Decision Outcome
    An annex: the first page stays as the client knows it.
    ```

    The other files stay as they are.
    """
    for trace in project.traces:
        if trace.role != "conflicts_with" or trace.source == trace.target:
            continue
        one, other = project.items[trace.source], project.items[trace.target]
        if one.living and other.living and not _settled(project, one, other):
            item, link = project.claims[trace]
            ends = ", ".join(end.id for end in (one, other) if end.type != "decision")
            mend = f"write `affects: [{ends}]` in the decision that settles it" if ends else "supersede one of the two"
            message = f"{one.id} and {other.id} conflict and no accepted decision settles it"
            about = other.id if item.id == one.id else one.id
            yield Violation(Location(item.path, link.line, link.column), message, item.id, about, mend)


def _settled(project: Project, one: Item, other: Item) -> bool:
    """Whether a third item, an accepted decision, affects both ends; a decision as an end is not asked for."""
    ends = [end for end in (one, other) if end.type != "decision"]
    if not ends:
        return False
    deciding = (
        {
            decision.id
            for decision in project.sources(end, "affects")
            if decision.type == "decision" and decision.committed
        }
        for end in ends
    )
    return bool(set.intersection(*deciding) - {one.id, other.id})
