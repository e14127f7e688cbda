"""The project as JSON: valid against its own schema, the same bytes each time, nothing lost."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cases import case
from tpo_docs.formats import WRITERS, project_schema
from tpo_docs.model import Review

_FILES = """
```yaml title="tpo-docs.yml"
version: "1.1"
today: 2027-03-01
types:
  story: {fields: {ready: boolean}}
```
```yaml title="REQ-010.md"
---
id: REQ-010
title: Split
kind: functional
status: approved
tags: billing
feasibility: {verdict: risky, uncertainty: 0.4}
---
The system shall split.
```
```yaml title="REQ-009.md"
---
id: REQ-009
title: Old
status: retired
allow: [{rule: TPO302, reason: gone, until: 2027-12-31}]
---
```
```yaml title="STY-001.md"
---
id: STY-001
title: Split
status: ready
estimate: 5
score: {value: 8, urgency: 2.5, enables: many}
ready: yes
realizes: [REQ-010, REQ-404, REQ-009]
supports: REQ-009
acceptance: {AC1: shown, AC2: saved}
---
```
```yaml title="STY-001-again.md"
---
id: STY-001
---
```
```yaml title="TEST-001.md"
---
id: TEST-001
title: Two offices
kind: manual
status: active
verifies: STY-001/AC1
---
```
```markdown title="guide.md"
# Guide
```
"""


@pytest.fixture(scope="module")
def project() -> Review:
    return case(_FILES).review()


def document(review: Review) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(WRITERS["json"](review))
    return found


def test_the_document_is_valid_and_names_its_schema(project: Review) -> None:
    jsonschema.Draft202012Validator.check_schema(project_schema.SCHEMA)
    jsonschema.Draft202012Validator(project_schema.SCHEMA).validate(document(project))
    assert document(project)["schema"] == "tpo-docs/project/1"


def test_the_schema_is_closed_enough_to_notice_a_missing_key(project: Review) -> None:
    found = document(project)
    del found["items"][0]["category"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(project_schema.SCHEMA).validate(found)


def test_the_same_input_gives_the_same_bytes(project: Review) -> None:
    assert WRITERS["json"](project) == WRITERS["json"](case(_FILES).review())


def test_items_come_in_natural_order_with_typed_fields(project: Review) -> None:
    items = document(project)["items"]
    assert [item["id"] for item in items] == ["REQ-009", "REQ-010", "STY-001", "TEST-001"]
    story = items[2]
    assert story["fields"] == {
        "id": "STY-001",
        "title": "Split",
        "status": "ready",
        "estimate": 5,
        "score": {"value": 8, "urgency": 2.5, "enables": "many"},
        "ready": True,
        "realizes": ["REQ-010", "REQ-404", "REQ-009"],
        "supports": "REQ-009",
        "acceptance": {"AC1": "shown", "AC2": "saved"},
    }
    assert story["criteria"] == [{"id": "AC1", "text": "shown", "line": 10}, {"id": "AC2", "text": "saved", "line": 10}]
    assert (story["category"], story["path"], story["line"], story["page"]) == (
        "agreed",
        "specs/STY-001.md",
        2,
        "STY-001.md",
    )
    assert items[1]["fields"]["tags"] == ["billing"]
    assert items[1]["fields"]["feasibility"] == {"verdict": "risky", "uncertainty": 0.4}
    assert items[1]["body"] == "The system shall split.\n"


def test_traces_say_how_they_stand_and_links_that_did_not_land_are_kept(project: Review) -> None:
    found = document(project)
    assert [
        (trace["source"], trace["role"], trace["target"], trace["criterion"], trace["state"])
        for trace in found["traces"]
    ] == [
        ("STY-001", "realizes", "REQ-009", "", "dead"),
        ("STY-001", "realizes", "REQ-010", "", "ok"),
        ("STY-001", "supports", "REQ-009", "", "unwanted"),
        ("TEST-001", "verifies", "STY-001", "AC1", "ok"),
    ]
    assert found["links"] == [
        {
            "item": "STY-001",
            "role": "realizes",
            "target": "REQ-404",
            "inverse": False,
            "state": "dangling",
            "path": "specs/STY-001.md",
            "line": 8,
            "column": 21,
        }
    ]
    assert found["duplicates"] == [{"id": "STY-001", "path": "specs/STY-001-again.md", "line": 2}]
    assert found["documents"] == [{"path": "specs/guide.md", "title": "Guide"}]


def test_coverage_says_what_is_missing_first(project: Review) -> None:
    coverage = {entry["item"]: entry for entry in document(project)["coverage"]}
    story = coverage["STY-001"]
    assert (story["covered"], story["deep"], story["expected"], story["met"]) == (False, False, 1, 0)
    assert story["missing"] == [
        {"item": "STY-001", "need": "criteria: test", "criterion": "AC2", "words": "AC2 has no test"}
    ]
    assert coverage["REQ-010"]["first_missing"]["words"] == "STY-001: AC2 has no test"


def test_findings_are_the_same_as_the_check_says(project: Review) -> None:
    found = document(project)
    assert [(one["path"], one["line"], one["code"]) for one in found["findings"]] == [
        (one.path, one.line, one.code) for one in project.findings
    ]
    assert found["today"] == "2027-03-01"


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["estimate", "score", "tags", "owner", "acceptance", "x"]), st.text(max_size=8), max_size=4
    )
)
def test_any_front_matter_gives_a_valid_document(fields: dict[str, str]) -> None:
    lines = "\n".join(f"{name}: {json.dumps(value)}" for name, value in fields.items())
    review = case(f'```yaml title="STY-001.md"\n---\nid: STY-001\n{lines}\n---\n```').review()
    jsonschema.Draft202012Validator(project_schema.SCHEMA).validate(document(review))


def test_numbers_that_json_cannot_hold_stay_texts() -> None:
    review = case('```yaml title="STY-001.md"\n---\nid: STY-001\nestimate: 1e999\n---\n```').review()
    assert document(review)["items"][0]["fields"]["estimate"] == "1e999"


def test_csv_and_markdown_are_tables_of_all_items(project: Review) -> None:
    csv = WRITERS["csv"](project).decode("utf-8-sig").split("\r\n")
    assert csv[0].startswith("id,type,kind,title,status,category")
    assert csv[2].startswith("REQ-010,requirement,functional,Split,approved,agreed,,,,,STY-001,yes,")
    markdown = WRITERS["markdown"](project).decode().splitlines()
    assert len(markdown) == 2 + 4
    assert markdown[2].startswith("| REQ-009 | requirement |  | Old | retired | dead |")
