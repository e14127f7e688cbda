"""The nouns: what every stage hands to the next. Nothing here reads, judges or shows anything."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from tpo_docs.config import Configuration
    from tpo_docs.proof.changes import Changes
    from tpo_docs.schema import Schema

_T = TypeVar("_T")


class Severity(StrEnum):
    """How much a finding weighs; only an error makes `check` fail by default."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return ("error", "warning", "info").index(self.value)


class Category(StrEnum):
    """The six fixed status categories; status names are a project's own."""

    DRAFT = "draft"
    REVIEW = "review"
    AGREED = "agreed"
    DOING = "doing"
    DONE = "done"
    DEAD = "dead"


CATEGORIES = tuple(category.value for category in Category)
COMMITTED = frozenset({Category.AGREED, Category.DOING, Category.DONE})


class Location(NamedTuple):
    """A place in a user's file: path relative to the project root with `/`, line and column from 1."""

    path: str
    line: int = 1
    column: int = 1


# ---- values as written ------------------------------------------------------------------------------------------
# Named tuples, not data classes: a project of 10,000 items has half a million of them.


class Scalar(NamedTuple):
    """One value as its author wrote it: always text, whatever YAML would guess."""

    text: str
    line: int
    column: int


class Sequence(NamedTuple):
    """A list; every entry knows its own place."""

    entries: tuple[Value, ...]
    line: int
    column: int


class Group(NamedTuple):
    """A mapping inside a front matter, in the order written."""

    fields: tuple[Field, ...]
    line: int
    column: int

    def find(self, name: str) -> Field | None:
        """The entry of that name."""
        return next((entry for entry in self.fields if entry.name == name), None)

    def text(self, name: str) -> str:
        """The text of a scalar entry, empty where there is none."""
        entry = self.find(name)
        return entry.value.text if entry is not None and isinstance(entry.value, Scalar) else ""


class Field(NamedTuple):
    """A name with its value; `line` and `column` are the name's."""

    name: str
    value: Value
    line: int
    column: int


Value = Scalar | Sequence | Group


class SourceFile(NamedTuple):
    """A file as read: `path` from the project root, `docs_path` where its page goes in the docs folder."""

    path: str
    data: bytes
    docs_path: str
    source: int = 0
    """Which entry of the configuration's `sources` it belongs to."""


class Unread(NamedTuple):
    """Something that could not be read as what it claims to be; a rule makes a finding of it."""

    path: str
    line: int
    column: int
    reason: str
    about: str = "front-matter"
    """One of `front-matter`, `item` (a type but no id), `configuration`, `template`, `query`, `formula`, `record`, `value`,
    `gherkin`, `scenario` (one that names no item), `marker` (in source code)."""
    item: str = ""
    mend: str = ""

    @property
    def at(self) -> Location:
        """Where it stands."""
        return Location(self.path, self.line, self.column)


class Link(NamedTuple):
    """A claim in a front matter: this item, `role`, `target` as written; the target may not exist."""

    role: str
    """The canonical role, also where the inverse keyword was written."""
    target: str
    line: int
    column: int
    inverse: bool = False
    """True where the inverse keyword was written, so that the link runs from the target to this item."""


class Criterion(NamedTuple):
    """An acceptance criterion: an addressable part of an item, `STY-012/AC1`."""

    id: str
    """`AC1`; empty where its author gave none."""
    text: str
    line: int
    column: int


class Section(NamedTuple):
    """A heading of a body with what stands under it, sub-sections included."""

    title: str
    level: int
    line: int
    text: str
    anchor: str = ""


class Reference(NamedTuple):
    """A `[[ID]]` or `[[ID|text]]` in a body, never inside code."""

    target: str
    text: str
    line: int
    column: int


class Placeholder(NamedTuple):
    """A TBD, TODO, ??? or `[NEEDS CLARIFICATION]` left in a text."""

    text: str
    line: int
    column: int


