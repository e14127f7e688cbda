"""What the quick path knows of the last build into a folder: what was asked, what was read, and how the site was left.

It is kept beside what is remembered of the site, as three files: `build`, lines of JSON with checksums (see
`files.lines`), of which the first suffices to say that nothing has changed; `texts`, the sources of the pages as they
were; and `touched`, what quick builds have made of the site since. A checksum of the first is in the last one. Most of
the first and the second are written while the site is built, under names of that build's own.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from tpo_docs.files import lines
from tpo_docs.files.program import installed, program
from tpo_docs.files.writing import write_bytes
from tpo_docs.quick.surroundings import Asked, Look, Seen
from tpo_docs.site.published import Place

FORMAT = "tpo-docs/quick/4"
_NEXT = ".next"
"""How files end that were written while a site is built, to become a part of its record."""


@dataclass(frozen=True)
class Head:
    """What says whether anything has changed."""

    asked: str
    root: str
    config: str
    """Name of the configuration; empty without one."""
    version: str
    where: Asked
    seen: Seen
    """As it looked when it was read, or earlier."""
    marks: Mapping[str, str]
    """Checksums of the sources, by path."""
    code: tuple[Any, ...]
    """Where markers in source code were looked for, and a digest of what was found; see `files.memory`."""
    git: tuple[Any, ...]
    begun: int
    """The moment, in nanoseconds, from which on a file may have changed without its times' showing it."""
    manifests: Mapping[str, str]
    roots: Mapping[str, tuple[int, int]]
    said: tuple[str, ...]
    """What the build said."""
    pages: int
    findings: Mapping[str, int]
    """How many findings there are, by severity."""
    pagefind: bool
    """Whether the search is Pagefind's."""


class Origin(NamedTuple):
    """A source that has a page, as it was."""

    path: str
    """Of the page in the docs folder."""
    number: int
    """Of the configuration's source."""
    start: int
    size: int
    """Where its text stands among the texts."""


class Sheet(NamedTuple):
    """The page of a source."""

    path: str
    """In the docs folder."""
    digest: str
    """Of the staged page."""
    heard: tuple[str, ...]
    """What of its prose stands elsewhere, see `model.reading`."""
    places: tuple[tuple[int, int], ...]
    """Line and column of the findings on it."""


class Means(NamedTuple):
    """What all pages are made with."""

    shells: Mapping[str, Any]
    terms: tuple[tuple[str, str, tuple[str, ...]], ...]
    """Id, title and other forms of the words of the glossary."""
    edit: tuple[str, str, str, str]
    """Pattern of links to sources, where they begin, branch, commit."""
    job: Mapping[str, Any]
    """How MkDocs was called; and whether pages can be made `alone`, without the project."""


@dataclass(frozen=True)
class Basis:
    """What is needed to make single pages again: the pages by path of their sources, and `Means`."""

    sheets: Mapping[str, Sheet]
    shells: Mapping[str, Any]
    terms: tuple[tuple[str, str, tuple[str, ...]], ...]
    edit: tuple[str, str, str, str]
    job: Mapping[str, Any]


@dataclass
class Touched:
    """What quick builds have made of the site since the record was written."""

    sources: dict[str, tuple[str, Look]]
    """Checksum and look of each source that was read again, by path."""
    files: dict[str, dict[str, tuple[int, int]]]
    """Size and time of each file that was written, by folder and path."""
    entries: dict[str, str]
    """What the search knows of a page, by path in the docs folder."""
    sound: bool = True
    """Whether all of it was written."""


