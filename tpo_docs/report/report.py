"""What every report is made of: plain values, so that a cache may keep them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tpo_docs.model import Exempted, Finding, Severity

_FIELDS = ("path", "line", "column", "code", "message", "name", "severity", "item", "about", "mend")
_SEVERITIES = {severity.value: severity for severity in Severity}


@dataclass(frozen=True, slots=True)
class Report:
    """The findings on a project and what belongs beside them."""

    findings: tuple[Finding, ...]
    items: int
    """How many items were judged."""
    day: str
    """The day they were judged by."""
    exempted: tuple[Exempted, ...] = ()
    known: tuple[Finding, ...] = ()
    gone: tuple[str, ...] = ()
    """Keys of known findings that are no longer found."""
    waiting: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Rules that have nothing to judge yet, with the types of which the first item would switch them on."""
    fail_on: Severity = Severity.ERROR
    prefix: str = ""
    """The project's own path in its repository, for hosts that want paths from there; with a `/` at its end."""

    @property
    def failing(self) -> bool:
        """Whether there is a finding at or above the threshold."""
        return any(finding.severity.rank <= self.fail_on.rank for finding in self.findings)

    def count(self, severity: Severity) -> int:
        """How many findings are of that severity."""
        return sum(1 for finding in self.findings if finding.severity is severity)


Reporter = Callable[[Report], str]


def fingerprints(findings: Iterable[Finding]) -> dict[Finding, str]:
    """A name for each finding that stays the same when lines move; of two that say the same the second is numbered."""
    seen: dict[str, int] = {}
    result: dict[Finding, str] = {}
    for finding in findings:
        key = finding.key
        number = seen.get(key, 0)
        seen[key] = number + 1
        name = f"{key} #{number}" if number else key
        result[finding] = hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:32]
    return result


def sentence(finding: Finding) -> str:
    """Message and mend in one line."""
    return f"{finding.message} ({finding.mend})" if finding.mend else finding.message


def packed(report: Report) -> Any:
    """The report as plain lists, for a cache."""
    return [
        [packed_finding(finding) for finding in report.findings],
        report.items,
        report.day,
        [[packed_finding(entry.finding), entry.reason, entry.until] for entry in report.exempted],
        [packed_finding(finding) for finding in report.known],
        report.gone,
        report.waiting,
    ]


def unpacked(data: Any) -> Report:
    """The report again; raises a ValueError, TypeError, KeyError or IndexError where the lists are none of ours."""
    findings, items, day, exempted, known, gone, waiting = data
    return Report(
        tuple(map(unpacked_finding, findings)),
        int(items),
        str(day),
        tuple(Exempted(unpacked_finding(finding), reason, until) for finding, reason, until in exempted),
        tuple(map(unpacked_finding, known)),
        tuple(gone),
        {code: tuple(types) for code, types in waiting.items()},
    )


def moved(data: Any, path: str, moves: Mapping[tuple[int, int], tuple[int, int]], start: int) -> bool:
    """Moves the findings on one file in a packed report; `start` is the line where its text begins, above which nothing
    has moved. False where a finding points at something else, and the report is of no use any more."""
    findings, _, _, exempted, known, _, _ = data
    still = all(was == now for was, now in moves.items())
    for row in (*findings, *(entry[0] for entry in exempted), *known):
        if row[0] == path and row[1] >= start:
            place = moves.get((row[1], row[2]))
            if place is None and not still:
                return False
            row[1:3] = place or row[1:3]
    if not still:
        findings.sort(key=_order)
        known.sort(key=_order)
    return True


def _order(row: list[Any]) -> tuple[Any, ...]:
    return tuple(row)


def packed_finding(finding: Finding) -> list[str | int]:
    """A finding as a plain list."""
    return [getattr(finding, name) for name in _FIELDS]


def unpacked_finding(values: list[Any]) -> Finding:
    """The finding again; raises as `unpacked` does."""
    path, line, column, code, message, name, severity, item, about, mend = values
    return Finding(path, line, column, code, message, name, _SEVERITIES[severity], item, about, mend)
