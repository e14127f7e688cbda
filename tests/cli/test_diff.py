"""`diff`: two revisions of a repository, or one and the working tree."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.test_git import Repo

_REQUIREMENT = "---\nid: REQ-001\ntitle: Pay by invoice\nkind: business\nowner: tess\n---\nThe shop shall {}.\n"
_STORY = "---\nid: STY-001\ntitle: Choose\nowner: sam\nrealizes: REQ-001\n---\n"


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """Version v1, and a working tree in which a text has changed and an item come."""
    repo = Repo(tmp_path / "project")
    repo.write("specs/REQ-001.md", _REQUIREMENT.format("stop"))
    repo.write("specs/STY-001.md", _STORY)
    repo("add", "-A")
    repo("commit", "-qm", "One")
    repo("tag", "v1")
    repo.write("specs/REQ-001.md", _REQUIREMENT.format("go on <b>@you</b>"))
    repo.write("specs/REQ-002.md", "---\nid: REQ-002\ntitle: New\n---\n")
    monkeypatch.chdir(repo.folder)
    return repo


def test_since_the_last_tag(repo: Repo, run: Run) -> None:
    done = run("diff")
    assert done.status == 0
    assert done.out == (
        "v1 → the working tree: 1 added, 1 changed; 2 → 3 items\n"
        "\nAdded\n  + REQ-002 New\n"
        "\nChanged\n  REQ-001 Pay by invoice\n    text: The shop shall [-stop.-] {+go on <b>@you</b>.+}\n"
        "\nLook again\n  sam\n    STY-001 Choose: REQ-001 changed\n"
    )


def test_between_two_revisions(repo: Repo, run: Run) -> None:
    repo("add", "-A")
    repo("commit", "-qm", "Two")
    repo("tag", "v2")
    (repo.folder / "specs/STY-001.md").unlink()
    assert run("diff", "v1..v2").out.startswith("v1 → v2: 1 added, 1 changed;")
    assert run("diff", "..v2").out.startswith("v1 → v2: 1 added, 1 changed;")
    assert run("diff", "v2..v1").out.startswith("v2 → v1: 1 removed, 1 changed;")
    assert run("diff", "v2").out.startswith("v2 → the working tree: 1 removed;")
    assert run("diff", "v2..v2").out == "v2 → v2: no item changed; 3 → 3 items\n"


def test_as_json(repo: Repo, run: Run) -> None:
    found = json.loads(run("diff", "--format", "json").out)
    assert [item["id"] for item in found["added"]] == ["REQ-002"]
    assert found["changes"][0]["significant"] is True
    assert found["changes"][0]["fields"][0]["words"][0] == ["same", "The shop shall"]
    assert found["again"] == [{"owner": "sam", "id": "STY-001", "title": "Choose", "causes": ["REQ-001 changed"]}]


def test_as_markdown_nobody_is_called_and_nothing_is_html(repo: Repo, run: Run) -> None:
    out = run("diff", "--format", "markdown").out
    assert "  - text: The shop shall <del>stop.</del> <ins>go on &lt;b&gt;&#64;you&lt;/b&gt;.</ins>" in out
    assert "@" not in out
    assert "- **sam**: `STY-001` (REQ-001 changed)" in out


def test_as_html_in_one_file_that_loads_nothing(repo: Repo, run: Run) -> None:
    assert run("diff", "--format", "html", "--output", "changes.html").status == 0
    page = (repo.folder / "changes.html").read_text(encoding="utf-8")
    assert "<del>stop.</del> <ins>go on &lt;b&gt;@you&lt;/b&gt;.</ins>" in page
    assert "<b>" not in page
    assert "http:" not in page
    assert "https:" not in page
    assert "<script" not in page
    assert "src=" not in page


def test_another_layout_is_compared_all_the_same(repo: Repo, run: Run) -> None:
    (repo.folder / "requirements").mkdir()
    (repo.folder / "specs/REQ-001.md").rename(repo.folder / "requirements/anything.md")
    repo.write("tpo-docs.yml", "sources: [requirements, specs]\n")
    out = run("diff").out
    assert "REQ-001: specs/REQ-001.md → requirements/anything.md" in out
    assert "Removed" not in out


def test_a_revision_without_a_project_makes_all_new(repo: Repo, run: Run) -> None:
    repo("checkout", "-q", "--orphan", "before")
    repo("rm", "-rfq", "--cached", ".")
    repo.write("README.md", "Hello\n")
    repo("add", "README.md")
    repo("commit", "-qm", "Zero")
    done = run("diff", "before")
    assert done.status == 0
    assert "3 added" in done.out
    assert "before holds no project here, so all is new" in done.out


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("v9", "Git knows no revision v9"),
        ("v1..v9", "Git knows no revision v9"),
        ("v1...v2", "three dots"),
        ("--upload-pack=x..v1", "no such option"),
    ],
)
def test_a_wrong_revision_is_one_line(repo: Repo, run: Run, written: str, says: str) -> None:
    done = run("diff", written)
    assert done.status == 2
    assert says in done.err.replace("No such", "no such")
    assert done.err.count("\n") == 1


def test_without_tags_or_without_git_it_says_so(repo: Repo, run: Run, tmp_path: Path) -> None:
    repo("tag", "-d", "v1")
    assert "there is no tag to compare with" in run("diff").err
    (tmp_path / "other/specs").mkdir(parents=True)
    assert "there is no Git repository here" in run("-C", str(tmp_path / "other"), "diff").err


def test_check_judges_what_changed_since_a_base_version(repo: Repo, run: Run) -> None:
    repo.write("specs/STY-001.md", _STORY.replace("owner: sam", "owner: sam\nstatus: done"))
    repo("commit", "-qam", "Done")
    repo.write("specs/STY-001.md", _STORY)
    said = "error TPO107 STY-001 was done and is idea now, more than one step back"
    assert said in run("check", "--base", "main", "--select", "TPO107").out
    assert run("check", "--base", "main", "--select", "TPO107").status == 1
    assert run("check", "--base", "v1", "--select", "TPO107").status == 0
    assert run("check", "--base", "v9").err == "tpo-docs: Git knows no revision v9\n"
    assert "TPO107" not in run("check").out
