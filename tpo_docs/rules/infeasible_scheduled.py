"""TPO407: something planned of which nobody knows that it can be done."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Category, Item, Location, Project, Severity, Violation
from tpo_docs.rules.rule import rule
from tpo_docs.scope import release_of


@rule("TPO407", "infeasible-scheduled", Severity.ERROR, types=("requirement", "story"))
def infeasible_scheduled(project: Project) -> Iterator[Violation]:
    """An item planned for a release although it cannot be done, or although nobody knows and no spike finds out before.

    ## Why it matters
    The release has promised something that will not come, or that comes by luck.

    ## Example
    ```yaml title="REL-mvp.md"
    ---
    id: REL-mvp
    title: Billing for the first offices
    kind: mvp
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Read the meters of all wells every second
    kind: enabler
    status: in-progress
    owner: billing-team
    estimate: 8
    score: {value: 5, urgency: 3, enables: 8}
    release: REL-mvp
    feasibility: {verdict: unknown}  # finding: TPO407
    ---
    ```
    ```yaml title="SPEC-001.md"
    ---
    id: SPEC-001
    title: Meter protocol
    kind: interface
    specifies: STY-001
    ---
    ```

    ## Instead
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Read the meters of all wells every second
    kind: enabler
    status: in-progress
    owner: billing-team
    estimate: 8
    score: {value: 5, urgency: 3, enables: 8}
    release: REL-mvp
    feasibility: {verdict: unknown, spike: STY-002}
    ---
    ```
    ```yaml title="STY-002.md"
    ---
    id: STY-002
    title: Which meters can be read every second?
    kind: spike
    release: REL-mvp
    ---
    ```

    The other files stay as they are.
    """
    for item in project.items.values():
        feasibility = item.group("feasibility") if "feasibility" in item.fields else None
        entry = feasibility.find("verdict") if feasibility is not None else None
        if feasibility is None or entry is None or item.category in (Category.DONE, Category.DEAD):
            continue
        verdict = feasibility.text("verdict").strip().casefold()
        release = _release(project, item) if verdict in ("no", "unknown") else None
        if release is None or (
            verdict == "unknown" and _found_out(project, item, feasibility.text("spike").strip(), release)
        ):
            continue
        why = "cannot be done" if verdict == "no" else "may not be possible and no spike finds out before"
        mend = (
            "take it out of the release"
            if verdict == "no"
            else "write `spike: …` with the id of a story planned no later"
        )
        at = Location(item.path, entry.value.line, entry.value.column)
        yield Violation(at, f"{item.id} is planned for {release.id} and {why}", item.id, "feasibility.verdict", mend)


def _release(project: Project, item: Item) -> Item | None:
    """The living release that an item, or a story that realizes it, is planned for."""
    for planned in (item, *project.sources(item, "realizes")):
        release = release_of(project, planned)
        if release is not None and release.living:
            return release
    return None


def _found_out(project: Project, item: Item, named: str, release: Item) -> bool:
    """Whether a spike is done, or planned no later than the item."""
    spike = project.resolve(named) if named else None
    spikes = [spike] if spike is not None else []
    spikes += [other for other in project.targets(item, "depends_on") if other.kind == "spike"]
    return any(other.living and _no_later(project, other, release) for other in spikes)


def _no_later(project: Project, spike: Item, release: Item) -> bool:
    planned = release_of(project, spike)
    if spike.category is Category.DONE or (planned is not None and planned.id == release.id):
        return True
    day, other = release.date("target"), planned.date("target") if planned is not None else None
    return day is not None and other is not None and other <= day
