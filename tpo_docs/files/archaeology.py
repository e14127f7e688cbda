"""What became of the items, dug out of Git's commits: their ids and statuses in every version of every file.

One pass over the log says which files changed when; only objects that no earlier run has looked at are read, and only
their ids, statuses and wordings are kept, in `.tpo-docs/cache`. An item is known by its id, so that a file may move
about; files that came from outside of the sources are followed to where they were.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any

from tpo_docs import git
from tpo_docs.config import Configuration
from tpo_docs.files.place import WORK_FOLDER
from tpo_docs.files.program import program
from tpo_docs.files.selection import Kind, Selection, chosen, docs_folder, page_path
from tpo_docs.files.writing import write_bytes
from tpo_docs.model import Category, Chronicle, Edit, Move, SourceFile, as_date
from tpo_docs.parse import Glance, glance

FORMAT = "tpo-docs/history/1"
_FILE, _GLANCES = "history.json", "glances.json"
_UNFIT = (OSError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)
_ROUNDS = 5
"""How often files are followed to a place outside of those known."""
_WATCHED = "requirement"
"""The type whose changes of wording are kept: requirement volatility counts them."""

_Glances = dict[str, tuple[Glance, ...]]


def chronicle(root: Path, configuration: Configuration, revision: git.Revision | None = None) -> Chronicle:
    """The history up to a revision, else up to the commit checked out. Never raises for what Git or a cache says."""
    repository = git.find(root)
    if repository is None:
        return Chronicle(lacks="no-repository")
    commit = revision.commit if revision is not None else git.head(repository)
    if not commit:
        return Chronicle(lacks="no-commits")
    memory = _Memory(root / WORK_FOLDER, configuration)
    name = f"{commit} {git.cuts(repository)}".strip()
    known = memory.recalled(name)
    if known is not None:
        return known._replace(ended=revision is not None)
    dig = _Dig(repository, configuration, memory.glances())
    found = dig.chronicle(commit)
    if revision is None:
        memory.keep(name, found, dig.glances)
    return found._replace(ended=revision is not None)


class _Dig:
    """One look at a repository."""

    def __init__(self, repository: git.Repository, configuration: Configuration, known: _Glances) -> None:
        self.repository = repository
        self.configuration = configuration
        self.known = known
        self.glances: _Glances = {}
        """Of every object seen, by object and path."""
        self.origins: dict[str, str] = {}
        """Where a file came from, outside of the sources → where it went."""
        self.files: dict[str, SourceFile | None] = {}
        """Each path in the repository as a source's file without content; None where no source reads it."""

    def chronicle(self, commit: str) -> Chronicle:
        walk = self.walk(commit)
        if not walk:
            return Chronicle("git", lacks="no-commits")
        first, last = as_date(walk[0].on), as_date(git.date_of(self.repository, commit))
        lacks = "shallow" if self.repository.shallow else ""
        if len(walk) == 1:
            # One commit says when nothing moved: a check of a shallow clone need not read ten thousand objects for it.
            return Chronicle("git", (), (), first, last, lacks)
        self.read({key: (blob, file) for step in walk for key, blob, file in self.looked_at(step) if blob})
        moves, edits = self.fold(walk)
        return Chronicle("git", tuple(moves), tuple(edits), first, last, lacks)

    def walk(self, commit: str) -> list[git.Step]:
        """The commits that changed anything in the sources, or where their files were before."""
        inside = [
            path
            for source in self.configuration.sources
            if not (path := self.repository.inside(source.path)).startswith("..")
        ]
        paths, asked = ["" if path == "." else path for path in inside], set[str]()
        for _ in range(_ROUNDS):
            walk = list(git.steps(self.repository, paths, commit)) if paths else []
            self.learn(path for step in walk for path, _ in step.blobs)
            adding = [step.commit for step in walk if step.added and step.commit not in asked]
            asked.update(adding)
            moved = git.came_from(self.repository, adding, paths)
            more = {
                old: new
                for old, new in moved.items()
                if old not in self.origins and (new in self.origins or self.files.get(new) is not None)
            }
            if not more:
                break
            self.origins |= more
            for old in more:
                self.files.pop(old, None)
            paths += sorted({posixpath.dirname(old) or old for old in more} - set(paths))
        return walk

    def learn(self, paths: Iterable[str]) -> None:
        """Which source reads a path, and as what."""
        fresh = {path for path in paths if path not in self.files}
        wanted = {path: self.went(path) for path in fresh}
        by_end: dict[str, list[str]] = {}
        for path, end in wanted.items():
            by_end.setdefault(end, []).append(path)
        for index, source in enumerate(self.configuration.sources):
            folder = self.repository.inside(source.path)
            start = "" if folder == "." else f"{folder}/"
            to = docs_folder(source.path, source.to, index)
            listed = (end[len(start) :] for end in by_end if end.startswith(start))
            selection = Selection(source.path, source.include, source.exclude)
            for file in chosen(listed, selection, self.configuration.schema.collections):
                if file.kind is Kind.PAGE:
                    for path in by_end[start + file.relative]:
                        if self.files.get(path) is None:
                            self.files[path] = SourceFile(file.path, b"", page_path(to + file.relative), index)
        for path in fresh:
            self.files.setdefault(path, None)

    def went(self, path: str) -> str:
        """Where a file is in the end."""
        seen = set[str]()
        while path in self.origins and path not in seen:
            seen.add(path)
            path = self.origins[path]
        return path

    def looked_at(self, step: git.Step) -> Iterator[tuple[str, str, SourceFile]]:
        for path, blob in step.blobs:
            file = self.files.get(path)
            if file is not None:
                yield f"{blob} {file.path}", blob, file

    def read(self, wanted: Mapping[str, tuple[str, SourceFile]]) -> None:
        """A glance at every object that nobody has looked at."""
        fresh = []
        for key, (blob, file) in wanted.items():
            if key in self.known:
                self.glances[key] = self.known[key]
            else:
                fresh.append((key, blob, file))
        contents = git.read_blobs(self.repository, [blob for _, blob, _ in fresh])
        for (key, _, file), data in zip(fresh, contents, strict=True):
            self.glances[key] = glance(file._replace(data=data), self.configuration)

    def fold(self, walk: Iterable[git.Step]) -> tuple[list[Move], list[Edit]]:
        moves: list[Move] = []
        edits: list[Edit] = []
        state: dict[str, tuple[Glance, ...]] = {}
        holders: dict[str, int] = {}
        now: dict[str, Glance] = {}
        for step in walk:
            on = as_date(step.on)
            if on is None:
                continue
            before: dict[str, Glance] = {}
            after: dict[str, Glance] = {}
            for path, blob in step.blobs:
                file = self.files.get(path)
                if file is None:
                    continue
                for one in state.pop(path, ()):
                    before[one.id] = one
                    holders[one.id] -= 1
                if blob:
                    state[path] = found = self.glances.get(f"{blob} {file.path}", ())
                    for one in found:
                        after[one.id] = one
                        holders[one.id] = holders.get(one.id, 0) + 1
            for name, one in before.items():
                if name not in after and not holders[name]:
                    moves.append(Move(name, on, None, type=one.type))
            for name, one in after.items():
                old = now.get(name)
                if old is None or name not in before or old.category is not one.category:
                    moves.append(Move(name, on, one.category, old is None, one.type))
                if old is not None and old.wording != one.wording and one.type == _WATCHED:
                    edits.append(Edit(name, on, one.type))
                now[name] = one
        return moves, edits


