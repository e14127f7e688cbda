"""Work for more than one core: a part of it done in processes that see all that this one sees."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

_T = TypeVar("_T")
_WORTH_A_PROCESS = 250
_LENGTH = 16
_A_MOMENT = 0.001
_A_WHILE = 0.02


def count(pieces: int, worth: int = _WORTH_A_PROCESS, most: int | None = None) -> int:
    """How many processes are worth while for so many pieces of work; 1 where processes cannot be forked safely."""
    if not hasattr(os, "fork") or sys.platform == "darwin":
        return 1
    return max(1, min(most or cores(), pieces // worth + 1 if pieces >= worth else 1))


def cores() -> int:
    """How many cores this process may use: a container or `taskset` can allow it fewer than there are."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed is not None else os.cpu_count() or 1


class Helper:
    """Another process of ours that does some work and sends what it makes, piece by piece; in a `with`, at whose end it
    is waited for. What one that failed or was ended has not sent, the caller does itself, and so meets the error."""

    def __init__(self, work: Callable[[Callable[[bytes], object]], object]) -> None:
        import tempfile  # noqa: PLC0415 - long to import, and a command that answers at once needs none

        self._sent = tempfile.TemporaryFile()  # noqa: SIM115 - closed below; this process reads where it likes
        self._at = 0
        try:
            self._process = _forked(lambda: work(self._send))
        except OSError:
            self._sent.close()
            raise

    def __enter__(self) -> Helper:
        return self

    def __exit__(self, *_: object) -> None:
        self._wait()
        self._sent.close()

    def received(self, *, all_of: Callable[[], bool] | None = None) -> Iterator[bytes]:
        """The pieces sent since the last time, as soon as they are whole; with `all_of`, until it says that these are
        all, or to the end of the work."""
        going = True
        while all_of is not None and going and not all_of():
            going = self._going()
            yield from self.received()
            if going and not all_of():
                time.sleep(_A_MOMENT)
        handle = self._sent.fileno()
        while len(head := os.pread(handle, _LENGTH, self._at)) == _LENGTH:
            piece = os.pread(handle, int(head, 16), self._at + _LENGTH)
            if len(piece) < int(head, 16):
                return
            self._at += _LENGTH + len(piece)
            yield piece

    def _send(self, piece: bytes) -> None:
        self._sent.write(b"%0*x" % (_LENGTH, len(piece)) + piece)
        self._sent.flush()

    def _going(self) -> bool:
        if self._process and os.waitpid(self._process, os.WNOHANG)[0]:
            self._process = 0
        return bool(self._process)

    def _wait(self) -> None:
        if self._process:
            os.waitpid(self._process, 0)
            self._process = 0


def helper(work: Callable[[Callable[[bytes], object]], object]) -> Helper | None:
    """A helper for this work; None where the machine gives no further process, or no room for what it sends."""
    try:
        return Helper(work)
    except OSError:
        return None


class Aside:
    """Work that nobody needs before the end of a `with`, done in processes of their own meanwhile. What one that failed
    or was ended has not done, is done at the end, and so meets the error."""

    def __init__(self) -> None:
        self._going: list[tuple[int, Callable[[], object]]] = []

    def __enter__(self) -> Aside:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        failed = [work for process, work in self._going if os.waitpid(process, 0)[1]]
        for work in failed if kind is None else ():
            work()

    def do(self, work: Callable[[], object]) -> None:
        """Has it done; at once where there is no process for it."""
        try:
            self._going.append((_forked(work), work))
        except OSError:
            work()


