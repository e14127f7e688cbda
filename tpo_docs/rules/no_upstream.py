"""TPO302: an item that serves nothing above it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from tpo_docs.model import Item, Project, Severity, Violation
from tpo_docs.rules.foreign import may_have_link
from tpo_docs.rules.nouns import a
from tpo_docs.rules.rule import rule

_UPSTREAM: Mapping[str, tuple[str, ...]] = {
    "requirement": ("supports",),
    "story": ("realizes",),
    "spec": ("specifies", "mitigates"),
    "test": ("verifies",),
    "decision": ("affects",),
    "risk": ("threatens",),
}
"""Type → the links of which an item has at least one."""
_ALWAYS = frozenset(("story", "spec", "test"))
"""Types that are asked even before the first item exists that they could serve."""
_ASKED_KINDS = {"story": frozenset(("user",))}


@rule("TPO302", "no-upstream", Severity.WARNING)
def no_upstream(project: Project) -> Iterator[Violation]:
    """An item that serves nothing: a requirement without a goal, a story without a requirement, a test of nothing.

    ## Why it matters
    Nobody can say what it is for. It is either gold plating, or the reason for it was never written down.
    (Requirements are asked for a goal once the project has its first goal.)

    ## Example
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    kind: functional
    ---
    ```
    ```yaml title="TEST-001.md"
    ---
    id: TEST-001  # finding: TPO302
    title: Subtotals of two offices
    status: active
    kind: manual
    owner: billing-team
    ---
    ```

    ## Instead
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    kind: functional
    ---
    ```
    ```yaml title="TEST-001.md"
    ---
    id: TEST-001
    title: Subtotals of two offices
    status: active
    kind: manual
    owner: billing-team
    verifies: REQ-001
    ---
    ```
    """
    told: set[str] = set()
    for item, roles in _idle(project):
        told.add(item.id)
        yield _violation(project, item, roles[0])
    yield from _too_few(project, told)


def _idle(project: Project) -> Iterator[tuple[Item, tuple[str, ...]]]:
    """The items that have none of the links that they are asked for."""
    lost = {(claim.item.id, claim.link.role) for claim in project.dangling if not claim.link.inverse}
    for name, roles in _asked(project).items():
        kinds = _ASKED_KINDS.get(name)
        for item in project.of_type(name):
            if kinds is not None and item.kind not in kinds:
                continue
            # A link to nowhere is TPO201's, one to the wrong thing TPO202's.
            if _has_link(project, item, roles) or any((item.id, role) in lost for role in roles):
                continue
            if may_have_link(project, item, *roles):
                yield item, roles


def _asked(project: Project) -> Mapping[str, tuple[str, ...]]:
    """The types that are asked, with the links of theirs that this project has."""
    schema = project.schema
    found = {}
    for name, wanted in _UPSTREAM.items():
        roles = tuple(
            role for role in wanted if role in schema.roles and schema.roles[role].targets(name, schema.types)
        )
        above = {target for role in roles for target in schema.roles[role].targets(name, schema.types)}
        if roles and (
            name in _ALWAYS
            or any(project.has_type(target) or target in project.configuration.require for target in above)
        ):
            found[name] = roles
    return found


def _has_link(project: Project, item: Item, roles: tuple[str, ...]) -> bool:
    """Whether the item, or what it is a part of, has one of these links."""
    seen: set[str] = set()
    current: Item | None = item
    while current is not None and current.id not in seen:
        if any(trace.role in roles for trace in project.outgoing.get(current.id, ())):
            return True
        seen.add(current.id)
        current = next((parent for parent in project.targets(current, "parent") if parent.type == item.type), None)
    return False


def _too_few(project: Project, told: Collection[str]) -> Iterator[Violation]:
    """What the project's own lower bounds of links ask for."""
    for role in project.schema.roles.values():
        for name in role.sources(project.schema.types) if role.minimum else ():
            for item in project.of_type(name):
                least = role.minimum.get(item.kind, role.minimum.get("*", 0))
                count = sum(trace.role == role.name for trace in project.outgoing.get(item.id, ()))
                if count < least and item.id not in told and may_have_link(project, item, role.name):
                    message = f"{item.id} has {count} of {least} links `{role.name}`"
                    yield _violation(project, item, role.name, message)


def _violation(project: Project, item: Item, role: str, message: str = "") -> Violation:
    spec = project.schema.roles[role]
    targets = spec.targets(item.type, project.schema.types)
    what = f"no {' or '.join(targets)}" if len(targets) <= 2 else "nothing"
    mend = f"write `{role}: …` with the id of {' or '.join(map(a, targets[:3]))}"
    return Violation(item.at, message or f"{item.id} {spec.says[0]} {what}", item.id, role, mend)
