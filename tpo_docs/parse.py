"""Source files in, items out: what each file holds, before anything is linked or judged."""

from __future__ import annotations

import csv
import io
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import islice
from typing import NamedTuple

from tpo_docs import body as bodies
from tpo_docs import frontmatter, mapping, scenarios, snapshots, tracker
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
    Observation,
    Parsed,
    Scalar,
    Sequence,
    SourceFile,
    Unread,
    Value,
    as_date,
    as_number,
)
from tpo_docs.schema import FieldSpec, TypeSpec

MARKDOWN = (".md", ".markdown")
_AHEAD = 50
_ATTACHMENT_OF_TYPE = "series"
_LATE = re.compile(r"\s*?[ \t]*(---)[ \t]*\n\s*(?:id|type|title|status|kind)[ \t]*:").match
_BARE = re.compile(r"\s*id:[ \t]+\S").match
_BLOCK = "write `## REQ-001 Its title`, and right below it a block that opens with ```yaml item"


@dataclass(frozen=True, slots=True)
class FileContent:
    """What one file holds: a pure function of its bytes and the configuration, so a cache may keep it."""

    items: tuple[Item, ...] = ()
    documents: tuple[Document, ...] = ()
    unread: tuple[Unread, ...] = ()


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
                observations[path], problems = _series(tables[path], path)
                unread.extend(problems)
    return Parsed(tuple(items), tuple(documents), tuple(unread), observations)


def beside(path: str, cited: str) -> str:
    """A path cited in a file, as a path from the project root; empty where it leaves the project."""
    if not cited:
        return ""
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), cited))
    return "" if target.startswith("..") and not path.startswith("..") else target


def cited_files(parsed: Parsed, configuration: Configuration) -> dict[str, frozenset[str]]:
    """Every file that a field of an item cites, as a path from the project root, with the names of those fields.
    What is cited may be meant from the citing file or from the root, so both are named."""
    found: dict[str, set[str]] = {}
    fields = {name: _file_fields(spec.fields) for name, spec in configuration.schema.types.items()}
    for item in parsed.items:
        for spec in fields.get(item.type, ()):
            entry = item.fields.get(spec.name)
            for text in _file_texts(entry.value, spec) if entry is not None else ():
                cited = text.strip().partition("#")[0]
                if not cited or "://" in cited or cited.startswith("/") or "\0" in cited:
                    continue
                for path in (beside(item.path, cited), posixpath.normpath(cited)):
                    if path:
                        found.setdefault(path, set()).add(spec.name)
    return {path: frozenset(names) for path, names in found.items()}


def _file_fields(specs: Mapping[str, FieldSpec]) -> tuple[FieldSpec, ...]:
    return tuple(spec for spec in specs.values() if spec.value == "file" or _file_fields(spec.fields))


def _file_texts(value: Value, spec: FieldSpec) -> Iterator[str]:
    if isinstance(value, Sequence):
        for entry in value.entries:
            yield from _file_texts(entry, spec)
    elif isinstance(value, Group):
        inner = {sub.name: sub for sub in _file_fields(spec.fields)}
        for field in value.fields:
            if field.name in inner:
                yield from _file_texts(field.value, inner[field.name])
    elif spec.value == "file":
        yield value.text


def parse_file(file: SourceFile, configuration: Configuration) -> FileContent:
    """What one file holds."""
    if scenarios.is_feature(file.path):
        return _feature(file, configuration)
    if _is_markdown(file.path):
        return _Markdown(file, configuration).content(frontmatter.read(file.data, file.path))
    stem, _, ending = file.path.rpartition("/")[2].rpartition(".")
    if ending.lower() in ("yml", "yaml") and stem in configuration.schema.collections:
        return _collection(file, configuration, configuration.schema.collections[stem])
    return FileContent()


def document(file: SourceFile, configuration: Configuration) -> Document:
    """A Markdown file as an ordinary page, whatever its front matter holds."""
    head = frontmatter.read(file.data, file.path)
    return _Markdown(file, configuration).document(_by_name(head.fields), head.body, head.body_line)


def _is_markdown(path: str) -> bool:
    return (path.endswith(MARKDOWN) or path.lower().endswith(MARKDOWN)) and not scenarios.is_feature(path)


class Glance(NamedTuple):
    """An item as far as its history needs it."""

    id: str
    type: str
    category: Category
    wording: str
    """Stands for its title and text: another one where these differ."""


