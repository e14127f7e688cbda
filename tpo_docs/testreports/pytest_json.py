"""pytest's own reports: the document of pytest-json-report, and the lines of pytest-reportlog."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO

from tpo_docs.model import CaseResult
from tpo_docs.records.results import ERROR, FAILED, PASSED, SKIPPED, moment
from tpo_docs.testreports.report import clean, ids, listed, mapping, number, pairs, rows, short

_OUTCOMES = {
    "passed": PASSED,
    "xpassed": PASSED,
    "failed": FAILED,
    "error": ERROR,
    "skipped": SKIPPED,
    "xfailed": SKIPPED,
    "rerun": SKIPPED,
}
_PHASES = ("setup", "call", "teardown")


def of(report: dict[str, Any], properties: Collection[str]) -> Iterator[CaseResult]:
    """The tests of a document."""
    at = _moment(report.get("created"))
    for test in listed(report.get("tests")):
        if isinstance(test, dict) and test.get("nodeid"):
            phases = [mapping(test.get(name)) for name in _PHASES]
            seconds = [found for phase in phases if (found := number(phase.get("duration"))) is not None]
            bad = next((phase for phase in phases if phase.get("outcome") not in (None, "passed")), {})
            message = mapping(bad.get("crash")).get("message") or bad.get("longrepr") or ""
            values = [*pairs(test.get("metadata")), *pairs(test.get("user_properties"))]
            line = test.get("lineno")
            file = str(test["nodeid"]).partition("::")[0]
            yield CaseResult(
                case_of(str(test["nodeid"])),
                _OUTCOMES.get(str(test.get("outcome")), SKIPPED),
                at,
                seconds=round(sum(seconds), 3) if seconds else None,
                message=short(str(message)),
                place=f"{file}:{line + 1}" if isinstance(line, int) else file,
                names=ids(values, properties),
            )


def read_log(stream: BinaryIO, properties: Collection[str]) -> Iterator[CaseResult]:
    """The tests of a log, as they are finished: each has a line for its setup, its call and its teardown."""
    open_: dict[str, CaseResult] = {}
    for row in rows(stream):
        if row.get("$report_type") != "TestReport" or not row.get("nodeid"):
            continue
        node = str(row["nodeid"])
        result = _OUTCOMES.get(str(row.get("outcome")), SKIPPED)
        if result == FAILED and row.get("when") != "call":
            result = ERROR
        before = open_.get(node)
        crash = mapping(mapping(row.get("longrepr")).get("reprcrash")).get("message") or row.get("longrepr")
        text = short(str(crash)) if result != PASSED and isinstance(crash, str) else ""
        seconds = (number(row.get("duration")) or 0) + ((before.seconds or 0) if before else 0)
        if before is not None and before.result != PASSED and (result == PASSED or before.result == ERROR):
            result, text = before.result, before.message
        open_[node] = CaseResult(
            case_of(node),
            result,
            _moment(row.get("start")) or (before.at if before else ""),
            seconds=round(seconds, 3),
            message=text,
            place=node.partition("::")[0],
            names=ids(pairs(row.get("user_properties")), properties) or (before.names if before else ()),
        )
        if row.get("when") == "teardown":
            yield open_.pop(node)
    yield from open_.values()


def case_of(node: str) -> str:
    """A node id as the JUnit report of the same test has it: `tests/test_a.py::TestB::test_c` → `tests.test_a.TestB::test_c`."""
    path, _, rest = clean(node).partition("::")
    bracket = rest.find("[")
    inner, parameters = (rest[:bracket], rest[bracket:]) if bracket >= 0 else (rest, "")
    classes, _, name = inner.rpartition("::")
    head = path.removesuffix(".py").replace("/", ".")
    return f"{'.'.join([head, *classes.split('::')]) if classes else head}::{name}{parameters}"


def _moment(written: object) -> str:
    if isinstance(written, bool) or not isinstance(written, int | float):
        return moment(str(written or ""))
    try:
        return moment(datetime.fromtimestamp(int(written), UTC).isoformat())
    except (ValueError, OverflowError, OSError):
        return ""
