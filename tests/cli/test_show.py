"""`show`: an item with its trace up and down."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

_FILES = {
    "GOAL-001.md": "---\nid: GOAL-001\ntitle: Faster invoices\nstatus: active\nowner: tess\n---\n",
    "REQ-002.md": "---\nid: REQ-002\ntitle: Pay by invoice\nkind: functional\nstatus: approved\nowner: tess\nsource: client\n"
    "rationale: They ask.\nsupports: GOAL-001\ndepends_on: [REQ-404]\nfeasibility: {verdict: risky, by: tess}\naliases: [OLD-2]\n---\n"
    "The shop shall let companies pay by invoice.\n",
    "STY-001.md": "---\nid: STY-001\ntitle: Choose the invoice\nstatus: ready\nowner: tess\nrealizes: REQ-002\nrelease: REL-mvp\n---\n"
    "## Acceptance criteria\n\n- **AC1** It is offered.\n- **AC2** It is chosen.\n",
    "TEST-001.md": "---\nid: TEST-001\ntitle: Two companies\nkind: manual\nstatus: active\nowner: tess\n"
    "verifies: [STY-001/AC1, REQ-002]\n---\n",
    "REL-mvp.md": "---\nid: REL-mvp\ntitle: MVP\nkind: mvp\nstatus: planned\nowner: tess\ntarget: 2030-01-01\n---\n",
}

SHOWN = """\
REQ-002 Pay by invoice
requirement/functional · approved (agreed) · specs/REQ-002.md:2

The shop shall let companies pay by invoice.

owner        tess
source       client
rationale    They ask.
feasibility  verdict: risky, by: tess
aliases      OLD-2

Links
  depends_on REQ-404, which does not exist

Up
└ supports GOAL-001 Faster invoices [active] ◐

Down
├ is realized by STY-001 Choose the invoice [ready] ✗ AC2 has no test
│ └ is verified by TEST-001 AC1 Two companies [active] (shown elsewhere)
└ is verified by TEST-001 Two companies [active]

Covered: yes, but further down STY-001: AC2 has no test

Findings
  specs/REQ-002.md:10:14: error TPO201 REQ-002 depends on REQ-404, which does not exist
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "specs").mkdir()
    for path, text in _FILES.items():
        (tmp_path / "specs" / path).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_whole_output(shop: Path, run: Run) -> None:
    status, out, err = run("show", "REQ-002", "--today", "2027-03-01")
    assert (status, err) == (0, "")
    assert out.startswith(SHOWN)


def test_criteria_are_shown_with_their_tests(shop: Path, run: Run) -> None:
    out = run("show", "STY-001").out
    assert "Acceptance criteria\n  AC1  It is offered.  [TEST-001]\n  AC2  It is chosen.  [no test]\n" in out
    assert "Links\n  is planned for REL-mvp\n" in out
    assert "Covered: no: AC2 has no test\n" in out


def test_a_former_id_leads_to_the_item(shop: Path, run: Run) -> None:
    assert run("show", "OLD-2").out.startswith("REQ-002 Pay by invoice\n")


