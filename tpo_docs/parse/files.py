"""Source files in, and what they hold out, each by the reader for its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice

from tpo_docs import frontmatter, scenarios, snapshots, tracker
from tpo_docs.config import Configuration
from tpo_docs.model import Document, Item, Observation, Parsed, SourceFile, Unread
from tpo_docs.parse.citations import beside
from tpo_docs.parse.content import FileContent, by_name
from tpo_docs.parse.features import read_feature
from tpo_docs.parse.markdown import MarkdownFile
from tpo_docs.parse.rows import read_collection, read_series

MARKDOWN = (".md", ".markdown")
_AHEAD = 50
_ATTACHMENT_OF_TYPE = "series"
Reader = Callable[[SourceFile, Configuration], FileContent]


def parse(files: Iterable[SourceFile], configuration: Configuration, read: Reader | None = None) -> Parsed:
    """All items, ordinary pages and series among the files. `read` stands in for `parse_file`: a cache of it, say."""
    given = tuple(files)
    read_one = read or parse_file
    contents = [read_one(file, configuration) for file in given]
    parsed = gather(contents, {file.path: file.data for file in given if file.path.endswith(".csv")})
    for file in given:
        if file.path == snapshots.PATH:
            parsed = with_history(parsed, file.data)
        elif file.path == configuration.history.export:
            parsed = with_export(parsed, file.data, configuration)
    return parsed


def with_history(parsed: Parsed, recorded: bytes) -> Parsed:
    """The same with the recorded history: the content of `records/snapshots.jsonl`."""
    days, unread = snapshots.read(recorded)
    return replace(parsed, snapshots=days, unread=parsed.unread + unread)


def with_export(parsed: Parsed, exported: bytes, configuration: Configuration) -> Parsed:
    """The same with a tracker's export: the content of the file that the configuration names."""
    options = configuration.history
    known: dict[str, str] = {}
    for name in ("story", *configuration.schema.types):
        spec = configuration.schema.types.get(name)
        for status, category in (spec.workflow if spec is not None else {}).items():
            known.setdefault(status, category.value)
    rows, unread = tracker.read(exported, options.export, options.statuses, known)
    return replace(parsed, tracker=rows, unread=parsed.unread + unread)


def gather(contents: Iterable[FileContent], tables: Mapping[str, bytes]) -> Parsed:
    """The whole of what single files hold, with the series that metrics cite (`tables`: CSV files by path)."""
    items: list[Item] = []
    documents: list[Document] = []
    unread: list[Unread] = []
    for content in contents:
        items.extend(content.items)
        documents.extend(content.documents)
        unread.extend(content.unread)
    observations: dict[str, tuple[Observation, ...]] = {}
    for item in items:
        if item.type == "metric":
            path = beside(item.path, item.text(_ATTACHMENT_OF_TYPE))
            if path in tables and path not in observations:
                observations[path], problems = read_series(tables[path], path)
                unread.extend(problems)
    return Parsed(tuple(items), tuple(documents), tuple(unread), observations)


def parse_file(file: SourceFile, configuration: Configuration) -> FileContent:
    """What one file holds."""
    if scenarios.is_feature(file.path):
        return read_feature(file, configuration)
    if _is_markdown(file.path):
        return MarkdownFile(file, configuration).content(frontmatter.read(file.data, file.path))
    stem, _, ending = file.path.rpartition("/")[2].rpartition(".")
    if ending.lower() in ("yml", "yaml") and stem in configuration.schema.collections:
        return read_collection(file, configuration, configuration.schema.collections[stem])
    return FileContent()


def parse_files(files: Iterable[SourceFile], configuration: Configuration) -> Iterator[FileContent]:
    """What each of these files holds, as `parse_file` says it. Front matter is read some files ahead: to do one kind of
    work for a while is a tenth faster than to change with every file."""
    waiting = iter(files)
    while some := list(islice(waiting, _AHEAD)):
        heads = [frontmatter.read(file.data, file.path) if _is_markdown(file.path) else None for file in some]
        for file, head in zip(some, heads, strict=True):
            yield parse_file(file, configuration) if head is None else MarkdownFile(file, configuration).content(head)


def document(file: SourceFile, configuration: Configuration) -> Document:
    """A Markdown file as an ordinary page, whatever its front matter holds."""
    head = frontmatter.read(file.data, file.path)
    return MarkdownFile(file, configuration).document(by_name(head.fields), head.body, head.body_line)


def _is_markdown(path: str) -> bool:
    return (path.endswith(MARKDOWN) or path.lower().endswith(MARKDOWN)) and not scenarios.is_feature(path)
