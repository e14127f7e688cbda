"""`export`: the whole project for other programs."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema

from tests.cli.conftest import Run
from tests.test_git import Repo
from tpo_docs.formats.project_schema import SCHEMA


def test_json_is_valid_and_the_same_bytes_each_time(project: Path, run: Run) -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Größe
    ---
    ```
    """
    printed = run("export", "json").out
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(printed))
    assert run("export", "json", "--output", "out/project.json") == (0, "", "")
    assert (project / "out" / "project.json").read_bytes().decode() == printed


def test_tables_of_all_items(project: Path, run: Run) -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Split
    ---
    ```
    """
    run("export", "csv", "--output", "items.csv")
    assert (project / "items.csv").read_bytes().startswith(b"\xef\xbb\xbfid,type,kind,title,")
    assert run("export", "markdown").out.startswith("| id | type | kind | title |")


def test_a_revision_is_exported_without_a_checkout(tmp_path: Path, run: Run) -> None:
    repo = Repo(tmp_path)
    repo.write("specs/REQ-001.md", "---\nid: REQ-001\ntitle: Old\n---\n")
    repo.commit("Old")
    repo("tag", "v1.0")
    repo.write("specs/REQ-001.md", "---\nid: REQ-001\ntitle: New\n---\n")
    exported = json.loads(run("export", "json", "-C", str(tmp_path), "--ref", "v1.0").out)
    assert [item["title"] for item in exported["items"]] == ["Old"]


def test_an_unknown_format_is_one_line(run: Run) -> None:
    assert run("export", "pdf") == (
        2,
        "",
        "tpo-docs: invalid value for 'FORMAT': 'pdf' is not one of 'json', 'csv', 'markdown', 'gherkin' (see 'tpo-docs export --help')\n",
    )


def test_a_file_that_cannot_be_written_is_one_line(project: Path, run: Run) -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    ---
    ```
    """
    (project / "out").mkdir()
    assert run("export", "json", "--output", "out") == (2, "", "tpo-docs: out cannot be written: is a directory\n")


def test_criteria_as_features_in_a_folder(project: Path, run: Run) -> None:
    """
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split
    ---
    ## Acceptance criteria
    - **AC1** When it is shown, then there is a total.
    ```
    """
    done = run("export", "gherkin", "--output", "features")
    assert (done.status, done.out, done.err) == (0, "", "1 file in features\n")
    text = (project / "features/STY-001.feature").read_text(encoding="utf-8")
    assert "  @STY-001/AC1\n  Scenario: AC1" in text
    assert run("export", "gherkin").out == f"# file: STY-001.feature\n{text}"
