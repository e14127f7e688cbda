from __future__ import annotations

import errno
import itertools
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.full_disk import Disk
from tpo_docs import processes
from tpo_docs.site import stage as module
from tpo_docs.site.errors import SiteError
from tpo_docs.site.stage import stage
from tpo_docs.site.tree import StagedFile

Files = Callable[[Path], dict[str, bytes]]


def files(**content: str) -> list[StagedFile]:
    return [StagedFile(path.replace("__", "/").replace("_", "."), text.encode()) for path, text in content.items()]


def test_files_are_written_and_stay_if_nothing_changes(tmp_path: Path, files_of: Files) -> None:
    folder = tmp_path / "docs"
    first = stage(files(a_md="A", b__c_md="C"), folder)
    times = {path: path.stat().st_mtime_ns for path in folder.rglob("*.md")}
    second = stage(files(a_md="A", b__c_md="C"), folder)

    assert sorted(first.written) == ["a.md", "b/c.md"]
    assert (second.written, second.removed) == ((), ())
    assert second.digests == first.digests
    assert files_of(folder) == {"a.md": b"A", "b/c.md": b"C"}
    assert times == {path: path.stat().st_mtime_ns for path in folder.rglob("*.md")}


def test_only_what_changed_is_written_and_what_is_gone_is_removed(tmp_path: Path, files_of: Files) -> None:
    folder = tmp_path / "docs"
    stage(files(a_md="A", b__c_md="C", b__d_md="D"), folder)
    staged = stage(files(a_md="A", e_md="E", b__d_md="DD"), folder)

    assert sorted(staged.written) == ["b/d.md", "e.md"]
    assert staged.removed == ("b/c.md",)
    assert files_of(folder) == {"a.md": b"A", "b/d.md": b"DD", "e.md": b"E"}


def test_a_folder_that_is_empty_goes_too_and_foreign_files_stay(tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    stage(files(a__b__c_md="C", d__e_md="E"), folder)
    (folder / "d" / "mine.txt").write_text("mine", encoding="utf-8")
    stage(files(f_md="F"), folder)

    assert not (folder / "a").exists()
    assert (folder / "d" / "mine.txt").read_text(encoding="utf-8") == "mine"
    assert not (folder / "d" / "e.md").exists()


def test_a_file_that_somebody_changed_is_written_again(tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    stage(files(a_md="A"), folder)
    (folder / "a.md").write_bytes(b"changed")

    assert stage(files(a_md="A"), folder).written == ("a.md",)
    assert (folder / "a.md").read_bytes() == b"A"


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b'{"format": "other"}', b'{"format":"tpo-docs/staged/1","files":[1]}']
)
def test_a_damaged_manifest_means_writing_everything_again(tmp_path: Path, damage: bytes) -> None:
    folder = tmp_path / "docs"
    stage(files(a_md="A"), folder)
    (tmp_path / "docs.json").write_bytes(damage)

    assert stage(files(a_md="A"), folder).written == ("a.md",)


def test_a_manifest_cannot_make_it_remove_files_outside(tmp_path: Path) -> None:
    outside = tmp_path / "precious.txt"
    outside.write_text("precious", encoding="utf-8")
    (tmp_path / "docs.json").write_text(
        '{"format":"tpo-docs/staged/1","files":{"../precious.txt":["00",8,1]}}', encoding="utf-8"
    )
    stage(files(a_md="A"), tmp_path / "docs")

    assert outside.exists()


def test_paths_that_leave_the_folder_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match=r"'\.\./x\.md' cannot be a file of the site"):
        stage([StagedFile("a.md", b"A"), StagedFile("../x.md", b"X")], tmp_path / "docs")

    assert not (tmp_path / "docs").exists()


def test_two_files_at_one_place_and_a_file_that_is_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match=r"two files of the site want to be a\.md"):
        stage([StagedFile("a.md", b"A"), StagedFile("a.md", b"B")], tmp_path / "docs")
    with pytest.raises(SiteError, match="a/b cannot be both a file and a folder"):
        stage([StagedFile("a/b", b"A"), StagedFile("a/b/c/d.md", b"B")], tmp_path / "docs")


def test_it_does_not_write_through_symbolic_links(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "docs").symlink_to(elsewhere)
    with pytest.raises(SiteError, match="docs is a symbolic link"):
        stage(files(a_md="A"), tmp_path / "docs")

    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "b").symlink_to(elsewhere)
    with pytest.raises(SiteError, match="other/b is a symbolic link"):
        stage(files(b__c_md="A"), tmp_path / "other")
    assert not list(elsewhere.iterdir())


def test_a_link_in_place_of_a_file_is_replaced_and_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "precious.txt"
    outside.write_text("precious", encoding="utf-8")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").symlink_to(outside)
    stage(files(a_md="A"), tmp_path / "docs")

    assert outside.read_text(encoding="utf-8") == "precious"
    assert (tmp_path / "docs" / "a.md").read_bytes() == b"A"


