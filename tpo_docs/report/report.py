"""What every report is made of: plain values, so that a cache may keep them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tpo_docs.check import selected
from tpo_docs.model import Exempted, Finding, Project, Review, Severity
from tpo_docs.rules import RULES
from tpo_docs.rules.rule import Rule


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


def report_of(
    review: Review, known: Iterable[str] = (), *, fail_on: Severity = Severity.ERROR, prefix: str = ""
) -> Report:
    """The report on a review; `known` are the keys that it was asked to leave out."""
    project = review.project
    found = {finding.key for finding in review.known}
    return Report(
        review.findings,
        len(project.items),
        project.today.isoformat(),
        review.exempted,
        review.known,
        tuple(sorted(key for key in known if key not in found)),
        {rule.code: rule.types for rule in waiting(project)},
        fail_on,
        prefix,
    )


def waiting(project: Project) -> tuple[Rule, ...]:
    """The rules that are chosen and still silent, since no item of their types exists."""
    return tuple(
        rule
        for rule in RULES
        if rule.types and selected(rule.code, project.configuration.rules) and not _awake(rule, project)
    )


def fingerprints(findings: Iterable[Finding]) -> dict[Finding, str]:
    """A name for each finding that stays the same when lines move; of two that say the same the second is numbered."""
    seen: dict[str, int] = {}
    result: dict[Finding, str] = {}
    for finding in findings:
        number = seen.get(finding.key, 0)
        seen[finding.key] = number + 1
        key = f"{finding.key} #{number}" if number else finding.key
        result[finding] = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:32]
    return result


def sentence(finding: Finding) -> str:
    """Message and mend in one line."""
    return f"{finding.message} ({finding.mend})" if finding.mend else finding.message


def _awake(rule: Rule, project: Project) -> bool:
    required = project.configuration.require
    return any(project.has_type(name) or name in required for name in rule.types)
