"""`list`: the items that a query names, in four formats."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    texts = {
        "REQ-002.md": "---\nid: REQ-002\ntitle: Pay by invoice\nkind: functional\nstatus: approved\npriority: must\nowner: tess\n"
        "tags: [pay, b2b]\n---\n",
        "REQ-010.md": "---\nid: REQ-010\ntitle: Pay | by card\nkind: functional\nstatus: draft\npriority: should\n---\n",
        "STY-001.md": "---\nid: STY-001\ntitle: Choose the invoice\nstatus: done\nrealizes: [REQ-002]\n---\n",
    }
    (tmp_path / "specs").mkdir()
    for path, text in texts.items():
        (tmp_path / "specs" / path).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_whole_table(shop: Path, run: Run) -> None:
    assert run("list") == (
        0,
        (
            "ID       TYPE         STATUS    TITLE               OWNER\n"
            "REQ-002  requirement  approved  Pay by invoice      tess\n"
            "REQ-010  requirement  draft     Pay | by card\n"
            "STY-001  story        done      Choose the invoice\n"
        ),
        "",
    )


def test_a_query_of_several_words_needs_no_quotation_marks(shop: Path, run: Run) -> None:
    expected = "ID       REALIZED BY  MISSING\nREQ-002  STY-001      no test\n"
    columns = ("--columns", "id, realized_by,missing")
    assert run("list", "type:requirement", "priority:must", "missing:test", *columns).out == expected
    assert run("list", "type:requirement priority:must missing:test", *columns).out == expected


def test_a_query_that_begins_with_a_minus_goes_behind_two(shop: Path, run: Run) -> None:
    assert run("list", "--columns", "id", "--", "-type:requirement").out == "ID\nSTY-001\n"
    assert run("list", "--columns", "id,ID, id", "--", "-type:requirement").out == "ID\nSTY-001\n"


def test_nothing_found_is_an_empty_table(shop: Path, run: Run) -> None:
    assert run("list", "type:goal").out == "ID  TYPE  STATUS  TITLE  OWNER\n"
    assert run("list", "type:goal", "--format", "json").out == "[]\n"


def test_json_has_lists_where_many_may_stand(shop: Path, run: Run) -> None:
    out = run(
        "list", "priority:must", "--format", "json", "--columns", "id,title,tags,realized_by,findings,release"
    ).out
    (entry,) = json.loads(out)
    assert entry["findings"]
    assert {**entry, "findings": []} == {
        "id": "REQ-002",
        "title": "Pay by invoice",
        "tags": ["pay", "b2b"],
        "realized_by": ["STY-001"],
        "findings": [],
        "release": "",
    }


def test_csv_and_markdown_go_to_a_file(shop: Path, run: Run) -> None:
    assert run("list", "--format", "csv", "--columns", "id,tags", "--output", "out.csv") == (0, "", "")
    rows = list(csv.reader(io.StringIO((shop / "out.csv").read_bytes().decode(), newline="")))
    assert rows == [["id", "tags"], ["REQ-002", "pay; b2b"], ["REQ-010", ""], ["STY-001", ""]]
    assert run("list", "REQ-010", "--format", "markdown", "--columns", "id,title").out == (
        "| id | title |\n|---|---|\n| REQ-010 | Pay \\| by card |\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ownr:x"], "query, character 1: there is no field 'ownr'; write `owner`"),
        (["status:redy"], "query, character 1: there is no status 'redy'; did you mean 'ready'?"),
        (["kind:functionl"], "query, character 1: there is no kind 'functionl'; did you mean 'functional'?"),
        (["a", "release:mvp"], "query, character 3: there is no release 'mvp'"),
        (["estimate>=much"], "query, character 1: 'much' is no number; write `estimate>=5`"),
        (["findings>x"], "query, character 1: 'x' is no number; write `findings>5`"),
        (["review_by<soon"], "query, character 1: 'soon' is no date; write `review_by<2027-03-31`"),
        (["up:NOPE"], "query, character 1: there is no item NOPE"),
        (["type:story", "down:req-02"], "query, character 12: there is no item req-02; did you mean 'REQ-002'?"),
        (["findings:eror"], "query, character 10: no finding is called 'eror'; write `error`"),
        (["type:stroy"], "query, character 6: there is no type 'stroy'; write `story`"),
        (["--columns", "id,titel"], "--columns: there is no column 'titel'; did you mean 'title'?"),
    ],
)
def test_a_mistake_is_one_line(arguments: list[str], said: str, shop: Path, run: Run) -> None:
    assert run("list", *arguments) == (2, "", f"tpo-docs: {said} (see 'tpo-docs list --help')\n")
