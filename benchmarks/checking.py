"""How long a check takes: cold, of an unchanged project, after an edit; how it grows; how soon the program answers.

Each is compared with a floor, reading the files and PyYAML's C loader, that is measured in the same round: the machine
is as busy for the one as for the other, and the median of the rounds' ratios counts.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks import corpus, measure
from benchmarks.measure import Measure

_TPO = str(Path(sys.executable).with_name("tpo-docs"))
_FLOOR = str(Path(__file__).with_name("floor.py"))

_ROUNDS = 20
"""How often a project of a hundred items is checked, each time beside one of a single item."""
COLD, UNCHANGED, EDITED, START_UP, GROWTH, PEAK = 1.5, 0.25, 0.3, 0.08, 1.2, 3000
"""The bars: times of the floor, seconds, times of the least, MB."""


class Row(NamedTuple):
    """A line of the table."""

    job: str
    items: int
    value: str
    ratio: str = ""
    bar: str = ""
    """What the ratio must not pass, and whether it does."""


def rows(folder: Path, count: int, runs: int) -> Iterator[Row]:
    """The check of a generated project of so many items."""
    project = made(folder, count)
    cache = project / ".tpo-docs"
    page = next((project / "specs" / "storys").rglob("*.md"))
    text = page.read_bytes()

    def with_words() -> None:
        page.write_bytes(text + b"\nOne more line of text.\n")

    def with_status() -> None:
        page.write_bytes(text.replace(b"\nstatus: ", b"\nstatus: x", 1))

    def as_it_was() -> None:
        page.write_bytes(text)

    checked = _check(project)
    jobs: list[tuple[str, Callable[[], object], float]] = [
        ("check, cold", lambda: shutil.rmtree(cache, ignore_errors=True), COLD),
        ("check, nothing changed", lambda: None, UNCHANGED),
        ("check, words of one file changed", with_words, EDITED),
        ("check, status of one file changed", with_status, EDITED),
    ]
    floors: list[Measure] = []
    found: dict[str, list[Measure]] = {job: [] for job, _, _ in jobs}
    for _ in range(runs):
        as_it_was()
        floors.append(measure.command([sys.executable, _FLOOR, str(project / "specs")], runs=1))
        for job, before, _ in jobs:
            before()
            found[job].append(measure.command(checked, runs=1))
    as_it_was()
    yield Row("floor: read the files, PyYAML's C loader", count, measure.shown(_middle(floors)))
    for job, _, most in jobs:
        ratio = statistics.median(own.wall / floor.wall for own, floor in zip(found[job], floors, strict=True))
        bar = measure.bar(ratio, most) if most and count >= 10_000 else ""
        yield Row(job, count, measure.shown(_middle(found[job])), f"{ratio:.2f} ×", bar)
    if count >= 10_000:
        peak = _middle(found["check, cold"]).peak
        yield Row("check, peak memory in MB", count, f"{peak:.0f}", "", measure.bar(peak, 400, " MB"))


def start_up(runs: int) -> Iterator[Row]:
    """How soon the program answers."""
    found = measure.command([_TPO, "--version"], runs=3 * runs)
    yield Row("tpo-docs --version", 0, measure.shown(found), "", measure.bar(found.wall, START_UP, " s"))


def growth(folder: Path, counts: tuple[int, ...], runs: int) -> Iterator[Row]:
    """Processor time an item on one core, without that of starting, in projects of growing size; compared with the first
    one. On two cores a check takes less time, but a fifth more of processors: what the one has read goes to the other."""

    def cold(count: int, runs: int, cores: int | None = 1) -> Measure:
        project = made(folder, count)
        cache = project / ".tpo-docs"
        return measure.command(
            _check(project), runs=runs, before=lambda: shutil.rmtree(cache, ignore_errors=True), cores=cores
        )

    rounds = [(cold(1, 1).cpu, cold(counts[0], 1).cpu) for _ in range(_ROUNDS)]
    empty, small = map(min, zip(*rounds, strict=True))  # the least, as of a hundred items the machine's noise is more
    first = 0.0
    for count in counts:
        used = small if count == counts[0] else cold(count, runs if count < 10_000 else 1).cpu
        each = max(0.0, used - empty) / count
        first = first or each
        judged = measure.bar(each / first, GROWTH)
        yield Row("growth: check on one core, ms an item", count, f"{1000 * each:.3f}", f"{each / first:.2f} ×", judged)
        if count >= 10_000:
            found = cold(count, 1, None)
            bar = measure.bar(found.peak, PEAK, " MB") if count >= 100_000 else ""
            yield Row("growth: check on all cores", count, measure.shown(found), "", bar)


def made(folder: Path, count: int) -> Path:
    """A generated project of so many items."""
    target = folder / f"items-{count}"
    if not target.exists():
        corpus.write(target, count)
    return target


def _check(project: Path) -> list[str]:
    return [_TPO, "-C", str(project), "check", "--format", "json", "--output", os.devnull]


def _middle(found: list[Measure]) -> Measure:
    return sorted(found)[len(found) // 2]
