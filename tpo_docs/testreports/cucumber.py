"""Cucumber JSON: features with elements with steps, and behave's dialect of it (tags as plain texts, a status a scenario)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any, BinaryIO

from tpo_docs.model import CaseResult
from tpo_docs.records.results import AMBIGUOUS, ERROR, FAILED, PASSED, PENDING, SKIPPED, UNDEFINED, moment
from tpo_docs.testreports.report import ReportError, amount, clean, document, listed, mapping, short

WORST = (PASSED, SKIPPED, PENDING, UNDEFINED, AMBIGUOUS, FAILED, ERROR)
"""Results of steps, the worst last: that one is the scenario's."""
_WORDS = {name: name for name in WORST} | {"untested": SKIPPED, "unused": SKIPPED, "unknown": UNDEFINED}
_NANOSECONDS = 1e9


def read(stream: BinaryIO, properties: Collection[str]) -> Iterator[CaseResult]:  # noqa: ARG001 - tags are ids as they are
    """The scenarios of a report. A feature that the report embeds in another list is read, too."""
    for feature in listed(document(stream)):
        for one in feature if isinstance(feature, list) else [feature]:
            if not isinstance(one, dict) or not ({"elements", "uri", "keyword", "name"} & one.keys()):
                raise ReportError("this JSON is no report of a kind that is known", 1)
            yield from _feature(one)


def worst(results: Iterable[str]) -> str:
    """The worst of some results; passed where there are none."""
    return max(results, key=WORST.index, default=PASSED)


def word(status: object) -> str:
    """A status as we call it."""
    return _WORDS.get(str(status).casefold(), UNDEFINED)


def tags(written: object) -> Iterator[str]:
    """Tags of either dialect, without their sign."""
    for tag in listed(written):
        text = tag.get("name", "") if isinstance(tag, dict) else tag
        if str(text).strip():
            yield str(text).strip().removeprefix("@")


def _feature(feature: dict[str, Any]) -> Iterator[CaseResult]:
    before: list[dict[str, Any]] = []
    uri = clean(str(feature.get("uri") or feature.get("location") or ""))
    for element in listed(feature.get("elements")):
        if not isinstance(element, dict):
            continue
        steps = [*before, *_steps(element)]
        if element.get("type") == "background":
            before = steps
            continue
        before = []
        results = [
            (word(found["status"]), found) for step in steps if (found := mapping(step.get("result"))).get("status")
        ]
        result = worst(status for status, _ in results)
        if not results and element.get("status"):
            result = word(element["status"])
        bad = next((found for status, found in results if status == result and status != PASSED), {})
        seconds = sum(amount(found.get("duration")) or 0.0 for _, found in results)
        line = element.get("line") or str(element.get("location") or "").rpartition(":")[2]
        file = uri.rpartition(":")[0] if uri.rpartition(":")[2].isdecimal() else uri
        yield CaseResult(
            f"{clean(str(feature.get('name') or uri))}::{clean(str(element.get('name') or f'line {line}'))}",
            result,
            moment(str(element.get("start_timestamp") or "")),
            seconds=round(seconds / _NANOSECONDS, 3) if seconds >= 1e5 else round(seconds, 3),
            message=short(_text(bad.get("error_message"))),
            place=f"{file}:{line}" if file and str(line).isdecimal() else file,
            names=tuple(dict.fromkeys((*tags(feature.get("tags")), *tags(element.get("tags"))))),
        )


def _steps(element: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name in ("before", "steps", "after"):
        for step in listed(element.get(name)):
            if isinstance(step, dict):
                yield step
                for inner in (*listed(step.get("before")), *listed(step.get("after"))):
                    if isinstance(inner, dict):
                        yield inner


def _text(message: object) -> str:
    return "\n".join(map(str, message)) if isinstance(message, list) else str(message or "")
