"""Pages of items of which only words have changed, made again without the project.

An item's page is its staged Markdown with other paragraphs in it, as long as the two versions of its file say the same
to all rules (`contents.moves`), no finding moves, and what else is made of prose comes out the same: which words of the
glossary occur, what it links to, its first paragraph where that stands on other pages. Each page is made as it was,
too: only where that gives the bytes that are published is the new one believed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from itertools import pairwise
from types import SimpleNamespace
from typing import Any, NamedTuple, TypeVar, cast

from tpo_docs import contents
from tpo_docs.config import Configuration
from tpo_docs.files import DiskStore, lines
from tpo_docs.files.settings import read_configuration
from tpo_docs.model import STATEMENT, WHOLE, Edition, Item, Project, SourceFile
from tpo_docs.pages import glossary, text
from tpo_docs.pages.terms import terms_in
from tpo_docs.parse import parse_file
from tpo_docs.places import Places
from tpo_docs.quick.again import State, Told, done, published
from tpo_docs.quick.engine import job_of
from tpo_docs.quick.record import Basis, Origin, Sheet
from tpo_docs.render import quoted
from tpo_docs.site import one_page
from tpo_docs.site.mkdocs_engine import LARGEST_INDEX
from tpo_docs.site.stage import digest_of
from tpo_docs.site.tree import site_path

_T = TypeVar("_T")
_MISSING = '<span class="tpo-ref tpo-ref--missing">'
_REFERENCE = re.compile(re.escape(_MISSING) + r"[^<>]*</span>")
_SHOWN = r"(\[[^\[\]\n]*\]\([^()\s]*\)\{: [^{}\n]* \}|" + re.escape(_MISSING) + r"[^<>\n]*</span>)"
"""How a reference is shown, see `text._reference_link`."""
_INDEX, _SCRIPT = "search/search_index.json", "search/search_index.js"
_BEFORE = b"var __index = "
DIAGRAM = "mermaid"
"""Stands in a text that may bring a diagram, and with the first one of a site what draws it."""


def spoken(state: State) -> Told | None:
    """The site with the words of now; None where more has changed than words."""
    origins = state.record.origins()
    paths = sorted(state.changed.keys() | state.touched.sources.keys())
    if origins is None or any(path not in origins for path in paths):
        return None
    configuration = read_configuration(DiskStore(state.project))
    versions = {}
    for path, data in state.changed.items():
        found = _versions(path, data, origins[path], state, configuration)
        if found is None:
            return None
        versions[path] = found
    basis = state.record.basis()
    if basis is None or not basis.job["alone"]:
        return None
    texts: list[tuple[str, str, str]] = []
    for path in paths:
        sheet = basis.sheets[path]
        staged = (state.place.state / "docs" / sheet.path).read_bytes()
        if digest_of(staged) != sheet.digest:
            return None
        before = staged.decode()
        now = _Page(versions[path], sheet, basis).staged(before) if path in versions else before
        if now is None:
            return None
        texts.append((path, before, now))
    return _published(state, basis, texts)


class _Versions(NamedTuple):
    """An item of which nothing but words has changed."""

    old: Item
    new: Item
    moves: Mapping[tuple[int, int], tuple[int, int]]
    """Where a place of then is now, see `contents.moves`."""
    start: int
    """The line with which what rules see of it begins."""


def _versions(path: str, data: bytes, origin: Origin, state: State, configuration: Configuration) -> _Versions | None:
    """The item of then and of now; None where rules see a difference, or anything but its prose is another."""
    then = SourceFile(path, state.record.text(origin), origin.path, origin.number)
    now = then._replace(data=data)
    if lines.mark(then.data) != state.head.marks[path]:
        return None
    was, content = parse_file(then, configuration), parse_file(now, configuration)
    if len(was.items) != 1 or len(content.items) != 1 or was.documents or content.documents:
        return None
    old, new = was.items[0], content.items[0]
    if old.anchor or old.docs_path != origin.path or not _same_face(old, new):
        return None
    record = contents.pack(content, now)
    moves = contents.moves(contents.pack(was, then), record)
    return _Versions(old, new, moves, contents.first_line(record)) if moves is not None else None


def _published(state: State, basis: Basis, texts: list[tuple[str, str, str]]) -> Told | None:
    """Makes the pages of these sources, of their staged texts of then and now, and writes what has become different."""
    sheets = [
        one_page.Sheet(basis.sheets[path].path, path, text) for path, before, now in texts for text in (before, now)
    ]
    made = one_page.made(
        job_of(state.project.root, state.record, state.head, basis), basis.shells, sheets, state.head.said
    )
    if made is None:
        return None
    stands = published(state)
    if stands is None:
        return None
    folder = state.place.site / state.head.version
    written: dict[str, bytes] = {}
    entries = {}
    swaps: list[tuple[bytes, bytes]] = []
    for (path, _, _), old, new in zip(texts, made[::2], made[1::2], strict=True):
        uri = basis.sheets[path].path
        built = site_path(uri)
        if digest_of(old.html) != stands.get(built) or old.ties != new.ties:
            return None
        if (folder / built).read_bytes() != new.html:
            written[built] = new.html
        if new.entries != old.entries:
            entries[uri] = new.entries
        swaps.append((state.touched.entries.get(uri, old.entries).encode(), new.entries.encode()))
    index = _swapped(state, stands, [(was, now) for was, now in swaps if was != now])
    return done(state, {**written, **index}, entries) if index is not None else None


def _swapped(state: State, stands: Mapping[str, str], swaps: list[tuple[bytes, bytes]]) -> dict[str, bytes] | None:
    """The files of the search's index with other entries in them; None where they cannot be found."""
    if not swaps:
        return {}
    folder = state.place.site / state.head.version
    data = (folder / _INDEX).read_bytes()
    was = data
    for old, new in swaps:
        start = data.find(old)
        if not old or not new or start < 1 or data.find(old, start + 1) >= 0:
            return None
        end = start + len(old)
        if data[start - 1 : start] not in (b"[", b",") or data[end : end + 1] not in (b"]", b","):
            return None
        data = data[:start] + new + data[end:]
    if _SCRIPT not in stands:
        return {_INDEX: data} if len(data) > LARGEST_INDEX else None
    if len(data) > LARGEST_INDEX or (folder / _SCRIPT).read_bytes() != _BEFORE + was:
        return None
    return {_INDEX: data, _SCRIPT: _BEFORE + data}


