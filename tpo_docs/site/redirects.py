"""Stubs at addresses that must not die."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Container, Mapping
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

from tpo_docs.site.stage import digest_of, make_parents, write_new
from tpo_docs.site.tree import refuse_unsafe
from tpo_docs.site.versions import redirect


def write_redirects(
    redirects: Mapping[str, str],
    built: Path,
    say: Callable[[str], None],
    present: Mapping[str, str] = MappingProxyType({}),
    taken: Container[str] = (),
) -> dict[str, str]:
    """Writes the stubs into a built site; a page at the same place (in `taken`, or built already) wins.

    A stub that is published as it would be written (its digest is in `present`) is not written. The digests of all stubs
    are given back.
    """
    parents, folders = {built}, {str(built)}
    digests: dict[str, str] = {}
    for path, target in redirects.items():
        page, hash_sign, fragment = target.partition("#")
        refuse_unsafe(path)
        refuse_unsafe(page)
        file = f"{built}/{path}"
        if path in taken or os.path.lexists(file):
            say(f"{path} is a page, so there is no redirect from it")
            continue
        address = quote(posixpath.relpath(page, posixpath.dirname(path) or ".")) + hash_sign + quote(fragment)
        data = redirect(address)
        digests[path] = digest_of(data)
        if present.get(path) != digests[path]:
            folder = os.path.split(file)[0]
            if folder not in folders:
                make_parents(Path(folder), built, parents)
            write_new(file, data, folders)
    return digests
