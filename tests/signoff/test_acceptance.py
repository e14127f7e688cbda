"""Acceptance tests in a pack: each check is answered, and they come to one verdict."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.running import Run
from tests.signoff.shop import codes_of, fill, ledger_of
from tests.test_git import Repo


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        (("passed", "passed"), ("approved", "STY-001/AC1 passed; STY-001/AC2 passed: fine")),
        (("passed", "failed"), ("changes-requested", "STY-001/AC1 passed; STY-001/AC2 failed: fine")),
        (("failed", ""), ("changes-requested", "STY-001/AC1 failed")),
        (("passed", "not tried"), None),
    ],
)
def test_the_checks_of_a_test_come_to_one_verdict(
    repo: Repo,
    run: Run,
    verdicts: tuple[str, str],
    expected: tuple[str, str] | None,
) -> None:
    assert (
        run("pack", "--for", "harbour", "--uat", "--output", "uat.xlsx").out
        == "uat.xlsx: 1 acceptance test for harbour\n"
    )
    second = (verdicts[1], "fine" if verdicts[1] else "")
    fill("uat.xlsx", {"STY-001/AC1": (verdicts[0], ""), "STY-001/AC2": second})
    done = run("unpack", "uat.xlsx", "--yes")
    assert done.status == 0, done.out
    assert [(line["verdict"], line["comment"]) for line in ledger_of(repo)] == ([expected] if expected else [])
    if expected == ("approved", "STY-001/AC1 passed; STY-001/AC2 passed: fine"):
        assert codes_of(run) == ["TPO801"]


def test_a_test_that_passed_in_part_is_not_accepted(repo: Repo, run: Run) -> None:
    run("pack", "--for", "harbour", "--uat", "--output", "uat.xlsx")
    fill("uat.xlsx", {"STY-001/AC1": ("passed", "")})
    done = run("unpack", "uat.xlsx", "--yes")
    assert (done.status, ledger_of(repo)) == (1, [])
    assert "TEST-001 is refused (row 6): STY-001/AC2 has no verdict yet" in done.out


def test_a_project_that_keeps_results_has_the_clients_too(repo: Repo, run: Run) -> None:
    repo.write("records/results.jsonl", '{"case": "a::b", "result": "passed", "at": "2027-01-01T00:00:00Z"}\n')
    run("pack", "--for", "harbour", "--uat", "--output", "uat.xlsx")
    fill("uat.xlsx", {"STY-001/AC1": ("passed", ""), "STY-001/AC2": ("failed", "It is lost")})
    assert "would write 1 result to records/results.jsonl" in run("unpack", "uat.xlsx", "--dry-run").out
    assert run("unpack", "uat.xlsx", "--yes").out.endswith("wrote 1 result to records/results.jsonl; commit it\n")
    _, row = map(json.loads, (repo.folder / "records/results.jsonl").read_text(encoding="utf-8").splitlines())
    assert (row["case"], row["result"]) == ("by hand::TEST-001", "failed")
    assert row["message"] == "STY-001/AC1 passed; STY-001/AC2 failed: It is lost"
    assert "TEST-001 failed" in run("show", "STY-001").out


def test_a_uat_pack_has_steps_and_what_should_happen(repo: Repo, run: Run) -> None:
    run("pack", "--for", "harbour", "--uat", "--output", "uat.html")
    page = Path("uat.html").read_text(encoding="utf-8")
    assert "<td>1</td><td>Open the shop</td><td>the door opens</td>" in page
    assert "<code>STY-001/AC2</code> It is <em>kept</em>." in page
    assert page.count('value="not tried"') == 2
