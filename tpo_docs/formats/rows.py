"""A table as CSV, Markdown or JSON; how it looks in a terminal is the command line's business."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from typing import NamedTuple

# What a spreadsheet runs: at the start, and behind a separator too, since one whose language separates by `;` splits
# our cells there.
_FIRST = re.compile(r"\A(?=[\t\r\n]|[ \u00a0\ufeff]*[=+\-@＝＋－＠])")
_LATER = re.compile(r"([;|\t\r\n][ \u00a0]*)(?=[=@＝＠]|[+\-＋－](?!\s|\d+(?:[.,]\d+)?(?:[;|\s]|\Z)))")
_NUMBER = re.compile(r"[+-]\d+(?:\.\d*)?")


class Table(NamedTuple):
    """Rows of texts; what belongs into one cell may be several texts."""

    columns: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], ...], ...]


def as_csv(table: Table) -> str:
    """As spreadsheets read it (RFC 4180). A text that a spreadsheet would run as a formula gets a `'` before it."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow([_harmless(name) for name in table.columns])
    for row in table.rows:
        writer.writerow([_harmless("; ".join(cell)) for cell in row])
    return target.getvalue()


def as_markdown(table: Table) -> str:
    """As a table of GitHub's Markdown."""
    lines = [
        "| " + " | ".join(table.columns) + " |",
        "|" + "---|" * len(table.columns),
        *("| " + " | ".join(_escaped(", ".join(cell)) for cell in row) + " |" for row in table.rows),
    ]
    return "\n".join(lines) + "\n"


def as_json(table: Table, many: frozenset[str] = frozenset()) -> str:
    """As a list of objects; columns of `many` hold lists, the others texts."""
    entries = [
        {name: list(cell) if name in many else ", ".join(cell) for name, cell in zip(table.columns, row, strict=True)}
        for row in table.rows
    ]
    return json.dumps(entries, indent=2, ensure_ascii=False) + "\n"


WRITERS: dict[str, Callable[[Table], str]] = {"csv": as_csv, "markdown": as_markdown}


def _harmless(text: str) -> str:
    return text if _NUMBER.fullmatch(text) else _LATER.sub(r"\1'", _FIRST.sub("'", text))


def _escaped(text: str) -> str:
    flat = " ".join(text.split())
    for character in "\\|<`*_[]":
        flat = flat.replace(character, f"\\{character}")
    return flat
