"""`rename`, `renumber` and `merge-check`: ids that survive branches."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.test_git import Repo
from tpo_docs import files

_STORY = "---\nid: {}\ntitle: {}\nkind: debt\nowner: sam\n{}---\n"


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A requirement with a story, a test and an approval."""
    repo = Repo(tmp_path / "project")
    repo.write("tpo-docs.yml", "views: [{name: Down, query: 'up:REQ-001'}]\n")
    repo.write("specs/parties.yml", "harbour: {kind: client, title: Harbour}\nsam: {kind: person, title: Sam}\n")
    repo.write(
        "specs/REQ-001-pay.md", "---\nid: REQ-001\ntitle: Pay\nkind: business\n---\nThe shop shall take coins.\n"
    )
    repo.write("specs/STY-001.md", _STORY.format("STY-001", "Choose", "realizes: [REQ-001]\n"))
    repo.write("src/shop.py", "# tpo: implements REQ-001\nREQ = 'REQ-001'\n")
    monkeypatch.chdir(repo.folder)
    repo.commit("One")
    return repo


def _read(repo: Repo, path: str) -> str:
    return (repo.folder / path).read_text("utf-8")


def test_rename_writes_every_reference_and_says_so(repo: Repo, run: Run) -> None:
    run("approve", "REQ-001", "--as", "harbour", "--today", "2027-01-04")
    assert run("rename", "REQ-001", "REQ-101").err == (
        "tpo-docs: the working tree has changes (records/): commit them first, or say --allow-dirty\n"
    )
    repo.commit("Approved", on="2027-01-05T10:00:00+01:00")
    said = (
        "  specs/REQ-101-pay.md (was REQ-001-pay.md): lines 2, 3\n"
        "  specs/STY-001.md: line 6\n"
        "  tpo-docs.yml: line 1\n"
        "  records/reviews.jsonl: line 1\n"
        "  src/shop.py: line 1\n"
    )
    before = repo("status", "--porcelain")
    tried = run("rename", "REQ-001", "REQ-101", "--dry-run", "--code")
    assert tried.out == f"REQ-001 would be REQ-101, and found by its former id too\n{said}5 files would be written\n"
    assert repo("status", "--porcelain") == before == ""
    done = run("rename", "REQ-001", "REQ-101", "--code")
    assert (done.status, done.err) == (0, "")
    assert done.out == f"REQ-001 is REQ-101, and found by its former id too\n{said}5 files were written\n"
    assert _read(repo, "tpo-docs.yml") == "views: [{name: Down, query: 'up:REQ-101'}]\n"
    assert _read(repo, "src/shop.py") == "# tpo: implements REQ-101\nREQ = 'REQ-001'\n"
    loaded = files.load(repo.folder)
    assert [trace.target for trace in loaded.project.outgoing["STY-001"]] == ["REQ-101"]
    assert loaded.project.resolve("REQ-001") is loaded.project.items["REQ-101"]
    assert not [one for one in loaded.review.findings if one.code in ("TPO006", "TPO802", "TPO201")]
    repo.commit("Renamed")
    assert "TPO006" not in run("check").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("REQ-009", "REQ-010"), "there is no item REQ-009"),
        (("REQ-001", "REQ-001"), "REQ-001 is its id already"),
        (("REQ-001", "STY-001"), "STY-001 is taken: specs/STY-001.md is called so"),
        (("REQ-001", "PAY-1"), "PAY-1 is no id of a requirement: write one like REQ-001"),
        (("REQ-001", "REQ-1/2"), "REQ-1/2 is no id of a requirement"),
        (("harbour", "the port"), "no id of a party"),
    ],
)
def test_wrong_use_is_one_line(repo: Repo, run: Run, arguments: tuple[str, str], said: str) -> None:
    done = run("rename", *arguments)
    assert done.status == 2
    assert said in done.err
    assert repo("status", "--porcelain") == ""


def test_a_text_approved_that_names_it_is_said(repo: Repo, run: Run) -> None:
    repo.write("specs/REQ-002.md", "---\nid: REQ-002\ntitle: See\nkind: business\n---\nAs REQ-001.\n")
    run("approve", "REQ-002", "--as", "harbour", "--today", "2027-01-04")
    done = run("rename", "REQ-001", "REQ-101", "--allow-dirty")
    assert "approved texts that name it have changed by this: REQ-002" in done.err


