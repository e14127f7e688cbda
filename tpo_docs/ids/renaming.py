"""Items given other ids: every file that names them as it is to be written, and nothing else of it changed by a byte."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from tpo_docs import markers
from tpo_docs.config import SourceSpec
from tpo_docs.ids import references
from tpo_docs.ids.aliases import aliases
from tpo_docs.ids.references import Place, applied
from tpo_docs.model import Item, Project, SourceFile
from tpo_docs.parse import MARKDOWN, parse_file
from tpo_docs.records import ledger

_BOM = "\ufeff"
_TEXTS = (*MARKDOWN, ".yml", ".yaml", ".feature")
Keep = Callable[[str, Place], bool]


class RenameError(Exception):
    """Why ids cannot be given as asked, in one line."""


class Wanted(NamedTuple):
    """An item to be called otherwise."""

    item: Item
    name: str
    alias: bool = True
    """Whether the former id is kept as an alias, so that old links still work."""

    @property
    def old(self) -> str:
        """What it is called now."""
        return self.item.id


class Rewritten(NamedTuple):
    """A file as it is to be written."""

    path: str
    to: str
    """Where it is to lie; the same as `path` unless its name holds the id."""
    data: bytes
    lines: tuple[int, ...]
    """The lines that name an item, as they are counted now."""


class Left(NamedTuple):
    """A place that may mean the item and was left as it is."""

    path: str
    line: int
    why: str


@dataclass(frozen=True, slots=True)
class Texts:
    """All files in which an item may be named."""

    sources: tuple[SourceFile, ...]
    settings: Mapping[str, bytes] = field(default_factory=dict)
    """`tpo-docs.yml` and `mkdocs.yml`."""
    records: Mapping[str, bytes] = field(default_factory=dict)
    """Files of `records/`."""
    known: Mapping[str, bytes] = field(default_factory=dict)
    """The file of known findings."""
    code: Mapping[str, bytes] = field(default_factory=dict)
    """Source code whose markers are to be rewritten too."""


class Result(NamedTuple):
    """What a renaming makes of the files."""

    files: tuple[Rewritten, ...]
    left: tuple[Left, ...]


def rename(
    wanted: Iterable[Wanted], project: Project, texts: Texts, *, keep: Keep | None = None, move: bool = True
) -> Result:
    """Every file that changes. `keep` says of a file and a place in it whether it means another item of the same id;
    `move` whether files that are called by their item's id are renamed. Raises a RenameError where it cannot be done."""
    return _Renaming(tuple(wanted), project, texts, keep or (lambda _path, _place: False), move=move).result()


