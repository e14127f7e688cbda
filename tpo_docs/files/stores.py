"""Where files come from: the disk, or a revision in Git. Both are read in the same way."""

from __future__ import annotations

import os
import posixpath
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, Protocol

from tpo_docs.files.place import TEMPLATES, Place, ProjectError

_Paths = list[str]
_IGNORED_FOLDERS = frozenset(("node_modules", "__pycache__"))


class Stamp(NamedTuple):
    """How a file on disk looked when it was read; a change of its content changes one of these."""

    size: int
    modified: int
    changed: int
    number: int


class Store(Protocol):
    """Where files come from. Paths are relative to the project's root, with `/`."""

    @property
    def unlisted(self) -> Mapping[str, str]:
        """Folders found while listing that cannot be looked into, and why; by path."""

    def configuration(self) -> tuple[str, bytes] | None:
        """Path and content of the configuration; None where there is none."""

    def list(self, folder: str) -> Iterator[str] | None:
        """The files below a folder, relative to it; None where there is no such folder."""

    def read(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes | str]]:
        """The content of each file, or why it cannot be read."""

    def present(self, paths: Iterable[str]) -> frozenset[str]:
        """Those of these files that exist under just these names; a path with a `/` at its end is one of a folder."""

    def hidden(self, paths: Iterable[str]) -> frozenset[str]:
        """Those of these files and folders of which it cannot be known whether they exist."""


class Objects(Protocol):
    """What a revision store needs of a revision, and `git.Revision` has."""

    @property
    def blobs(self) -> Mapping[str, str]:
        """Object of each file, by path in the repository."""

    @property
    def links(self) -> frozenset[str]:
        """Paths in the repository that lead to what is no part of the revision, or elsewhere in it."""

    def inside(self, path: str) -> str:
        """A path of the project as the repository knows it."""

    def read(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The content of files, by path in the repository."""


class DiskStore:
    """The files on disk."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.root = str(place.root)
        self.stamps: dict[str, Stamp] = {}
        """Of every file read so far, as it looked just before."""
        self.unlisted: dict[str, str] = {}
        """See `Store`."""

    def configuration(self) -> tuple[str, bytes] | None:
        """See `Store`."""
        if self.place.config is None:
            return None
        try:
            return self.place.config.name, self.place.config.read_bytes()
        except OSError as error:
            raise ProjectError(f"{self.place.config.name} cannot be read: {_reason(error)}") from error

    def list(self, folder: str) -> Iterator[str] | None:
        """See `Store`."""
        top = os.path.join(self.root, folder)  # noqa: PTH118 - a Path for each of 10,000 files takes longer than reading them
        if not os.path.isdir(top):  # noqa: PTH112 - as above
            return None
        found: _Paths = []
        _walk(top, "", (os.path.realpath(top),), partial(self._unlisted, folder), found)
        return iter(found)

    def read(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes | str]]:
        """See `Store`."""
        for path in paths:
            try:
                handle = os.open(f"{self.root}/{path}", os.O_RDONLY | getattr(os, "O_BINARY", 0))
            except (OSError, ValueError) as error:
                yield path, _reason(error)
                continue
            try:
                data, stamp = _all_of(handle)
            except OSError as error:
                yield path, _reason(error)
            else:
                self.stamps[path] = stamp
                yield path, data
            finally:
                os.close(handle)

    def present(self, paths: Iterable[str]) -> frozenset[str]:
        """See `Store`."""
        names: dict[str, frozenset[str]] = {}
        return frozenset(path for path in paths if self._is_there(path) and self._is_spelt(path, names))

    def _is_there(self, path: str) -> bool:
        look = os.path.isdir if path.endswith("/") else os.path.isfile
        return look(f"{self.root}/{path}")

    def _is_spelt(self, path: str, names: dict[str, frozenset[str]]) -> bool:
        """Whether a path that leads somewhere is written as its folders have it: some disks do not care for the case of
        letters, and others will not find it. `names` are those in folders that have been looked into."""
        above = self.root
        for part in path.split("/"):
            if part not in ("", ".", ".."):
                if above not in names:
                    names[above] = _names_in(above)
                if names[above] and unicodedata.normalize("NFC", part) not in names[above]:
                    return False
            above = f"{above}/{part}"
        return True

    def hidden(self, paths: Iterable[str]) -> frozenset[str]:  # noqa: ARG002 - as the protocol has it
        """See `Store`."""
        return frozenset()

    def _unlisted(self, folder: str, below: str, error: OSError) -> None:
        self.unlisted[posixpath.normpath(f"{folder}/{below}")] = _reason(error)

    def doubtful(self, known: Mapping[str, Sequence[Any]], limit: int) -> Sequence[str]:
        """Those of the files that do not look as they did, or may have changed after that moment without its showing.

        What is known of each begins with something else, before its stamp. Raises an OSError or ValueError where one is
        gone.
        """
        start, look = f"{self.root}/", os.stat
        found = []
        for path, (_, *looked) in known.items():
            now = look(start + path)  # nothing is made of it: there are ten thousand
            modified, changed = now.st_mtime_ns, now.st_ctime_ns
            if looked != [now.st_size, modified, changed, now.st_ino] or modified >= limit or changed >= limit:
                found.append(path)
        return found


