"""TPO903: an acceptance test of the client without the client's verdict."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Project, Severity, Violation
from tpo_docs.records.ledger import CHANGES
from tpo_docs.records.standing import Standing, Word, standing
from tpo_docs.rules.rule import rule


@rule("TPO903", "uat-unsigned", Severity.WARNING, types=("test",), escalates=True)
def uat_unsigned(project: Project) -> Iterator[Violation]:
    """An acceptance test on which no client party has given a verdict, or not on its text of today.

    ## Why it matters
    An acceptance test is the client's, whoever clicks through it. Without the client's word on this very text the
    release goes out unaccepted. (A client is a party of kind `client`; the rule speaks once the project keeps a
    ledger of approvals. `tpo-docs pack --uat --for PARTY` writes the test scripts with boxes for the verdicts.)

    ## Example
    ```yaml title="parties.yml"
    harbour-oil: {kind: client, title: Harbour Oil}
    billing-team: {kind: team, title: Billing team}
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs
    kind: debt
    ---
    - **AC1** Each office shows its own subtotal.
    ```
    ```yaml title="TEST-001.md"
    ---
    id: TEST-001  # finding: TPO903
    title: Subtotals of two offices
    status: active
    kind: uat
    owner: harbour-oil
    verifies: STY-001
    steps: [Open the invoice of March]
    ---
    ```
    ```json title="records/reviews.jsonl"
    {"item": "TEST-001", "verdict": "approved", "party": "billing-team", "at": "2027-01-04T09:00:00Z", "fingerprint": "008d5606c3a5", "role": "team", "hash": "84f78d819c14"}
    ```

    ## Instead
    ```json title="records/reviews.jsonl"
    {"item": "TEST-001", "verdict": "approved", "party": "harbour-oil", "at": "2027-02-04T09:00:00Z", "fingerprint": "008d5606c3a5", "role": "client", "hash": "1ed00666f0f7"}
    ```

    The other files stay as they are.
    """
    if not project.ledger.present:
        return
    found = standing(project)
    for test in project.of_type("test"):
        if test.kind != "uat" or not test.committed:
            continue
        words = [word for word in found.get(test.id, Standing()).words if _is_client(project, word)]
        if any(word.approves for word in words):
            continue  # that of an earlier text is TPO802's
        against = next((word for word in words if word.line.verdict == CHANGES and word.holds), None)
        if against is not None:
            message = (
                f"{against.line.party} has not accepted {test.id}: changes were asked for on {against.line.at[:10]}"
            )
        elif words:
            last = words[-1].line
            message = f"{test.id} has changed since {last.party} gave a verdict on {last.at[:10]}"
        else:
            message = f"no client has given a verdict on {test.id}"
        mend = f"hand out `tpo-docs pack --uat --for PARTY`, or write `tpo-docs approve {test.id} --as PARTY`"
        yield Violation(test.at, message, test.id, "", mend)


def _is_client(project: Project, word: Word) -> bool:
    party = project.resolve(word.line.party)
    return (party.kind if party is not None else word.line.role) == "client"
