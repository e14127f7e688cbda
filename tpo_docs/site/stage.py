"""Writes a tree's files into the docs folder: only what changed, each in one step, and never outside the folder."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from tpo_docs.site.errors import SiteError
from tpo_docs.site.tree import StagedFile, refuse_unsafe

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


def stage(files: Iterable[StagedFile], folder: Path) -> Staged:
    """Makes the folder hold these files. Files that it did not write stay, but see `foreign`."""
    if folder.is_symlink():
        raise SiteError(f"{folder.name} is a symbolic link; tpo-docs writes only into a folder of its own")
    wanted = _checked(files)
    folder.mkdir(parents=True, exist_ok=True)
    manifest = _manifest(folder)
    known = read_stamps(manifest)
    stamps: dict[str, Stamp] = {}
    written: list[str] = []
    if wanted.keys() - known.keys():  # so that a run that is killed leaves nothing behind that no later run knows
        write_stamps(manifest, dict.fromkeys(wanted, _UNWRITTEN) | known)
    removed = remove_files(folder, known.keys() - wanted.keys())
    parents: set[Path] = {folder}
    folders = {str(folder)}
    for path, file in wanted.items():
        target = f"{folder}/{path}"
        digest = file.digest or digest_of(file.bytes())
        before = known.get(path)
        if before is None or before.digest != digest or stamp_of(target, digest) != before:
            above = os.path.split(target)[0]
            if above not in folders:
                make_parents(Path(above), folder, parents)
                folders.add(above)
            if before is None and not os.path.lexists(target):
                write_new(target, file.bytes(), folders)  # should it end halfway, its stamp says so
            else:
                write_beside(Path(target), file.bytes())
            written.append(path)
            before = stamp_of(target, digest)
        if before is not None:
            stamps[path] = before
    if written or removed or not manifest.exists():
        write_stamps(manifest, stamps)
    return Staged(tuple(written), removed, {path: stamp.digest for path, stamp in stamps.items()})


def digest_of(data: bytes) -> str:
    """A short hash by which content is recognised."""
    return blake2b(data, digest_size=16).hexdigest()


def stamp_of(path: Path | str, digest: str) -> Stamp | None:
    """The stamp of a file that is known to have this digest; None if there is no such file."""
    try:
        status = os.lstat(path)
    except OSError:
        return None
    return Stamp(digest, status.st_size, status.st_mtime_ns)


def read_stamps(manifest: Path) -> dict[str, Stamp]:
    """The stamps that an earlier run wrote; none if the file is missing, damaged or of another format."""
    try:
        content = json.loads(manifest.read_bytes())
        if content["format"] != _FORMAT:
            return {}
        stamps = {
            path: Stamp(str(digest), int(size), int(time)) for path, (digest, size, time) in content["files"].items()
        }
        for path in stamps:
            refuse_unsafe(path)
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


def write_new(target: str, data: bytes, folders: set[str]) -> None:
    """Writes a file into a folder that nobody else looks at yet, and makes the folders above it; `folders` are there."""
    folder = os.path.split(target)[0]
    if folder not in folders:
        Path(folder).mkdir(parents=True, exist_ok=True)
        folders.add(folder)
    file = os.open(target, _NEW, 0o666)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(file, rest) :]
    finally:
        os.close(file)


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
        refuse_unsafe(file.path)
        if file.path in wanted:
            raise SiteError(f"two files of the site want to be {file.path}")
        wanted[file.path] = file
        folder = file.path.rpartition("/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    for clash in sorted(folders & wanted.keys()):
        raise SiteError(f"{clash} cannot be both a file and a folder of the site")
    return wanted
