"""A part of a remembered project read from the cache, to be judged again after an edit of fields and links."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from tpo_docs import contents, partial
from tpo_docs.config import Configuration, HistoryOptions
from tpo_docs.files import kept, lines
from tpo_docs.files.memory import Memory
from tpo_docs.model import Item, SourceFile
from tpo_docs.window import Outline, UnknownError

_Place = tuple[str, int]


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
    if drawn is None or any(contents.others_moved(record, now[path]) for path, (_, record) in before.items()):
        return None
    outline = partial.unpacked(drawn, content["files"])
    then: dict[str, Item] = {}
    after: dict[str, Item] = {}
    for path, (place, record) in before.items():
        # Both without their texts: of those rules read no more than what was found in them.
        for items, held in ((then, record), (after, now[path])):
            for item in contents.unpack(held, SourceFile(path, b"", *place)).items:
                if item.id in items or outline.paths.get(item.id) != path:
                    return None
                items[item.id] = item
    asked = _as_asked(configuration, content["question"])
    known = partial.Known(
        outline,
        asked,
        date.fromisoformat(content["found"][2]),
        past=bool(content["commit"]) or configuration.history != HistoryOptions(),
        load=_Items(memory, content, configuration, outline),
        beside=lambda citations: _beside(citations, memory),
    )
    return partial.judged_again(content["found"], then, after, known)


def _beside(citations: Mapping[str, frozenset[str]], memory: Memory) -> tuple[frozenset[str], Mapping[str, bytes]]:
    if not citations:
        return frozenset(), {}
    from tpo_docs.files.others import cited_there  # noqa: PLC0415 - most items cite nothing

    return cited_there(citations, memory.store)


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
