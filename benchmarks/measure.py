"""Runs a command and says how long it took and how much memory all of it needed at its peak."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

# An installed program is compiled once, and not in every run.
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
_ENVIRONMENT["NO_MKDOCS_2_WARNING"] = "1"


class Measure(NamedTuple):
    """Wall seconds, CPU seconds, peak resident memory in MiB; the median run of several."""

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
) -> Measure:
    """The median run of a command; `before` is called, untimed, before each run. Raises RuntimeError on any other exit status."""
    measures = []
    for _ in range(runs):
        if before is not None:
            before()
        measures.append(_once(arguments, cwd, ok))
    return sorted(measures)[len(measures) // 2]


def shown(found: Measure) -> str:
    """A measure in words."""
    return f"{found.wall:.2f} s wall, {found.cpu:.2f} s CPU, {found.peak:.0f} MB"


def bar(value: float, most: float, unit: str = " ×") -> str:
    """What a value must not pass, and whether it does."""
    return f"at most {most:g}{unit}: {'held' if value <= most else 'missed'}"


def median(values: Sequence[float]) -> float:
    """The middle value."""
    return statistics.median(values)


def _once(arguments: Sequence[str], cwd: Path | None, ok: Sequence[int]) -> Measure:
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(arguments, cwd=cwd, stdout=output, stderr=subprocess.STDOUT, env=_ENVIRONMENT)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in ok:
            output.seek(0)
            raise RuntimeError(
                f"{' '.join(arguments)} ended with {process.returncode}:\n{output.read().decode(errors='replace')[-2000:]}"
            )
    return Measure(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def size(folder: Path, pattern: str = "**/*") -> int:
    """Bytes of the files below a folder."""
    return sum(path.stat().st_size for path in folder.glob(pattern) if path.is_file())
