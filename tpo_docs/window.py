"""A part of a project that rules can judge without the rest: what they go through is the part, and what they ask for by name
is the whole, read when it is asked for.

A rule that goes through the items it judges, and asks for all others by their names and links, finds of the items of the
part what it would find of them in the whole project. What a window does not know it does not make up: it raises UnknownError.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, NoReturn

from tpo_docs.config import Configuration
from tpo_docs.graph import trace_of
from tpo_docs.model import Chronicle, Claim, Item, Project, Trace, Unread, natural_key

_MOST_CLAIMERS = 400
"""Of an item that more than so many have a link to a window says nothing: to read the whole project is soon cheaper."""


class UnknownError(Exception):
    """Something was asked that only the whole project knows."""


class Outline(NamedTuple):
    """What must be known of a whole project to judge a part of it: plain values, for a cache."""

    types: Mapping[str, str]
    """The type of each item by its id, in the order of the items."""
    paths: Mapping[str, str]
    """The file of each item."""
    aliases: Mapping[str, str]
    """Former id → id."""
    claimers: Mapping[str, list[str]]
    """By id: the others whose links lead to the item."""
    inverse: Mapping[str, list[str]]
    """By id: the others where a link from the item is written, or one that has no direction."""
    named: Mapping[str, list[str]]
    """By id: those that name the item in a field by which rules look it up."""
    fields: Mapping[str, Mapping[str, int]]
    """By type: how many items have each field."""
    unread: tuple[Unread, ...]
    strict: frozenset[str]
    """What a release in work makes strict."""
    audiences: bool
    """Whether the project tells audiences apart."""
    released: bool
    """Whether a release is done."""

    @property
    def used(self) -> frozenset[str]:
        """The names of all fields of all items."""
        return frozenset(name for counts in self.fields.values() for name, count in counts.items() if count)


@dataclass(frozen=True, slots=True, eq=False)
class Window(Project):
    """A project of which items and traces, when gone through, are those of a part."""

    ids: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    """All ids by type, in their natural order."""
    used: Mapping[str, Mapping[str, int]] = field(default_factory=dict, repr=False)

    def has_type(self, name: str) -> bool:
        """As of the whole project."""
        return name in self.ids

    def ids_of(self, name: str) -> tuple[str, ...]:
        """As of the whole project."""
        return self.ids.get(name, ())

    def has_field(self, type_name: str, name: str) -> bool:
        """As of the whole project."""
        return self.used.get(type_name, {}).get(name, 0) > 0


class Version:
    """A project as it was or is, of which items are read when they are asked for."""

    def __init__(
        self,
        outline: Outline,
        configuration: Configuration,
        load: Callable[[str], Item],
        changed: Mapping[str, Item],
    ) -> None:
        """`load` reads an item that is what it was; `changed` are the others, as they are in this version."""
        self.outline = outline
        self.configuration = configuration
        self.changed = changed
        self._load = load
        self._order = {name: number for number, name in enumerate(outline.types)}
        self._symmetric = {name for name, role in configuration.schema.roles.items() if role.symmetric}
        self._criteria = _Criteria(self)
        self._known: dict[tuple[str, bool], tuple[tuple[Trace, Claim], ...]] = {}
        self._new = {name: frozenset(self._ends(item)) for name, item in changed.items()}
        self.claims: dict[Trace, Claim] = {}

    def item(self, name: str) -> Item:
        """An item by its id."""
        return self.changed[name] if name in self.changed else self._load(name)

    def in_order(self, names: Iterable[str]) -> list[str]:
        """Ids in the order of the items."""
        return sorted(names, key=self._order.__getitem__)

    def ends(self, name: str, *, incoming: bool) -> tuple[tuple[Trace, Claim], ...]:
        """The traces into, or out of, an item with where they are written, in the order of the project's."""
        asked = name, incoming
        if asked not in self._known:
            written = self.outline.claimers if incoming else self.outline.inverse
            claimers = {other for other in written.get(name, ()) if other not in self.changed}
            claimers.update(other for other, ends in self._new.items() if name in ends)
            if len(claimers) > _MOST_CLAIMERS:
                raise UnknownError(name)
            found: dict[Trace, Claim] = {}
            for other in self.in_order(claimers | {name}):
                item = self.item(other)
                for link in item.links:
                    trace = self.trace(item, link)
                    if trace is not None and (trace.target if incoming else trace.source) == name:
                        found.setdefault(trace, Claim(item, link))
            self.claims.update(found)
            self._known[asked] = tuple(found.items())
        return self._known[asked]

    def trace(self, item: Item, link: Any) -> Trace | None:
        """What a link joins, as in the whole project."""
        trace = trace_of(item, link, self._order, self.outline.aliases, self._criteria)
        if trace is not None and trace.role in self._symmetric and trace.target < trace.source:
            return Trace(trace.target, trace.role, trace.source)
        return trace

    def near(self, name: str) -> Iterator[str]:
        """The ids at the other ends of links into and out of an item; not its release, whose scope is another matter."""
        for trace, _ in self.ends(name, incoming=False):
            if trace.role != "release":
                yield trace.target
        for trace, _ in self.ends(name, incoming=True):
            yield trace.source

    def above(self, name: str, role: str) -> Iterator[str]:
        """The ids that an item's links of that role lead to."""
        return (trace.target for trace, _ in self.ends(name, incoming=False) if trace.role == role)

    def below(self, name: str, role: str) -> Iterator[str]:
        """The ids whose links of that role lead to an item."""
        return (trace.source for trace, _ in self.ends(name, incoming=True) if trace.role == role)

    def window(
        self,
        names: Collection[str],
        today: date,
        known: Mapping[object, object],
        files: frozenset[str],
        cited: Mapping[str, bytes],
    ) -> Window:
        """The part of the project with these items. `known` are answers of `derive`, `files` and `cited` what the items of
        the part cite."""
        part = {name: self.item(name) for name in self.in_order(names)}
        ids: dict[str, list[str]] = {}
        for name, type_name in self.outline.types.items():
            ids.setdefault(type_name, []).append(name)
        traces: dict[Trace, Claim] = {}
        for name in part:
            traces.update(self.ends(name, incoming=False))
            traces.update(self.ends(name, incoming=True))
        lost = [Claim(item, link) for item in part.values() for link in item.links if self.trace(item, link) is None]
        return Window(
            items=_Items(self, part),
            duplicates=(),
            documents=(),
            unread=self.outline.unread,
            observations=_Unknown(),
            aliases=self.outline.aliases,
            traces=tuple(sorted(traces, key=lambda trace: self._place(traces[trace]))),
            outgoing=_Ends(self, incoming=False),
            incoming=_Ends(self, incoming=True),
            claims=_Claims(self),
            dangling=tuple(lost),
            schema=self.configuration.schema,
            configuration=self.configuration,
            today=today,
            files=files,
            cited=cited,
            history=_Unknown(),
            archive=_no_archive,
            ids=_ByType(ids),
            used=self.outline.fields,
            _derived=dict(known),
        )

    def _place(self, claim: Claim) -> tuple[int, int]:
        return self._order[claim.item.id], claim.item.links.index(claim.link)

    def _ends(self, item: Item) -> Iterator[str]:
        for link in item.links:
            trace = self.trace(item, link)
            if trace is not None:
                yield from (trace.source, trace.target)


