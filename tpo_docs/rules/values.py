"""Whether a value is what its field may hold."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from tpo_docs.model import Group, Scalar, Sequence, Value, as_date, as_number
from tpo_docs.schema import FieldSpec

_FREE = frozenset(("text", "party", "file"))
_NUMBERS = frozenset(("number", "integer"))
_BOOLEAN = frozenset(("true", "false", "yes", "no", "on", "off"))
_PLAIN_NUMBER = re.compile(r"[0-9]{1,15}\Z").match
_INTEGER = re.compile(r"[+-]?\d{1,15}\Z").match


class Misfit(NamedTuple):
    """A value that its field cannot hold."""

    trail: str
    """`estimate`, or `feasibility.verdict` inside a mapping."""
    says: str
    """What is wrong, to be put behind the field's name."""
    line: int
    column: int
    mend: str


def takes_any_text(field: FieldSpec) -> bool:
    """Whether any text at all can stand in the field."""
    return field.value in _FREE


def fits_at_a_glance(field: FieldSpec, value: Value) -> bool:
    """Whether a value is plainly right, as nearly all are; False where it needs a closer look."""
    if isinstance(value, Scalar):
        if field.value in _NUMBERS:
            return field.maximum is None and not field.minimum and _PLAIN_NUMBER(value.text) is not None
        return field.value in _FREE or value.text in field.choices
    if isinstance(value, Group):
        inside = field.fields
        return field.value == "group" and all(
            fits_at_a_glance(inside[name], entry.value)
            for entry in value.fields
            if (name := entry.name if entry.name in inside else "*") in inside
        )
    return field.many and all(
        not isinstance(entry, Sequence) and fits_at_a_glance(field, entry) for entry in value.entries
    )


def misfits(field: FieldSpec, value: Value, trail: str) -> Iterator[Misfit]:
    """Everything in a value that its field cannot hold."""
    if isinstance(value, Sequence):
        if not field.many:
            yield Misfit(trail, "takes one value, not a list", value.line, value.column, "keep one of them")
            return
        for entry in value.entries:
            yield from _single(field, entry, trail)
    else:
        yield from _single(field, value, trail)


def _single(field: FieldSpec, value: Value, trail: str) -> Iterator[Misfit]:
    if field.value == "group":
        if isinstance(value, Group):
            for entry in value.fields:
                inner = field.fields.get(entry.name) or field.fields.get("*")
                if inner is not None:
                    yield from misfits(inner, entry.value, f"{trail}.{entry.name}")
        elif isinstance(value, Sequence):
            yield Misfit(trail, "holds a list in a list", value.line, value.column, _FLAT)
        elif value.text.strip():
            first = next((name for name in field.fields if name != "*"), "name")
            mend = f"write `{'- ' if field.many else ''}{first}: {value.text.strip()}`"
            yield Misfit(trail, "takes names with values, not a plain text", value.line, value.column, mend)
    elif not isinstance(value, Scalar):
        shape, mend = ("a mapping", _QUOTED) if isinstance(value, Group) else ("a list in a list", _FLAT)
        says = f"takes a {_NAMES.get(field.value, field.value)}, not {shape}"
        yield Misfit(trail, says, value.line, value.column, mend)
    elif field.value not in _FREE and value.text.strip():
        yield from _scalar(field, value, trail)


_NAMES = {
    "party": "party's name",
    "file": "file's path",
    "choice": "word",
    "integer": "whole number",
    "boolean": "word, true or false",
}
_FLAT = "write one list, without the inner brackets"
_QUOTED = "write one value, in quotes if it holds a colon or braces"


def _scalar(field: FieldSpec, value: Scalar, trail: str) -> Iterator[Misfit]:
    text = value.text.strip()
    if field.value == "date":
        if as_date(text) is None:
            yield Misfit(trail, f"is '{text}', which is no date", value.line, value.column, "write it as `2027-03-31`")
    elif field.value == "choice":
        if not field.choice(text):
            near = difflib.get_close_matches(text.casefold(), field.choices, 1)
            mend = f"write `{near[0]}`" if near else "write one of " + ", ".join(f"`{word}`" for word in field.choices)
            yield Misfit(trail, f"is '{text}', which is none of its words", value.line, value.column, mend)
    elif field.value == "boolean":
        if text.casefold() not in _BOOLEAN:
            yield Misfit(
                trail,
                f"is '{text}', which is neither true nor false",
                value.line,
                value.column,
                "write `true` or `false`",
            )
    else:
        yield from _number(field, value, text, trail)


def _number(field: FieldSpec, value: Scalar, text: str, trail: str) -> Iterator[Misfit]:
    number = as_number(text)
    if number is None or not math.isfinite(number) or (field.value == "integer" and not _INTEGER(text)):
        sort = "whole number" if field.value == "integer" else "number"
        yield Misfit(
            trail, f"is '{text}', which is no {sort}", value.line, value.column, f"write a {sort} without its unit"
        )
    elif field.minimum is not None and number < field.minimum:
        yield Misfit(
            trail, f"is {text}, less than {field.minimum:g}", value.line, value.column, f"write {_span(field)}"
        )
    elif field.maximum is not None and number > field.maximum:
        yield Misfit(
            trail, f"is {text}, more than {field.maximum:g}", value.line, value.column, f"write {_span(field)}"
        )


def _span(field: FieldSpec) -> str:
    if field.minimum is None or field.maximum is None:
        return f"at least {field.minimum:g}" if field.minimum is not None else f"at most {field.maximum:g}"
    return f"{field.minimum:g} to {field.maximum:g}"
