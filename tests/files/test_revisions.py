"""Projects in revisions, and the ids of all branches."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.files.folders import REQ, write
from tests.test_git import Repo
from tpo_docs import files


def test_a_revision_gives_the_same_project_as_the_folder(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    write(
        tmp_path / "product",
        {
            "tpo-docs.yml": "sources: [specs, ../shared]\n",
            "specs/REQ-001.md": REQ,
            "specs/.hidden.md": REQ,
            "specs/terms.yml": "order: {definition: What was agreed.}\n",
            "../shared/STY-001.md": "---\nid: STY-001\nrealizes: REQ-001\n---\n# Split\n",
            "mock.png": "",
            "specs/SPEC-001.md": "---\nid: SPEC-001\nspecifies: STY-001\nviews: [mock.png, none.png]\n---\n# Page\n",
        },
    )
    repo.commit("All")
    disk = files.load(tmp_path / "product")
    write(
        tmp_path / "product",
        {"specs/REQ-001.md": "changed", "specs/REQ-002.md": "new", "tpo-docs.yml": "sources: [none]"},
    )
    revision = files.load(tmp_path / "product", ref="HEAD")
    assert revision.sources == disk.sources
    assert revision.attachments == disk.attachments
    assert revision.project.items == disk.project.items
    assert revision.project.files == disk.project.files == {"mock.png"}
    assert revision.review.findings == disk.review.findings
    assert (revision.ref, revision.commit) == ("HEAD", repo("rev-parse", "HEAD"))
    assert {revision.project.history[file.path].subject for file in revision.sources} == {"All"}


def test_an_unknown_revision_is_one_line_with_the_nearest_tag(tmp_path: Path) -> None:
    write(tmp_path, {"specs/a.md": REQ})
    with pytest.raises(files.ProjectError, match=r"there is no Git repository to read v1\.0 from"):
        files.load(tmp_path, ref="v1.0")
    repo = Repo(tmp_path)
    repo.commit("All")
    repo("tag", "v1.0")
    with pytest.raises(files.ProjectError, match=r"Git knows no revision v1\.00; did you mean v1\.0\?"):
        files.load(tmp_path, ref="v1.00")


def test_a_source_outside_of_the_repository_is_missing_in_a_revision(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    write(tmp_path, {"elsewhere/a.md": REQ, "repo/tpo-docs.yml": "sources: [../elsewhere]\n"})
    repo.commit("All")
    assert [finding.code for finding in files.load(tmp_path / "repo").review.findings] == []
    (finding,) = files.load(tmp_path / "repo", ref="HEAD").review.findings
    assert finding.message == "there is no folder '../elsewhere'"


def test_ids_of_all_local_branches_are_in_use(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    write(tmp_path, {"specs/REQ-001.md": REQ, "specs/terms.yml": "order: {definition: x}\n"})
    repo.commit("Main")
    repo("checkout", "-q", "-b", "other")
    write(
        tmp_path,
        {"specs/REQ-009.md": "---\nid: REQ-009\naliases: [REQ-007]\n---\n", "specs/terms.yml": "invoice: bill\n"},
    )
    repo.commit("Other")
    repo("checkout", "-q", "main")
    write(tmp_path, {"specs/REQ-002.md": "---\nid: REQ-002\n---\n"})
    assert files.ids_in_use(files.load(tmp_path)) == {"REQ-001", "REQ-002", "REQ-007", "REQ-009", "order", "invoice"}
