"""What Git is asked, answered by real repositories."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tpo_docs import git
from tpo_docs.model import Change


class Repo:
    """A repository to try things in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self("init", "-q", "-b", "main")
        self("config", "user.name", "Tess Tester")
        self("config", "user.email", "tess@example.com")
        self("config", "commit.gpgsign", "false")

    def __call__(self, *arguments: str, on: str = "2027-01-01T10:00:00+01:00") -> str:
        environment = {
            "GIT_AUTHOR_DATE": on,
            "GIT_COMMITTER_DATE": on,
            "HOME": str(self.folder),
            "PATH": "/usr/bin:/bin:/usr/local/bin",
        }
        done = subprocess.run(
            ["git", "-C", str(self.folder), *arguments], capture_output=True, text=True, check=True, env=environment
        )
        return done.stdout.strip()

    def write(self, path: str, text: str) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def commit(self, subject: str, on: str = "2027-01-01T10:00:00+01:00") -> str:
        self("add", "-A")
        self("commit", "-q", "-m", subject, on=on)
        return self("rev-parse", "HEAD")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "repo")


def found(folder: Path) -> git.Repository:
    repository = git.find(folder)
    assert repository is not None
    return repository


def test_the_last_change_of_each_file_comes_from_one_pass(repo: Repo) -> None:
    repo.write("specs/a.md", "1")
    repo.write("specs/ü b.md", "1")
    repo.write("code.py", "1")
    first = repo.commit("Begin: with | and ünicode", on="2027-01-01T10:00:00+01:00")
    repo.write("specs/a.md", "2")
    second = repo.commit("Change", on="2027-02-01T10:00:00+01:00")
    past = git.history(found(repo.folder), ["specs"])
    assert past == git.History(
        {
            "specs/a.md": Change(second, "Tess Tester", "2027-02-01T10:00:00+01:00", "Change"),
            "specs/ü b.md": Change(first, "Tess Tester", "2027-01-01T10:00:00+01:00", "Begin: with | and ünicode"),
        }
    )


def test_a_project_below_the_repository_has_paths_of_its_own(repo: Repo) -> None:
    repo.write("docs/specs/a.md", "1")
    repo.write("shared/b.md", "1")
    repo.commit("Begin")
    repository = found(repo.folder / "docs")
    assert repository.prefix == "docs/"
    assert set(git.history(repository, ["specs", "../shared", "../../elsewhere"]).changes) == {
        "specs/a.md",
        "../shared/b.md",
    }
    assert git.prefix(repo.folder / "docs") == "docs/"
    assert git.prefix(repo.folder) == ""


def test_the_pass_ends_once_all_files_are_found(repo: Repo) -> None:
    repo.write("specs/old.md", "1")
    repo.commit("Old")
    repo.write("specs/new.md", "1")
    repo.commit("New")
    assert set(git.history(found(repo.folder), ["specs"], ["specs/new.md"]).changes) == {"specs/new.md"}


def test_a_shallow_clone_says_what_it_cannot_know(repo: Repo, tmp_path: Path) -> None:
    repo.write("specs/a.md", "1")
    repo.commit("First")
    repo.write("specs/b.md", "1")
    repo.commit("Second")
    repo.write("specs/b.md", "2")
    last = repo.commit("Third")
    repo("clone", "-q", "--depth", "2", f"file://{repo.folder}", str(tmp_path / "clone"))
    past = git.history(found(tmp_path / "clone"), ["specs"])
    assert {path: change.commit for path, change in past.changes.items()} == {"specs/b.md": last}
    assert past.note == git.SHALLOW


def test_without_a_repository_nothing_is_known(tmp_path: Path) -> None:
    assert git.find(tmp_path) is None
    assert git.history(None, ["specs"]) == git.History({}, git.NO_REPOSITORY)


