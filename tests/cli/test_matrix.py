"""`matrix`: the same traces as on the page, with the gaps counted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

_FILES = {
    "REQ-001.md": "---\nid: REQ-001\ntitle: Covered\nkind: functional\nstatus: approved\n---\n",
    "REQ-002.md": "---\nid: REQ-002\ntitle: =Open\nkind: functional\nstatus: approved\n---\n",
    "REQ-003.md": "---\nid: REQ-003\ntitle: Draft\nkind: functional\nstatus: draft\n---\n",
    "REQ-004.md": "---\nid: REQ-004\ntitle: Fax\nkind: functional\nstatus: retired\n---\n",
    "STY-001.md": "---\nid: STY-001\ntitle: Choose\nstatus: ready\nrealizes: REQ-001\nacceptance: {AC1: offered, AC2: chosen}\n---\n",
    "TEST-001.md": "---\nid: TEST-001\ntitle: Try\nkind: manual\nstatus: active\nverifies: STY-001/AC1\n---\n",
    "TEST-002.md": "---\nid: TEST-002\ntitle: Alone\nkind: manual\nstatus: active\n---\n",
}


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "specs").mkdir()
    for path, text in _FILES.items():
        (tmp_path / "specs" / path).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_whole_output(shop: Path, run: Run) -> None:
    assert run("matrix", "requirement", "test") == (
        0,
        (
            "REQUIREMENT  TITLE    TEST                    STATE\n"
            "REQ-002      =Open                            no test\n"
            "REQ-003      Draft                            not yet asked\n"
            "REQ-001      Covered  TEST-001 (via STY-001)  derived\n"
            "\n"
            "1 of 2 rows that need something has a gap (50 % covered); 1 item stands alone in the columns: TEST-002; "
            "1 dead item left out\n"
        ),
        "",
    )


def test_criteria_have_rows_of_their_own(shop: Path, run: Run) -> None:
    out = run("matrix", "story", "test").out
    assert "STY-001/AC1  offered  TEST-001  ok\n" in out
    assert "STY-001/AC2  chosen             missing\n" in out
    assert "1 of 2 criteria without a test" in out


def test_only_gaps(shop: Path, run: Run) -> None:
    assert run("matrix", "requirement", "test", "--gaps").out.splitlines()[:3] == [
        "REQUIREMENT  TITLE  TEST  STATE",
        "REQ-002      =Open        no test",
        "",
    ]


def test_a_cell_of_a_csv_is_never_a_formula(shop: Path, run: Run) -> None:
    result = run("matrix", "requirement", "test", "--format", "csv")
    assert result.out.splitlines()[1] == "REQ-002,'=Open,,no test"
    assert result.err.startswith("1 of 2 rows that need something has a gap")


def test_markdown_goes_to_a_file(shop: Path, run: Run) -> None:
    run("matrix", "requirement", "story", "--format", "markdown", "--output", "m.md")
    lines = (shop / "m.md").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "| requirement | title | story | state |"
    assert lines[-1] == "| REQ-001 | Covered | STY-001 | ok |"


def test_json_has_rows_columns_and_counts(shop: Path, run: Run) -> None:
    found = json.loads(run("matrix", "requirement", "test", "--format", "json").out)
    assert (found["asked"], found["gaps"], found["percent"]) == (2, 1, 50)
    assert (found["columns"], found["alone"]) == (["TEST-001", "TEST-002"], ["TEST-002"])
    rows = {row["id"]: row for row in found["rows"]}
    assert rows["REQ-001"]["links"] == [{"id": "TEST-001", "how": "verifies", "state": "derived", "via": "STY-001"}]
    assert (rows["REQ-002"]["state"], rows["REQ-002"]["lacks"]) == ("missing", ["test"])


def test_a_kind_and_a_role_can_be_a_side(shop: Path, run: Run) -> None:
    assert "STY-001" in run("matrix", "requirement/functional", "realized_by").out
    assert run("matrix", "requirement/data", "test").out.splitlines()[0] == "REQUIREMENT-DATA  TITLE  TEST  STATE"


@pytest.mark.parametrize(
    ("rows", "columns", "said"),
    [
        ("requirment", "test", "there is no type 'requirment'; did you mean 'requirement'?"),
        ("requirement", "tst", "there is no type 'tst'; did you mean 'test'?"),
    ],
)
def test_a_side_that_does_not_exist_is_one_line(rows: str, columns: str, said: str, shop: Path, run: Run) -> None:
    assert run("matrix", rows, columns) == (2, "", f"tpo-docs: {said} (see 'tpo-docs matrix --help')\n")


@pytest.mark.parametrize(
    ("sides", "said"),
    [
        (["decision", "taem"], "there is no type 'taem'; did you mean 'term'?"),
        (["requirement/qualty", "spec"], "there is no type 'requirement/qualty'; did you mean 'requirement/quality'?"),
        (["verified_by", "test"], "there is no type 'verified_by'; a link role can stand in the columns only"),
        (["Requirement", "test"], "there is no type 'Requirement'; did you mean 'requirement'?"),
    ],
)
def test_a_side_that_nobody_knows_is_one_line(sides: list[str], said: str, project: Path, run: Run) -> None:
    """
    ```yaml title="index.md"
    # Welcome
    ```
    """
    assert run("matrix", *sides) == (2, "", f"tpo-docs: {said} (see 'tpo-docs matrix --help')\n")


def test_a_kind_that_one_type_has_is_a_side(project: Path, run: Run) -> None:
    """
    ```yaml title="ADR-001.md"
    ---
    id: ADR-001
    title: One database
    ---
    ```
    ```yaml title="parties.yml"
    billing-team: {title: Billing, kind: team}
    ```
    """
    assert run("matrix", "decision", "team").out == run("matrix", "decision", "party/team").out
    assert run("matrix", "decision", "team").out.startswith("DECISION")


def test_several_types_with_a_kind_are_named(project: Path, run: Run) -> None:
    """
    ```yaml title="index.md"
    # Welcome
    ```
    """
    assert run("matrix", "quality", "test").err.startswith(
        "tpo-docs: there is no type 'quality', and several have that kind; write requirement/quality or "
    )


def test_a_test_that_is_none_says_its_method(project: Path, run: Run) -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    kind: quality
    ---
    ```
    ```yaml title="TEST-001.md"
    ---
    id: TEST-001
    method: inspection
    verifies: REQ-001
    ---
    ```
    """
    assert "TEST-001 (inspection)" in run("matrix", "requirement", "test").out
