"""TPO104: a value that its field cannot hold."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator

from tpo_docs.config import FieldMap
from tpo_docs.model import Field, Group, Item, Location, Project, Scalar, Severity, Violation
from tpo_docs.rules.foreign import mapping_of
from tpo_docs.rules.nouns import a
from tpo_docs.rules.rule import rule
from tpo_docs.rules.unread import unread
from tpo_docs.rules.values import fits_at_a_glance, misfits, takes_any_text
from tpo_docs.schema import FieldSpec, TypeSpec

_NUMBER = re.compile(r"AC(\d{1,9})\Z").match


@rule("TPO104", "value-invalid", Severity.ERROR)
def value_invalid(project: Project) -> Iterator[Violation]:
    """A value that its field cannot hold: an unknown type, kind or status, no date, a number out of range.

    ## Why it matters
    The value is not understood, so whatever is counted, sorted or judged by it comes out wrong.

    ## Example
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    status: redy  # finding: TPO104
    estimate: five  # finding: TPO104
    ---
    ## Acceptance criteria
    - **AC1** Each office shows its own subtotal.
    - An office without a rule blocks the issue. # finding: TPO104
    ```

    ## Instead
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    status: idea
    estimate: 5
    ---
    ## Acceptance criteria
    - **AC1** Each office shows its own subtotal.
    - **AC2** An office without a rule blocks the issue.
    ```
    """
    yield from unread(project, "value")
    told: set[Location] = set()
    for violation in _all(project):
        # What a file gives all its items by `defaults` is one slip, however many items it has.
        if violation.at not in told or violation.about.startswith("AC"):
            told.add(violation.at)
            yield violation


def _all(project: Project) -> Iterator[Violation]:
    types = project.schema.types
    for item in project.items.values():
        if item.type not in types:
            yield _type(project, item)
    any_foreign = any(source.map is not None for source in project.configuration.sources)
    for name, spec in types.items():
        fields = spec.fields
        free = frozenset(field.name for field in fields.values() if takes_any_text(field))
        judged = fields.keys() - free
        example = ""
        for item in project.of_type(name):
            mapping = mapping_of(project, item) if any_foreign else None
            if mapping is not None or (not spec.expression.match(item.id) and not item.is_scenario):
                example = example or _free_id(project, spec)
                yield from _id(item, spec, mapping, example)
            if item.kind not in spec.kinds or item.status not in spec.workflow:
                yield from _words(item, spec, mapping)
            for field_name, written in item.fields.items():
                # Most values are free texts, and are passed by without a closer look.
                if field_name in judged or (field_name in free and not isinstance(written.value, Scalar)):
                    field = fields[field_name]
                    if not fits_at_a_glance(field, written.value):
                        yield from _misfits(item, field, written)
            if "start" in item.fields and "target" in item.fields:
                yield from _order(item)
            if "outcome" in item.fields and "options" in item.fields:
                yield from _outcome(item)
            if item.criteria:
                yield from _criteria(item, mapping)


def _type(project: Project, item: Item) -> Violation:
    if not item.type:
        mend = "write `type: …`, or an id with the prefix of a type"
        return Violation(item.at, f"nothing says what type {item.id} is", item.id, "type", mend)
    return Violation(
        item.place("type"),
        f"{item.id} is of type '{item.type}', which does not exist",
        item.id,
        "type",
        _one_of(item.type, project.schema.types),
    )


def _id(item: Item, spec: TypeSpec, mapping: FieldMap | None, example: str) -> Iterator[Violation]:
    if mapping is None:
        message = f"the id {item.id} does not follow the pattern {spec.pattern} of {a(spec.name)}"
        mend = f"write an id like `{example}`" if spec.prefix else "write letters, digits and hyphens"
        yield Violation(item.at, message, item.id, "id", mend)
    elif "/" in item.id:
        mend = "map the id with a `format` or `pattern` without it"
        yield Violation(item.at, f"the id {item.id} holds a '/'", item.id, "id", mend)


def _free_id(project: Project, spec: TypeSpec) -> str:
    """The next id of a type that no item of it has."""
    numbers = (spec.number(other.id) for other in project.of_type(spec.name))
    return spec.next_id(max((number for number in numbers if number is not None), default=0) + 1)


def _words(item: Item, spec: TypeSpec, mapping: FieldMap | None) -> Iterator[Violation]:
    if item.kind and spec.kinds and item.kind not in spec.kinds:
        message = f"{item.id} is of kind '{item.kind}', which {a(spec.name)} cannot be"
        yield Violation(item.place("kind"), message, item.id, "kind", _one_of(item.kind, spec.kinds))
    if item.status in spec.workflow or item.status == spec.draft_status:
        return
    if mapping is None or (item.status not in mapping.statuses and mapping.status_default is None):
        message = f"{item.id} has the status '{item.status}', which {a(spec.name)} cannot have"
        mend = (
            _one_of(item.status, spec.workflow)
            if mapping is None
            else f"give '{item.status}' a category under `status` in the mapping"
        )
        yield Violation(item.place("status"), message, item.id, "status", mend)


def _misfits(item: Item, field: FieldSpec, written: Field) -> Iterator[Violation]:
    if field.name == "acceptance" and not isinstance(written.value, Group):
        return  # a list of criteria that lack their ids, see below
    for misfit in misfits(field, written.value, written.name):
        at = Location(item.path, misfit.line, misfit.column)
        yield Violation(at, f"'{misfit.trail}' of {item.id} {misfit.says}", item.id, misfit.trail, misfit.mend)


def _order(item: Item) -> Iterator[Violation]:
    start, target = item.date("start"), item.date("target")
    if start is not None and target is not None and start > target:
        message = f"{item.id} starts on {start}, after its target {target}"
        yield Violation(item.place("target"), message, item.id, "target", "write a target after the start")


def _outcome(decision: Item) -> Iterator[Violation]:
    """An outcome that nearly names an option; in words of its own it may say anything."""
    names = [name for group in decision.groups("options") if (name := group.text("name").strip())]
    outcome = decision.text("outcome")
    if outcome.casefold() not in {name.casefold() for name in names}:
        near = difflib.get_close_matches(outcome, names, 1, 0.8)
        if near:
            message = f"the outcome '{outcome}' of {decision.id} is none of its options"
            yield Violation(decision.place("outcome"), message, decision.id, "outcome", f"write `{near[0]}`")


def _criteria(item: Item, mapping: FieldMap | None) -> Iterator[Violation]:
    seen: set[str] = set()
    free = 0
    for criterion in item.criteria:
        if criterion.id and criterion.id not in seen:
            seen.add(criterion.id)
            continue
        if mapping is not None and not criterion.id:
            continue  # other tools write plain lists
        free = free or max((int(found[1]) for other in item.criteria if (found := _NUMBER(other.id))), default=0)
        free += 1
        name = f"AC{free}"
        mend = f"write `{name}: …`" if "acceptance" in item.fields else f"write `**{name}** …`"
        at = Location(item.path, criterion.line, criterion.column)
        if criterion.id:
            yield Violation(at, f"{item.id} has two criteria {criterion.id}", item.id, criterion.id, mend)
        else:
            yield Violation(at, f"a criterion of {item.id} has no id", item.id, name, mend)


def _one_of(text: str, known: Iterable[str]) -> str:
    names = list(known)
    near = difflib.get_close_matches(text, names, 1) or difflib.get_close_matches(text.casefold(), names, 1)
    return f"write `{near[0]}`" if near else "write one of " + ", ".join(f"`{name}`" for name in names)