class _Memory:
    """What earlier looks have found, as JSON; what is not as expected counts as not there."""

    def __init__(self, folder: Path, configuration: Configuration) -> None:
        self.folder = folder
        self.key = f"{program()} {blake2b(configuration.text.encode(), digest_size=16).hexdigest()}"

    def recalled(self, commit: str) -> Chronicle | None:
        """The history up to a commit, where it is the one kept."""
        try:
            content = self._content(_FILE)
            if content["commit"] != commit:
                return None
            moves = tuple(
                Move(str(item), _day(on), Category(category) if category else None, first is True, str(kind))
                for item, on, category, first, kind in content["moves"]
            )
            edits = tuple(Edit(str(item), _day(on), str(kind)) for item, on, kind in content["edits"])
            first, last = (as_date(day) for day in content["days"])
            return Chronicle("git", moves, edits, first, last, str(content["lacks"]))
        except _UNFIT:
            return None

    def glances(self) -> _Glances:
        """By object and path: what was seen there."""
        try:
            return {
                str(key): tuple(
                    Glance(str(name), str(kind), Category(category), str(text)) for name, kind, category, text in some
                )
                for key, some in self._content(_GLANCES)["glances"].items()
            }
        except _UNFIT:
            return {}

    def keep(self, commit: str, found: Chronicle, glances: _Glances) -> None:
        """Keeps it; where nothing can be written, it is found again next time."""
        content = {
            "commit": commit,
            "moves": [[one.item, str(one.on), one.category or "", one.first, one.type] for one in found.moves],
            "edits": [[one.item, str(one.on), one.type] for one in found.edits],
            "days": [str(found.first or ""), str(found.last or "")],
            "lacks": found.lacks,
        }
        try:
            self._write(_GLANCES, {"glances": glances})
            self._write(_FILE, content)
            ignore = self.folder / ".gitignore"
            if not ignore.exists():
                write_bytes(ignore, b"*\n")
        except (OSError, ValueError):
            return

    def _content(self, name: str) -> Any:
        content = json.loads((self.folder / "cache" / name).read_bytes())
        if content["format"] != FORMAT or content["key"] != self.key:
            raise ValueError(name)
        return content

    def _write(self, name: str, content: Mapping[str, Any]) -> None:
        text = json.dumps({"format": FORMAT, "key": self.key, **content}, separators=(",", ":"))
        write_bytes(self.folder / "cache" / name, text.encode())


def _day(text: str) -> Any:
    found = as_date(text)
    if found is None:
        raise ValueError(text)
    return found
