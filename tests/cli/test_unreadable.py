"""Files and folders that cannot be read: each is a finding, none hides another, and their ids are not given again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tpo_docs.files import find
from tpo_docs.files.stores import DiskStore


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch) -> None:
    """What has `locked` in its path cannot be read: even by root, who may read what nobody may."""
    scandir, opened = os.scandir, os.open

    def no_scandir(path: str) -> Iterator[os.DirEntry[str]]:
        if "locked" in str(path):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    def no_open(path: str, *arguments: Any, **options: Any) -> int:
        if "locked" in str(path):
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments, **options)

    monkeypatch.setattr("tpo_docs.files.stores.os.scandir", no_scandir)
    monkeypatch.setattr("tpo_docs.files.stores.os.open", no_open)


@pytest.mark.usefixtures("locked")
def test_a_folder_that_cannot_be_looked_into_is_a_finding_each_time(project: Path, run: Run) -> None:
    """
    ```yaml title="tpo-docs.yml"
    sources: [{path: specs, exclude: [locked-and-left-out]}]
    ```
    ```yaml title="a/locked/REQ-001.md"
    ```
    ```yaml title="locked-and-left-out/REQ-002.md"
    ```
    ```yaml title="index.md"
    # Welcome
    ```
    """
    for _ in range(2):
        result = run("check")
        assert (result.status, result.err) == (1, "")
        assert result.out.startswith("specs/a/locked:1:1: error TPO101 the folder cannot be read: permission denied\n")
        assert "left-out" not in result.out
    store = DiskStore(_place(project))
    assert sorted(store.list("specs") or ()) == ["index.md"]
    assert set(store.unlisted) == {"specs/a/locked", "specs/locked-and-left-out"}


@pytest.mark.usefixtures("locked")
def test_the_id_in_the_name_of_an_unreadable_file_is_taken_and_links_to_it_do_not_dangle(
    project: Path, run: Run
) -> None:
    """
    ```yaml title="tpo-docs.yml"
    sources: [specs]
    ```
    ```yaml title="requirements/REQ-004-locked.md"
    ---
    id: REQ-004
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    realizes: [REQ-004, REQ-005]
    ---
    # As of [[REQ-004/AC1]]
    ```
    """
    result = run("check", "--select", "TPO1,TPO2")
    assert "specs/requirements/REQ-004-locked.md:1:1: error TPO101" in result.out
    assert [line.partition(": ")[2] for line in result.out.splitlines() if "TPO201" in line] == [
        "error TPO201 STY-001 realizes REQ-005, which does not exist"
    ]
    made = run("new", "requirement", "Next")
    assert (made.status, made.out) == (0, "specs/requirements/REQ-005-next.md\n"), project


def test_a_link_to_a_file_that_is_gone_is_a_finding(project: Path, run: Run) -> None:
    """
    ```yaml title="index.md"
    # Welcome
    ```
    """
    (project / "specs" / "REQ-001.md").symlink_to("gone.md")
    assert "specs/REQ-001.md:1:1: error TPO101 the file cannot be read: no such" in run("check").out


def _place(project: Path) -> Any:
    return find(project)


def test_a_link_that_leads_to_itself_is_said(project: Path, run: Run) -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    ---
    ```
    """
    (project / "specs" / "own.md").symlink_to("own.md")
    (project / "specs" / "folder").symlink_to("folder")
    assert "specs/own.md:1:1: error TPO101 the file cannot be read: too many levels" in run("check").out
