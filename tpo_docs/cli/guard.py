"""What a command may write: never a file that the project is read from."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tpo_docs.cli import project
from tpo_docs.files.place import MKDOCS_NAMES, RECORDS
from tpo_docs.files.selection import Kind, chosen, is_left_out

if TYPE_CHECKING:
    from tpo_docs.cli.options import Where

_OWN_FOLDERS = {RECORDS: "the project's records", "templates": "the project's templates", ".git": "the repository"}


def refuse_source(where: Where, path: str, option: str) -> None:
    """Ends the command where a file to be written is a source, the configuration, a record or a template."""
    if path == "-":
        return
    place = project.place(where)
    try:
        target, root = Path(path).resolve(), place.root.resolve()
        if target.exists() and not target.is_file() and not target.is_dir():
            return  # a pipe, or /dev/null
    except (OSError, ValueError, RuntimeError):
        return  # writing it will say why not
    reason = ""
    if place.config is not None and target == place.config.resolve():
        reason = "it is the configuration"
    elif target.parent == root and target.name in MKDOCS_NAMES:
        reason = "it is the configuration of MkDocs"
    elif target.is_relative_to(root) and (top := target.relative_to(root).parts[:1]) and top[0] in _OWN_FOLDERS:
        reason = f"it lies in {_OWN_FOLDERS[top[0]]}"
    else:
        reason = _source(where, target, root)
    if reason:
        raise click.UsageError(f"{option}: {path} is not written, {reason}", click.get_current_context())


def _source(where: Where, target: Path, root: Path) -> str:
    """Which source a file lies in; empty for none. Of a source that is the whole project only what is read counts."""
    from tpo_docs.files.settings import selection_of  # noqa: PLC0415 - only where a file is named

    configuration = project.configuration(where)
    if configuration.rules.known and target == (root / configuration.rules.known).resolve():
        return ""
    for source in configuration.sources:
        folder = (root / source.path).resolve()
        if not target.is_relative_to(folder):
            continue
        relative = target.relative_to(folder).as_posix()
        selection = selection_of(source)
        if is_left_out(relative, selection):
            continue
        read = (one.kind for one in chosen([relative], selection, configuration.schema.collections))
        if not root.is_relative_to(folder) or any(kind in (Kind.PAGE, Kind.COLLECTION) for kind in read):
            return f"it {'is' if target == folder else 'lies in'} the source {posixpath.normpath(source.path)}"
    return ""
