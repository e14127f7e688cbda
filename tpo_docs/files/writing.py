"""Files written in one step: nobody ever sees half of one."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple


def write_text(path: Path, text: str) -> None:
    """Writes a file beside its place and moves it there, so that nobody ever sees half of it."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes) -> None:
    """As `write_text`, with bytes. What is there and no regular file, as `/dev/null` or a pipe, is written into."""
    path = path.resolve()
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    beside_it = path.with_name(f".{path.name[:80]}.{os.getpid()}.new")
    try:
        beside_it.write_bytes(data)
        beside_it.replace(path)
    except OSError:
        beside_it.unlink(missing_ok=True)
        raise


def write_new(path: Path, data: bytes) -> None:
    """Writes a file that must not be there yet, or none: FileExistsError where it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb", buffering=0) as file:
        try:
            _write_whole(file.fileno(), data)
        except OSError:
            path.unlink(missing_ok=True)
            raise


def append(path: Path, data: bytes) -> None:
    """Adds to the end of a file in one write, so that two writers never mix; on a line of its own.

    Where the disk has no space for all of it, nothing is added and the OSError is raised.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    is_new = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
    try:
        size = os.fstat(handle).st_size
        if size:
            os.lseek(handle, size - 1, os.SEEK_SET)
            if os.read(handle, 1) != b"\n":
                data = b"\n" + data
        try:
            _write_whole(handle, data)
            os.fsync(handle)
        except OSError:
            os.ftruncate(handle, size)
            if is_new and not size:
                path.unlink(missing_ok=True)
            raise
    finally:
        os.close(handle)


def _write_whole(handle: int, data: bytes) -> None:
    """In one write where there is space; a disk that takes only a part says why when it is asked to take the rest."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]


class Rewrite(NamedTuple):
    """A file to be written anew, and perhaps under another name."""

    path: Path
    to: Path
    data: bytes


def write_all(files: Iterable[Rewrite]) -> None:
    """Writes all files or none: each beside its place first, then all are moved there. Where one cannot be, those moved
    already are put back and the OSError is raised."""
    beside: list[tuple[Path, Rewrite]] = []
    done: list[tuple[Rewrite, bytes | None]] = []
    try:
        for file in files:
            file.to.parent.mkdir(parents=True, exist_ok=True)
            place = file.to.with_name(f".{file.to.name[:80]}.{os.getpid()}.new")
            beside.append((place, file))
            place.write_bytes(file.data)
            if file.path.exists():
                place.chmod(stat.S_IMODE(file.path.stat().st_mode))
        for place, file in beside:
            before = file.path.read_bytes() if file.path.exists() else None
            done.append((file, before))
            place.replace(file.to)
            if file.to != file.path:
                file.path.unlink()
    except OSError:
        for file, before in reversed(done):
            with contextlib.suppress(OSError):
                if file.to != file.path:
                    file.to.unlink(missing_ok=True)
                if before is not None:
                    write_bytes(file.path, before)
        raise
    finally:
        for place, _ in beside:
            place.unlink(missing_ok=True)
