"""Stubs at addresses that must not die."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Container, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

from tpo_docs.site.stage import digest_of, make_parents, write_new
from tpo_docs.site.tree import refuse_unsafe
from tpo_docs.site.versions import redirect

_NONE: Mapping[str, str] = MappingProxyType({})


class Stubs:
    """The stubs of a site, written in parts by whoever comes to it; a part may be written again."""

    def __init__(self, redirects: Mapping[str, str], built: Path, present: Mapping[str, str] = _NONE) -> None:
        """A stub that is published as it would be written (its digest is in `present`) is not written."""
        self._redirects = redirects
        self._built = built
        self._present = present
        self._parents, self._folders = {built}, {str(built)}

    def without(self, taken: Container[str]) -> list[str]:
        """The paths of stubs at whose place nothing else will stand."""
        return [path for path in self._redirects if path not in taken]

    def write(self, paths: Iterable[str]) -> dict[str, str]:
        """Writes some of them; gives back their digests."""
        digests: dict[str, str] = {}
        for path in paths:
            data = redirect(_address(path, self._redirects[path]))
            digests[path] = digest = digest_of(data)
            if self._present.get(path) != digest:
                file = f"{self._built}/{path}"
                folder = os.path.split(file)[0]
                if folder not in self._folders:
                    make_parents(Path(folder), self._built, self._parents)
                write_new(file, data, self._folders)
        return digests


def write_redirects(
    redirects: Mapping[str, str],
    built: Path,
    say: Callable[[str], None],
    present: Mapping[str, str] = _NONE,
    taken: Container[str] = (),
) -> dict[str, str]:
    """Writes the stubs into a built site; a page at the same place (in `taken`, or built already) wins.

    A stub that is published as it would be written (its digest is in `present`) is not written. The digests of all stubs
    are given back.
    """
    stubs = Stubs(redirects, built, present)
    digests: dict[str, str] = {}
    for path in redirects:
        refuse_unsafe(path)
        if path in taken or os.path.lexists(f"{built}/{path}"):
            say(f"{path} is a page, so there is no redirect from it")
            continue
        digests |= stubs.write((path,))
    return digests


def _address(path: str, target: str) -> str:
    """Where a stub leads to, seen from its place."""
    page, hash_sign, fragment = target.partition("#")
    refuse_unsafe(path)
    refuse_unsafe(page)
    folder = path.rpartition("/")[0]
    if folder and folder.partition("/")[0] == page.partition("/")[0]:
        way = posixpath.relpath(page, folder)
    else:
        way = f"{'../' * (folder.count('/') + 1)}{page}" if folder else page
    return quote(way) + hash_sign + quote(fragment)
