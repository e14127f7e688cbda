"""The disk, or a revision in Git: finds a project, reads its files, and hands on all that a front end needs."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from tpo_docs.files.place import CONFIG_NAMES, MKDOCS_NAMES, RECORDS, WORK_FOLDER, Place, ProjectError, find, shown
from tpo_docs.files.stores import DiskStore, RevisionStore, Store
from tpo_docs.files.writing import Rewrite, append, write_all, write_bytes, write_new, write_text

if TYPE_CHECKING:
    from tpo_docs.files.days import frozen_day, parse_day, today_of
    from tpo_docs.files.history import Past
    from tpo_docs.files.inputs import Attachment, Inputs, read_inputs
    from tpo_docs.files.known import read_known
    from tpo_docs.files.loading import Loaded, Watch, load
    from tpo_docs.files.revisions import ids_in_use, items_at
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

_HOMES = {
    **dict.fromkeys(("frozen_day", "parse_day", "today_of"), "days"),
    "Past": "history",
    **dict.fromkeys(("Attachment", "Inputs", "read_inputs"), "inputs"),
    "read_known": "known",
    **dict.fromkeys(("Loaded", "Watch", "load"), "loading"),
    **dict.fromkeys(("ids_in_use", "items_at"), "revisions"),
    "read_configuration": "settings",
}


def __getattr__(name: str) -> Any:
    """What needs the parser and the rules is imported when it is asked for: an unchanged check never does."""
    if name in _HOMES:
        return getattr(import_module(f"tpo_docs.files.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
