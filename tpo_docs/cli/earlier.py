"""The text of an item as it was when somebody gave a word on it, from the commits of its file."""

from __future__ import annotations

from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from tpo_docs import git
from tpo_docs.model import Item, SourceFile
from tpo_docs.parse import parse_file
from tpo_docs.records.fingerprint import fingerprint, of_criterion

if TYPE_CHECKING:
    from tpo_docs.files import Loaded

_MOST = 500
"""Commits of a file that are searched."""


def text_of_then(loaded: Loaded, item: Item, noted: str, criterion: str = "") -> Item | None:
    """The item (or one criterion of it) with this fingerprint; None where no commit of this clone holds it."""
    repository = git.find(loaded.root)
    names = {item.id, *item.texts("aliases")}
    schema = loaded.configuration.schema
    for _, path, data in islice(git.versions(repository, item.path), _MOST) if repository is not None else ():
        for found in parse_file(SourceFile(path, data, item.docs_path, item.source), loaded.configuration).items:
            now = of_criterion(found, criterion) if criterion else fingerprint(found, schema)
            if found.id in names and now == noted:
                return found
    return None


def text_on(loaded: Loaded, item: Item, day: date) -> Item | None:
    """The item as it was at the end of a day; None where no commit of this clone holds its file from then."""
    repository = git.find(loaded.root)
    names = {item.id, *item.texts("aliases")}
    if repository is None:
        return None
    for commit, path, data in islice(git.versions(repository, item.path), _MOST):
        if git.date_of(repository, commit)[:10] <= day.isoformat():
            found = parse_file(SourceFile(path, data, item.docs_path, item.source), loaded.configuration).items
            return next((one for one in found if one.id in names), None)
    return None
