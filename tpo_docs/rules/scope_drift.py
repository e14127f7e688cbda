"""TPO805: a release whose scope has moved away from what was planned."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Category, Project, Severity, Violation
from tpo_docs.planning.burn_up import drift
from tpo_docs.rules.rule import rule


@rule("TPO805", "scope-drift", Severity.INFO, types=("release",), escalates=True)
def scope_drift(project: Project) -> Iterator[Violation]:
    """A release whose scope has changed by more than a fifth since it began.

    ## Why it matters
    What came in and what went out by itself looks small; together it is another release than the one agreed to. The
    scope of the day on which the release began (else of its first recorded day, in `records/snapshots.jsonl`) is
    compared with all that came and went since. (The limit is `scope_drift` in `tpo-docs.yml`, 20 percent by default.)

    ## Example
    ```yaml title="tpo-docs.yml"
    today: 2027-03-01
    ```
    ```yaml title="REL-mvp.md"
    ---
    id: REL-mvp
    title: Billing for the first offices
    status: planned
    kind: mvp
    owner: product-owner
    start: 2027-01-04  # finding: TPO805
    target: 2027-04-30
    ---
    ```
    ```json title="/records/snapshots.jsonl"
    {"at": "2027-01-04", "counts": {}, "started": [], "finished": [], "releases": {"REL-mvp": {"scope": 8, "done": 0}}}
    {"at": "2027-02-01", "counts": {}, "started": [], "finished": [], "releases": {"REL-mvp": {"scope": 9, "done": 1, "added": ["STY-008", "STY-009"], "removed": ["STY-003"]}}}
    ```

    ## Instead
    ```json title="/records/snapshots.jsonl"
    {"at": "2027-01-04", "counts": {}, "started": [], "finished": [], "releases": {"REL-mvp": {"scope": 8, "done": 0}}}
    {"at": "2027-02-01", "counts": {}, "started": [], "finished": [], "releases": {"REL-mvp": {"scope": 9, "done": 1, "added": ["STY-008"]}}}
    ```

    The other files stay as they are.
    """
    limit = project.configuration.rules.scope_drift
    for release in project.of_type("release"):
        found = drift(project, release)
        if found is None or release.category in (Category.DONE, Category.DEAD) or found.percent <= limit:
            continue
        moved = " and ".join(
            f"{count} {word}" for count, word in ((found.added, "came"), (found.removed, "went")) if count
        )
        message = f"the scope of {release.id} has changed by {found.percent} % since {found.since}: {moved}"
        mend = "agree on the new scope with those who wait for it, or move items to a later release"
        place = release.place("start") if "start" in release.fields else release.at
        yield Violation(place, message, release.id, "scope", mend)
