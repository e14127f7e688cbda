"""Stubs at addresses that must not die."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import quote

from tpo_docs.site.stage import make_parents, write_beside
from tpo_docs.site.tree import refuse_unsafe
from tpo_docs.site.versions import redirect


def write_redirects(redirects: Mapping[str, str], built: Path, say: Callable[[str], None]) -> None:
    """Writes the stubs into a built site; a page at the same place wins."""
    parents = {built}
    for path, target in redirects.items():
        page, hash_sign, fragment = target.partition("#")
        refuse_unsafe(path)
        refuse_unsafe(page)
        file = built / path
        if os.path.lexists(file):
            say(f"{path} is a page, so there is no redirect from it")
            continue
        address = quote(posixpath.relpath(page, posixpath.dirname(path) or ".")) + hash_sign + quote(fragment)
        make_parents(file.parent, built, parents)
        write_beside(file, redirect(address))
