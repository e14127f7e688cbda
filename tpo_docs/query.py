"""The one query language: of `list`, of saved views and of query blocks in pages, in the manner of GitHub's search.

words and "phrases"            in id, title, fields or body
field:value  field:a,b         the field has the value (one of them); `*` stands for anything
field=value                    exactly the value, also of a free text
-field:value                   not
field>=3  >  <  <=             numbers, dates, statuses, priorities
has:X  missing:X               a finding, a rule's code, a type that covers it, a link, a field, criteria
up:ID  down:ID                 has that item above it, or below it
covered:yes|no|deep            what it needs is there, or there all the way down
sort:field  sort:-field        order, `-` for descending
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple

from tpo_docs.config import Configuration
from tpo_docs.coverage import coverage
from tpo_docs.model import (
    CATEGORIES,
    Category,
    Field,
    Group,
    Item,
    Parsed,
    Project,
    Review,
    Scalar,
    Sequence,
    Severity,
    Unread,
    Value,
    as_date,
    as_number,
    natural_key,
)
from tpo_docs.schema import FieldSpec, Schema
from tpo_docs.scope import release_of

COMPUTED = (
    "id",
    "type",
    "kind",
    "title",
    "status",
    "category",
    "owner",
    "release",
    "path",
    "statement",
    "text",
    "findings",
)
"""What every item has beside its fields."""

_DIRECTIVES = ("has", "missing", "up", "down", "covered", "sort")
_SYNONYMS = {"tag": "tags", "label": "tags", "labels": "tags", "severity": "findings"}
_SEVERITIES = tuple(severity.value for severity in Severity)
_PRESENCE = ("finding", *_SEVERITIES, "criteria", "link")
_COVERED = ("yes", "no", "deep")
_WHOLE = frozenset(("id", "type", "kind", "status", "category", "owner", "release", "path"))
_DOWNWARD = frozenset(("measured_by",))
"""Roles whose target is what shows the source, and not what the source serves."""

_TOKEN = re.compile(r'(?:[^\s"]|"[^"]*(?:"|$))+')
_FILTER = re.compile(r"([A-Za-z_][\w.]*)(:|>=|<=|>|<|=)(.*)", re.DOTALL)
_PART = re.compile(r'"([^"]*)(?:"|$)|([^",]+)|(,)')
_CODE = re.compile(r"TPO\d+", re.IGNORECASE)

Predicate = Callable[[Item], bool]

_HOLDS: dict[str, Callable[[float], bool]] = {
    ">=": lambda order: order >= 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    "<": lambda order: order < 0,
}


class QueryProblem(NamedTuple):
    """What is wrong with a query, and where in its text (from 1)."""

    message: str
    column: int
    mend: str = ""


class Term(NamedTuple):
    """One condition; an empty `field` searches everywhere."""

    field: str
    operator: str
    values: tuple[str, ...]
    negated: bool
    column: int

    def __str__(self) -> str:
        texts = ",".join(_written(value) for value in self.values)
        return ("-" if self.negated else "") + (
            f"{self.field}{self.operator}{texts}" if self.field else f'"{self.values[0]}"'
        )


class Order(NamedTuple):
    """What to sort by."""

    field: str
    descending: bool

    def __str__(self) -> str:
        return f"sort:{'-' if self.descending else ''}{self.field}"


class Query(NamedTuple):
    """A query as understood; what was not is among `problems`."""

    terms: tuple[Term, ...] = ()
    order: tuple[Order, ...] = ()
    problems: tuple[QueryProblem, ...] = ()

    def __str__(self) -> str:
        return " ".join(str(part) for part in (*self.terms, *self.order))


def parse(text: str, schema: Schema, fields: Collection[str] = ()) -> Query:
    """The query that a text is. `fields` are names that items have without the schema's knowing."""
    known = _known(schema, fields)
    terms: list[Term] = []
    order: list[Order] = []
    problems: list[QueryProblem] = []
    for match in _TOKEN.finditer(text):
        token, column = match[0], match.start() + 1
        if token.count('"') % 2:
            problems.append(
                QueryProblem(
                    "the quotation mark is not closed", column + token.rindex('"'), 'write `"` behind the phrase'
                )
            )
        negated = len(token) > 1 and token[0] == "-"
        body = token[1:] if negated else token
        found = _FILTER.fullmatch(body)
        if found is None:
            value = body.replace('"', "").strip()
            if value:
                terms.append(Term("", "", (value,), negated, column))
            continue
        name = _name(found[1], known)
        values = _values(found[3])
        term = Term(name or found[1], found[2], values, negated, column)
        problem = _problem(term, name, schema, known, column + negated)
        if problem is not None:
            problems.append(problem)
        elif term.field == "sort":
            order.extend(
                Order(_name(value.removeprefix("-"), known) or value, value.startswith("-")) for value in values
            )
        else:
            terms.append(term)
    return Query(tuple(terms), tuple(order), tuple(problems))


