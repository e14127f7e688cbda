"""From the options of a command to a project, and from what is wrong with them to one line."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable
from datetime import date
from pathlib import Path

import click

from tpo_docs import files
from tpo_docs.cli.console import Progress
from tpo_docs.cli.options import Where
from tpo_docs.config import Configuration
from tpo_docs.files import Inputs, Loaded, Place, ProjectError


def place(where: Where) -> Place:
    """The project meant."""
    try:
        return files.find(folder(where), Path(where.config) if where.config else None)
    except ProjectError as error:
        raise click.UsageError(str(error)) from error


def folder(where: Where) -> Path:
    """The folder to work in."""
    return Path(where.directory or ".")


def day(where: Where) -> date | None:
    """The day asked for."""
    try:
        return files.parse_day(where.today) if where.today else None
    except ProjectError as error:
        raise click.UsageError(f"--today: {error}") from error


def load(
    where: Where,
    *,
    known: Collection[str] | None = None,
    adjust: Callable[[Configuration], Configuration] | None = None,
    ref: str = "",
) -> Loaded:
    """The project read, linked and judged, with a progress bar where it takes long."""
    today = day(where)
    try:
        with Progress("Reading") as progress:

            def begun(inputs: Inputs) -> None:
                progress.total = len(inputs.sources)

            return files.load(
                folder(where),
                config_file=Path(where.config) if where.config else None,
                today=today,
                known=known,
                adjust=adjust,
                ref=ref,
                watch=files.Watch(begun, progress.step),
            )
    except ProjectError as error:
        raise click.UsageError(str(error)) from error


def nearest(word: str, known: Iterable[str]) -> str:
    """`; did you mean 'list'?`, or nothing."""
    near = difflib.get_close_matches(word, list(known), 1)
    return f"; did you mean '{near[0]}'?" if near else ""


def configuration(where: Where) -> Configuration:
    """The configuration alone, without reading an item."""
    try:
        return files.read_configuration(files.DiskStore(place(where)))
    except ProjectError as error:
        raise click.UsageError(str(error)) from error