class _Renaming:
    def __init__(self, wanted: tuple[Wanted, ...], project: Project, texts: Texts, keep: Keep, *, move: bool) -> None:
        self.project = project
        self.schema = project.schema
        self.texts = texts
        self.keep = keep
        self.wanted = wanted
        self.names = {one.old: one.name for one in wanted}
        self.worded = tuple(name for name in self.names if not references.is_plain(name, self.schema))
        self.slugs = tuple(name for name in self.names if references.is_plain(name, self.schema))
        self.sources = {file.path: file for file in texts.sources}
        self.left: list[Left] = []
        self.moves = dict(self._moves()) if move else {}
        self.own: dict[str, list[Wanted]] = {}
        for one in wanted:
            self.own.setdefault(one.item.path, []).append(one)
        self.items: dict[str, list[Item]] = {}
        for item in (*project.items.values(), *project.duplicates):
            self.items.setdefault(item.path, []).append(item)

    def result(self) -> Result:
        for one in self.wanted:
            source = project_source(self.project, one.item)
            if source is not None and source.map is not None:
                raise RenameError(f"{one.old} has its id from a mapped field of {one.item.path}: rename it there")
            if not move_needed(one.item) or one.item.path in self.moves:
                continue
            raise RenameError(f"{one.old} has its id from the name of {one.item.path}, so that has to change too")
        files = [*self._sources(), *self._settings(), *self._records(), *self._code()]
        self._prove({file.path: file for file in files})
        return Result(tuple(files), tuple(self.left))

    # ---- where files go

    def _moves(self) -> Iterator[tuple[str, str]]:
        for one in self.wanted:
            folder, slash, base = one.item.path.rpartition("/")
            stem, dot, ending = base.rpartition(".")
            if one.item.anchor or one.item.is_row or not _starts_with(stem, one.old):
                continue
            to = f"{folder}{slash}{one.name}{stem[len(one.old) :]}{dot}{ending}"
            if to in self.sources:
                raise RenameError(f"{one.item.path} cannot be called {to}: there is such a file")
            yield one.item.path, to

    # ---- sources

    def _sources(self) -> Iterator[Rewritten]:
        for file in self.texts.sources:
            sources = self.project.configuration.sources
            mapped = file.source < len(sources) and sources[file.source].map is not None
            if not file.path.casefold().endswith(_TEXTS):
                continue
            text = _decoded(file.data)
            if text is None or mapped:
                self._left_whole(file.path, text or "", "the file is not ours to write" if mapped else "it is no UTF-8")
                continue
            markdown = file.path.casefold().endswith(MARKDOWN)
            places = [*references.words(text, self.worded, markdown=markdown), *self._slugs_in(file.path, text)]
            edits = self._edits(file.path, places) + self._paths(file.path, file.docs_path, text)
            edits += [
                edit
                for one in self.own.get(file.path, ())
                for edit in aliases(text, one.item, one.name, kept=one.alias)
            ]
            if edits or file.path in self.moves:
                yield _rewritten(file.path, self.moves.get(file.path, file.path), text, edits, file.data)

    def _slugs_in(self, path: str, text: str) -> Iterator[Place]:
        for name in self.slugs:
            known: list[tuple[int, int]] = []
            for item in self.items.get(path, ()):
                known += references.named_in(item, name, self.schema)
                if item.id == name:
                    known.append((item.line, item.column))
            yield from references.slugs(text, name, known, queries=True)

    def _edits(self, path: str, places: Iterable[Place]) -> list[tuple[int, int, str]]:
        return [(place.start, place.end, self.names[place.name]) for place in places if not self.keep(path, place)]

    def _paths(self, path: str, docs_path: str, text: str) -> list[tuple[int, int, str]]:
        """The places that cite a file which gets another name, from where it lies, from the root or from the site."""
        found = []
        for old, to in self.moves.items():
            origins = [(posixpath.dirname(path), old), ("", old)]
            if docs_path and old in self.sources:
                origins.append((posixpath.dirname(docs_path), self.sources[old].docs_path))
            base = to.rpartition("/")[2]
            spots = {spot for origin, target in origins for spot in references.paths(text, target, [origin])}
            found += [(start, end, base) for start, end in spots]
        return found

    def _left_whole(self, path: str, text: str, why: str) -> None:
        for place in references.words(text, self.worded, markdown=True):
            self.left.append(Left(path, place.line, why))

    # ---- what else names items

    def _settings(self) -> Iterator[Rewritten]:
        for path, data in self.texts.settings.items():
            text = _decoded(data)
            if text is None:
                continue
            places = list(references.words(text, self.worded, markdown=False))
            for name in self.slugs:
                places += references.slugs(text, name, (), queries=True)
            edits = self._edits(path, places)
            for old, to in self.moves.items():
                docs = self.sources[old].docs_path
                for target in {old, docs}:
                    base = to.rpartition("/")[2]
                    edits += [(start, end, base) for start, end in references.paths(text, target, [""])]
            if edits:
                yield _rewritten(path, path, text, edits, data)

    def _records(self) -> Iterator[Rewritten]:
        for path, data in self.texts.records.items():
            if path == ledger.PATH:
                new, lines = ledger.with_names(
                    data, self.names, lambda line, name: self.keep(ledger.PATH, Place(0, 0, name, line))
                )
                if lines:
                    yield Rewritten(path, path, new, lines)
                continue
            text = _decoded(data)
            if text is None:
                continue
            places = list(references.words(text, self.worded, markdown=False))
            for name in self.slugs:
                places += _json_values(text, name)
            edits = self._edits(path, places)
            if edits:
                yield _rewritten(path, path, text, edits, data)
        for path, data in self.texts.known.items():
            text = _decoded(data) or ""
            edits = [
                (match.start(1), match.end(1), self.names[match[1]])
                for match in re.finditer(r"(?m)(?<=[ \t])([^\s/#]+)(?=[ \t/\r\n]|$)", text)
                if match[1] in self.names
            ]
            if edits:
                yield _rewritten(path, path, text, edits, data)

    def _code(self) -> Iterator[Rewritten]:
        """The ids in the markers of source code, wherever the configuration's words for them stand."""
        told = self.project.configuration.code.markers
        for path, data in self.texts.code.items():
            text = _decoded(data)
            if text is None:
                continue
            edits = []
            at = 0
            for number, line in enumerate(re.split(r"(?<=\n)", text), start=1):
                for marker in markers.read(path, number, line, told):
                    name = marker.target if marker.target in self.names else marker.target.partition("/")[0]
                    if name in self.names:
                        start = at + marker.column - 1
                        edits.append((start, start + len(name), self.names[name]))
                at += len(line)
            if edits:
                yield _rewritten(path, path, text, edits, data)

    # ---- proof

    def _prove(self, files: Mapping[str, Rewritten]) -> None:
        """Reads again what is to be written, and refuses where an item would not be there under its new id."""
        configuration = self.project.configuration
        meant = {(one.item.path, one.item.line): one for one in self.wanted}
        for path, before in self.items.items():
            file = self.sources.get(path)
            new = files.get(path)
            if file is None or new is None:
                continue
            again = parse_file(SourceFile(new.to, new.data, file.docs_path, file.source), configuration).items
            expected = []
            for item in before:
                one = meant.get((item.path, item.line))
                expected.append(one.name if one is not None and one.item is item else item.id)
            if sorted(item.id for item in again) != sorted(expected):
                raise RenameError(f"{path} is written in a way that cannot be rewritten safely: change its id by hand")
            for one in self.own.get(path, ()):
                known = {item.id: item for item in again}[one.name]
                if one.alias and one.old not in known.texts("aliases"):
                    raise RenameError(
                        f"{path}: the former id cannot be kept in `aliases`; write it there by hand first"
                    )


