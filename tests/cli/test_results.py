"""`results`: reports into the project, and what they prove."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.test_git import Repo
from tpo_docs.records import recording

_STORY = (
    "---\nid: STY-001\ntitle: Split\nkind: debt\nstatus: ready\nowner: sam\n---\n"
    "## Acceptance criteria\n- **AC1** Each office {}.\n"
)
_TEST = (
    "---\nid: TEST-001\ntitle: Two\nkind: automated\nstatus: active\nowner: sam\nverifies: STY-001/AC1\n"
    "result_key: tests/test_split.py::*\n---\n"
)


def _report(*cases: str, at: str = "2027-02-01T10:00:00") -> str:
    return f'<testsuite name="s" timestamp="{at}">{"".join(cases)}</testsuite>'


def _case(name: str, inner: str = "") -> str:
    head, _, tail = name.rpartition("::")
    return f'<testcase classname="{head}" name="{tail}">{inner}</testcase>'


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A repository with a story, a test of it, and a report of the test."""
    repo = Repo(tmp_path / "project")
    repo.write("tpo-docs.yml", "profile: starter\n")
    repo.write("specs/STY-001.md", _STORY.format("has a subtotal"))
    repo.write("specs/TEST-001.md", _TEST)
    repo.write("junit.xml", _report(_case("tests.test_split::test_a"), _case("tests.test_b::test_b")))
    repo.commit("One")
    monkeypatch.chdir(repo.folder)
    return repo


