"""Writes a tree's files into the docs folder: only what changed, each in one step, and never outside the folder."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from tpo_docs import processes
from tpo_docs.site.errors import SiteError
from tpo_docs.site.tree import StagedFile, refuse_any_unsafe

_FORMAT = "tpo-docs/staged/1"


class Staged(NamedTuple):
    """What staging did: the paths written and removed; and what there is now."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    digests: Mapping[str, str] = {}
    """Of all files, by path."""


class Stamp(NamedTuple):
    """How a file looked after it was written; another size or time means that someone else has touched it."""

    digest: str
    size: int
    modified: int


_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
_UNWRITTEN = Stamp("", -1, -1)
_PIECE = 50
_WORTH_A_PROCESS = 400  # new files; below, a second process costs more than it saves


def stage(files: Iterable[StagedFile], folder: Path) -> Staged:
    """Makes the folder hold these files. Files that it did not write stay, but see `foreign`."""
    with Staging(files, folder) as staging:
        return staging.finish()


class Staging:
    """Files on their way into a folder. Where many are new, a process of its own writes them from the start, and `finish`
    helps with what is left; in a `with`, after which no process writes any more."""

    def __init__(self, files: Iterable[StagedFile], folder: Path) -> None:
        if folder.is_symlink():
            raise SiteError(f"{folder.name} is a symbolic link; tpo-docs writes only into a folder of its own")
        self._wanted = _checked(files)
        self._folder = folder
        self.is_fresh = not os.path.lexists(folder)
        """Whether the folder will hold these files and no other."""
        folder.mkdir(parents=True, exist_ok=True)
        self._manifest = _manifest(folder)
        self._known = read_stamps(self._manifest)
        self.digests: Mapping[str, str] = {
            path: file.digest or digest_of(file.bytes()) for path, file in self._wanted.items()
        }
        """Of all files, by path."""
        new = self._wanted.keys() - self._known.keys()
        if new:  # so that a run that is killed leaves nothing behind that no later run knows
            write_stamps(self._manifest, dict.fromkeys(self._wanted, _UNWRITTEN) | self._known)
        self._removed = remove_files(folder, self._known.keys() - self._wanted.keys())
        self._parents: set[Path] = {folder}
        self._folders = {str(folder)}
        self._done: Staged | None = None
        paths = list(self._wanted)
        self._pieces = [paths[start : start + _PIECE] for start in range(0, len(paths), _PIECE)]
        count = processes.count(len(new), _WORTH_A_PROCESS, most=2)
        self._shares = processes.Shares(len(self._pieces), count)
        self._helper = processes.helper(self._help) if count > 1 else None

    def __enter__(self) -> Staging:
        return self

    def __exit__(self, *_: object) -> None:
        self._shares.close()
        if self._helper is not None:
            self._helper.__exit__()

    @property
    def paths(self) -> Iterable[str]:
        """Of all files."""
        return self._wanted.keys()

    def finish(self) -> Staged:
        """Writes what is not written yet; from then on all files are there."""
        if self._done is None:
            self._done = self._finished()
        return self._done

    def _finished(self) -> Staged:
        found = {number: self._written(number) for number in self._shares.of(0)}
        if self._helper is not None:
            for piece in self._helper.received(all_of=lambda: len(found) == len(self._pieces)):
                number, changed, told = json.loads(piece)
                found[number] = changed, [Stamp(*stamp) for stamp in told]
        written: list[str] = []
        stamps: dict[str, Stamp] = {}
        for number, paths in enumerate(self._pieces):
            changed, seen = found[number] if number in found else self._written(number)
            written += (paths[place] for place in changed)
            stamps.update(zip(paths, seen, strict=True))
        if written or self._removed or not self._manifest.exists():
            write_stamps(self._manifest, stamps)
        return Staged(tuple(written), self._removed, self.digests)

    def _help(self, send: Callable[[bytes], object]) -> None:
        for number in self._shares.of(1):
            send(json.dumps((number, *self._written(number))).encode())

    def _written(self, number: int) -> tuple[list[int], list[Stamp]]:
        """Which files of a piece had to be written, by their places in it, and the stamps of all."""
        changed, stamps = [], []
        start, digests, known = f"{self._folder}/", self.digests, self._known
        for place, path in enumerate(self._pieces[number]):
            digest, before = digests[path], known.get(path)
            target = start + path
            if before is None or before[0] != digest or not _looks(target, before):
                before = Stamp(digest, *self._write(self._wanted[path], target, is_new=before is None))
                changed.append(place)
            stamps.append(before)
        return changed, stamps

    def _write(self, file: StagedFile, target: str, *, is_new: bool) -> tuple[int, int]:
        """The size and time of the file."""
        above = os.path.split(target)[0]
        if above not in self._folders:
            make_parents(Path(above), self._folder, self._parents)
            self._folders.add(above)
        if is_new and (self.is_fresh or not os.path.lexists(target)):
            return write_new(target, file.bytes(), self._folders)  # should it end halfway, its stamp says so
        write_beside(Path(target), file.bytes())
        status = os.lstat(target)
        return status.st_size, status.st_mtime_ns


