"""A dated CSV of sign-offs becomes lines of the ledger."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.running import Run
from tests.signoff.shop import REQUIREMENT, ledger_of
from tests.test_git import Repo


def test_rows_are_taken_with_their_day_and_the_texts_of_that_day(repo: Repo, run: Run) -> None:
    Path("minutes.csv").write_text(
        "Item;Decision;Date;By;Remark\n"
        "REQ-001;Approved;2027-02-01;harbour;as agreed\n"
        "REQ-002;Änderungen gewünscht;3.2.2027;harbour;\n"
        ";;;;\n"
        "STY-001;;2027-02-01;sam;\n",
        encoding="utf-8-sig",
    )
    done = run("unpack", "minutes.csv", "--yes")
    assert (done.status, done.err) == (0, "")
    assert "1 row has no verdict" in done.out
    first, second = ledger_of(repo)
    assert {key: first[key] for key in ("item", "verdict", "party", "at", "role", "comment")} == {
        "item": "REQ-001",
        "verdict": "approved",
        "party": "harbour",
        "at": "2027-02-01T00:00:00Z",
        "role": "client",
        "comment": "as agreed",
    }
    assert (second["item"], second["verdict"], second["at"]) == (
        "REQ-002",
        "changes-requested",
        "2027-02-03T00:00:00Z",
    )
    again = run("unpack", "minutes.csv", "--yes")
    assert "2 answers are in the ledger already" in again.out
    assert len(ledger_of(repo)) == 2


def test_what_has_changed_since_its_day_is_refused_with_the_difference_and_the_rest_is_taken(
    repo: Repo,
    run: Run,
) -> None:
    repo.write("specs/REQ-001.md", REQUIREMENT.format(1, "Pay by invoice", "approved", "cards"))
    repo.commit("Two", on="2027-02-10T10:00:00+01:00")
    Path("signed.csv").write_text(
        "item,verdict,date\nREQ-001,approved,2027-02-01\nREQ-002,approved,2027-02-01\n", encoding="utf-8"
    )
    done = run("unpack", "signed.csv", "--as", "harbour", "--yes")
    assert done.status == 1
    assert "REQ-001 is refused (row 2): its text has changed since 2027-02-01" in done.out
    assert "coins" in done.out
    assert "cards" in done.out
    assert [line["item"] for line in ledger_of(repo)] == ["REQ-002"]
    Path("later.csv").write_text("item,verdict,date\nREQ-001,ok,2027-02-11\n", encoding="utf-8")
    assert run("unpack", "later.csv", "--as", "harbour", "--yes").status == 0


def test_a_link_that_changed_after_the_day_is_suspect(repo: Repo, run: Run) -> None:
    repo.write("specs/REQ-001.md", REQUIREMENT.format(1, "Pay by invoice", "approved", "cards"))
    repo.commit("Two", on="2027-02-10T10:00:00+01:00")
    Path("signed.csv").write_text("item,verdict,date\nSTY-001,approved,2027-02-01\n", encoding="utf-8")
    assert run("unpack", "signed.csv", "--as", "sam", "--yes").status == 0
    found = json.loads(run("check", "--format", "json").out)["findings"]
    assert [finding["item"] for finding in found if finding["code"] == "TPO803"] == ["STY-001"]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("REQ-009,approved,2027-02-01,harbour", "there is no such item"),
        ("REQ-001,perhaps,2027-02-01,harbour", "'perhaps' is no verdict; there are approved, changes requested"),
        ("REQ-001,approved,2027-02-01,nobody", "there is no party nobody"),
        ("REQ-001,approved,2027-02-01,", "it names no party; --as names one for all"),
        ("REQ-001,approved,,harbour", "it has no date"),
        ("REQ-001,approved,soon,harbour", "'soon' is no date; write it as YYYY-MM-DD"),
        ("REQ-001,approved,2027-03-02,harbour", "2027-03-02 is still to come"),
        ("REQ-001,approved,2026-01-02,harbour", "its text of 2026-01-02 is in no commit of this clone"),
    ],
)
def test_a_row_that_cannot_be_taken_is_named(repo: Repo, run: Run, row: str, says: str) -> None:
    Path("signed.csv").write_text(f"item,verdict,date,party\n{row}\n", encoding="utf-8")
    done = run("unpack", "signed.csv", "--yes")
    assert done.status == 1
    assert f"(row 2): {says}" in done.out
    assert ledger_of(repo) == []


def test_nothing_is_written_unasked(repo: Repo, run: Run) -> None:
    Path("signed.csv").write_text("item,verdict,date,party\nREQ-001,approved,2027-02-01,harbour\n", encoding="utf-8")
    assert run("unpack", "signed.csv", "--dry-run").status == 0
    assert run("unpack", "signed.csv").status == 2
    assert ledger_of(repo) == []
    Path("other.csv").write_text("name,amount\nx,1\n", encoding="utf-8")
    assert "other.csv is no returned pack" in run("unpack", "other.csv").err
