"""Which items a query names, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain, groupby
from operator import attrgetter

from tpo_docs.coverage import coverage
from tpo_docs.model import CATEGORIES, Category, Finding, Item, Project, Review, as_date, as_number, natural_key
from tpo_docs.query.grammar import PRESENCE, SEVERITIES, SYNONYMS, Order, Query, Term, is_rule
from tpo_docs.query.traces import above, below, closure
from tpo_docs.query.values import all_texts, by_keyword, cell, field_of, sort_key, spec_of, texts_of
from tpo_docs.schema import FieldSpec, Schema

_WHOLE = frozenset(("id", "type", "kind", "status", "category", "owner", "release", "path"))

_ATTRIBUTES = frozenset(("id", "type", "kind", "status", "owner", "path"))
"""What every item has, in one word, and no type has of its own."""

Predicate = Callable[[Item], bool]

_HOLDS: dict[str, Callable[[float], bool]] = {
    ">=": lambda order: order >= 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    "<": lambda order: order < 0,
}


def select(query: Query, review: Review) -> tuple[Item, ...]:
    """The items that a query names, in its order; without one by type and id."""
    runs: Iterable[tuple[Item, ...]] = review.project.derive(_in_order)
    tests = []
    for term in query.terms:
        test = _predicate(term, review)
        if term.field == "type" and term.operator in (":", "="):
            runs = [run for run in runs if test(run[0])]
        else:
            tests.append(test)
    items: Iterable[Item] = chain.from_iterable(runs)
    for test in tests:
        items = filter(test, items)
    return _sorted(list(items), query.order, review)


def _in_order(project: Project) -> tuple[tuple[Item, ...], ...]:
    """All items by type and id, in runs of one type."""
    types = project.schema.types
    others = _by_type((item for item in project.items.values() if item.type not in types), project)
    runs = (project.of_type(name) for name in types)
    return (*filter(None, runs), *(tuple(run) for _, run in groupby(others, attrgetter("type"))))


def _by_type(items: Iterable[Item], project: Project) -> list[Item]:
    types = {name: index for index, name in enumerate(project.schema.types)}
    return sorted(items, key=lambda item: (types.get(item.type, len(types)), natural_key(item.id)))


def unheard(query: Query, project: Project) -> tuple[tuple[Term, str, tuple[str, ...]], ...]:
    """Statuses, kinds and releases that a query asks for and that neither the project's types nor an item has, with
    those that there are."""
    found = []
    for term in query.terms:
        if term.field not in ("status", "kind", "release"):
            continue
        known = _heard(term.field, project)
        folded = {name.casefold() for name in known}
        for value in term.values:
            is_unknown = value.casefold() not in folded and "*" not in value and as_number(value) is None
            if is_unknown and not (term.field == "release" and project.resolve(value) is not None):
                found.append((term, value, known))
    return tuple(found)


def unmeasured(query: Query, schema: Schema) -> tuple[tuple[Term, str], ...]:
    """Comparisons with what cannot be compared: a number or a date is wanted, which of the two."""
    found = []
    for term in query.terms:
        if term.operator in ("", ":", "="):
            continue
        wanted = _measure(term.field, schema)
        if wanted and (as_number if wanted == "number" else as_date)(term.values[0]) is None:
            found.append((term, wanted))
    return tuple(found)


def _measure(field: str, schema: Schema) -> str:
    """What a field is compared with, `number` or `date`; empty where it may be anything else in some type."""
    if field == "findings":
        return "number"
    specs = [found for spec in schema.types.values() if (found := spec.fields.get(field)) is not None]
    kinds = {"number" if spec.value == "integer" else spec.value for spec in specs}
    return kinds.pop() if len(kinds) == 1 and kinds <= {"number", "date"} else ""


def _heard(field: str, project: Project) -> tuple[str, ...]:
    types = project.schema.types.values()
    items = project.items.values()
    if field == "status":
        names = [*(name for spec in types for name in spec.workflow), *(item.status for item in items), *CATEGORIES]
    elif field == "kind":
        names = [*(name for spec in types for name in spec.kinds), *(item.kind for item in items)]
    else:
        names = [item.id for item in project.of_type("release")]
    return tuple(name for name in dict.fromkeys(names) if name)


def lost(query: Query, project: Project) -> tuple[tuple[str, int], ...]:
    """The ids after `up:` and `down:` that no item has, with the column of their term."""
    asked = [(value, term.column) for term in query.terms if term.field in ("up", "down") for value in term.values]
    unknown = [one for one in asked if "*" not in one[0] and project.resolve(one[0]) is None]
    folded = {name.casefold() for name in project.items} if unknown else set()
    return tuple(one for one in unknown if one[0].casefold() not in folded)


def ordered(items: Iterable[Item], order: Iterable[Order], review: Review) -> tuple[Item, ...]:
    """The items sorted; those without a value come last, whichever way."""
    return _sorted(_by_type(items, review.project), order, review)


def _sorted(result: list[Item], order: Iterable[Order], review: Review) -> tuple[Item, ...]:
    for entry in reversed(tuple(order)):
        keys = {item.id: sort_key(item, entry.field, review) for item in result}
        present = [item for item in result if keys[item.id] is not None]
        absent = [item for item in result if keys[item.id] is None]
        present.sort(key=lambda item: keys[item.id] or (), reverse=entry.descending)
        result = present + absent
    return tuple(result)


def _predicate(term: Term, review: Review) -> Predicate:
    test = _test(term, review)
    return (lambda item: not test(item)) if term.negated else test


def _test(term: Term, review: Review) -> Predicate:
    project = review.project
    if not term.field:
        return _anywhere(term.values[0])
    if term.field in ("has", "missing"):
        return _any([_presence(value, review, missing=term.field == "missing") for value in term.values])
    if term.field in ("up", "down"):
        ids = _reached(project, term.values, below if term.field == "up" else above)
        return lambda item: item.id in ids
    if term.field == "covered":
        return _covered(frozenset(value.casefold() for value in term.values), project)
    if term.operator in (":", "=") and term.field == "findings":
        return _with_finding(term.values, review)
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
            or any(wanted in part.casefold() for field in item.fields.values() for part in all_texts(field.value))
        )

    return found


def _equal(term: Term, review: Review) -> Predicate:
    project = review.project
    name = term.field
    strict = _any_of(term.values, contains=False)
    loose = _any_of(term.values, contains=True) if term.operator == ":" else strict
    free = {
        type_name
        for type_name, spec in project.schema.types.items()
        if _is_free(name, spec.fields.get(name.partition(".")[0]))
    }
    roles = name in project.schema.keywords and name != "release"
    is_loose = name in ("title", "statement", "text")
    if name in _ATTRIBUTES:
        get = attrgetter(name)
        return lambda item: bool(text := get(item)) and strict(text)
    if name == "category":
        holds = {category for category in Category if strict(category.value)}
        return lambda item: item.category in holds

    def equal(item: Item) -> bool:
        texts = cell(item, name, review) if roles else texts_of(item, name, project)
        test = loose if is_loose or item.type in free else strict
        return any(map(test, texts))

    return equal


def _any_of(values: Iterable[str], *, contains: bool) -> Callable[[str], bool]:
    """Whether a text is one of these; most are asked about again and again."""
    matchers = [_matcher(value, contains=contains) for value in values]
    if contains:
        return lambda text: any(matches(text) for matches in matchers)
    known: dict[str, bool] = {}

    def one_of(text: str) -> bool:
        found = known.get(text)
        if found is None:
            found = known[text] = any(matches(text) for matches in matchers)
        return found

    return one_of


def _with_finding(values: Iterable[str], review: Review) -> Predicate:
    """Items with a finding of one of these severities, codes or rules; `none` are those without any."""
    wanted = frozenset(value.casefold() for value in values)

    def found(item: Item) -> bool:
        about = review.about(item.id)
        return ("none" in wanted and not about) or any(
            not wanted.isdisjoint((finding.severity.value, *_names_of(finding))) for finding in about
        )

    return found


def _is_free(name: str, spec: FieldSpec | None) -> bool:
    return name not in _WHOLE and spec is not None and spec.value == "text" and not spec.many


def _matcher(value: str, *, contains: bool) -> Callable[[str], bool]:
    wanted = value.casefold()
    if "*" in wanted:
        first, *between, last = wanted.split("*")
        return lambda text: _fits(text.casefold(), first, between, last)
    if contains:
        return lambda text: wanted in text.casefold()
    number = as_number(wanted)
    return lambda text: text.casefold() == wanted or (number is not None and as_number(text) == number)


def _fits(text: str, first: str, between: Iterable[str], last: str) -> bool:
    """Whether a text begins and ends so, with these parts in this order between. Each part is taken where it first
    comes: no pattern, however many stars it has, looks at a text more than once."""
    at, end = len(first), len(text) - len(last)
    if at > end or not text.startswith(first) or not text.endswith(last):
        return False
    for part in between:
        place = text.find(part, at, end)
        if place < 0:
            return False
        at = place + len(part)
    return True


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
    spec = spec_of(item, name, project)
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
    name = SYNONYMS.get(folded, folded)
    if name in PRESENCE or is_rule(value):
        return _opposite(_plain_presence(name, review), missing=missing)
    tests: list[Predicate] = []
    if name in schema.types:
        tests.append(lambda item: _has_type(project, item, name))
    if name in schema.keywords:
        tests.append(lambda item: name in schema.keywords and bool(by_keyword(project, item, name)))
    if not tests or name not in schema.types:
        tests.append(lambda item: _has_field(item, value, project))
    there = _any(tests)
    if not missing:
        return there
    if name in schema.types:
        # No such item is there at all, or the need of one is not met. Only living items that such an item may cover can
        # lack it: nobody looks for the test of a test.
        meeting = _meeting(name, project)
        return lambda item: (
            _lacks_type(project, item, name) or (item.living and item.type in meeting and not there(item))
        )
    return lambda item: not there(item)


def _any(tests: list[Predicate]) -> Predicate:
    return tests[0] if len(tests) == 1 else lambda item: any(test(item) for test in tests)


def _meeting(name: str, project: Project) -> frozenset[str]:
    """The types of items that a link which counts may join to this one."""
    roles = [role for role in project.schema.roles.values() if role.traced]
    types = {item.type for item in project.items.values()}
    return frozenset(
        other for other in types if any(role.allows(name, other) or role.allows(other, name) for role in roles)
    )


def _opposite(test: Predicate, *, missing: bool) -> Predicate:
    return (lambda item: not test(item)) if missing else test


def _plain_presence(name: str, review: Review) -> Predicate:
    if name == "finding":
        return lambda item: bool(review.about(item.id))
    if name in SEVERITIES:
        return lambda item: any(finding.severity == name for finding in review.about(item.id))
    if name == "criteria":
        return lambda item: bool(item.criteria)
    if name == "link":
        project = review.project
        return lambda item: item.id in project.outgoing or item.id in project.incoming
    return lambda item: any(name in _names_of(finding) for finding in review.about(item.id))


def _names_of(finding: Finding) -> tuple[str, str, str]:
    """What a finding's rule is called: `tpo303`, `303`, `requirement-without-story`."""
    code = finding.code.casefold()
    return code, code.removeprefix("tpo"), finding.name


def _has_field(item: Item, name: str, project: Project) -> bool:
    return bool(texts_of(item, name, project)) or field_of(item, name) is not None


def _has_type(project: Project, item: Item, name: str) -> bool:
    if any(other.type == name and other.living for other in (*above(project, item), *below(project, item))):
        return True
    found = coverage(project).get(item.id)
    return found is not None and any(
        state.need.type == name and (state.direct or state.derived) for state in found.states
    )


def _lacks_type(project: Project, item: Item, name: str) -> bool:
    """Whether a living item's need of the type is not met to the full (one criterion has no test)."""
    found = coverage(project).get(item.id) if item.living else None
    return found is not None and any(
        state.judged and not state.met for state in found.states if state.need.type == name
    )


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
