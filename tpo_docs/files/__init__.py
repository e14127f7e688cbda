"""The disk, or a revision in Git: finds a project, reads its files, and hands on all that a front end needs."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from tpo_docs.files.place import CONFIG_NAMES, MKDOCS_NAMES, RECORDS, WORK_FOLDER, Place, ProjectError, find, shown
from tpo_docs.files.stores import DiskStore, RevisionStore, Store
from tpo_docs.files.writing import Rewrite, append, write_all, write_bytes, write_new, write_text

if TYPE_CHECKING:
    from tpo_docs.files.loading import (
        Attachment,
        Inputs,
        Loaded,
        Past,
        Watch,
        frozen_day,
        ids_in_use,
        items_at,
        load,
        parse_day,
        read_inputs,
        read_known,
        today_of,
    )
    from tpo_docs.files.settings import read_configuration

__all__ = [
    "CONFIG_NAMES",
    "MKDOCS_NAMES",
    "RECORDS",
    "WORK_FOLDER",
    "Attachment",
    "DiskStore",
    "Inputs",
    "Loaded",
    "Past",
    "Place",
    "ProjectError",
    "RevisionStore",
    "Rewrite",
    "Store",
    "Watch",
    "append",
    "find",
    "frozen_day",
    "ids_in_use",
    "items_at",
    "load",
    "parse_day",
    "read_configuration",
    "read_inputs",
    "read_known",
    "shown",
    "today_of",
    "write_all",
    "write_bytes",
    "write_new",
    "write_text",
]


def __getattr__(name: str) -> Any:
    """What needs the parser and the rules is imported when it is asked for: an unchanged check never does."""
    if name in __all__:
        home = "settings" if name == "read_configuration" else "loading"
        return getattr(import_module(f"tpo_docs.files.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
