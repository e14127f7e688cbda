"""Git as a command: what it prints, all at once or as it comes; nothing where it fails or is not there."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

_OUTSIDE = "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"  # set inside hooks, where they would name another repository


def lines_of(folder: Path, *arguments: str) -> list[str]:
    """The lines that a Git command prints."""
    printed = printed_by(folder, *arguments).decode("utf-8", "surrogateescape")
    return printed.removesuffix("\n").split("\n") if printed else []


def printed_by(folder: Path, *arguments: str) -> bytes:
    """What a Git command prints; nothing where it fails or there is no Git."""
    try:
        done = subprocess.run(
            command_of(folder, arguments), capture_output=True, check=False, env=environment(), stdin=subprocess.DEVNULL
        )
    except OSError:
        return b""
    return done.stdout if done.returncode == 0 else b""


def opened(folder: Path, *arguments: str, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    """A Git command that is read from, or asked, while it works."""
    return subprocess.Popen(
        command_of(folder, arguments), stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment()
    )


def tokens_of(stream: IO[bytes] | None) -> Iterator[str]:
    """The parts of a stream between its NUL bytes."""
    if stream is None:
        return
    rest = b""
    while chunk := stream.read(1 << 16):
        *whole, rest = (rest + chunk).split(b"\0")
        for token in whole:
            yield token.decode("utf-8", "surrogateescape")
    if rest:
        yield rest.decode("utf-8", "surrogateescape")


def command_of(folder: Path, arguments: Iterable[str]) -> list[str]:
    """The whole command."""
    return ["git", "-C", str(folder), "-c", "core.quotePath=false", "-c", "log.showSignature=false", *arguments]


def environment() -> dict[str, str]:
    """What it is run with: this repository and no other, and words that can be read."""
    return {
        **{name: value for name, value in os.environ.items() if name not in _OUTSIDE},
        "GIT_OPTIONAL_LOCKS": "0",
        "LC_ALL": "C",
    }
