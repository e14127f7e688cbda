"""Revisions and branches of a project: which one is meant, and the items and ids in them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from tpo_docs import git
from tpo_docs.files.inputs import sources_of
from tpo_docs.files.place import CONFIG_NAMES, ProjectError, find
from tpo_docs.files.stores import RevisionStore
from tpo_docs.model import Item
from tpo_docs.parse import parse

if TYPE_CHECKING:
    from tpo_docs.files.loading import Loaded


def named(root: Path, ref: str) -> git.Revision:
    """The revision of this name; a ProjectError where there is none."""
    repository = git.find(root)
    if repository is None:
        raise ProjectError(f"there is no Git repository to read {ref} from")
    found = git.revision(repository, ref)
    if found is None:
        near = get_close_matches(ref, [tag.name for tag in git.tags(repository)], 1)
        raise ProjectError(f"Git knows no revision {ref}{f'; did you mean {near[0]}?' if near else ''}")
    return found


def ids_in_use(loaded: Loaded) -> frozenset[str]:
    """All ids, former ones too, of the working tree and of all branches at hand."""
    found = _ids((*loaded.project.items.values(), *loaded.project.duplicates))
    found |= {problem.item for problem in loaded.project.unread if problem.item}
    repository = git.find(loaded.root)
    if repository is None:
        return found
    read: set[str] = set()
    for branch in git.branches(repository):
        revision = git.revision(repository, branch)
        if revision is not None:
            found |= _ids(_unread_items(loaded, revision, read))
    return found


def items_at(loaded: Loaded, ref: str) -> tuple[Item, ...]:
    """The items of a revision, as this project's configuration reads them; files that are the same are not read again."""
    revision = named(loaded.root, ref)
    there = set(revision.blobs.values())
    same = {
        file.path for file in loaded.sources if any(_object_name(file.data, digits) in there for digits in (40, 64))
    }
    known = (*loaded.project.items.values(), *loaded.project.duplicates)
    return (*(item for item in known if item.path in same), *_unread_items(loaded, revision, set()))


def _unread_items(loaded: Loaded, revision: git.Revision, read: set[str]) -> tuple[Item, ...]:
    """The items of a revision's files that are neither in the working tree nor among the objects read before."""
    if not read:
        read.update(_object_name(file.data, digits) for file in loaded.sources for digits in (40, 64))
    config_file = find(loaded.root).config
    unseen = {path: blob for path, blob in revision.blobs.items() if blob not in read}
    read.update(unseen.values())
    names = [config_file.name] if config_file is not None else CONFIG_NAMES
    store = RevisionStore(replace(revision, blobs=unseen), names)
    return parse(sources_of(store, loaded.configuration), loaded.configuration).items


def _ids(items: Iterable[Item]) -> frozenset[str]:
    return frozenset(name for item in items for name in (item.id, *item.texts("aliases")))


def _object_name(data: bytes, digits: int) -> str:
    """What Git calls a file of this content."""
    digest = hashlib.sha1 if digits == 40 else hashlib.sha256
    return digest(b"blob %d\0" % len(data) + data).hexdigest()
