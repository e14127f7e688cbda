"""TPO204: a living item that leans on a dead one."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Category, Item, Location, Marker, Project, Severity, Trace, Violation
from tpo_docs.records.code import traced
from tpo_docs.rules.rule import rule

_HISTORY = frozenset(("supersedes", "relates", "conflicts_with"))
_STILL_CLAIMED = frozenset(("specifies", "verifies"))
"""What done items still claim. That they realized, needed or belonged to something is history."""


@rule("TPO204", "link-to-dead", Severity.WARNING, escalates=True)
def link_to_dead(project: Project) -> Iterator[Violation]:
    """A living item that leans on one that was rejected, retired or superseded.

    ## Why it matters
    Somebody works for something that nobody wants any more, or proves what no longer holds.

    ## Example
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    status: superseded
    kind: functional
    ---
    ```
    ```yaml title="REQ-002.md"
    ---
    id: REQ-002
    title: Well costs are split per office and month
    kind: functional
    supersedes: REQ-001
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    realizes: REQ-001  # finding: TPO204
    ---
    ```

    ## Instead
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    realizes: REQ-002
    ---
    ```

    The other files stay as they are.
    """
    roles = project.schema.roles
    items = project.items
    for trace in project.traces:
        target = items[trace.target]
        if target.category is not Category.DEAD or trace.role in _HISTORY or roles[trace.role].symmetric:
            continue
        source = items[trace.source]
        if source.living and (source.category is not Category.DONE or trace.role in _STILL_CLAIMED):
            yield _violation(project, trace, source, target)
    for name, markers in traced(project).items() if project.code.present else ():
        if not items[name].living:
            yield from (_in_code(project, marker, items[name]) for marker in markers)


def _in_code(project: Project, marker: Marker, target: Item) -> Violation:
    successor = _successor(project, target)
    message = f"the code {marker.role} {marker.target}, which is {target.status}"
    mend = "take the marker away, with the code if it is no longer needed"
    if successor is not None:
        message += f" and replaced by {successor.id}"
        mend = f"write `{successor.id}`"
    return Violation(marker.at, message, "", f"{marker.role} {target.id} {marker.path}", mend)


def _violation(project: Project, trace: Trace, source: Item, target: Item) -> Violation:
    item, link = project.claims[trace]
    successor = _successor(project, target)
    message = f"{source.id} {project.schema.roles[trace.role].says[0]} {target.id}, which is {target.status}"
    if successor is None:
        mend = "take the link away, or name what is wanted instead"
    else:
        message += f" and replaced by {successor.id}"
        mend = f"write `{trace.role}: {successor.id}`"
    at = Location(item.path, link.line, link.column)
    return Violation(at, message, source.id, f"{trace.role} {target.id}", mend)


def _successor(project: Project, item: Item) -> Item | None:
    """The living item at the end of the chain of those that supersede it."""
    seen = {item.id}
    waiting = [item]
    while waiting:
        for other in project.sources(waiting.pop(0), "supersedes", living=False):
            if other.living:
                return other
            if other.id not in seen:
                seen.add(other.id)
                waiting.append(other)
    return None