def select(query: Query, review: Review) -> tuple[Item, ...]:
    """The items that a query names, in its order; without one by type and id."""
    tests = [_predicate(term, review) for term in query.terms]
    return ordered(
        (item for item in review.project.items.values() if all(test(item) for test in tests)), query.order, review
    )


def ordered(items: Iterable[Item], order: Iterable[Order], review: Review) -> tuple[Item, ...]:
    """The items sorted; those without a value come last, whichever way."""
    types = {name: index for index, name in enumerate(review.project.schema.types)}
    result = sorted(items, key=lambda item: (types.get(item.type, len(types)), natural_key(item.id)))
    for entry in reversed(tuple(order)):
        keys = {item.id: _sort_key(item, entry.field, review) for item in result}
        present = [item for item in result if keys[item.id] is not None]
        absent = [item for item in result if keys[item.id] is None]
        present.sort(key=lambda item: keys[item.id] or (), reverse=entry.descending)
        result = present + absent
    return tuple(result)


def cell(item: Item, column: str, review: Review) -> tuple[str, ...]:
    """What stands in a column of a table of items: texts of a field, ids of a link, or what is computed."""
    name = _SYNONYMS.get(column, column)
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
        return _linked(review.project, item, role, inverse=inverse)
    return _texts(item, name, review.project)


def columns(schema: Schema, fields: Collection[str] = ()) -> tuple[str, ...]:
    """The names that `cell` knows."""
    return tuple(dict.fromkeys((*_known(schema, fields), "covered", "missing", "findings", "line", "up", "down")))


def field_names(items: Iterable[Item]) -> frozenset[str]:
    """The names of all fields that the items have."""
    return frozenset(name for item in items for name in item.fields)


def problems(configuration: Configuration, parsed: Parsed) -> tuple[Unread, ...]:
    """What is wrong with the queries of saved views."""
    found: list[Unread] = []
    if not configuration.views:
        return ()
    fields = field_names(parsed.items)
    known = columns(configuration.schema, fields)
    for view in configuration.views:
        for problem in parse(view.query, configuration.schema, fields).problems:
            line, column = _place(configuration.text, view.line, view.column, problem.column)
            found.append(
                Unread(
                    configuration.path,
                    line,
                    column,
                    f"view '{view.name}': {problem.message}",
                    "query",
                    mend=problem.mend,
                )
            )
        for name in (*view.columns, *((view.sort.removeprefix("-"),) if view.sort else ())):
            if _name(name, known) is None:
                reason = f"view '{view.name}': there is no column '{name}'"
                found.append(
                    Unread(configuration.path, view.line, view.column, reason, "query", mend=_mend(name, known))
                )
    return tuple(found)


def above(project: Project, item: Item) -> tuple[Item, ...]:
    """What an item directly serves: the ends of its traced links, and its parent."""
    return _beside(project, item, up=True)


def below(project: Project, item: Item) -> tuple[Item, ...]:
    """What directly serves an item: the other way round."""
    return _beside(project, item, up=False)


