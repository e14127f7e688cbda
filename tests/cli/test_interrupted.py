"""Bad moments: killed at any, two builds at once, files that change meanwhile, a clock that goes backwards."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.cli.conftest import SMALL, Files, Run, files_of, same
from tpo_docs.cli.app import app
from tpo_docs.files import DiskStore, loading
from tpo_docs.site import build as building
from tpo_docs.site import publish as publishing

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked here"),
    pytest.mark.no_cover,  # other tests reach the same lines, and tracing doubles its time
]

_PAGE = "specs/REQ-001.md"
_TEXTS = (SMALL[_PAGE], SMALL[_PAGE].replace("cards", "coins"), SMALL[_PAGE].replace("cards", "shell"))
_BUILD = ("build", "--alias", "latest")


def _write(root: Path, text: str) -> None:
    (root / _PAGE).write_text(text, encoding="utf-8")


def _started(*arguments: str) -> int:
    """A process of its own that runs a command, as if from a shell, and says nothing."""
    process = os.fork()
    if process:
        return process
    status = 70
    try:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        app(list(arguments))
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 70
    finally:
        os._exit(status)


def _ended(process: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Files, Files]:
    """A project whose site shows the first text, and the sites of the first two."""
    root = tmp_path_factory.mktemp("built") / "project"  # whose name is the title of the site
    for path, text in SMALL.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    found = []
    for text in (_TEXTS[0], _TEXTS[1], _TEXTS[0]):
        _write(root, text)
        assert CliRunner().invoke(app, [*_BUILD, "-C", str(root)]).exit_code == 0
        found.append(files_of(root / "site"))
    return root, found[2], found[1]


@pytest.fixture
def sites(built: tuple[Path, Files, Files], small: Path) -> tuple[Files, Files]:
    """The sites of the first two texts; the first text is published here."""
    root, *sites = built
    shutil.copytree(root, small, dirs_exist_ok=True)
    return sites[0], sites[1]


@pytest.mark.slow
def test_killed_at_any_moment_the_site_is_whole_and_the_next_build_is_right(
    small: Path, run: Run, sites: tuple[Files, Files]
) -> None:
    _write(small, _TEXTS[1])
    start = time.monotonic()
    assert _ended(_started(*_BUILD)) == 0
    takes = time.monotonic() - start
    kills = 0
    at = 1
    for step in range(1, 13):
        old, at = sites[at], 1 - at
        new = sites[at]
        _write(small, _TEXTS[at])
        process = _started(*_BUILD)
        time.sleep(takes * step / 12)
        os.kill(process, signal.SIGKILL)
        kills += _ended(process) == -signal.SIGKILL
        now = {path: data for path, data in files_of(small / "site").items() if not path.endswith(".new")}
        assert now.keys() == old.keys() == new.keys()
        assert all(data in (old[path], new[path]) for path, data in now.items()), "no file is half-written"
        if not any((small / ".tpo-docs/published").rglob("journal.json")):
            assert now in (old, new), "outside of publishing it is the one site or the other"
        ran = run(*_BUILD)
        assert ran.status == 0, ran
        same(files_of(small / "site"), new)
        assert run("check", "--format", "json") == run("check", "--no-cache", "--format", "json")
    assert kills > 3, "some met it while it ran"


def test_two_builds_and_a_check_at_once_leave_one_right_site(small: Path, run: Run, sites: tuple[Files, Files]) -> None:
    for turn in (1, 0):
        _write(small, _TEXTS[turn])
        several = [_started(*_BUILD), _started(*_BUILD), _started("check"), _started("list")]
        assert [_ended(process) for process in several] == [0, 0, run("check", "--no-cache").status, 0]
        same(files_of(small / "site"), sites[turn])
        assert run("check", "--format", "json") == run("check", "--no-cache", "--format", "json")
        assert run(*_BUILD).status == 0
        same(files_of(small / "site"), sites[turn])


def test_two_versions_built_at_once_are_both_there(small: Path, run: Run) -> None:
    several = [_started("build", "--version", version) for version in ("1.0", "1.1", "1.2")]
    assert [_ended(process) for process in several] == [0, 0, 0]
    listed = (small / "site/versions.json").read_text(encoding="utf-8")
    for version in ("1.0", "1.1", "1.2"):
        assert f'"version": "{version}"' in listed or f'"version":"{version}"' in listed
        assert (small / "site" / version / "REQ-001.html").is_file()


@pytest.mark.parametrize("when", ["as soon as it is read", "before it is published"])
def test_a_file_that_changes_during_a_build_is_in_this_site_or_the_next_as_a_whole(
    when: str, small: Path, run: Run, sites: tuple[Files, Files], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the same length, so that the size says nothing."""
    _write(small, _TEXTS[0] + "\n")
    with monkeypatch.context() as patch:
        if when == "as soon as it is read":
            _after_reading(patch, lambda: _write(small, _TEXTS[1]))
        else:
            _before_publishing(patch, lambda: _write(small, _TEXTS[1]))
        assert run(*_BUILD).status == 0
    assert b"cards" in (small / "site/dev/REQ-001.html").read_bytes(), "as it was when it was read"
    assert run("check", "--format", "json") == run("check", "--no-cache", "--format", "json")
    assert run(*_BUILD).status == 0
    same(files_of(small / "site"), sites[1])


