"""A project's configuration from its store, without anything that reads or judges items."""

from __future__ import annotations

from tpo_docs import config
from tpo_docs.config import Configuration, SourceSpec
from tpo_docs.files.selection import Selection
from tpo_docs.files.stores import Store
from tpo_docs.model import Unread


def read_configuration(store: Store) -> Configuration:
    """The configuration alone; the default one where there is no file."""
    found = store.configuration()
    return config.default() if found is None else configuration_of(*found, [])


def configuration_of(path: str, data: bytes, unread: list[Unread]) -> Configuration:
    """The configuration in a file of these bytes; what is wrong with the bytes is added to `unread`."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = data.decode("utf-8", "replace")
        line = data[: error.start].count(b"\n") + 1
        unread.append(Unread(path, line, 1, "the file is not UTF-8", "configuration", mend="save it as UTF-8"))
    return config.read(text, path)


def selection_of(source: SourceSpec) -> Selection:
    """Which files of a source are read."""
    return Selection(source.path, source.include, source.exclude)
