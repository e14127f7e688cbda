"""The shop as a repository, in which the commands run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.signoff.shop import CONFIG, PARTIES, REQUIREMENT, STORY, UAT
from tests.test_git import Repo


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """Two requirements that a client must approve, and an acceptance test."""
    repo = Repo(tmp_path / "project")
    repo.write("tpo-docs.yml", CONFIG)
    repo.write("mkdocs.yml", "site_name: The shop\n")
    repo.write("specs/REQ-001.md", REQUIREMENT.format(1, "Pay by invoice", "approved", "coins"))
    repo.write("specs/REQ-002.md", REQUIREMENT.format(2, "=1+1 Formulas", "proposed", "=HYPERLINK(1)"))
    repo.write("specs/STY-001.md", STORY)
    repo.write("specs/TEST-001.md", UAT)
    repo.write("specs/parties.yml", PARTIES)
    repo.commit("One")
    monkeypatch.chdir(repo.folder)
    return repo