def test_a_file_that_goes_or_comes_during_a_build_is_seen_by_the_next(
    small: Path, run: Run, sites: tuple[Files, Files], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = small / "specs/TEST-001.md"
    text = other.read_bytes()
    with monkeypatch.context() as patch:
        _after_reading(patch, lambda: other.unlink(missing_ok=True))
        assert run(*_BUILD).status in (0, 1)
    assert run(*_BUILD).status in (0, 1)
    assert not (small / "site/dev/TEST-001.html").exists()
    shutil.rmtree(small / ".tpo-docs")  # else there is nothing to publish
    with monkeypatch.context() as patch:
        _before_publishing(patch, lambda: other.write_bytes(text))
        assert run(*_BUILD).status in (0, 1)
    assert other.exists()
    assert run(*_BUILD).status == 0
    same(files_of(small / "site"), sites[0])


def _after_reading(patch: pytest.MonkeyPatch, change: Callable[[], object]) -> None:
    original = DiskStore.read

    def read(store: DiskStore, paths: Iterable[str]) -> Iterator[tuple[str, bytes | str]]:
        for path, data in original(store, paths):
            yield path, data
            if path == _PAGE:
                change()

    patch.setattr(DiskStore, "read", read)


def _before_publishing(patch: pytest.MonkeyPatch, change: Callable[[], object]) -> None:

    def publish(*arguments: Any, **options: Any) -> object:
        change()
        return publishing.publish(*arguments, **options)

    patch.setattr(building, "publish", publish)


_YEAR = 365 * 24 * 3600 * 10**9
clocks = pytest.mark.parametrize("years", [-30, -1, 1], ids="{:+}".format)


def _write_then(root: Path, text: str, years: int) -> None:
    """As an editor writes it whose clock is years ahead or behind; each time a second earlier than before."""
    _write(root, text)
    then = time.time_ns() + years * _YEAR - _TEXTS.index(text) * 10**9
    os.utime(root / _PAGE, ns=(then, then))


@clocks
@pytest.mark.parametrize("command", [("check", "--format", "json"), ("list", "text:coins"), ("show", "REQ-001")])
def test_where_the_clock_goes_backwards_no_edit_is_missed(
    command: tuple[str, ...], years: int, small: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is remembered is of another time than the files: by times alone, an edit would look older than it."""
    expected = []
    for text in _TEXTS:
        shutil.rmtree(small / ".tpo-docs", ignore_errors=True)
        _write(small, text)
        expected.append(run(*command))
    with monkeypatch.context() as patch:
        patch.setattr(loading, "now", lambda: time.time_ns() - years * _YEAR)
        _write(small, _TEXTS[0])
        assert run(*command) == expected[0]
    for turn in (1, 2, 0, 1):
        _write_then(small, _TEXTS[turn], years)
        assert run(*command) == expected[turn]


@clocks
def test_where_the_clock_goes_backwards_the_site_shows_every_edit(
    years: int, small: Path, run: Run, sites: tuple[Files, Files], monkeypatch: pytest.MonkeyPatch
) -> None:
    for turn in (1, 0):
        _write_then(small, _TEXTS[turn], years)
        with monkeypatch.context() as patch:
            patch.setattr(loading, "now", lambda: time.time_ns() - years * _YEAR)
            assert run(*_BUILD).status == 0
        same(files_of(small / "site"), sites[turn])
