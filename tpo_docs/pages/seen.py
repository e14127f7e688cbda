"""What a page was made from, noted while it is made: a project, a review and an edition that remember what was asked of them.

A page is the same as long as all that it asked for is the same. So nobody has to say what a page depends on, and nobody
can forget to. What is asked for outside of any page (`Seen.base`) counts for all of them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import partial
from hashlib import blake2b
from typing import Any, NamedTuple, TypeVar, cast

from tpo_docs.model import Edition, Field, Finding, Item, Later, Project, Review, Scalar
from tpo_docs.places import Places

_T = TypeVar("_T")
FILE = "file"
"""Asks for the text of a file; `file:statement` and the like for a part of it, see `model.reading`."""
FACE = "face"
"""Asks for all that an item says beside its prose."""
REST = "rest"
"""Asks for all of that of all items but their titles, and for all else that a project was read from."""
TITLE, TITLES = "title", "titles"
"""Ask for the titles of a file's items, and for those of all items of a type."""
ALL = "*"
"""Stands for everything that a mapping holds."""
_MAPPINGS = ("items", "outgoing", "incoming", "aliases", "history", "claims", "observations", "cited")
_FOLLOWING = "archive claims configuration documents duplicates incoming items outgoing schema _by_type _derived _heard"
_OF_FILES = frozenset(_FOLLOWING.split())
"""What follows from the files, the configuration and the other fields of a project."""
_FIXED = frozenset(("schema", "configuration"))
"""What is the same for all builds with one configuration."""

Ask = tuple[str, str]
"""Which fact was asked for: its kind, and which of them."""


class Seen:
    """The facts that were asked for since `begin`."""

    def __init__(self) -> None:
        self.base: dict[Ask, None] = {}
        self.asked = self.base

    def begin(self) -> dict[Ask, None]:
        """From now on another page asks; each thing once, in the order in which it asks."""
        self.asked = {}
        return self.asked

    def go_on(self, asked: dict[Ask, None]) -> None:
        """From now on that one asks again."""
        self.asked = asked

    def end(self) -> None:
        """No page asks any more."""
        self.asked = self.base


class Watched(NamedTuple):
    """What pages are made from, each part remembering what was asked of it."""

    review: Review
    places: Places
    edition: Edition
    seen: Seen
    wanted: Collection[str] | None = None
    """The paths of the pages that a maker is asked for, as they are shown; None for all."""

    def wants(self, path: str) -> bool:
        """Whether a page is asked for; `path` is where it would be, had no author taken the place."""
        return self.wanted is None or self.places.page(path) in self.wanted

    def page(self, path: str, make: Callable[[], _T]) -> Callable[[], _T]:
        """What a page is made of, at the time when it is; `path` is the file that it is about."""

        def made() -> _T:
            self.seen.asked[FILE, path] = None
            return make()

        return made

    def later(self, items: Iterable[str], basis: str, make: Callable[[], object]) -> Later:
        """The same of a page about many that says of the project what `basis` says, and of these items what they say of
        themselves; all else `make` asks of what is watched."""
        names = tuple(items)

        def made() -> object:
            self.seen.asked.update(dict.fromkeys([("items", name) for name in names]))
            return make()

        return Later(made, short(basis))


def watched(review: Review, places: Places, edition: Edition) -> Watched:
    """The same, watched."""
    seen = Seen()
    project = cast(Project, _Project(review.project, seen))
    return Watched(
        cast(Review, _Review(review, project, seen)),
        Places(project, places.moved),
        cast(Edition, _Edition(edition, "edition", seen)),
        seen,
    )


