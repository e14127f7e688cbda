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