class Body(NamedTuple):
    """The Markdown below a front matter and what was found in it; `line` is where it starts in its file."""

    text: str = ""
    line: int = 1
    statement: str = ""
    """The first paragraph, as one line of plain text."""
    sections: tuple[Section, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    references: tuple[Reference, ...] = ()
    placeholders: tuple[Placeholder, ...] = ()

    def section(self, *titles: str) -> Section | None:
        """The first section with one of these titles, case ignored."""
        wanted = {title.casefold() for title in titles}
        return next((section for section in self.sections if section.title.casefold() in wanted), None)


_EMPTY = Body()


@dataclass(frozen=True, slots=True)
class Item:
    """What has an id and a front matter of its own. Values are text; `Item.number` and `Item.date` give them a type."""

    id: str
    type: str
    title: str
    kind: str
    status: str
    """As written, or the type's draft status where nothing was written."""
    category: Category
    path: str
    line: int
    column: int
    docs_path: str
    """The page it is shown on."""
    anchor: str = ""
    """Its place on that page where the page holds several items."""
    fields: Mapping[str, Field] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    body: Body = _EMPTY
    criteria: tuple[Criterion, ...] = ()
    """From the body's section or from the field `acceptance`."""
    source: int = 0
    """Which entry of the configuration's `sources` it was read from."""

    @property
    def at(self) -> Location:
        """Where its id (or its front matter) stands."""
        return Location(self.path, self.line, self.column)

    def place(self, name: str) -> Location:
        """Where a field's value stands; the item's own place where it has no such field."""
        entry = self.fields.get(name)
        if entry is None:
            return self.at
        return Location(self.path, entry.value.line, entry.value.column)

    def text(self, name: str, default: str = "") -> str:
        """A scalar field as written, stripped."""
        entry = self.fields.get(name)
        if entry is None or not isinstance(entry.value, Scalar):
            return default
        return entry.value.text.strip() or default

    def scalars(self, name: str) -> tuple[Scalar, ...]:
        """The scalar values of a field, of one or of a list; empty ones left out."""
        entry = self.fields.get(name)
        if entry is None:
            return ()
        values = entry.value.entries if isinstance(entry.value, Sequence) else (entry.value,)
        return tuple(value for value in values if isinstance(value, Scalar) and value.text.strip())

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of a field, of one or of a list."""
        return tuple(value.text.strip() for value in self.scalars(name))

    def group(self, name: str) -> Group | None:
        """A field that is a mapping."""
        entry = self.fields.get(name)
        return entry.value if entry is not None and isinstance(entry.value, Group) else None

    def groups(self, name: str) -> tuple[Group, ...]:
        """A field that is a list of mappings (or one mapping)."""
        entry = self.fields.get(name)
        if entry is None:
            return ()
        values = entry.value.entries if isinstance(entry.value, Sequence) else (entry.value,)
        return tuple(value for value in values if isinstance(value, Group))

    def number(self, name: str) -> float | None:
        """A field as a number; None where it is missing or no number."""
        return as_number(self.text(name))

    def date(self, name: str) -> date | None:
        """A field as a date; None where it is missing or no date."""
        return as_date(self.text(name))

    @property
    def statement(self) -> str:
        """The field `statement`, else the first paragraph of the body."""
        return self.text("statement") or self.body.statement

    @property
    def living(self) -> bool:
        """Neither rejected nor retired."""
        return self.category is not Category.DEAD

    @property
    def committed(self) -> bool:
        """Agreed, in work or done: where the full set of rules applies."""
        return self.category in COMMITTED

    @property
    def owner(self) -> str:
        """Who answers for it: the field `owner`, else `team`."""
        return self.text("owner") or self.text("team")

    @property
    def is_scenario(self) -> bool:
        """Made of a scenario: its id may be one that nobody wrote, and it has no fields of its own."""
        return self.path.casefold().endswith((".feature", ".feature.md"))

    @property
    def is_row(self) -> bool:
        """Kept as a row of a collection (`parties.yml` …), so without a page of its own."""
        return not self.docs_path.endswith(".md")


def as_number(text: str) -> float | None:
    """A plain decimal number, else None (no `inf`, no `nan`, no underscores)."""
    if not text or "_" in text:
        return None
    try:
        number = float(text)
    except ValueError:
        return None
    if number - number != 0 and not any(character.isdigit() for character in text):
        return None  # `inf` and `nan` are words; `1e999` is a number
    return number


def as_date(text: str) -> date | None:
    """A calendar date `YYYY-MM-DD` (a time behind it is ignored), else None."""
    if len(text) < 10 or text[4] != "-" or (len(text) > 10 and text[10] not in "T "):
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


class Listener:
    """Hears whose prose is read: most pages show titles, statuses and links, and need not be made again for a word."""

    def __init__(self) -> None:
        self.paths: set[str] = set()
        self._functions: set[object] = set()

    def hear_of(self, function: object, paths: frozenset[str]) -> None:
        """Something was read that a function has made of the prose of these files."""
        if paths and function not in self._functions:
            self._functions.add(function)
            self.paths |= paths


_listeners: list[Listener] = []


@contextmanager
def listening() -> Iterator[Listener]:
    """Hears whose prose is read within, here and by nobody else."""
    listener = Listener()
    _listeners.append(listener)
    try:
        yield listener
    finally:
        _listeners.pop()


class _Prose:
    """The field `body` of an item, which tells the listener that it is read."""

    def __init__(self, slot: Any) -> None:
        self._slot = slot

    def __get__(self, item: Item | None, owner: type | None = None) -> Any:
        if item is None:
            return self
        if _listeners:
            _listeners[-1].paths.add(item.path)
        return self._slot.__get__(item, owner)

    def __set__(self, item: Item, body: Body) -> None:
        self._slot.__set__(item, body)


Item.body = _Prose(Item.body)  # type: ignore[assignment, misc]  # what stands behind the field stays its slot


class Document(NamedTuple):
    """An ordinary Markdown page beside the items."""

    path: str
    docs_path: str
    title: str
    fields: Mapping[str, Field]
    body: Body


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


class Trace(NamedTuple):
    """A link whose two ends exist, in its canonical direction; all three are names."""

    source: str
    role: str
    target: str
    criterion: str = ""
    """`AC1` where the target is a criterion of the target item."""


class Claim(NamedTuple):
    """A link together with the item that states it."""

    item: Item
    link: Link


@dataclass(frozen=True, slots=True)
class Parsed:
    """All that was read, before anything is linked."""

    items: tuple[Item, ...] = ()
    documents: tuple[Document, ...] = ()
    unread: tuple[Unread, ...] = ()
    observations: Mapping[str, tuple[Observation, ...]] = field(default_factory=dict)
    """By path of the series."""
    ledger: Ledger = field(default_factory=Ledger)
    snapshots: tuple[Snapshot, ...] = ()
    """The recorded history, the earliest day first."""
    results: Results = field(default_factory=Results)
    tracker: tuple[TrackerRow, ...] = ()
    """A tracker's export, as written."""


@dataclass(frozen=True, slots=True, eq=False)
class Project:
    """The linked items of one repository at one moment."""

    items: Mapping[str, Item]
    duplicates: tuple[Item, ...]
    """Items whose id (or alias) another one has taken already."""
    documents: tuple[Document, ...]
    unread: tuple[Unread, ...]
    observations: Mapping[str, tuple[Observation, ...]]
    aliases: Mapping[str, str]
    """Former id → id."""
    traces: tuple[Trace, ...]
    outgoing: Mapping[str, tuple[Trace, ...]]
    incoming: Mapping[str, tuple[Trace, ...]]
    claims: Mapping[Trace, Claim]
    """Where each trace was written."""
    dangling: tuple[Claim, ...]
    """Links to nowhere."""
    schema: Schema
    configuration: Configuration
    today: date
    files: frozenset[str] = frozenset()
    """Files beside the items that fields may cite (relative to the project root)."""
    cited: Mapping[str, bytes] = field(default_factory=dict)
    """Content of cited contract files, by path."""
    history: Mapping[str, Change] = field(default_factory=dict)
    """Last change of each file, by path; empty without Git."""
    ledger: Ledger = field(default_factory=Ledger)
    """Approvals and what else parties said of items."""
    base: Project | None = None
    """The version that this one is compared with, where one is named."""
    snapshots: tuple[Snapshot, ...] = ()
    """The recorded history, the earliest day first."""
    results: Results = field(default_factory=Results)
    """How the test cases came out last."""
    code: Code = field(default_factory=Code)
    """What source code says of items."""
    tracker: tuple[TrackerRow, ...] = ()
    """A tracker's export, as written."""
    archive: Callable[[], Chronicle] = field(default=Chronicle, repr=False)
    """What Git's commits say of statuses; it is asked only where somebody wants to know, for it takes a while."""
    audience: str = ""
    """For whom this is, where it is not all that there is."""
    _by_type: dict[str, tuple[Item, ...]] = field(default_factory=dict, repr=False)
    _derived: dict[object, object] = field(default_factory=dict, repr=False)
    _heard: dict[object, frozenset[str]] = field(default_factory=dict, repr=False)
    """The files whose prose each of these functions has read."""

    def of_type(self, *types: str) -> tuple[Item, ...]:
        """The items of these types, in the order of their ids."""
        if not self._by_type:
            found: dict[str, list[Item]] = {}
            for item in self.items.values():
                found.setdefault(item.type, []).append(item)
            self._by_type.update({name: tuple(sorted(items, key=natural)) for name, items in found.items()})
            self._by_type.setdefault("", ())
        if len(types) == 1:
            return self._by_type.get(types[0], ())
        return tuple(item for name in types for item in self._by_type.get(name, ()))

    def has_type(self, name: str) -> bool:
        """Whether any item of that type exists."""
        return bool(self.of_type(name))

    def resolve(self, name: str) -> Item | None:
        """The item of that id or former id; a criterion's address gives the item that holds it."""
        if name in self.items:  # an id of another tool may hold a stroke
            return self.items[name]
        name = name.partition("/")[0]
        return self.items.get(name) or self.items.get(self.aliases.get(name, ""))

    def sources(self, item: Item, *roles: str, living: bool = True) -> tuple[Item, ...]:
        """The items at the other end of links into this one: those that support, realize, verify … it."""
        return self._ends(self.incoming.get(item.id, ()), roles, living=living, incoming=True)

    def targets(self, item: Item, *roles: str, living: bool = True) -> tuple[Item, ...]:
        """The items at the other end of links out of this one: what it supports, realizes, verifies …"""
        return self._ends(self.outgoing.get(item.id, ()), roles, living=living, incoming=False)

    def _ends(
        self, traces: tuple[Trace, ...], roles: tuple[str, ...], *, living: bool, incoming: bool
    ) -> tuple[Item, ...]:
        found: dict[str, Item] = {}
        for trace in traces:
            if roles and trace.role not in roles:
                continue
            end = self.items[trace.source if incoming else trace.target]
            if living and not end.living:
                continue
            found[end.id] = end
        return tuple(found.values())

    def knowing(self, answers: Mapping[object, object]) -> Project:
        """The same project with answers of `derive` given: for one whose texts are no longer what was once judged."""
        return replace(self, _derived=dict(answers))

    def derive(self, function: Callable[[Project], _T]) -> _T:
        """What a pure function says of this project, computed once."""
        if function not in self._derived:
            with listening() as heard:
                self._derived[function] = function(self)
            self._heard[function] = frozenset(heard.paths)
        if _listeners:  # answers that were given (see `knowing`) have been heard of by nobody
            _listeners[-1].hear_of(function, self._heard.get(function, frozenset()))
        return self._derived[function]  # type: ignore[return-value]  # keyed by the function that made it


class Change(NamedTuple):
    """The last commit that touched a file."""

    commit: str
    author: str
    on: str
    """ISO date and time with offset."""
    subject: str


class Violation(NamedTuple):
    """What a rule says about one place."""

    at: Location
    message: str
    """One clause from the user's side, naming ids; lower case, no full stop, no remedy."""
    item: str = ""
    about: str = ""
    """The field, link target or criterion meant: with code and item it makes the finding's stable key."""
    mend: str = ""
    """What to write instead, where the rule knows better than its own page."""
    advice: bool = False
    """Only information, whatever the rule's severity."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A violation with its rule's code and severity: what people see."""

    path: str
    line: int
    column: int
    code: str
    message: str
    name: str
    severity: Severity
    item: str = ""
    about: str = ""
    mend: str = ""

    @property
    def at(self) -> Location:
        """Where it stands."""
        return Location(self.path, self.line, self.column)

    @property
    def key(self) -> str:
        """What stays the same when lines move: code, item (else path) and what it is about."""
        return f"{self.code} {self.item or self.path} {self.about}".rstrip()


class Exempted(NamedTuple):
    """A finding that its item allows, and why."""

    finding: Finding
    reason: str
    until: str


@dataclass(frozen=True, slots=True, eq=False)
class Review:
    """A project with its findings, sorted by place."""

    project: Project
    findings: tuple[Finding, ...]
    exempted: tuple[Exempted, ...] = ()
    known: tuple[Finding, ...] = ()
    """Findings that the file of known findings lists."""
    _by_item: dict[str, tuple[Finding, ...]] = field(default_factory=dict, repr=False)

    def about(self, item_id: str) -> tuple[Finding, ...]:
        """The findings on one item."""
        if not self._by_item:
            found: dict[str, list[Finding]] = {}
            for finding in self.findings:
                found.setdefault(finding.item, []).append(finding)
            self._by_item.update({name: tuple(some) for name, some in found.items()})
            self._by_item.setdefault("", ())
        return self._by_item.get(item_id, ())


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be: what to show (`view`), with which template, at which path of the docs folder."""

    path: str
    template: str
    content: object
    """What the template is shown, or a `Later` that makes it."""
    title: str
    source: str = ""
    """The file it was made from, for the edit link; empty for a page made of many."""
    description: str = ""
    tags: tuple[str, ...] = ()
    search: bool = True
    """False for lists and matrices, which would outrank the items themselves."""
    wide: bool = False
    """True where the page needs the room of its table of contents and navigation."""

    @property
    def view(self) -> Any:
        """What the template is shown."""
        return self.content.make() if isinstance(self.content, Later) else self.content


class Later(NamedTuple):
    """What a page is made of, not made before the page is: most pages of a large site need not be made again."""

    make: Callable[[], object]


_DIGITS = re.compile("([0-9]+)")


def natural(item: Item) -> tuple[tuple[int, int, str], ...]:
    """A sort key that puts REQ-9 before REQ-10."""
    return natural_key(item.id)


def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key for ids and versions: runs of digits count as numbers."""
    words = _DIGITS.split(text)
    return tuple([(1, 0, part) if index % 2 == 0 else (0, int(part), "") for index, part in enumerate(words) if part])


@dataclass(frozen=True, slots=True)
class Edition:
    """One build of the site: what a page may say about itself."""

    version: str = "dev"
    language: str = "en"
    title: str = ""
    """The site's name."""
    commit: str = ""
    branch: str = ""
    built_on: str = ""
    """ISO date (and time) that the build stands for, after `SOURCE_DATE_EPOCH` or the commit."""
    generator: str = ""
    versions: tuple[str, ...] = ()
    shallow: bool = False
    """True where Git is missing or cut off, so that pages say what they could not know."""
    repository: str = ""
    """`repo_url` of the MkDocs configuration."""
    edit_url: str = ""
    """Pattern of a link to a file's source: `{path}`, `{line}`, `{ref}`."""
    edit_base: str = ""
    """The folder that `{path}` begins at; empty for the project's root."""
    recent: tuple[Change, ...] = ()
    """The latest commits that touched the sources, newest first."""
    commands: str = ""
    pagefind: bool = False
    """Whether words are searched with Pagefind, and not by the theme."""
    site_url: str = ""
    """Where this version will stand, with a `/` at its end; empty where nobody has said."""
    changes: Changes | None = None
    """What changed up to this version; None where nothing can be known of earlier ones."""


@dataclass(frozen=True, slots=True)
class NavEntry:
    """A line of the navigation: a page, or a group of lines."""

    title: str
    path: str = ""
    entries: tuple[NavEntry, ...] = ()