def test_without_git_nothing_is_known(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert git.find(repo.folder) is None


def test_an_empty_repository_is_no_trouble(repo: Repo) -> None:
    repository = found(repo.folder)
    assert git.head(repository) == ""
    assert git.state(repository) == git.State()
    assert git.history(repository, ["."]) == git.History({})
    assert git.tags(repository) == ()
    assert git.branches(repository) == ()
    assert git.revision(repository, "HEAD") is None


def test_a_revision_is_read_without_a_checkout(repo: Repo) -> None:
    repo.write("specs/a.md", "old")
    repo.write("specs/empty.md", "")
    (repo.folder / "specs" / "link.md").symlink_to("a.md")
    commit = repo.commit("Begin", on="2027-01-01T10:00:00+01:00")
    repo("tag", "-a", "v1.0", "-m", "one")
    repo.write("specs/a.md", "new")
    repo.commit("Change")
    revision = git.revision(found(repo.folder), "v1.0")
    assert revision is not None
    assert (revision.commit, revision.on) == (commit, "2027-01-01T10:00:00+01:00")
    assert sorted(revision.blobs) == ["specs/a.md", "specs/empty.md"]
    assert dict(revision.read(["specs/empty.md", "specs/a.md", "specs/none.md"])) == {
        "specs/a.md": b"old",
        "specs/empty.md": b"",
    }


@pytest.mark.parametrize("name", ["v9", "--all", "-n1", "", "HEAD:specs", "a b"])
def test_an_unknown_revision_is_none(repo: Repo, name: str) -> None:
    repo.write("specs/a.md", "1")
    repo.commit("Begin")
    assert git.revision(found(repo.folder), name) is None


def test_many_files_of_a_revision_are_read_at_once(repo: Repo) -> None:
    texts = {f"specs/{number}.md": f"text {number}\n" * (number % 50) for number in range(1000)}
    for path, text in texts.items():
        repo.write(path, text)
    repo.commit("Many")
    revision = git.revision(found(repo.folder), "HEAD")
    assert revision is not None
    assert {path: data.decode() for path, data in revision.read(texts)} == texts


def test_tags_branches_and_state(repo: Repo) -> None:
    repo.write("a.md", "1")
    first = repo.commit("One", on="2027-01-01T10:00:00+01:00")
    repo("tag", "v1.0")
    repo("branch", "other")
    repo.write("a.md", "2")
    second = repo.commit("Two", on="2027-01-02T10:00:00+01:00")
    repo("tag", "-a", "v1.1", "-m", "x", on="2027-01-03T10:00:00+01:00")
    repo("tag", "blob", repo("rev-parse", "HEAD:a.md"))
    repo("remote", "add", "origin", "https://user:secret@example.com/team/shop.git")
    repository = found(repo.folder)
    assert git.tags(repository) == (
        git.Tag("v1.0", first, "2027-01-01T10:00:00+01:00"),
        git.Tag("v1.1", second, "2027-01-03T10:00:00+01:00"),
    )
    assert git.branches(repository) == ("refs/heads/main", "refs/heads/other")
    assert git.state(repository) == git.State(
        second, "main", "2027-01-02T10:00:00+01:00", dirty=False, remote="https://example.com/team/shop.git"
    )
    repo.write("b.md", "new")
    repo("checkout", "-q", "--detach")
    state = git.state(repository)
    assert (state.branch, state.dirty) == ("", True)


def test_inside_a_hook_the_folder_decides(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.write("a.md", "1")
    repo.commit("One")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    assert git.head(found(repo.folder)) == repo("rev-parse", "HEAD")


def test_an_object_that_is_not_there_is_empty_whatever_its_name(repo: Repo) -> None:
    repo.write("a.md", "1")
    repo.commit("One")
    names = ["HEAD:no such folder/a.md", "HEAD:b c", "HEAD:a.md"]
    assert list(git.read_blobs(found(repo.folder), names)) == [b"", b"", b"1"]


def test_branches_of_others_are_known_once_fetched(repo: Repo, tmp_path: Path) -> None:
    repo.write("a.md", "1")
    repo.commit("One")
    repo("branch", "theirs")
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", f"file://{repo.folder}", str(clone)], check=True)
    assert set(git.branches(found(clone))) == {
        "refs/heads/main",
        "refs/remotes/origin/main",
        "refs/remotes/origin/theirs",
    }
