"""TPO312: a rollout without training, migration or support."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Project, Severity, Violation
from tpo_docs.planning.rollout import DUTIES, duties_of, has_audience, transition
from tpo_docs.rules.rule import rule


@rule("TPO312", "transition-gap", Severity.WARNING, types=("release",), escalates=True)
def transition_gap(project: Project) -> Iterator[Violation]:
    """A release that is rolled out to people without training, migration or support in its scope.

    ## Why it matters
    The software arrives and people cannot use it: they do not know how, their data is elsewhere, or nobody answers
    the telephone. What counts are transition requirements and rollout specifications of the release whose title,
    tags or first paragraph say what they are about.

    ## Example
    ```yaml title="REL-mvp.md"
    ---
    id: REL-mvp
    title: Billing for the first offices
    status: planned
    kind: mvp
    owner: product-owner
    target: 2027-06-30
    rollout: {audience: 1500}  # finding: TPO312, TPO312
    ---
    ```
    ```yaml title="SPEC-001.md"
    ---
    id: SPEC-001
    title: Training of the billing clerks
    kind: rollout
    release: REL-mvp
    ---
    ```

    ## Instead
    ```yaml title="SPEC-002.md"
    ---
    id: SPEC-002
    title: Go-live weekend
    kind: rollout
    tags: [migration, support]
    release: REL-mvp
    ---
    ```

    The other files stay as they are.
    """
    for release in project.of_type("release"):
        if not release.living or not has_audience(release):
            continue
        covered = {duty for item in transition(project, release) for duty in duties_of(item)}
        for duty in DUTIES:
            if duty not in covered:
                message = f"{release.id} is rolled out to people, and nothing in its scope covers {duty}"
                mend = f"write `release: {release.id}` and `tags: [{duty}]` in a spec of kind rollout"
                yield Violation(release.place("rollout"), message, release.id, duty, mend)