def _rows(repo: Repo) -> list[dict[str, Any]]:
    text = (repo.folder / "records/results.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_what_a_report_says_is_kept_and_shown(repo: Repo, run: Run) -> None:
    assert run("results", "add", "junit.xml") == (
        0,
        (
            "2 cases in 1 report: 2 passed\n1 case is about 1 test or item\n1 case matches nothing: tests.test_b::test_b\n"
            "wrote 2 lines to records/results.jsonl; commit it\n"
        ),
        "",
    )
    first, second = _rows(repo)
    assert first == {
        "case": "tests.test_b::test_b",
        "result": "passed",
        "at": "2027-02-01T10:00:00Z",
        "commit": repo("rev-parse", "HEAD"),
    }
    assert sorted(second["of"]) == ["STY-001/AC1", "TEST-001"]
    assert run("results", "list").out == (
        "ID        VERDICT  PASSED  FAILED  BLOCKED  AT                    ENVIRONMENT  TITLE\n"
        "TEST-001  ok       1       0       0        2027-02-01T10:00:00Z               Two\n"
    )
    unmatched = run("results", "list", "--show", "unmatched", "--format", "json").out
    assert [row["case"] for row in json.loads(unmatched)] == ["tests.test_b::test_b"]


def test_the_same_report_twice_changes_nothing(repo: Repo, run: Run) -> None:
    run("results", "add", "junit.xml")
    before = (repo.folder / "records/results.jsonl").read_bytes()
    run("results", "add", "junit.xml")
    assert (repo.folder / "records/results.jsonl").read_bytes() == before


def test_a_report_that_is_named_twice_is_read_once(repo: Repo, run: Run) -> None:
    once = run("results", "add", "junit.xml", "--dry-run").out
    assert run("results", "add", "junit.xml", "./junit.xml", str(repo.folder / "junit.xml"), "--dry-run").out == once


def test_the_latest_counts_and_earlier_runs_are_its_history(repo: Repo, run: Run) -> None:
    run("results", "add", "junit.xml")
    failure = '<failure message="assert 2 == 3"/>'
    repo.write("junit.xml", _report(_case("tests.test_split::test_a", failure), at="2027-02-02T10:00:00"))
    assert "failed: TEST-001\n" in run("results", "add", "junit.xml").out
    row = _rows(repo)[1]
    assert (row["result"], row["message"]) == ("failed", "assert 2 == 3")
    assert [run[:2] for run in row["before"]] == [["2027-02-01T10:00:00Z", "passed"]]
    repo.write("junit.xml", _report(_case("tests.test_split::test_a"), at="2027-01-01T10:00:00"))
    run("results", "add", "junit.xml")
    assert _rows(repo)[1]["result"] == "failed", "an older run is history, whenever it is added"


def test_environments_are_kept_apart_and_a_whole_run_forgets(repo: Repo, run: Run) -> None:
    run("results", "add", "junit.xml", "--environment", "staging")
    run("results", "add", "junit.xml", "--environment", "production")
    repo.write("junit.xml", _report(_case("tests.test_split::test_new")))
    run("results", "add", "junit.xml", "--environment", "staging", "--whole")
    assert [(row["case"], row["environment"]) for row in _rows(repo)] == [
        ("tests.test_b::test_b", "production"),
        ("tests.test_split::test_a", "production"),
        ("tests.test_split::test_new", "staging"),
    ]


def test_a_changed_text_makes_the_result_stale_until_the_test_has_run_again(repo: Repo, run: Run) -> None:
    run("results", "add", "junit.xml")
    repo.write("specs/STY-001.md", _STORY.format("shows its subtotal"))
    assert run("results", "list", "--format", "csv").out.splitlines()[1].split(",")[1] == "stale"
    run("results", "add", "junit.xml", "--at", "2027-03-01")
    assert run("results", "list", "--format", "csv").out.splitlines()[1].split(",")[1] == "ok"


def test_a_result_of_an_older_commit_is_of_the_text_as_it_was(repo: Repo, run: Run) -> None:
    before = repo("rev-parse", "HEAD")
    repo.write("specs/STY-001.md", _STORY.format("shows its subtotal"))
    repo.commit("Two")
    run("results", "add", "junit.xml", "--commit", before)
    assert run("results", "list", "--format", "csv").out.splitlines()[1].split(",")[1] == "stale"


def test_results_by_hand(repo: Repo, run: Run) -> None:
    assert run(
        "results", "record", "TEST-001", "--result", "failed", "--comment", "No  mail", "--at", "2027-02-01"
    ) == (
        0,
        "wrote 1 line to records/results.jsonl; commit it\n",
        "",
    )
    assert _rows(repo)[0]["message"] == "No mail"
    assert run("results", "list", "--show", "failed", "--format", "csv").out.splitlines()[1:] == [
        "by hand::TEST-001,failed,2027-02-01T00:00:00Z,,TEST-001,No mail"
    ]
    assert run("results", "record", "TEST-009", "--result", "passed") == (
        2,
        "",
        "tpo-docs: there is no item or criterion TEST-009; did you mean 'TEST-001'? (see 'tpo-docs results record --help')\n",
    )


def test_a_whole_run_forgets_nothing_that_was_recorded_by_hand(repo: Repo, run: Run) -> None:
    run("results", "record", "STY-001/AC1", "--result", "passed", "--at", "2027-02-01")
    run("results", "add", "junit.xml", "--whole")
    assert "by hand::STY-001/AC1" in [row["case"] for row in _rows(repo)]


def test_renamed_tests_are_forgotten(repo: Repo, run: Run) -> None:
    run("results", "add", "junit.xml")
    assert run("results", "forget", "tests.test_b::*", "--dry-run").out == (
        "1 case forgotten\nwould write 1 line to records/results.jsonl\n"
    )
    assert run("results", "forget", "tests.test_b::*").status == 0
    assert len(_rows(repo)) == 1
    assert run("results", "forget", "x*") == (2, "", "tpo-docs: no result is of a case x*\n")


def test_a_folder_is_read_and_what_is_broken_is_named(repo: Repo, run: Run) -> None:
    repo.write("reports/a.xml", _report(_case("tests.test_split::test_a")))
    repo.write("reports/deep/b.xml", "<testsuite>\n<testcase>")
    repo.write("reports/coverage.json", json.dumps({"files": {}}))
    assert run("results", "add", "reports") == (
        2,
        "",
        "tpo-docs: reports/deep/b.xml:2: the XML breaks: no element found; nothing was added\n",
    )
    assert not (repo.folder / "records/results.jsonl").exists()
    done = run("results", "add", "reports", "--skip-broken")
    assert done.err == "passed over reports/deep/b.xml:2: the XML breaks: no element found\n"
    assert done.out.startswith("1 case in 2 reports: 1 passed\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["add", "none.xml"], "none.xml: the file cannot be read: no such file or directory; nothing was added"),
        (["add", "tpo-docs.yml"], "tpo-docs.yml:1: this is no report of a kind that is known; nothing was added"),
        (["add", "specs"], "specs holds no report (.info, .json, .jsonl, .lcov, .ndjson, .xml)"),
        (["add", "junit.xml", "--at", "x"], "--at: 'x' is no date or time (see 'tpo-docs results add --help')"),
        (["ad"], "there is no command 'ad'; did you mean 'add'? (see 'tpo-docs results --help')"),
    ],
)
def test_wrong_use_is_one_line(arguments: list[str], said: str, repo: Repo, run: Run) -> None:
    assert run("results", *arguments) == (2, "", f"tpo-docs: {said}\n")


def test_a_file_that_cannot_be_read_is_not_written_over(repo: Repo, run: Run) -> None:
    repo.write("records/results.jsonl", "<<<<<<< HEAD\n")
    done = run("results", "add", "junit.xml")
    assert done.status == 2
    assert "records/results.jsonl:1: the line is a mark of a merge conflict" in done.err
    assert (repo.folder / "records/results.jsonl").read_text("utf-8") == "<<<<<<< HEAD\n"


