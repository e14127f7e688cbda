"""A tracker's export: which item came into which status on which day, as CSV or as JSON.

CSV has a head row with `id`, `status` and `date` (others are left alone; a semicolon may stand for the comma); JSON is
a list of objects with these keys. A date is `YYYY-MM-DD`, and what stands behind it is ignored.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from tpo_docs.model import CATEGORIES, Category, TrackerRow, Unread, as_date

USUAL = {
    "backlog": "draft",
    "new": "draft",
    "open": "agreed",
    "to do": "agreed",
    "todo": "agreed",
    "ready for development": "agreed",
    "selected for development": "agreed",
    "reopened": "agreed",
    "in progress": "doing",
    "in development": "doing",
    "in review": "doing",
    "code review": "doing",
    "in test": "doing",
    "testing": "doing",
    "blocked": "doing",
    "active": "doing",
    "started": "doing",
    "resolved": "done",
    "closed": "done",
    "completed": "done",
    "finished": "done",
    "removed": "dead",
    "cancelled": "dead",
    "canceled": "dead",
    "won't do": "dead",
    "wont do": "dead",
    "duplicate": "dead",
}
"""Names of statuses that trackers give out of the box."""
_MOST_PROBLEMS = 50


def read(
    data: bytes, path: str, statuses: Mapping[str, str], known: Mapping[str, str]
) -> tuple[tuple[TrackerRow, ...], tuple[Unread, ...]]:
    """The rows in the order of their days, and what is wrong with the others. `statuses` are names the project gives
    a category, `known` those of its own workflows; categories and the usual names count besides."""
    names = {**USUAL, **{name: name for name in CATEGORIES}}
    for more in (known, statuses):
        names |= {name.strip().casefold(): category for name, category in more.items()}
    rows: list[TrackerRow] = []
    unread: list[Unread] = []
    try:
        for line, row in _rows(data, path):
            found = _row(row, names)
            if isinstance(found, TrackerRow):
                rows.append(found)
            elif len(unread) < _MOST_PROBLEMS:
                unread.append(Unread(path, line, 1, f"the row {found[0]}", "record", mend=found[1]))
    except _WrongError as wrong:
        reason, mend = wrong.args
        unread.append(Unread(path, 1, 1, reason, "record", mend=mend))
    return tuple(sorted(rows, key=lambda row: row.on)), tuple(unread)


class _WrongError(Exception):
    """What is wrong with the whole file, and how to mend it."""


def _rows(data: bytes, path: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    text = data.decode("utf-8-sig", "replace").replace("\0", "")
    return _json(text) if path.lower().endswith(".json") else _csv(text)


def _json(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _WrongError("the export is no JSON", "export it anew") from error
    if not isinstance(found, list):
        raise _WrongError(
            "the export is no list", 'write `[{"id": "STY-001", "status": "done", "date": "2027-01-31"}]`'
        )
    for number, row in enumerate(found, start=1):
        yield number, row if isinstance(row, dict) else {}


def _csv(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    head = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in head and "," not in head else ",")
    try:
        names = [name.strip().casefold() for name in next(rows, [])]
        for name in ("id", "status", "date"):
            if name not in names:
                raise _WrongError(f"the export has no column `{name}`", "name the columns `id,status,date`")
        for cells in rows:
            if any(cell.strip() for cell in cells):
                yield rows.line_num, dict(zip(names, cells, strict=False))
    except csv.Error as error:
        raise _WrongError(f"the table cannot be read: {error}", "export it anew") from error


def _row(row: Mapping[str, Any], names: Mapping[str, str]) -> TrackerRow | tuple[str, str]:
    """The row, or what is wrong with it and how to mend that."""
    item, status, day = (str(row.get(name) or "").strip() for name in ("id", "status", "date"))
    on = as_date(day)
    if not item:
        return "names no item", "write its `id`"
    if on is None:
        return f"has no date: '{day}'", "write it as YYYY-MM-DD"
    category = names.get(status.casefold())
    if category is None:
        return f"has the unknown status '{status}'", "give it a category under `history: {statuses: …}` in tpo-docs.yml"
    return TrackerRow(item, on, Category(category))
