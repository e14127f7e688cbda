"""Finds the markers in source code. Git does the searching where there is one, after its own ignore rules and in many
threads; elsewhere the files are read here."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path

from tpo_docs import git, markers
from tpo_docs.config import CodeOptions
from tpo_docs.files.place import RECORDS, WORK_FOLDER
from tpo_docs.files.selection import chooser
from tpo_docs.model import Code, Marker

_LARGEST = 2_000_000
_IGNORED = frozenset(("node_modules", "__pycache__", "venv", "site-packages"))
_FIRST = 8000


def scan(root: Path, options: CodeOptions, sources: Iterable[str], revision: git.Revision | None = None) -> Code:
    """All markers below the paths of the options, the project's own sources and records left out."""
    if not options.paths:
        return Code()
    own = [f"./{path}" for path in (*sources, RECORDS, WORK_FOLDER) if posixpath.normpath(path) != "."]
    leave = (*options.exclude, *own)
    repository = revision.repository if revision is not None else git.find(root)
    if repository is not None:
        patterns = [markers.GREP_TAG, *map(markers.grep_pattern, options.markers)]
        commit = revision.commit if revision is not None else ""
        lines = git.grep(repository, patterns, options.paths, leave, commit)
        found = [marker for path, number, text in lines for marker in markers.read(path, number, text, options.markers)]
    else:
        found = list(_walk(root, options, leave))
    return Code(tuple(sorted(found)), present=True)


def digest(code: Code) -> str:
    """Stands for the markers: another one where any of them differs."""
    return blake2b(repr(code.markers).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _walk(root: Path, options: CodeOptions, leave: Iterable[str]) -> Iterator[Marker]:
    wanted = chooser((), tuple(leave))
    words = [re.escape(one.split()[0]).encode() for one in options.markers if one.strip()]
    near = re.compile(b"|".join([*words, rb"->"]))
    for start in options.paths:
        top = root / start
        for folder, folders, names in os.walk(top):
            inside = posixpath.normpath(Path(os.path.relpath(folder, root)).as_posix())
            folders[:] = sorted(
                name
                for name in folders
                if name[0] != "." and name not in _IGNORED and wanted(posixpath.normpath(f"{inside}/{name}"))
            )
            for name in sorted(names):
                path = posixpath.normpath(f"{inside}/{name}")
                if wanted(path):
                    yield from _file(root, path, near, options)


def _file(root: Path, path: str, near: re.Pattern[bytes], options: CodeOptions) -> Iterator[Marker]:
    try:
        file = root / path
        data = file.read_bytes() if file.stat().st_size <= _LARGEST else b""
    except OSError:
        return
    if near.search(data) is None or b"\0" in data[:_FIRST]:
        return
    for number, line in enumerate(data.split(b"\n"), start=1):
        if near.search(line):
            yield from markers.read(path, number, line.decode("utf-8", "replace"), options.markers)
