"""TPO105: an id that two items have."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Item, Location, Project, Severity, Violation
from tpo_docs.rules.rule import rule


@rule("TPO105", "id-duplicate", Severity.ERROR)
def id_duplicate(project: Project) -> Iterator[Violation]:
    """An id, or a former id, that two items have.

    ## Why it matters
    Every link to it is ambiguous. The first item counts, the second one is in no list, no matrix and no count.
    It typically happens when two branches take the same next number.

    ## Example
    ```yaml title="REQ-001-split.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    kind: functional
    ---
    The system shall show the cost of a well per office.
    ```
    ```yaml title="REQ-001-stop.md"
    ---
    id: REQ-001  # finding: TPO105
    title: An office without a rule stops the invoice
    kind: functional
    ---
    The system shall stop an invoice with an office that has no cost rule.
    ```

    ## Instead
    ```yaml title="REQ-001-split.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    kind: functional
    ---
    The system shall show the cost of a well per office.
    ```
    ```yaml title="REQ-002-stop.md"
    ---
    id: REQ-002
    title: An office without a rule stops the invoice
    kind: functional
    ---
    The system shall stop an invoice with an office that has no cost rule.
    ```
    """
    for item in project.duplicates:
        first = project.items[item.id]
        message = f"{item.id} is also the id of {_place(first)}"
        yield Violation(item.at, message, item.id, item.path, _mend(project, item))
    for item in project.items.values():
        if "aliases" in item.fields:
            yield from _aliases(project, item)


def _aliases(project: Project, item: Item) -> Iterator[Violation]:
    for alias in item.scalars("aliases"):
        name = alias.text.strip()
        other = project.items.get(name) or project.items.get(project.aliases.get(name, ""))
        if other is not None and other.id != item.id:
            what = "the id" if other.id == name else "a former id"
            message = f"{name}, a former id of {item.id}, is also {what} of {_place(other)}"
            yield Violation(
                Location(item.path, alias.line, alias.column), message, item.id, name, "keep it in one of the two"
            )


def _place(item: Item) -> str:
    return f"{item.path}:{item.line}" if not item.title else f"'{item.title}' in {item.path}:{item.line}"


def _mend(project: Project, item: Item) -> str:
    """No number is offered: a rule knows one state of the files, and the next number may be taken on a branch."""
    spec = project.schema.types.get(item.type)
    if spec is None or "{n" not in spec.pattern or not spec.expression.match(item.id):
        return "give one of them another id"
    return "`tpo-docs renumber` gives the later one the next id that is free here and on all branches"