class _Mapping(Mapping[Any, Any]):
    __slots__ = ("_inner", "_kind", "_seen")

    def __init__(self, inner: Mapping[Any, Any], kind: str, seen: Seen) -> None:
        self._inner, self._kind, self._seen = inner, kind, seen

    def _ask(self, key: Any) -> None:
        self._seen.asked[self._kind, key if isinstance(key, str) else repr(key)] = None

    def __getitem__(self, key: Any) -> Any:
        self._seen.asked[self._kind, key if isinstance(key, str) else repr(key)] = None
        return self._inner[key]

    def get(self, key: Any, default: Any = None) -> Any:
        """The value, or what is given instead of it."""
        self._seen.asked[self._kind, key if isinstance(key, str) else repr(key)] = None
        return self._inner.get(key, default)

    def __contains__(self, key: object) -> bool:
        self._ask(key)
        return key in self._inner

    def __iter__(self) -> Iterator[Any]:
        self._ask(ALL)
        return iter(self._inner)

    def __len__(self) -> int:
        self._ask(ALL)
        return len(self._inner)


class _Other:
    """Anything else: each attribute is a fact."""

    def __init__(self, inner: Any, kind: str, seen: Seen) -> None:
        self._inner, self._kind, self._seen = inner, kind, seen

    def __getattr__(self, name: str) -> Any:
        if name not in _FIXED:
            self._seen.asked[self._kind, name] = None
        return getattr(self._inner, name)


class _Edition(_Other):
    @property
    def changes(self) -> Any:
        """What changed up to this version: each item asks for its own history."""
        self._seen.asked["changes", "known"] = None
        changes = self._inner.changes
        return _Changes(changes, "changes", self._seen) if changes is not None else None


class _Changes(_Other):
    @property
    def histories(self) -> Any:
        """What changed of each item."""
        return _Mapping(self._inner.histories, "histories", self._seen)


class _Review(_Other):
    def __init__(self, review: Review, project: Project, seen: Seen) -> None:
        super().__init__(review, "review", seen)
        self.project = project

    def about(self, item_id: str) -> tuple[Finding, ...]:
        """The findings on one item."""
        self._seen.asked["about", item_id] = None
        found: tuple[Finding, ...] = self._inner.about(item_id)
        return found


class _Project(_Other):
    resolve = Project.resolve
    sources = Project.sources
    targets = Project.targets
    _ends = Project._ends

    def __init__(self, project: Project, seen: Seen) -> None:
        super().__init__(project, "project", seen)
        for name in _MAPPINGS:
            setattr(self, name, _Mapping(getattr(project, name), name, seen))
        self._derivations: dict[object, Any] = {}

    def of_type(self, *types: str) -> tuple[Item, ...]:
        """The items of these types."""
        self._seen.asked.update((("type", name), None) for name in types)
        found: tuple[Item, ...] = self._inner.of_type(*types)
        return found

    def has_type(self, name: str) -> bool:
        """Whether any item of that type exists."""
        self._seen.asked["has", name] = None
        return bool(self._inner.has_type(name))

    def derive(self, function: Callable[[Project], _T]) -> _T:
        """What a pure function says of the project. A question with values of its own is answered to each page anew, which
        then notes what was asked for to answer it."""
        if not hasattr(function, "__qualname__"):
            return function(cast(Project, self))
        result: Any = self._inner.derive(function)  # asked each time, since it tells who listens what was read for it
        found = self._derivations.get(function)
        if found is None:
            name = _name(function)
            if not isinstance(result, Mapping):
                self._seen.asked[name, ALL] = None
                return cast(_T, result)
            found = self._derivations[function] = _Mapping(result, name, self._seen)
        return cast(_T, found)


def _name(function: Any) -> str:
    return f"{getattr(function, '__module__', '')}:{getattr(function, '__qualname__', '<unknown>')}"