class _Criteria(Mapping[str, frozenset[str]]):
    """The ids of an item's criteria."""

    def __init__(self, version: Version) -> None:
        self._version = version

    def __getitem__(self, name: str) -> frozenset[str]:
        return frozenset(criterion.id for criterion in self._version.item(name).criteria)

    def __iter__(self) -> Iterator[str]:
        raise UnknownError

    def __len__(self) -> int:
        raise UnknownError


class _Items(Mapping[str, Item]):
    """All items by name; those of the part where they are gone through. All names are known."""

    def __init__(self, version: Version, part: Mapping[str, Item]) -> None:
        self._version = version
        self._part = part

    def __getitem__(self, name: str) -> Item:
        if name in self._part:
            return self._part[name]
        if name not in self._version.outline.types:
            raise KeyError(name)
        return self._version.item(name)

    def __contains__(self, name: object) -> bool:
        return name in self._version.outline.types

    def __iter__(self) -> Iterator[str]:
        return iter(self._version.outline.types)

    def __len__(self) -> int:
        return len(self._version.outline.types)

    def values(self) -> Any:
        return self._part.values()

    def items(self) -> Any:
        return self._part.items()


class _Ends(Mapping[str, tuple[Trace, ...]]):
    """The traces out of, or into, each item of the whole project."""

    def __init__(self, version: Version, *, incoming: bool) -> None:
        self._version = version
        self._incoming = incoming

    def __getitem__(self, name: str) -> tuple[Trace, ...]:
        if name not in self._version.outline.types:
            raise KeyError(name)
        return tuple([trace for trace, _ in self._version.ends(name, incoming=self._incoming)])

    def __iter__(self) -> Iterator[str]:
        raise UnknownError

    def __len__(self) -> int:
        raise UnknownError


class _Claims(Mapping[Trace, Claim]):
    """Where each trace is written."""

    def __init__(self, version: Version) -> None:
        self._version = version

    def __getitem__(self, trace: Trace) -> Claim:
        if trace not in self._version.claims:
            self._version.ends(trace.source, incoming=False)
        return self._version.claims[trace]

    def __iter__(self) -> Iterator[Trace]:
        raise UnknownError

    def __len__(self) -> int:
        raise UnknownError


class _ByType(Mapping[str, tuple[str, ...]]):
    """The ids of each type, sorted when they are asked for."""

    def __init__(self, ids: Mapping[str, list[str]]) -> None:
        self._ids = ids

    def __getitem__(self, name: str) -> tuple[str, ...]:
        return tuple(sorted(self._ids[name], key=natural_key))

    def __contains__(self, name: object) -> bool:
        return name in self._ids

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


class _Unknown(Mapping[Any, Any]):
    """What the whole project has of something."""

    def __getitem__(self, name: object) -> NoReturn:
        raise UnknownError

    def __iter__(self) -> NoReturn:
        raise UnknownError

    def __len__(self) -> NoReturn:
        raise UnknownError


def _no_archive() -> Chronicle:
    raise UnknownError
