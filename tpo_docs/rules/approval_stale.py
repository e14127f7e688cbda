"""TPO802: an approval of a text that is no longer there."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Project, Severity, Violation
from tpo_docs.records.standing import standing
from tpo_docs.rules.rule import rule


@rule("TPO802", "approval-stale", Severity.ERROR)
def approval_stale(project: Project) -> Iterator[Violation]:
    """An item whose significant content has changed since a party approved it.

    ## Why it matters
    What will be built is not what was agreed to. Only the fields that the type calls `significant` count, and neither
    spaces nor wrapping; `tpo-docs diff` shows what changed. A change of wording alone can be declared as such:
    `tpo-docs approve REQ-001 --as PARTY --editorial REASON`.

    ## Example
    ```yaml title="tpo-docs.yml"
    types: {requirement: {needs: {constraint: []}}}
    ```
    ```yaml title="parties.yml"
    harbour-oil: {kind: client, title: Harbour Oil}
    billing-team: {kind: team, title: Billing team}
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001  # finding: TPO802
    title: Well costs are split per office
    status: approved
    kind: constraint
    owner: billing-team
    source: harbour-oil
    rationale: Disputed invoices leave the building today.
    ---
    The system shall show the cost of a well per office.
    ```
    ```json title="records/reviews.jsonl"
    {"item": "REQ-001", "verdict": "approved", "party": "harbour-oil", "at": "2027-01-04T09:00:00Z", "fingerprint": "8e9e55bafdb1", "role": "client", "hash": "38d3c9ac332a"}
    ```

    ## Instead
    ```json title="records/reviews.jsonl"
    {"item": "REQ-001", "verdict": "approved", "party": "harbour-oil", "at": "2027-01-04T09:00:00Z", "fingerprint": "8e9e55bafdb1", "role": "client", "hash": "38d3c9ac332a"}
    {"item": "REQ-001", "verdict": "approved", "party": "harbour-oil", "at": "2027-02-01T09:00:00Z", "fingerprint": "9b6365144a34", "role": "client", "hash": "b1224eeb2933"}
    ```

    The other files stay as they are.
    """
    for name, found in standing(project).items():
        item = project.items[name]
        for word in found.stale if item.living else ():
            message = f"{name} has changed since {word.line.party} approved it on {word.line.at[:10]}"
            mend = f"ask again, then write `tpo-docs approve {name} --as {word.line.party}`"
            yield Violation(item.at, message, name, word.line.party, mend)
