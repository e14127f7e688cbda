"""What a check found, kept until anything it depended on has changed. It is a line of JSON in
`.tpo-docs/cache/checked`, with its checksum before it (see `lines`).

It depends on the program itself, the day, the options, the configuration, every file of the sources, and every file
that an item cites. Size and times are only the first look at a file; where they differ, its content decides.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any, NamedTuple

from tpo_docs import git
from tpo_docs.files import lines
from tpo_docs.files.place import RECORDS, WORK_FOLDER, Place
from tpo_docs.files.program import program
from tpo_docs.files.selection import Kind, Selection, chosen, read_ones
from tpo_docs.files.stores import DiskStore, Stamp, own_templates
from tpo_docs.files.writing import write_bytes

FORMAT = "tpo-docs/checked/3"
_FILE = "checked"
_OUTLINE = "outline"
_JUST_NOW = 2_000_000_000
"""Nanoseconds in which a file may change without its times' showing it."""


Mend = Callable[[Any, Mapping[str, str]], Any]
"""What is remembered, and the pages that have changed since with the checksums of what they were → what is found now; None
where that cannot be said."""


class Basis(NamedTuple):
    """What findings depend on, beside the program."""

    question: str
    """The options of the check as one text."""
    selections: tuple[Selection, ...]
    collections: tuple[str, ...]
    sources: Mapping[str, bytes]
    """Every file that the selections name, by path."""
    others: Mapping[str, bytes]
    """Every other file that was read: the configuration, contracts."""
    citations: Iterable[str]
    """Files that items cite, there or not."""
    commit: str
    """The commit whose history was looked at; empty where none was."""
    code: tuple[tuple[str, ...], ...] = ()
    """Where markers in source code were looked for: paths, what is left out, words; then the sources, and a digest of
    what was found. Empty where nobody looks."""
    templates: tuple[str, ...] = ()
    """The project's own templates, which are among the others, too."""
    marks: Mapping[str, str] = {}
    """Checksums of sources, where they are known."""
    beside: frozenset[str] | None = None
    """The files of the sources that are not read, where a finding may name one of them."""
    audiences: bool = False
    """Whether the project tells audiences apart, so that a rule reads all of its texts."""


