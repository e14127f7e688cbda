"""TPO304: a story that needs a specification and has none."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Category, Project, Severity, Violation
from tpo_docs.rules.gaps import gaps, way_out, words
from tpo_docs.rules.rule import rule


@rule("TPO304", "story-without-spec", Severity.WARNING, types=("story", "spec"))
def story_without_spec(project: Project) -> Iterator[Violation]:
    """A story (or a process) that is ready or in work, needs a specification and has none.

    ## Why it matters
    The team starts before anybody has said how. By default a specification is only advised; where the project's
    `needs` ask for it, its lack is a warning.

    ## Example
    ```yaml title="STY-001.md"
    ---
    id: STY-001  # finding: TPO304
    title: Keep the cost rules of an office
    kind: enabler
    status: ready
    owner: billing-team
    ---
    ```

    ## Instead
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Keep the cost rules of an office
    kind: enabler
    status: ready
    owner: billing-team
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
    """
    for item, state in gaps(project, "TPO304"):
        if state.need.advice and item.category is Category.DONE:
            continue  # good advice comes before the work
        message = f"no {words(state.need)} specifies {item.id}"
        yield Violation(
            item.at, message, item.id, str(state.need), way_out(project, item, state.need), state.need.advice
        )