def move_needed(item: Item) -> bool:
    """Whether the item has its id from the name of its file alone."""
    return not item.is_row and not item.anchor and not item.text("id")


def project_source(project: Project, item: Item) -> SourceSpec | None:
    """The entry of `sources` that an item was read from."""
    sources = project.configuration.sources
    return sources[item.source] if item.source < len(sources) else None


def _starts_with(stem: str, name: str) -> bool:
    return stem.startswith(name) and not re.match(r"\w|-\d|\.\d", stem[len(name) :][:2])


def _decoded(data: bytes) -> str | None:
    """The text, with bytes that are no UTF-8 kept as they are; None for another encoding."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data:
        return None
    return data.decode("utf-8", "surrogateescape").removeprefix(_BOM)


def _rewritten(path: str, to: str, text: str, edits: list[tuple[int, int, str]], data: bytes) -> Rewritten:
    bom = _BOM if data.startswith(_BOM.encode()) else ""
    lines = sorted({1 + len(re.findall(r"\r\n|\n|\r", text[:start])) for start, _, _ in edits})
    return Rewritten(path, to, (bom + applied(text, edits)).encode("utf-8", "surrogateescape"), tuple(lines))


def _json_values(text: str, name: str) -> Iterator[Place]:
    for match in re.finditer(rf'(?<=")(?<=[:,\[ ]"){re.escape(name)}(?="\s*[,\]}}])', text):
        yield Place(match.start(), match.end(), name, text.count("\n", 0, match.start()) + 1)