_PLAIN_HEAD = re.compile(rb"---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_PLAIN_FIELD = re.compile(
    rb"^(id|type|status|title)[ \t]*:(?:[ \t]+(?:\"([^\"\\\r\n]*)\"|'([^'\r\n]*)'|([^\s\"'&*!|>%@`\[{#,?:-][^#\r\n]*?)))?[ \t]*\r?$",
    re.MULTILINE,
)
_NAMED = re.compile(rb"^[\"']?(?:id|type|status|title)[\"']?[ \t]*:", re.MULTILINE)


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


def folder_type(file: SourceFile, configuration: Configuration) -> str:
    """The type that the folder of a file stands for; empty where it stands for none."""
    # The source's own folder says nothing: everything lies in `specs/`, of whatever type.
    below = (file.docs_path or file.path).split("/")[:-1]
    for folder in reversed(below):
        name = configuration.schema.folders.get(folder.casefold(), "")
        if name:
            return name
    return ""


def parse_files(files: Iterable[SourceFile], configuration: Configuration) -> Iterator[FileContent]:
    """What each of these files holds, as `parse_file` says it. Front matter is read some files ahead: to do one kind of
    work for a while is a tenth faster than to change with every file."""
    waiting = iter(files)
    while some := list(islice(waiting, _AHEAD)):
        heads = [frontmatter.read(file.data, file.path) if _is_markdown(file.path) else None for file in some]
        for file, head in zip(some, heads, strict=True):
            yield parse_file(file, configuration) if head is None else _Markdown(file, configuration).content(head)


