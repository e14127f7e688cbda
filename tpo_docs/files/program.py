"""This program as it is, for what is kept between runs: another one must not believe it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path

from tpo_docs import __version__


@cache
def program() -> str:
    """Its version and Python's, and a checksum: of the list of files it was installed with, which says what each of
    them holds and so is the same on every machine; of its files' times where it runs from a checkout."""
    folder = Path(__file__).parents[1]
    try:
        installed = (folder.parent / f"tpo_docs-{__version__}.dist-info" / "RECORD").read_bytes().splitlines()
        listed = b"\n".join(sorted(line for line in installed if line.startswith(b"tpo_docs/") and b",sha256=" in line))
    except OSError:
        listed = b""
    if not listed:
        found = sorted(_sources(str(folder)))
        listed = "\n".join(f"{path} {status.st_size} {status.st_mtime_ns}" for path, status in found).encode()
    digest = blake2b(listed, digest_size=16).hexdigest()
    return f"{__version__} {sys.version_info.major}.{sys.version_info.minor} {digest}"


@cache
def installed() -> str:
    """The versions of all packages, since any of them may have a part in a page, as a checksum."""
    found: set[str] = set()
    for folder in sys.path:
        with suppress(OSError):
            found.update(name for name in os.listdir(folder or ".") if name.endswith(".dist-info"))  # noqa: PTH208 - names alone
    return blake2b(repr((sys.version, sorted(found))).encode(), digest_size=16).hexdigest()


def _sources(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    for entry in os.scandir(folder):
        if entry.name.endswith(".py"):
            yield entry.path, entry.stat()
        elif entry.is_dir() and entry.name not in ("__pycache__", "examples", "assets", "templates"):
            yield from _sources(entry.path)