class Memory:
    """The memory of a project on disk."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.store = DiskStore(place)
        self.folder = place.root / WORK_FOLDER / "cache"

    def recall(self, question: str, head: Callable[[], str], mend: Mend | None = None) -> Any:
        """What was found before, if all that it depended on is as it was; else None. `head` gives the current commit.

        Where only the content of some pages has changed, `mend` is asked what is found now; without it, nothing is
        known. It is not asked in a project with records, which say something of whole texts.
        """
        try:
            content = self._content(question, head)
            return None if content is None else _answer(content, self._changed(content), mend)
        except (OSError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
            return None

    def recall_read(
        self,
        question: str,
        head: Callable[[], str],
        marks: Mapping[str, str],
        others: Mapping[str, bytes],
        mend: Mend | None = None,
    ) -> Any:
        """The same for what has been read already: the sources with these checksums, and the other files."""
        try:
            content = self._content(question, head)
            if content is None or content["files"].keys() != marks.keys() | others.keys():
                return None
            files, listed = content["files"], content["others"]
            if sorted(listed) != sorted(others) or any(
                _digest(data) != files[path][0] for path, data in others.items()
            ):
                return None
            if not self._same_surroundings(content):
                return None
            changed = {path: files[path][0] for path, mark in marks.items() if files[path][0] != mark}
            return _answer(content, changed, mend)
        except (OSError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
            return None

    def outline(self, content: Any) -> Any:
        """The outline that was kept with what is remembered; None where there is none. Raises an OSError."""
        line = (self.folder / _OUTLINE).read_bytes()
        if not lines.holds(line.rstrip(b"\n")) or lines.seal_of(line) != content["outline"]:
            return None
        return lines.opened(line)

    def _content(self, question: str, head: Callable[[], str]) -> Any:
        """What is remembered, if the same program was asked the same at the same commit."""
        line = (self.folder / _FILE).read_bytes().rstrip(b"\n")
        if not lines.holds(line):
            return None
        content = lines.opened(line)
        kept = content["format"] == FORMAT and content["program"] == program() and content["question"] == question
        if not kept or content["config"] != _config_name(self.place):
            return None
        if content["commit"] and content["commit"] != head():
            return None
        if content["code"] and not self._same_code(content["code"]):
            return None
        return content

    def _same_surroundings(self, content: Any) -> bool:
        """Whether the templates are the same ones, and the files that items cite are there or not as before."""
        if tuple(content["templates"]) != own_templates(self.store):
            return False
        cited: dict[str, bool] = content["cited"]
        there = self.store.present(cited)
        if any((path in there) is not was for path, was in cited.items()):
            return False
        return content["beside"] is None or content["beside"] == self._beside(content)

    def _same_code(self, code: Any) -> bool:
        from tpo_docs.config import CodeOptions  # noqa: PLC0415 - only where a project looks into its code
        from tpo_docs.files.code import digest, scan  # noqa: PLC0415 - as above

        paths, exclude, words, sources, (found,) = map(tuple, code)
        return bool(digest(scan(self.place.root, CodeOptions(paths, exclude, words), sources)) == found)

    def keep(
        self,
        found: Any,
        basis: Basis,
        stamps: Mapping[str, Stamp],
        begun: int,
        outline: Callable[[list[str]], Any] = lambda _: None,
    ) -> None:
        """Keeps what was found; where nothing can be written, it is found again next time. `outline` gives what must be
        known of the project to judge a part of it, with files by their numbers among the given ones."""
        read = {**basis.sources, **basis.others}
        there = self.store.present(basis.citations)
        marks = basis.marks
        files = {path: [marks.get(path) or _digest(data), *(stamps.get(path) or ())] for path, data in read.items()}
        content = {
            "format": FORMAT,
            "program": program(),
            "question": basis.question,
            "config": _config_name(self.place),
            "commit": basis.commit,
            "begun": begun,
            "selections": basis.selections,
            "collections": basis.collections,
            "files": files,
            "others": sorted(basis.others),
            "templates": basis.templates,
            "code": basis.code,
            "audiences": basis.audiences,
            "cited": {path: path in there for path in sorted(set(basis.citations))},
            "beside": None if basis.beside is None else sorted(basis.beside),
            "found": found,
        }
        drawn = lines.sealed(outline(list(files)))
        content["outline"] = lines.seal_of(drawn)
        try:
            write_bytes(self.folder / _OUTLINE, drawn)
            write_bytes(self.folder / _FILE, lines.sealed(content))
            ignore = self.place.root / WORK_FOLDER / ".gitignore"
            if not ignore.exists():
                write_bytes(ignore, b"*\n")
        except OSError:
            return

    def _changed(self, content: Any) -> dict[str, str] | None:
        """The pages whose content is another, with the checksums of what they were; None where anything else differs."""
        files: dict[str, list[Any]] = content["files"]
        listed = set(self._listed(_selections(content), frozenset(content["collections"])))
        if self.store.unlisted or files.keys() != listed.union(content["others"]):
            return None
        doubtful = self.store.doubtful(files, content["begun"] - _JUST_NOW)
        changed = {}
        for path, data in self.store.read(doubtful):
            if isinstance(data, str) or (_digest(data) != files[path][0] and path in content["others"]):
                return None
            if _digest(data) != files[path][0]:
                changed[path] = files[path][0]
        return changed if self._same_surroundings(content) else None

    def _listed(self, selections: Iterable[Selection], collections: frozenset[str]) -> Iterator[str]:
        for selection in selections:
            listed = self.store.list(selection.path)
            if listed is None:
                raise OSError(selection.path)
            yield from read_ones(listed, selection, collections)

    def _beside(self, content: Any) -> list[str]:
        """The files of the sources that are not read."""
        found: set[str] = set()
        for selection in _selections(content):
            listed = self.store.list(selection.path)
            if listed is None:
                raise OSError(selection.path)
            some = chosen(listed, selection, frozenset(content["collections"]))
            found.update(file.path for file in some if file.kind in (Kind.TABLE, Kind.ATTACHMENT))
        return sorted(found)


def _selections(content: Any) -> list[Selection]:
    return [Selection(path, tuple(include), tuple(exclude)) for path, include, exclude in content["selections"]]


def _answer(content: Any, changed: Mapping[str, str] | None, mend: Mend | None) -> Any:
    if not changed:
        return None if changed is None else content["found"]
    with_records = any(path.startswith(f"{RECORDS}/") for path in content["others"])
    return mend(content, changed) if mend is not None and not with_records else None


def question(
    today: str = "",
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    known: Collection[str] | None = None,
) -> str:
    """What a check is asked, as one text; `today` is the day asked for."""
    day = today or datetime.now().astimezone().date().isoformat()
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return json.dumps([day, epoch, select, ignore, sorted(known) if known is not None else None])


def head_of(place: Place) -> str:
    """The commit that is checked out, and where its history was cut; empty where there is none."""
    repository = git.find(place.root)
    return f"{git.head(repository)} {git.cuts(repository)}".strip() if repository is not None else ""


def now() -> int:
    """The moment from which on files count as just changed."""
    return time.time_ns()


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()


def _config_name(place: Place) -> str:
    return place.config.name if place.config is not None else ""