def digest_of(data: bytes) -> str:
    """A short hash by which content is recognised: SHA-256, which processors have built in, cut to 128 bits."""
    return sha256(data).hexdigest()[:32]


def stamp_of(path: Path | str, digest: str) -> Stamp | None:
    """The stamp of a file that is known to have this digest; None if there is no such file."""
    try:
        status = os.lstat(path)
    except OSError:
        return None
    return Stamp(digest, status.st_size, status.st_mtime_ns)


def _looks(path: str, stamp: Stamp) -> bool:
    """Whether a file looks as it did."""
    try:
        status = os.lstat(path)
    except OSError:
        return False
    return status.st_size == stamp[1] and status.st_mtime_ns == stamp[2]


def read_stamps(manifest: Path) -> dict[str, Stamp]:
    """The stamps that an earlier run wrote; none if the file is missing, damaged or of another format."""
    try:
        content = json.loads(manifest.read_bytes())
        if content["format"] != _FORMAT:
            return {}
        stamps = {
            path: Stamp(str(digest), int(size), int(time)) for path, (digest, size, time) in content["files"].items()
        }
        refuse_any_unsafe(stamps)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, SiteError):
        return {}
    return stamps


def write_stamps(manifest: Path, stamps: Mapping[str, Stamp]) -> None:
    """Remembers stamps for the next run."""
    manifest.parent.mkdir(parents=True, exist_ok=True)
    content = {"format": _FORMAT, "files": stamps}
    write_beside(manifest, json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode())


def write_beside(target: Path, data: bytes) -> None:
    """Writes a file beside its place and moves it there, so that nobody sees half of it."""
    beside = target.with_name(f".{target.name[:80]}.{os.getpid()}.new")
    try:
        beside.write_bytes(data)
        beside.replace(target)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def write_new(target: str, data: bytes, folders: set[str]) -> tuple[int, int]:
    """Writes a file into a folder that nobody else looks at yet, and makes the folders above it; `folders` are there.
    Gives back its size and time."""
    folder = os.path.split(target)[0]
    if folder not in folders:
        Path(folder).mkdir(parents=True, exist_ok=True)
        folders.add(folder)
    file = os.open(target, _NEW, 0o666)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(file, rest) :]
        status = os.fstat(file)
    finally:
        os.close(file)
    return status.st_size, status.st_mtime_ns


def make_parents(parent: Path, folder: Path, seen: set[Path]) -> None:
    """Makes the folders above a file, but follows no symbolic link out of `folder`; `seen` are known to be good."""
    if parent in seen:
        return
    make_parents(parent.parent, folder, seen)
    if parent.is_symlink():
        raise SiteError(f"{parent.relative_to(folder.parent)} is a symbolic link; tpo-docs does not write through it")
    parent.mkdir(exist_ok=True)
    seen.add(parent)


def remove_files(folder: Path, paths: Iterable[str]) -> tuple[str, ...]:
    """Removes files, and the folders that are empty without them."""
    removed = []
    parents: set[Path] = set()
    for path in sorted(paths):
        target = folder / path
        if any(parent.is_symlink() for parent in target.parents if folder in parent.parents):
            continue
        target.unlink(missing_ok=True)
        removed.append(path)
        parents.update(parent for parent in target.parents if folder in parent.parents)
    for parent in sorted(parents, key=lambda parent: len(parent.parts), reverse=True):
        try:
            parent.rmdir()
        except OSError:  # holds something else
            continue
    return tuple(removed)


def _manifest(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.json")


def _checked(files: Iterable[StagedFile]) -> dict[str, StagedFile]:
    wanted: dict[str, StagedFile] = {}
    folders: set[str] = set()
    for file in files:
        path = file.path
        if path in wanted:
            raise SiteError(f"two files of the site want to be {path}")
        wanted[path] = file
        folder = path.rpartition("/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    refuse_any_unsafe(wanted)
    for clash in sorted(folders & wanted.keys()):
        raise SiteError(f"{clash} cannot be both a file and a folder of the site")
    return wanted
