"""What a site holds, and where it is remembered what of it is ours."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from tpo_docs.site.stage import Stamp, digest_of, read_stamps
from tpo_docs.site.versions import Version, newest_first, read_versions


@dataclass(frozen=True)
class Place:
    """Where to publish, and where to remember what was published."""

    site: Path
    state: Path
    site_name: str = "Documentation"
    language: str = "en"

    @property
    def memory(self) -> Path:
        """What is remembered of this site alone, as a project may publish into several."""
        return self.state / "published" / blake2b(os.fsencode(self.site.absolute()), digest_size=6).hexdigest()

    @property
    def journal(self) -> Path:
        """What is being published; absent while nothing is."""
        return self.memory / "journal.json"

    def pages(self, version: str) -> Path:
        """What is known of the pages of a version."""
        return self.memory / "pages" / f"{version}.json"

    def stamps(self, folder: str) -> Path:
        """The manifest of one published folder."""
        return self.memory / "folders" / f"{folder}.json"


class There(NamedTuple):
    """A published folder as it was found."""

    digests: Mapping[str, str]
    """Of its files, by path; empty where somebody else has touched one since."""
    stamps: Mapping[str, Stamp]
    """What is remembered of them."""


def present(place: Place, name: str) -> There:
    """What a published folder holds; files of a folder that nothing is remembered of are read."""
    stamps = read_stamps(place.stamps(name))
    folder = place.site / name
    if folder.is_symlink() or not folder.is_dir():
        return There({}, stamps)
    if not place.stamps(name).exists():
        return There({path: digest_of(Path(file).read_bytes()) for path, file in walk(folder)}, stamps)
    found = {}
    start, look = f"{folder}{os.sep}", os.lstat
    for path, (digest, size, modified) in stamps.items():
        try:
            status = look(start + path)
        except OSError:
            continue
        found[path] = digest if status.st_size == size and status.st_mtime_ns == modified else ""
    return There(found, stamps)


def walk(folder: Path) -> Iterator[tuple[str, str]]:
    """The files below a folder, as `/`-separated relative path and as path of the system."""
    waiting = [("", str(folder))]
    while waiting:
        prefix, name = waiting.pop()
        with os.scandir(name) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((f"{prefix}{entry.name}/", entry.path))
                else:
                    yield f"{prefix}{entry.name}", entry.path


def roots(site: Path) -> Iterator[tuple[str, tuple[int, int]]]:
    """The files beside the versions, with their sizes and times."""
    with os.scandir(site) as entries:
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                status = entry.stat(follow_symlinks=False)
                yield entry.name, (status.st_size, status.st_mtime_ns)


def known_versions(place: Place) -> tuple[Version, ...]:
    """The versions that the site has."""
    return entries_of(place, lambda _: None)


def entries_of(place: Place, say: Callable[[str], None]) -> tuple[Version, ...]:
    """The versions whose folders are there, the newest first; `say` is told of those that have gone."""
    file = place.site / "versions.json"
    entries = read_versions(file.read_bytes() if file.is_file() else None, f"{place.site.name}/versions.json")
    kept = []
    for entry in entries:
        if (place.site / entry.version).is_dir():
            kept.append(entry._replace(aliases=tuple(a for a in entry.aliases if (place.site / a).exists())))
        else:
            say(f"{entry.version} has no folder in {place.site.name}/ any more and leaves the list of versions")
    return newest_first(kept)
