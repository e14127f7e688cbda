"""Saved views of a configuration: what is wrong with their queries and columns."""

from __future__ import annotations

from tpo_docs.config import Configuration
from tpo_docs.model import Parsed, Unread
from tpo_docs.query.grammar import mend, parse, resolve_name
from tpo_docs.query.values import columns, field_names


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
            if resolve_name(name, known) is None:
                reason = f"view '{view.name}': there is no column '{name}'"
                found.append(
                    Unread(configuration.path, view.line, view.column, reason, "query", mend=mend(name, known))
                )
    return tuple(found)


def _place(text: str, line: int, column: int, offset: int) -> tuple[int, int]:
    """Where a character of a value stands in the file: behind its quotation mark; a block of lines only has its start."""
    lines = text.split("\n")
    character = lines[line - 1][column - 1 : column] if 0 < line <= len(lines) else ""
    if character in ("|", ">", ""):
        return line, column
    return line, column + offset - 1 + (character in ("'", '"'))
