"""What Git's commits say of statuses, dug out of real repositories."""

from __future__ import annotations

import json
import subprocess
from datetime import date
from pathlib import Path

import pytest

from tests.test_git import Repo
from tpo_docs import config
from tpo_docs.files import archaeology, load
from tpo_docs.model import Category, Chronicle, SourceFile
from tpo_docs.parse import Glance, glance

_OPTIONS = config.default()


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "repo")


def _story(name: str, status: str, text: str = "Some words.") -> str:
    return f"---\nid: {name}\nstatus: {status}\n---\n# {name}\n\n{text}\n"


def _on(day: str) -> str:
    return f"2027-01-{day}T10:00:00+01:00"


def _dug(repo: Repo) -> Chronicle:
    return archaeology.chronicle(repo.folder, _OPTIONS)


def _moves(found: Chronicle) -> list[tuple[str, str, str]]:
    return [(move.item, str(move.on)[-2:], move.category.value if move.category else "gone") for move in found.moves]


def test_a_change_of_status_is_a_move_and_a_change_of_words_none(repo: Repo) -> None:
    repo.write("specs/a.md", _story("STY-1", "ready"))
    repo.commit("1", _on("01"))
    repo.write("specs/a.md", _story("STY-1", "in-progress"))
    repo.commit("2", _on("05"))
    repo.write("specs/a.md", _story("STY-1", "in-progress", "Other words."))
    repo.commit("3", _on("06"))
    repo.write("specs/a.md", _story("STY-1", "done", "Other words."))
    repo.commit("4", _on("09"))
    found = _dug(repo)
    assert _moves(found) == [("STY-1", "01", "agreed"), ("STY-1", "05", "doing"), ("STY-1", "09", "done")]
    assert [move.first for move in found.moves] == [True, False, False]
    assert (found.source, found.first, found.last, found.edits) == ("git", date(2027, 1, 1), date(2027, 1, 9), ())


def test_the_wording_of_a_requirement_is_an_edit_and_its_status_or_layout_is_none(repo: Repo) -> None:
    for day, text in (
        ("01", "---\nid: REQ-1\nstatus: draft\n---\nThe shares add up.\n"),
        ("02", "---\nid: REQ-1\nstatus: approved\n---\nThe shares add up.\n"),
        ("03", "---\nid: REQ-1\nstatus: approved\n---\nThe shares\nadd up.\n"),
        ("04", "---\nid: REQ-1\nstatus: approved\n---\nThe shares add up to 100.\n"),
        ("05", "---\nid: REQ-1\ntitle: Shares\nstatus: approved\n---\nThe shares add up to 100.\n"),
    ):
        repo.write("specs/a.md", text)
        repo.commit(day, _on(day))
    assert [(edit.item, edit.on.day) for edit in _dug(repo).edits] == [("REQ-1", 4), ("REQ-1", 5)]


def test_an_item_is_the_same_wherever_its_file_goes(repo: Repo) -> None:
    repo.write("specs/a.md", _story("STY-1", "ready"))
    repo.commit("1", _on("01"))
    repo("mv", "specs/a.md", "specs/b.md")
    repo.commit("2", _on("02"))
    assert _moves(_dug(repo)) == [("STY-1", "01", "agreed")]


def test_a_file_that_came_from_elsewhere_is_followed_to_where_it_was(repo: Repo) -> None:
    repo.write("code.py", "print(1)\n")
    repo.write("docs/old/STY-1.md", _story("STY-1", "ready", "Words. " * 20))
    repo.commit("1", _on("01"))
    repo.write("docs/old/STY-1.md", _story("STY-1", "in-progress", "Words. " * 20))
    repo.commit("2", _on("02"))
    repo.write("docs/new/x.md", "x")
    repo("mv", "docs/old/STY-1.md", "docs/new/STY-1.md")
    repo.commit("3", _on("03"))
    (repo.folder / "specs").mkdir()
    repo("mv", "docs/new/STY-1.md", "specs/STY-1.md")
    repo.commit("4", _on("04"))
    repo.write("specs/STY-1.md", _story("STY-1", "done", "Words. " * 20))
    repo.commit("5", _on("05"))
    assert _moves(_dug(repo)) == [("STY-1", "01", "agreed"), ("STY-1", "02", "doing"), ("STY-1", "05", "done")]


