"""What a check found is remembered as long as all that it read is the same."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.files.folders import write
from tpo_docs import files
from tpo_docs.files import lines
from tpo_docs.files.memory import FORMAT, Basis, Memory, now
from tpo_docs.files.selection import Selection


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    write(
        tmp_path, {"tpo-docs.yml": "", "specs/a.md": "one", "specs/b.md": "two", "api.yml": "x: 1", "specs/pic.png": ""}
    )
    return Memory(files.find(tmp_path))


def _keep(memory: Memory, *, commit: str = "", begun: int | None = None) -> None:
    store = memory.store
    read = {
        path: data
        for path, data in store.read(["specs/a.md", "specs/b.md", "tpo-docs.yml", "api.yml"])
        if isinstance(data, bytes)
    }
    sources = {path: read[path] for path in ("specs/a.md", "specs/b.md")}
    others = {path: read[path] for path in ("tpo-docs.yml", "api.yml")}
    basis = Basis("check", (Selection("specs"),), ("terms",), sources, others, ["api.yml", "none.yml"], commit)
    memory.keep(["found"], basis, store.stamps, now() + 10_000_000_000 if begun is None else begun)


def _recall(memory: Memory, question: str = "check", head: str = "") -> object:
    return Memory(memory.place).recall(question, lambda: head)


def test_what_was_found_is_remembered_while_nothing_changes(memory: Memory) -> None:
    assert _recall(memory) is None
    _keep(memory)
    assert _recall(memory) == ["found"]
    assert _recall(memory, "check --select TPO2") is None
    assert (memory.place.root / ".tpo-docs" / ".gitignore").read_text() == "*\n"


def test_a_file_that_is_touched_or_rewritten_with_the_same_text_changes_nothing(memory: Memory) -> None:
    _keep(memory)
    file = memory.place.root / "specs" / "a.md"
    os.utime(file, (1, 1))
    assert _recall(memory) == ["found"]
    file.unlink()
    file.write_text("one")
    assert _recall(memory) == ["found"]


@pytest.mark.parametrize(
    "change",
    [
        {"specs/a.md": "uno"},
        {"specs/a.md": "longer"},
        {"specs/new.md": ""},
        {"specs/deep/new.md": ""},
        {"specs/terms.yml": ""},
        {"tpo-docs.yml": "version: '1'"},
        {"api.yml": "x: 2"},
        {"none.yml": ""},
        {"specs/a.md": None},
        {"api.yml": None},
        {"tpo-docs.yml": None},
    ],
)
def test_any_change_of_what_was_read_is_seen(memory: Memory, change: dict[str, str | None]) -> None:
    _keep(memory)
    for path, text in change.items():
        file = memory.place.root / path
        if text is None:
            file.unlink()
        else:
            write(memory.place.root, {path: text})
    assert Memory(files.find(memory.place.root)).recall("check", lambda: "") is None


def test_a_change_that_keeps_size_and_times_is_seen_while_the_file_is_fresh(memory: Memory) -> None:
    """On a file system with coarse times a file may change twice in one tick."""
    file = memory.place.root / "specs" / "a.md"
    before = file.stat()
    _keep(memory, begun=before.st_mtime_ns)
    path = memory.folder / "checked"
    file.write_text("eno")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = file.stat()
    content = lines.opened(path.read_bytes())
    content["files"]["specs/a.md"][1:] = [after.st_size, after.st_mtime_ns, after.st_ctime_ns, after.st_ino]
    path.write_bytes(lines.sealed(content))
    assert _recall(memory) is None


def test_a_new_attachment_changes_nothing(memory: Memory) -> None:
    _keep(memory)
    write(memory.place.root, {"specs/other.png": ""})
    assert _recall(memory) == ["found"]


def test_a_new_commit_counts_where_history_was_looked_at(memory: Memory) -> None:
    _keep(memory, commit="abc")
    assert _recall(memory, head="abc") == ["found"]
    assert _recall(memory, head="def") is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no json",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"{}",
        b'{"format": "%s"}' % FORMAT.encode(),
        b'{"format": "other/1", "program": "x"}',
        b"[" * 100_000,
    ],
)
def test_a_damaged_or_foreign_memory_is_none(memory: Memory, content: bytes) -> None:
    write(memory.place.root, {".tpo-docs/cache/checked": ""})
    for whole in (content, f"{lines.mark(content)} ".encode() + content):
        (memory.folder / "checked").write_bytes(whole)
        assert _recall(memory) is None


def test_a_bit_that_flips_in_the_memory_makes_it_none(memory: Memory) -> None:
    _keep(memory)
    path = memory.folder / "checked"
    whole = path.read_bytes()
    for at in range(0, len(whole) - 1, 7):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert _recall(memory) is None, at
    path.write_bytes(whole[:-20])
    assert _recall(memory) is None


@pytest.mark.parametrize(
    "key", ["files", "selections", "collections", "cited", "others", "begun", "commit", "found", "config"]
)
def test_a_memory_with_a_part_missing_or_of_another_shape_is_none(memory: Memory, key: str) -> None:
    _keep(memory)
    path = memory.folder / "checked"
    content = lines.opened(path.read_bytes())
    for value in (None, 7, "text", [["x"]], {"x": 1}) if key in ("files", "selections", "cited", "others") else ():
        path.write_bytes(lines.sealed({**content, key: value}))
        assert _recall(memory) is None
    del content[key]
    path.write_bytes(lines.sealed(content))
    assert _recall(memory) is None


def test_another_program_has_no_memory_of_ours(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    _keep(memory)
    monkeypatch.setattr("tpo_docs.files.memory.program", lambda: "0.0.0")
    assert _recall(memory) is None


def test_where_nothing_can_be_written_nothing_is_remembered(memory: Memory) -> None:
    write(memory.place.root, {".tpo-docs": "a file"})
    _keep(memory)
    assert _recall(memory) is None
