"""TPO901: a clause of a regulation that nothing answers."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Project, Severity, Violation
from tpo_docs.proof.compliance import ClauseState, answers
from tpo_docs.rules.rule import rule


@rule("TPO901", "clause-uncovered", Severity.ERROR, types=("clause",))
def clause_uncovered(project: Project) -> Iterator[Violation]:
    """A clause of a regulation that no living requirement cites, and that nobody has called not applicable.

    ## Why it matters
    The auditor goes through the regulation clause by clause. What nobody has turned into a requirement will not be
    built, and a clause left out on purpose needs its reason in writing. Clauses stand in a collection `clauses.yml`;
    a requirement cites them in its field `clause`.

    ## Example
    ```yaml title="clauses.yml"
    EDSO-4.2:  # finding: TPO901
      title: Access by role, office and time
      regulation: Energy Data Security Ordinance
    ```

    ## Instead
    ```yaml title="clauses.yml"
    EDSO-4.2:
      title: Access by role, office and time
      regulation: Energy Data Security Ordinance
    EDSO-8.1:
      title: Seismic raw data
      regulation: Energy Data Security Ordinance
      not_applicable: The ERP holds none.
    ```
    ```yaml title="REQ-024.md"
    ---
    id: REQ-024
    title: Access by role, office and time
    kind: regulatory
    clause: [EDSO-4.2]
    ---
    ```
    """
    for answer in answers(project):
        if answer.state is ClauseState.OPEN:
            clause = project.items[answer.clause]
            message = f"no requirement answers clause {clause.id}"
            mend = f"write `clause: [{clause.id}]` in a requirement, or `not_applicable:` with the reason here"
            yield Violation(clause.at, message, clause.id, "", mend)