def test_what_is_taken_out_is_gone_and_may_come_back(repo: Repo) -> None:
    repo.write("specs/a.md", _story("STY-1", "ready"))
    repo.write("specs/b.md", _story("STY-2", "ready"))
    repo.commit("1", _on("01"))
    (repo.folder / "specs/a.md").unlink()
    repo.commit("2", _on("02"))
    repo.write("specs/c.md", _story("STY-1", "ready"))
    repo.commit("3", _on("03"))
    found = _dug(repo)
    assert _moves(found) == [
        ("STY-1", "01", "agreed"),
        ("STY-2", "01", "agreed"),
        ("STY-1", "02", "gone"),
        ("STY-1", "03", "agreed"),
    ]
    assert not found.moves[-1].first


def test_a_branch_counts_on_the_day_it_was_merged(repo: Repo) -> None:
    repo.write("specs/a.md", _story("STY-1", "ready"))
    repo.commit("1", _on("01"))
    repo("checkout", "-q", "-b", "work")
    repo.write("specs/a.md", _story("STY-1", "in-progress"))
    repo.commit("2", _on("02"))
    repo("checkout", "-q", "main")
    repo("merge", "-q", "--no-ff", "-m", "3", "work", on=_on("07"))
    assert _moves(_dug(repo)) == [("STY-1", "01", "agreed"), ("STY-1", "07", "doing")]


def test_files_with_many_items_and_foreign_front_matter_are_read_as_a_check_reads_them(repo: Repo) -> None:
    many = "# Work\n\n## STY-1 One\n\n```yaml item\nstatus: STATUS\n```\n\nText.\n\n## STY-2 Two\n\n```yaml item\nstatus: ready\n```\n"
    repo.write("specs/many.md", many.replace("STATUS", "ready"))
    repo.write("specs/odd.md", '---\n"id": STY-3\nstatus: >-\n  ready\n---\n')
    repo.commit("1", _on("01"))
    repo.write("specs/many.md", many.replace("STATUS", "done"))
    repo.commit("2", _on("02"))
    assert sorted(_moves(_dug(repo))) == [
        ("STY-1", "01", "agreed"),
        ("STY-1", "02", "done"),
        ("STY-2", "01", "agreed"),
        ("STY-3", "01", "agreed"),
    ]


def test_a_project_in_a_folder_of_its_repository_is_read_too(repo: Repo) -> None:
    repo.write("deep/er/specs/a.md", _story("STY-1", "ready"))
    repo.commit("1", _on("01"))
    repo.write("deep/er/specs/a.md", _story("STY-1", "done"))
    repo.commit("2", _on("02"))
    found = archaeology.chronicle(repo.folder / "deep/er", _OPTIONS)
    assert _moves(found) == [("STY-1", "01", "agreed"), ("STY-1", "02", "done")]


