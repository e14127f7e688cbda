"""TPO205: a file, operation or scenario that is cited and not there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tpo_docs.model import Group, Item, Location, Project, Scalar, Severity, Violation
from tpo_docs.planning.contracts import ContractState, cited_path, contract_of, operations
from tpo_docs.proof.compliance import unknown_clauses
from tpo_docs.rules.foreign import may_have_field
from tpo_docs.rules.leaves import leaves
from tpo_docs.rules.nearest import Names
from tpo_docs.rules.rule import rule

_SCENARIO = re.compile(r"(?m)^\s*(?:#{1,6}\s+)?(?:[^\s:#][^:\n]{0,40}):[ \t]*(.+?)\s*$").findall


@rule("TPO205", "reference-broken", Severity.ERROR)
def reference_broken(project: Project) -> Iterator[Violation]:
    """A file, an operation or a scenario that is cited and not there; an agreed interface without a contract.

    ## Why it matters
    Whoever wants to build or to prove it follows the reference and finds nothing.

    ## Example
    ```yaml title="SPEC-001.md"
    ---
    id: SPEC-001
    title: Cost rules for other systems
    kind: interface
    contract:
      file: rules.openapi.yml
      operation: listRule  # finding: TPO205
    views: [landscape.svg]  # finding: TPO205
    ---
    ```
    ```yaml title="rules.openapi.yml"
    openapi: 3.1.0
    paths:
      /rules:
        get:
          operationId: listRules
    ```

    ## Instead
    ```yaml title="SPEC-001.md"
    ---
    id: SPEC-001
    title: Cost rules for other systems
    kind: interface
    contract:
      file: rules.openapi.yml
      operation: listRules
    ---
    ```
    ```yaml title="rules.openapi.yml"
    openapi: 3.1.0
    paths:
      /rules:
        get:
          operationId: listRules
    ```
    """
    for item, trail, scalar in leaves(project, "file"):
        path = cited_path(project, item, scalar.text)
        if path is None:
            message = f"{item.id} cites {scalar.text.strip()}, which does not exist"
            at = Location(item.path, scalar.line, scalar.column)
            yield Violation(
                at, message, item.id, f"{trail} {scalar.text.strip()}", "write the path from this file, or add the file"
            )
        elif trail == "contract.file":
            yield from _operation(project, item)
        elif trail == "feature.file":
            yield from _scenario(project, item, path)
    for item in project.of_type("requirement") if project.has_type("clause") else ():
        yield from _clauses(project, item)
    for item in project.of_type("spec"):
        if (
            item.kind == "interface"
            and item.committed
            and not _says_contract(item)
            and may_have_field(project, item, "contract")
        ):
            mend = "write `contract: {file: …, operation: …}`"
            yield Violation(
                item.place("contract"), f"the agreed interface {item.id} has no contract", item.id, "contract", mend
            )


def _clauses(project: Project, item: Item) -> Iterator[Violation]:
    unknown = frozenset(unknown_clauses(project, item))
    known = [clause.id for clause in project.of_type("clause")] if unknown else []
    for scalar in item.scalars("clause") if unknown else ():
        if scalar.text.strip() in unknown:
            yield _absent(
                item,
                scalar,
                "clause",
                f"the clause {scalar.text.strip()}, which no list of clauses has",
                Names(known).nearest(scalar.text.strip()),
            )


def _says_contract(item: Item) -> bool:
    contract = item.group("contract")
    return contract is not None and bool(contract.text("file").strip())


def _operation(project: Project, item: Item) -> Iterator[Violation]:
    wanted = _inside(item, "contract", "operation")
    contract = contract_of(project, item)
    if wanted is None:
        return
    if contract.state is ContractState.UNREADABLE:
        message = (
            f"{item.id} cites an operation of {contract.path}, which is neither OpenAPI nor AsyncAPI that can be read"
        )
        at = Location(item.path, wanted.line, wanted.column)
        yield Violation(at, message, item.id, "contract.operation", "correct the contract, or leave out `operation`")
    elif contract.state is ContractState.NO_OPERATION:
        known = {name for one in operations(project, contract.path) or () for name in one.names}
        what = f"the operation '{contract.operation}', which {contract.path} does not have"
        yield _absent(item, wanted, "contract.operation", what, Names(sorted(known)).nearest(contract.operation))


def _scenario(project: Project, item: Item, path: str) -> Iterator[Violation]:
    wanted = _inside(item, "feature", "scenario")
    if wanted is None or path not in project.cited:
        return
    known = _SCENARIO(project.cited[path].decode("utf-8", "replace"))
    name = wanted.text.strip()
    if name not in known:
        yield _absent(
            item,
            wanted,
            "feature.scenario",
            f"the scenario '{name}', which {path} does not have",
            Names(known).nearest(name),
        )


def _inside(item: Item, group_name: str, name: str) -> Scalar | None:
    group: Group | None = item.group(group_name)
    entry = group.find(name) if group is not None else None
    return entry.value if entry is not None and isinstance(entry.value, Scalar) and entry.value.text.strip() else None


def _absent(item: Item, wanted: Scalar, about: str, what: str, near: str) -> Violation:
    mend = f"write `{near}`" if near else "correct the name"
    return Violation(Location(item.path, wanted.line, wanted.column), f"{item.id} cites {what}", item.id, about, mend)
