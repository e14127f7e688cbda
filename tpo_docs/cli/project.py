"""From the options of a command to a project, and from what is wrong with them to one line."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tpo_docs import files
from tpo_docs.cli.console import Progress
from tpo_docs.cli.nearest import nearest
from tpo_docs.cli.options import Where
from tpo_docs.files import DiskStore, Place, ProjectError
from tpo_docs.files.memory import question

if TYPE_CHECKING:
    from tpo_docs.config import Configuration
    from tpo_docs.files import Inputs, Loaded
    from tpo_docs.model import Project


def place(where: Where) -> Place:
    """The project meant."""
    try:
        return files.find(folder(where), Path(where.config) if where.config else None)
    except ProjectError as error:
        raise click.ClickException(str(error)) from error


def folder(where: Where) -> Path:
    """The folder to work in."""
    return Path(where.directory or ".")


def day(where: Where) -> date | None:
    """The day asked for."""
    if not where.today:
        return None
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", where.today):
            return date.fromisoformat(where.today)
    except ValueError:
        pass
    raise click.ClickException(f"--today: '{where.today}' is no date; write it as YYYY-MM-DD")


def load(
    where: Where,
    *,
    known: Collection[str] | None = None,
    adjust: Callable[[Configuration], Configuration] | None = None,
    ref: str = "",
    base: Project | None = None,
    remember: bool = True,
    asked: str = "",
    in_vain: bool = False,
    meanwhile: Callable[[], object] = lambda: None,
) -> Loaded:
    """The project read, linked and judged, with a progress bar where it takes long. Files that have not changed since
    the last time are not parsed again, nor are findings that still hold looked for, unless `remember` says otherwise;
    `asked` is the question of a check, else the one without options, and `in_vain` says that nothing was remembered.
    `meanwhile` is called once another process has begun to parse, where one does."""
    today = day(where)
    with Progress("Reading") as progress:

        def begun(inputs: Inputs) -> None:
            progress.total = len(inputs.sources)

        gc.disable()  # a project is half a million values and no rubbish: looking for some doubles the time
        try:
            return files.load(
                folder(where),
                config_file=Path(where.config) if where.config else None,
                today=today,
                known=known,
                adjust=adjust,
                ref=ref,
                base=base,
                watch=files.Watch(begun, progress.step, meanwhile),
                remember=remember,
                question=asked or (question(where.today or "") if adjust is None and known is None else ""),
                in_vain=in_vain,
            )
        except ProjectError as error:
            raise click.ClickException(str(error)) from error
        finally:
            gc.freeze()
            gc.enable()


def for_audience(loaded: Loaded, audience: str | None, also: frozenset[str] = frozenset()) -> Loaded:
    """The project as an audience sees it, without the items of the ids `also`; the whole where none is named."""
    if audience is None:
        return loaded
    refuse_audience(audience, loaded.configuration)
    from tpo_docs.disclosure import restricted  # noqa: PLC0415 - brings the rules, not needed where nothing has changed

    review = restricted(loaded.review, audience, also)
    if review is loaded.review:
        return loaded
    return replace(loaded, review=review, configuration=review.project.configuration, sources=(), others={})


def refuse_audience(audience: str, configuration: Configuration) -> None:
    """Ends the command where the project knows no such audience."""
    known = configuration.disclosure.audiences
    if audience not in known:
        raise click.UsageError(
            f"--audience: '{audience}' is none of {', '.join(known)}{nearest(audience, known)}",
            click.get_current_context(),
        )


def configuration(where: Where) -> Configuration:
    """The configuration alone, without reading an item."""
    try:
        return files.read_configuration(DiskStore(place(where)))
    except ProjectError as error:
        raise click.ClickException(str(error)) from error