class _Page:
    """The page of an item, of which there are two versions."""

    def __init__(self, versions: _Versions, sheet: Sheet, basis: Basis) -> None:
        self._versions = versions
        self._sheet = sheet
        self._basis = basis

    def staged(self, before: str) -> str | None:
        """The staged page of now, of that of then; None where more than words is different."""
        old, new, moves, start = self._versions
        # No finding may move.
        if any(was != place for was, place in moves.items()) and any(
            line >= start and moves.get((line, column)) != (line, column) for line, column in self._sheet.places
        ):
            return None
        if not self._same_elsewhere(old, new):
            return None
        was, now = self._shown(old), self._shown(new)
        if (was.story != now.story and not (old.text("want") or old.text("so_that"))) or _terms_of(
            old, was, self._basis
        ) != _terms_of(new, now, self._basis):
            return None
        return _replaced(before, old, new, was, now)

    def _same_elsewhere(self, old: Item, new: Item) -> bool:
        """Whether what stands on other pages is the same."""
        heard = self._sheet.heard
        if WHOLE in heard or (STATEMENT in heard and old.body.statement != new.body.statement):
            return False
        written, before, now = " ".join(old.text("statement").split()), old.body, new.body
        if written and (written == before.statement) != (written == now.statement):
            return False
        return list(text.links(before.text)) == list(text.links(now.text)) and (DIAGRAM in before.text) == (
            DIAGRAM in now.text
        )

    def _shown(self, item: Item) -> text.Shown:
        """The parts of its body, references as if they led nowhere."""
        url, base, branch, commit = self._basis.edit
        edition = Edition(edit_url=url, edit_base=base, branch=branch, commit=commit)
        nobody = cast(Project, SimpleNamespace(items={}, resolve=lambda _: None))
        return text.shown(item, item.docs_path, cast(Places, SimpleNamespace(project=nobody)), edition)


