"""`report`: one comment for a pull request."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.test_git import Repo

_CONFIG = "types: {requirement: {needs: {business: [test]}, approvals: {approved: [{role: client}]}}}\n"
_REQUIREMENT = (
    "---\nid: REQ-001\ntitle: Pay @you\nkind: business\nstatus: approved\nowner: sam\nsource: harbour\n"
    "rationale: They ask.\n---\nThe shop shall take {}.\n"
)
_STORY = "---\nid: STY-001\ntitle: Choose\nkind: debt\nowner: sam\nrealizes: REQ-001\n---\n"
_TEST = "---\nid: TEST-001\ntitle: Two\nkind: manual\nowner: sam\nverifies: REQ-001\n---\n"


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A branch on which a test is removed and an approved requirement edited, while main goes on."""
    repo = Repo(tmp_path / "project")
    repo.write("tpo-docs.yml", _CONFIG)
    repo.write("specs/parties.yml", "harbour: {kind: client, title: Harbour}\nsam: {kind: person, title: Sam}\n")
    repo.write("specs/REQ-001.md", _REQUIREMENT.format("coins"))
    repo.write("specs/STY-001.md", _STORY)
    repo.write("specs/TEST-001.md", _TEST)
    repo("add", "-A")
    repo("commit", "-qm", "One")
    repo("checkout", "-qb", "change")
    monkeypatch.chdir(repo.folder)
    return repo


def _change(repo: Repo) -> None:
    repo.write("specs/REQ-001.md", _REQUIREMENT.format("cards"))
    (repo.folder / "specs/TEST-001.md").unlink()
    repo("add", "-A")
    repo("commit", "-qm", "Cards")


def test_new_findings_approvals_and_impact_stand_above_what_changed(repo: Repo, run: Run) -> None:
    run("approve", "REQ-001", "--as", "harbour", "--today", "2027-01-04")
    repo("add", "-A")
    repo("commit", "-qm", "Approved")
    repo("branch", "-f", "main")
    _change(repo)
    done = run("report", "--base", "main")
    assert done.status == 0
    head, _, details = done.out.partition("<details>")
    assert head == (
        "<!-- tpo-docs report -->\n"
        "## Requirements: 1 removed, 1 changed; 1 link lost, 2 findings new, 1 approval lost; 5 → 4 items\n\n"
        "### 2 new findings\n\n"
        "- **error** TPO802 REQ-001 has changed since harbour approved it on 2027-01-04 (`specs/REQ-001.md:2`)\n"
        "- **warning** TPO313 REQ-001 has no test (`specs/REQ-001.md:2`)\n\n"
        "### Who must approve\n\n"
        "- **harbour**: `REQ-001` Pay &#64;you\n\n"
        "### Who must look again\n\n"
        "- **sam**: `STY-001` (REQ-001 changed)\n\n"
        "### Items\n\n| Item | |\n|---|---|\n"
        "| `TEST-001` Two | **removed** |\n"
        "| `REQ-001` Pay &#64;you | text |\n\n"
    )
    assert "<del>coins.</del> <ins>cards.</ins>" in details
    assert "@" not in done.out
    assert run("report", "--base", "main", "--fail-on", "error").status == 1


def test_a_change_that_is_fine_says_so(repo: Repo, run: Run) -> None:
    repo.write("specs/STY-001.md", _STORY.replace("Choose", "Choose it"))
    out = run("report", "--base", "main", "--fail-on", "info").out
    assert "No finding is new." in out
    assert "Who must" not in out.partition("<details>")[0]


def test_what_others_did_on_the_base_since_is_not_of_this_change(repo: Repo, run: Run) -> None:
    _change(repo)
    repo("checkout", "-q", "main")
    repo.write("specs/REQ-002.md", "---\nid: REQ-002\ntitle: Other\n---\n")
    repo("add", "-A")
    repo("commit", "-qm", "Other")
    repo("checkout", "-q", "change")
    assert "REQ-002" not in run("report", "--base", "main").out


def test_an_agreed_item_that_vanished_is_found(repo: Repo, run: Run) -> None:
    (repo.folder / "specs/REQ-001.md").unlink()
    assert "TPO107 REQ-001 was approved and is gone" in run("report", "--base", "main").out


def test_a_great_change_still_fits_into_a_comment(repo: Repo, run: Run) -> None:
    for number in range(2, 600):
        name = f"REQ-{number:03}"
        repo.write(f"specs/{name}.md", f"---\nid: {name}\ntitle: {'word ' * 30}\nstatus: approved\n---\nText.\n")
    out = run("report", "--base", "main").out
    assert len(out) < 65_536
    assert "`tpo-docs diff main --format html` shows it" in out


def test_a_wrong_base_is_one_line(repo: Repo, run: Run) -> None:
    done = run("report", "--base", "nothing")
    assert (done.status, done.err) == (2, "tpo-docs: Git knows no revision nothing\n")


def test_ids_that_the_base_has_taken_too_are_said_first(repo: Repo, run: Run) -> None:
    repo.write("specs/STY-002.md", _STORY.replace("STY-001", "STY-002"))
    repo.commit("Here")
    repo("checkout", "-q", "main")
    repo.write("specs/STY-002-other.md", _STORY.replace("STY-001", "STY-002").replace("Choose", "Another"))
    repo.commit("There")
    repo("checkout", "-q", "change")
    done = run("report", "--base", "main", "--fail-on", "error")
    assert done.status == 1
    assert "### Ids taken on both branches\n\n- **error** TPO105 STY-002 is Another on main" in done.out


def test_sarif_and_json_hold_what_is_new_only(repo: Repo, run: Run) -> None:
    _change(repo)
    log = json.loads(run("report", "--base", "main", "--format", "sarif").out)
    assert [one["ruleId"] for one in log["runs"][0]["results"]] == ["TPO313"]
    run("report", "--base", "main", "--output", "report.md", "--sarif", "new.sarif")
    assert json.loads((repo.folder / "new.sarif").read_text()) == log
    assert (repo.folder / "report.md").read_text().startswith("<!-- tpo-docs report -->")
    data = json.loads(run("report", "--base", "main", "--format", "json").out)
    assert [one["code"] for one in data["findings"]["new"]] == ["TPO313"]


def test_posting_outside_of_a_pipeline_says_so(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITHUB_ACTIONS", "GITLAB_CI"):
        monkeypatch.delenv(name, raising=False)
    done = run("report", "--base", "main", "--post")
    assert (done.status, done.err) == (0, "no comment was written: this is no job of GitHub Actions or GitLab CI\n")
