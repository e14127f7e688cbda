"""What the tests of the command line share: projects on disk, and how a command ended."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases import case
from tests.running import Ran, Run

__all__ = ["SMALL", "Files", "Ran", "Run", "files_of", "same"]


@pytest.fixture
def project(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files of the test's docstring, in which the commands run; it is no repository."""
    folder = tmp_path / "project"
    folder.mkdir()
    for path, text in case(request.function.__doc__ or "").files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


SMALL = {
    "tpo-docs.yml": "profile: tpo\ntoday: 2027-03-01\n",
    "specs/parties.yml": "client: {title: Client, kind: customer}\n",
    "specs/REQ-001.md": (
        "---\nid: REQ-001\ntitle: Pay by card\nstatus: approved\nowner: client\n---\nThe shop shall take cards.\n"
    ),
    "specs/TEST-001.md": "---\nid: TEST-001\ntitle: Card\nverifies: REQ-001\nresult_key: a.test_b\n---\nPay.\n",
    "report.xml": '<testsuite><testcase classname="a" name="test_b"/></testsuite>',
}
"""A project that is built in half a second, with somebody who may approve and a report of tests."""

Files = dict[str, bytes]


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of `SMALL`, in which the commands run; it is no repository."""
    root = tmp_path / "project"
    for path, text in SMALL.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    monkeypatch.chdir(root)
    return root


def files_of(folder: Path) -> Files:
    """The files below a folder, but for those of the work folder."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and ".tpo-docs" not in file.relative_to(folder).parts
    }


def same(found: Files, expected: Files) -> None:
    """The files are the same; of those that are not only the names are shown, as a whole site takes minutes."""
    assert [path for path in sorted({*found, *expected}) if found.get(path) != expected.get(path)] == []
