"""From a review to its report."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tpo_docs import rules
from tpo_docs.check import selected
from tpo_docs.model import Project, Review, Severity
from tpo_docs.report.report import Report

if TYPE_CHECKING:
    from tpo_docs.rules.rule import Rule


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
        for rule in rules.RULES
        if rule.types and selected(rule.code, project.configuration.rules) and not _awake(rule, project)
    )


def _awake(rule: Rule, project: Project) -> bool:
    required = project.configuration.require
    return any(project.has_type(name) or name in required for name in rule.types)
