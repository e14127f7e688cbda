"""TPO102: a field that an agreed item must have and has not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tpo_docs.model import Group, Item, Project, Scalar, Section, Sequence, Severity, Value, Violation
from tpo_docs.rules.foreign import may_have_field
from tpo_docs.rules.rule import rule
from tpo_docs.rules.unread import unread

_ELSEWHERE = frozenset(("title", "owner", "fit", "acceptance"))
"""Fields that have a rule of their own, or a case of their own below."""
_OPTIONS = (
    *("considered options", "options considered", "options", "alternatives", "alternatives considered"),
    *("pros and cons of the options", "betrachtete optionen", "optionen"),
)
_OUTCOME = ("decision outcome", "decision", "outcome", "entscheidung", "ergebnis der entscheidung")
_ENTRY = re.compile(r"(?m)^ {0,3}(?:[-+*]|\d{1,9}[.)])[ \t]+\S").findall


@rule("TPO102", "field-missing", Severity.ERROR)
def field_missing(project: Project) -> Iterator[Violation]:
    """A field that an agreed item must have and that is empty; for a decision also its options and its outcome.

    ## Why it matters
    People act on an agreed item. Without its reason, its source or its type they act on a guess. Drafts are not asked.

    ## Example
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001  # finding: TPO102
    title: Well costs are split per office
    status: approved
    kind: business
    owner: billing-team
    source: head-of-billing
    ---
    Billing shall see the cost of a well per office.
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    realizes: REQ-001
    ---
    ```

    ## Instead
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    status: approved
    kind: business
    owner: billing-team
    source: head-of-billing
    rationale: Disputed invoices leave the building today.
    ---
    Billing shall see the cost of a well per office.
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    realizes: REQ-001
    ---
    ```
    """
    yield from unread(project, "item")
    for name, spec in project.schema.types.items():
        required = [field for field in spec.fields.values() if field.required or field.required_kinds]
        asked = [field for field in required if field.name not in _ELSEWHERE]
        for item in project.of_type(name):
            if not item.title:
                yield Violation(
                    item.at, f"{item.id} has no title", item.id, "title", "write `title: …`, or a heading of level 1"
                )
            if not item.committed:
                continue
            for field in asked:
                if (
                    field.is_required(item.kind)
                    and not _present(item, field.name)
                    and may_have_field(project, item, field.name)
                ):
                    mend = f"write `{field.name}: …`"
                    yield Violation(item.place(field.name), f"{item.id} has no {field.name}", item.id, field.name, mend)
    yield from _decisions(project)


def _decisions(project: Project) -> Iterator[Violation]:
    for item in project.of_type("decision"):
        if not item.committed:
            continue
        count = _options(item)
        if count < 2 and may_have_field(project, item, "options"):
            found = "no options" if not count else "one option only"
            mend = "list the other options in the section *Considered Options*, or in `options`"
            yield Violation(item.place("options"), f"{item.id} weighs {found}", item.id, "options", mend)
        if (
            not _present(item, "outcome")
            and not _filled(item.body.section(*_OUTCOME))
            and may_have_field(project, item, "outcome")
        ):
            mend = "write the section *Decision Outcome*, or `outcome: …`"
            yield Violation(item.place("outcome"), f"{item.id} is agreed and has no outcome", item.id, "outcome", mend)


def _present(item: Item, name: str) -> bool:
    if name == "kind":
        return bool(item.kind)
    if name == "statement" and item.statement:
        return True
    written = item.fields.get(name)
    return written is not None and _says_something(written.value)


def _says_something(value: Value) -> bool:
    if isinstance(value, Scalar):
        return bool(value.text.strip())
    if isinstance(value, Sequence):
        return any(_says_something(entry) for entry in value.entries)
    return any(_says_something(field.value) for field in value.fields)


def _options(item: Item) -> int:
    written = item.fields.get("options")
    if written is not None:
        value = written.value
        entries: tuple[object, ...] = (
            value.entries if isinstance(value, Sequence) else value.fields if isinstance(value, Group) else ()
        )
        return len(entries)
    sections = item.body.sections
    counts = [0]
    for number, section in enumerate(sections):
        if section.title.casefold() in _OPTIONS:
            below = sections[number + 1 : number + 1 + _inside(sections, number)]
            nearest = min((other.level for other in below), default=0)
            counts.append(
                max(len(_ENTRY(section.text)) if not below else 0, sum(other.level == nearest for other in below))
            )
    return max(counts)


def _inside(sections: tuple[Section, ...], number: int) -> int:
    """How many of the sections that follow are part of this one."""
    level = sections[number].level
    return next(
        (count for count, other in enumerate(sections[number + 1 :]) if other.level <= level),
        len(sections) - number - 1,
    )


def _filled(section: Section | None) -> bool:
    return section is not None and bool(section.text.strip())
