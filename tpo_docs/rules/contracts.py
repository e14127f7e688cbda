"""What a contract file (OpenAPI, AsyncAPI) offers: its operations, by name and by verb and path."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs import frontmatter
from tpo_docs.model import Field, Group, Scalar

_VERBS = frozenset(("get", "put", "post", "delete", "options", "head", "patch", "trace", "query"))
_MESSAGING = frozenset(("publish", "subscribe"))


def operations(data: bytes, path: str) -> frozenset[str] | None:
    """Every name by which an operation can be cited; None where the file is no contract that we can read."""
    contract, problems = frontmatter.read_yaml(data.decode("utf-8", "replace"), path)
    if (
        contract is None
        or problems
        or not (contract.find("openapi") or contract.find("asyncapi") or contract.find("swagger"))
    ):
        return None
    return frozenset(_names(contract))


def _names(contract: Group) -> Iterator[str]:
    for part in ("paths", "webhooks", "channels"):
        for address in _fields(contract.find(part)):
            yield address.name
            for method in _fields(address):
                if method.name in _VERBS or method.name in _MESSAGING:
                    yield f"{method.name.upper()} {address.name}"
                    if isinstance(method.value, Group):
                        yield from filter(None, (method.value.text("operationId"),))
    for operation in _fields(contract.find("operations")):
        yield operation.name
        if isinstance(operation.value, Group):
            channel = operation.value.find("channel")
            action = operation.value.text("action")
            for reference in _fields(channel):
                if reference.name == "$ref" and isinstance(reference.value, Scalar):
                    yield f"{action.upper()} {reference.value.text.rpartition('/')[2]}"


def _fields(field: Field | None) -> tuple[Field, ...]:
    return field.value.fields if field is not None and isinstance(field.value, Group) else ()
