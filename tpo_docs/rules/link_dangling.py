"""TPO201: a link to something that does not exist."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tpo_docs.model import Claim, Item, Location, Project, Reference, Scalar, Severity, Violation
from tpo_docs.records.code import to_nowhere
from tpo_docs.rules.foreign import mapping_of
from tpo_docs.rules.leaves import leaves
from tpo_docs.rules.nearest import Names, nearest_id
from tpo_docs.rules.rule import rule

_NAMED = (("key_results.metric", "metric"), ("feasibility.spike", "story"))
"""Fields that name an item of a type, asked once an item of that type exists."""
_ID_LIKE = re.compile(r"[A-Za-z][A-Za-z_]*-\w[\w./-]*\Z").match


@rule("TPO201", "link-dangling", Severity.ERROR)
def link_dangling(project: Project) -> Iterator[Violation]:
    """A link, a `[[reference]]` or an actor that names nothing in the project.

    ## Why it matters
    The link shows in no matrix and covers nothing: what it was written for counts as missing. An actor who is no
    party gets no page and no list of what waits for them. (Actors are asked for once the project has its first
    party.)

    ## Example
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    kind: functional
    ---
    The system shall show the cost of a well per office. See [[REQ-003]]. <!-- finding: TPO201 -->
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    realizes: REQ-010  # finding: TPO201
    ---
    ```

    ## Instead
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    kind: functional
    ---
    The system shall show the cost of a well per office.
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    realizes: REQ-001
    ---
    ```
    """
    for claim in project.dangling:
        if not _is_unread(claim.link.target, project):
            yield _link(project, claim)
    for item in project.items.values():
        for reference in item.body.references:
            if not _is_unread(reference.target, project):
                yield from _reference(project, reference, item.path, item)
    for document in project.documents:
        for reference in document.body.references:
            if not _is_unread(reference.target, project):
                yield from _reference(project, reference, document.path, None)
    yield from _actors(project)
    yield from _names(project)
    for marker in to_nowhere(project):
        if not _is_unread(marker.target, project):
            lack, mend = _lack(project, marker.target)
            message = f"the code {marker.role} {marker.target}, {lack}"
            yield Violation(marker.at, message, "", f"{marker.role} {marker.target}", mend)


def _is_unread(target: str, project: Project) -> bool:
    """Whether a file that cannot be read bears the target's id in its name: that file has its finding already."""
    return target.partition("/")[0] in project.derive(_unread_ids)


def _unread_ids(project: Project) -> frozenset[str]:
    named = (problem.item for problem in project.unread if problem.item)
    return frozenset(name for name in named if project.resolve(name) is None)


def _link(project: Project, claim: Claim) -> Violation:
    item, link = claim
    role = project.schema.roles[link.role]
    says = role.says[1 if link.inverse else 0]
    lack, mend = _lack(project, link.target)
    message = f"{item.id} {says} {link.target}, {lack}"
    return Violation(Location(item.path, link.line, link.column), message, item.id, f"{link.role} {link.target}", mend)


def _lack(project: Project, target: str) -> tuple[str, str]:
    """What is wrong with a target, and what to write instead."""
    holder = project.resolve(target)
    several = re.split(r"[;\s]+", target.strip("; "))
    if holder is None and len(several) > 1 and all(map(_ID_LIKE, several)):
        return "which is no id", f"write a list, `[{', '.join(several)}]`"
    if target.startswith("/"):
        return "which names no item", "write the id before the `/`"
    if holder is None:
        near = nearest_id(project, target.partition("/")[0])
        return "which does not exist", f"write `{near}`" if near else "correct the id, or write the item"
    wanted = target.partition("/")[2]
    known = [criterion.id for criterion in holder.criteria if criterion.id]
    if not wanted:
        of_it = f", or one of its criteria: {', '.join(f'`{holder.id}/{name}`' for name in known)}" if known else ""
        return "which names no criterion behind the `/`", f"write `{holder.id}`{of_it}"
    near = Names(known).nearest(wanted)
    if near:
        return f"but {holder.id} has no {wanted}", f"write `{holder.id}/{near}`"
    return (
        f"but {holder.id} has no {wanted}",
        f"its criteria are {', '.join(known)}" if known else f"write `{holder.id}`",
    )


def _reference(project: Project, reference: Reference, path: str, item: Item | None) -> Iterator[Violation]:
    target = reference.target
    holder = project.resolve(target)
    criterion = target.partition("/")[2]
    if holder is not None and (not criterion or any(criterion == known.id for known in holder.criteria)):
        return
    if holder is None and not _ID_LIKE(target):
        return  # [[Some page]] is another tool's way to link pages
    lack, mend = _lack(project, target)
    about = f"[[{target}]]"
    start = f"the text of {item.id}" if item is not None else "the page"
    name = item.id if item is not None else ""
    yield Violation(
        Location(path, reference.line, reference.column), f"{start} refers to {target}, {lack}", name, about, mend
    )


def _actors(project: Project) -> Iterator[Violation]:
    if not project.has_type("party"):
        return
    parties = Names(project.ids_of("party"))
    told: set[Location] = set()
    for item, trail, scalar in leaves(project, "party"):
        actor = project.resolve(scalar.text.strip())
        if (actor is not None and actor.type == "party") or mapping_of(project, item) is not None:
            continue
        violation = _named(item, trail, scalar, "party", parties.nearest(scalar.text.strip()))
        # What a file gives all its items by `defaults` is one slip, however many items it has.
        if violation.at not in told:
            told.add(violation.at)
            yield violation


def _names(project: Project) -> Iterator[Violation]:
    for trail, wanted in _NAMED:
        group_name, _, name = trail.partition(".")
        for item in project.items.values() if project.has_type(wanted) else ():
            for group in item.groups(group_name) if group_name in item.fields else ():
                entry = group.find(name)
                if entry is not None and isinstance(entry.value, Scalar) and _ID_LIKE(entry.value.text.strip()):
                    found = project.resolve(entry.value.text.strip())
                    if found is None or found.type != wanted:
                        yield _named(item, trail, entry.value, wanted, nearest_id(project, entry.value.text.strip()))


def _named(item: Item, trail: str, scalar: Scalar, wanted: str, near: str) -> Violation:
    text = scalar.text.strip()
    mend = f"write `{near}`" if near else f"add {text} to the parties" if wanted == "party" else f"write the {wanted}"
    message = f"'{trail}' of {item.id} names {text}, which is no {wanted} of the project"
    return Violation(Location(item.path, scalar.line, scalar.column), message, item.id, f"{trail} {text}", mend)