def beside(here: Callable[[], _T], apart: Sequence[Callable[[], bytes]]) -> tuple[_T, list[bytes | None]]:
    """What `here` returns, done in this process, and what each of `apart` returns, done in one of its own meanwhile.

    None stands for a process that failed, was ended or could not be started: the caller does that part itself, and so
    meets the error.
    """
    import tempfile  # noqa: PLC0415 - as above

    try:
        place = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
    except OSError:  # no space, or no folder for such files
        return here(), [None] * len(apart)
    with place as folder:
        children = []
        for number, work in enumerate(apart):
            target = Path(folder) / str(number)
            try:
                children.append((_started(work, target), target))
            except OSError:  # the system has no more of them
                break
        try:
            result = here()
        finally:
            statuses = [os.waitpid(child, 0)[1] for child, _ in children]
        done = [
            written.read_bytes() if os.waitstatus_to_exitcode(status) == 0 else None
            for status, (_, written) in zip(statuses, children, strict=True)
        ]
        return result, done + [None] * (len(apart) - len(done))


class Shares:
    """Pieces of work, numbered from 0, of which each process takes the next one when it has done one.

    A process begins with pieces of its own that lie together, and goes on with those that others have left. To be made
    before the processes are; a piece is taken once, though one that failed may not have been done.
    """

    def __init__(self, pieces: int, processes: int) -> None:
        size = max(1, -(-pieces // processes))
        self._queues: list[int] = []
        for start in range(0, processes * size, size):
            read, write = os.pipe()
            # Numbers of four bytes, all there before anybody reads: a read takes one of them, whoever else reads.
            os.write(write, b"".join(number.to_bytes(4, "big") for number in range(start, min(start + size, pieces))))
            os.close(write)
            self._queues.append(read)

    def of(self, process: int) -> Iterator[int]:
        """The pieces for one of the processes, as it comes to them."""
        for queue in (*self._queues[process:], *self._queues[:process]):
            while number := os.read(queue, 4):
                yield int.from_bytes(number, "big")

    def close(self) -> None:
        """No process takes any more."""
        for queue in self._queues:
            os.close(queue)


def shares(pieces: int, processes: int) -> Shares | None:
    """Pieces of work to be shared; None where the system gives no more of what they are handed out by."""
    try:
        return Shares(pieces, processes)
    except OSError:
        return None


def behind(work: Callable[[], object], is_newer: Callable[[], bool]) -> bool | None:
    """Does some work in a process of its own, which is ended with all that it began as soon as `is_newer` says that it is
    of no use any more: then None. Else whether it went well; false where it has not even begun. What it leaves in the
    folder for temporary files is removed."""
    if count(1, 1, 2) == 1:  # processes cannot be forked safely here
        return False
    import shutil  # noqa: PLC0415 - as above
    import tempfile  # noqa: PLC0415 - as above

    def alone() -> None:
        os.setpgid(0, 0)
        tempfile.tempdir = place
        work()

    place = ""
    try:
        place = tempfile.mkdtemp(prefix="tpo-docs-")
        process = _forked(alone)
    except OSError:
        shutil.rmtree(place, ignore_errors=True)
        return False
    with suppress(OSError):  # it has done so itself, or has ended
        os.setpgid(process, process)
    status = -1
    try:
        while status < 0:
            ended, found = os.waitpid(process, os.WNOHANG)
            if ended:
                status = found
            elif is_newer():
                return None
            else:
                time.sleep(_A_WHILE)
    finally:
        if status < 0:
            with suppress(OSError):
                os.killpg(process, signal.SIGKILL)
            os.waitpid(process, 0)
        # It may have left thousands of files, and whoever ended it has something newer to do.
        threading.Thread(target=shutil.rmtree, args=(place, True)).start()
    return os.waitstatus_to_exitcode(status) == 0


def _started(work: Callable[[], bytes], target: Path) -> int:
    return _forked(lambda: target.write_bytes(work()))


def _forked(work: Callable[[], object]) -> int:
    sys.stdout.flush()
    sys.stderr.flush()
    process = os.fork()
    if process:
        return process
    status = 1
    gc.freeze()  # a look at what the parent has made would copy all of it
    try:
        work()
        status = 0
    finally:
        # Not sys.exit: nothing that the parent has opened or registered may be closed or run twice.
        os._exit(status)
