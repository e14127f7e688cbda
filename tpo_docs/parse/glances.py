"""A file's items as far as their history needs them: it looks at tens of thousands of files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import blake2b
from typing import NamedTuple

from tpo_docs.config import Configuration
from tpo_docs.model import Category, SourceFile
from tpo_docs.parse.files import parse_file
from tpo_docs.parse.markdown import folder_type

_PLAIN_HEAD = re.compile(rb"---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_PLAIN_FIELD = re.compile(
    rb"^(id|type|status|title)[ \t]*:(?:[ \t]+(?:\"([^\"\\\r\n]*)\"|'([^'\r\n]*)'|([^\s\"'&*!|>%@`\[{#,?:-][^#\r\n]*?)))?[ \t]*\r?$",
    re.MULTILINE,
)
_NAMED = re.compile(rb"^[\"']?(?:id|type|status|title)[\"']?[ \t]*:", re.MULTILINE)


class Glance(NamedTuple):
    """An item as far as its history needs it."""

    id: str
    type: str
    category: Category
    wording: str
    """Stands for its title and text: another one where these differ."""


def glance(file: SourceFile, configuration: Configuration) -> tuple[Glance, ...]:
    """Ids, types and categories of a Markdown file's items: what `parse_file` says, without reading any further
    where the front matter is plain. A history looks at tens of thousands of files."""
    sources = configuration.sources
    mapped = file.source < len(sources) and sources[file.source].map is not None
    head = None if mapped or b"yaml item" in file.data else _PLAIN_HEAD.match(file.data)
    if head is not None:
        found = {
            match[1].decode(): (match[2] or match[3] or match[4] or b"").strip()
            for match in _PLAIN_FIELD.finditer(head[1])
        }
        if len(found) == len(_NAMED.findall(head[1])):
            return _glanced(file, configuration, found, file.data[head.end() :])
    return tuple(
        Glance(item.id, item.type, item.category, _wording(item.title.encode(), item.body.text.encode()))
        for item in parse_file(file, configuration).items
    )


def _glanced(
    file: SourceFile, configuration: Configuration, found: Mapping[str, bytes], text: bytes
) -> tuple[Glance, ...]:
    schema = configuration.schema
    written = {name: value.decode("utf-8", "replace") for name, value in found.items()}
    item_id = written.get("id", "")
    if not item_id:
        match = schema.any_id.match(file.path.rpartition("/")[2].rpartition(".")[0])
        item_id = match[0] if match else ""
    if not item_id:
        return ()
    item_type = written.get("type") or schema.type_of_id(item_id) or folder_type(file, configuration)
    spec = schema.types.get(item_type)
    category = spec.workflow.get(written.get("status") or spec.draft_status, Category.DRAFT) if spec else Category.DRAFT
    return (Glance(item_id, item_type, category, _wording(found.get("title", b""), text)),)


def _wording(title: bytes, text: bytes) -> str:
    return blake2b(b" ".join((title + b" " + text).split()), digest_size=8).hexdigest()
