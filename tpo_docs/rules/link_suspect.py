"""TPO803: a link whose other end has changed."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Project, Severity, Violation
from tpo_docs.records.standing import end_of, standing
from tpo_docs.rules.rule import rule


@rule("TPO803", "link-suspect", Severity.WARNING)
def link_suspect(project: Project) -> Iterator[Violation]:
    """An item that was approved while what it leans on read otherwise.

    ## Why it matters
    A story may realize what the requirement said last month, and a test prove it. Somebody has to look at both ends;
    `tpo-docs accept STY-001 --role realizes --from REQ-001 --as PARTY --reason TEXT` shows what changed and settles it.

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
    id: REQ-001
    title: Well costs are split per office
    status: approved
    kind: constraint
    owner: billing-team
    source: harbour-oil
    rationale: Disputed invoices leave the building today.
    ---
    The system shall show the cost of a well per office.
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs
    status: ready
    kind: debt
    owner: billing-team
    realizes: REQ-001  # finding: TPO803
    ---
    ## Acceptance criteria
    - **AC1** Each office shows its own subtotal.
    ```
    ```yaml title="TEST-001.md"
    ---
    id: TEST-001
    title: Subtotals of two offices
    kind: manual
    verifies: STY-001/AC1
    ---
    ```
    ```json title="records/reviews.jsonl"
    {"item": "STY-001", "verdict": "approved", "party": "billing-team", "at": "2027-01-04T09:00:00Z", "fingerprint": "e3f38285e15c", "upstream": {"realizes:REQ-001": "8e9e55bafdb1"}, "hash": "174b01067025"}
    ```

    ## Instead
    ```json title="records/reviews.jsonl"
    {"item": "STY-001", "verdict": "approved", "party": "billing-team", "at": "2027-01-04T09:00:00Z", "fingerprint": "e3f38285e15c", "upstream": {"realizes:REQ-001": "8e9e55bafdb1"}, "hash": "174b01067025"}
    {"item": "STY-001", "verdict": "accepted", "party": "billing-team", "at": "2027-02-01T09:00:00Z", "fingerprint": "e3f38285e15c", "comment": "only the word for it", "upstream": {"realizes:REQ-001": "9b6365144a34"}, "hash": "df2dd8092a43"}
    ```

    The other files stay as they are.
    """
    for name, found in standing(project).items():
        item = project.items[name]
        for trace, line, _ in found.suspects if item.living else ():
            end = end_of(trace).partition(":")[2]
            if not project.items[trace.target].living:
                continue  # TPO204 says so
            claim = project.claims[trace]
            what = "was approved" if line.verdict == "approved" else "was looked at"
            message = f"{end} has changed since {name} {what} on {line.at[:10]}"
            mend = f"compare both, then write `tpo-docs accept {name} --role {trace.role} --from {end} --as PARTY --reason TEXT`"
            at = claim.item.at._replace(line=claim.link.line, column=claim.link.column)
            yield Violation(at, message, name, f"{trace.role} {end}", mend)
