"""TPO202: a link between items that it cannot join."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Item, Location, Project, Severity, Trace, Violation
from tpo_docs.rules.foreign import mapping_of
from tpo_docs.rules.nouns import a
from tpo_docs.rules.rule import rule
from tpo_docs.schema import RoleSpec


@rule("TPO202", "link-not-allowed", Severity.ERROR)
def link_not_allowed(project: Project) -> Iterator[Violation]:
    """A link between types that it cannot join, in the wrong direction, to the item itself, or one more than allowed.

    ## Why it matters
    Coverage counts links by what they claim. A story that "supports" a goal covers no requirement and helps no goal.

    ## Example
    ```yaml title="GOAL-001.md"
    ---
    id: GOAL-001
    title: Invoices leave the building right
    ---
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    kind: functional
    realizes: GOAL-001  # finding: TPO202
    ---
    The system shall show the cost of a well per office.
    ```

    ## Instead
    ```yaml title="GOAL-001.md"
    ---
    id: GOAL-001
    title: Invoices leave the building right
    ---
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    kind: functional
    supports: GOAL-001
    ---
    The system shall show the cost of a well per office.
    ```
    """
    types, roles = project.schema.types, project.schema.roles
    allowed: dict[tuple[str, str, str], bool] = {}
    limited = {name for name, role in roles.items() if role.maximum is not None}
    counts: dict[tuple[str, str], int] = {}
    for trace in project.traces:
        source, target = project.items[trace.source], project.items[trace.target]
        if source is target:
            message = f"{source.id} {roles[trace.role].says[0]} itself"
            yield _violation(project, trace, message, "take the link away, or name the item that was meant")
            continue
        triple = (trace.role, source.type, target.type)
        if triple not in allowed:
            known = source.type in types and target.type in types
            allowed[triple] = not known or _allows(roles[trace.role], source, target)
        # What a foreign field means was said in the mapping, and its file cannot say anything else.
        if not allowed[triple] and mapping_of(project, project.claims[trace].item) is None:
            yield _wrong_pair(project, trace, source, target)
        if trace.role in limited:
            pair = (trace.source, trace.role)
            counts[pair] = counts.get(pair, 0) + 1
            if counts[pair] > (roles[trace.role].maximum or 0):
                yield _one_too_many(project, trace, roles[trace.role])


def _allows(role: RoleSpec, source: Item, target: Item) -> bool:
    return role.allows(source.type, target.type) or (role.symmetric and role.allows(target.type, source.type))


def _wrong_pair(project: Project, trace: Trace, source: Item, target: Item) -> Violation:
    role = project.schema.roles[trace.role]
    if role.allows(target.type, source.type):
        message = f"{source.id} {role.says[0]} {target.id}, but {a(target.type)} {role.says[0]} {a(source.type)}"
        return _violation(project, trace, message, f"write `{role.name}: {source.id}` in {target.id}")
    message = f"{source.id} {role.says[0]} {target.id}, which {a(source.type)} cannot do with {a(target.type)}"
    return _violation(
        project, trace, message, _other_role(project, source, target) or "take the link away, or write `relates`"
    )


def _other_role(project: Project, source: Item, target: Item) -> str:
    """A link that may join the two."""
    for role in project.schema.roles.values():
        if role.traced and role.allows(source.type, target.type):
            return f"write `{role.name}: {target.id}`"
        if role.traced and role.allows(target.type, source.type):
            return f"write `{role.name}: {source.id}` in {target.id}"
    return ""


def _one_too_many(project: Project, trace: Trace, role: RoleSpec) -> Violation:
    others = [other.target for other in project.outgoing[trace.source] if other.role == trace.role and other != trace]
    message = f"{trace.source} {role.says[0]} {trace.target} beside {', '.join(others)}, {role.maximum} at most"
    return _violation(project, trace, message, "keep the one that holds")


def _violation(project: Project, trace: Trace, message: str, mend: str) -> Violation:
    item, link = project.claims[trace]
    return Violation(Location(item.path, link.line, link.column), message, item.id, f"{link.role} {link.target}", mend)
