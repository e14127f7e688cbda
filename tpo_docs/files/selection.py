"""Which files of a source are read, after its patterns, and what each of them is."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Container, Iterable, Iterator
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

_MARKDOWN = frozenset(("md", "markdown", "feature"))


class Kind(Enum):
    """What a file is to us."""

    PAGE = "page"
    COLLECTION = "collection"
    TABLE = "table"
    """A CSV file: what a metric may cite as its series."""
    ATTACHMENT = "attachment"


class Selection(NamedTuple):
    """A source's folder and the patterns of what is read in it."""

    path: str
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class Chosen(NamedTuple):
    """A file of a source."""

    path: str
    """From the project's root."""
    relative: str
    """From the source's folder."""
    kind: Kind


def chosen(listed: Iterable[str], selection: Selection, collections: Container[str]) -> Iterator[Chosen]:
    """The files to look at among those below a source's folder, in the order of their names."""
    choose = chooser(selection.include, selection.exclude)
    start = posixpath.normpath(selection.path)
    start = "" if start == "." else f"{start}/"
    for relative in sorted(listed):
        if choose(relative):
            yield Chosen(start + relative, relative, _kind(relative, collections))


def read_ones(listed: Iterable[str], selection: Selection, collections: Container[str]) -> Iterator[str]:
    """Those of the chosen files that are read, as paths from the project's root, in any order."""
    choose = chooser(selection.include, selection.exclude)
    start = posixpath.normpath(selection.path)
    start = "" if start == "." else f"{start}/"
    for relative in listed:
        if choose(relative) and (relative.endswith(".md") or _kind(relative, collections) is not Kind.ATTACHMENT):
            yield start + relative


def is_left_out(folder: str, selection: Selection) -> bool:
    """Whether a source's patterns exclude a folder (relative to the source's) with all that is in it."""
    unwanted = _expression(selection.exclude)
    return unwanted is not None and bool(unwanted(folder))


def page_path(path: str) -> str:
    """Where the page of a Markdown file goes: one ending for all."""
    stem, _, ending = path.rpartition(".")
    return path if ending == "md" else f"{path}.md" if ending.lower() == "feature" else f"{stem}.md"


def docs_folder(path: str, to: str | None, index: int) -> str:
    """Where a source's pages go: empty, or a folder with a `/` at its end."""
    if to is None:
        to = "" if index == 0 else posixpath.basename(posixpath.normpath(path)).lstrip(".")
    parts = [part for part in posixpath.normpath("/" + to).split("/") if part]
    return "/".join(parts) + "/" if parts else ""


def _kind(relative: str, collections: Container[str]) -> Kind:
    stem, _, ending = relative.rpartition("/")[2].rpartition(".")
    ending = ending.lower()
    if ending in _MARKDOWN:
        return Kind.PAGE
    if ending in ("yml", "yaml") and stem in collections:
        return Kind.COLLECTION
    return Kind.TABLE if ending == "csv" else Kind.ATTACHMENT


@lru_cache(maxsize=64)
def chooser(include: tuple[str, ...], exclude: tuple[str, ...]) -> Callable[[str], bool]:
    """Whether a path is chosen by patterns: by one of the first, if there are any, and by none of the second."""
    wanted, unwanted = _expression(include), _expression(exclude)
    if wanted is None and unwanted is None:
        return lambda _: True
    return lambda path: (wanted is None or bool(wanted(path))) and not (unwanted is not None and unwanted(path))


def _expression(patterns: tuple[str, ...]) -> Callable[[str], object] | None:
    """A pattern without `/` is a name at any depth, of a file or of a folder with all that is in it."""
    alternatives = []
    for pattern in patterns:
        bare = pattern.removeprefix("./").strip("/")
        if not bare:
            continue
        anywhere = "" if "/" in pattern.removeprefix("./").rstrip("/") else "(?:.*/)?"
        alternatives.append(f"{anywhere}{_glob(bare)}(?:/.*)?")
    return re.compile("|".join(alternatives), re.DOTALL).fullmatch if alternatives else None


def _glob(pattern: str) -> str:
    """A shell pattern as a regular expression: `*` and `?` stay within a name, `**` crosses folders."""
    result = ""
    at = 0
    while at < len(pattern):
        character = pattern[at]
        if pattern.startswith("**/", at):
            result += "(?:.*/)?"
            at += 3
        elif pattern.startswith("**", at):
            result += ".*"
            at += 2
        elif character == "[" and (end := pattern.find("]", at + 2)) > 0:
            result += _set(pattern[at + 1 : end])
            at = end + 1
        else:
            result += {"*": "[^/]*", "?": "[^/]"}.get(character, re.escape(character))
            at += 1
    return result


def _set(inner: str) -> str:
    """The signs between brackets; a range that runs backwards holds nothing."""
    negated = inner[0] in "!^"
    escaped = (inner[1:] if negated else inner).replace("\\", r"\\").replace("[", r"\[").replace("^", r"\^")
    expression = f"[^/{escaped}]" if negated else f"[{escaped}]"
    try:
        re.compile(expression)
    except re.error:
        return "(?!)"
    return expression
