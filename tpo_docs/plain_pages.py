"""Pages and files of the user's docs folder that belong to no source: they are part of the site, as they are of MkDocs'."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import replace

from tpo_docs import parse
from tpo_docs.assemble import published
from tpo_docs.files import Attachment, Loaded
from tpo_docs.model import Document, SourceFile
from tpo_docs.pages.text import PUBLISHED
from tpo_docs.site.tree import Tree, is_page, is_safe

Say = Callable[[str], None]
KINDS = PUBLISHED | {"avif", "css", "ico", "mp3", "mp4", "otf", "ttf", "webm", "woff", "woff2"}
"""Endings of files that are taken over; a script only where mkdocs.yml names it, and no page of HTML."""


def with_pages(loaded: Loaded, folder: str, say: Say = lambda _: None) -> Loaded:
    """The project with the Markdown pages of this folder (relative to the root) that no source has."""
    project = loaded.project
    taken = {document.docs_path for document in project.documents} | {item.docs_path for item in project.items.values()}
    found: list[Document] = []
    for path, data in loaded.store.read(path for path in _files(loaded, folder) if is_page(path)):
        if isinstance(data, str):
            say(f"{path} is left out: it cannot be read ({data})")
            continue
        below = posixpath.relpath(path, folder)
        to = f"{below.rpartition('.')[0]}.md"
        if to in taken:
            say(f"{path} is left out: another page stands at {to}")
            continue
        taken.add(to)
        found.append(parse.document(SourceFile(path, data, to), loaded.configuration))
    if not found:
        return loaded
    documents = (*project.documents, *found)
    return replace(loaded, review=replace(loaded.review, project=replace(project, documents=documents)))


def with_files(tree: Tree, loaded: Loaded, folder: str, say: Say = lambda _: None) -> Tree:
    """The tree with the pictures and other files of this folder that it does not have yet."""
    have = {file.path for file in tree.files}
    wanted = [
        Attachment(path, to)
        for path in _files(loaded, folder)
        if path.rpartition(".")[2].lower() in KINDS and (to := posixpath.relpath(path, folder)) not in have
    ]
    found = tuple(published(wanted, loaded, say))
    return tree._replace(files=(*tree.files, *found)) if found else tree


def _files(loaded: Loaded, folder: str) -> Iterator[str]:
    """The files of the folder, by path from the root, without those of a source."""
    base = posixpath.normpath(folder)
    sources = [posixpath.normpath(source.path) for source in loaded.configuration.sources]
    if posixpath.isabs(base) or base == "." or base.startswith("..") or any(_lies_in(base, one) for one in sources):
        return
    for below in sorted(loaded.store.list(base) or ()):
        path = f"{base}/{below}"
        if is_safe(below) and not any(_lies_in(path, one) for one in sources):
            yield path


def _lies_in(path: str, folder: str) -> bool:
    return folder in (".", path) or path.startswith(f"{folder}/")
