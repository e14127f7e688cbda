"""Where a project is: searched for upwards from a folder, as far as its repository goes."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

CONFIG_NAMES = ("tpo-docs.yml", "tpo-docs.yaml")
MKDOCS_NAMES = ("mkdocs.yml", "mkdocs.yaml")
WORK_FOLDER = ".tpo-docs"
RECORDS = "records"
TEMPLATES = "templates"


class ProjectError(Exception):
    """Something asked for that cannot be done, said in one line; the command line shows it without a traceback."""


class Place(NamedTuple):
    """Where a project is."""

    root: Path
    config: Path | None = None
    """Its `tpo-docs.yml`; None where it has none."""


def find(folder: Path, config_file: Path | None = None) -> Place:
    """The project that a folder belongs to, searched for upwards as far as the repository goes."""
    if not folder.is_dir():
        raise ProjectError(f"there is no folder {folder}")
    start = folder.resolve()
    if config_file is not None:
        path = config_file.resolve()
        if not path.is_file():
            raise ProjectError(f"there is no configuration {config_file}")
        return Place(path.parent, path)
    above = _upwards(start)
    for candidate in above:
        for name in CONFIG_NAMES:
            if (candidate / name).is_file():
                return Place(candidate, candidate / name)
    for candidate in above:
        if any((candidate / name).is_file() for name in MKDOCS_NAMES):
            return Place(candidate)
    return Place(start)


def shown(path: Path) -> str:
    """A path as it is said to people: from the current folder where it lies below it."""
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.as_posix()


def _upwards(start: Path) -> tuple[Path, ...]:
    found = []
    for folder in (start, *start.parents):
        found.append(folder)
        if (folder / ".git").exists():
            break
    return tuple(found)
