"""All that was read, and the project that it is linked to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from tpo_docs.model.items import Document, Item, Link, in_order
from tpo_docs.model.listening import Heard, listeners, listening
from tpo_docs.model.records import Change, Chronicle, Code, Ledger, Observation, Results, Snapshot, TrackerRow
from tpo_docs.model.written import Unread

if TYPE_CHECKING:
    from tpo_docs.config import Configuration
    from tpo_docs.schema import Schema

_T = TypeVar("_T")


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


class Around(NamedTuple):
    """What stands around a project that links in texts may lead to."""

    files: frozenset[str] = frozenset()
    """Of the files and folders that links lead to and no item or page is kept in, those that are there: paths from the
    project's root, of folders with a `/` at the end. Where nobody can say, they count as there."""
    pages: frozenset[str] = frozenset()
    """The same of what MkDocs' own docs folder holds, as paths on the site."""
    beside: frozenset[str] | None = None
    """All files beside the items and pages, to name one like that which is missing; None where none is."""
    is_templated: bool = False
    """Whether templates of the project make its pages, so that nobody knows which anchors these have."""


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
    around: Around = field(default_factory=Around)
    """What links in texts may lead to, beside items and pages."""
    audience: str = ""
    """For whom this is, where it is not all that there is."""
    _by_type: dict[str, tuple[Item, ...]] = field(default_factory=dict, repr=False)
    _derived: dict[object, object] = field(default_factory=dict, repr=False)
    _heard: dict[object, Heard] = field(default_factory=dict, repr=False)
    """The files whose prose each of these functions has read."""

    def of_type(self, *types: str) -> tuple[Item, ...]:
        """The items of these types, in the order of their ids."""
        if not self._by_type:
            found: dict[str, list[Item]] = {}
            for item in self.items.values():
                found.setdefault(item.type, []).append(item)
            self._by_type.update({name: tuple(in_order(items)) for name, items in found.items()})
            self._by_type.setdefault("", ())
        if len(types) == 1:
            return self._by_type.get(types[0], ())
        return tuple(item for name in types for item in self._by_type.get(name, ()))

    def has_type(self, name: str) -> bool:
        """Whether any item of that type exists."""
        return bool(self.of_type(name))

    def ids_of(self, name: str) -> tuple[str, ...]:
        """The ids of all items of a type, in their natural order."""
        return tuple(item.id for item in self.of_type(name))

    def has_field(self, type_name: str, name: str) -> bool:
        """Whether any item of that type has that field."""
        return any(name in item.fields for item in self.of_type(type_name))

    def resolve(self, name: str) -> Item | None:
        """The item of that id or former id; a criterion's address gives the item that holds it."""
        if name in self.items:  # an id of another tool may hold a stroke
            return self.items[name]
        name = name.partition("/")[0]
        return self.items.get(name) or self.items.get(self.aliases.get(name, ""))

    def current(self, name: str) -> str:
        """The id of today of an item by any that it ever had; the name itself where there is no such item."""
        return name if name in self.items else self.aliases.get(name, name)

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
            if not roles or trace.role in roles:
                end = self.items[trace.source if incoming else trace.target]
                if not living or end.living:
                    found[end.id] = end
        return tuple(found.values()) if found else ()

    def knowing(self, answers: Mapping[object, object]) -> Project:
        """The same project with answers of `derive` given: for one whose texts are no longer what was once judged."""
        return replace(self, _derived=dict(answers))

    def forget(self) -> None:
        """Lets go of what `derive` has worked out; whoever asks again has it worked out again. Not for a project that was
        given answers (see `knowing`): it would find others."""
        self._derived.clear()

    def derive(self, function: Callable[[Project], _T]) -> _T:
        """What a pure function says of this project, computed once."""
        if function not in self._derived:
            with listening() as heard:
                self._derived[function] = function(self)
            self._heard[function] = {part: frozenset(paths) for part, paths in heard.heard.items() if paths}
        if listeners:  # answers that were given (see `knowing`) have been heard of by nobody
            listeners[-1].hear_of(function, self._heard.get(function, {}))
        return self._derived[function]  # type: ignore[return-value]  # keyed by the function that made it
