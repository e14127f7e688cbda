"""`forecast`: the numbers of the page of a release."""

from __future__ import annotations

import json
import subprocess
from datetime import date, timedelta
from pathlib import Path

from tests.cli.conftest import Run
from tests.test_git import Repo

ERP = str(Path(__file__).resolve().parents[2] / "tpo_docs" / "examples" / "erp")


def test_the_forecast_of_a_release_of_the_example(run: Run) -> None:
    out = run("-C", ERP, "forecast", "REL-1.1").out
    assert "P50                    2027-04-26\n" in out
    assert "done by the target     50 % (wanted: 85 %)\n" in out
    found = json.loads(run("-C", ERP, "forecast", "REL-1.1", "--format", "json").out)
    assert (found["p50"], found["p85"], found["open"], found["source"]) == ("2027-04-26", "2027-05-10", 10, "snapshots")
    assert run("-C", ERP, "forecast", "REL-1.1", "--format", "csv").out.splitlines()[0] == "what,value"


def test_a_release_that_is_out_says_so(run: Run) -> None:
    assert "released         2026-06-12\n" in run("-C", ERP, "forecast", "REL-mvp").out


def test_a_release_of_nothing_has_nothing_to_forecast(run: Run) -> None:
    out = run("-C", ERP, "forecast", "REL-2.1").out
    assert "nothing is open" in out
    assert "P50" not in out


def test_without_history_there_is_a_guess_at_most(project: Path, run: Run) -> None:
    """
    ```yaml title="REL-a.md"
    ---
    id: REL-a
    kind: release
    ---
    ```
    """
    assert "not enough data: there are fewer than 6 full weeks" in run("forecast", "REL-a").out
    result = run("forecast", "REL-b")
    assert "there is no release 'REL-b'" in result.err or result.status == 2


def _weekly(repo: Repo, weeks: int) -> None:
    """Two stories finished in each week, and a release that wants eight more."""
    repo.write("specs/REL-a.md", "---\nid: REL-a\nkind: release\nstatus: active\ntarget: 2027-03-15\n---\n")
    for number in range(2 * weeks + 8):
        repo.write(f"specs/STY-{number}.md", f"---\nid: STY-{number}\nstatus: ready\nrelease: REL-a\n---\n")
    start = date(2027, 3, 1) - timedelta(days=7 * weeks)
    repo.commit("all", f"{start}T08:00:00+00:00")
    for week in range(weeks):
        for number in (2 * week, 2 * week + 1):
            repo.write(f"specs/STY-{number}.md", f"---\nid: STY-{number}\nstatus: done\nrelease: REL-a\n---\n")
        repo.commit(f"week {week}", f"{start + timedelta(days=7 * week + 2)}T08:00:00+00:00")


def test_without_anything_recorded_git_says_what_was_finished_when(tmp_path: Path, run: Run) -> None:
    repo = Repo(tmp_path / "repo")
    _weekly(repo, 8)
    where = ("-C", str(repo.folder), "--today", "2027-03-01")
    said = json.loads(run(*where, "forecast", "REL-a", "--format", "json").out)
    assert (said["source"], said["weeks"], said["open"]) == ("git", [2] * 8, 8)
    assert (said["p50"], said["p85"]) == ("2027-03-29", "2027-03-29")
    text = run(*where, "forecast", "REL-a").out
    assert "From the statuses in Git's commits, 2027-01-04 to 2027-03-01." in text
    assert "TPO405" in run(*where, "check", "--select", "TPO405", "--format", "json").out
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", "--depth", "3", f"file://{repo.folder}", str(clone)], check=True)
    shallow = run("-C", str(clone), "--today", "2027-03-01", "forecast", "REL-a")
    assert "This is a shallow clone, with not enough history" in shallow.out
    assert "not enough data" in shallow.out
    assert "TPO405" not in run("-C", str(clone), "--today", "2027-03-01", "check", "--format", "json").out


def test_a_commit_makes_a_remembered_check_look_again(tmp_path: Path, run: Run) -> None:
    repo = Repo(tmp_path / "repo")
    _weekly(repo, 8)
    where = ("-C", str(repo.folder), "--today", "2027-03-01")
    first = run(*where, "check", "--select", "TPO405")
    assert run(*where, "check", "--select", "TPO405").out == first.out
    assert "with 0 %" in first.out
    for number in range(16, 24):
        repo.write(f"specs/STY-{number}.md", f"---\nid: STY-{number}\nstatus: done\nrelease: REL-a\n---\n")
    repo.commit("all done", "2027-02-27T08:00:00+00:00")
    assert "TPO405" not in run(*where, "check", "--select", "TPO405").out
