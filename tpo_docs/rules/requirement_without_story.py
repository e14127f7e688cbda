"""TPO303: an agreed requirement that nobody realizes or specifies."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Project, Severity, Violation
from tpo_docs.rules.gaps import gaps, way_out, words
from tpo_docs.rules.rule import rule


@rule("TPO303", "requirement-without-story", Severity.ERROR, types=("requirement",))
def requirement_without_story(project: Project) -> Iterator[Violation]:
    """An agreed requirement without the story or specification that its kind needs.

    ## Why it matters
    It was promised and nobody works on it. What a kind needs stands in the schema: a functional requirement a story,
    a quality requirement a specification, a transition requirement a specification of the rollout.

    ## Example
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001  # finding: TPO303
    title: Well costs are split per office
    status: approved
    kind: business
    owner: billing-team
    source: head-of-billing
    rationale: Disputed invoices leave the building today.
    ---
    Billing shall see the cost of a well per office.
    ```

    ## Instead
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    status: approved
    kind: business
    owner: billing-team
    source: head-of-billing
    rationale: Disputed invoices leave the building today.
    ---
    Billing shall see the cost of a well per office.
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    realizes: REQ-001
    ---
    ```
    """
    for item, state in gaps(project, "TPO303"):
        verb = "realizes" if state.need.type == "story" else "specifies"
        message = f"no {words(state.need)} {verb} {item.id}"
        yield Violation(
            item.at, message, item.id, str(state.need), way_out(project, item, state.need), state.need.advice
        )