class Facts:
    """The facts as they are now, each as a short text that differs where the fact does.

    `digests` are checksums of the source files by path, `faces` two each of all that files of items say beside their
    prose, of the titles apart, and `others` says what else a project was read from.
    """

    def __init__(
        self,
        review: Review,
        edition: Edition,
        digests: Mapping[str, str],
        faces: Mapping[str, tuple[str, str]],
        others: Mapping[str, str],
    ) -> None:
        self._review, self._edition, self._digests = review, edition, digests
        self._faces, self._others = faces, others
        self._finders: dict[str, Callable[[str], Any]] = {}
        self._tellers_of: dict[type, Callable[[Any], Any]] = {}
        self._by_name: dict[int, dict[str, Any]] = {}
        self._once_told: dict[int, tuple[Any, Any]] = {}
        self._write = json.JSONEncoder(default=self._told, separators=(",", ":"), check_circular=False).encode

    def of(self, kind: str, keys: Iterable[str]) -> list[str]:
        """Facts of one kind; empty where nothing can be said of one, so that it never is the same."""
        find = self._finder(kind)
        found = []
        for key in keys:
            try:
                text = self._shown(find(key))
            except _UnstableError:
                text = ""
            found.append(text if len(text) <= 40 else short(text))  # what a checksum takes
        return found

    def together(self, kind: str, keys: Iterable[str]) -> str:
        """A short text that differs where one of these facts does; empty where nothing can be said of one."""
        find = self._finder(kind)
        try:
            return short(self._shown([find(key) for key in keys]))
        except _UnstableError:
            return ""

    def _finder(self, kind: str) -> Callable[[str], Any]:
        """What finds facts of a kind, as values that are shown."""
        found = self._finders.get(kind)
        if found is None:
            found = self._finders[kind] = self._finder_of(kind)
        return found

    def _finder_of(self, kind: str) -> Callable[[str], Any]:
        project, changes = self._review.project, self._edition.changes
        if kind.partition(":")[0] == FILE:
            return lambda key: self._digests.get(key, "")
        of_items = {
            "items": self._one_item,
            FACE: self._one_face,
            REST: lambda _: self._rest(),
            TITLE: lambda key: self._face(key)[1],
            TITLES: self._titles,
        }
        if kind in of_items:
            return of_items[kind]
        if kind in _MAPPINGS:
            return partial(self._of_mapping, getattr(project, kind))
        if kind == "about":
            return self._review.about
        if kind == "type":
            return project.of_type
        if kind == "has":
            return project.has_type
        if kind == "histories":
            return partial(self._of_mapping, changes.histories if changes is not None else {})
        if kind == "changes":
            return lambda key: changes is not None if key == "known" else getattr(changes, key, None)
        owners = {"project": project, "review": self._review, "edition": self._edition}
        return partial(getattr, owners[kind]) if kind in owners else self._of_derived(kind)

    def _one_item(self, key: str) -> Any:
        if key == ALL:
            return self._review.project.items
        item = self._review.project.items.get(key)
        return _NOTHING if item is None else self._item(item)

    def _one_face(self, key: str) -> Any:
        item = self._review.project.items.get(key)
        return _NOTHING if item is None else (item.path, *self._face(item.path))

    def _face(self, path: str) -> tuple[str, str]:
        return self._faces.get(path, ("", ""))

    def _titles(self, type_name: str) -> Any:
        project = self._review.project
        paths = (item.path for item in (*project.items.values(), *project.duplicates) if item.type == type_name)
        return [(path, self._face(path)[1]) for path in dict.fromkeys(paths)]

    def _rest(self) -> Any:
        """Everything but the prose and the titles of items: what pages may show that are made of many."""
        project = self._review.project
        faces = [(path, of_all) for path, (of_all, _) in self._faces.items()]
        plain = {path: digest for path, digest in self._digests.items() if path not in self._faces}
        known = (faces, plain, self._others, self._review.findings, self._review.exempted, self._review.known)
        asked = [getattr(project, one.name) for one in fields(project) if one.name not in _OF_FILES]
        return known, asked

    def _of_derived(self, name: str) -> Callable[[str], Any]:
        module, _, function = name.partition(":")
        found = getattr(sys.modules.get(module), function, None)
        if found is None:
            return _nothing_lasting
        result: Any = self._review.project.derive(found)
        return partial(self._of_mapping, result) if isinstance(result, Mapping) else lambda _: result

    def _of_mapping(self, mapping: Mapping[Any, Any], key: str) -> Any:
        if key == ALL:
            return mapping
        found = mapping.get(key, _NOTHING)
        if found is _NOTHING and mapping and not isinstance(next(iter(mapping)), str):
            by_name = self._by_name.get(id(mapping))
            if by_name is None:
                by_name = self._by_name[id(mapping)] = {repr(one): value for one, value in mapping.items()}
            found = by_name.get(key, _NOTHING)
        return found

    def _item(self, item: Item) -> str:
        return f"{item.path}\t{self._digests.get(item.path, '')}"

    def _told_item(self, item: Item) -> str:
        """An item of the project by its file; one of an earlier version, of which that says nothing, by all that it
        says."""
        project = self._review.project
        if project.items.get(item.id) is item or any(one is item for one in project.duplicates):
            return f"{item_name(item)}\t{self._item(item)}"
        return f"{item_name(item)}\t{short(repr(item))}"

    def _shown(self, value: Any) -> str:
        try:
            return self._write(value)
        except TypeError:  # a mapping whose keys are no texts
            return self._write(self._plainly(value))

    def _plainly(self, value: Any) -> Any:
        """A value with its mappings as lists."""
        if isinstance(value, Mapping):
            return [[self._plainly(key), self._plainly(entry)] for key, entry in value.items()]
        return [self._plainly(one) for one in value] if isinstance(value, tuple | list) else value

    def _told(self, value: Any) -> Any:
        """What JSON does not know, in what it does; many facts hold the same few, such as the needs of the schema."""
        known = self._once_told.get(id(value))
        if known is None:
            teller = self._tellers_of.get(type(value))
            if teller is None:
                teller = self._tellers_of[type(value)] = self._teller_of(type(value))
            known = self._once_told[id(value)] = value, teller(value)  # as long as it is held, no other has its id
        return known[1]

    def _teller_of(self, kind: type) -> Callable[[Any], Any]:
        """What tells values of a type."""
        if issubclass(kind, Item):
            return self._told_item
        if issubclass(kind, Enum | date):
            return repr
        if issubclass(kind, Mapping):
            return lambda value: dict(value.items())
        if issubclass(kind, frozenset | set):
            return lambda value: sorted(map(self._shown, value))
        if issubclass(kind, bytes):
            return lambda value: short(value.hex())
        if is_dataclass(kind):
            names = [one.name for one in fields(kind) if one.repr]
            return lambda value: short(self._shown([getattr(value, name) for name in names]))
        return _nothing_lasting


def _nothing_lasting(_: Any) -> Any:
    raise _UnstableError


class _UnstableError(Exception):
    """A value of which nothing lasting can be said."""


_NOTHING = {"": "nothing"}
"""Is shown as no other value is."""


def face(items: Sequence[Item]) -> tuple[str, str]:
    """All that is known of the items of a file, without their prose: the titles apart."""
    known = short(repr([[_untitled(item), *[getattr(item, name) for name in _FACE]] for item in items]))
    return known, short(repr([item.title for item in items]))


def _untitled(item: Item) -> Mapping[str, Field]:
    """The fields of an item without the words of its title, which nobody reads unheard (see `Item.text`)."""
    entry = item.fields.get(TITLE)
    if entry is None or not isinstance(entry.value, Scalar):
        return item.fields
    return {**item.fields, TITLE: entry._replace(value=entry.value._replace(text=""))}


_FACE = tuple(one.name for one in fields(Item) if one.name not in ("body", "title", "fields"))


def item_name(item: Item) -> str:
    """An item among others of its file."""
    return f"{item.id}:{item.line}"


def short(text: str) -> str:
    """A checksum of a text, or of what says all that matters of something."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()
