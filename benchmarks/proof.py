"""Test results and markers in code, measured: a million cases, ten thousand items with verdicts, a large tree."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks import corpus, measure

REPORTS, CASES, ITEMS, SOURCES = 2_000, 500, 10_000, 50_000
_TPO = str(Path(sys.executable).with_name("tpo-docs"))
_RUNS_OF_TESTS = 3
"""Cases of each test in the project with results."""


class Timed(NamedTuple):
    """A job with its measure, the most seconds it may take and the most memory in MiB."""

    job: str
    found: measure.Measure
    most: float | None = None
    memory: float | None = None

    @property
    def missed(self) -> bool:
        """Whether it took longer, or more."""
        return (self.most is not None and self.found.wall > self.most) or (
            self.memory is not None and self.found.peak > self.memory
        )


def measured(folder: Path, *, quick: bool = False, runs: int = 3) -> Iterator[Timed]:
    """Each job; of a quick run a hundredth of the size, held against no bar."""
    part = 100 if quick else 1
    few = _reports(folder / "reports", REPORTS // part, CASES)
    adding = [_TPO, "-C", str(few), "results", "add", str(few / "reports"), "--dry-run"]
    name = f"{REPORTS // part:,} reports with {REPORTS // part * CASES:,} cases"
    yield Timed(name, measure.command(adding, runs=1 if quick else runs), None, None if quick else 200)
    project = folder / "items"
    corpus.write(project, ITEMS // part)
    checking = [_TPO, "-C", str(project), "check", "--no-cache", "--output", os.devnull]
    yield Timed(f"check of {ITEMS // part:,} items without results", measure.command(checking, runs=runs))
    _results(project)
    yield Timed("… with three results for each test", measure.command(checking, runs=runs))
    tree = _tree(folder / "tree", SOURCES // part)
    looking = [_TPO, "-C", str(tree), "check", "--no-cache", "--output", os.devnull]
    yield Timed(
        f"{SOURCES // part:,} source files looked through", measure.command(looking, runs=runs), None if quick else 10
    )


def table(timed: list[Timed]) -> str:
    """The measures as Markdown."""
    rows = [f"| {one.job} | {measure.shown(one.found)} | {_bar(one)} |" for one in timed]
    return "\n".join(["| job | time | bar |", "|---|---|---|", *rows]) + "\n"


def _bar(one: Timed) -> str:
    if one.most is not None:
        return measure.bar(one.found.wall, one.most, " s")
    return measure.bar(one.found.peak, one.memory, " MB") if one.memory is not None else ""


def _reports(folder: Path, reports: int, cases: int) -> Path:
    (folder / "reports").mkdir(parents=True)
    (folder / "specs").mkdir()
    for number in range(1000):
        head = f"pkg.m{number // 10}.test_{number}"
        text = f"---\nid: TEST-{number:04}\ntitle: T\nkind: automated\nresult_key: ['{head}::test_1*']\n---\n"
        (folder / f"specs/TEST-{number:04}.md").write_text(text, encoding="utf-8")
    for number in range(reports):
        head = f"pkg.m{number // 10}.test_{number}"
        rows = "".join(
            f'<testcase classname="{head}" name="test_{case}" time="0.01"><system-out>{"x" * 100}</system-out></testcase>'
            for case in range(cases)
        )
        text = f'<testsuites><testsuite name="s" timestamp="2027-02-01T10:00:00">{rows}</testsuite></testsuites>'
        (folder / f"reports/r{number}.xml").write_text(text, encoding="utf-8")
    return folder


def _results(project: Path) -> None:
    tests = sorted(path.stem for path in (project / "specs").rglob("TEST-*.md"))
    rows = (
        f'{{"case": "pkg.{name}::test_{number}", "result": "{"failed" if place % 50 == 0 else "passed"}", '
        f'"at": "2027-01-01T00:00:00Z", "names": ["{name}"]}}\n'
        for place, name in enumerate(tests)
        for number in range(_RUNS_OF_TESTS)
    )
    (project / "records").mkdir()
    (project / "records/results.jsonl").write_text("".join(rows), encoding="utf-8")


def _tree(folder: Path, files: int) -> Path:
    line = "def function(a, b):\n    return a + b  # a comment of some length, to make the file a real one\n"
    for number in range(files):
        place = folder / f"src/p{number % 500}"
        place.mkdir(parents=True, exist_ok=True)
        marker = f"# tpo: implements SPEC-{number // 50 % 100:03}\n" if number % 50 == 0 else ""
        (place / f"f{number}.py").write_text(line * 30 + marker, encoding="utf-8")
    (folder / "specs").mkdir()
    for number in range(100):
        text = f"---\nid: SPEC-{number:03}\ntitle: S\nkind: data\n---\nText.\n"
        (folder / f"specs/SPEC-{number:03}.md").write_text(text, encoding="utf-8")
    (folder / "tpo-docs.yml").write_text("code: src\n", encoding="utf-8")
    for command in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", "-C", str(folder), *command], check=True)
    return folder
