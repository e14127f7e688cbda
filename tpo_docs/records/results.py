"""`records/results.jsonl`: how the cases of test reports came out last, a line of JSON for each.

A line holds the latest result of a case in an environment and, briefly, a few earlier ones. Lines are sorted, so that
the same results give the same bytes. Of two lines on one case, as a merge that keeps both sides makes them
(`merge=union` in `.gitattributes`), the later one counts and the other becomes an earlier run of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from tpo_docs.model import CaseResult, FileLines, Parsed, ResultGroup, Results, Run, Unread, natural_key

PATH = "records/results.jsonl"
ATTRIBUTES = f"/{PATH} merge=union text eol=lf\n"
"""The line of `.gitattributes` by which both sides of a merge are kept."""
PASSED, FAILED, ERROR, SKIPPED, BLOCKED = "passed", "failed", "error", "skipped", "blocked"
AMBIGUOUS, PENDING, UNDEFINED = "ambiguous", "pending", "undefined"
RESULTS = (PASSED, FAILED, ERROR, AMBIGUOUS, SKIPPED, PENDING, UNDEFINED, BLOCKED)
HISTORY = 9
"""How many earlier runs of a case are kept."""

_FAILING = frozenset((FAILED, ERROR, AMBIGUOUS))
_MEND = "add the results anew: `tpo-docs results add`"


def outcome(result: str) -> str:
    """What a result comes down to: `passed`, `failed` or `blocked` (neither)."""
    if result in _FAILING:
        return FAILED
    return PASSED if result == PASSED else BLOCKED


def class_and_name(case: str) -> tuple[str, str]:
    """The two parts of a case's name. Classes of C++ hold `::` too, and so may the parameters that pytest writes
    behind a name: it is parted at the last one before any of these."""
    bracket = case.find("[") if case.endswith("]") else -1
    place = case.rfind("::", 0, bracket if bracket >= 0 else len(case))
    return (case[:place], case[place + 2 :]) if place >= 0 else ("", case)


def moment(text: str) -> str:
    """An ISO date or time as it is recorded: UTC, whole seconds. One without a zone is taken as UTC; empty if it is none."""
    try:
        found = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return ""
    return found.strftime("%Y-%m-%dT%H:%M:%SZ") if found.year >= 1000 else ""


def written(results: Results) -> bytes:
    """The content of the file: cases first, in the order of their names."""
    data = bytearray()  # a line at a time: of a hundred thousand rows all at once are more than all cases
    for row in _rows(results):
        data += (json.dumps(row, ensure_ascii=False) + "\n").encode("utf-8", "surrogatepass")
    return bytes(data)


def _rows(results: Results) -> Iterator[dict[str, Any]]:
    by_environment = sorted(results.cases, key=lambda case: case.environment)
    plain = not any("\0" in case.case for case in by_environment)
    by_name: Callable[[CaseResult], Any] = (lambda case: in_order(case.case)) if plain else _natural
    for case in sorted(by_environment, key=by_name):
        yield _case_line(case)
    for group in sorted(results.groups, key=lambda group: (group.cases, group.environment)):
        row: dict[str, Any] = {"cases": group.cases, "counts": dict(sorted(group.counts.items())), "at": group.at}
        yield {**row, **({"environment": group.environment} if group.environment else {})}
    for one in sorted(results.files):
        row = {"file": one.file, "lines": one.lines, "run": one.run, "at": one.at}
        yield row | {name: text for name, text in (("ran", one.ran), ("missed", one.missed)) if text}


def in_order(name: str) -> str:
    """A text that sorts as `natural_key` of the name does, in a sixth of the memory; for names without a null character.
    A number stands behind its length, a word before a sign that no word has; numbers come before words."""
    parts = []
    for kind, number, word in natural_key(name):
        digits = str(number)
        parts.append(f"\2{word}\0" if kind else f"\1{chr(len(digits))}{digits}")
    return "".join(parts)


def _natural(case: CaseResult) -> Any:
    return natural_key(case.case)


def read(data: bytes, path: str = PATH) -> tuple[Results, tuple[Unread, ...]]:
    """The lines that can be read, and what is wrong with the others."""
    cases: dict[tuple[str, str], CaseResult] = {}
    groups: dict[tuple[str, str], ResultGroup] = {}
    files: dict[str, FileLines] = {}
    unread = []
    for number, text in enumerate(data.decode("utf-8-sig", "replace").split("\n"), start=1):
        if not text.strip():
            continue
        try:
            found = _line(text.strip(), number)
        except _WrongError as wrong:
            unread.append(Unread(path, number, 1, f"the line {wrong}", "record", mend=_MEND))
            continue
        except (ValueError, RecursionError):
            unread.append(Unread(path, number, 1, "the line is no JSON", "record", mend=_MEND))
            continue
        if isinstance(found, CaseResult):
            key = (found.case, found.environment)
            cases[key] = merged(cases[key], found) if key in cases else found
        elif isinstance(found, ResultGroup):
            name = (found.cases, found.environment)
            groups[name] = max(groups.get(name, found), found, key=lambda group: group.at)
        else:
            files[found.file] = max(files.get(found.file, found), found, key=lambda one: one.at)
    present = bool(cases or groups or files or unread)
    return Results(tuple(cases.values()), tuple(groups.values()), tuple(files.values()), present), tuple(unread)


def with_results(parsed: Parsed, data: bytes | None) -> Parsed:
    """The same with the results of this content."""
    if data is None:
        return parsed
    results, unread = read(data)
    return replace(parsed, results=results, unread=parsed.unread + unread)


def merged(one: CaseResult, other: CaseResult) -> CaseResult:
    """Two results of one case in one environment: the later counts (of one moment the worse), the rest is history."""
    early, late = sorted((one, other), key=_weight)
    runs = {*one.before, *other.before, Run(early.at, early.result, early.commit)}
    runs.discard(Run(late.at, late.result, late.commit))
    earlier = sorted((run for run in runs if run.at < late.at), reverse=True)
    line = min(one.line, other.line)
    return late._replace(before=tuple(earlier[:HISTORY]), line=line, names=late.names or early.names)


def _weight(case: CaseResult) -> tuple[str, int, str]:
    return case.at, ("passed", "blocked", "failed").index(outcome(case.result)), repr(case)


def _case_line(case: CaseResult) -> dict[str, Any]:
    row: dict[str, Any] = {"case": case.case, "result": case.result, "at": case.at}
    for name in ("environment", "commit", "message", "place"):
        if getattr(case, name):
            row[name] = getattr(case, name)
    if case.seconds is not None:
        row["seconds"] = case.seconds
    if case.names:
        row["names"] = list(case.names)
    if case.of:
        row["of"] = dict(sorted(case.of.items()))
    if case.before:
        row["before"] = [[run.at, run.result, *([run.commit] if run.commit else [])] for run in case.before]
    return row


class _WrongError(Exception):
    """What is wrong with a line, in words behind `the line`."""


def _line(text: str, number: int) -> CaseResult | ResultGroup | FileLines:
    if text.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||")):
        raise _WrongError("is a mark of a merge conflict")
    row = json.loads(text)
    if not isinstance(row, dict):
        raise _WrongError("is no object")
    at = moment(str(row.get("at") or ""))
    if not at:
        raise _WrongError("has no time `at`")
    if "file" in row:
        ran, missed = (str(row.get(name) or "") for name in ("ran", "missed"))
        return FileLines(str(row["file"]), _whole(row, "lines"), _whole(row, "run"), at, ran, missed)
    environment = str(row.get("environment") or "")
    if "cases" in row:
        counts = row.get("counts")
        if not isinstance(counts, dict):
            raise _WrongError("has no `counts`")
        found = {str(name): _whole(counts, name) for name in counts if name in RESULTS}
        return ResultGroup(str(row["cases"]), found, at, environment)
    if not isinstance(row.get("case"), str) or not row["case"]:
        raise _WrongError("names no case")
    if row.get("result") not in RESULTS:
        raise _WrongError(f"has no result that is known: '{row.get('result')}'")
    of = row.get("of")
    return CaseResult(
        row["case"],
        row["result"],
        at,
        environment,
        str(row.get("commit") or ""),
        _seconds(row.get("seconds")),
        str(row.get("message") or ""),
        str(row.get("place") or ""),
        tuple(str(name) for name in _list(row.get("names"))),
        {str(name): str(found) for name, found in of.items()} if isinstance(of, Mapping) else {},
        tuple(_runs(_list(row.get("before")))),
        number,
    )


def _seconds(value: Any) -> float | None:
    number = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e9
    return float(value) if number else None


def _runs(rows: Iterable[Any]) -> Iterator[Run]:
    for row in rows:
        if isinstance(row, list) and len(row) > 1 and row[1] in RESULTS and moment(str(row[0])):
            yield Run(moment(str(row[0])), row[1], str(row[2]) if len(row) > 2 else "")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _whole(row: Mapping[str, Any], name: str) -> int:
    value = row.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10**12:
        raise _WrongError(f"has no number `{name}`")
    return value