def test_a_run_that_is_killed_leaves_nothing_that_the_next_one_does_not_know(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files_of: Files
) -> None:
    folder = tmp_path / "docs"
    original = module.write_new

    def dies(target: str, data: bytes, folders: set[str]) -> tuple[int, int]:
        written = original(target, data if not target.endswith("c.md") else data[:1], folders)
        if target.endswith("c.md"):
            raise KeyboardInterrupt
        return written

    monkeypatch.setattr(module, "write_new", dies)
    with pytest.raises(KeyboardInterrupt):
        stage(files(a_md="A", b_md="B", c_md="CCC"), folder)
    monkeypatch.undo()
    stage(files(b_md="B", c_md="CCC"), folder)
    assert files_of(folder) == {"b.md": b"B", "c.md": b"CCC"}
    stage(files(b_md="B"), folder)

    assert files_of(folder) == {"b.md": b"B"}


names = st.sampled_from(["a", "b", "a/b", "a/c", "a/b/d", "c/d"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=st.lists(st.dictionaries(names.map(lambda name: f"{name}.md"), st.binary(max_size=3)), max_size=6))
def test_the_folder_always_holds_exactly_the_last_tree(
    steps: list[dict[str, bytes]], tmp_path_factory: pytest.TempPathFactory, files_of: Files
) -> None:
    folder = tmp_path_factory.mktemp("staged") / "docs"
    for step in steps:
        stage([StagedFile(path, data) for path, data in step.items()], folder)
        assert files_of(folder) == step


@pytest.mark.skipif(not hasattr(os, "fork") or sys.platform == "darwin", reason="no second process here")
@pytest.mark.parametrize("room", [1000, 120, 0], ids=["whole", "ended halfway", "ended at once"])
def test_two_processes_write_each_file_once_and_what_one_leaves_the_other_does(
    room: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files_of: Files
) -> None:
    """`room` is how many files the helper can write before it fails."""
    monkeypatch.setattr(module, "_WORTH_A_PROCESS", 20)
    monkeypatch.setattr(processes, "count", lambda pieces, worth, most: most if pieces >= worth else 1)
    wanted = [StagedFile(f"f{number % 7}/{number}.md", str(number).encode()) for number in range(400)]
    log, folder = tmp_path / "log", tmp_path / "docs"
    original, ours, mine = module.write_new, os.getpid(), 0

    def logged(target: str, data: bytes, folders: set[str]) -> tuple[int, int]:
        nonlocal mine
        mine += 1
        if os.getpid() != ours and mine > room:
            raise OSError(28, "No space left on device")
        with log.open("a", encoding="utf-8") as stream:
            stream.write(f"{os.getpid()} {target}\n")
        return original(target, data, folders)

    monkeypatch.setattr(module, "write_new", logged)
    with module.Staging(wanted, folder) as staging:
        assert staging.is_fresh
        while room and (not log.exists() or len(log.read_text(encoding="utf-8").splitlines()) < 120):
            time.sleep(0.001)
        staged = staging.finish()
        assert staging.finish() is staged
    assert files_of(folder) == {file.path: file.data for file in wanted}
    assert list(staged.written) == [file.path for file in wanted]
    lines = [line.split() for line in log.read_text(encoding="utf-8").splitlines()]
    helped = [target for process, target in lines if process != str(ours)]
    assert len(helped) >= 120 if room > 120 else len(helped) == room
    if room > 120:
        assert len({target for _, target in lines}) == len(lines) == len(wanted)
    assert stage(wanted, folder).written == ()


@pytest.mark.parametrize("over", [False, True], ids=["fresh", "over another"])
@pytest.mark.parametrize("helped", [False, True], ids=["alone", "with help"])
def test_where_there_is_no_space_after_any_step_the_next_run_is_right(
    over: bool,  # noqa: FBT001 - a column of the table
    helped: bool,  # noqa: FBT001 - as above
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    files_of: Files,
) -> None:
    """A process that helps meets the full disk as well, after as many steps of its own."""
    if helped:
        monkeypatch.setattr(module, "_WORTH_A_PROCESS", 1)
        monkeypatch.setattr(module, "_PIECE", 2)
        monkeypatch.setattr(processes, "count", lambda pieces, worth, most: most if pieces >= worth else 1)
    old = {"a.md": b"old", "b/c.md": b"same", "b/d.md": b"gone", "e/f.md": b"old"} if over else {}
    new = {"a.md": b"new", "b/c.md": b"same", "e/f.md": b"newer", "g/h/i.md": b"added", "g/j.md": b"too"}
    before, refused = tmp_path / "before", 0
    before.mkdir()
    if over:
        stage([StagedFile(path, data) for path, data in old.items()], before / "docs")
    for left in itertools.count():
        here = tmp_path / str(left)
        shutil.copytree(before, here, symlinks=True)
        with pytest.MonkeyPatch.context() as patch:
            disk = Disk(patch)
            disk.left = left
            try:
                stage([StagedFile(path, data) for path, data in new.items()], here / "docs")
            except OSError as error:
                refused += error.errno == errno.ENOSPC
        now = files_of(here / "docs") if (here / "docs").exists() else {}
        assert all(data in (old[path], new.get(path)) for path, data in now.items() if path in old), "none by halves"
        stage([StagedFile(path, data) for path, data in new.items()], here / "docs")
        assert files_of(here / "docs") == new
        if disk.left >= 0:
            break
    assert refused > 3
