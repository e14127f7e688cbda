"""The cache of contents: only what changed is parsed, and nothing in it can make a result wrong."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import corpus
from tpo_docs import config, processes
from tpo_docs.config import Configuration
from tpo_docs.files import kept, lines
from tpo_docs.model import SourceFile
from tpo_docs.parse import FileContent, parse_file, parse_files

_PLAIN = config.default()
_FILES = tuple(
    SourceFile(f"specs/{name}", data, name)
    for name, data in (
        ("REQ-001.md", b"---\nid: REQ-001\ntitle: Split\ntags: [a, b]\n---\n# A\nIt shall split. See [[REQ-002]].\n"),
        (
            "REQ-002.md",
            b"---\nid: REQ-002\nsupports: GOAL-1\nscore: {value: 3}\n---\nOther.\n## Acceptance criteria\n- **AC1** a\n",
        ),
        ("terms.yml", b"offset: What is set off.\n"),
        ("index.md", "# Über\n\nTBD\n".encode()),
    )
)


def _contents(files: tuple[SourceFile, ...], configuration: Configuration = _PLAIN) -> list[object]:
    return [parse_file(file, configuration) for file in files]


def _read(files: tuple[SourceFile, ...], folder: Path, configuration: Configuration = _PLAIN) -> int:
    """How many of the files are parsed; what is read must be right in any case."""
    reading = kept.read(files, configuration, folder)
    assert list(reading.contents) == _contents(files, configuration)
    if reading.keep is not None:
        reading.keep()
    return reading.parsed


def _edited(number: int, data: bytes) -> tuple[SourceFile, ...]:
    return tuple(file._replace(data=data) if at == number else file for at, file in enumerate(_FILES))


def test_only_the_file_that_changed_is_parsed(tmp_path: Path) -> None:
    assert _read(_FILES, tmp_path) == 4
    assert _read(_FILES, tmp_path) == 0
    assert _read(_edited(1, b"---\nid: REQ-002\n---\nNew.\n"), tmp_path) == 1
    assert _read(_edited(1, b"---\nid: REQ-002\n---\nNew.\n"), tmp_path) == 0
    assert _read(_FILES, tmp_path) == 1  # what it was before is forgotten


def test_a_file_of_another_name_or_place_is_parsed(tmp_path: Path) -> None:
    _read(_FILES, tmp_path)
    assert _read((*_FILES[:3], _FILES[3]._replace(path="specs/other.md")), tmp_path) == 1
    assert _read((*_FILES[:3], _FILES[3]._replace(docs_path="other.md")), tmp_path) == 1
    assert _read(_FILES[1:], tmp_path) <= 1
    assert _read(_FILES[::-1], tmp_path) <= 1


def test_another_configuration_or_program_parses_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _read(_FILES, tmp_path)
    other = config.read("types:\n  requirement: {prefix: R}\n", "tpo-docs.yml")
    assert _read(_FILES, tmp_path, other) == 4
    assert _read(_FILES, tmp_path, other) == 0
    monkeypatch.setattr(kept, "program", lambda: "another")
    assert _read(_FILES, tmp_path, other) == 4


def test_without_a_folder_nothing_is_kept() -> None:
    reading = kept.read(_FILES, _PLAIN, None)
    assert (list(reading.contents), reading.parsed, reading.keep) == (_contents(_FILES), 4, None)


def test_where_nothing_can_be_written_all_is_read_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert _read(_FILES, tmp_path / "file") == 4
    assert _read(_FILES, tmp_path / "file") == 4


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache of the files in its first state and of one edit, which stands at its end."""
    folder = tmp_path_factory.mktemp("cache")
    _read(_FILES, folder)
    _read(_edited(0, b"---\nid: REQ-001\n---\nEdited.\n"), folder)
    return folder / "contents"


def _damaged(written: Path, change: Callable[[bytes], bytes]) -> None:
    folder = written.parent / "damaged"
    folder.mkdir(exist_ok=True)
    (folder / "contents").write_bytes(change(written.read_bytes()))
    _read(_FILES, folder)
    assert _read(_FILES, folder) == 0


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_cache_that_is_cut_off_anywhere_changes_nothing(written: Path, data: st.DataObject) -> None:
    size = written.stat().st_size
    start, stop = sorted((data.draw(st.integers(0, size)), data.draw(st.integers(0, size))))
    _damaged(written, lambda whole: whole[:stop])
    _damaged(written, lambda whole: whole[:start] + whole[stop:])


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_bit_that_flips_anywhere_changes_nothing(written: Path, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, written.stat().st_size - 1))
    bit = 1 << data.draw(st.integers(0, 7))
    _damaged(written, lambda whole: whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :])