def _same_face(old: Item, new: Item) -> bool:
    """Whether all but the prose is the same, and where the criteria stand in it, which no page says."""
    if [(one.id, one.text) for one in old.criteria] != [(one.id, one.text) for one in new.criteria]:
        return False
    names = (one.name for one in fields(Item) if one.name not in ("body", "criteria"))
    return all(getattr(old, name) == getattr(new, name) for name in names)


class _Words:
    """A project of which only the glossary is known, and one item."""

    def __init__(self, basis: Basis, item: Item) -> None:
        self.items: Mapping[str, Any] = {item.id: item} | {
            name: _term(name, title, forms) for name, title, forms in basis.terms
        }
        self._terms = tuple(one for name, one in self.items.items() if one is not item)

    def of_type(self, name: str) -> tuple[Any, ...]:
        """The terms."""
        return self._terms if name == "term" else ()

    def derive(self, function: Callable[[Any], _T]) -> _T:
        """What a function says of it."""
        return function(self)


def _term(name: str, title: str, forms: tuple[str, ...]) -> SimpleNamespace:
    return SimpleNamespace(
        id=name, title=title, living=True, type="term", texts=lambda key: forms if key == "forms" else ()
    )


def _terms_of(item: Item, shown: text.Shown, basis: Basis) -> object:
    """The words of the glossary that its page and the glossary find in it, in their order."""
    if not basis.terms:
        return ()
    project = cast(Project, _Words(basis, item))
    parts = (f"{shown.lead}\n{shown.rest}\n{shown.notes}", item.body.text)
    found = [[(name, term.id) for name, term in terms_in(part, project).items()] for part in parts]
    return found, glossary.used(project)


def _replaced(before: str, old: Item, new: Item, was: text.Shown, now: text.Shown) -> str | None:
    """The staged page with the new parts in the places of the old ones."""
    start = before.find("\n---\n") + 1
    head, body = before[:start], before[start:]
    said, says = text.description(old), text.description(new)
    if said != says:
        found = _once(head, f"\ndescription: {quoted(said)}\n")
        if found is None or not said or not says:
            return None
        head = f"{head[: found[0]]}\ndescription: {quoted(says)}\n{head[found[1] :]}"
    swaps: list[tuple[int, int, str]] = []
    for part, other in ((was.lead, now.lead), (was.rest, now.rest), (was.notes, now.notes)):
        if part == other:
            continue
        swap = _swap(body, part, other)
        if swap is None:
            return None
        swaps.append(swap)
    swaps.sort()
    if any(end > start for (_, end, _), (start, _, _) in pairwise(swaps)):
        return None
    pieces = [head]
    at = 0
    for start, end, written in swaps:
        pieces += [body[at:start], written]
        at = end
    return "".join([*pieces, body[at:]])


def _swap(before: str, part: str, other: str) -> tuple[int, int, str] | None:
    """Where a part stands, and what is to stand there; its references stay as they are shown."""
    if not part.strip() or not other.strip():
        return None
    pieces, others = _REFERENCE.split(part), _REFERENCE.split(other)
    if len(pieces) == 1:
        found = _once(before, part)
        return (*found, other) if found is not None and len(others) == 1 else None
    if _REFERENCE.findall(part) != _REFERENCE.findall(other):
        return None
    matches = list(re.finditer(_SHOWN.join(map(re.escape, pieces)), before))
    if len(matches) != 1:
        return None
    shown = iter(matches[0].groups())
    return *matches[0].span(), "".join(_between(others, shown))


def _between(pieces: list[str], shown: Iterator[str]) -> Iterator[str]:
    yield pieces[0]
    for piece in pieces[1:]:
        yield next(shown)
        yield piece


def _once(within: str, what: str) -> tuple[int, int] | None:
    """Where a text stands, if it does so once."""
    start = within.find(what)
    if start < 0 or within.find(what, start + 1) >= 0:
        return None
    return start, start + len(what)
