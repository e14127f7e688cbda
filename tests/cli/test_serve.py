"""`serve`: what is refused before anything is shown, and that nobody is shown what was made for others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Run

_ITEM = "---\nid: {}\ntitle: {}\nowner: client\naudience: {}\n---\nThe shop shall {}.\n"
Rebuild = Callable[[], object]


@pytest.fixture
def shown(small: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that are served, each built once, in a project with something that is not for everybody."""
    (small / "specs/REQ-002.md").write_text(_ITEM.format("REQ-002", "Margins", "internal", "earn"), encoding="utf-8")
    folders: list[Path] = []

    def serve(folder: Path, watch: object, rebuild: Rebuild, *_: object, **__: object) -> None:
        del watch
        folders.append(folder)
        rebuild()

    monkeypatch.setattr("tpo_docs.cli.serve.serve", serve)
    return folders


def test_an_audience_that_is_not_known_is_refused(shown: list[Path], run: Run) -> None:
    status, out, err = run("serve", "--audience", "publik")
    assert (status, out) == (2, "")
    assert err.startswith("tpo-docs: --audience: 'publik' is none of public, internal; did you mean 'public'?")
    assert shown == []


def test_the_pages_of_an_audience_lie_apart_from_those_for_all(shown: list[Path], run: Run) -> None:
    assert run("serve").status == 0
    assert run("serve", "--audience", "public").status == 0
    for_all, for_everybody = shown
    assert (for_all / "REQ-002.html").is_file()
    assert (for_everybody / "REQ-001.html").is_file()
    assert not (for_everybody / "REQ-002.html").exists()
    assert for_all.parent != for_everybody.parent


def test_an_address_is_never_empty(shown: list[Path], run: Run) -> None:
    said = "--host is empty; give it a value, or leave it out (see 'tpo-docs serve --help')"
    assert run("serve", "--host", "") == (2, "", f"tpo-docs: {said}\n")
    assert shown == []
