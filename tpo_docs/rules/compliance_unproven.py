"""TPO902: a regulatory requirement without passed proof and sign-off."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Project, Severity, Violation
from tpo_docs.proof.compliance import evidence
from tpo_docs.records.standing import open_demands
from tpo_docs.rules.gaps import gaps, way_out
from tpo_docs.rules.rule import rule
from tpo_docs.verdicts import Verdict, verdicts

_OPEN = frozenset((Verdict.FAILED, Verdict.BROKEN, Verdict.OPEN, Verdict.STALE))
_SAYS = {"test": "no test", "approval": "no approval"}


@rule("TPO902", "compliance-unproven", Severity.WARNING, types=("requirement",), escalates=True)
def compliance_unproven(project: Project) -> Iterator[Violation]:
    """A regulatory requirement without the proof or the sign-off that its kind needs.

    ## Why it matters
    Towards an authority it does not count that a clause was thought of, but that somebody can show how it is met and
    who has accepted that. What is needed stands in the schema, `types: {requirement: {needs: {regulatory: [test,
    approval]}}}`; approvals count once the project keeps a ledger (`tpo-docs approve`), and what tests have shown once it
    keeps their results (`tpo-docs results add`).

    ## Example
    ```yaml title="tpo-docs.yml"
    today: 2027-03-01
    ```
    ```yaml title="parties.yml"
    security-officer: {kind: role, title: Security officer}
    ```
    ```yaml title="REQ-024.md"
    ---
    id: REQ-024  # finding: TPO902
    title: Access by role, office and time
    kind: regulatory
    status: approved
    owner: security-officer
    source: security-officer
    rationale: The audit of 2025 found 61 people with access to all data.
    ---
    The system shall grant access by role, office and time.
    ```

    ## Instead
    ```yaml title="parties.yml"
    security-officer: {kind: role, title: Security officer}
    ```
    ```yaml title="REQ-024.md"
    ---
    id: REQ-024
    title: Access by role, office and time
    kind: regulatory
    status: approved
    owner: security-officer
    source: security-officer
    rationale: The audit of 2025 found 61 people with access to all data.
    ---
    The system shall grant access by role, office and time.
    ```
    ```yaml title="TEST-024.md"
    ---
    id: TEST-024
    title: A clerk of another office is refused
    kind: manual
    status: active
    owner: security-officer
    verifies: REQ-024
    ---
    ```
    """
    lacking: dict[str, list[str]] = {}
    mends: dict[str, str] = {}
    for item, state in gaps(project, "TPO902"):
        need = state.need.type
        if need == "approval" and (
            "stale approval" in evidence(project, item).missing or any(open_demands(project, item))
        ):
            continue  # TPO801 and TPO802 say so
        lacking.setdefault(item.id, []).append(_SAYS[need])
        mends.setdefault(
            item.id,
            f"write `tpo-docs approve {item.id} --as PARTY`"
            if need == "approval"
            else way_out(project, item, state.need),
        )
    for name, some in lacking.items():
        item = project.items[name]
        clauses = ", ".join(item.texts("clause"))
        message = f"{name}{f' ({clauses})' if clauses else ''} has {' and '.join(some)}"
        yield Violation(item.at, message, name, "", mends[name])
    yield from _unproven(project, frozenset(lacking))


def _unproven(project: Project, told: frozenset[str]) -> Iterator[Violation]:
    """Those that have all they need on paper, and whose results say otherwise."""
    for name, proof in verdicts(project).items():
        item = project.items[name]
        if item.type != "requirement" or item.kind != "regulatory" or name in told or proof.verdict not in _OPEN:
            continue
        if proof.step is not None and proof.step.missing is not None and proof.step.missing.need.type == "approval":
            continue  # TPO801 says so
        clauses = ", ".join(item.texts("clause"))
        step = f": {proof.step.words(of=name)}" if proof.step is not None else ""
        message = f"{name}{f' ({clauses})' if clauses else ''} is not proven{step}"
        yield Violation(item.at, message, name, "", "bring its tests to pass, then write `tpo-docs results add FILE`")
