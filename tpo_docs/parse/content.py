"""What one file holds, and what the readers of all kinds of files say of its fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tpo_docs.config import Configuration
from tpo_docs.model import (
    Category,
    Document,
    Field,
    Group,
    Item,
    Link,
    Scalar,
    Sequence,
    SourceFile,
    Unread,
    Value,
)
from tpo_docs.schema import TypeSpec

_new = tuple.__new__  # half the time of calling a named tuple's class


@dataclass(frozen=True, slots=True)
class FileContent:
    """What one file holds: a pure function of its bytes and the configuration, so a cache may keep it."""

    items: tuple[Item, ...] = ()
    documents: tuple[Document, ...] = ()
    unread: tuple[Unread, ...] = ()


def by_name(fields: Iterable[Field]) -> dict[str, Field]:
    """Fields by their names; of one written twice the first."""
    some = tuple(fields)
    result = {field[0]: field for field in some}
    if len(result) != len(some):
        result = {field[0]: field for field in reversed(some)}
        return {field[0]: result[field[0]] for field in some}
    return result


def text_of(field: Field | None) -> str:
    """The text of a scalar field, stripped; empty where there is none."""
    return field.value.text.strip() if field is not None and isinstance(field.value, Scalar) else ""


def kind_of(fields: Mapping[str, Field], spec: TypeSpec | None) -> str:
    """The kind as written, else the one that the type has by default."""
    written = text_of(fields.get("kind"))
    if written:
        return written
    return spec.default_kind if spec is not None else ""


def category_of(fields: Mapping[str, Field], spec: TypeSpec | None) -> Category:
    """The category of the status as written, else of the type's draft status."""
    written = text_of(fields.get("status"))
    if spec is None:
        return Category.DRAFT
    return spec.workflow.get(written or spec.draft_status, Category.DRAFT)


def links_of(
    path: str,
    configuration: Configuration,
    item_type: str,
    fields: Mapping[str, Field],
    item_id: str,
    unread: list[Unread],
) -> Iterator[Link]:
    """The links in the fields of an item; what of them is no id is noted in `unread`."""
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
                reason = f"'{name}' of {item_id} holds ids, not {shape_of(value) if isinstance(value, Group) else 'a list in a list'}"
                mend = "write an id, or a list of ids"
                if isinstance(value, Sequence) and value.entries and isinstance(value.entries[0], Scalar):
                    mend = f"write `[{', '.join(one.text for one in value.entries if isinstance(one, Scalar))}]`; double brackets are for texts"
                unread.append(Unread(path, value.line, value.column, reason, "value", item_id, mend))
                continue
            if "," not in value.text:
                text = value.text.strip()
                if text:
                    yield _new(Link, (role, text, value.line, value.column, inverse))
                continue
            offset = 0
            for part in value.text.split(","):
                if part.strip():
                    yield Link(
                        role, part.strip(), value.line, value.column + offset + len(part) - len(part.lstrip()), inverse
                    )
                offset += len(part) + 1


def shape_of(value: Value) -> str:
    """What to call a value that is no text."""
    return "a list" if isinstance(value, Sequence) else "a mapping"


def decoded(file: SourceFile, about: str) -> tuple[str, list[Unread]]:
    """The text of a file that is no Markdown, with the place of the first byte that is not UTF-8."""
    data = file.data.removeprefix(b"\xef\xbb\xbf")
    try:
        return data.decode(), []
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        problem = Unread(file.path, line, 1, "the file is no UTF-8 text", about, mend="save it as UTF-8")
        return data.decode("utf-8", "replace"), [problem]
