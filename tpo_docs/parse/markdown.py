"""Items and ordinary pages in a Markdown file: one item, or many below headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from tpo_docs import body as bodies
from tpo_docs import frontmatter, mapping
from tpo_docs.config import Configuration, FieldMap
from tpo_docs.model import (
    Body,
    Category,
    Criterion,
    Document,
    Field,
    Group,
    Item,
    Link,
    Scalar,
    Sequence,
    SourceFile,
    Unread,
)
from tpo_docs.parse.content import FileContent, by_name, category_of, kind_of, links_of, shape_of, text_of
from tpo_docs.parse.features import fenced_problems

_LATE = re.compile(r"\s*?[ \t]*(---)[ \t]*\n\s*(?:id|type|title|status|kind)[ \t]*:").match
_BARE = re.compile(r"\s*id:[ \t]+\S").match
_BLOCK = "write `## REQ-001 Its title`, and right below it a block that opens with ```yaml item"


def folder_type(file: SourceFile, configuration: Configuration) -> str:
    """The type that the folder of a file stands for; empty where it stands for none."""
    # The source's own folder says nothing: everything lies in `specs/`, of whatever type.
    below = (file.docs_path or file.path).split("/")[:-1]
    for folder in reversed(below):
        name = configuration.schema.folders.get(folder.casefold(), "")
        if name:
            return name
    return ""


class MarkdownFile:
    """One Markdown file being read."""

    def __init__(self, file: SourceFile, configuration: Configuration) -> None:
        self.file = file
        self.configuration = configuration
        self.schema = configuration.schema
        sources = configuration.sources
        self.map: FieldMap | None = sources[file.source].map if file.source < len(sources) else None

    def content(self, head: frontmatter.Head) -> FileContent:
        """The items below this front matter, else the ordinary page that it is."""
        fields = by_name(head.fields)
        unread = list(head.unread)
        if not head.present:
            unread.extend(_almost(head.body, self.file.path))
        items: list[Item] = []
        text, line = head.body, head.body_line
        blocks: tuple[bodies.BundleItem, ...] = ()
        if self.map is None and "yaml item" in text:
            text, blocks = bodies.split_items(text, line, self.schema.any_id)
            if head.body.count("yaml item") > len(blocks):
                unread.extend(self._stray(head))
        built = self._item(fields, text, line, unread, bundle=bool(blocks) or "defaults" in fields)
        if not blocks and built is None and self.map is None and "defaults" in fields and "yaml item" not in text:
            at = fields["defaults"]
            reason = "the file has `defaults` for its items, but no item"
            unread.append(Unread(self.file.path, at.line, at.column, reason, "item", mend=_BLOCK))
        if built is not None:
            items.append(built)
        items.extend(self._block(block, fields, unread) for block in blocks)
        if items:
            return FileContent(
                tuple(items),
                self._intro(fields, text, line) if blocks and built is None else (),
                _of_item(unread, items),
            )
        return FileContent((), (self.document(fields, head.body, head.body_line),), tuple(unread))

    def _stray(self, head: frontmatter.Head) -> Iterator[Unread]:
        """What to say of blocks that were meant to be items and are none."""
        for line in bodies.stray_items(head.body, head.body_line, self.schema.any_id):
            reason = "this item has no heading with an id right above it"
            yield Unread(self.file.path, line, 1, reason, "item", mend=_BLOCK)

    def _no_id(self, written: Field | None, unread: list[Unread]) -> bool:
        """Whether an id was begun and is none; that is said, since the file would be an ordinary page otherwise."""
        if written is None:
            return False
        what = "is empty" if isinstance(written.value, Scalar) else f"holds {shape_of(written.value)}"
        reason = f"'{written.name}' {what}, so the file is no item"
        mend = "write one id such as `REQ-001`, or take the line out of what is an ordinary page"
        unread.append(Unread(self.file.path, written.value.line, written.value.column, reason, "item", mend=mend))
        return True

    def _intro(self, fields: Mapping[str, Field], text: str, line: int) -> tuple[Document, ...]:
        """The frame of a file with many items: its title, and the text above the first of them."""
        return (self.document(fields, text, line),)

    def document(self, fields: Mapping[str, Field], text: str, line: int) -> Document:
        """The file as an ordinary page; `line` is where the text begins."""
        title = fields.get("title")
        words = title.value.text if title is not None and isinstance(title.value, Scalar) else ""
        stem = self.file.path.rpartition("/")[2].rpartition(".")[0]
        body = bodies.read(text, line)
        return Document(
            self.file.path,
            self.file.docs_path,
            words or bodies.title(body) or stem.replace("-", " ").replace("_", " ").capitalize(),
            fields,
            body,
        )

    def _item(
        self, fields: dict[str, Field], text: str, line: int, unread: list[Unread], *, bundle: bool
    ) -> Item | None:
        if self.map is not None:
            return self._mapped(fields, text, line, self.map, unread)
        written = fields.get("id")
        item_id = text_of(written)
        if not item_id:
            match = self.schema.any_id.match(self.file.path.rpartition("/")[2].rpartition(".")[0])
            item_id = match[0] if match else ""
        if not item_id:
            declared = fields.get("type")
            other = next((field for name, field in fields.items() if name.casefold() == "id"), None)
            if written is None and other is not None and text_of(other):
                reason = f"the id is called '{other.name}', so the file is no item"
                unread.append(Unread(self.file.path, other.line, other.column, reason, "item", mend="write `id`"))
                return None
            if self._no_id(written, unread):
                return None
            if text_of(declared) and declared is not None and not bundle:
                reason = f"the {text_of(declared)} has no id"
                spec = self.schema.types.get(text_of(declared))
                mend = f"write `id: {(spec.prefix if spec is not None else '') or 'REQ'}-001`"
                unread.append(Unread(self.file.path, declared.line, declared.column, reason, "item", mend=mend))
            return None
        at = (written.value.line, written.value.column) if written is not None and text_of(written) else (1, 1)
        item_type = (
            text_of(fields.get("type")) or self.schema.type_of_id(item_id) or folder_type(self.file, self.configuration)
        )
        body = bodies.read(text, line)
        return self._built(item_id, item_type, fields, body, at, unread, title=bodies.title(body))

    def _mapped(
        self, fields: dict[str, Field], text: str, line: int, rules: FieldMap, unread: list[Unread]
    ) -> Item | None:
        found = mapping.translate(fields, self.file.path, rules, self.schema)
        if not found.id:
            self._no_id(fields.get(rules.id_field) if not rules.id_pattern else None, unread)
            return None
        written = fields.get(rules.id_field)
        at = (written.value.line, written.value.column) if written is not None else (1, 1)
        own = dict(found.fields)
        if found.kind:
            own["kind"] = Field("kind", Scalar(found.kind, *at), *at)
        for field in found.unknown:
            own.setdefault(field.name, field)
        body = bodies.read(text, line)
        return self._built(
            found.id,
            found.type,
            own,
            body,
            at,
            unread,
            title=bodies.title(body) or found.title_default.replace("{id}", found.id),
            category=found.category,
            links=found.links,
        )

    def _block(self, block: bodies.BundleItem, frame: Mapping[str, Field], unread: list[Unread]) -> Item:
        """One item of a file with many; what the file's `defaults` give stands where the item is silent."""
        group, problems = frontmatter.read_yaml(block.yaml, self.file.path, line=block.yaml_line)
        unread.extend(problem._replace(item=block.id) for problem in problems)
        fields: dict[str, Field] = {}
        defaults = frame.get("defaults")
        if defaults is not None and isinstance(defaults.value, Group):
            fields.update(by_name(defaults.value.fields))
        if "type" in frame:
            fields["type"] = frame["type"]
        if group is not None:
            fields.update(by_name(group.fields))
        if text_of(fields.get("id")) not in ("", block.id):
            place = fields["id"]
            reason = f"the heading says {block.id}, the field says {text_of(place)}"
            unread.append(
                Unread(
                    self.file.path,
                    place.value.line,
                    place.value.column,
                    reason,
                    "value",
                    block.id,
                    "keep the id in the heading only",
                )
            )
        item_type = (
            text_of(fields.get("type"))
            or self.schema.type_of_id(block.id)
            or folder_type(self.file, self.configuration)
        )
        return self._built(
            block.id,
            item_type,
            fields,
            bodies.read(block.body, block.body_line),
            (block.line, block.column),
            unread,
            title=block.title,
            anchor=block.id,
        )

    def _built(  # noqa: PLR0913 - the one place where an item is put together
        self,
        item_id: str,
        item_type: str,
        fields: dict[str, Field],
        body: Body,
        at: tuple[int, int],
        unread: list[Unread],
        *,
        title: str,
        anchor: str = "",
        category: Category | None = None,
        links: tuple[Link, ...] = (),
    ) -> Item:
        spec = self.schema.types.get(item_type)
        if item_type == "test" and "gherkin" in body.text:
            unread += fenced_problems(body, self.file.path, item_id)
        own_links = links + tuple(self._links(item_type, fields, item_id, unread))
        criteria = body.criteria
        if "acceptance" in fields:
            if criteria:
                place = fields["acceptance"]
                reason = f"{item_id} has acceptance criteria in its body and in the field"
                unread.append(
                    Unread(self.file.path, place.line, place.column, reason, "value", item_id, "keep one of the two")
                )
            else:
                criteria = _criteria(fields["acceptance"])
        return Item(
            id=item_id,
            type=item_type,
            title=text_of(fields.get("title")) or _without_id(title, item_id) or "",
            kind=kind_of(fields, spec),
            status=text_of(fields.get("status")) or (spec.draft_status if spec else "draft"),
            category=category or category_of(fields, spec),
            path=self.file.path,
            line=at[0],
            column=at[1],
            docs_path=self.file.docs_path,
            anchor=anchor,
            fields=fields,
            links=own_links,
            body=body,
            criteria=criteria,
            source=self.file.source,
        )

    def _links(self, item_type: str, fields: Mapping[str, Field], item_id: str, unread: list[Unread]) -> Iterator[Link]:
        return links_of(self.file.path, self.configuration, item_type, fields, item_id, unread)


