"""Files written in one step: nobody ever sees half of one."""

from __future__ import annotations

import os
from pathlib import Path


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
