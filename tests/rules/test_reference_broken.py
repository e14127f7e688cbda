"""TPO205: what its example does not show."""

from __future__ import annotations

import pytest

from tests.cases import case, codes, messages, only
from tpo_docs.model import Review

_CONTRACT = """
```yaml title="SPEC-001.md"
---
id: SPEC-001
title: Cost rules for other systems
kind: interface
contract: {{file: api/contract.yml, operation: "{operation}"}}
---
```
```yaml title="api/contract.yml"
{contract}
```
"""
_OPENAPI = """openapi: 3.1.0
paths:
  /rules/{id}:
    get: {operationId: readRule}
    put:
      summary: Write a rule
    delete: later
    parameters: []
webhooks:
  changed:
    post: {operationId: ruleChanged}"""
_ASYNCAPI_2 = """asyncapi: 2.6.0
channels:
  rules/changed:
    publish: {operationId: onRuleChanged}"""
_ASYNCAPI_3 = """asyncapi: 3.0.0
operations:
  later: to be written
  sendRule:
    action: send
    channel:
      description: Rules
      $ref: '#/channels/rules'"""
_JSON = """{"openapi": "3.0.0", "paths": {"/rules": {"get": {"operationId": "listRules"}}}}"""


@pytest.mark.parametrize(
    ("contract", "operation", "mend"),
    [
        (_OPENAPI, "readRule", None),
        (_OPENAPI, "PUT  /rules/{id}", None),
        (_OPENAPI, "ruleChanged", None),
        (_OPENAPI, "DELETE /rules/{id}", None),
        (_OPENAPI, "", None),
        (_OPENAPI, "readRules", "write `readRule`"),
        (_OPENAPI, "POST /rules/{id}", "write `PUT /rules/{id}`"),
        (_OPENAPI, "something else", "correct the name"),
        (_ASYNCAPI_2, "onRuleChanged", None),
        (_ASYNCAPI_2, "PUBLISH rules/changed", None),
        (_ASYNCAPI_2, "rules/changed", None),
        (_ASYNCAPI_3, "sendRule", None),
        (_ASYNCAPI_3, "SEND rules", None),
        (_ASYNCAPI_3, "sendRules", "write `sendRule`"),
        (_JSON, "GET /rules", None),
        (_JSON, "listRule", "write `listRules`"),
        ("syntax: proto3", "listRules", "correct the contract, or leave out `operation`"),
        ("{", "listRules", "correct the contract, or leave out `operation`"),
        ("syntax: proto3", "", None),
    ],
)
def test_operations_are_found_by_name_and_by_verb_and_path(contract: str, operation: str, mend: str | None) -> None:
    review = case(_CONTRACT.format(contract=contract, operation=operation)).review()
    assert [finding.mend for finding in review.findings if finding.code == "TPO205"] == ([] if mend is None else [mend])


def test_files_are_found_from_the_item_and_from_the_project(review: Review) -> None:
    """
    ```yaml title="design/SPEC-001.md"
    ---
    id: SPEC-001
    title: Landscape
    kind: component
    views:
      - views/landscape.svg
      - ../overview.md#teams
      - specs/design/views/landscape.svg
      - /specs/overview.md?raw
      - https://example.org/landscape.svg
      - "#teams"
      - ../../../secret.txt
      - landscape.svg
    ---
    ```
    ```svg title="design/views/landscape.svg"
    <svg/>
    ```
    ```markdown title="overview.md"
    # Overview
    ```
    """
    assert [(finding.line, finding.message) for finding in review.findings] == [
        (12, "SPEC-001 cites ../../../secret.txt, which does not exist"),
        (13, "SPEC-001 cites landscape.svg, which does not exist"),
    ]


def test_a_scenario_is_looked_for_in_its_feature(review: Review) -> None:
    """
    ```yaml title="TEST-001.md"
    ---
    id: TEST-001
    title: Subtotals
    kind: automated
    feature: {file: costs.feature, scenario: Two offices}
    ---
    ```
    ```yaml title="TEST-002.md"
    ---
    id: TEST-002
    title: Subtotals
    kind: automated
    feature: {file: costs.feature, scenario: Three offices}
    ---
    ```
    ```yaml title="TEST-003.md"
    ---
    id: TEST-003
    title: Subtotals
    kind: automated
    feature: {file: costs.feature}
    ---
    ```
    ```gherkin title="costs.feature"
    Feature: Costs
      Scenario Outline: Two offices
        Given a well
    ```
    """
    finding = only(review, "TPO205")
    assert finding.message == "TEST-002 cites the scenario 'Three offices', which specs/costs.feature does not have"


def test_a_missing_series_is_found_in_its_collection(review: Review) -> None:
    """
    ```yaml title="metrics.yml"
    KPI-001:
      title: Disputes
      unit: invoices
      status: draft
      series: disputes.csv
    ```
    """
    assert (only(review, "TPO205").line, only(review, "TPO205").column) == (5, 11)


def test_an_agreed_interface_has_a_contract(review: Review) -> None:
    """
    ```yaml title="SPEC-001.md"
    ---
    id: SPEC-001
    title: Cost rules for other systems
    status: agreed
    owner: billing-team
    kind: interface
    specifies: STY-001
    contract: {operation: listRules}
    ---
    ```
    ```yaml title="SPEC-002.md"
    ---
    id: SPEC-002
    title: Later
    kind: interface
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    ---
    ```
    """
    assert messages(review, "TPO205") == ["the agreed interface SPEC-001 has no contract"]
    assert "TPO205" in codes(review)
