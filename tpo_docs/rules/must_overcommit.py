"""TPO406: a release that has nothing to give when things go wrong."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Category, Project, Severity, Violation
from tpo_docs.planning.priorities import number_text
from tpo_docs.planning.releases import must_share
from tpo_docs.planning.scores import MUST_SHARE
from tpo_docs.rules.rule import rule


@rule("TPO406", "must-overcommit", Severity.WARNING, types=("release",))
def must_overcommit(project: Project) -> Iterator[Violation]:
    """A release with a `capacity` of which Must stories take more than 60 %.

    ## Why it matters
    Estimates are wrong by as much, and then only Shoulds and Coulds can give way; where all is a Must, the date does
    (DSDM).

    ## Example
    ```yaml title="REL-mvp.md"
    ---
    id: REL-mvp
    title: Billing for the first offices
    kind: mvp
    owner: head-of-billing
    capacity: 10  # finding: TPO406
    target: 2027-06-30
    status: planned
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs
    priority: must
    estimate: 8
    release: REL-mvp
    ---
    ```

    ## Instead
    ```yaml title="REL-mvp.md"
    ---
    id: REL-mvp
    title: Billing for the first offices
    kind: mvp
    owner: head-of-billing
    capacity: 20
    target: 2027-06-30
    status: planned
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs
    priority: must
    estimate: 8
    release: REL-mvp
    ---
    ```
    """
    for release in project.of_type("release"):
        if release.category in (Category.DONE, Category.DEAD):
            continue
        found = must_share(project, release)
        if found is not None and found.capacity and found.share > MUST_SHARE:
            message = f"Must stories take {number_text(found.must)} of the {number_text(found.room)} points of {release.id}, {round(100 * found.share)} %"
            mend = f"make Must at most {number_text(MUST_SHARE * found.room)} points: what is a Should after all, or can wait?"
            yield Violation(release.place("capacity"), message, release.id, "capacity", mend)
