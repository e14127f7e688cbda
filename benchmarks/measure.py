"""Runs a command and says how long it took and how much memory all of it needed at its peak."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

# An installed program is compiled once, and not in every run.
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
_ENVIRONMENT["NO_MKDOCS_2_WARNING"] = "1"
_SOON, _RARELY = 0.01, 20
"""Seconds between two looks at the memory, and how many times the time that one takes."""


class Measure(NamedTuple):
    """Wall seconds, CPU seconds, peak memory in MiB of all processes together; the median run of several.

    Memory is sampled and counts pages that processes share once (PSS), at least the peak of the command itself; where the
    system does not tell that, it is the peak resident memory of the largest process, or of the one that began it.
    """

    wall: float
    cpu: float
    peak: float


def command(
    arguments: Sequence[str],
    *,
    runs: int = 3,
    cwd: Path | None = None,
    before: Callable[[], None] | None = None,
    ok: Sequence[int] = (0, 1),
    cores: int | None = None,
) -> Measure:
    """The median run of a command; `before` is called, untimed, before each run, and `cores` is how many it may use.
    Raises RuntimeError on any other exit status."""
    measures = []
    for _ in range(runs):
        if before is not None:
            before()
        if hasattr(os, "sync"):
            os.sync()  # no run pays for what an earlier one has left to be written
        measures.append(_once(arguments, cwd, ok, cores))
    return sorted(measures)[len(measures) // 2]


def take_away(*folders: Path) -> None:
    """Moves folders of a project out of the way of its next run, into a place beside the project that goes with it.

    They are not removed there and then: where many files have just been, ext4 passes over their inodes for minutes, one
    by one for each new file (`recently_deleted`), and a site of 10,000 items takes two to five seconds of processor time
    more than where nobody has removed another one.
    """
    for folder in folders:
        place = folder.parent.parent / "taken-away"
        place.mkdir(exist_ok=True)
        with suppress(FileNotFoundError):
            folder.rename(tempfile.mkdtemp(dir=place))


def shown(found: Measure) -> str:
    """A measure in words."""
    return f"{found.wall:.2f} s wall, {found.cpu:.2f} s CPU, {found.peak:.0f} MB"


def bar(value: float, most: float, unit: str = " ×") -> str:
    """What a value must not pass, and whether it does."""
    return f"at most {most:g}{unit}: {'held' if value <= most else 'missed'}"


def median(values: Sequence[float]) -> float:
    """The middle value."""
    return statistics.median(values)


def _once(arguments: Sequence[str], cwd: Path | None, ok: Sequence[int], cores: int | None) -> Measure:
    with tempfile.TemporaryFile() as output, _using(cores):
        start = time.perf_counter()
        process = subprocess.Popen(arguments, cwd=cwd, stdout=output, stderr=subprocess.STDOUT, env=_ENVIRONMENT)
        ended = threading.Event()
        peaks: list[float] = [0.0]
        watch = threading.Thread(target=_watch, args=(process.pid, ended, peaks), daemon=True)
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        ended.set()
        watch.join()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in ok:
            output.seek(0)
            raise RuntimeError(
                f"{' '.join(arguments)} ended with {process.returncode}:\n{output.read().decode(errors='replace')[-2000:]}"
            )
    return Measure(wall, usage.ru_utime + usage.ru_stime, peaks[0] or usage.ru_maxrss / 1024)


@contextmanager
def _using(cores: int | None) -> Iterator[None]:
    """Commands started meanwhile may use so many cores, where the system lets us choose."""
    allowed = os.sched_getaffinity(0) if cores is not None and hasattr(os, "sched_setaffinity") else None
    if allowed is not None:
        os.sched_setaffinity(0, sorted(allowed)[:cores])
    try:
        yield
    finally:
        if allowed is not None:
            os.sched_setaffinity(0, allowed)


def _watch(process: int, ended: threading.Event, peaks: list[float]) -> None:
    """Samples how much memory a process and those it started have together, until it ends."""
    pause = _SOON
    while not ended.wait(pause):
        start = time.perf_counter()
        # What the system counts for an ended process includes the memory of the one that started it.
        peaks[0] = max(peaks[0], sum(map(_memory, _family(process))) / 1024, _peak(process) / 1024)
        pause = max(_SOON, _RARELY * (time.perf_counter() - start))  # to look takes the machine's time, too


def _family(process: int) -> Iterator[int]:
    yield process
    with suppress(OSError):
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _family(int(child))


def _memory(process: int) -> int:
    """In KiB, shared pages in equal parts."""
    return _told(f"/proc/{process}/smaps_rollup", "Pss:")


def _peak(process: int) -> int:
    """The most resident memory of this one process until now, in KiB."""
    return _told(f"/proc/{process}/status", "VmHWM:")


def _told(file: str, name: str) -> int:
    with suppress(OSError):
        for line in Path(file).read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1])
    return 0


def size(folder: Path, pattern: str = "**/*") -> int:
    """Bytes of the files below a folder."""
    return sum(path.stat().st_size for path in folder.glob(pattern) if path.is_file())
