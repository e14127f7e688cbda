"""TPO702: a ready story without an acceptance criterion."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Project, Severity, Violation
from tpo_docs.rules.foreign import may_have_field
from tpo_docs.rules.rule import rule


@rule("TPO702", "story-without-criteria", Severity.ERROR, types=("story",))
def story_without_criteria(project: Project) -> Iterator[Violation]:
    """A story that is ready and has no acceptance criterion, although its kind needs a test for each of them.

    ## Why it matters
    Team and client each have their own idea of when it is done, and find out at the end.

    ## Example
    ```yaml title="STY-001.md"
    ---
    id: STY-001  # finding: TPO702
    title: Split well costs per office
    status: ready
    owner: billing-team
    as: billing-clerk
    want: see well costs split per office
    realizes: REQ-001
    ---
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    kind: functional
    ---
    ```
    ```yaml title="SPEC-001.md"
    ---
    id: SPEC-001
    title: Table of cost rules
    kind: data
    specifies: STY-001
    ---
    ```

    ## Instead
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    status: refining
    as: billing-clerk
    want: see well costs split per office
    realizes: REQ-001
    ---
    ## Acceptance criteria
    - **AC1** Each office shows its own subtotal.
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    kind: functional
    ---
    ```
    """
    for story in project.of_type("story"):
        if not story.committed or story.criteria or not _needs_criteria(project, story.kind):
            continue
        if may_have_field(project, story, "acceptance"):
            message = f"{story.id} is agreed and has no acceptance criterion"
            mend = "write a section *Acceptance criteria* with entries `- **AC1** …`"
            yield Violation(story.place("acceptance"), message, story.id, "acceptance", mend)


def _needs_criteria(project: Project, kind: str) -> bool:
    return any(need.per_criterion and not need.advice for need in project.schema.types["story"].needs_of(kind))
