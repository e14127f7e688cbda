"""Git's history that becomes another one without a commit: a clone that is deepened, a commit that is replaced, a tag
that is moved. No cache may say what the history before would."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run, files_of, same
from tests.test_git import Repo

_FILES = {
    "tpo-docs.yml": "profile: tpo\ntoday: 2027-03-01\nversion: '2.0'\n",
    ".gitignore": "site\n.tpo-docs\n",
    "specs/REQ-1.md": "---\nid: REQ-1\ntitle: One\n---\nIt is one.\n",
    "specs/STY-1.md": "---\nid: STY-1\ntitle: Sto\nstatus: done\nrealizes: REQ-1\n---\n## Acceptance criteria\n\n- **AC1** It is.\n",
    "specs/TEST-1.md": "---\nid: TEST-1\ntitle: T\nkind: automated\nverifies: STY-1/AC1\nresult_key: try\nstatus: active\n---\nTry.\n",
    "records/results.jsonl": '{"case": "try", "result": "passed", "at": "2027-01-02T10:00:00Z"}\n',
}


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A test has run before the last change of its file, which lies further back than two commits."""
    repo = Repo(tmp_path / "repo")
    for path, text in _FILES.items():
        repo.write(path, text)
    repo.commit("First", on="2027-01-10T10:00:00+00:00")
    for day in (20, 21, 22):
        repo.write("specs/REQ-1.md", _FILES["specs/REQ-1.md"] + f"\nDay {day}.\n")
        repo.commit(f"Day {day}", on=f"2027-01-{day}T10:00:00+00:00")
    return repo


def _as_clean(root: Path, run: Run) -> None:
    """What is found and built now is what is without any cache."""
    assert run("check") == run("check", "--no-cache")
    assert run("build").status == 0
    found = files_of(root / "site")
    shutil.rmtree(root / ".tpo-docs")
    shutil.rmtree(root / "site")
    assert run("build").status == 0
    same(found, files_of(root / "site"))


@pytest.mark.slow
@pytest.mark.no_cover  # other tests reach the same lines, and tracing doubles its time
def test_a_clone_that_is_deepened_is_judged_and_built_anew(
    repo: Repo, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone = tmp_path / "clone"
    repo("clone", "-q", "--depth", "2", f"file://{repo.folder}", str(clone))
    monkeypatch.chdir(clone)
    before = run("check")
    assert run("build").status == 0
    Repo(clone)("fetch", "-q", "--unshallow")
    assert run("check").out != before.out, "the test ran before the last change of its file, which is known now"
    _as_clean(clone, run)


@pytest.mark.slow
@pytest.mark.no_cover  # as above
def test_a_commit_that_is_replaced_counts_as_what_stands_for_it(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repo.folder)
    before = run("check")
    assert run("build").status == 0
    root = repo("rev-list", "--max-parents=0", "HEAD")
    earlier = repo("commit-tree", f"{root}^{{tree}}", "-m", "Earlier", on="2027-01-01T10:00:00+00:00")
    repo("replace", root, earlier)
    assert run("check").out != before.out, "the test ran after the last change of its file"
    _as_clean(repo.folder, run)


@pytest.mark.slow
@pytest.mark.no_cover  # as above
def test_a_tag_that_is_moved_tells_of_removed_items_as_they_were_there(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repo.folder)
    commits = []
    for title in ("Old name", "New name"):
        repo.write("specs/REQ-9.md", f"---\nid: REQ-9\ntitle: {title}\n---\nIt is.\n")
        commits.append(repo.commit(title, on="2027-02-01T10:00:00+00:00"))
    (repo.folder / "specs/REQ-9.md").unlink()
    repo.commit("Gone", on="2027-02-10T10:00:00+00:00")
    repo("tag", "v1.0", commits[0])
    assert run("build").status == 0
    assert any(b"Old name" in data for data in files_of(repo.folder / "site").values())
    repo("tag", "-f", "v1.0", commits[1])
    assert run("build").status == 0
    site = files_of(repo.folder / "site")
    assert not any(b"Old name" in data for data in site.values())
    assert any(b"New name" in data for data in site.values())
    _as_clean(repo.folder, run)