@pytest.mark.parametrize("foreign", [b"", b"\n\n", b"\x00" * 100, b"[]\n", b"\xff" * 40 + b"\n", b"0" * 32 + b" []\n"])
def test_a_foreign_cache_changes_nothing(written: Path, foreign: bytes) -> None:
    _damaged(written, lambda _: foreign)


@pytest.mark.parametrize("record", [[], [[[]], [], []], [[], [["a", {"b": 1}, 0]], [[]]], {"a": 1}, None])
def test_a_line_of_another_shape_changes_nothing(tmp_path: Path, record: object) -> None:
    file = _FILES[0]
    name = [file.path, file.docs_path, file.source, lines.mark(file.data)]
    tmp_path.joinpath("contents").write_bytes(lines.sealed([*name, record], kept.key_of(_PLAIN)))
    assert _read(_FILES, tmp_path) == 4


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 3), st.integers(0, 4)), min_size=2, max_size=8))
def test_two_that_write_at_once_cannot_mislead_a_third(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[bool, int, int]]
) -> None:
    folder = tmp_path_factory.mktemp("cache")
    waiting = []
    for is_late, number, word in steps:
        files = _edited(number, f"---\nid: REQ-00{word}\n---\nText {word}.\n".encode())
        reading = kept.read(files, _PLAIN, folder)
        assert list(reading.contents) == _contents(files)
        if is_late and reading.keep is not None:
            waiting.append(reading.keep)
        elif reading.keep is not None:
            reading.keep()
    for keep in waiting:
        keep()
        _read(_FILES, folder)
    _read(_FILES, folder)
    assert _read(_FILES, folder) == 0


def test_many_edits_do_not_make_the_cache_grow_without_end(tmp_path: Path) -> None:
    _read(_FILES, tmp_path)
    for number in range(300):
        _read(_edited(0, f"{number}\n".encode()), tmp_path)
    assert len(tmp_path.joinpath("contents").read_bytes().splitlines()) <= 2 * len(_FILES) + 101


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked here")
def test_two_processes_read_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus.write(tmp_path, 60)
    files = tuple(
        SourceFile(path.relative_to(tmp_path).as_posix(), path.read_bytes(), path.name)
        for path in sorted((tmp_path / "specs").rglob("*.*"))
    )
    monkeypatch.setattr(processes, "count", lambda *_: 2)
    monkeypatch.setattr(kept, "_FEW", 5)
    assert _read(files, tmp_path / "cache") == len(files)
    assert _read(files, tmp_path / "cache") == 0
    one = tmp_path.joinpath("cache/contents").read_bytes()
    shutil.rmtree(tmp_path / "cache")
    monkeypatch.setattr(processes, "count", lambda *_: 1)
    assert _read(files, tmp_path / "cache") == len(files)
    assert tmp_path.joinpath("cache/contents").read_bytes() == one
    monkeypatch.setattr(processes, "count", lambda *_: 2)
    shutil.rmtree(tmp_path / "cache")
    assert _read(files, tmp_path / "cache") == len(files)
    shutil.rmtree(tmp_path / "cache")

    here = os.getpid()

    def fails(files: Sequence[SourceFile], configuration: Configuration) -> Iterator[FileContent]:
        """Fails in the other process, at the second piece that it begins."""
        begun.append(files)
        if os.getpid() != here and len(begun) > 1:
            os._exit(1)
        return parse_files(files, configuration)

    begun: list[Sequence[SourceFile]] = []
    monkeypatch.setattr(kept, "_PIECE", 4)
    monkeypatch.setattr(kept, "parse_files", fails)
    assert _read(files, tmp_path / "cache") == len(files)
    assert _read(files, tmp_path / "cache") == 0
    assert tmp_path.joinpath("cache/contents").read_bytes() == one


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked here")
def test_what_is_to_be_done_anyway_is_done_while_another_process_parses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.setattr(kept, "_PIECE", 1)
    for count, times in ((2, 1), (1, 0)):
        # Not by the count of processes, which is one as long as another test's thread is not quite done.
        monkeypatch.setattr(kept, "_forking", lambda _, count=count: count > 1)
        done.clear()
        reading = kept.read(_FILES, _PLAIN, tmp_path / "cache", meanwhile=lambda: done.append("meanwhile"))
        assert list(reading.contents) == _contents(_FILES)
        assert len(done) == times