def closure(project: Project, item: Item, step: Callable[[Project, Item], tuple[Item, ...]]) -> frozenset[str]:
    """The ids of all that is reached by steps (`above` or `below`), the start left out unless a loop comes back to it."""
    found: set[str] = set()
    waiting = [item]
    while waiting:
        for other in step(project, waiting.pop()):
            if other.id not in found:
                found.add(other.id)
                waiting.append(other)
    return frozenset(found)


# ---- reading ----------------------------------------------------------------------------------------------------


def _known(schema: Schema, fields: Collection[str]) -> tuple[str, ...]:
    own = (name for spec in schema.types.values() for name in spec.fields)
    return tuple(dict.fromkeys((*COMPUTED, *_DIRECTIVES, *own, *schema.keywords, *fields)))


def _name(written: str, known: Collection[str]) -> str | None:
    """The known name meant: dotted parts lie within a group, synonyms and upper case count."""
    name = _SYNONYMS.get(written, written)
    if name in known or name.partition(".")[0] in known:
        return name
    folded = name.casefold()
    return next((other for other in known if other.casefold() == folded), None)


def _values(text: str) -> tuple[str, ...]:
    """What stands between commas; within quotation marks a comma is a comma."""
    values = [""]
    for part in _PART.finditer(text):
        if part[3]:
            values.append("")
        else:
            values[-1] += part[1] if part[1] is not None else part[2]
    return tuple(value for value in values if value)


def _problem(term: Term, name: str | None, schema: Schema, known: Collection[str], column: int) -> QueryProblem | None:
    after = column + len(term.field) + len(term.operator)
    if name is None:
        return QueryProblem(f"there is no field '{term.field}'", column, _mend(term.field, known))
    if not term.values:
        return QueryProblem(
            f"'{term.field}{term.operator}' lacks a value", after, f"write `{term.field}{term.operator}value`"
        )
    if term.field in _DIRECTIVES and term.operator not in (":", "="):
        return QueryProblem(
            f"'{term.field}' takes only ':'", column + len(term.field), f"write `{term.field}:{term.values[0]}`"
        )
    if term.operator not in (":", "=") and len(term.values) > 1:
        return QueryProblem(
            f"'{term.operator}' compares with one value", after, f"write `{term.field}{term.operator}{term.values[0]}`"
        )
    if term.field == "sort":
        bad = next((value for value in term.values if _name(value.removeprefix("-"), known) is None), None)
        return (
            QueryProblem(f"there is no field '{bad}' to sort by", after, _mend(bad.removeprefix("-"), known))
            if bad is not None
            else None
        )
    if term.field in ("has", "missing"):
        names = (*_PRESENCE, *schema.types, *known)
        bad = next((value for value in term.values if _name(value, names) is None and not _is_rule(value)), None)
        return QueryProblem(f"nothing is called '{bad}'", after, _mend(bad, names)) if bad is not None else None
    choices = {"type": tuple(schema.types), "category": CATEGORIES, "covered": _COVERED}.get(term.field, ())
    bad = next(
        (value for value in term.values if choices and "*" not in value and value.casefold() not in choices), None
    )
    return QueryProblem(f"there is no {term.field} '{bad}'", after, _mend(bad, choices)) if bad is not None else None


