"""TPO801: an agreed item without the approvals that its type demands."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Project, Severity, Violation
from tpo_docs.records.standing import Standing, open_demands, standing
from tpo_docs.rules.gaps import gaps
from tpo_docs.rules.rule import rule


@rule("TPO801", "approval-missing", Severity.ERROR)
def approval_missing(project: Project) -> Iterator[Violation]:
    """An agreed item without an approval that its type demands, or that its kind needs.

    ## Why it matters
    Work begins on a text that those who must answer for it have never agreed to. Which status demands whose approval
    stands in the configuration, `types: {requirement: {approvals: {approved: [{role: client}]}}}`: a role is the kind
    of a party or its id, and `independent: true` asks for somebody else than owner and author. A kind may also name
    `approval` among its `needs`; that counts once the project keeps a ledger.

    ## Example
    ```yaml title="tpo-docs.yml"
    types: {requirement: {needs: {constraint: []}, approvals: {approved: [{role: client}]}}}
    ```
    ```yaml title="parties.yml"
    harbour-oil: {kind: client, title: Harbour Oil}
    billing-team: {kind: team, title: Billing team}
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    status: approved  # finding: TPO801
    kind: constraint
    owner: billing-team
    source: harbour-oil
    rationale: Disputed invoices leave the building today.
    ---
    The system shall show the cost of a well per office.
    ```
    ## Instead
    ```json title="records/reviews.jsonl"
    {"item": "REQ-001", "verdict": "approved", "party": "harbour-oil", "at": "2027-02-01T09:00:00Z", "fingerprint": "9b6365144a34", "role": "client", "hash": "b1224eeb2933"}
    ```

    The other files stay as they are.
    """
    told: set[str] = set()
    asking = frozenset(name for name, spec in project.schema.types.items() if spec.approvals)
    for item in project.items.values() if asking else ():
        for demand, word in open_demands(project, item) if item.type in asking else ():
            told.add(item.id)
            message = f"{item.id} is {item.status} without {demand}"
            if word is not None:
                message += f": {word.line.party} wants changes"
            mend = f"write `tpo-docs approve {item.id} --as PARTY`, or set the status back"
            yield Violation(item.place("status"), message, item.id, str(demand), mend)
    found = standing(project)
    for item, state in gaps(project, "TPO801"):
        if item.id not in told and not found.get(item.id, Standing()).stale:
            mend = f"write `tpo-docs approve {item.id} --as PARTY`"
            yield Violation(item.at, f"{item.id} has no approval", item.id, "approval", mend, state.need.advice)
