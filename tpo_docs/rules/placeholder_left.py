"""TPO106: a placeholder or an open question in an agreed item."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs import body
from tpo_docs.model import Item, Location, Project, Scalar, Sequence, Severity, Value, Violation, as_date
from tpo_docs.rules.leaves import leaves_of
from tpo_docs.rules.rule import rule

_NO_PROSE = frozenset(
    ("questions", "allow", "tags", "external", "id", "type", "kind", "status", "aliases", "code", "result_key")
)
_MARKS = ("TBD", "TBC", "TODO", "FIXME", "XXX", "???", "[NEEDS")


@rule("TPO106", "placeholder-left", Severity.WARNING, escalates=True)
def placeholder_left(project: Project) -> Iterator[Violation]:
    """A TBD, TODO, ??? or `[NEEDS CLARIFICATION]`, or a question without an answer, in an agreed item.

    ## Why it matters
    The item says that it is agreed and shows that it is not: somebody will fill the hole by guessing.

    ## Example
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    status: approved
    kind: business
    owner: billing-team
    source: head-of-billing
    rationale: TBD  # finding: TPO106
    questions:
      - {q: Does this hold for leased wells?, to: head-of-billing}  # finding: TPO106
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
    questions:
      - {q: Does this hold for leased wells?, to: head-of-billing, answer: "Yes, from the first day of the lease."}
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
    for item in project.items.values():
        if not item.committed:
            continue
        for mark in item.body.placeholders:
            yield _violation(item, Location(item.path, mark.line, mark.column), mark.text, "the text")
        if "questions" in item.fields:
            yield from _questions(project, item)
        texts: list[str] = []
        for _, value, _, _ in item.fields.values():
            if isinstance(value, Scalar):
                texts.append(value[0])
            else:
                _gather(value, texts)
        everything = "\n".join(texts)
        if any(mark in everything for mark in _MARKS):
            yield from _fields(project, item)


def _gather(value: Value, texts: list[str]) -> None:
    """All that a value says; one long text is quick to search."""
    if isinstance(value, Scalar):
        texts.append(value.text)
    elif isinstance(value, Sequence):
        for entry in value.entries:
            _gather(entry, texts)
    else:
        for field in value.fields:
            _gather(field.value, texts)


def _fields(project: Project, item: Item) -> Iterator[Violation]:
    spec = project.schema.types.get(item.type)
    for trail, scalar in leaves_of(item, spec, "text") if spec is not None else ():
        if trail.partition(".")[0] not in _NO_PROSE:
            for mark in dict.fromkeys(found.text for found in body.read(scalar.text).placeholders):
                yield _violation(item, Location(item.path, scalar.line, scalar.column), mark, f"'{trail}'")


def _violation(item: Item, at: Location, mark: str, where: str) -> Violation:
    return Violation(
        at,
        f"{where} of {item.id}, which is agreed, still says {mark}",
        item.id,
        f"{where} {mark}",
        "write what was agreed",
    )


def _questions(project: Project, item: Item) -> Iterator[Violation]:
    for group in item.groups("questions"):
        due = as_date(group.text("due"))
        # A question past its day is TPO404's.
        if group.text("q").strip() and not group.text("answer").strip() and (due is None or due >= project.today):
            question = group.text("q").strip()
            to = f" to {group.text('to').strip()}" if group.text("to").strip() else ""
            message = f"{item.id} is agreed while a question{to} has no answer: {question.rstrip('.')}"
            yield Violation(
                Location(item.path, group.line, group.column),
                message,
                item.id,
                f"questions {question}",
                "write `answer: …`",
            )
