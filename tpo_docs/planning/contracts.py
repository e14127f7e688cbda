"""Interfaces: who provides what to whom, and whether the contract (OpenAPI, AsyncAPI) says so too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from tpo_docs import frontmatter
from tpo_docs.model import Field, Group, Item, Project, Scalar, natural
from tpo_docs.parse import beside

_VERBS = frozenset(("get", "put", "post", "delete", "options", "head", "patch", "trace", "query"))
_MESSAGING = frozenset(("publish", "subscribe"))
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//").match
_MACHINE = (".yml", ".yaml", ".json")


class ContractState(StrEnum):
    """What is known of a contract."""

    KEPT = "the contract has it"
    FILE = "the file is there"
    """No operation is named."""
    OTHER = "not checked"
    """On the web, or in a format that nobody reads here."""
    NONE = "no contract"
    NO_FILE = "the file is missing"
    UNREADABLE = "neither OpenAPI nor AsyncAPI"
    NO_OPERATION = "the operation is missing"


class Operation(NamedTuple):
    """What a contract offers: the name it goes by, and all names by which it can be cited."""

    name: str
    names: frozenset[str]


class Contract(NamedTuple):
    """The contract of an interface as its specification cites it."""

    state: ContractState
    file: str = ""
    """As written."""
    path: str = ""
    """From the project root; empty where there is none."""
    operation: str = ""


class Interface(NamedTuple):
    """A specification of an interface with those on its two sides."""

    spec: Item
    provider: str
    consumers: tuple[str, ...]
    contract: Contract


def interfaces(project: Project) -> tuple[Interface, ...]:
    """The living specifications of interfaces, in the order of ids."""
    return project.derive(_interfaces)


def contract_of(project: Project, spec: Item) -> Contract:
    """What is known of the contract that a specification cites."""
    group = spec.group("contract")
    file = group.text("file").strip() if group is not None else ""
    operation = " ".join(group.text("operation").split()) if group is not None else ""
    if not file:
        return Contract(ContractState.NONE, operation=operation)
    path = cited_path(project, spec, file)
    if path is None:
        return Contract(ContractState.NO_FILE, file, "", operation)
    if not path:
        return Contract(ContractState.OTHER, file, "", operation)
    if not operation:
        return Contract(ContractState.FILE, file, path, operation)
    offered = operations(project, path)
    if offered is None:
        unread = path in project.cited and path.lower().endswith(_MACHINE)
        return Contract(ContractState.UNREADABLE if unread else ContractState.OTHER, file, path, operation)
    kept = any(operation in one.names for one in offered)
    return Contract(ContractState.KEPT if kept else ContractState.NO_OPERATION, file, path, operation)


def cited_path(project: Project, item: Item, written: str) -> str | None:
    """The path of a cited file, empty for one on the web; None where it is not there. It may be meant from the citing
    file or from the root."""
    text = written.strip()
    if _ELSEWHERE(text):
        return ""
    path = re.split(r"[#?]", text, maxsplit=1)[0]
    if not path:
        return ""
    present = project.derive(_present)
    return next((place for place in (beside(item.path, path), beside("", path.lstrip("/"))) if place in present), None)


def operations(project: Project, path: str) -> tuple[Operation, ...] | None:
    """What the contract at a path offers; None where it is none that can be read."""
    known = project.derive(_contracts)
    if path not in known:
        known[path] = _read(project.cited[path], path) if path in project.cited else None
    return known[path]


def unspecified(project: Project) -> Mapping[str, tuple[str, ...]]:
    """By path of each cited contract: the operations that it offers and that no living specification cites."""
    cited: dict[str, set[str]] = {}
    for interface in interfaces(project):
        if interface.contract.path and operations(project, interface.contract.path) is not None:
            cited.setdefault(interface.contract.path, set()).add(interface.contract.operation)
    return {
        path: tuple(one.name for one in operations(project, path) or () if not one.names & names)
        for path, names in sorted(cited.items())
    }


def _interfaces(project: Project) -> tuple[Interface, ...]:
    some = (spec for spec in project.of_type("spec") if spec.kind == "interface" and spec.living)
    return tuple(
        Interface(spec, spec.text("provider"), spec.texts("consumer"), contract_of(project, spec))
        for spec in sorted(some, key=natural)
    )


def _contracts(_: Project) -> dict[str, tuple[Operation, ...] | None]:
    return {}


def _present(project: Project) -> frozenset[str]:
    pages = {item.path for item in project.items.values()} | {document.path for document in project.documents}
    return project.files | pages | project.cited.keys() | project.observations.keys()


def _read(data: bytes, path: str) -> tuple[Operation, ...] | None:
    contract, problems = frontmatter.read_yaml(data.decode("utf-8", "replace"), path)
    if (
        contract is None
        or problems
        or not (contract.find("openapi") or contract.find("asyncapi") or contract.find("swagger"))
    ):
        return None
    return tuple(_operations(contract))


def _operations(contract: Group) -> Iterator[Operation]:
    """Those of OpenAPI and AsyncAPI 2 stand under their address; AsyncAPI 3 names them apart from its channels."""
    spoken: set[str] = set()
    for operation in _fields(contract.find("operations")):
        names = {operation.name}
        if isinstance(operation.value, Group):
            for reference in _fields(operation.value.find("channel")):
                if reference.name == "$ref" and isinstance(reference.value, Scalar):
                    channel = reference.value.text.rpartition("/")[2]
                    spoken.add(channel)
                    names |= {channel, f"{operation.value.text('action').upper()} {channel}"}
        yield Operation(operation.name, frozenset(names))
    for part in ("paths", "webhooks", "channels"):
        for address in _fields(contract.find(part)):
            methods = [one for one in _fields(address) if one.name in _VERBS or one.name in _MESSAGING]
            for method in methods:
                spelled = f"{method.name.upper()} {address.name}"
                own = method.value.text("operationId").strip() if isinstance(method.value, Group) else ""
                yield Operation(own or spelled, frozenset(filter(None, (address.name, spelled, own))))
            if not methods and address.name not in spoken:
                yield Operation(address.name, frozenset((address.name,)))


def _fields(field: Field | None) -> tuple[Field, ...]:
    return field.value.fields if field is not None and isinstance(field.value, Group) else ()
