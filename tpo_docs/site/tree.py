"""What the site engine is given: files for the docs folder, a navigation, redirects. Pure values, no disk."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from tpo_docs.site.errors import SiteError

_MARKDOWN = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
_PLAIN = re.compile(r"[\w-][\w.-]*(?:/[\w-][\w.-]*)*", re.ASCII).fullmatch
"""Most paths, seen at once to be safe."""
_CONTROL = frozenset(chr(code) for code in (*range(32), 127))


class StagedFile(NamedTuple):
    """One file of the docs folder."""

    path: str
    """Where it stands in the docs folder, `/`-separated."""
    data: bytes | Callable[[], bytes]
    """Its content; or what makes it, for a file that most likely stands there already: then with its digest."""
    source: str = ""
    """The user's file that the edit link leads to, relative to the project root; empty for a generated one."""
    digest: str = ""
    """As `stage.digest_of` makes it; empty where it is not known."""

    def bytes(self) -> bytes:
        """Its content."""
        return self.data() if callable(self.data) else self.data


class NavEntry(NamedTuple):
    """A line of the navigation: a page of the docs folder, or a section of such lines."""

    title: str
    """Plain text; the engine escapes it."""
    target: str | tuple[NavEntry, ...]


class Tree(NamedTuple):
    """All that a site is built from."""

    files: tuple[StagedFile, ...]
    nav: tuple[NavEntry, ...] = ()
    redirects: Mapping[str, str] = {}
    """From one path of the built site to another: `id/REQ-004.html` → `requirements/REQ-004.html`."""
    language: str = "en"
    styles: tuple[str, ...] = ()
    """Style sheets among the files that every page loads."""
    scripts: tuple[str, ...] = ()
    """Scripts among the files that every page loads."""
    pagefind: bool = False
    """Whether words are searched with Pagefind, and not by the theme."""
    heard: Mapping[str, frozenset[str]] = {}
    """What of the prose of a source stands elsewhere than on its own page (see `model.reading`), by its path; sources
    of which nothing does are left out."""


def pages(tree: Tree) -> Iterator[StagedFile]:
    """The files that become pages."""
    return (file for file in tree.files if is_page(file.path))


def is_page(path: str) -> bool:
    """Whether a file of the docs folder becomes an HTML page."""
    return path.endswith(_MARKDOWN)


def site_path(path: str) -> str:
    """Where a file of the docs folder stands in the built site; README takes the place of an index, as in MkDocs."""
    if not is_page(path):
        return path
    folder, slash, name = path[: path.rindex(".")].rpartition("/")
    return f"{folder}{slash}{'index' if name == 'README' else name}.html"


def is_plain(path: str) -> bool:
    """Whether a path has no character, and no name in it, that anybody could take for anything else."""
    return _PLAIN(path) is not None


def is_safe(path: str) -> bool:
    """Whether a path stays in its folder and every file system can hold it."""
    if _PLAIN(path):
        return True
    parts = path.split("/")
    return not (
        any(part in {"", ".", ".."} for part in parts)
        or "\\" in path
        or not _CONTROL.isdisjoint(path)
        or (len(parts[0]) >= 2 and parts[0][1] == ":")
    )


def refuse_unsafe(path: str) -> None:
    """Raises a SiteError for a path that is not safe."""
    if not is_safe(path):
        raise SiteError(f"{path!r} cannot be a file of the site: it must be a plain relative path with '/'")


def refuse_any_unsafe(paths: Iterable[str]) -> None:
    """Raises a SiteError where one of many paths is not safe."""
    for path in paths:
        if not _PLAIN(path):
            refuse_unsafe(path)
