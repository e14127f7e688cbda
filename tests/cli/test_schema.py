"""`schema`: what the check accepts is valid, and what it does not know is not offered."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.cli.conftest import Run
from tpo_docs import config, files
from tpo_docs import jsonschema as ours
from tpo_docs.schema import default_schema

_ROOT = Path(__file__).resolve().parents[2]
_EXAMPLE = _ROOT / "tpo_docs" / "examples" / "erp"


class _Editor(yaml.SafeLoader):
    """YAML as editors read it: by the rules of 1.2, where `on` and `yes` are words."""


_Editor.yaml_implicit_resolvers = {
    sign: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")
    ]
    for sign, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Editor.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"true|false|True|False|TRUE|FALSE"), list("tTfF"))


def read(text: str) -> Any:
    return yaml.load(text, _Editor)


def errors(schema: dict[str, Any], value: Any) -> list[str]:
    found = jsonschema.Draft7Validator(schema).iter_errors(value)
    return [f"{error.json_path}: {error.message}" for error in found]


@pytest.mark.parametrize("profile", ["tpo", "starter"])
def test_all_schemas_are_schemas(profile: str) -> None:
    made = ours.everything(default_schema(profile))
    assert "tpo-docs.schema.json" in made
    for schema in made.values():
        jsonschema.Draft7Validator.check_schema(schema)


@pytest.mark.parametrize("root", [_EXAMPLE, _ROOT], ids=["example", "own"])
def test_what_the_check_accepts_is_valid(root: Path) -> None:
    loaded = files.load(root)
    schema = loaded.project.schema
    structural = {finding.item for finding in loaded.review.findings if finding.code[:4] == "TPO1"}
    made = ours.everything(schema)
    texts = {file.path: file.data.decode() for file in loaded.sources}
    alone = [item for item in loaded.project.items.values() if not item.anchor and not item.is_row]
    assert len(alone) > 50
    for item in alone:
        if item.id not in structural and texts[item.path].startswith("---\n"):
            front = read(texts[item.path].split("\n---\n")[0].removeprefix("---\n"))
            assert errors(made[f"{item.type}.schema.json"], front) == [], item.path
    for path, text in texts.items():
        stem, _, ending = path.rpartition("/")[2].rpartition(".")
        if ending == "yml":
            assert errors(made[f"{stem}.collection.schema.json"], read(text)) == []
    configured = loaded.configuration.text
    assert errors(made["tpo-docs.schema.json"], read(configured)) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "profile: starter",
        "version: 1.1\ntoday: 2027-03-01",
        "sources: specs",
        "sources: [specs, {path: ../x, include: '*.md', map: {id: key, type: story, links: {requires: depends_on}}}]",
        "types: {story: {fields: {size: {value: choice, choices: [s, m]}, x: off, y: [text]}, needs: {user: ['spec?', {criteria: test}]}}}",
        "types: {epic: {enabled: false}}",
        "types: {hazard: {prefix: HAZ, id: 'HAZ-{n:02}', kinds: [a], workflow: {open: agreed}, approvals: {open: [{role: client}]}}}",
        "links: {causes: {from: risk, to: [risk], inverse: caused_by, max: 1, min: {user: 1}, acyclic: yes}}",
        "rules: {select: [TPO], ignore: TPO311, severity: {TPO602: off, TPO305: error}, ramp: {draft: [1, 2], agreed: all}}",
        "views: [{name: Open, query: 'type:story', columns: [id], sort: -id}]",
        "site: {items_in_navigation: 100, matrices: [requirement×test]}",
        "priority: {framework: formula, formula: a/b}",
        "priority: {framework: scorecard, weights: {a: 0.5}}",
        "require: [risk]",
    ],
)
def test_a_configuration_without_findings_is_valid(text: str) -> None:
    assert config.read(text, "tpo-docs.yml").unread == ()
    assert errors(ours.configuration(), read(text) or {}) == []


@pytest.mark.parametrize(
    "text",
    [
        "profle: tpo",
        "profile: big",
        "sources: [{pth: specs}]",
        "rules: {severity: {TPO305: fatal}}",
        "rules: {feedback_days: many}",
        "site: {audience: secret}",
        "types: [story]",
        "views: text",
    ],
)
def test_a_configuration_with_findings_is_not_valid(text: str) -> None:
    assert config.read(text, "tpo-docs.yml").unread != ()
    assert errors(ours.configuration(), read(text)) != []


@pytest.mark.parametrize(
    ("front", "valid"),
    [
        ("id: STY-001\ntitle: 2027\nstatus: ready\nestimate: 5\nrealizes: REQ-001\ntags: one", True),
        ("estimate: '5'\npriority: MUST\nreview_by: 2027-01-01\nplain: yes\nowner:", True),
        ("realizes: [REQ-001]\nrealized_by: x\nmitigates: RISK-001\nblocks: [STY-002]", True),
        ("feasibility: {verdict: yes}", True),
        ("score: {value: 5, anything: 2}", True),
        ("acceptance: {AC1: shown}", True),
        ("description: of the page\nhide: [toc]", True),
        ("prio: must", False),
        ("status: redy", False),
        ("kind: usr", False),
        ("estimate: many", False),
        ("estimate: -1", False),
        ("priority: urgent", False),
        ("review_by: soon", False),
        ("feasibility: {verdct: yes}", False),
        ("feasibility: text", False),
        ("realizes: {a: b}", False),
        ("type: stroy", False),
    ],
)
def test_a_front_matter_is_judged_as_by_the_check(front: str, *, valid: bool) -> None:
    schema = default_schema()
    assert (errors(ours.front_matter(schema.types["story"], schema), read(front)) == []) is valid


def test_a_collection_takes_rows_and_their_short_form() -> None:
    schema = default_schema()
    terms = ours.collection(schema.types["term"], schema)
    assert (
        errors(terms, read("order: What was agreed.\ncost-rule: {definition: Who pays, forms: [rules]}\nempty:")) == []
    )
    assert errors(terms, read("order: {definiton: x}")) != []
    assert errors(terms, read("- a")) != []


def test_dates_that_yaml_makes_of_texts_are_no_matter() -> None:
    assert isinstance(yaml.safe_load("2027-01-01"), datetime.date)
    assert read("2027-01-01") == "2027-01-01"


def test_own_types_and_fields_are_in_it(project: Path, run: Run) -> None:
    """
    ```yaml title="tpo-docs.yml"
    types:
      hazard: {prefix: HAZ, kinds: [fire], fields: {level: integer}}
    links:
      causes: {from: hazard, to: risk, inverse: caused_by}
    ```
    """
    schema = json.loads(run("schema", "hazard").out)
    assert schema["title"] == "Front matter of a hazard"
    assert errors(schema, {"id": "HAZ-001", "level": 3, "causes": ["RISK-001"], "kind": "fire"}) == []
    assert errors(schema, {"level": "high"}) != []
    assert "caused_by" in json.loads(run("schema", "risk").out)["properties"]


def test_each_schema_has_its_name(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert json.loads(run("schema").out) == json.loads(run("schema", "config").out)
    assert json.loads(run("schema", "project").out)["$id"] == "urn:tpo-docs:project:1"
    assert json.loads(run("schema", "parties").out)["title"] == "parties.yml"
    assert (
        run("schema", "stroy").err
        == "tpo-docs: there is no schema 'stroy'; did you mean 'story'? (see 'tpo-docs schema --help')\n"
    )


def test_all_of_them_are_written_into_a_folder(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("schema", "--all", "--output", "schemas")
    names = [path.name for path in sorted((tmp_path / "schemas").iterdir())]
    assert sorted(result.out.split()) == [f"schemas/{name}" for name in names]
    assert {"tpo-docs.schema.json", "project.schema.json", "story.schema.json", "terms.collection.schema.json"} <= set(
        names
    )
    assert run("schema", "--all").err == "tpo-docs: --all needs --output DIR (see 'tpo-docs schema --help')\n"