def test_a_single_commit_says_when_nothing_moved_and_is_not_read(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.write("specs/a.md", _story("STY-1", "ready"))
    repo.commit("1", _on("01"))
    monkeypatch.setattr("tpo_docs.git.read_blobs", lambda *_: pytest.fail("objects were read"))
    found = _dug(repo)
    assert (found.source, found.moves, found.first, found.last) == ("git", (), date(2027, 1, 1), date(2027, 1, 1))


def test_without_repository_or_commit_or_depth_it_says_why(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    assert archaeology.chronicle(tmp_path / "bare", _OPTIONS).lacks == "no-repository"
    assert _dug(repo).lacks == "no-commits"
    repo.write("specs/a.md", _story("STY-1", "ready"))
    repo.commit("1", _on("01"))
    repo.write("specs/a.md", _story("STY-1", "done"))
    repo.commit("2", _on("02"))
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{repo.folder}", str(clone)], check=True)
    found = archaeology.chronicle(clone, _OPTIONS)
    assert (found.lacks, found.moves, found.first) == ("shallow", (), date(2027, 1, 2))
    repo.write("specs/a.md", _story("STY-1", "dropped"))
    repo.commit("3", _on("03"))
    two = tmp_path / "two"
    subprocess.run(["git", "clone", "-q", "--depth", "2", f"file://{repo.folder}", str(two)], check=True)
    found = archaeology.chronicle(two, _OPTIONS)
    assert (found.lacks, _moves(found)) == ("shallow", [("STY-1", "02", "done"), ("STY-1", "03", "dead")])
    assert found.moves[0].first


def test_a_second_look_comes_from_the_cache_and_a_new_commit_is_seen(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.write("specs/a.md", _story("STY-1", "idea"))
    repo.commit("0", _on("01"))
    repo.write("specs/a.md", _story("STY-1", "ready"))
    repo.commit("1", _on("01"))
    first = _dug(repo)
    with monkeypatch.context() as patched:
        patched.setattr("tpo_docs.git.steps", lambda *_: pytest.fail("the log was read again"))
        assert _dug(repo) == first
    repo.write("specs/b.md", _story("STY-2", "ready"))
    repo.commit("2", _on("02"))
    read: list[str] = []

    def watched(file: SourceFile, options: config.Configuration) -> tuple[Glance, ...]:
        read.append(file.path)
        return glance(file, options)

    monkeypatch.setattr(archaeology, "glance", watched)
    assert _moves(_dug(repo))[1:] == [("STY-1", "01", "agreed"), ("STY-2", "02", "agreed")]
    assert read == ["specs/b.md"]


@pytest.mark.parametrize("name", ["history.json", "glances.json"])
@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": "tpo-docs/history/1"}', "null"])
def test_a_broken_cache_counts_as_none(repo: Repo, name: str, text: str) -> None:
    repo.write("specs/a.md", _story("STY-1", "idea"))
    repo.commit("0", _on("01"))
    repo.write("specs/a.md", _story("STY-1", "ready"))
    repo.commit("1", _on("01"))
    first = _dug(repo)
    file = repo.folder / ".tpo-docs/cache" / name
    file.write_text(text)
    assert _dug(repo) == first


def test_a_cache_of_wrong_values_counts_as_none(repo: Repo) -> None:
    repo.write("specs/a.md", _story("STY-1", "idea"))
    repo.commit("0", _on("01"))
    repo.write("specs/a.md", _story("STY-1", "ready"))
    repo.commit("1", _on("01"))
    first = _dug(repo)
    file = repo.folder / ".tpo-docs/cache/history.json"
    content = json.loads(file.read_text())
    content["moves"] = [["STY-1", "no date", "agreed", True, "story"]]
    file.write_text(json.dumps(content))
    assert _dug(repo) == first


def test_a_check_does_not_ask_git_where_nothing_needs_it(repo: Repo) -> None:
    repo.write("specs/a.md", _story("STY-1", "ready"))
    repo.commit("1", _on("01"))
    repo.write("specs/a.md", _story("STY-1", "done"))
    repo.commit("2", _on("02"))
    loaded = load(repo.folder)
    assert not loaded.archive.asked
    assert loaded.project.archive().moves[0].category is Category.AGREED
    assert loaded.archive.asked


def test_a_revision_has_the_history_up_to_it_and_leaves_the_cache_alone(repo: Repo) -> None:
    repo.write("specs/a.md", _story("STY-1", "idea"))
    repo.commit("0", _on("01"))
    repo.write("specs/a.md", _story("STY-1", "ready"))
    repo.commit("1", _on("01"))
    repo("tag", "v1")
    repo.write("specs/a.md", _story("STY-1", "done"))
    repo.commit("2", _on("02"))
    moves = _moves(load(repo.folder, ref="v1").project.archive())
    assert moves == [("STY-1", "01", "draft"), ("STY-1", "01", "agreed")]
    assert not (repo.folder / ".tpo-docs").exists()