def test_too_many_loose_cases_are_counted_by_class(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "MOST_LOOSE", 3)
    cases = [_case(f"other.m{number % 5}.C::test_{number}") for number in range(20)]
    repo.write("junit.xml", _report(_case("tests.test_split::test_a"), *cases))
    run("results", "add", "junit.xml")
    assert [(row.get("case"), row.get("cases"), row.get("counts")) for row in _rows(repo)] == [
        ("tests.test_split::test_a", None, None),
        (None, "other", {"passed": 20}),
    ]


def test_a_check_remembers_nothing_that_results_have_changed(repo: Repo, run: Run) -> None:
    repo.write("tpo-docs.yml", "profile: starter\n")
    assert run("check").status == 0
    repo.write("records/results.jsonl", "x\n")
    assert "TPO006" in run("check").out
    (repo.folder / "records/results.jsonl").unlink()
    assert "TPO006" not in run("check").out


@pytest.mark.parametrize("name", ["add", "record", "forget", "list"])
def test_help_fits_eighty_columns(name: str, run: Run) -> None:
    out = run("results", name, "--help").out
    assert max(len(line) for line in out.splitlines()) <= 80
    assert "Examples:\n" in out


def test_what_is_proven_is_asked_for_and_shown(repo: Repo, run: Run) -> None:
    failure = '<failure message="assert 2 == 3"/>'
    repo.write("junit.xml", _report(_case("tests.test_split::test_a", failure)))
    run("results", "add", "junit.xml")
    assert run("list", "verdict:failed", "--columns", "id,verdict", "--format", "csv").out.splitlines() == [
        "id,verdict",
        "STY-001,failed",
        "TEST-001,failed",
    ]
    assert "did you mean" in run("list", "verdict:fialed").err or "failed" in run("list", "verdict:fialed").err
    shown = run("show", "TEST-001").out
    assert "Verdict: failed: TEST-001 failed\n" in shown
    assert "  failed tests.test_split::test_a 2027-02-01: assert 2 == 3\n" in shown
    assert "[TEST-001: failed]" in run("show", "STY-001").out
    assert json.loads(run("show", "STY-001", "--format", "json").out)["verdict"]["criteria"] == {"AC1": "failed"}
    exported = json.loads(run("export", "json").out)
    assert [(one["item"], one["verdict"]) for one in exported["verdicts"]] == [
        ("STY-001", "failed"),
        ("TEST-001", "failed"),
    ]
    assert exported["results"][0]["case"] == "tests.test_split::test_a"
    matrix = json.loads(run("matrix", "story", "test", "--format", "json").out)
    assert matrix["rows"][0]["state"] == "failed"


def test_a_failing_test_of_pytest_turns_the_goal_red(repo: Repo, run: Run) -> None:
    """As in our own pipeline: pytest writes its report, the report is added, and the goal says what failed."""
    goal = "---\nid: GOAL-001\ntitle: Fewer disputes\nstatus: active\nkey_results: [{title: x, to: 1}]\n---\n"
    need = (
        "---\nid: REQ-001\ntitle: Split\nkind: business\nstatus: approved\nsupports: GOAL-001\n---\nIt shall split.\n"
    )
    repo.write("tpo-docs.yml", "profile: tpo\n")
    repo.write("specs/GOAL-001.md", goal)
    repo.write("specs/REQ-001.md", need)
    repo.write(
        "specs/STY-001.md", _STORY.format("has a subtotal").replace("owner: sam", "owner: sam\nrealizes: REQ-001")
    )
    for value, verdict in ((2, "ok"), (3, "failed")):
        repo.write("tests/test_split.py", f"def test_a():\n    assert 1 + 1 == {value}\n")
        options = ["-q", "-p", "no:cacheprovider", "--rootdir", ".", "--junitxml", "junit.xml", "tests"]
        subprocess.run([sys.executable, "-m", "pytest", *options], capture_output=True, check=False, cwd=repo.folder)
        assert run("results", "add", "junit.xml", "--whole").status == 0
        shown = json.loads(run("show", "GOAL-001", "--format", "json").out)["verdict"]
        assert shown["verdict"] == verdict
    assert (shown["path"], shown["step"]) == (["GOAL-001", "REQ-001", "STY-001"], "STY-001: AC1: TEST-001 failed")
    done = run("build", "--version", "1")
    assert done.status == 0, done.err
    page = (repo.folder / "site/1/GOAL-001.html").read_text(encoding="utf-8")
    assert "tpo-state--failed" in page
    assert "TEST-001 failed" in page
