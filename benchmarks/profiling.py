"""Where the time goes: `python -m benchmarks --profile check|build` names the ten most expensive functions."""

from __future__ import annotations

import cProfile
import io
import os
import pstats
import tempfile
from pathlib import Path

from benchmarks import corpus
from tpo_docs import processes
from tpo_docs.cli.app import app

_MOST = 10


def table(command: str, count: int) -> str:
    """The ten functions that a cold `check` or `build` of so many items spends most time in, their callees left out.

    All is done in one process, since a profiler does not look into others.
    """
    with tempfile.TemporaryDirectory() as temporary:
        corpus.write(Path(temporary), count)
        ways = {"check": ["check", "--format", "json", "--output", os.devnull], "build": ["build"]}
        profile = cProfile.Profile()
        several, processes.count = processes.count, _one
        try:
            profile.runcall(_run, ["-C", temporary, *ways[command]])
        finally:
            processes.count = several
    stats = pstats.Stats(profile, stream=io.StringIO())
    whole: float = stats.total_tt  # type: ignore[attr-defined]  # the stubs leave out what pstats documents by use
    lines = [f"`{command}` of {count:,} items, in one process, {whole:.2f} s under the profiler", ""]
    lines += ["| function | calls | seconds | share |", "|---|--:|--:|--:|"]
    rows = sorted(stats.stats.items(), key=lambda row: -row[1][2])  # type: ignore[attr-defined]  # as above
    for (file, line, name), (_, calls, own, *_) in rows[:_MOST]:
        where = f"{name} ({_short(file)}:{line})" if line else name
        lines.append(f"| {where} | {calls:,} | {own:.3f} | {100 * own / whole:.0f} % |")
    return "\n".join(lines) + "\n"


def _one(*_: object, **__: object) -> int:
    return 1


def _run(arguments: list[str]) -> None:
    try:
        app(arguments)
    except SystemExit:
        return


def _short(file: str) -> str:
    for mark in ("/site-packages/", "/tpo_docs/"):
        before, found, rest = file.rpartition(mark)
        if found and before:
            return rest if mark == "/site-packages/" else f"tpo_docs/{rest}"
    return Path(file).name
