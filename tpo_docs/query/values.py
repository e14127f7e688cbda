"""What stands in a column of a table of items, as texts; and what to sort it by."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from tpo_docs.coverage import coverage
from tpo_docs.model import (
    CATEGORIES,
    Field,
    Group,
    Item,
    Project,
    Review,
    Scalar,
    Sequence,
    Value,
    as_number,
    natural_key,
)
from tpo_docs.query.grammar import SYNONYMS, known_names
from tpo_docs.query.traces import above, below
from tpo_docs.schema import FieldSpec, Schema
from tpo_docs.scope import release_of
from tpo_docs.verdicts import verdict_of, verdicts

_PLAIN = frozenset(("id", "type", "kind", "title", "status", "path", "owner", "statement"))


def cell(item: Item, column: str, review: Review) -> tuple[str, ...]:
    """What stands in a column of a table of items: texts of a field, ids of a link, or what is computed."""
    name = SYNONYMS.get(column, column)
    if name == "covered":
        found = coverage(review.project).get(item.id)
        return () if found is None else ("deep" if found.deep else "yes" if found.covered else "no",)
    if name == "missing":
        found = coverage(review.project).get(item.id)
        return () if found is None or found.first_missing is None else (found.first_missing.words(of=item.id),)
    if name == "findings":
        return tuple(finding.code for finding in review.about(item.id))
    if name == "line":
        return (str(item.line),)
    if name in ("up", "down"):
        return tuple(other.id for other in (above if name == "up" else below)(review.project, item))
    keyword = review.project.schema.keyword_of(item.type, name)
    if keyword is not None and name != "release":
        role, inverse = keyword
        return linked(review.project, item, role, inverse=inverse)
    return texts_of(item, name, review.project)


def columns(schema: Schema, fields: Collection[str] = ()) -> tuple[str, ...]:
    """The names that `cell` knows."""
    return tuple(dict.fromkeys((*known_names(schema, fields), "covered", "missing", "findings", "line", "up", "down")))


def field_names(items: Iterable[Item]) -> frozenset[str]:
    """The names of all fields that the items have."""
    return frozenset(name for item in items for name in item.fields)


def sort_key(item: Item, name: str, review: Review) -> tuple[object, ...] | None:
    """What to sort by: the order of choices and categories, numbers before words, words in natural order."""
    if name in ("status", "category"):
        own = review.project.schema.types.get(item.type)
        place = list(own.workflow).index(item.status) if own is not None and item.status in own.workflow else 0
        return (CATEGORIES.index(item.category), place if name == "status" else 0)
    if name == "verdict":
        return (verdict_of(review.project, item.id).rank,) if item.id in verdicts(review.project) else None
    if name == "findings":
        return (len(review.about(item.id)),)
    if name == "covered":
        found = cell(item, name, review)
        return (("no", "yes", "deep").index(found[0]),) if found else None
    texts = cell(item, name, review)
    if not texts:
        return None
    spec = spec_of(item, name, review.project)
    if spec is not None and spec.choices:
        words = list(spec.choices)
        return (words.index(texts[0]) if texts[0] in words else len(words),)
    number = as_number(texts[0])
    return (0, number) if number is not None else (1, *natural_key(texts[0].casefold()))


def texts_of(item: Item, name: str, project: Project) -> tuple[str, ...]:
    """The texts of a field, or of what every item has; choices by their canonical word."""
    if name in _PLAIN:
        text = getattr(item, name)
        return (text,) if text else ()
    if name == "category":
        return (item.category.value,)
    if name == "text":
        return (item.body.text,)
    if name == "verdict":
        return (verdict_of(project, item.id).value,) if item.id in verdicts(project) else ()
    if name == "release":
        found = release_of(project, item)
        return (found.id,) if found is not None else ()
    entry = field_of(item, name)
    texts = tuple(text for text in all_texts(entry.value) if text) if entry is not None else ()
    spec = spec_of(item, name, project)
    if spec is not None and spec.choices:
        return tuple(spec.choice(text) or text for text in texts)
    return texts


def field_of(item: Item, name: str) -> Field | None:
    """A field of that name; a dot leads into a group, of one or of a list."""
    first, _, rest = name.partition(".")
    entry = item.fields.get(first)
    if entry is None:
        entry = next((other for key, other in item.fields.items() if key.casefold() == first.casefold()), None)
    if entry is not None and entry.name == "title":
        item.text("title")  # tells that it is read
    return _within(entry, rest) if entry is not None and rest else entry


def _within(entry: Field, name: str) -> Field | None:
    first, _, rest = name.partition(".")
    groups = entry.value.entries if isinstance(entry.value, Sequence) else (entry.value,)
    found = [inner for group in groups if isinstance(group, Group) and (inner := group.find(first)) is not None]
    if not found:
        return None
    if len(found) > 1:
        values = tuple(inner.value for inner in found)
        return Field(first, Sequence(values, found[0].line, found[0].column), found[0].line, found[0].column)
    return _within(found[0], rest) if rest else found[0]


def spec_of(item: Item, name: str, project: Project) -> FieldSpec | None:
    """What the schema says of a field, dots leading into groups."""
    first, _, rest = name.partition(".")
    own = project.schema.types.get(item.type)
    spec = own.fields.get(first) if own is not None else None
    while spec is not None and rest:
        first, _, rest = rest.partition(".")
        spec = spec.fields.get(first) or spec.fields.get("*")
    return spec


def all_texts(value: Value) -> Iterator[str]:
    """Every text in a value."""
    if isinstance(value, Scalar):
        yield value.text.strip()
    elif isinstance(value, Sequence):
        for entry in value.entries:
            yield from all_texts(entry)
    else:
        for field in value.fields:
            yield from all_texts(field.value)


def by_keyword(project: Project, item: Item, keyword: str) -> tuple[str, ...]:
    """The ids at the other end of the links that a keyword, of either direction, stands for."""
    role, inverse = project.schema.keywords[keyword]
    return linked(project, item, role, inverse=inverse)


def linked(project: Project, item: Item, role: str, *, inverse: bool) -> tuple[str, ...]:
    """The ids at the other end of an item's links of a role; criteria with their address."""
    spec = project.schema.roles[role]
    found: list[str] = []
    if not inverse or spec.symmetric:
        traces = project.outgoing.get(item.id, ())
        found += [
            trace.target + (f"/{trace.criterion}" if trace.criterion else "") for trace in traces if trace.role == role
        ]
    if inverse or spec.symmetric:
        found += [trace.source for trace in project.incoming.get(item.id, ()) if trace.role == role]
    return tuple(dict.fromkeys(found))