def _almost(text: str, path: str) -> Iterator[Unread]:
    """What was meant to be a front matter and is none, so that none of its fields would count."""
    found = _LATE(text)
    if found is not None:
        above = text[: found.start(1)]
        line, column = above.count("\n") + 1, len(above) - above.rfind("\n")
        reason = "the front matter does not begin with the file, so nothing of it counts"
        yield Unread(path, line, column, reason, mend="take out what stands before its `---`")
    elif text.startswith("+++"):
        reason = "a front matter in TOML is not read, so nothing of it counts"
        yield Unread(path, 1, 1, reason, mend="write it as YAML between two lines `---`")
    elif _BARE(text) is not None:
        reason = "the front matter is not opened, so nothing of it counts"
        yield Unread(path, 1, 1, reason, mend="write `---` on a line of its own above and below it")


def _criteria(field: Field) -> tuple[Criterion, ...]:
    """Criteria from the field `acceptance`: id → text, or a list of texts that still lack their ids."""
    value = field.value
    if isinstance(value, Group):
        return tuple(
            Criterion(entry.name, _flat(entry.value.text), entry.line, entry.column)
            for entry in value.fields
            if isinstance(entry.value, Scalar)
        )
    entries = value.entries if isinstance(value, Sequence) else (value,)
    found = []
    for entry in entries:
        if isinstance(entry, Scalar) and entry.text.strip():
            match = re.match(r"\**(AC\d+)\**[.:]?\s+(?=\S)", entry.text)
            found.append(
                Criterion(
                    match[1] if match else "",
                    _flat(entry.text[match.end() :] if match else entry.text),
                    entry.line,
                    entry.column,
                )
            )
    return tuple(found)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _without_id(title: str, item_id: str) -> str:
    if title.startswith(item_id) and (len(title) == len(item_id) or not title[len(item_id)].isalnum()):
        return title[len(item_id) :].lstrip(" :–—-") or title
    return title


def _of_item(unread: list[Unread], items: list[Item]) -> tuple[Unread, ...]:
    """Problems of a file with one item belong to that item."""
    if len(items) != 1:
        return tuple(unread)
    return tuple(problem if problem.item else problem._replace(item=items[0].id) for problem in unread)
