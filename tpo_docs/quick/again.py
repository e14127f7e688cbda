"""A build that finds the site as the last one left it: nothing to do, or a few pages whose words have changed."""

from __future__ import annotations

import json
import os
import posixpath
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from tpo_docs.files import WORK_FOLDER, DiskStore, lines
from tpo_docs.files.place import Place as Project
from tpo_docs.quick.record import Head, Record, Touched, folder_of
from tpo_docs.quick.surroundings import Look, of_git, seen
from tpo_docs.site.lock import locked
from tpo_docs.site.published import Place, roots
from tpo_docs.site.stage import digest_of, stamp_of

MOST = 20
"""So many changed files at most: beyond, the ordinary build is soon as quick, and leaves a new record."""
_JUST_NOW = 2_000_000_000
"""Nanoseconds in which a file may change without its times' showing it."""

Say = Callable[[str], None]


class Told(NamedTuple):
    """A site that is up to date."""

    version: str
    aliases: tuple[str, ...]
    pages: int
    written: int
    """How many files of the version were written."""
    findings: Mapping[str, int]
    """How many there are, by severity."""
    indexed_later: bool = False
    """Whether the index of the search is made apart, and does not know of what was written."""


class State(NamedTuple):
    """A site whose surroundings are as they were left, and the sources that have changed since."""

    project: Project
    record: Record
    head: Head
    touched: Touched
    changed: Mapping[str, bytes]
    """Content of the files that are others now than when the record was written, by path."""
    looks: Mapping[str, Look]
    """Looks of all files that were read."""

    @property
    def place(self) -> Place:
        """Where the site is."""
        return self.record.place

    @property
    def aliases(self) -> tuple[str, ...]:
        """The other names of the version."""
        return tuple(name for name in self.head.manifests if name != self.head.version)

    def told(self, written: int) -> Told:
        """What is to be said of it."""
        return Told(self.head.version, self.aliases, self.head.pages, written, self.head.findings, self.head.pagefind)


