"""The recorded history of a project: `records/snapshots.jsonl`, a line of JSON for each day that was recorded."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

from tpo_docs.model import CATEGORIES, Finished, ReleaseState, Snapshot, Unread, as_date

PATH = "records/snapshots.jsonl"
_SCHEMA = "tpo-docs/snapshot/"
_MEND = "record the day anew, or take the line out"


def read(data: bytes, path: str = PATH) -> tuple[tuple[Snapshot, ...], tuple[Unread, ...]]:
    """The days, the earliest first (of several lines of one day the last counts), and the lines that cannot be read."""
    found: dict[Any, Snapshot] = {}
    unread: list[Unread] = []
    for number, line in enumerate(data.decode("utf-8-sig", "replace").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            snapshot = _snapshot(json.loads(line))
        except _WrongError as wrong:
            unread.append(Unread(path, number, 1, f"the line {wrong}", "record", mend=_MEND))
        except (ValueError, RecursionError):
            unread.append(Unread(path, number, 1, "the line is no JSON", "record", mend=_MEND))
        else:
            found[snapshot.at] = snapshot
    return tuple(found[day] for day in sorted(found)), tuple(unread)


class _WrongError(Exception):
    """What is wrong with a line, in words behind `the line`."""


def _snapshot(row: object) -> Snapshot:
    if not isinstance(row, dict):
        raise _WrongError("is no object")
    if not str(row.get("schema", _SCHEMA)).startswith(_SCHEMA):
        raise _WrongError("has another schema")
    day = as_date(str(row.get("at", "")))
    if day is None:
        raise _WrongError("has no date `at`")
    return Snapshot(
        day,
        {str(name): _counts(some) for name, some in _mapping(row, "counts").items()},
        tuple(str(name) for name in _list(row, "started")),
        tuple(_finished(_list(row, "finished"))),
        {str(name): _release(some) for name, some in _mapping(row, "releases").items()},
        _number(row.get("coverage", 0.0), "coverage"),
        {str(name): int(_number(count, "findings")) for name, count in _mapping(row, "findings").items()},
        tuple(str(name) for name in _list(row, "done_before")),
        tuple(str(name) for name in _list(row, "changed")),
        *(None if row.get(name) is None else int(_number(row[name], name)) for name in ("suspects", "age")),
    )


def _counts(row: object) -> Mapping[str, int]:
    if not isinstance(row, dict):
        raise _WrongError("counts no categories")
    return {name: int(_number(row[name], "counts")) for name in CATEGORIES if name in row}


def _finished(rows: list[Any]) -> Iterator[Finished]:
    for row in rows:
        if isinstance(row, str):
            yield Finished(row)
        elif isinstance(row, dict) and row.get("id"):
            points = row.get("points")
            yield Finished(
                str(row["id"]), str(row.get("team") or ""), None if points is None else _number(points, "points")
            )
        else:
            raise _WrongError("has something finished without an id")


def _release(row: object) -> ReleaseState:
    if not isinstance(row, dict):
        raise _WrongError("has a release without numbers")
    scope, done, scope_points, done_points = (
        _number(row.get(name, 0), name) for name in ("scope", "done", "scope_points", "done_points")
    )
    added, removed = (tuple(str(name) for name in _list(row, key)) for key in ("added", "removed"))
    return ReleaseState(scope, done, scope_points, done_points, added, removed)


def _mapping(row: dict[str, Any], name: str) -> dict[str, Any]:
    found = row.get(name) or {}
    if not isinstance(found, dict):
        raise _WrongError(f"has `{name}` that is no object")
    return found


def _list(row: dict[str, Any], name: str) -> list[Any]:
    found = row.get(name) or []
    if not isinstance(found, list):
        raise _WrongError(f"has `{name}` that is no list")
    return found


def _number(value: object, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value) or not 0 <= value < 1e12:
        raise _WrongError(f"has no number that makes sense in `{name}`")
    return float(value)
