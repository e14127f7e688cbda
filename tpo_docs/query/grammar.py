"""The one query language: of `list`, of saved views and of query blocks in pages, in the manner of GitHub's search.

words and "phrases"            in id, title, fields or body
field:value  field:a,b         the field has the value (one of them); `*` stands for anything
field=value                    exactly the value, also of a free text
-field:value                   not
field>=3  >  <  <=             numbers, dates, statuses, priorities
findings:error  findings:none  with a finding of that severity, code or rule; without any; `findings>2` counts
has:X  missing:X               a finding, a rule's code, a type that covers it, a link, a field, criteria
up:ID  down:ID                 has that item above it, or below it
covered:yes|no|deep            what it needs is there, or there all the way down
verdict:ok|failed|stale …      what the test results say of it and of all that it stands on
sort:field  sort:-field        order, `-` for descending
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection
from typing import NamedTuple

from tpo_docs.model import CATEGORIES, Severity
from tpo_docs.schema import Schema
from tpo_docs.verdicts import Verdict

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
    "verdict",
)
"""What every item has beside its fields."""

_DIRECTIVES = ("has", "missing", "up", "down", "covered", "sort")
SYNONYMS = {"tag": "tags", "label": "tags", "labels": "tags", "severity": "findings"}
_OTHER_NAMES = {**SYNONYMS, "finding": "findings"}
SEVERITIES = tuple(severity.value for severity in Severity)
PRESENCE = ("finding", *SEVERITIES, "criteria", "link")
_COVERED = ("yes", "no", "deep")
_VERDICTS = tuple(verdict.value for verdict in Verdict)
_TOKEN = re.compile(r'(?:[^\s"]|"[^"]*(?:"|$))+')
_FILTER = re.compile(r"([A-Za-z_][\w.]*)(:|>=|<=|>|<|=)(.*)", re.DOTALL)
_PART = re.compile(r'"([^"]*)(?:"|$)|([^",]+)|(,)')
_CODE = re.compile(r"TPO\d+|\d{3}", re.IGNORECASE)


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
    known = known_names(schema, fields)
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
        name = resolve_name(found[1], known)
        values = _values(found[3])
        term = Term(name or found[1], found[2], values, negated, column)
        problem = _problem(term, name, found[1], schema, known, column + negated)
        if problem is not None:
            problems.append(problem)
        elif term.field == "sort":
            order.extend(
                Order(resolve_name(value.removeprefix("-"), known) or value, value.startswith("-")) for value in values
            )
        else:
            terms.append(term)
    return Query(tuple(terms), tuple(order), tuple(problems))


def known_names(schema: Schema, fields: Collection[str]) -> tuple[str, ...]:
    """All names that may stand before an operator."""
    own = (name for spec in schema.types.values() for name in spec.fields)
    return tuple(dict.fromkeys((*COMPUTED, *_DIRECTIVES, *own, *schema.keywords, *fields)))


def resolve_name(written: str, known: Collection[str]) -> str | None:
    """The known name meant: dotted parts lie within a group, synonyms and upper case count."""
    name = _OTHER_NAMES.get(written, written)
    if name in known or name.partition(".")[0] in known:
        return name
    folded = name.casefold()
    return next((other for other in known if other.casefold() == folded), None)


def mend(written: str, known: Collection[str]) -> str:
    """What to write instead of a name that nobody knows."""
    near = difflib.get_close_matches(written.casefold(), known, 1)
    if near:
        return f"write `{near[0]}`"
    return "known: " + ", ".join(known) if len(known) <= 20 else "put it in quotation marks to search for the text"


def is_rule(name: str) -> bool:
    """Whether a name looks like the code or the name of a rule."""
    return _CODE.fullmatch(name) is not None or "-" in name


def _values(text: str) -> tuple[str, ...]:
    """What stands between commas; within quotation marks a comma is a comma."""
    values = [""]
    for part in _PART.finditer(text):
        if part[3]:
            values.append("")
        else:
            values[-1] += part[1] if part[1] is not None else part[2]
    return tuple(value for value in values if value)


def _problem(
    term: Term, name: str | None, written: str, schema: Schema, known: Collection[str], column: int
) -> QueryProblem | None:
    after = column + len(written) + len(term.operator)
    if name is None:
        return QueryProblem(f"there is no field '{term.field}'", column, mend(term.field, known))
    if not term.values:
        return QueryProblem(
            f"'{term.field}{term.operator}' lacks a value", after, f"write `{term.field}{term.operator}value`"
        )
    if term.field in _DIRECTIVES and term.operator not in (":", "="):
        return QueryProblem(
            f"'{term.field}' takes only ':'", column + len(written), f"write `{term.field}:{term.values[0]}`"
        )
    if term.operator not in (":", "=") and len(term.values) > 1:
        return QueryProblem(
            f"'{term.operator}' compares with one value", after, f"write `{term.field}{term.operator}{term.values[0]}`"
        )
    if term.field == "sort":
        bad = next((value for value in term.values if resolve_name(value.removeprefix("-"), known) is None), None)
        return (
            QueryProblem(f"there is no field '{bad}' to sort by", after, mend(bad.removeprefix("-"), known))
            if bad is not None
            else None
        )
    if term.field in ("has", "missing"):
        names = (*PRESENCE, *schema.types, *known)
        bad = next((value for value in term.values if resolve_name(value, names) is None and not is_rule(value)), None)
        return QueryProblem(f"nothing is called '{bad}'", after, mend(bad, names)) if bad is not None else None
    if term.field == "findings" and term.operator in (":", "="):
        names = (*SEVERITIES, "none")
        bad = next((value for value in term.values if value.casefold() not in names and not is_rule(value)), None)
        return QueryProblem(f"no finding is called '{bad}'", after, mend(bad, names)) if bad is not None else None
    choices = {"type": tuple(schema.types), "category": CATEGORIES, "covered": _COVERED, "verdict": _VERDICTS}.get(
        term.field, ()
    )
    bad = next(
        (value for value in term.values if choices and "*" not in value and value.casefold() not in choices), None
    )
    return QueryProblem(f"there is no {term.field} '{bad}'", after, mend(bad, choices)) if bad is not None else None


def _written(value: str) -> str:
    return f'"{value}"' if re.search(r"[\s,]", value) else value