def test_a_criterion_is_shown_with_its_tests(shop: Path, run: Run) -> None:
    assert run("show", "STY-001/AC1", "--today", "2027-03-01") == (
        0,
        (
            "STY-001/AC1 It is offered.\n"
            "of STY-001 Choose the invoice · ready (agreed) · specs/STY-001.md:11\n"
            "\n"
            "is verified by TEST-001 Two companies [active]\n"
        ),
        "",
    )
    assert run("show", "STY-001/AC2", "--today", "2027-03-01").out == (
        "STY-001/AC2 It is chosen.\n"
        "of STY-001 Choose the invoice · ready (agreed) · specs/STY-001.md:12\n"
        "\n"
        "no test\n"
        "\n"
        "Findings\n"
        "  specs/STY-001.md:12:1: warning TPO305 no test verifies STY-001/AC2\n"
        "      mend: write `verifies: STY-001/AC2` in a test\n"
    )
    found = json.loads(run("show", "STY-001/AC1", "--format", "json").out)
    assert (found["id"], found["item"], found["text"], found["line"]) == (
        "STY-001/AC1",
        "STY-001",
        "It is offered.",
        11,
    )
    assert [(link["says"], link["id"]) for link in found["links"]] == [("is verified by", "TEST-001")]
    assert run("show", "STY-001/AC1", "--format", "csv").out.splitlines() == [
        "criterion,text,link,id,type,status,title",
        "STY-001/AC1,It is offered.,is verified by,TEST-001,test,active,Two companies",
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("STY-001/AC9", "STY-001 has no criterion AC9; did you mean 'AC2'?"),
        ("STY-001/ac2", "STY-001 has no criterion ac2; did you mean 'AC2'?"),
        ("STY-001/x", "STY-001 has no criterion x; its criteria are AC1, AC2"),
        ("REQ-002/AC1", "REQ-002 has no criterion AC1; it has none"),
        ("req-002", "there is no item req-002; did you mean 'REQ-002'?"),
        ("Sty-1", "there is no item Sty-1; did you mean 'STY-001'?"),
        ("REQ-002/", "REQ-002/ names no criterion; it has none"),
        ("STY-001/", "STY-001/ names no criterion; its criteria are AC1, AC2"),
        ("", "the id is empty"),
    ],
)
def test_a_name_that_nobody_has_is_one_line_with_the_nearest(name: str, said: str, shop: Path, run: Run) -> None:
    status, out, err = run("show", name)
    assert (status, out, err) == (2, "", f"tpo-docs: {said} (see 'tpo-docs show --help')\n")


def test_json_has_the_item_and_both_trees(shop: Path, run: Run) -> None:
    shown = json.loads(run("show", "REQ-002", "--format", "json").out)
    assert shown["id"] == "REQ-002"
    assert shown["fields"]["feasibility"] == {"verdict": "risky", "by": "tess"}
    assert [(one["id"], one["says"], one["covered"]) for one in shown["up"]] == [("GOAL-001", "supports", "yes")]
    story, test = shown["down"]
    assert (story["id"], story["missing"], story["again"]) == ("STY-001", "AC2 has no test", False)
    assert [(one["id"], one["criteria"], one["again"]) for one in story["branches"]] == [("TEST-001", ["AC1"], True)]
    assert (test["id"], test["says"]) == ("TEST-001", "is verified by")
    assert "TPO201" in {finding["code"] for finding in shown["findings"]}


def test_csv_has_a_row_for_each_step(shop: Path, run: Run) -> None:
    lines = run("show", "REQ-002", "--format", "csv").out.splitlines()
    assert lines == [
        "direction,depth,link,id,criteria,type,status,title,covered,missing",
        "up,1,supports,GOAL-001,,goal,active,Faster invoices,yes,STY-001: AC2 has no test",
        "down,1,is realized by,STY-001,,story,ready,Choose the invoice,no,AC2 has no test",
        "down,2,is verified by,TEST-001,AC1,test,active,Two companies,,",
        "down,1,is verified by,TEST-001,,test,active,Two companies,,",
    ]


def test_an_id_that_does_not_exist_is_one_line_with_the_nearest(shop: Path, run: Run) -> None:
    assert run("show", "REQ-02") == (
        2,
        "",
        "tpo-docs: there is no item REQ-02; did you mean 'REQ-002'? (see 'tpo-docs show --help')\n",
    )


def test_a_loop_of_parents_ends(project: Path, run: Run) -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: One
    parent: REQ-002
    ---
    ```
    ```yaml title="REQ-002.md"
    ---
    id: REQ-002
    title: Two
    parent: REQ-001
    ---
    ```
    """
    out = run("show", "REQ-001").out
    assert "└ is part of REQ-002 Two [draft]" in out
    assert "  └ is part of REQ-001 One [draft] (shown elsewhere)" in out
