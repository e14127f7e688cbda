"""What Git knows of a project, measured: a version at a tag, a difference, all that pages of changes are made of."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks import corpus, measure

ITEMS = 10_000
COMMITS = 50
_EDITED = 40
"""Files that each commit edits."""
_TPO = str(Path(sys.executable).with_name("tpo-docs"))


class Timed(NamedTuple):
    """A job with its time, and the most that it may take."""

    job: str
    found: measure.Measure
    most: float | None = None

    @property
    def missed(self) -> bool:
        """Whether it took longer."""
        return self.most is not None and self.found.wall > self.most


def measured(folder: Path, items: int = ITEMS, commits: int = COMMITS, runs: int = 3) -> Iterator[Timed]:
    """Each job on a repository of so many items and commits, the first tagged v1.0 and the last but one v1.1."""
    project = repository(folder / f"history-{items}", items, commits)
    base = [_TPO, "-C", str(project)]
    bar = 5.0 if items <= ITEMS else None
    listed = [*base, "check", "--ref", "v1.0", "--format", "json", "--output", os.devnull]
    yield Timed("a version at a tag, read and judged", measure.command(listed, runs=runs), bar)
    differing = [*base, "diff", "v1.0..v1.1", "--format", "json", "--output", os.devnull]
    yield Timed("the difference of two tags", measure.command(differing, runs=runs), 2 * bar if bar else None)
    reported = [*base, "report", "--base", "v1.1", "--output", os.devnull]
    yield Timed("the report on a pull request", measure.command(reported, runs=runs))
    for name in ("read", "histories", "changes"):
        script = [sys.executable, "-c", _SCRIPT, str(project), name]
        yield Timed(_JOBS[name], measure.command(script, runs=runs))
    recorded = [*base, "snapshot", "--dry-run"]
    yield Timed("today as a recorded day", measure.command(recorded, runs=runs))


_JOBS = {
    "read": "the folder as it is, read and judged",
    "histories": "… and the history of every item",
    "changes": "… and compared with both tags, with trends",
}
_SCRIPT = """
import sys
from pathlib import Path
from tpo_docs import files, past
found = files.load(Path(sys.argv[1]))
if sys.argv[2] == "histories":
    past.VERSIONS = 0
if sys.argv[2] != "read":
    assert past.changes(found).histories
"""


def repository(folder: Path, items: int, commits: int) -> Path:
    """A repository in which each commit edits a few items, one after another."""
    if folder.exists():
        return folder
    corpus.write(folder, items)
    _git(folder, "init", "-q", "-b", "main")
    _commit(folder, 0)
    _git(folder, "tag", "v1.0")
    paths = sorted((folder / "specs/requirements").rglob("*.md")) + sorted((folder / "specs/storys").rglob("*.md"))
    for number in range(1, commits):
        for place in range(_EDITED):
            path = paths[(number * 131 + place * 17) % len(paths)]
            path.write_text(f"{path.read_text('utf-8')}\nChanged in step {number}.\n", encoding="utf-8")
        _commit(folder, number)
        if number == commits - 2:
            _git(folder, "tag", "v1.1")
    return folder


def table(rows: list[Timed], items: int, commits: int) -> str:
    """The rows as Markdown."""
    lines = [
        f"A generated repository of {items:,} items and {commits} commits, each of which edits {_EDITED} items.",
        "",
        "| job | measured | bar |",
        "|---|---|---|",
    ]
    for row in rows:
        bar = "" if row.most is None else f"at most {row.most:g} s: {'missed' if row.missed else 'held'}"
        lines.append(
            f"| {row.job} | {row.found.wall:.2f} s wall, {row.found.cpu:.2f} s CPU, {row.found.peak:.0f} MB | {bar} |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measures it alone."""
    folder = Path(sys.argv[1])
    sys.stdout.write(table(list(measured(folder)), ITEMS, COMMITS))


def _commit(folder: Path, number: int) -> None:
    on = f"2027-0{1 + number // 28}-{1 + number % 28:02d}T10:00:00Z"
    _git(folder, "add", "-A")
    _git(folder, "commit", "-q", "-m", f"Step {number}", on=on)


def _git(folder: Path, *arguments: str, on: str = "2027-01-01T10:00:00Z") -> None:
    names = {
        "GIT_AUTHOR_NAME": "Bench",
        "GIT_AUTHOR_EMAIL": "bench@example.org",
        "GIT_COMMITTER_NAME": "Bench",
        "GIT_COMMITTER_EMAIL": "bench@example.org",
    }
    git = shutil.which("git")
    if git is None:
        raise RuntimeError("there is no Git to measure with")
    environment = {**os.environ, **names, "GIT_AUTHOR_DATE": on, "GIT_COMMITTER_DATE": on}
    subprocess.run([git, "-C", str(folder), *arguments], check=True, env=environment, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