class Record:
    """The record of one folder of a site."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._folder = place.memory / "quick"
        self._lines: list[bytes] = []
        self._builder = os.getpid()
        self.name = ""

    def head(self, question: str) -> Head | None:
        """What the last build was, where that was asked; None where there is none of this program."""
        try:
            self._lines = (self._folder / "build").read_bytes().split(b"\n")
            key = _key()
            if len(self._lines) < 3 or not lines.holds(self._lines[0], key):
                return None
            content = lines.opened(self._lines[0])
            if content["asked"] != question:
                return None
            self.name = lines.mark(self._lines[0])
            where, there = Asked(*map(_frozen, content["where"])), Seen(*content["seen"])
            return Head(**{**content, "where": where, "seen": there, "said": tuple(content["said"])})
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return None

    def origins(self) -> Mapping[str, Origin] | None:
        """The sources that have pages, by path, after `head`; None where that is not known."""
        try:
            line = self._lines[1]
            if not lines.holds(line, _key()):
                return None
            return {path: Origin(*where) for path, where in lines.opened(line).items()}
        except (ValueError, TypeError, AttributeError, IndexError, RecursionError):
            return None

    def basis(self) -> Basis | None:
        """What pages were made from, after `head`; None where pages cannot be made alone."""
        try:
            key, pages, means = _key(), self._lines[2], self._lines[3]
            if not (lines.holds(pages, key) and lines.holds(means, key)):
                return None
            sheets = lines.opened(pages)
            shells, terms, edit, job = lines.opened(means)
            return Basis(
                {
                    path: Sheet(to, digest, tuple(heard), tuple((line, at) for line, at in places))
                    for path, (to, digest, heard, places) in sheets.items()
                },
                shells,
                tuple((name, title, tuple(forms)) for name, title, forms in terms),
                (edit[0], edit[1], edit[2], edit[3]),
                job,
            )
        except (ValueError, TypeError, KeyError, IndexError, RecursionError):
            return None

    def text(self, origin: Origin) -> bytes:
        """A source as it was; raises an OSError."""
        with (self._folder / "texts").open("rb") as handle:
            handle.seek(origin.start)
            return handle.read(origin.size)

    def touched(self) -> Touched | None:
        """What was done since; None where that is not known."""
        try:
            line = (self._folder / "touched").read_bytes().rstrip(b"\n")
        except FileNotFoundError:
            return Touched({}, {}, {})
        except OSError:
            return None
        try:
            if not lines.holds(line, self.name.encode()):
                return Touched({}, {}, {})  # of an earlier record: the build since then has made all of it again
            sources, files, entries, sound = lines.opened(line)
            return Touched(
                {path: (mark, look) for path, (mark, look) in sources.items()},
                {name: {path: (size, time) for path, (size, time) in some.items()} for name, some in files.items()},
                dict(entries),
                sound is True,
            )
        except (ValueError, TypeError, KeyError, IndexError, RecursionError):
            return None

    def touch(self, done: Touched) -> None:
        """Writes down what was done, or is about to be where it is not `sound`; raises an OSError."""
        content = [done.sources, done.files, done.entries, done.sound]
        write_bytes(self._folder / "touched", lines.sealed(content, self.name.encode()))

    def prepare(self, origins: Mapping[str, Origin], sheets: Mapping[str, Sheet], texts: bytes) -> None:
        """Writes beside the record what is known of it before the site is built, for `keep`; `texts` are those of the
        `origins`. Raises an OSError."""
        self.clear()
        write_bytes(self._next("texts"), texts)
        write_bytes(self._next("pages"), lines.sealed(origins, _key()) + lines.sealed(sheets, _key()))

    def clear(self) -> None:
        """Nothing is prepared any more, by nobody: who misses it has no record, and is followed by an ordinary build."""
        for file in self._folder.glob(f"*{_NEXT}"):
            file.unlink(missing_ok=True)

    def keep(self, head: Head, means: Means | None) -> None:
        """Writes the record anew; with `means`, of the pages that were prepared. Raises an OSError."""
        self.forget()
        written = [lines.sealed(vars(head), _key())]
        if means is not None:
            self._next("texts").replace(self._folder / "texts")
            written += (self._next("pages").read_bytes(), lines.sealed(means, _key()))
        else:
            (self._folder / "texts").unlink(missing_ok=True)
        write_bytes(self._folder / "build", b"".join([*written, b"\n"]))
        self.clear()

    def _next(self, name: str) -> Path:
        return self._folder / f"{name}.{self._builder}{_NEXT}"

    def forget(self) -> None:
        """There is no record any more."""
        (self._folder / "build").unlink(missing_ok=True)
        (self._folder / "touched").unlink(missing_ok=True)


def _key() -> bytes:
    basis = f"{FORMAT}\n{program()}\n{installed()}"
    return blake2b(basis.encode(), digest_size=16).hexdigest().encode()


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def folder_of(root: Path, site: Path) -> Place:
    """The place of a site, as far as a record needs it."""
    return Place(site.absolute(), root.absolute() / ".tpo-docs")
