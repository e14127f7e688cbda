"""TPO405: a release that will hardly be done by its target."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Category, Project, Severity, Violation
from tpo_docs.planning.outlook import outlook
from tpo_docs.rules.rule import rule


@rule("TPO405", "forecast-misses-target", Severity.WARNING, types=("release",))
def forecast_misses_target(project: Project) -> Iterator[Violation]:
    """A release whose target is less likely than its `confidence` (0.85 unless written).

    ## Why it matters
    At the pace of the last weeks the promise will be broken, and now is the time to say so or to cut the scope. (The
    forecast draws from what was finished in the last weeks: after a tracker's export, `records/snapshots.jsonl` or
    Git's commits. Without enough of it the rule says nothing.)

    ## Example
    ```yaml title="REL-mvp.md"
    ---
    id: REL-mvp
    title: Billing for the first offices
    kind: mvp
    owner: head-of-billing
    status: planned
    target: 2027-03-07  # finding: TPO405
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs
    release: REL-mvp
    ---
    ```
    ```yaml title="STY-002.md"
    ---
    id: STY-002
    title: Round the shares
    release: REL-mvp
    ---
    ```
    ```json title="/records/snapshots.jsonl"
    {"at": "2027-01-18", "finished": ["STY-011", "STY-012"]}
    {"at": "2027-01-25", "finished": ["STY-013"]}
    {"at": "2027-02-01", "finished": ["STY-014", "STY-015"]}
    {"at": "2027-02-08", "finished": ["STY-016"]}
    {"at": "2027-02-15", "finished": ["STY-017", "STY-018"]}
    {"at": "2027-02-22", "finished": ["STY-019", "STY-020"]}
    ```

    ## Instead
    ```yaml title="REL-mvp.md"
    ---
    id: REL-mvp
    title: Billing for the first offices
    kind: mvp
    owner: head-of-billing
    status: planned
    target: 2027-03-31
    ---
    ```

    The other files stay as they are.
    """
    for release in project.of_type("release"):
        target = release.date("target")
        if release.category not in (Category.AGREED, Category.DOING) or target is None or target < project.today:
            continue
        seen = outlook(project, release)
        if seen.misses and seen.probability is not None:
            message = f"{release.id} will be done by {target} with {round(100 * seen.probability)} %, wanted are {round(100 * seen.confidence)} %"
            mend = f"plan less for it, or set `target: {seen.p85}`, which is likely enough"
            yield Violation(release.place("target"), message, release.id, "target", mend)
