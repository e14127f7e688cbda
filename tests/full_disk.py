"""A disk that is full after so many steps, for this process: nothing is mocked away, files are left as a full disk would.

Steps are what takes space: a file opened to be written, each write, a folder or link made. From the one that is too
many on, all fail with ENOSPC; a write writes half of its bytes first, as the last block of a disk does. What frees or
moves (`unlink`, `rename`, `replace`) goes on working.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import shutil
from collections.abc import Callable
from typing import Any

import pytest


class Disk:
    """Counts steps; `left` is how many there are space for, and may be set at any time."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.left = 1 << 60
        self.steps: list[str] = []
        """The path of each, where it has one: a write has that of the file before it."""
        self._open, self._write = io.open, os.write
        for owner in (io, builtins):
            patch.setattr(owner, "open", self._opened)
        patch.setattr(os, "write", self._written)
        patch.setattr(os, "open", self._before(os.open, lambda _, flags, *__, **___: flags & os.O_CREAT))
        for name in ("mkdir", "link", "symlink"):
            patch.setattr(os, name, self._before(getattr(os, name), lambda *_, **__: True))
        # What copies without a write that could be seen.
        patch.setattr(shutil, "_USE_CP_SENDFILE", False)

    def has_space(self, path: object = None) -> bool:
        """Takes a step."""
        self.steps.append(self.steps[-1] if path is None and self.steps else str(path))
        self.left -= 1
        return self.left >= 0

    def _before(self, call: Callable[..., Any], takes: Callable[..., Any]) -> Callable[..., Any]:
        def checked(*arguments: Any, **options: Any) -> Any:
            if takes(*arguments, **options) and not self.has_space(arguments[0]):
                raise _full(arguments[0])
            return call(*arguments, **options)

        return checked

    def _written(self, handle: int, data: bytes) -> int:
        if not self.has_space():
            half = bytes(data)[: len(data) // 2]
            if half and self.left == -1:
                return self._write(handle, half)
            raise _full(None)
        return self._write(handle, data)

    def _opened(self, file: Any, mode: str = "r", buffering: int = -1, *arguments: Any, **options: Any) -> Any:
        if not set(mode) & set("wax+") or str(file) == os.devnull:
            return self._open(file, mode, buffering, *arguments, **options)
        if not isinstance(file, int) and not self.has_space(file):
            raise _full(file)
        opener = options.pop("opener", None)
        closefd = options.pop("closefd", True)
        raw = _File(file, mode.replace("b", "").replace("t", ""), closefd=closefd, opener=opener)
        raw.disk = self
        if buffering == 0:
            return raw
        buffered = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        return buffered if "b" in mode else io.TextIOWrapper(buffered, *arguments, **options)


class _File(io.FileIO):
    disk: Disk

    def write(self, data: Any, /) -> int:
        if self.disk.has_space():
            return super().write(data)
        half = bytes(data)[: len(data) // 2]
        if half and self.disk.left == -1:
            return super().write(half)
        raise _full(None)


def _full(path: object) -> OSError:
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), *([str(path)] if path is not None else []))
