"""All that a build of a working tree reads, as it looks: files by size and times, what Git knows by its names."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tpo_docs import git
from tpo_docs.files import CONFIG_NAMES, MKDOCS_NAMES, RECORDS, DiskStore
from tpo_docs.files.place import TEMPLATES, Place

_PACKAGE = Path(__file__).parents[1]
_OURS = (_PACKAGE / "assets", _PACKAGE / "templates", _PACKAGE.parent / "templates", _PACKAGE / "site" / "overrides")
"""What the program brings with it, which changes while it is worked on."""

Look = list[int]
"""How a file looks: size, times of its content and of itself, number."""


class Asked(NamedTuple):
    """Where to look."""

    folders: tuple[str, ...]
    """Folders of which every file counts: from the project's root, or absolute."""
    files: tuple[str, ...]
    """Files that count, there or not."""
    site: str
    """The folder of the site, from the root, which may lie in one of the others; empty where it cannot."""


class Seen(NamedTuple):
    """What was seen there."""

    folders: Mapping[str, Mapping[str, Look] | None]
    """Folder → path in it → look; None where there is no such folder."""
    files: Mapping[str, Look | None]


def asked(sources: Iterable[str], docs: str, theme: str, files: Iterable[str], place: Place, site: Path) -> Asked:
    """Where to look for a project with these folders of sources, of MkDocs' docs and of the theme (empty for none), and
    with these files beside them."""
    folders = dict.fromkeys(posixpath.normpath(path) for path in (*sources, docs, theme, TEMPLATES, RECORDS) if path)
    above = git.prefix(place.root).count("/")
    names = (*CONFIG_NAMES, *MKDOCS_NAMES, *files, "../" * above + ".mailmap")
    here = site.relative_to(place.root).as_posix() if site.is_relative_to(place.root) else ""
    return Asked(tuple(folders), tuple(dict.fromkeys(names)), here)


def seen(store: DiskStore, where: Asked) -> Seen | None:
    """What is there now; None where some of it cannot be seen."""
    folders: dict[str, Mapping[str, Look] | None] = {}
    for folder in (*where.folders, *(str(ours) for ours in _OURS)):
        listed = store.list(folder)
        top = os.path.join(store.root, folder)  # noqa: PTH118 - once for each file, see `DiskStore.list`
        inside = os.path.relpath(os.path.join(store.root, where.site), top) + os.sep if where.site else os.sep  # noqa: PTH118 - as above
        folders[folder] = (
            None
            if listed is None
            else {path: look for path in listed if not path.startswith(inside) and (look := _look(f"{top}/{path}"))}
        )
    if store.unlisted:
        return None
    return Seen(folders, {path: _look(os.path.join(store.root, path)) for path in where.files})  # noqa: PTH118 - as above


def of_git(root: Path) -> list[Any]:
    """What Git says of the commit that is checked out, its branch and tags; empty without Git."""
    repository = git.find(root)
    if repository is None:
        return []
    return [repository.prefix, repository.shallow, git.cuts(repository), *git.standing(repository)]


def _look(path: str) -> Look | None:
    try:
        status = os.stat(path)  # noqa: PTH116 - as above
    except (OSError, ValueError):
        return None
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]
