"""Cucumber messages: lines of JSON, the successor of Cucumber JSON. Of a scenario that is tried again, the last try counts."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO, NamedTuple

from tpo_docs.model import CaseResult
from tpo_docs.records.results import PASSED, moment
from tpo_docs.testreports.cucumber import tags, word, worst
from tpo_docs.testreports.report import amount, clean, line_number, listed, mapping, rows, short


class _Pickle(NamedTuple):
    name: str
    uri: str
    line: int
    tags: tuple[str, ...]


class _Try:
    __slots__ = ("at", "message", "pickle", "results", "seconds")

    def __init__(self, pickle: str, at: str) -> None:
        self.pickle = pickle
        self.at = at
        self.results: list[str] = []
        self.seconds = 0.0
        self.message = ""


def read(stream: BinaryIO, properties: Collection[str]) -> Iterator[CaseResult]:  # noqa: ARG001 - tags are ids as they are
    """The scenarios, as they are finished."""
    features: dict[str, str] = {}
    lines: dict[str, int] = {}
    pickles: dict[str, _Pickle] = {}
    of_case: dict[str, str] = {}
    running: dict[str, _Try] = {}
    for row in rows(stream):
        if "gherkinDocument" in row:
            one = mapping(row["gherkinDocument"])
            feature = mapping(one.get("feature"))
            features[str(one.get("uri"))] = clean(str(feature.get("name") or ""))
            lines.update(_lines(feature))
        elif "pickle" in row:
            one = mapping(row["pickle"])
            near = [lines[name] for name in map(str, listed(one.get("astNodeIds"))) if name in lines]
            line = line_number(mapping(one.get("location")).get("line")) or (near[-1] if near else 0)
            name = clean(str(one.get("name") or ""))
            pickles[str(one.get("id"))] = _Pickle(name, str(one.get("uri") or ""), line, tuple(tags(one.get("tags"))))
        elif "testCase" in row:
            one = mapping(row["testCase"])
            of_case[str(one.get("id"))] = str(one.get("pickleId"))
        elif "testCaseStarted" in row:
            one = mapping(row["testCaseStarted"])
            pickle = of_case.get(str(one.get("testCaseId")), "")
            running[str(one.get("id"))] = _Try(pickle, _moment(one.get("timestamp")))
        elif "testStepFinished" in row:
            one = mapping(row["testStepFinished"])
            if str(one.get("testCaseStartedId")) in running:
                _step(running[str(one.get("testCaseStartedId"))], mapping(one.get("testStepResult")))
        elif "testCaseFinished" in row:
            one = mapping(row["testCaseFinished"])
            found = running.pop(str(one.get("testCaseStartedId")), None)
            if found is not None and found.pickle in pickles and not one.get("willBeRetried"):
                yield _case(found, pickles[found.pickle], features)


def _lines(feature: dict[str, Any]) -> Iterator[tuple[str, int]]:
    waiting = [feature]
    while waiting:
        for child in listed(waiting.pop().get("children")):
            for kind in ("scenario", "rule"):
                one = mapping(mapping(child).get(kind))
                if one.get("id"):
                    yield str(one["id"]), line_number(mapping(one.get("location")).get("line"))
                if kind == "rule" and one:
                    waiting.append(one)


def _step(found: _Try, result: dict[str, Any]) -> None:
    status = word(result.get("status"))
    found.results.append(status)
    duration = mapping(result.get("duration"))
    found.seconds += (amount(duration.get("seconds")) or 0.0) + (amount(duration.get("nanos")) or 0.0) / 1e9
    if status != PASSED and not found.message:
        found.message = short(str(result.get("message") or ""))


def _case(found: _Try, pickle: _Pickle, features: dict[str, str]) -> CaseResult:
    return CaseResult(
        f"{features.get(pickle.uri) or pickle.uri}::{pickle.name or f'line {pickle.line}'}",
        worst(found.results),
        found.at,
        seconds=round(found.seconds, 3),
        message=found.message,
        place=f"{pickle.uri}:{pickle.line}" if pickle.uri and pickle.line else pickle.uri,
        names=tuple(dict.fromkeys(pickle.tags)),
    )


def _moment(written: object) -> str:
    seconds = mapping(written).get("seconds")
    try:
        return moment(datetime.fromtimestamp(int(seconds), UTC).isoformat()) if seconds is not None else ""
    except (ValueError, TypeError, OverflowError, OSError):
        return ""