class RevisionStore:
    """The files of a revision, straight from Git's objects."""

    def __init__(self, revision: Objects, config_names: Iterable[str]) -> None:
        self.revision = revision
        self.config_names = tuple(config_names)
        self.unlisted: Mapping[str, str] = {}
        """See `Store`."""

    def configuration(self) -> tuple[str, bytes] | None:
        """See `Store`."""
        for name in self.config_names:
            for _, data in self.revision.read([self.revision.inside(name)]):
                return name, data
        return None

    def list(self, folder: str) -> Iterator[str] | None:
        """See `Store`."""
        inside = self.revision.inside(folder)
        if inside.startswith(".."):
            return None
        start = "" if inside == "." else f"{posixpath.normpath(inside)}/"
        found = [path[len(start) :] for path in self.revision.blobs if path.startswith(start)]
        return (path for path in found if not _hidden(path)) if found else None

    def read(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes | str]]:
        """See `Store`."""
        wanted = {self.revision.inside(path): path for path in paths}
        return ((wanted[inside], data) for inside, data in self.revision.read(wanted))

    def present(self, paths: Iterable[str]) -> frozenset[str]:
        """See `Store`."""
        blobs = self.revision.blobs
        folders: frozenset[str] = frozenset()
        found: set[str] = set()
        for path in paths:
            inside = self.revision.inside(path)
            if inside in blobs and not path.endswith("/"):
                found.add(path)
            elif path.endswith("/"):
                folders = folders or frozenset(folder for blob in blobs for folder in (*_above(blob), "."))
                if inside in folders:
                    found.add(path)
        return frozenset(found)

    def hidden(self, paths: Iterable[str]) -> frozenset[str]:
        """See `Store`."""
        links = self.revision.links
        if not links:
            return frozenset()
        inside = {path: self.revision.inside(path) for path in paths}
        return frozenset(path for path, way in inside.items() if not links.isdisjoint((way, *_above(way))))


def own_templates(store: Store) -> tuple[str, ...]:
    """The files of a project's own templates, and what may be meant as one; as paths from the project's root."""
    listed = store.list(TEMPLATES)
    named = [] if listed is None else [path for path in listed if path.endswith((".j2", ".md", ".jinja", ".jinja2"))]
    return tuple(f"{TEMPLATES}/{path}" for path in sorted(named))


def _walk(
    top: str, below: str, ancestors: tuple[str, ...], missed: Callable[[str, OSError], None], files: _Paths
) -> None:
    """Adds the files of a folder; hidden ones, links that leave it and links that lead back are left out.
    `ancestors` are the real paths of the folders on the way, this one last; `missed` hears of folders that cannot be
    looked into."""
    try:
        entries = list(os.scandir(f"{top}/{below}" if below else top))
    except OSError as error:
        missed(below, error)
        return
    for entry in entries:
        name = entry.name
        if name[0] == "." or name in _IGNORED_FOLDERS:
            continue
        is_link = entry.is_symlink()
        if not is_link and entry.is_file():
            files.append(below + name)
            continue
        real = f"{ancestors[-1]}{os.sep}{name}"
        if is_link:
            real = os.path.realpath(entry.path)
            if not real.startswith(ancestors[0] + os.sep) or real in ancestors:
                continue
        try:
            is_folder, is_file = entry.is_dir(), entry.is_file()
        except OSError:  # a link that leads to itself: reading it will say so
            files.append(below + name)
            continue
        if is_folder:
            _walk(top, f"{below}{name}/", (*ancestors, real), missed, files)
        elif is_file or (is_link and not os.path.exists(real)):  # noqa: PTH110 - reading it will say why not
            files.append(below + name)


def _all_of(handle: int) -> tuple[bytes, Stamp]:
    status = os.fstat(handle)
    data = os.read(handle, status.st_size + 1)
    if len(data) != status.st_size:
        parts = [data]
        while more := os.read(handle, 1 << 20):
            parts.append(more)
        data = b"".join(parts)
    return data, _stamp(status)


def _stamp(status: os.stat_result) -> Stamp:
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def _reason(error: OSError | ValueError) -> str:
    return ((error.strerror if isinstance(error, OSError) else "") or str(error) or "it does not say why").casefold()


def _names_in(folder: str) -> frozenset[str]:
    """The names in a folder; none where it cannot be looked into."""
    try:
        return frozenset(unicodedata.normalize("NFC", name) for name in os.listdir(folder))  # noqa: PTH208 - as above
    except (OSError, ValueError):
        return frozenset()


def _above(path: str) -> Iterator[str]:
    """The folders that a path leads through."""
    at = path.find("/")
    while at > 0:
        yield path[:at]
        at = path.find("/", at + 1)


def _hidden(path: str) -> bool:
    return any(part.startswith(".") or part in _IGNORED_FOLDERS for part in path.split("/"))