class _Markdown:
    """One Markdown file being read."""

    def __init__(self, file: SourceFile, configuration: Configuration) -> None:
        self.file = file
        self.configuration = configuration
        self.schema = configuration.schema
        sources = configuration.sources
        self.map: FieldMap | None = sources[file.source].map if file.source < len(sources) else None

    def content(self, head: frontmatter.Head) -> FileContent:
        fields = _by_name(head.fields)
        unread = list(head.unread)
        if not head.present:
            unread.extend(_almost(head.body, self.file.path))
        items: list[Item] = []
        text, line = head.body, head.body_line
        blocks: tuple[bodies.BundleItem, ...] = ()
        if self.map is None and "yaml item" in text:
            text, blocks = bodies.split_items(text, line, self.schema.any_id)
            if head.body.count("yaml item") > len(blocks):
                unread.extend(self.stray(head))
        built = self.item(fields, text, line, unread, bundle=bool(blocks) or "defaults" in fields)
        if not blocks and built is None and self.map is None and "defaults" in fields and "yaml item" not in text:
            at = fields["defaults"]
            reason = "the file has `defaults` for its items, but no item"
            unread.append(Unread(self.file.path, at.line, at.column, reason, "item", mend=_BLOCK))
        if built is not None:
            items.append(built)
        items.extend(self.block(block, fields, unread) for block in blocks)
        if items:
            return FileContent(
                tuple(items),
                self.intro(fields, text, line) if blocks and built is None else (),
                _of_item(unread, items),
            )
        return FileContent((), (self.document(fields, head.body, head.body_line),), tuple(unread))

    def stray(self, head: frontmatter.Head) -> Iterator[Unread]:
        """What to say of blocks that were meant to be items and are none."""
        for line in bodies.stray_items(head.body, head.body_line, self.schema.any_id):
            reason = "this item has no heading with an id right above it"
            yield Unread(self.file.path, line, 1, reason, "item", mend=_BLOCK)

    def no_id(self, written: Field | None, unread: list[Unread]) -> bool:
        """Whether an id was begun and is none; that is said, since the file would be an ordinary page otherwise."""
        if written is None:
            return False
        what = "is empty" if isinstance(written.value, Scalar) else f"holds {_shape(written.value)}"
        reason = f"'{written.name}' {what}, so the file is no item"
        mend = "write one id such as `REQ-001`, or take the line out of what is an ordinary page"
        unread.append(Unread(self.file.path, written.value.line, written.value.column, reason, "item", mend=mend))
        return True

    def intro(self, fields: Mapping[str, Field], text: str, line: int) -> tuple[Document, ...]:
        """The frame of a file with many items: its title, and the text above the first of them."""
        return (self.document(fields, text, line),)

    def document(self, fields: Mapping[str, Field], text: str, line: int) -> Document:
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

    def item(
        self, fields: dict[str, Field], text: str, line: int, unread: list[Unread], *, bundle: bool
    ) -> Item | None:
        if self.map is not None:
            return self.mapped(fields, text, line, self.map, unread)
        written = fields.get("id")
        item_id = _text(written)
        if not item_id:
            match = self.schema.any_id.match(self.file.path.rpartition("/")[2].rpartition(".")[0])
            item_id = match[0] if match else ""
        if not item_id:
            declared = fields.get("type")
            other = next((field for name, field in fields.items() if name.casefold() == "id"), None)
            if written is None and other is not None and _text(other):
                reason = f"the id is called '{other.name}', so the file is no item"
                unread.append(Unread(self.file.path, other.line, other.column, reason, "item", mend="write `id`"))
                return None
            if self.no_id(written, unread):
                return None
            if _text(declared) and declared is not None and not bundle:
                reason = f"the {_text(declared)} has no id"
                unread.append(Unread(self.file.path, declared.line, declared.column, reason, "item"))
            return None
        at = (written.value.line, written.value.column) if written is not None and _text(written) else (1, 1)
        item_type = (
            _text(fields.get("type")) or self.schema.type_of_id(item_id) or folder_type(self.file, self.configuration)
        )
        body = bodies.read(text, line)
        return self.built(item_id, item_type, fields, body, at, unread, title=bodies.title(body))

    def mapped(
        self, fields: dict[str, Field], text: str, line: int, rules: FieldMap, unread: list[Unread]
    ) -> Item | None:
        found = mapping.translate(fields, self.file.path, rules, self.schema)
        if not found.id:
            self.no_id(fields.get(rules.id_field) if not rules.id_pattern else None, unread)
            return None
        written = fields.get(rules.id_field)
        at = (written.value.line, written.value.column) if written is not None else (1, 1)
        own = dict(found.fields)
        if found.kind:
            own["kind"] = Field("kind", Scalar(found.kind, *at), *at)
        for field in found.unknown:
            own.setdefault(field.name, field)
        body = bodies.read(text, line)
        return self.built(
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

    def block(self, block: bodies.BundleItem, frame: Mapping[str, Field], unread: list[Unread]) -> Item:
        """One item of a file with many; what the file's `defaults` give stands where the item is silent."""
        group, problems = frontmatter.read_yaml(block.yaml, self.file.path, line=block.yaml_line)
        unread.extend(problem._replace(item=block.id) for problem in problems)
        fields: dict[str, Field] = {}
        defaults = frame.get("defaults")
        if defaults is not None and isinstance(defaults.value, Group):
            fields.update(_by_name(defaults.value.fields))
        if "type" in frame:
            fields["type"] = frame["type"]
        if group is not None:
            fields.update(_by_name(group.fields))
        if _text(fields.get("id")) not in ("", block.id):
            place = fields["id"]
            reason = f"the heading says {block.id}, the field says {_text(place)}"
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
            _text(fields.get("type")) or self.schema.type_of_id(block.id) or folder_type(self.file, self.configuration)
        )
        return self.built(
            block.id,
            item_type,
            fields,
            bodies.read(block.body, block.body_line),
            (block.line, block.column),
            unread,
            title=block.title,
            anchor=block.id,
        )

    def built(  # noqa: PLR0913 - the one place where an item is put together
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
            unread += _fenced_problems(body, self.file.path, item_id)
        own_links = links + tuple(self.links(item_type, fields, item_id, unread))
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
            title=_text(fields.get("title")) or _without_id(title, item_id) or "",
            kind=_kind(fields, spec),
            status=_text(fields.get("status")) or (spec.draft_status if spec else "draft"),
            category=category or _category(fields, spec),
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

    def links(self, item_type: str, fields: Mapping[str, Field], item_id: str, unread: list[Unread]) -> Iterator[Link]:
        return _links(self.file.path, self.configuration, item_type, fields, item_id, unread)


def _links(
    path: str,
    configuration: Configuration,
    item_type: str,
    fields: Mapping[str, Field],
    item_id: str,
    unread: list[Unread],
) -> Iterator[Link]:
    schema = configuration.schema
    keywords = schema.keywords
    spec = schema.types.get(item_type)
    for name in [name for name in fields if name in keywords]:
        if spec is not None and name in spec.fields:
            continue
        field = fields[name]
        role, inverse = keywords[name]
        values = field.value.entries if isinstance(field.value, Sequence) else (field.value,)
        for value in values:
            if not isinstance(value, Scalar):
                reason = f"'{name}' of {item_id} holds ids, not {_shape(value) if isinstance(value, Group) else 'a list in a list'}"
                mend = "write an id, or a list of ids"
                if isinstance(value, Sequence) and value.entries and isinstance(value.entries[0], Scalar):
                    mend = f"write `[{', '.join(one.text for one in value.entries if isinstance(one, Scalar))}]`; double brackets are for texts"
                unread.append(Unread(path, value.line, value.column, reason, "value", item_id, mend))
                continue
            if "," not in value.text:
                if value.text.strip():
                    yield Link(role, value.text.strip(), value.line, value.column, inverse)
                continue
            offset = 0
            for part in value.text.split(","):
                if part.strip():
                    yield Link(
                        role, part.strip(), value.line, value.column + offset + len(part) - len(part.lstrip()), inverse
                    )
                offset += len(part) + 1


def _feature(file: SourceFile, configuration: Configuration) -> FileContent:
    """The scenarios of a file as tests: one for each test that a tag names, else one for each scenario that names an
    item. A scenario that names none is shown with the others, and proves nothing."""
    text, unread = _decoded(file)
    markdown = file.path.casefold().endswith(".md")
    found = scenarios.read(text, markdown=markdown)
    unread += [Unread(file.path, *problem[:3], "gherkin", mend=problem.mend) for problem in found.problems]
    items: dict[str, list[scenarios.Scenario]] = {}
    untraced = []
    stem = file.path.rpartition("/")[2].partition(".")[0]
    for scenario in found.scenarios:
        names = [name for tag in scenario.tags if (name := _tagged(tag, configuration))]
        tests = [name for name in names if configuration.schema.type_of_id(name) == "test" and "/" not in name]
        if not names:
            untraced.append(scenario)
            reason = f"the scenario '{scenario.name}' names no item"
            mend = "write a tag `@TEST-…`, or `@STY-…/AC1` for what it proves"
            unread.append(Unread(file.path, scenario.line, scenario.column, reason, "scenario", mend=mend))
        own = f"{_slug(stem)}.{_slug(scenario.name)}"
        for name in dict.fromkeys(tests or ([_free(own, items)] if names else ())):
            items.setdefault(name, []).append(scenario)
    made = tuple(_scenario_item(name, some, found, file, configuration) for name, some in items.items())
    rest = "\n\n".join(_fenced(scenario.text) for scenario in untraced)
    frame = _frame(f"# {found.name or stem}\n\n{found.description}\n\n{rest}\n")
    document = Document(file.path, file.docs_path, found.name or stem, {}, frame)
    return FileContent(made, (document,), tuple(unread))


def _scenario_item(
    name: str,
    some: list[scenarios.Scenario],
    feature: scenarios.Feature,
    file: SourceFile,
    configuration: Configuration,
) -> Item:
    first = some[0]
    at = (first.line, first.column)
    spec = configuration.schema.types.get("test")
    key = [f"{feature.name}::{re.sub(r'<[^<>]+>', '*', one.name)}" for one in some]
    values: dict[str, Value] = {
        "kind": Scalar("automated", *at),
        "result_key": Sequence(tuple(Scalar(text, *at) for text in key), *at),
    }
    links = {
        target: Link("verifies", target, tag.line, tag.column)
        for one in some
        for tag in one.tags
        if (target := _tagged(tag, configuration)) and configuration.schema.type_of_id(target) != "test"
    }
    status = next((word for word, category in spec.workflow.items() if category is Category.AGREED), "") if spec else ""
    return Item(
        id=name,
        type="test",
        title=first.name if len(some) == 1 else feature.name,
        kind="automated",
        status=status or (spec.draft_status if spec else "draft"),
        category=Category.AGREED,
        path=file.path,
        line=first.line,
        column=first.column,
        docs_path=file.docs_path,
        anchor=name,
        fields={key: Field(key, value, *at) for key, value in values.items()},
        links=tuple(links.values()),
        body=bodies.read("\n\n".join(_fenced(one.text) for one in some), first.line)._replace(placeholders=()),
        source=file.source,
    )


def with_scenarios(parsed: Parsed) -> Parsed:
    """The same with scenarios joined to the tests that their tags name or that cite their file: an author's own item
    stays, and verifies what its scenarios say in addition."""
    made = [item for item in parsed.items if item.is_scenario]
    if not made:
        return parsed
    known = {item.id for item in parsed.items if not item.is_scenario}
    targets = known | {name for item in parsed.items for name in item.texts("aliases")}
    more: dict[str, list[Link]] = {}
    first: dict[str, Item] = {}
    cited = dict(_citing(parsed.items))
    shown: dict[str, list[str]] = {}
    for item in made:
        name = cited.get((item.path, item.title)) or cited.get((item.path, "")) or item.id
        if name in known or name in first:
            wanted = [link for link in item.links if link.target.partition("/")[0] in targets]
            more.setdefault(name, []).extend(wanted)
            shown.setdefault(item.path, []).append(item.body.text)
        else:
            first[item.id] = item
    items = tuple(
        replace(item, links=(*item.links, *more[item.id])) if item.id in more else item
        for item in parsed.items
        if not item.is_scenario or first.get(item.id) is item
    )
    documents = tuple(
        page._replace(body=_frame(page.body.text + "\n" + "\n\n".join(shown[page.path])))
        if page.path in shown
        else page
        for page in parsed.documents
    )
    return replace(parsed, items=items, documents=documents)


def _frame(text: str) -> Body:
    """A body of ours: what stands in it is the business of the scenarios, and of no rule about text."""
    return bodies.read(text, 1)._replace(placeholders=(), criteria=(), references=())


def _citing(items: Iterable[Item]) -> Iterator[tuple[tuple[str, str], str]]:
    """File and scenario (empty for all of the file) → the test whose field `feature` cites them."""
    for item in items:
        group = item.group("feature") if item.type == "test" and "feature" in item.fields else None
        written = group.text("file").strip() if group is not None else ""
        for path in (beside(item.path, written), posixpath.normpath(written)) if group and written else ():
            yield (path, group.text("scenario").strip() if group else ""), item.id


def _tagged(tag: scenarios.Tag, configuration: Configuration) -> str:
    """The address in a tag: `STY-012/AC1`, also where it is written `STY-012.AC1`; empty where it holds none."""
    found = configuration.schema.any_id.match(tag.name)
    if found is None:
        return ""
    rest = re.fullmatch(r"(?:[/.]([A-Za-z]+\d+))?", tag.name[found.end() :])
    if rest is None:
        return ""
    return f"{found[0]}/{rest[1]}" if rest[1] else found[0]


_GHERKIN = re.compile(
    r"^( {0,3})(`{3,}|~{3,})[ \t]*gherkin[^\n]*\n(.*?)^ {0,3}\2[`~]*[ \t]*$", re.DOTALL | re.MULTILINE
)


def _fenced_problems(body: Body, path: str, item_id: str) -> Iterator[Unread]:
    """What no runner can use of the scenarios in a test's own text; a block may leave its feature out."""
    for block in _GHERKIN.finditer(body.text):
        text = block[3]
        whole = re.search(r"^\s*(?:#|@|\w+:)", text) is None or "Feature:" in text or "# language:" in text
        found = scenarios.read(text if whole else f"Feature: {item_id}\n{text}", markdown=False)
        first = body.line + body.text.count("\n", 0, block.start(3)) - (1 if whole else 2)
        for problem in found.problems:
            line = max(first + problem.line, body.line)
            yield Unread(path, line, problem.column, problem.reason, "gherkin", item_id, problem.mend)


def _free(name: str, taken: Mapping[str, object]) -> str:
    """The name, with a number where it is taken."""
    number = 1
    while (found := name if number == 1 else f"{name}-{number}") in taken:
        number += 1
    return found


def _slug(text: str) -> str:
    words = re.findall(r"[^\W_]+", text.casefold())
    return "-".join(words)[:60].strip("-") or "scenario"


def _fenced(text: str) -> str:
    fence = "`" * (max((len(run) for run in re.findall(r"`{3,}", text)), default=2) + 1)
    return f"{fence}gherkin\n{text}\n{fence}"


def _decoded(file: SourceFile) -> tuple[str, list[Unread]]:
    data = file.data.removeprefix(b"\xef\xbb\xbf")
    text = data.decode("utf-8", "replace")
    if "\ufffd" not in text:
        return text, []
    line = data[: _bad_byte(data)].count(b"\n") + 1
    return text, [Unread(file.path, line, 1, "the file is no UTF-8 text", "gherkin", mend="save it as UTF-8")]


def _collection(file: SourceFile, configuration: Configuration, type_name: str) -> FileContent:
    """The rows of a collection: `slug: {field: value …}`."""
    data = file.data[3:] if file.data.startswith(b"\xef\xbb\xbf") else file.data
    text = data.decode("utf-8", "replace")
    unread: list[Unread] = []
    if "\ufffd" in text:
        line = data[: _bad_byte(data)].count(b"\n") + 1
        unread.append(Unread(file.path, line, 1, "the file is no UTF-8 text", "record", mend="save it as UTF-8"))
    group, problems = frontmatter.read_yaml(text, file.path)
    unread.extend(problems)
    if group is None:
        return FileContent(unread=tuple(unread))
    spec = configuration.schema.types[type_name]
    items = []
    for row in group.fields:
        if isinstance(row.value, Scalar):
            # `slug: Title` (a term: `slug: definition`) is the short form of a row.
            short = "definition" if "definition" in spec.fields else "title"
            fields = {short: Field(short, row.value, row.line, row.column)} if row.value.text else {}
        elif isinstance(row.value, Group):
            fields = _by_name(row.value.fields)
        else:
            unread.append(
                Unread(file.path, row.line, row.column, f"'{row.name}' should be a mapping of fields", "record")
            )
            continue
        title = _text(fields.get("title")) or row.name.replace("-", " ")
        items.append(
            Item(
                id=row.name,
                type=type_name,
                title=title,
                kind=_kind(fields, spec) or (spec.kinds[0] if type_name == "term" and spec.kinds else ""),
                status=_text(fields.get("status")) or spec.draft_status,
                category=_category(fields, spec),
                path=file.path,
                line=row.line,
                column=row.column,
                docs_path="",
                anchor=row.name,
                fields=fields,
                links=tuple(_links(file.path, configuration, type_name, fields, row.name, unread)),
                criteria=(),
                source=file.source,
            )
        )
    return FileContent(tuple(items), (), tuple(unread))


def _series(data: bytes, path: str) -> tuple[tuple[Observation, ...], tuple[Unread, ...]]:
    """A metric's observations (`date,value[,note]`), in the order of their dates; a broken row hides no other."""
    text = data.decode("utf-8-sig", "replace")
    rows: list[Observation] = []
    unread: list[Unread] = []
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text.replace("\0", ""), newline="")), start=1):
            cells = [cell.strip() for cell in row]
            if not any(cells) or (number == 1 and cells[0].casefold() == "date"):
                continue
            on = as_date(cells[0])
            value = as_number(cells[1]) if len(cells) > 1 else None
            if on is None or value is None or value in (float("inf"), float("-inf")):
                wrong = (
                    f"'{cells[0]}' is no date" if on is None else f"'{cells[1] if len(cells) > 1 else ''}' is no number"
                )
                unread.append(
                    Unread(
                        path,
                        number,
                        1,
                        f"the row holds no observation: {wrong}",
                        "record",
                        mend="write `2027-01-31,12.5,note`",
                    )
                )
                continue
            rows.append(Observation(on, value, cells[2] if len(cells) > 2 else "", path, number))
    except csv.Error as error:
        unread.append(Unread(path, 1, 1, f"the table cannot be read: {error}", "record"))
    return tuple(sorted(rows, key=lambda row: row.on)), tuple(unread)


def _by_name(fields: Iterable[Field]) -> dict[str, Field]:
    result: dict[str, Field] = {}
    for field in fields:
        if field.name not in result:
            result[field.name] = field
    return result


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


def _shape(value: Value) -> str:
    return "a list" if isinstance(value, Sequence) else "a mapping"


def _text(field: Field | None) -> str:
    return field.value.text.strip() if field is not None and isinstance(field.value, Scalar) else ""


def _kind(fields: Mapping[str, Field], spec: TypeSpec | None) -> str:
    written = _text(fields.get("kind"))
    if written:
        return written
    return spec.default_kind if spec is not None else ""


def _category(fields: Mapping[str, Field], spec: TypeSpec | None) -> Category:
    written = _text(fields.get("status"))
    if spec is None:
        return Category.DRAFT
    return spec.workflow.get(written or spec.draft_status, Category.DRAFT)


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


def _bad_byte(data: bytes) -> int:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return 0
