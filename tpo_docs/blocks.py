"""Blocks in authors' pages: fences whose info string begins with `tpo`. What each asks for, and what is wrong with it.

Reading needs the text alone; judging a query needs the schema and the names of fields, so it comes when all is parsed.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from tpo_docs import frontmatter, matrix, query
from tpo_docs.config import Block, Configuration, read_block
from tpo_docs.model import Body, Document, Item, Location, Parsed, Project, Unread
from tpo_docs.options import BLOCKS
from tpo_docs.schema import Schema

KINDS = tuple(option.name for option in BLOCKS)
COVERAGE = "coverage"
"""A column that only pages have: whether an item has what it needs, and what it lacks."""

_FENCE = re.compile(r"( {0,3})(`{3,}|~{3,})[ \t]*(.*?)[ \t]*")
_INFO = re.compile(r"tpo(?:\s+(\S+))?(?:\s+(.*))?")
_QUERIED = frozenset(("table", "list", "count", "progress"))
_RULE = re.compile(r"TPO\d{0,3}")
GROUPS = {
    "coverage": ("type", "kind", "release", "owner", "goal"),
    "status": ("type", "kind", "release", "owner", "goal"),
    "findings": ("severity", "age", "rule", "type", "kind", "release", "owner", "goal"),
}
"""What a chart may put side by side, by what it is of; `items` takes any column."""


class Fence(NamedTuple):
    """A block with the lines of its body that it stands in, from 0; the last one included."""

    first: int
    last: int
    block: Block | None
    """None where even its kind is not known."""
    problems: tuple[Unread, ...] = ()


def hinted(text: str) -> bool:
    """Whether a text may hold a block at all: quick, and never wrong in saying no."""
    return "tpo" in text and ("```" in text or "~~~" in text)


def read(body: Body, path: str, item: str = "") -> tuple[Fence, ...]:
    """The blocks of a body with what could not be read of them."""
    if not hinted(body.text):
        return ()
    return tuple(_fences(_Source(body.text.split("\n"), path, body.line, item)))


def problems(configuration: Configuration, parsed: Parsed) -> tuple[Unread, ...]:
    """What is wrong with the blocks of all pages, items and roles."""
    found: list[Unread] = []
    fields: frozenset[str] | None = None
    bodies: tuple[Item | Document, ...] = (*parsed.items, *parsed.documents)
    for one in bodies:
        if not hinted(one.body.text):
            continue
        item = one.id if isinstance(one, Item) else ""
        for fence in read(one.body, one.path, item):
            fields = query.field_names(parsed.items) if fields is None else fields
            found += fence.problems
            if fence.block is not None:
                lines = one.body.text.split("\n")
                found += _judged(fence.block, configuration.schema, fields, lines, one.body.line, item)
    lines = configuration.text.split("\n")
    for role in configuration.roles:
        for block in () if role.shipped else role.blocks:
            fields = query.field_names(parsed.items) if fields is None else fields
            found += _judged(block, configuration.schema, fields, lines, 1, "")
    return tuple(found)


def faults(block: Block, project: Project, lines: list[str] | None = None, start: int = 1) -> tuple[Unread, ...]:
    """What is wrong with a block whose options could be read."""
    return tuple(_judged(block, project.schema, project.derive(names), lines or [], start, ""))


def names(project: Project) -> frozenset[str]:
    """The names of all fields of a project."""
    return query.field_names(project.items.values())


def types_of(block: Block, schema: Schema) -> frozenset[str]:
    """The types that a block is about; none where it is about all."""
    if block.kind == "matrix":
        return frozenset(block.text(side).partition("/")[0] for side in ("rows",)) & frozenset(schema.types)
    if block.kind == "chart":
        by = block.text("by")
        return frozenset((by,)) & frozenset(("release", "goal")) & frozenset(schema.types)
    if block.kind == "chain" and not block.text("query"):
        return frozenset(("goal",))
    asked = query.parse(block.text("query"), schema)
    return frozenset(
        value for term in asked.terms if term.field == "type" and not term.negated for value in term.values
    )


# ---- reading ----------------------------------------------------------------------------------------------------


class _Source(NamedTuple):
    lines: list[str]
    path: str
    line: int
    """The line of the file that the first of `lines` is."""
    item: str

    def problem(self, number: int, column: int, reason: str, mend: str) -> Unread:
        return Unread(self.path, self.line + number, column, reason, "query", self.item, mend)


def _fences(source: _Source) -> Iterator[Fence]:
    lines = source.lines
    number = 0
    while number < len(lines):
        line = lines[number]
        if line.lstrip(" ").startswith("<!--") and len(line) - len(line.lstrip(" ")) < 4:
            number = _end_of_comment(lines, number)
            continue
        opened = _FENCE.fullmatch(line)
        if opened is None or (opened[2][0] == "`" and "`" in opened[3]):
            number += 1
            continue
        stop = _end_of_fence(lines, number, opened[2])
        info = _INFO.fullmatch(opened[3])
        if info is not None:
            yield _fence(source, number, stop, opened, info)
        number = stop + 1


def _end_of_comment(lines: list[str], number: int) -> int:
    """The line behind a comment; the first one where the comment is never closed, which hides all the rest."""
    if "-->" in lines[number].split("<!--", 1)[1]:
        return number + 1
    return next((later + 1 for later in range(number + 1, len(lines)) if "-->" in lines[later]), len(lines))


def _end_of_fence(lines: list[str], number: int, marks: str) -> int:
    """The line that closes a fence, else the last one."""
    for later in range(number + 1, len(lines)):
        closed = _FENCE.fullmatch(lines[later])
        if closed is not None and closed[2].startswith(marks) and not closed[3]:
            return later
    return len(lines) - 1


def _fence(source: _Source, first: int, stop: int, opened: re.Match[str], info: re.Match[str]) -> Fence:
    kind, rest = info[1], info[2]
    column = opened.start(3) + 1
    if kind not in KINDS:
        near = difflib.get_close_matches(kind or "", KINDS, 1)
        mend = f"write `tpo {near[0]}`" if near else "there are " + ", ".join(f"`{name}`" for name in KINDS)
        reason = f"there is no block '{kind}'" if kind else "the block does not say what it is"
        place = column + info.start(1) if kind else column
        return Fence(first, stop, None, (source.problem(first, place, reason, mend),))
    at = Location(source.path, source.line + first, column)
    found: list[Unread] = []
    closing = _FENCE.fullmatch(source.lines[stop]) if stop > first else None
    closed = closing is not None and closing[2].startswith(opened[2]) and not closing[3]
    if not closed:
        mend = f"write `{opened[2]}` on a line of its own below it"
        found.append(source.problem(first, column, "the block is not closed", mend))
    if rest:
        reason = f"the block says '{rest}' behind its kind"
        found.append(source.problem(first, column + info.start(2), reason, "write the options on the lines below"))
    text = "\n".join(source.lines[first + 1 : stop if closed else stop + 1])
    group, unread = frontmatter.read_yaml(text, at.path, line=at.line + 1, about="query")
    block = Block(kind, {}, at.path, at.line, column)
    if group is not None:
        block, more = read_block(kind, group, at, "query")
        unread += more
    found += (problem._replace(item=source.item) for problem in unread)
    return Fence(first, stop, block, tuple(found))


# ---- judging ----------------------------------------------------------------------------------------------------


class _Judge(NamedTuple):
    block: Block
    schema: Schema
    fields: Collection[str]
    lines: list[str]
    start: int
    """The line of the file that the first of `lines` is."""
    item: str

    def problem(self, name: str, reason: str, mend: str = "", offset: int = 0) -> Unread:
        line, column = self.block.place(name)
        if offset:
            number = line - self.start
            character = self.lines[number][column - 1 : column] if 0 <= number < len(self.lines) else ""
            if character not in ("|", ">", ""):  # of a block of lines only the start is known
                column += offset - 1 + (character in ("'", '"'))
        return Unread(self.block.path, line, column, reason, "query", self.item, mend)


def _judged(
    block: Block, schema: Schema, fields: Collection[str], lines: list[str], start: int, item: str
) -> Iterator[Unread]:
    judge = _Judge(block, schema, fields, lines, start, item)
    if block.kind in _QUERIED and not block.text("query"):
        yield judge.problem("query", f"the {block.kind} has no `query`", "write `query: type:requirement`, for example")
    for name in ("query", "of") if block.kind == "count" else ("query",):
        for problem in query.parse(block.text(name), schema, fields).problems:
            yield judge.problem(name, problem.message, problem.mend, problem.column)
    known = (*query.columns(schema, fields), COVERAGE)
    for number, column in enumerate(block.texts("columns") if block.kind == "table" else ()):
        if query.resolve_name(column, known) is None:
            yield judge.problem(f"columns/{number}", f"there is no column '{column}'", query.mend(column, known))
    sort = block.text("sort").removeprefix("-")
    if sort and query.resolve_name(sort, known) is None:
        yield judge.problem("sort", f"there is no column '{sort}' to sort by", query.mend(sort, known))
    for name in ("limit", "depth"):
        if block.number(name, 1) < 1:
            yield judge.problem(name, f"'{block.number(name, 1)}' is not a number from 1", "leave it out")
    yield from _matrix(judge) if block.kind == "matrix" else ()
    yield from _chart(judge, known) if block.kind == "chart" else ()
    for number, code in enumerate(block.texts("rules")):
        if _RULE.fullmatch(code.upper()) is None:
            yield judge.problem(
                f"rules/{number}", f"'{code}' is no code of a rule", "write `TPO301`, or `TPO3` for all of a family"
            )


def _matrix(judge: _Judge) -> Iterator[Unread]:
    for side in ("rows", "columns"):
        written = judge.block.text(side)
        axis = matrix.axis(judge.schema, written)
        if not written:
            yield judge.problem(side, f"the matrix has no `{side}`", f"write `{side}: requirement`, for example")
        elif axis is None or (side == "rows" and not axis.type):
            known = (*judge.schema.types, *(judge.schema.keywords if side == "columns" else ()))
            near = difflib.get_close_matches(written, known, 1)
            mend = (
                f"write `{near[0]}`" if near else "there are " + ", ".join(f"`{name}`" for name in judge.schema.types)
            )
            yield judge.problem(side, f"there is no type '{written}'", mend)


def _chart(judge: _Judge, known: Collection[str]) -> Iterator[Unread]:
    of, by = judge.block.text("of"), judge.block.text("by")
    if not of:
        yield judge.problem(
            "of", "the chart does not say what it is `of`", "write `of: coverage`, `findings`, `status` or `items`"
        )
    elif by and (by not in GROUPS[of] if of in GROUPS else query.resolve_name(by, known) is None):
        choices = GROUPS.get(of, ())
        near = difflib.get_close_matches(by, choices or tuple(known), 1)
        mend = f"write `{near[0]}`" if near else "there are " + ", ".join(f"`{name}`" for name in choices)
        yield judge.problem("by", f"a chart of {of} cannot be by '{by}'", mend if near or choices else "name a field")
