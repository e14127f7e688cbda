"""The fields of an item as a list of facts, in the order of the schema; each value ready to be shown."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import NamedTuple
from urllib.parse import quote

from tpo_docs.model import Field, Group, Item, Project, Scalar, Sequence
from tpo_docs.model import Value as Written
from tpo_docs.pages import text
from tpo_docs.pages.inline import safe_address
from tpo_docs.pages.links import Links
from tpo_docs.profile import COMMON
from tpo_docs.schema import FieldSpec

LABELS = {
    "fit": "Fit criterion",
    "by": "By",
    "on": "On",
    "clause": "Clause",
    "result_key": "Result key",
    "code": "Code",
    "views": "Views",
    "audience_parties": "Made for",
    "accepted_until": "Accepted until",
    "review_by": "Review by",
    "rank_reason": "Reason for the rank",
    "because": "Because",
    "source": "Source",
    "from": "Said by",
}
_SHOWN_ELSEWHERE = frozenset(
    (
        "id",
        "type",
        "title",
        "kind",
        "status",
        "owner",
        "plain",
        "tags",
        "priority",
        "questions",
        "external",
        "acceptance",
        "allow",
        "statement",
    )
)
_SHOWN_BY_TYPE: Mapping[str, frozenset[str]] = {
    "goal": frozenset(("key_results",)),
    "epic": frozenset(("team", "estimate")),
    "story": frozenset(("as", "want", "so_that", "team", "estimate")),
    "spec": frozenset(("team", "estimate")),
    "test": frozenset(("steps",)),
    "decision": frozenset(("options", "criteria", "outcome", "because", "adopted")),
    "release": frozenset(("start", "target", "released", "confidence", "capacity", "rollout")),
    "risk": frozenset(("probability", "impact", "principal", "interest")),
    "metric": frozenset(("series", "baseline", "target", "by", "unit", "direction")),
    "feedback": frozenset(("quotes", "consent", "kano")),
    "term": frozenset(("definition", "forms", "avoid")),
}


class Value(NamedTuple):
    """One value: an item to link to, an address, a list of facts, or plain HTML made from one line of Markdown."""

    html: str = ""
    item: Item | None = None
    address: str = ""
    parts: tuple[Fact, ...] = ()


class Fact(NamedTuple):
    """A field with its values."""

    name: str
    label: str
    """A text of the catalogue."""
    values: tuple[Value, ...]


class Facts(NamedTuple):
    """The facts that belong to the type, shown near the statement, and those that any item may have."""

    main: tuple[Fact, ...]
    other: tuple[Fact, ...]


def facts(item: Item, project: Project, links: Links) -> Facts:
    """All facts that no other part of the page shows."""
    spec = project.schema.types.get(item.type)
    hidden = _SHOWN_BY_TYPE.get(item.type, frozenset())
    main: list[tuple[int, Fact]] = []
    other: list[Fact] = []
    order = project.derive(_order).get(item.type, {})
    context = Context(item, project, links)
    for name, field in item.fields.items():
        if name in _SHOWN_ELSEWHERE or name in hidden:
            continue
        own = spec.fields.get(name) if spec is not None else None
        if own is None and name in project.schema.keywords:
            continue
        values = tuple(_values(field.value, own, context))
        if not values:
            continue
        fact = Fact(name, label(name), values)
        if own is not None and name not in COMMON:
            main.append((order.get(name, 99), fact))
        else:
            other.append(fact)
    main.sort(key=lambda entry: entry[0])
    return Facts(tuple(fact for _, fact in main), tuple(other))


def cited(items: Iterable[Item], project: Project) -> Iterator[str]:
    """The files that the facts of items link to, as paths from the project root."""
    fields = project.derive(_file_fields)
    for item in items:
        for name in fields.get(item.type, ()):
            field = item.fields.get(name)
            if field is not None:
                for path in _paths(field.value):
                    yield posixpath.normpath(posixpath.join(posixpath.dirname(item.path), path))


class Context(NamedTuple):
    """Whose field is shown, and where."""

    item: Item
    project: Project
    links: Links


def label(name: str) -> str:
    """What a field is called."""
    return LABELS.get(name) or name.replace("_", " ").replace("-", " ").capitalize()


def scalar(written: str, spec: FieldSpec | None, context: Context) -> Value:
    """One value as the schema means it."""
    plain = " ".join(written.split())
    kind = spec.value if spec is not None else "text"
    if kind == "party":
        party = context.project.items.get(plain)
        if party is not None:
            return Value(item=party)
        return Value(context.links.inline(plain))
    if kind == "file":
        return _file(plain, context)
    if kind == "choice" and spec is not None and plain in spec.choices:
        return Value(escape(context.links.words(plain)))
    if safe_address(plain):
        return Value(context.links.inline(plain), address=plain)
    if len(plain) < 40:
        named = context.project.items.get(plain)
        if named is not None and not named.is_row:
            return Value(item=named)
    return Value(context.links.inline(plain))


def _order(project: Project) -> Mapping[str, Mapping[str, int]]:
    return {
        name: {field: number for number, field in enumerate(spec.fields)} for name, spec in project.schema.types.items()
    }


def _values(value: Written, spec: FieldSpec | None, context: Context) -> Iterator[Value]:
    if isinstance(value, Scalar):
        if value.text.strip():
            yield scalar(value.text, spec, context)
    elif isinstance(value, Sequence):
        for entry in value.entries:
            yield from _values(entry, spec, context)
    else:
        parts = tuple(_parts(value, spec, context))
        if parts:
            yield Value(parts=parts)


def _parts(group: Group, spec: FieldSpec | None, context: Context) -> Iterator[Fact]:
    known: Mapping[str, FieldSpec] = spec.fields if spec is not None else {}
    for entry in group.fields:
        values = tuple(_values(entry.value, known.get(entry.name) or known.get("*"), context))
        if values:
            yield Fact(entry.name, label(entry.name), values)


def _file(path: str, context: Context) -> Value:
    """A cited file, as a link where it stands on the site."""
    shown = context.links.inline(path)
    ending = path.rpartition(".")[2].lower()
    cited = posixpath.normpath(posixpath.join(posixpath.dirname(context.item.path), path))
    if ending not in text.PUBLISHED or cited not in context.project.files:
        return Value(f"<code>{shown}</code>")
    target = posixpath.normpath(posixpath.join(posixpath.dirname(context.item.docs_path), path))
    if target.startswith(".."):
        return Value(f"<code>{shown}</code>")
    return Value(shown, address=quote(posixpath.relpath(target, posixpath.dirname(context.links.page) or ".")))


def _file_fields(project: Project) -> Mapping[str, tuple[str, ...]]:
    """By type: the fields that hold files, or groups with files, and that are shown as facts."""
    return {
        name: tuple(
            field.name
            for field in spec.fields.values()
            if field.name not in _SHOWN_BY_TYPE.get(name, ())
            and (field.value == "file" or any(part.value == "file" for part in field.fields.values()))
        )
        for name, spec in project.schema.types.items()
    }


def _paths(value: Written) -> Iterator[str]:
    if isinstance(value, Scalar):
        yield value.text.strip()
    elif isinstance(value, Sequence):
        for entry in value.entries:
            yield from _paths(entry)
    else:
        for part in value.fields:
            yield from _paths(part.value)


def field_text(fields: Mapping[str, Field], name: str) -> str:
    """A scalar field's text, empty where there is none."""
    field = fields.get(name)
    return field.value.text.strip() if field is not None and isinstance(field.value, Scalar) else ""
