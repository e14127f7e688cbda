"""The names of a project as the last command saw them, for a shell that completes a word: quick, and of no other use.

They come from the cache of contents as it lies there. Nothing is checked and nothing read anew, since a name too many
or too few costs whoever presses the key nothing; a command reads the files themselves.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tpo_docs.files.place import WORK_FOLDER

_MARK = 33
"""Characters of a line before its text."""


class Name(NamedTuple):
    """What a shell shows of an item."""

    id: str
    type: str
    title: str
    kind: str


def known(root: Path) -> tuple[Name, ...] | None:
    """The items of the files that are still there, in the order of the cache; None without a cache."""
    try:
        lines = (root / WORK_FOLDER / "cache" / "contents").read_bytes().split(b"\n")
    except OSError:
        return None
    by_path: dict[str, Any] = {}
    for line in lines:
        try:
            path, _, _, _, (items, *_) = json.loads(line[_MARK:])
        except (ValueError, TypeError):
            continue  # cut off, damaged, or of another version
        by_path[path] = items
    return tuple(dict.fromkeys(_names(root, by_path)))


def _names(root: Path, by_path: Mapping[str, Any]) -> list[Name]:
    found = []
    for path, items in by_path.items():
        if os.path.exists(root / path):  # noqa: PTH110 - a thousand of them, and half the time
            found += [
                Name(*item[:4])
                for item in items
                if isinstance(item, list) and all(isinstance(part, str) for part in item[:4])
            ]
    return found
