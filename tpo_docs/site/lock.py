"""One build at a time: a lock on a file that the system gives back when its owner ends, however it ends."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tpo_docs.site.errors import SiteError

_PATIENCE = 600.0
_PAUSE = 0.1


@contextmanager
def locked(path: Path, say: Callable[[str], None], patience: float = _PATIENCE) -> Iterator[None]:
    """Holds the lock; says so once while another build holds it, and gives up with a SiteError at the end."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _taken(descriptor):
            say("another build is running here; waiting for it")
            end = time.monotonic() + patience
            while not _taken(descriptor):
                if time.monotonic() > end:
                    raise SiteError(f"another build is still running here after {patience:.0f} s; try again later")
                time.sleep(_PAUSE)
        yield
    finally:
        os.close(descriptor)  # gives the lock back


if sys.platform == "win32":
    import msvcrt

    def _taken(descriptor: int) -> bool:
        try:
            os.lseek(descriptor, 0, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _taken(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
