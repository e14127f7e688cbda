"""How long planning takes at 10,000 stories with 20,000 dependencies: `python -m benchmarks.planning`.

Six teams, five releases, two years of recorded weeks; and the statuses of 10,000 items dug out of 50 commits.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from benchmarks.ordering import large
from tpo_docs import config, pipeline
from tpo_docs.files import archaeology
from tpo_docs.model import Project, SourceFile
from tpo_docs.planning import delivery, releases
from tpo_docs.planning.backlog import backlog
from tpo_docs.planning.ordering import order
from tpo_docs.planning.outlook import hit_rate, outlook
from tpo_docs.planning.plan import plan
from tpo_docs.planning.roadmap import GROUPS, clusters, roadmap, time_of

STORIES, DEPENDENCIES, COMMITS, CHANGED = 10_000, 20_000, 50, 400
TODAY = date(2027, 3, 1)
_TEAMS = ("analytics", "billing", "platform", "rollout", "security", "sync")
_RELEASES = 5
_EPIC = 50
"""Stories of an epic."""
_STATUS = ("idea", "refining", "ready", "in-progress", "done")


class Timed(NamedTuple):
    """How long something took."""

    job: str
    seconds: float
    most: float
    """What it may take; 0 where nothing is promised."""

    @property
    def missed(self) -> bool:
        """Whether it took longer."""
        return 0 < self.most < self.seconds


def main() -> int:
    """Prints the table."""
    rows = list(measured())
    sys.stdout.write(table(rows))
    return int(any(row.missed for row in rows))


def table(rows: list[Timed], stories: int = STORIES) -> str:
    """The rows as Markdown."""
    lines = [
        f"{stories:,} stories with twice as many dependencies, six teams, five releases, two years of recorded weeks. Seconds of CPU, each step after the ones above it.",
        "",
        "| job | seconds | bar |",
        "|---|--:|---|",
    ]
    for row in rows:
        bar = f"at most {row.most:g} s: {'missed' if row.missed else 'held'}" if row.most else ""
        lines.append(f"| {row.job} | {row.seconds:.2f} | {bar} |")
    return "\n".join(lines) + "\n"


def measured(stories: int = STORIES, commits: int = COMMITS) -> Iterator[Timed]:
    """The measurements, one after the other."""
    tasks = large(stories, 2 * stories)
    yield _timed("order by closure ratio alone", lambda: order(tasks), 2.0)
    project = synthetic(stories)
    yield _timed("backlog: scores, order, and why each stands there", lambda: backlog(project), 0)
    yield _timed("plan: critical path and teams' iterations", lambda: plan(project), 0)
    yield _timed(
        f"forecast of {_RELEASES} releases, 10,000 runs each",
        lambda: [outlook(project, release) for release in releases.releases(project)],
        0,
    )
    yield _timed("hit rate of past forecasts", lambda: hit_rate(project), 0)
    yield _timed(
        f"roadmap of {stories // _EPIC} epics by goal, persona and team, with its time",
        lambda: (
            [time_of(project, branch.epic) for branch in roadmap(project)] + [clusters(project, by) for by in GROUPS]
        ),
        0,
    )
    yield _timed(
        "delivery metrics",
        lambda: (delivery.weeks(project), delivery.cycles(project), delivery.aging(project), delivery.months(project)),
        0,
    )
    with tempfile.TemporaryDirectory() as folder:
        repository(Path(folder), stories, commits, min(CHANGED, stories))
        options = config.default()
        job = f"statuses of {stories:,} items out of {commits} commits"
        yield _wall(f"{job}, first time", lambda: archaeology.chronicle(Path(folder), options))
        yield _wall(f"{job}, again", lambda: archaeology.chronicle(Path(folder), options))


def _timed(job: str, work: Callable[[], object], most: float) -> Timed:
    begun = time.process_time()
    work()
    return Timed(job, time.process_time() - begun, most)


def _wall(job: str, work: Callable[[], object]) -> Timed:
    """Git works in processes of its own, so here it is time by the wall that counts."""
    begun = time.perf_counter()
    work()
    return Timed(f"{job} (wall)", time.perf_counter() - begun, 0)


def synthetic(stories: int = STORIES) -> Project:
    """A project of that many stories, linked, in memory."""
    source = random.Random(1)
    files = {
        "specs/parties.yml": "".join(
            f"{team}: {{title: {team}, kind: team, capacity: {120 + 20 * number}}}\n"
            for number, team in enumerate(_TEAMS)
        )
        + "clerk: {title: Clerk, kind: persona}\n"
    }
    for number in range(_RELEASES):
        status = ("released", "active", "planned", "planned", "planned")[number]
        target = TODAY + timedelta(days=180 * number - 90)
        rest = f"released: {target}\n" if not number else ""
        files[f"specs/REL-{number}.md"] = (
            f"---\nid: REL-{number}\nkind: release\nstatus: {status}\nstart: {target - timedelta(days=300)}\ntarget: {target}\n{rest}---\n"
        )
    for number in range(5):
        files[f"specs/GOAL-{number}.md"] = f"---\nid: GOAL-{number}\ntitle: Goal {number}\n---\n"
    for number in range(stories // _EPIC):
        files[f"specs/EPIC-{number}.md"] = (
            f"---\nid: EPIC-{number}\ntitle: Epic {number}\nsupports: GOAL-{number % 5}\nrelease: REL-{number % _RELEASES}\n---\n"
        )
    for number, task in enumerate(large(stories, 2 * stories)):
        done = number % _RELEASES == 0
        score = f"score: {{value: {source.randint(1, 20)}, urgency: {source.randint(1, 20)}, enables: {source.randint(1, 20)}}}\n"
        needs = "".join(f"  - STY-{name[1:]}\n" for name in task.needs)
        files[f"specs/STY-{number}.md"] = (
            f"---\nid: STY-{number}\ntitle: Story {number}\nas: clerk\nstatus: {'done' if done else 'ready'}\nteam: {_TEAMS[number % len(_TEAMS)]}\n"
            f"estimate: {task.size:g}\nparent: EPIC-{number % max(1, stories // _EPIC)}\n{score}"
            + (f"depends_on:\n{needs}" if needs else "")
            + "---\n"
        )
    files["records/snapshots.jsonl"] = _weeks(source, stories)
    sources = [SourceFile(path, text.encode(), path.removeprefix("specs/")) for path, text in files.items()]
    return pipeline.project(sources, config.default(), TODAY)


def _weeks(source: random.Random, stories: int) -> str:
    """Two years of Mondays on which something was finished."""
    done = [number for number in range(stories) if number % _RELEASES == 0]
    scope = len(done)
    lines, given, before = [], 0, 0
    for week in range(104):
        day = TODAY - timedelta(days=7 * (104 - week))
        given = min(scope, given + source.randint(0, max(1, scope // 45)))
        row = {
            "at": str(day),
            "started": [f"STY-{number}" for number in done[given : given + 10]],
            "finished": [f"STY-{number}" for number in done[before:given]],
            "releases": {"REL-0": {"scope": scope, "done": given}},
        }
        before = given
        lines.append(json.dumps(row))
    return "\n".join(lines) + "\n"


def repository(folder: Path, stories: int, commits: int, changed: int) -> None:
    """A repository in which a few hundred stories move on with each commit."""
    source = random.Random(1)
    status = [0] * stories
    written: list[bytes] = []

    def commit(number: int, files: Iterator[int] | list[int]) -> None:
        written.append(
            b"commit refs/heads/main\ncommitter A <a@example.com> %d +0000\ndata 1\nx\n"
            % (1_700_000_000 + 604_800 * number)
        )
        for file in files:
            text = (
                f"---\nid: STY-{file}\ntitle: Story {file}\nstatus: {_STATUS[status[file]]}\nteam: billing\nestimate: 3\n---\n"
                + "The office shall see what it owes. " * 25
            ).encode()
            written.append(b"M 100644 inline specs/%03d/STY-%d.md\ndata %d\n%s\n" % (file % 100, file, len(text), text))

    commit(0, list(range(stories)))
    for number in range(1, commits):
        some = source.sample(range(stories), changed)
        for file in some:
            status[file] = min(len(_STATUS) - 1, status[file] + 1)
        commit(number, some)
    subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True)
    subprocess.run(["git", "-C", str(folder), "fast-import", "--quiet"], input=b"".join(written), check=True)


if __name__ == "__main__":
    sys.exit(main())
