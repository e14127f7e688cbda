"""What a project is made of: its configuration, and every file that its sources name."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from tpo_docs import config, mapping
from tpo_docs.config import Configuration, SourceSpec
from tpo_docs.files.place import ProjectError
from tpo_docs.files.selection import Kind, chosen, docs_folder, is_left_out, page_path
from tpo_docs.files.settings import configuration_of, selection_of
from tpo_docs.files.stores import Store
from tpo_docs.model import SourceFile, Unread


class Attachment(NamedTuple):
    """A file beside the items that is no Markdown and no collection: a picture, a contract, a table."""

    path: str
    docs_path: str
    source: int = 0


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that was read, before anything is parsed."""

    configuration: Configuration
    sources: tuple[SourceFile, ...]
    attachments: tuple[Attachment, ...]
    unread: tuple[Unread, ...]
    store: Store
    others: Mapping[str, bytes]
    """The configuration, by its path."""


def read_inputs(store: Store) -> Inputs:
    """The configuration, and every file that the sources name."""
    unread: list[Unread] = []
    found = store.configuration()
    configuration = config.default() if found is None else configuration_of(*found, unread)
    wanted = _wanted(store, configuration)
    unread.extend(_missing(source, configuration) for source in wanted.missing)
    unread.extend(_unlisted(store, configuration))
    sources = tuple(_sources(store, wanted.files, configuration, unread))
    others = {} if found is None else dict([found])
    return Inputs(configuration, sources, wanted.attachments, tuple(unread), store, others)


def sources_of(store: Store, configuration: Configuration) -> tuple[SourceFile, ...]:
    """The files that the sources name, as far as they can be read."""
    return tuple(_sources(store, _wanted(store, configuration).files, configuration, []))


class _Wanted(NamedTuple):
    files: Mapping[str, tuple[str, int]]
    """Docs path and source of each file to read, by path."""
    attachments: tuple[Attachment, ...]
    missing: tuple[SourceSpec, ...]


def _wanted(store: Store, configuration: Configuration) -> _Wanted:
    wanted: dict[str, tuple[str, int]] = {}
    attachments: dict[str, Attachment] = {}
    missing = []
    for index, source in enumerate(configuration.sources):
        listed = store.list(source.path)
        if listed is None:
            missing.append(source)
            continue
        to = docs_folder(source.path, source.to, index)
        for file in chosen(listed, selection_of(source), configuration.schema.collections):
            if file.path in wanted or file.path in attachments:
                continue
            if file.kind in (Kind.TABLE, Kind.ATTACHMENT):
                attachments[file.path] = Attachment(file.path, to + file.relative, index)
            if file.kind is not Kind.ATTACHMENT:
                wanted[file.path] = (page_path(to + file.relative) if file.kind is Kind.PAGE else "", index)
    return _Wanted(wanted, tuple(attachments.values()), tuple(missing))


def _missing(source: SourceSpec, configuration: Configuration) -> Unread:
    if not configuration.path:
        raise ProjectError(
            f"there is no tpo-docs.yml here or above, and no folder {source.path}/; `tpo-docs init` makes both"
        )
    reason = f"there is no folder '{source.path}'"
    mend = "name a folder relative to this file"
    return Unread(configuration.path, source.line, source.column, reason, "configuration", mend=mend)


def _unlisted(store: Store, configuration: Configuration) -> Iterator[Unread]:
    """The folders of the sources that cannot be looked into; those that a source leaves out anyway, too, do not count."""
    tops = [(posixpath.normpath(source.path), selection_of(source)) for source in configuration.sources]
    for folder, reason in store.unlisted.items():
        above = [(top, selection) for top, selection in tops if top in (".", folder) or folder.startswith(f"{top}/")]
        if not all(is_left_out(posixpath.relpath(folder, top), selection) for top, selection in above):
            mend = "make it readable, or leave it out by `exclude` of its source"
            yield Unread(folder, 1, 1, f"the folder cannot be read: {reason}", mend=mend)


def _sources(
    store: Store, wanted: Mapping[str, tuple[str, int]], configuration: Configuration, unread: list[Unread]
) -> Iterator[SourceFile]:
    for path, data in store.read(wanted):
        if isinstance(data, str):
            item = _named_id(path, configuration, wanted[path][1])
            mend = "make it readable, or leave it out by `exclude` of its source"
            unread.append(Unread(path, 1, 1, f"the file cannot be read: {data}", item=item, mend=mend))
        else:
            yield SourceFile(path, data, *wanted[path])


def _named_id(path: str, configuration: Configuration, source: int) -> str:
    """The id that a file's name gives; empty where it gives none."""
    rules = configuration.sources[source].map
    if rules is not None:
        return mapping.translate({}, path, rules, configuration.schema).id
    found = configuration.schema.any_id.match(posixpath.basename(path).rpartition(".")[0])
    return found[0] if found else ""