def again(
    project: Project,
    site: Path,
    asked: str,
    say: Say,
    allowed: Callable[[Mapping[str, int]], bool] = lambda _: True,
) -> Told | None:
    """The site brought up to date, if that can be done without loading the project; else None, and nothing but single
    pages that are right has been written. `allowed` says whether a site may be published with so many findings, by
    severity. Raises a SiteError where another build does not end."""
    if not asked or not (project.root / WORK_FOLDER).is_dir() or (project.root / WORK_FOLDER).is_symlink():
        return None
    record = Record(folder_of(project.root, site))
    with locked(record.place.state / "lock", say):
        try:
            state = _state(project, record, asked)
            if state is None or not allowed(state.head.findings):
                return None
            told = _brought_up(state)
        except (OSError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
            return None  # a file that cannot be read, a cache that somebody else has written into
        if told is not None:
            for text in state.head.said:
                say(text)
        return told


def _brought_up(state: State) -> Told | None:
    touched = state.touched
    if state.changed.keys() == touched.sources.keys() and all(
        touched.sources[path][0] == lines.mark(data) for path, data in state.changed.items()
    ):
        return state.told(0) if published(state) is not None else None
    if len(state.changed.keys() | touched.sources.keys()) > MOST:
        return None
    # Imported here, since a build where nothing has changed needs none of it.
    from tpo_docs.quick.words import spoken  # noqa: PLC0415 - as above

    return spoken(state)


def _state(project: Project, record: Record, asked: str) -> State | None:
    """How things stand; None where anything but sources is not as it was left."""
    head = record.head(asked)
    touched = record.touched() if head is not None else None
    if head is None or touched is None or not touched.sound or record.place.journal.exists():
        return None
    config = project.config.name if project.config is not None else ""
    if head.root != str(project.root) or head.config != config or list(head.git) != of_git(project.root):
        return None
    store = DiskStore(project)
    found = changed_since(store, head)
    if found is None or not same_code(project.root, head):
        return None
    return State(project, record, head, touched, *found)


def changed_since(store: DiskStore, head: Head) -> tuple[dict[str, bytes], dict[str, Look]] | None:
    """The sources whose content is not that of the record; None where anything else differs."""
    now = seen(store, head.where)
    if now is None or now.files.keys() != head.seen.files.keys() or now.folders.keys() != head.seen.folders.keys():
        return None
    limit = head.begun - _JUST_NOW
    doubtful: dict[str, Look] = {}

    def doubt(path: str, was: Look | None, look: Look | None) -> bool:
        """Whether it may be another file, and this cannot be found out."""
        if was is None or look is None:
            return was is not look
        if was != look or look[1] >= limit or look[2] >= limit:
            if path not in head.marks:
                return True
            doubtful[path] = look
        return False

    for folder, some in now.folders.items():
        before = head.seen.folders[folder]
        if some is None or before is None:
            if some is not before:
                return None
        elif some.keys() != before.keys() or any(
            doubt(posixpath.normpath(f"{folder}/{path}"), before[path], look)
            for path, look in some.items()
            if before[path] != look or look[1] >= limit or look[2] >= limit
        ):
            return None
    if any(doubt(path, head.seen.files[path], look) for path, look in now.files.items()):
        return None
    changed = {}
    for path, data in store.read(doubtful):
        if isinstance(data, str):
            return None
        if lines.mark(data) != head.marks[path]:
            changed[path] = data
    return changed, doubtful


def same_code(root: Path, head: Head) -> bool:
    """Whether the markers in source code are those that were found."""
    if not head.code:
        return True
    from tpo_docs.config import CodeOptions  # noqa: PLC0415 - only where a project looks into its code
    from tpo_docs.files.code import digest, scan  # noqa: PLC0415 - as above

    paths, exclude, words, sources, (found,) = map(tuple, head.code)
    return bool(digest(scan(root, CodeOptions(paths, exclude, words), sources)) == found)


def published(state: State) -> dict[str, str] | None:
    """Digests of the version's files as the last ordinary build left them; None where the site is not as it was left.
    Raises an OSError where a file has gone."""
    place, head, touched = state.place, state.head, state.touched
    if {name: tuple(look) for name, look in head.roots.items()} != dict(roots(place.site)):
        return None
    digests: dict[str, str] = {}
    stamps: dict[str, dict[str, list[Any]]] = {}
    lstat = os.lstat
    for name, mark in head.manifests.items():
        folder = place.site / name
        if folder.is_symlink():
            return None
        if mark not in stamps:  # aliases, whose files are those of the version, have the same
            written = place.stamps(name).read_bytes()
            if digest_of(written) != mark:
                return None
            stamps[mark] = json.loads(written)["files"]
        elif digest_of(place.stamps(name).read_bytes()) != mark:
            return None
        since = touched.files.get(name, {})
        start = f"{folder}{os.sep}"
        for path, (digest, size, modified) in stamps[mark].items():
            status = lstat(start + path)
            if (status.st_size, status.st_mtime_ns) != (since.get(path) or (size, modified)):
                return None
            if name == head.version:
                digests[path] = digest
    return digests


def done(state: State, written: Mapping[str, bytes], entries: Mapping[str, str]) -> Told:
    """Writes files of the version and its aliases, and what is known of them from now on; raises an OSError."""
    from tpo_docs.site.putting import put_beside, put_files  # noqa: PLC0415 - as above

    record, version = state.record, state.head.version
    sources = {path: (lines.mark(data), list(state.looks[path])) for path, data in state.changed.items()}
    files = {name: dict(some) for name, some in state.touched.files.items()}
    now = replace(state.touched, sources=sources, files=files, entries=dict(entries), sound=False)
    record.touch(now)
    put_files(state.place, version, written)
    for alias in state.aliases:
        put_beside(state.place, version, alias, written)
    for name in state.head.manifests:
        for path in written:
            stamp = stamp_of(state.place.site / name / path, "")
            if stamp is not None:
                files.setdefault(name, {})[path] = stamp[1:]
    record.touch(replace(now, sound=True))
    return state.told(len(written))


def forget(project: Project, site: Path) -> None:
    """Nothing is known of a folder of a site any more."""
    with suppress(OSError):
        Record(folder_of(project.root, site)).forget()
