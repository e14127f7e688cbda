"""What a configuration holds: the options, with their defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from tpo_docs.markers import WORDS
from tpo_docs.model import Category, Unread
from tpo_docs.schema import Schema, default_schema

RAMP: Mapping[str, frozenset[str] | None] = {
    "draft": frozenset("12"),
    "review": frozenset("1267"),
    "agreed": None,
    "doing": None,
    "done": None,
    "dead": frozenset("12"),
}
"""Category → families of rules that judge it; None is all of them (DECISIONS: ramp)."""
FRAMEWORK_INPUTS: Mapping[str, tuple[str, ...]] = {
    "moscow": (),
    "wsjf": ("value", "urgency", "enables"),
    "rice": ("reach", "impact", "confidence"),
    "ice": ("impact", "confidence", "ease"),
    "cd3": ("cost_of_delay",),
    "value-effort": ("value",),
}
PROPERTIES = ("tpo", "requirement", "requirements", "verifies", "test_id", "test_key")
"""Properties of test cases whose values are ids, where the configuration names no others."""


class TypeMap(NamedTuple):
    """How a foreign field decides on the type (or kind) of an item."""

    by: str = ""
    """The field that decides."""
    values: Mapping[str, str] = {}
    folders: Mapping[str, str] = {}
    default: str = ""


class LinkMap(NamedTuple):
    """A foreign field that holds links."""

    role: str
    split: str = ","


class FieldMap(NamedTuple):
    """How another project's front matter becomes items."""

    id_field: str = "id"
    id_format: str = ""
    id_pattern: str = ""
    """From the file's name, where set."""
    type: TypeMap = TypeMap()
    kind: TypeMap = TypeMap()
    title_field: str = "title"
    title_default: str = ""
    status_field: str = "status"
    statuses: Mapping[str, Category] = {}
    status_default: Category | None = None
    links: Mapping[str, LinkMap] = {}
    fields: Mapping[str, str] = {}
    ignore: frozenset[str] = frozenset()


class SourceSpec(NamedTuple):
    """A folder with items."""

    path: str
    to: str | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    map: FieldMap | None = None
    audience: str = ""
    """For whom its items are that do not say so."""
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class RuleOptions:
    """Which rules judge, and how strictly."""

    select: tuple[str, ...] = ("TPO",)
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] = field(default_factory=dict)
    ramp: Mapping[str, frozenset[str] | None] = field(default_factory=lambda: dict(RAMP))
    warn_as_error_for_release: tuple[str, ...] = ()
    known: str = ""
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict, compare=False)
    """Where the values stand, entries of lists as `select/0`."""
    feedback_days: int = 30
    risk_threshold: int = 12
    observation_days: int = 100
    scope_drift: int = 20
    """Percent."""


class View(NamedTuple):
    """A saved view of the item table."""

    name: str
    query: str
    columns: tuple[str, ...]
    sort: str
    line: int
    column: int


class Block(NamedTuple):
    """A part of a page that its author asks for: a table, a chart … of what a query names."""

    kind: str
    options: Mapping[str, Any]
    path: str = ""
    """The file it was asked for in; empty for one of a shipped role."""
    line: int = 1
    column: int = 1
    places: Mapping[str, tuple[int, int]] = {}
    """Where the value of each option stands, entries of lists as `columns/0`."""

    def text(self, name: str) -> str:
        """An option that is a text, empty where it is not given."""
        return str(self.options.get(name) or "").strip()

    def texts(self, name: str) -> tuple[str, ...]:
        """An option that is a list."""
        return tuple(self.options.get(name) or ())

    def number(self, name: str, default: int) -> int:
        """An option that is a whole number."""
        return int(self.options.get(name, default))

    def place(self, name: str) -> tuple[int, int]:
        """Line and column of an option's value, else of the block."""
        return self.places.get(name, (self.line, self.column))


class Role(NamedTuple):
    """Somebody who reads the site, and what the page for them shows."""

    name: str
    title: str
    text: str = ""
    blocks: tuple[Block, ...] = ()
    shipped: bool = False
    """Whether its blocks are ours, which are left out where they do not fit the project."""


@dataclass(frozen=True, slots=True)
class SiteOptions:
    """The generated site."""

    items_in_navigation: int = 300
    edit_url: str = ""
    suggest_url: str = ""
    search: str = "auto"
    """The search of words: `auto`, `theme` or `pagefind`."""
    matrices: tuple[str, ...] = ()
    chain: tuple[str, ...] = ("goal", "requirement", "story", "spec", "test")
    words: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict, compare=False)
    """Where the values stand, entries of lists as `matrices/0`."""


@dataclass(frozen=True, slots=True)
class Priority:
    """How priorities are computed."""

    framework: str = "wsjf"
    formula: str = ""
    inputs: tuple[str, ...] = FRAMEWORK_INPUTS["wsjf"]
    weights: Mapping[str, float] = field(default_factory=dict)
    ice: str = "product"
    """Whether ICE multiplies or takes the `mean`."""
    line: int = field(default=1, compare=False)
    """Where the formula stands, else the framework."""
    column: int = field(default=1, compare=False)


class ResultOptions(NamedTuple):
    """How test results are matched and how long they count."""

    max_age: int = 0
    """Days after which a result is stale; 0 for never."""
    properties: tuple[str, ...] = PROPERTIES


@dataclass(frozen=True, slots=True)
class HistoryOptions:
    """Where it is known from what was finished when."""

    source: str = "auto"
    export: str = ""
    """The tracker's export, relative to the project root."""
    statuses: Mapping[str, str] = field(default_factory=dict)
    line: int = field(default=1, compare=False)
    """Where the export is named."""
    column: int = field(default=1, compare=False)


class Disclosure(NamedTuple):
    """For whom items may be, and what may be published although it looks private."""

    audiences: tuple[str, ...] = ("public", "internal")
    """From everybody to those who see all."""
    allow: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    """Patterns of paths of attachments that cannot be looked into and may be published."""
    named: bool = False
    """Whether the configuration says anything of it."""


class CodeOptions(NamedTuple):
    """Where source code says which items it implements."""

    paths: tuple[str, ...] = ()
    """Empty where nobody looks."""
    exclude: tuple[str, ...] = ()
    markers: tuple[str, ...] = WORDS


@dataclass(frozen=True, slots=True)
class Configuration:
    """All options of a project, and what could not be read of them."""

    path: str = ""
    profile: str = "tpo"
    version: str = "dev"
    today: date | None = None
    sources: tuple[SourceSpec, ...] = (SourceSpec("specs"),)
    schema: Schema = field(default_factory=default_schema)
    require: tuple[str, ...] = ()
    rules: RuleOptions = RuleOptions()
    views: tuple[View, ...] = ()
    roles: tuple[Role, ...] = ()
    site: SiteOptions = SiteOptions()
    results: ResultOptions = field(default_factory=ResultOptions)
    code: CodeOptions = field(default_factory=CodeOptions)
    priority: Priority = Priority()
    history: HistoryOptions = HistoryOptions()
    disclosure: Disclosure = field(default_factory=Disclosure)
    unread: tuple[Unread, ...] = ()
    text: str = ""
    """The file as read: what a cache of results depends on."""

    @property
    def writes_own(self) -> bool:
        """Whether a file in our own format would be read: not where every source maps a foreign one."""
        return any(source.map is None for source in self.sources)
