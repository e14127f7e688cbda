"""Contents from Git's objects, nothing checked out: the files of a revision, and those of single objects."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from tpo_docs.git.repository import Repository
from tpo_docs.git.running import lines_of, opened, printed_by

REGULAR = frozenset(("100644", "100755"))
_KINDS = frozenset((b"blob", b"tree", b"commit", b"tag"))


@dataclass(frozen=True, slots=True, eq=False)
class Revision:
    """The files of one commit, read from Git's objects: nothing is checked out."""

    repository: Repository
    name: str
    commit: str
    on: str
    blobs: Mapping[str, str] = field(repr=False)
    """Object of each regular file, by path in the repository; symbolic links and submodules are left out."""
    links: frozenset[str] = frozenset()
    """The paths of these: of what is behind them a commit says nothing."""

    def inside(self, path: str) -> str:
        """A path of the project as the repository knows it."""
        return self.repository.inside(path)

    def read(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The content of these files (paths in the repository), those that exist."""
        wanted = [(path, self.blobs[path]) for path in paths if path in self.blobs]
        contents = read_blobs(self.repository, [blob for _, blob in wanted])
        return ((path, data) for (path, _), data in zip(wanted, contents, strict=True))


def revision(repository: Repository, name: str) -> Revision | None:
    """The commit that a tag, branch or id names; None if there is none."""
    lines = lines_of(repository.folder, "log", "-1", "--format=%H%n%cI", "--end-of-options", name, "--")
    if name.startswith("-") or len(lines) != 2:
        return None
    listing = printed_by(repository.folder, "ls-tree", "-r", "-z", "--full-tree", lines[0])
    blobs: dict[str, str] = {}
    links = set()
    for entry in listing.decode("utf-8", "surrogateescape").split("\0"):
        about, _, path = entry.partition("\t")
        if about[:6] in REGULAR:
            blobs[path] = about[12:]
        elif path:
            links.add(path)
    return Revision(repository, name, lines[0], lines[1], blobs, frozenset(links))


def read_blobs(repository: Repository, blobs: Iterable[str]) -> Iterator[bytes]:
    """The contents of objects, in the order asked for; missing ones are empty."""
    wanted = list(blobs)
    if not wanted:
        return
    with opened(repository.folder, "cat-file", "--batch", stdin=subprocess.PIPE) as process:
        source, sink = process.stdout, process.stdin
        if source is None or sink is None:
            return
        # A few names at a time: Git answers each before it reads the next, and both pipes are small.
        for start in range(0, len(wanted), 256):
            chunk = wanted[start : start + 256]
            sink.write("".join(f"{blob}\n" for blob in chunk).encode())
            sink.flush()
            for _ in chunk:
                about = source.readline().split()
                if len(about) != 3 or about[1] not in _KINDS:  # `req specs/a.md missing`
                    yield b""
                    continue
                size = int(about[2])
                yield source.read(size)
                source.read(1)
        sink.close()
