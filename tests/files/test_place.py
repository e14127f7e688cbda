"""Where a project is: searched for upwards, as far as its repository goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.files.folders import write
from tpo_docs import files
from tpo_docs.files.place import Place


def test_a_project_is_found_upwards(tmp_path: Path) -> None:
    write(tmp_path, {"tpo-docs.yml": "", "specs/a/b.md": "", "mkdocs.yml": ""})
    assert files.find(tmp_path / "specs" / "a") == Place(tmp_path, tmp_path / "tpo-docs.yml")


def test_a_nearer_project_wins(tmp_path: Path) -> None:
    write(tmp_path, {"tpo-docs.yml": "", "inner/tpo-docs.yaml": "", "inner/specs/b.md": ""})
    assert files.find(tmp_path / "inner" / "specs").root == tmp_path / "inner"


def test_a_folder_of_mkdocs_is_a_project_where_there_is_no_other(tmp_path: Path) -> None:
    write(tmp_path, {"mkdocs.yml": "", "docs/b.md": ""})
    assert files.find(tmp_path / "docs") == Place(tmp_path, None)


def test_the_search_ends_at_the_repository(tmp_path: Path) -> None:
    write(tmp_path, {"tpo-docs.yml": "", "repo/.git/HEAD": "", "repo/specs/b.md": ""})
    assert files.find(tmp_path / "repo" / "specs") == Place(tmp_path / "repo" / "specs", None)


def test_a_configuration_by_name_brings_its_folder(tmp_path: Path) -> None:
    write(tmp_path, {"tpo-docs.yml": "", "other/mine.yml": ""})
    assert files.find(tmp_path, tmp_path / "other" / "mine.yml").root == tmp_path / "other"
    with pytest.raises(files.ProjectError, match="there is no configuration"):
        files.find(tmp_path, tmp_path / "none.yml")


def test_a_missing_folder_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(files.ProjectError, match="there is no folder"):
        files.find(tmp_path / "none")