def test_all_files_are_written_or_none(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = Path.replace

    def fail(self: Path, target: Path) -> Path:
        if Path(target).name == "tpo-docs.yml":
            raise PermissionError(13, "Permission denied", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail)
    done = run("rename", "REQ-001", "REQ-101")
    monkeypatch.undo()
    assert done.status == 2
    assert "nothing was changed" in done.err
    assert repo("-C", str(repo.folder), "status", "--porcelain") == ""


# ---- two branches -----------------------------------------------------------------------------------------------


def _two_branches(repo: Repo) -> None:
    repo("checkout", "-qb", "feature")
    repo.write("specs/STY-002-card.md", _STORY.format("STY-002", "Pay by card", "realizes: [REQ-001]\n"))
    repo.write(
        "specs/TEST-001.md",
        "---\nid: TEST-001\ntitle: Card\nkind: manual\nverifies: [STY-002, STY-002/AC1]\n---\nSee [[STY-002]].\n",
    )
    repo.commit("Card", on="2027-01-06T10:00:00+01:00")
    repo("checkout", "-q", "main")
    repo.write("specs/STY-002-coins.md", _STORY.format("STY-002", "Pay by coin", "depends_on: [STY-001]\n"))
    repo.write("specs/STY-003.md", _STORY.format("STY-003", "Change", "depends_on: [STY-002]\n"))
    repo.commit("Coins", on="2027-01-05T10:00:00+01:00")
    repo("checkout", "-q", "feature")


def test_an_id_taken_on_two_branches_is_found_and_mended_before_they_meet(repo: Repo, run: Run) -> None:
    _two_branches(repo)
    found = run("merge-check", "main")
    assert found.status == 1
    assert found.out == (
        "STY-002 is taken twice\n"
        "  here: STY-002 Pay by card (specs/STY-002-card.md)\n"
        "  on main: STY-002 Pay by coin (specs/STY-002-coins.md)\n"
        "mend it before the branches meet: tpo-docs renumber --base main\n"
    )
    assert json.loads(run("merge-check", "main", "--format", "json").out)["clashes"][0]["id"] == "STY-002"
    done = run("renumber", "--base", "main")
    assert done.out == (
        "STY-002 is STY-004\n"
        "  specs/STY-004-card.md (was STY-002-card.md): line 2\n"
        "  specs/TEST-001.md: lines 5, 7\n"
        "2 files were written\n"
    )
    repo.commit("Another number")
    assert run("merge-check", "main").out == "no id is taken both here and on main\n"
    repo("merge", "-q", "main")
    project = files.load(repo.folder).project
    assert not project.duplicates
    assert {(trace.source, trace.target) for trace in project.traces} == {
        ("STY-001", "REQ-001"), ("STY-004", "REQ-001"), ("TEST-001", "STY-004"), ("STY-002", "STY-001"), ("STY-003", "STY-002"),
    }  # fmt: skip
    assert not project.aliases


def test_after_the_merge_each_reference_keeps_its_meaning(repo: Repo, run: Run) -> None:
    _two_branches(repo)
    repo("merge", "-q", "main", "-m", "Merge", on="2027-01-07T10:00:00+01:00")
    repo.write("specs/TEST-002.md", "---\nid: TEST-002\ntitle: Later\nkind: manual\nverifies: STY-002\n---\n")
    repo.commit("Which one?", on="2027-01-08T10:00:00+01:00")
    assert "TPO105" in run("check").out
    done = run("renumber")
    assert done.out.splitlines()[0] == "STY-002 is STY-004"
    assert done.err == "specs/TEST-002.md:5: left as it is; look whether STY-002 means Pay by coin or Pay by card\n"
    project = files.load(repo.folder).project
    assert project.items["STY-004"].title == "Pay by card"
    assert [trace.target for trace in project.outgoing["TEST-001"]] == ["STY-004"]
    assert [trace.target for trace in project.outgoing["STY-003"]] == ["STY-002"]


def test_an_item_brought_over_is_no_clash(repo: Repo, run: Run) -> None:
    repo("checkout", "-qb", "feature")
    repo.write("specs/STY-002.md", _STORY.format("STY-002", "Card", ""))
    commit = repo.commit("Card")
    repo("checkout", "-q", "main")
    repo.write("specs/STY-009.md", _STORY.format("STY-009", "Other", ""))
    repo.commit("Other")
    repo("cherry-pick", commit)
    repo.write("specs/STY-002.md", _STORY.format("STY-002", "Card", "") + "More.\n")
    assert run("merge-check", "feature").status == 0
    assert run("merge-check", "nowhere").status == 2


def test_named_items_get_the_next_free_ids(repo: Repo, run: Run) -> None:
    assert run("renumber", "REQ-001", "STY-001", "--keep-files").out.startswith(
        "REQ-001 is REQ-002, and found by its former id too\nSTY-001 is STY-002, and found by its former id too\n"
    )
    assert next(trace for trace in files.load(repo.folder).project.traces if trace.role == "realizes")[::2] == (
        "STY-002",
        "REQ-002",
    )
    assert run("renumber").out == "no id is taken twice\n"


def test_an_id_that_two_items_have_is_not_renumbered_by_name(project: Path, run: Run) -> None:
    """
    ```yaml title="a.md"
    ---
    id: STY-001
    ---
    ```
    ```yaml title="b.md"
    ---
    id: STY-001
    ---
    ```
    """
    assert run("renumber", "STY-001") == (
        2,
        "",
        (
            "tpo-docs: STY-001 is the id of two items, in specs/a.md and specs/b.md; "
            "`tpo-docs renumber` without an id gives the later one the next\n"
        ),
    )
    assert run("renumber").status == 0
    assert "id: STY-002" in (project / "specs" / "b.md").read_text(encoding="utf-8")
