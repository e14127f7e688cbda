"""Interfaces: both sides, the contract that is there or not, and what a contract offers."""

from __future__ import annotations

import pytest

from tests.cases import case
from tests.planning.product import product
from tpo_docs.planning import contracts
from tpo_docs.planning.contracts import ContractState

_OPENAPI = "openapi: 3.1.0\npaths:\n  /pay: {get: {operationId: pay}, put: {}}\n  /alive: {}\n"


def _interface(contract: str, name: str, data: str) -> contracts.Interface:
    review = case(f"""
```yaml title="SPEC-1.md"
---
id: SPEC-1
title: Bank
kind: interface
{contract}
---
```
```yaml title="{name}"
{data}
```
""").review()
    (found,) = contracts.interfaces(review.project)
    return found


@pytest.mark.parametrize(
    ("contract", "name", "data", "state"),
    [
        ("contract: {file: a.yml, operation: pay}", "a.yml", _OPENAPI, ContractState.KEPT),
        ("contract: {file: a.yml, operation: PUT /pay}", "a.yml", _OPENAPI, ContractState.KEPT),
        ("contract: {file: a.yml, operation: /alive}", "a.yml", _OPENAPI, ContractState.KEPT),
        ("contract: {file: a.yml, operation: payy}", "a.yml", _OPENAPI, ContractState.NO_OPERATION),
        ("contract: {file: a.yml}", "a.yml", _OPENAPI, ContractState.FILE),
        ("contract: {file: b.yml, operation: pay}", "a.yml", _OPENAPI, ContractState.NO_FILE),
        ("contract: {file: a.yml, operation: pay}", "a.yml", "some: yaml", ContractState.UNREADABLE),
        ("contract: {file: a.proto, operation: pay}", "a.proto", "syntax", ContractState.OTHER),
        ("contract: {file: 'https://example.org/a.yml', operation: pay}", "a.yml", "", ContractState.OTHER),
        ("contract: {operation: pay}", "a.yml", _OPENAPI, ContractState.NONE),
        ("contract: a.yml", "a.yml", _OPENAPI, ContractState.NONE),
        ("", "a.yml", _OPENAPI, ContractState.NONE),
    ],
)
def test_the_state_of_a_contract(contract: str, name: str, data: str, state: ContractState) -> None:
    assert _interface(contract, name, data).contract.state is state


def test_what_is_offered_and_specified_by_nobody_is_listed() -> None:
    review = case(f"""
```yaml title="SPEC-1.md"
---
id: SPEC-1
kind: interface
contract: {{file: a.yml, operation: pay}}
---
```
```yaml title="a.yml"
{_OPENAPI}
```
""").review()
    assert contracts.unspecified(review.project) == {"specs/a.yml": ("PUT /pay", "/alive")}


def test_an_interface_has_a_provider_and_consumers() -> None:
    found = {one.spec.id: one for one in contracts.interfaces(product().project)}
    assert list(found) == ["SPEC-001", "SPEC-002", "SPEC-003"]
    assert (found["SPEC-001"].provider, found["SPEC-001"].consumers) == ("bank", ("erp", "payroll"))
    assert (found["SPEC-003"].provider, found["SPEC-003"].consumers) == ("", ())
    assert found["SPEC-002"].contract.state is ContractState.NO_OPERATION
