"""`make bench`: measures check and build, prints the table and writes it to `benchmarks/RESULTS.md`."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import browser, building, checking, history, ordering, planning, profiling, proof
from benchmarks.checking import Row, made

_GROWING = (100, 1_000, 10_000, 100_000)
_HERE = Path(__file__).parent


def main() -> int:
    """Runs the measurements; exit status 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one run each, small projects; writes nothing")
    parser.add_argument(
        "--only",
        choices=["check", "growth", "build", "large", "browser", "planning", "history", "proof"],
        help="one part of the table; `large` is a site of 100,000 items, which takes some minutes",
    )
    parser.add_argument("--profile", choices=["check", "build"], help="where the time goes instead: ten functions")
    options = parser.parse_args()
    if options.profile:
        count = 200 if options.quick else 2_000
        sys.stdout.write(profiling.table(options.profile, count))
        return 0
    runs = 1 if options.quick else 3
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as temporary:
        if options.only in (None, "check"):
            rows += checking.start_up(runs)
            for count in (1_000,) if options.quick else (1_000, 10_000):
                rows += checking.rows(Path(temporary), count, runs)
        if options.only in (None, "growth"):
            rows += checking.growth(Path(temporary), _GROWING[:3] if options.quick else _GROWING, runs)
        if options.only in (None, "build"):
            for count in (200,) if options.quick else (1_000, 5_000, 10_000):
                rows += building.rows(Path(temporary), count, runs)
            rows += building.served(Path(temporary), 200 if options.quick else 10_000)
            rows += building.pagefind(Path(temporary), 200 if options.quick else 10_000)
        if options.only == "large" or (options.only is None and not options.quick):
            rows += _large(Path(temporary), quick=options.quick)
        if options.only in (None, "browser"):
            rows += _browser(Path(temporary), quick=options.quick)
    text = _table(rows) + (
        f"\n## Order under dependencies\n\n{ordering.table(30 if options.quick else ordering.RUNS)}"
        if options.only is None
        else ""
    )
    planned: list[planning.Timed] = []
    if options.only in (None, "planning"):
        size = 500 if options.quick else planning.STORIES
        planned = list(planning.measured(size, 10 if options.quick else planning.COMMITS))
        section = f"## Planning\n\n{planning.table(planned, size)}"
        text = section if options.only == "planning" else f"{text}\n{section}"
    past: list[history.Timed] = []
    if options.only in (None, "history"):
        size, commits = (300, 6) if options.quick else (history.ITEMS, history.COMMITS)
        with tempfile.TemporaryDirectory() as temporary:
            past = list(history.measured(Path(temporary), size, commits, runs))
        section = f"## What Git knows\n\n{history.table(past, size, commits)}"
        text = section if options.only == "history" else f"{text}\n{section}"
    proven: list[proof.Timed] = []
    if options.only in (None, "proof"):
        with tempfile.TemporaryDirectory() as temporary:
            proven = list(proof.measured(Path(temporary), quick=options.quick, runs=runs))
        section = f"## Proof\n\n{proof.table(proven)}"
        text = section if options.only == "proof" else f"{text}\n{section}"
    sys.stdout.write(text)
    if not options.quick and options.only is None:
        (_HERE / "RESULTS.md").write_text(text, encoding="utf-8")
    missed = [*(row.missed for row in planned), *(row.missed for row in past), *(row.missed for row in proven)]
    return 1 if any(missed) or any("missed" in row.bar for row in rows) else 0


def _large(folder: Path, *, quick: bool) -> Iterator[Row]:
    """Building a site of 100,000 items, and its explorer where a browser is at hand."""
    sizes = (1_000, 10_000) if quick else (1_000, 10_000, 100_000)
    yield from building.growth(folder, sizes)
    if not browser.available():
        for row in browser.built(made(folder, sizes[-1]) / "site" / "1.0", sizes[-1]):
            yield Row(*row)


def _browser(folder: Path, *, quick: bool) -> Iterator[Row]:
    """What pages ask of a reader's machine, where Playwright and Chromium are at hand."""
    why_not = browser.available()
    if why_not:
        sys.stderr.write(f"the browser is not measured: {why_not}\n")
        return
    for row in browser.rows(folder, 500 if quick else 10_000, 1 if quick else 5):
        yield Row(*row)


def _table(rows: list[Row]) -> str:
    head = f"# Measurements\n\nMade by `make bench`: medians of three runs, Python {platform.python_version()}, {os.cpu_count()} cores. The machine is noisy: compare ratios, not seconds.\n\n"
    lines = ["| job | items | measured | ratio | bar |", "|---|--:|---|--:|---|"]
    lines += [f"| {row.job} | {row.items:,} | {row.value} | {row.ratio} | {row.bar} |" for row in rows]
    return head + "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