def _mend(written: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(written.casefold(), known, 1)
    if near:
        return f"write `{near[0]}`"
    return "known: " + ", ".join(known) if len(known) <= 20 else "put it in quotation marks to search for the text"


def _is_rule(name: str) -> bool:
    return _CODE.fullmatch(name) is not None or "-" in name


def _written(value: str) -> str:
    return f'"{value}"' if re.search(r"[\s,]", value) else value


def _place(text: str, line: int, column: int, offset: int) -> tuple[int, int]:
    """Where a character of a value stands in the file: behind its quotation mark; a block of lines only has its start."""
    lines = text.split("\n")
    character = lines[line - 1][column - 1 : column] if 0 < line <= len(lines) else ""
    if character in ("|", ">", ""):
        return line, column
    return line, column + offset - 1 + (character in ("'", '"'))


# ---- judging ----------------------------------------------------------------------------------------------------


def _predicate(term: Term, review: Review) -> Predicate:
    test = _test(term, review)
    return (lambda item: not test(item)) if term.negated else test


def _test(term: Term, review: Review) -> Predicate:
    project = review.project
    if not term.field:
        return _anywhere(term.values[0])
    if term.field in ("has", "missing"):
        tests = [_presence(value, review, missing=term.field == "missing") for value in term.values]
        return lambda item: any(test(item) for test in tests)
    if term.field in ("up", "down"):
        ids = _reached(project, term.values, below if term.field == "up" else above)
        return lambda item: item.id in ids
    if term.field == "covered":
        return _covered(frozenset(value.casefold() for value in term.values), project)
    if term.operator in (":", "="):
        return _equal(term, review)
    return _compared(term, review)


def _anywhere(text: str) -> Predicate:
    wanted = text.casefold()

    def found(item: Item) -> bool:
        return (
            wanted in item.id.casefold()
            or wanted in item.title.casefold()
            or wanted in item.body.text.casefold()
            or any(wanted in part.casefold() for field in item.fields.values() for part in _all_texts(field.value))
        )

    return found


def _equal(term: Term, review: Review) -> Predicate:
    project = review.project
    name = term.field
    matchers = [_matcher(value, contains=False) for value in term.values]
    loose = [_matcher(value, contains=True) for value in term.values] if term.operator == ":" else matchers
    free = {
        type_name
        for type_name, spec in project.schema.types.items()
        if _is_free(name, spec.fields.get(name.partition(".")[0]))
    }
    roles = name in project.schema.keywords and name != "release"

    def equal(item: Item) -> bool:
        texts = cell(item, name, review) if roles else _texts(item, name, project)
        tests = loose if (item.type in free or name in ("title", "statement", "text")) else matchers
        return any(test(text) for text in texts for test in tests)

    return equal


def _is_free(name: str, spec: FieldSpec | None) -> bool:
    return name not in _WHOLE and spec is not None and spec.value == "text" and not spec.many


def _matcher(value: str, *, contains: bool) -> Callable[[str], bool]:
    wanted = value.casefold()
    if "*" in wanted:
        pattern = re.compile(".*".join(re.escape(part) for part in wanted.split("*")), re.DOTALL)
        return lambda text: pattern.fullmatch(text.casefold()) is not None
    if contains:
        return lambda text: wanted in text.casefold()
    number = as_number(wanted)
    return lambda text: text.casefold() == wanted or (number is not None and as_number(text) == number)


def _compared(term: Term, review: Review) -> Predicate:
    name, wanted = term.field, term.values[0]
    holds = _HOLDS[term.operator]

    def compared(item: Item) -> bool:
        orders = (_compare(item, name, text, wanted, review.project) for text in cell(item, name, review))
        return any(holds(order) for order in orders if order is not None)

    if name == "findings":
        return lambda item: (limit := as_number(wanted)) is not None and holds(len(review.about(item.id)) - limit)
    return compared


def _compare(item: Item, name: str, text: str, wanted: str, project: Project) -> float | None:
    """Negative, 0 or positive as the text comes before, at or after the wanted one; None where they cannot be compared."""
    if name in ("status", "category"):
        one, other = item.category, _category(wanted, item, project)
        if other is None or Category.DEAD in (one, other):
            return None
        return CATEGORIES.index(one) - CATEGORIES.index(other)
    spec = _spec(item, name, project)
    if spec is not None and spec.choices:
        words = list(spec.choices)
        one_word, other_word = spec.choice(text), spec.choice(wanted)
        return words.index(other_word) - words.index(one_word) if one_word and other_word else None
    numbers = as_number(text), as_number(wanted)
    if numbers[0] is not None and numbers[1] is not None:
        return numbers[0] - numbers[1]
    dates = as_date(text), as_date(wanted)
    if dates[0] is not None and dates[1] is not None:
        return (dates[0] - dates[1]).days
    if any(value is not None for value in (*numbers, *dates)):
        return None
    keys = natural_key(text.casefold()), natural_key(wanted.casefold())
    return (keys[0] > keys[1]) - (keys[0] < keys[1])


def _category(wanted: str, item: Item, project: Project) -> Category | None:
    """The category of a status or category name, for items of this type first."""
    folded = wanted.casefold()
    if folded in CATEGORIES:
        return Category(folded)
    own = project.schema.types.get(item.type)
    for spec in ((own,) if own is not None else ()) + tuple(project.schema.types.values()):
        for status, category in spec.workflow.items():
            if status.casefold() == folded:
                return category
    return None


def _presence(value: str, review: Review, *, missing: bool) -> Predicate:
    """Whether an item has what the value names: findings, a type that covers it, links of a role, a field."""
    project, schema = review.project, review.project.schema
    folded = value.casefold()
    name = _SYNONYMS.get(folded, folded)
    if name in _PRESENCE or _is_rule(value):
        return _opposite(_plain_presence(name, review), missing=missing)
    tests: list[Predicate] = []
    if name in schema.types:
        tests.append(lambda item: _has_type(project, item, name))
    if name in schema.keywords:
        tests.append(lambda item: name in schema.keywords and bool(_by_keyword(project, item, name)))
    if not tests or name not in schema.types:
        tests.append(lambda item: _has_field(item, value, project))
    if not missing:
        return lambda item: any(test(item) for test in tests)
    if name in schema.types:
        return lambda item: _lacks_type(project, item, name, has=any(test(item) for test in tests))
    return lambda item: not any(test(item) for test in tests)


def _opposite(test: Predicate, *, missing: bool) -> Predicate:
    return (lambda item: not test(item)) if missing else test


def _plain_presence(name: str, review: Review) -> Predicate:
    if name == "finding":
        return lambda item: bool(review.about(item.id))
    if name in _SEVERITIES:
        return lambda item: any(finding.severity == name for finding in review.about(item.id))
    if name == "criteria":
        return lambda item: bool(item.criteria)
    if name == "link":
        project = review.project
        return lambda item: item.id in project.outgoing or item.id in project.incoming
    return lambda item: any(name in (finding.code.casefold(), finding.name) for finding in review.about(item.id))


def _has_field(item: Item, name: str, project: Project) -> bool:
    return bool(_texts(item, name, project)) or _field(item, name) is not None


def _has_type(project: Project, item: Item, name: str) -> bool:
    if any(other.type == name and other.living for other in (*above(project, item), *below(project, item))):
        return True
    found = coverage(project).get(item.id)
    return found is not None and any(
        state.need.type == name and (state.direct or state.derived) for state in found.states
    )


def _lacks_type(project: Project, item: Item, name: str, *, has: bool) -> bool:
    """No item of the type is there at all, or the need of one is not met to the full (one criterion has no test).
    Only items that such an item may cover can lack it: nobody looks for the test of a test."""
    found = coverage(project).get(item.id)
    needs = [state for state in found.states if state.need.type == name and state.judged] if found is not None else []
    if needs:
        return any(not state.met for state in needs)
    roles = (role for role in project.schema.roles.values() if role.traced)
    return not has and any(role.allows(name, item.type) or role.allows(item.type, name) for role in roles)


def _covered(wanted: frozenset[str], project: Project) -> Predicate:
    def covered(item: Item) -> bool:
        found = coverage(project).get(item.id)
        if found is None or not found.expected:
            return False
        return (
            ("deep" in wanted and found.deep)
            or ("yes" in wanted and found.covered)
            or ("no" in wanted and not found.covered)
        )

    return covered


def _reached(
    project: Project, patterns: tuple[str, ...], step: Callable[[Project, Item], tuple[Item, ...]]
) -> frozenset[str]:
    found: set[str] = set()
    for pattern in patterns:
        start = project.resolve(pattern)
        matches = _matcher(pattern, contains=False)
        starts = [start] if start is not None else [item for item in project.items.values() if matches(item.id)]
        for item in starts:
            found |= closure(project, item, step)
    return frozenset(found)


def _beside(project: Project, item: Item, *, up: bool) -> tuple[Item, ...]:
    found: dict[str, Item] = {}
    roles = project.schema.roles
    for trace in (*project.outgoing.get(item.id, ()), *project.incoming.get(item.id, ())):
        role = roles.get(trace.role)
        if role is None or not (role.traced or role.name == "parent"):
            continue
        upwards = (trace.source == item.id) is (trace.role not in _DOWNWARD)
        if upwards is up:
            name = trace.target if trace.source == item.id else trace.source
            found[name] = project.items[name]
    return tuple(found.values())


# ---- values -----------------------------------------------------------------------------------------------------


def _texts(item: Item, name: str, project: Project) -> tuple[str, ...]:
    if name in ("id", "type", "kind", "title", "status", "path", "owner", "statement"):
        text = getattr(item, name)
        return (text,) if text else ()
    if name == "category":
        return (item.category.value,)
    if name == "text":
        return (item.body.text,)
    if name == "release":
        found = release_of(project, item)
        return (found.id,) if found is not None else ()
    entry = _field(item, name)
    texts = tuple(text for text in _all_texts(entry.value) if text) if entry is not None else ()
    spec = _spec(item, name, project)
    if spec is not None and spec.choices:
        return tuple(spec.choice(text) or text for text in texts)
    return texts


def _field(item: Item, name: str) -> Field | None:
    """A field of that name; a dot leads into a group, of one or of a list."""
    first, _, rest = name.partition(".")
    entry = item.fields.get(first)
    if entry is None:
        entry = next((other for key, other in item.fields.items() if key.casefold() == first.casefold()), None)
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


def _spec(item: Item, name: str, project: Project) -> FieldSpec | None:
    first, _, rest = name.partition(".")
    own = project.schema.types.get(item.type)
    spec = own.fields.get(first) if own is not None else None
    while spec is not None and rest:
        first, _, rest = rest.partition(".")
        spec = spec.fields.get(first) or spec.fields.get("*")
    return spec


def _all_texts(value: Value) -> Iterator[str]:
    if isinstance(value, Scalar):
        yield value.text.strip()
    elif isinstance(value, Sequence):
        for entry in value.entries:
            yield from _all_texts(entry)
    else:
        for field in value.fields:
            yield from _all_texts(field.value)


def _by_keyword(project: Project, item: Item, keyword: str) -> tuple[str, ...]:
    role, inverse = project.schema.keywords[keyword]
    return _linked(project, item, role, inverse=inverse)


def _linked(project: Project, item: Item, role: str, *, inverse: bool) -> tuple[str, ...]:
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


def _sort_key(item: Item, name: str, review: Review) -> tuple[object, ...] | None:
    """What to sort by: the order of choices and categories, numbers before words, words in natural order."""
    if name in ("status", "category"):
        own = review.project.schema.types.get(item.type)
        place = list(own.workflow).index(item.status) if own is not None and item.status in own.workflow else 0
        return (CATEGORIES.index(item.category), place if name == "status" else 0)
    if name == "findings":
        return (len(review.about(item.id)),)
    if name == "covered":
        found = cell(item, name, review)
        return (("no", "yes", "deep").index(found[0]),) if found else None
    texts = cell(item, name, review)
    if not texts:
        return None
    spec = _spec(item, name, review.project)
    if spec is not None and spec.choices:
        words = list(spec.choices)
        return (words.index(texts[0]) if texts[0] in words else len(words),)
    number = as_number(texts[0])
    return (0, number) if number is not None else (1, *natural_key(texts[0].casefold()))
