"""A part of a project judged again after an edit of fields and links: of one that is remembered, read from the cache, or of
one that is at hand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from tpo_docs import contents, git, partial
from tpo_docs.config import Configuration, HistoryOptions
from tpo_docs.files import kept, lines
from tpo_docs.files.memory import Memory
from tpo_docs.files.stores import Store
from tpo_docs.model import Finding, Item, Project, Review, SourceFile
from tpo_docs.parse import FileContent
from tpo_docs.report.report import packed_finding, unpacked_finding
from tpo_docs.window import Outline, UnknownError

if TYPE_CHECKING:
    from tpo_docs.files.loading import Loaded

_Place = tuple[str, int]
_Change = tuple[_Place, contents.Record, contents.Record]
"""The place of a file, and what it held and holds."""


class Edit(NamedTuple):
    """A file that holds something else now."""

    file: SourceFile
    content: FileContent
    before: FileContent


def reviewed_again(loaded: Loaded, edits: Iterable[Edit], project: Project, outline: Outline) -> Review | None:
    """What is found in the project as it is after some edits; None where only a whole check can say it. `outline` is of the
    project as it was loaded, whose findings are those of a whole check in which none was known."""
    if outline.audiences or loaded.review.known or loaded.inputs is None or loaded.inputs.unread:
        return None
    changes: dict[str, _Change] = {}
    for edit in edits:
        if edit.content.unread or edit.before.unread:
            return None
        then, now = (contents.pack(held, edit.file) for held in (edit.before, edit.content))
        changes[edit.file.path] = (edit.file.docs_path, edit.file.source), then, now
    versions = _versions(changes, outline)
    if versions is None:
        return None
    known = partial.Known(
        outline,
        loaded.configuration,
        loaded.project.today,
        past=git.find(loaded.root) is not None or loaded.configuration.history != HistoryOptions(),
        load=loaded.project.items.__getitem__,
        beside=lambda citations: _beside(citations, loaded.store),
    )
    rows = {tuple(packed_finding(finding)): finding for finding in loaded.review.findings}
    exempted = [[packed_finding(entry.finding), entry.reason, entry.until] for entry in loaded.review.exempted]
    found = [list(map(list, rows)), len(project.items), "", exempted, [], [], {}]
    judged = partial.judged_again(found, *versions, known)
    if judged is None:
        return None
    findings: list[Finding] = [rows.get(tuple(row)) or unpacked_finding(row) for row in judged[0]]
    return Review(project, tuple(findings), loaded.review.exempted)


def judged_again(
    memory: Memory,
    content: Any,
    configuration: Configuration,
    before: Mapping[str, tuple[_Place, contents.Record]],
    now: Mapping[str, contents.Record],
) -> Any:
    """What is found now in a project of which some files, whose packed contents are those `before` and `now`, have
    changed; None where only a whole check can say it."""
    drawn = memory.outline(content)
    if drawn is None:
        return None
    outline = partial.unpacked(drawn, content["files"])
    versions = _versions({path: (place, record, now[path]) for path, (place, record) in before.items()}, outline)
    if versions is None:
        return None
    asked = _as_asked(configuration, content["question"])
    known = partial.Known(
        outline,
        asked,
        date.fromisoformat(content["found"][2]),
        past=bool(content["commit"]) or configuration.history != HistoryOptions(),
        load=_Items(memory, content, configuration, outline),
        beside=lambda citations: _beside(citations, memory.store),
    )
    return partial.judged_again(content["found"], *versions, known)


def _versions(changes: Mapping[str, _Change], outline: Outline) -> tuple[dict[str, Item], dict[str, Item]] | None:
    """The items of files as they were and as they are; None where anything else in these files is another now."""
    before: dict[str, Item] = {}
    after: dict[str, Item] = {}
    for path, (place, then, now) in changes.items():
        if contents.others_moved(then, now) or contents.links_moved(then, now):
            return None
        # Both without their texts: of those rules read no more than what was found in them.
        for items, held in ((before, then), (after, now)):
            for item in contents.unpack(held, SourceFile(path, b"", *place)).items:
                if item.id in items or outline.paths.get(item.id) != path:
                    return None
                items[item.id] = item
    return before, after


def _beside(citations: Mapping[str, frozenset[str]], store: Store) -> tuple[frozenset[str], Mapping[str, bytes]]:
    if not citations:
        return frozenset(), {}
    from tpo_docs.files.others import cited_there  # noqa: PLC0415 - most items cite nothing

    return cited_there(citations, store)


def _as_asked(configuration: Configuration, question: str) -> Configuration:
    """The configuration with the rules that were chosen by the question (see `memory.question`)."""
    _, _, select, ignore, _ = json.loads(question)
    rules = configuration.rules
    chosen = replace(rules, select=tuple(select) or rules.select, ignore=(*rules.ignore, *ignore))
    return replace(configuration, rules=chosen)


class _Items:
    """Reads items of unchanged files from the cache, without the texts that no rule reads."""

    def __init__(self, memory: Memory, content: Any, configuration: Configuration, outline: Outline) -> None:
        self._store = memory.store
        self._paths = outline.paths
        self._files = {path: known[0] for path, known in content["files"].items()}
        self._records = kept.Records(memory.folder, self._files, kept.key_of(configuration))
        self._known: dict[str, Item] = {}

    def __call__(self, name: str) -> Item:
        if name not in self._known:
            path = self._paths[name]
            found = self._records.find(path)
            if found is None:
                raise UnknownError(path)
            place, record = found
            data = self._data(path) if contents.reads_texts(record) else b""
            for item in contents.unpack(record, SourceFile(path, data, *place)).items:
                self._known.setdefault(item.id, item)
        return self._known[name]

    def _data(self, path: str) -> bytes:
        for _, data in self._store.read([path]):
            if isinstance(data, bytes) and lines.mark(data) == self._files[path]:
                return data
        raise UnknownError(path)
