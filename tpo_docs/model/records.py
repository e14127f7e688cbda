"""What is recorded beside the items: series, history, approvals, test results, and what source code says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from tpo_docs.model.items import Category
from tpo_docs.model.written import Location


class Observation(NamedTuple):
    """One row of a metric's series."""

    on: date
    value: float
    note: str
    path: str
    line: int


class Finished(NamedTuple):
    """A story that was finished between two snapshots."""

    id: str
    team: str = ""
    points: float | None = None


class ReleaseState(NamedTuple):
    """How a release stood on a day: stories and points, and which stories came and went since the day before."""

    scope: float
    done: float
    scope_points: float
    done_points: float
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class Snapshot(NamedTuple):
    """A day of the recorded history."""

    at: date
    counts: Mapping[str, Mapping[str, int]]
    """Items by type and category."""
    started: tuple[str, ...]
    """Stories whose work began since the snapshot before."""
    finished: tuple[Finished, ...]
    releases: Mapping[str, ReleaseState]
    coverage: float
    findings: Mapping[str, int]
    """By severity."""
    done_before: tuple[str, ...] = ()
    """On the first day: stories that were finished before anything was recorded."""
    changed: tuple[str, ...] = ()
    """Requirements whose wording changed since the snapshot before."""
    suspects: int | None = None
    """Links whose other end has changed since somebody looked at both; None where nobody counted."""
    age: int | None = None
    """Days since the last change of a living item that is not done, the median; None where that is not known."""


class Move(NamedTuple):
    """An item that came into another category of its workflow on a day."""

    item: str
    on: date
    category: Category | None
    """None where the item was taken out."""
    first: bool = False
    """Whether it is the first that is known of the item, so that nobody can say what it was before."""
    type: str = ""
    """As it was then; empty where the source does not say."""


class Edit(NamedTuple):
    """An item whose wording changed on a day."""

    item: str
    on: date
    type: str = ""


class Chronicle(NamedTuple):
    """What became of the items over time, after one source."""

    source: str = ""
    """`git`, `tracker` or `snapshots`; empty where nothing is known."""
    moves: tuple[Move, ...] = ()
    """The earliest first."""
    edits: tuple[Edit, ...] = ()
    first: date | None = None
    last: date | None = None
    """The days between which it knows."""
    lacks: str = ""
    """Why it knows little or nothing: `no-repository`, `no-commits`, `shallow` or `no-rows`."""
    ended: bool = False
    """Whether nothing is known of the time after `last`, as of an old revision; else nothing moved since."""
    strange: int = 0
    """Rows of a tracker's export on items that this project does not have."""


class TrackerRow(NamedTuple):
    """A row of a tracker's export: on that day the item came into that category."""

    item: str
    """As the tracker names it."""
    on: date
    category: Category


class Change(NamedTuple):
    """The last commit that touched a file."""

    commit: str
    author: str
    on: str
    """ISO date and time with offset."""
    subject: str


class LedgerLine(NamedTuple):
    """What a party said of an item's text on a day: a line of `records/reviews.jsonl`."""

    item: str
    verdict: str
    """`approved`, `changes-requested`, `editorial` (the change since was one of wording) or `accepted` (of links)."""
    party: str
    at: str
    """ISO date and time in UTC, so that it sorts as text."""
    fingerprint: str
    """Of the item, as it was then."""
    upstream: Mapping[str, str] = {}
    """`realizes:REQ-004` → fingerprint of that end, as it was then."""
    role: str = ""
    """What the party was: `client`."""
    author: str = ""
    """Who had changed the item last."""
    comment: str = ""
    was: tuple[str, ...] = ()
    """For an editorial change: the fingerprints that mean the same."""
    criteria: Mapping[str, tuple[str, ...]] = {}
    """For an editorial change: criterion → its fingerprint then, and those that mean the same."""
    renamed: Mapping[str, str] = {}
    """Id of today → the one that stood in the line when it was written."""
    hash: str = ""
    path: str = ""
    line: int = 1


class Ledger(NamedTuple):
    """All that parties said, the earliest first."""

    lines: tuple[LedgerLine, ...] = ()
    present: bool = False
    """Whether the project keeps one."""


class Run(NamedTuple):
    """How a test case came out at an earlier time."""

    at: str
    result: str
    commit: str = ""


class CaseResult(NamedTuple):
    """How one case of a test report came out last: a line of `records/results.jsonl`."""

    case: str
    """`class::name`; of a Gherkin scenario `feature::scenario`."""
    result: str
    """`passed`, `failed`, `error`, `ambiguous`, `skipped`, `pending`, `undefined` or `blocked`."""
    at: str
    """ISO date and time in UTC, so that it sorts as text."""
    environment: str = ""
    commit: str = ""
    seconds: float | None = None
    message: str = ""
    """The first line of why it failed or was skipped."""
    place: str = ""
    """`path:line` of the case, as the report says it."""
    names: tuple[str, ...] = ()
    """Ids that its properties or tags name: `TEST-007`, `STY-012/AC1`."""
    of: Mapping[str, str] = {}
    """Fingerprints of what it proves, as they were when it was added: `TEST-007`, `STY-012/AC1` → fingerprint."""
    before: tuple[Run, ...] = ()
    """Earlier runs, the latest first."""
    line: int = 1


class ResultGroup(NamedTuple):
    """Cases that match nothing and were too many to keep one by one."""

    cases: str
    """The class that they share."""
    counts: Mapping[str, int]
    """Result → how many."""
    at: str
    environment: str = ""


class FileLines(NamedTuple):
    """How many lines of a source file the tests have run."""

    file: str
    lines: int
    run: int
    at: str
    ran: str = ""
    """The lines that were run, `1-3,7`; empty where only their number is known, or no marker stands in the file."""
    missed: str = ""
    """Those that were not."""


class Results(NamedTuple):
    """The latest results of all test cases."""

    cases: tuple[CaseResult, ...] = ()
    groups: tuple[ResultGroup, ...] = ()
    files: tuple[FileLines, ...] = ()
    present: bool = False
    """Whether the project keeps any."""


class Marker(NamedTuple):
    """A place in source code that says what it implements or verifies."""

    path: str
    """From the project's root."""
    line: int
    column: int
    role: str
    """`implements` or `verifies`, or what else the marker says."""
    target: str
    """As written."""

    @property
    def at(self) -> Location:
        """Where it stands."""
        return Location(self.path, self.line, self.column)


class Code(NamedTuple):
    """What source code says of items."""

    markers: tuple[Marker, ...] = ()
    present: bool = False
    """Whether the project looks for any."""
