"""What each file holds, kept in `.tpo-docs/cache/contents` so that only files that changed are parsed again.

A line for each file: path, where its page goes, source, checksum of its bytes, and its content as `contents` packs it.
The lines' own checksums are keyed with the program and the configuration, so a line is believed only where the same
program, with the same configuration, has read the same bytes from a file of the same name. Sizes and times say nothing
here. Lines may be added at the end: of two for one file the last counts.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from tpo_docs import contents, processes
from tpo_docs.config import Configuration
from tpo_docs.files import lines
from tpo_docs.files.program import program
from tpo_docs.files.writing import write_bytes
from tpo_docs.model import SourceFile
from tpo_docs.parse import FileContent, parse_files

FORMAT = "tpo-docs/contents/1"
_FILE = "contents"
_WORTH_A_PROCESS = 600
_PIECE = 50
"""So many files are parsed by one process at once, until none are left: which is the faster one changes with the machine,
and what another process has parsed is packed there and unpacked here besides."""
_FEW = 100
"""So many lines are rather added than that all are written anew."""


class Reading(NamedTuple):
    """The contents of files, and what is to be written down that the next run finds them."""

    contents: Sequence[FileContent]
    parsed: int
    """How many of the files were parsed; the others were known."""
    keep: Callable[[], None] | None
    """Writes down what is new; None where nothing is."""
    marks: Mapping[str, str] = {}
    """The checksum of each file, by path; empty without a cache."""


def key_of(configuration: Configuration) -> bytes:
    """What the content of a file depends on beside its bytes and its name."""
    basis = f"{FORMAT}\n{program()}\n{configuration.path}\n{configuration.text}"
    return lines.mark(basis.encode("utf-8", "replace")).encode()


def read(
    files: Sequence[SourceFile],
    configuration: Configuration,
    folder: Path | None,
    step: Callable[[int], None] | None = None,
    meanwhile: Callable[[], object] | None = None,
) -> Reading:
    """The contents of these files, from the cache in that folder where it knows them; None for no cache.
    `step` is called with how many more of them have been read, and `meanwhile` once another process has begun to, where
    one does."""
    step = step or (lambda _: None)
    if folder is None:
        return Reading(_stepping(files, configuration, step), len(files), None)
    key = key_of(configuration)
    known = _Known(folder / _FILE, key)
    marks = {file.path: lines.mark(file.data) for file in files}
    found = [known.content(file, marks[file.path]) for file in files]
    missing = [number for number, content in enumerate(found) if content is None]
    step(len(files) - len(missing))
    fresh: dict[str, bytes] = {}
    parsed = _parsed([files[number] for number in missing], configuration, key, fresh, step, meanwhile)
    for number, content in zip(missing, parsed, strict=True):
        found[number] = content
    whole = [content for content in found if content is not None]

    def keep() -> None:
        if len(missing) <= _FEW and known.is_sound and not known.surplus(len(files)):
            add(folder, b"".join(sealed(files[number], whole[number], key) for number in missing))
            return
        written = (
            known.line(file.path) or fresh.get(file.path) or sealed(file, content, key)
            for file, content in zip(files, whole, strict=True)
        )
        _write(folder, b"".join([line if line.endswith(b"\n") else line + b"\n" for line in written]))

    return Reading(whole, len(missing), keep if missing or known.surplus(len(files)) else None, marks)


def _write(folder: Path, data: bytes) -> None:
    """Where it cannot be written, files are parsed again next time."""
    try:
        write_bytes(folder / _FILE, data)
        ignore = folder.parent / ".gitignore"
        if not ignore.exists():
            write_bytes(ignore, b"*\n")
    except OSError:
        return


def sealed(file: SourceFile, content: FileContent, key: bytes) -> bytes:
    """The line of a file; empty where its content cannot be packed."""
    try:
        return lines.sealed([*_name(file), contents.pack(content, file)], key)
    except ValueError:
        return b""


def records(
    folder: Path, digests: Mapping[str, str], key: bytes
) -> dict[str, tuple[tuple[str, int], contents.Record]] | None:
    """What is kept of some files, by path, each with its checksum: docs path, source and packed content. None where it
    is not kept of all of them."""
    try:
        data = (folder / _FILE).read_bytes()
    except OSError:
        return None
    found = {}
    for path, digest in digests.items():
        at = data.find(f'"{digest}"'.encode())
        while at >= 0 and path not in found:
            end = data.find(b"\n", at)
            line = data[data.rfind(b"\n", 0, at) + 1 : end if end >= 0 else len(data)]
            if lines.holds(line, key):
                name, docs_path, source, mark, record = lines.opened(line)
                if (name, mark) == (path, digest):
                    found[path] = (docs_path, source), record
            at = data.find(f'"{digest}"'.encode(), at + 1)
        if path not in found:
            return None
    return found


class Records:
    """What is kept of the files of a project, each looked up when it is asked for."""

    def __init__(self, folder: Path, files: Mapping[str, str], key: bytes) -> None:
        """`files` are the checksums of the files by path, in their order; raises an OSError."""
        self._files = files
        self._key = key
        self._data = (folder / _FILE).read_bytes()
        self._places = {path: number for number, path in enumerate(files)}

    def find(self, path: str) -> tuple[tuple[str, int], contents.Record] | None:
        """Docs path, source and packed content of a file; None where it is not kept."""
        for where in (self._near, self._added):
            line = where(path)
            if lines.holds(line, self._key):
                name, docs_path, source, mark, record = lines.opened(line)
                if (name, mark) == (path, self._files[path]):
                    return (docs_path, source), record
        return None

    def _near(self, path: str) -> bytes:
        """The line of a file among those that were written in the order of the files; another one where it is not there."""
        data, wanted = self._data, self._places[path]
        low, high = 0, len(data)
        while low < high:
            start = data.rfind(b"\n", 0, (low + high) // 2) + 1
            end = data.find(b"\n", start)
            line = data[start : end if end >= 0 else len(data)]
            place = self._places.get(lines.first(line), -1)
            if place == wanted or place < 0:
                return line
            if place < wanted:
                low = start + len(line) + 1
            else:
                high = start
        return b""

    def _added(self, path: str) -> bytes:
        """The last line of a file, wherever it stands."""
        return lines.last_of(self._data, path)


def add(folder: Path, new: bytes) -> None:
    """Adds the lines of files that have changed since; where that cannot be, they are parsed again next time."""
    try:
        lines.append(folder / _FILE, new)
    except OSError:
        return


def _name(file: SourceFile) -> list[Any]:
    return [file.path, file.docs_path, file.source, lines.mark(file.data)]


class _Known:
    """What the cache knows."""

    def __init__(self, path: Path, key: bytes) -> None:
        try:
            written = path.read_bytes().split(b"\n")
        except OSError:
            written = []
        self._all = len(written)
        # Lines may be added to what is there, unless its end is cut off.
        self.is_sound = len(written) > 1 and not written[-1]
        whole = [line for line in written if lines.holds(line, key)]
        rows: list[list[Any]] = lines.opened_all(whole) if whole else []
        self._rows = {row[0]: row for row in rows}
        self._lines = {row[0]: line for row, line in zip(rows, whole, strict=True)}

    def content(self, file: SourceFile, mark: str) -> FileContent | None:
        """The content of a file; None where its name or its bytes are others now."""
        row = self._rows.pop(file.path, None)
        if row is None or row[:4] != [file.path, file.docs_path, file.source, mark]:
            self._lines.pop(file.path, None)
            return None
        try:
            return contents.unpack(row[4], file)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError):  # somebody else has written into it
            self._lines.pop(file.path, None)
            return None

    def line(self, path: str) -> bytes:
        """The line of a file whose content was known."""
        return self._lines.get(path, b"")

    def surplus(self, count: int) -> bool:
        """Whether many lines are of no use any more."""
        return self._all > 2 * count + 100


def _parsed(
    files: Sequence[SourceFile],
    configuration: Configuration,
    key: bytes,
    fresh: dict[str, bytes],
    step: Callable[[int], None],
    meanwhile: Callable[[], object] | None,
) -> list[FileContent]:
    """The contents of files that the cache does not know; of many, another process parses the last ones."""
    if not _forking(len(files)):
        return _stepping(files, configuration, step)
    pieces = [files[start : start + _PIECE] for start in range(0, len(files), _PIECE)]
    found: dict[int, list[FileContent]] = {}
    shares = processes.shares(len(pieces), 2)
    if shares is None:
        return _stepping(files, configuration, step)
    theirs = shares.of(1)

    def elsewhere(send: Callable[[bytes], object]) -> None:
        for number in theirs:
            parsed = zip(pieces[number], parse_files(pieces[number], configuration), strict=True)
            send(b"%d\n" % number + b"".join([sealed(file, content, key) or b"\n" for file, content in parsed]))

    with closing(shares):
        other = processes.helper(elsewhere)
        if other is None:
            return _stepping(files, configuration, step)
        with other:
            if meanwhile is not None:
                meanwhile()
            for number in shares.of(0):
                found[number] = _stepping(pieces[number], configuration, step)
                for sent in other.received():
                    _add(sent, pieces, found, fresh, step)
            for sent in other.received(all_of=lambda: len(found) == len(pieces)):
                _add(sent, pieces, found, fresh, step)
    for number, piece in enumerate(pieces):
        if number not in found:  # the other process has failed there, or there is what cannot be packed
            found[number] = _stepping(piece, configuration, step)
    return [content for number in range(len(pieces)) for content in found[number]]


def _add(
    sent: bytes,
    pieces: Sequence[Sequence[SourceFile]],
    found: dict[int, list[FileContent]],
    fresh: dict[str, bytes],
    step: Callable[[int], None],
) -> None:
    """Adds a piece that another process has parsed: its number, and the lines of its files."""
    head, *texts = sent.split(b"\n")[:-1]
    piece = pieces[int(head)]
    if int(head) in found or not all(texts):
        return
    rows = lines.opened_all(texts)
    found[int(head)] = [contents.unpack(row[4], file) for file, row in zip(piece, rows, strict=True)]
    fresh.update(zip([file.path for file in piece], texts, strict=True))
    step(len(piece))


def _forking(count: int) -> bool:
    """Whether so many files are worth a second process, and one can be had."""
    return threading.active_count() == 1 and processes.count(count, _WORTH_A_PROCESS, min(2, processes.cores())) > 1


def _stepping(
    files: Sequence[SourceFile], configuration: Configuration, step: Callable[[int], None]
) -> list[FileContent]:
    found = []
    for content in parse_files(files, configuration):
        found.append(content)
        step(1)
    return found
