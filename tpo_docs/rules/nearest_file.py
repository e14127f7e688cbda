"""The existing file most like one that does not exist."""

from __future__ import annotations

import difflib
import posixpath
import re
from collections.abc import Iterable

from tpo_docs.destinations import INDEXES
from tpo_docs.model import Project

_MOST_COMPARED = 300
"""How many names one look-up compares letter by letter."""
_MOST_NAMESAKES = 20
_DIGITS = re.compile(r"[0-9]+")
_ALIKE = 0.75
"""From this share of common letters on, a name is a slip of another."""


class Files:
    """Files that can be asked for the one nearest to a path."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._whole: dict[str, str] = {}
        self._named: dict[str, list[str]] = {}
        self._near: dict[tuple[str, str], list[str]] = {}
        for path in sorted(paths):
            folder, name = posixpath.split(path)
            self._whole.setdefault(_even(path), path)
            self._named.setdefault(_even(name), []).append(path)
            self._near.setdefault((folder, _digits(name)), []).append(name)

    def nearest(self, path: str, *, by_letters: bool) -> str:
        """The file most like that path: of the same name but for case, zeros and ending; and `by_letters` of the same name in another
        folder, or of a name with few other letters in the same one. Empty where none comes close."""
        for form in (path, f"{path}.md", re.sub(r"\.html?$", ".md", path)):
            if _even(form) in self._whole:
                return self._whole[_even(form)]
        if not by_letters:
            return ""
        folder, name = posixpath.split(path)
        namesakes = self._named.get(_even(name), [])[:_MOST_NAMESAKES]
        if namesakes and name not in INDEXES:
            return max(namesakes, key=lambda other: difflib.SequenceMatcher(None, path, other).ratio())
        alike = [
            other
            for other in self._near.get((folder, _digits(name)), ())
            if abs(len(other) - len(name)) <= 3 and other[:1].casefold() == name[:1].casefold()
        ]
        near = difflib.get_close_matches(name, alike[:_MOST_COMPARED], 1, _ALIKE)
        return posixpath.join(folder, near[0]) if near else ""


def nearest_file(project: Project, path: str, *, by_letters: bool) -> str:
    """The file of the project most like a path; where its name begins with the id of an item, that item's file. To
    look `by_letters`, too, takes some milliseconds in a large folder."""
    near = project.derive(_files).nearest(path, by_letters=by_letters)
    if near:
        return near
    found = project.schema.any_id.match(posixpath.basename(path))
    item = project.resolve(found[0]) if found is not None and found[0] else None
    return item.path if item is not None else ""


def _files(project: Project) -> Files:
    known = {item.path for item in project.items.values()} | {page.path for page in project.documents}
    # Who cites a file, an audience may not be told; so for one those of its own pages are all.
    linked = () if project.audience else (*project.files, *project.around.files)
    beside = (*linked, *(project.around.beside or ()))
    return Files(known.union(path for path in beside if not path.startswith("..") and not path.endswith("/")))


def _even(path: str) -> str:
    return re.sub(r"0+(?=[0-9])", "", path.casefold()).replace("_", "-").replace(" ", "-")


def _digits(name: str) -> str:
    return " ".join(number.lstrip("0") for number in _DIGITS.findall(name))
