"""Sign-off without Git: from a pack over a client's answers to the ledger."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from tests.running import Run
from tests.signoff.shop import CONFIG, REQUIREMENT, answers_of, codes_of, fill, ledger_of
from tests.test_git import Repo
from tpo_docs.cli.app import app


def test_from_approval_over_a_change_and_a_spreadsheet_to_the_ledger(repo: Repo, run: Run) -> None:
    assert run("approve", "REQ-001", "--as", "harbour", "--today", "2027-01-04").status == 0
    assert run("approve", "STY-001", "--as", "sam", "--today", "2027-01-04").status == 0
    assert codes_of(run) == ["TPO903"]
    repo.commit("Approved")
    repo.write("specs/REQ-001.md", REQUIREMENT.format(1, "Pay by invoice", "approved", "cards"))
    repo.commit("Edited")
    assert codes_of(run) == ["TPO802", "TPO803", "TPO903"]
    settle = ("accept", "STY-001", "--role", "realizes", "--from", "REQ-001", "--as", "sam", "--reason", "fits")
    assert "text: The shop shall take [-coins.-] {+cards.+}" in run(*settle).out
    assert codes_of(run) == ["TPO802", "TPO903"]

    done = run("pack", "--for", "harbour", "--format", "xlsx", "--output", "pack.xlsx")
    assert (done.status, done.out) == (0, "pack.xlsx: 2 items for harbour\n")
    assert done.err == "1 acceptance test waits too: --uat\n"
    fill("pack.xlsx", {"REQ-001": ("approved", "cards it is"), "REQ-002": ("Changes  Requested", "=cmd|' /C calc'!A0")})
    refused = run("unpack", "pack.xlsx")
    assert (refused.status, refused.err.splitlines()) == (
        2,
        ["tpo-docs: nothing was written: --yes writes without asking, --dry-run only shows"],
    )
    before = ledger_of(repo)
    shown = run("unpack", "pack.xlsx", "--dry-run")
    assert shown.status == 0
    assert ledger_of(repo) == before
    done = run("unpack", "pack.xlsx", "--yes")
    assert done.status == 0
    assert re.sub(r"text \w+", "text …", done.out) == (
        "harbour on the pack of 2027-03-01:\n"
        "  REQ-001 approved by harbour, text …: cards it is\n"
        "  REQ-002 changes requested by harbour, text …: =cmd|' /C calc'!A0\n"
        "wrote 2 lines to records/reviews.jsonl; commit it\n"
    )
    last = ledger_of(repo)[-2:]
    assert [(line["item"], line["verdict"], line["party"], line["role"]) for line in last] == [
        ("REQ-001", "approved", "harbour", "client"),
        ("REQ-002", "changes-requested", "harbour", "client"),
    ]
    assert codes_of(run) == ["TPO903"]
    again = run("unpack", "pack.xlsx", "--yes")
    assert "2 answers are in the ledger already\nnothing to write" in again.out.replace("  2", "2")
    assert len(ledger_of(repo)) == len(before) + 2


def test_what_has_changed_since_is_refused_with_the_difference_and_the_rest_is_taken(repo: Repo, run: Run) -> None:
    run("pack", "--for", "harbour", "--output", "pack.html")
    page = Path("pack.html").read_text(encoding="utf-8")
    repo.write("specs/REQ-001.md", REQUIREMENT.format(1, "Pay by invoice", "approved", "cards"))
    given = answers_of(page, {"REQ-001": ("approved", ""), "REQ-002": ("approved", "")})
    Path("answers.json").write_text(json.dumps(given), encoding="utf-8")
    done = run("unpack", "answers.json", "--yes")
    assert done.status == 1
    assert (
        "  REQ-001 is refused (answer 1): its text has changed since the pack was made\n"
        "    text: The shop shall take [-coins.-] {+cards.+}\n"
    ) in done.out
    assert [line["item"] for line in ledger_of(repo)] == ["REQ-002"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda rows: rows[0].update(verdict="maybe"), "'maybe' is no verdict; there are approved, changes requested"),
        (lambda rows: rows[0].update(item="REQ-002"), "the row is not as it was handed out"),
        (lambda rows: rows[0].update(fingerprint="0" * 12), "the row is not as it was handed out"),
        (lambda rows: rows[0].update(upstream="supports:GOAL-001=x"), "the row is not as it was handed out"),
        (lambda rows: rows.append(dict(rows[0])), "there are several answers for it"),
        (lambda rows: rows[0].update(verdict="", comment="Well"), "there is a comment and no verdict"),
    ],
)
def test_a_row_that_cannot_be_taken_is_named(
    repo: Repo,
    run: Run,
    change: Callable[[list[dict[str, Any]]], object],
    says: str,
) -> None:
    run("pack", "--for", "harbour", "--output", "pack.html")
    given = answers_of(Path("pack.html").read_text(encoding="utf-8"), {"REQ-001": ("approved", "")})
    change(given["answers"])
    Path("answers.json").write_text(json.dumps(given), encoding="utf-8")
    done = run("unpack", "answers.json", "--yes")
    assert done.status == 1
    assert says in done.out
    assert ledger_of(repo) == []


def test_an_item_that_is_gone_or_dead_is_refused(repo: Repo, run: Run) -> None:
    run("pack", "--for", "harbour", "--output", "pack.html")
    given = answers_of(
        Path("pack.html").read_text(encoding="utf-8"), {"REQ-001": ("approved", ""), "REQ-002": ("approved", "")}
    )
    Path("answers.json").write_text(json.dumps(given), encoding="utf-8")
    (repo.folder / "specs/REQ-002.md").unlink()
    repo.write("specs/REQ-001.md", REQUIREMENT.format(1, "Pay by invoice", "retired", "coins"))
    done = run("unpack", "answers.json", "--yes")
    assert "REQ-001 is refused (answer 1): it is retired by now" in done.out
    assert "REQ-002 is refused (answer 2): there is no such item any more" in done.out


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.json", b"{}", "a.json holds no answers to a pack"),
        ("a.json", b"[1]", "a.json is no returned pack"),
        ("a.json", b'{"schema": "tpo-docs/answers/1", "answers": 5}', "a.json holds no list of answers"),
        ("a.json", b'{"schema": "tpo-docs/answers/1"', "a.json is no JSON that can be read"),
        ("a.html", b"<html><script id=answers>{}</script>", "a.html is no page that `tpo-docs pack` has written"),
        ("a.pdf", b"%PDF-1.7", "a.pdf is a PDF: verdicts on paper are recorded by `tpo-docs approve`"),
        ("a.xlsx", b"PK\x03\x04 broken", "a.xlsx is broken, or no spreadsheet"),
        ("a.txt", b"", "a.txt is no returned pack"),
    ],
)
def test_a_foreign_file_is_one_line(repo: Repo, run: Run, name: str, data: bytes, says: str) -> None:
    Path(name).write_bytes(data)
    done = run("unpack", name, "--yes")
    assert (done.status, done.out) == (2, "")
    assert done.err == f"tpo-docs: {says}\n"


def test_a_spreadsheet_of_somebody_elses_is_one_line(repo: Repo, run: Run) -> None:
    Workbook().save("other.xlsx")
    assert "other.xlsx is a spreadsheet that `tpo-docs pack` has not written" in run("unpack", "other.xlsx").err


def test_the_page_as_it_was_sent_has_no_answers(repo: Repo, run: Run) -> None:
    run("pack", "--for", "harbour", "--output", "pack.html")
    assert "is the page as it was sent, without answers" in run("unpack", "pack.html", "--yes").err


def test_the_page_saved_with_answers_is_read(repo: Repo, run: Run) -> None:
    run("pack", "--for", "harbour", "--output", "pack.html")
    page = Path("pack.html").read_text(encoding="utf-8")
    given = json.dumps(answers_of(page, {"REQ-001": ("approved", "a < b & c")})).replace("<", "\\u003c")
    Path("back.html").write_text(page.replace(">null</script>", f">{given}</script>"), encoding="utf-8")
    done = run("unpack", "back.html", "--yes")
    assert done.status == 0
    assert [line["comment"] for line in ledger_of(repo)] == ["a < b & c"]
    assert "1 row has no verdict" in done.out


def test_who_may_not_sign_is_refused(repo: Repo, run: Run) -> None:
    repo.write("tpo-docs.yml", CONFIG.replace("role: client", "role: client, independent: true"))
    repo.write(
        "specs/REQ-001.md", REQUIREMENT.format(1, "Pay", "approved", "coins").replace("owner: sam", "owner: harbour")
    )
    run("pack", "--for", "harbour", "--output", "none.html")
    assert "REQ-001" not in Path("none.html").read_text(encoding="utf-8"), "nobody is asked for what is refused"
    run("pack", "--for", "harbour", "REQ-001", "--output", "pack.html")
    given = answers_of(Path("pack.html").read_text(encoding="utf-8"), {"REQ-001": ("approved", "")})
    Path("answers.json").write_text(json.dumps(given), encoding="utf-8")
    assert "harbour owns or wrote it" in run("unpack", "answers.json", "--yes").out
    assert ledger_of(repo) == []


@pytest.mark.parametrize(("answer", "lines"), [("y\n", 1), ("n\n", 0), ("", 0)])
def test_on_a_terminal_it_asks(
    repo: Repo,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    lines: int,
) -> None:
    run("pack", "--for", "harbour", "--output", "pack.html")
    given = answers_of(Path("pack.html").read_text(encoding="utf-8"), {"REQ-001": ("approved", "")})
    Path("answers.json").write_text(json.dumps(given), encoding="utf-8")
    monkeypatch.setattr("tpo_docs.cli.unpack._is_asked", lambda: True)
    done = CliRunner().invoke(app, ["unpack", "answers.json"], input=answer)
    assert "Write 1 line? [y/N]:" in done.output
    assert len(ledger_of(repo)) == lines
