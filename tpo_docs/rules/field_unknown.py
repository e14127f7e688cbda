"""TPO103: a field that its type does not have."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping

from tpo_docs.model import Field, Group, Item, Location, Project, Sequence, Severity, Violation
from tpo_docs.rules.nouns import a
from tpo_docs.rules.rule import rule
from tpo_docs.schema import FieldSpec

_PAGE = frozenset(("template", "hide", "icon", "search", "description", "subtitle", "defaults"))
"""What MkDocs and its themes read in any page, and what a file with many items may hold."""


@rule("TPO103", "field-unknown", Severity.WARNING)
def field_unknown(project: Project) -> Iterator[Violation]:
    """A field that items of this type do not have, or a score of an option for a criterion that its decision does not have.

    ## Why it matters
    A slip of the pen in a field's name makes a gap that nobody sees: the value is there, and no page and no rule
    reads it.

    ## Example
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    kind: functional
    rationaly: Disputed invoices leave the building today.  # finding: TPO103
    ---
    The system shall show the cost of a well per office.
    ```

    ## Instead
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    kind: functional
    rationale: Disputed invoices leave the building today.
    ---
    The system shall show the cost of a well per office.
    ```
    """
    yield from _scores(project)
    told: set[Location] = set()
    for name, spec in project.schema.types.items():
        known = spec.fields.keys() | project.schema.keywords.keys() | _PAGE
        grouped = {
            field.name: field.fields for field in spec.fields.values() if field.fields and "*" not in field.fields
        }
        for item in project.of_type(name):
            for field_name, written in item.fields.items():
                if field_name not in known:
                    violation = _unknown(item, written, field_name, _names(project, name), item.fields)
                elif field_name in grouped:
                    yield from _of_groups(item, written, grouped[field_name], field_name)
                    continue
                else:
                    continue
                # What a file gives all its items by `defaults` is one slip, however many items it has.
                if violation.at not in told:
                    told.add(violation.at)
                    yield violation


def _scores(project: Project) -> Iterator[Violation]:
    """Scores that no criterion asks for, so that no sum counts them."""
    for decision in project.of_type("decision"):
        weights = decision.group("criteria")
        if weights is None or "options" not in decision.fields:
            continue
        known = {entry.name for entry in weights.fields}
        for option in decision.groups("options"):
            scores = option.find("scores")
            for entry in scores.value.fields if scores is not None and isinstance(scores.value, Group) else ():
                if entry.name not in known:
                    near = difflib.get_close_matches(entry.name, sorted(known), 1)
                    mend = f"write `{near[0]}`" if near else "add it to `criteria`, with its weight"
                    message = f"{decision.id} scores '{entry.name}', which is none of its criteria"
                    at = Location(decision.path, entry.line, entry.column)
                    yield Violation(at, message, decision.id, f"options.scores.{entry.name}", mend)


def _of_groups(item: Item, written: Field, fields: Mapping[str, FieldSpec], trail: str) -> Iterator[Violation]:
    value = written.value
    for group in value.entries if isinstance(value, Sequence) else (value,):
        if isinstance(group, Group):
            for entry in group.fields:
                spec = fields.get(entry.name)
                if spec is None:
                    names = [other.name for other in group.fields]
                    yield _unknown(item, entry, f"{trail}.{entry.name}", fields, names)
                elif spec.fields and "*" not in spec.fields:
                    yield from _of_groups(item, entry, spec.fields, f"{trail}.{entry.name}")


def _unknown(item: Item, written: Field, trail: str, known: Iterable[str], beside: Collection[str]) -> Violation:
    """`beside` are the names that stand there already: none of them is what was meant."""
    names = sorted(name for name in known if name not in beside)
    near = difflib.get_close_matches(written.name, names, 1, 0.7)
    where = f" in '{trail.rpartition('.')[0]}'" if "." in trail else ""
    there = difflib.get_close_matches(written.name, sorted(set(beside) - {written.name}), 1, 0.8)
    mend = "take it away, or declare it in `tpo-docs.yml`"
    if near:
        mend = f"write `{near[0]}`"
    elif there:
        mend = f"take it away: `{there[0]}` stands there too"
    at = Location(item.path, written.line, written.column)
    return Violation(at, f"{a(item.type)} has no field '{written.name}'{where}", item.id, trail, mend)


def _names(project: Project, type_name: str) -> Iterable[str]:
    """What may be written in the front matter of an item of that type."""
    schema = project.schema
    roles = (role for role in schema.roles.values() if role.targets(type_name, schema.types))
    inverses = (
        role
        for role in schema.roles.values()
        if role.inverse and any(role.allows(name, type_name) for name in schema.types)
    )
    return {*schema.types[type_name].fields, *(role.name for role in roles), *(role.inverse for role in inverses)}
