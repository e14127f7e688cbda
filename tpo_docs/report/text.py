"""Findings for people: one line each, how to mend it below, and a summary."""

from __future__ import annotations

from collections.abc import Callable

from tpo_docs.model import Finding, Severity
from tpo_docs.report.report import Report

Paint = Callable[[str, str], str]
"""Text and style (`error`, `warning`, `info`, `dim`, `bold`, `good`) in, text out."""

_NAMES = {
    Severity.ERROR: ("error", "errors"),
    Severity.WARNING: ("warning", "warnings"),
    Severity.INFO: ("note", "notes"),
}


def write(report: Report) -> str:
    """The report without colour."""
    return painted(report, _plain)


def painted(report: Report, paint: Paint) -> str:
    """The report, its parts coloured by `paint`."""
    parts = [_finding(finding, paint) for finding in report.findings]
    parts += [
        f"{paint('known', 'dim')} {one_line(key)} is gone; take it out of the file of known findings"
        for key in report.gone
    ]
    if parts:
        parts.append("")
    parts.append(_summary(report, paint))
    if report.waiting:
        parts.append(paint(_waiting(report), "dim"))
    return "\n".join(parts) + "\n"


def _finding(finding: Finding, paint: Paint) -> str:
    place = paint(f"{one_line(finding.path)}:{finding.line}:{finding.column}:", "bold")
    line = f"{place} {paint(finding.severity.value, finding.severity.value)} {finding.code} {one_line(finding.message)}"
    return f"{line}\n    {paint('mend:', 'dim')} {one_line(finding.mend)}" if finding.mend else line


def _summary(report: Report, paint: Paint) -> str:
    counts = []
    for severity, names in _NAMES.items():
        count = report.count(severity)
        if count:
            counts.append(paint(counted(count, *names), severity.value))
    text = (", ".join(counts) or paint("no findings", "good")) + f" in {counted(report.items, 'item', 'items')}"
    aside = [f"{len(some):,} {name}" for some, name in ((report.exempted, "exempted"), (report.known, "known")) if some]
    return text + (f" ({', '.join(aside)})" if aside else "")


def _waiting(report: Report) -> str:
    types = list(dict.fromkeys(name for names in report.waiting.values() for name in names))
    rules = counted(len(report.waiting), "rule waits", "rules wait")
    return f"{rules} for the first item of a type that is not there yet: {', '.join(types)}"


def one_line(text: str) -> str:
    """An author's text for a terminal: no line breaks, and nothing that a terminal would obey."""
    if text.isprintable() and "  " not in text and text[:1] != " " != text[-1:]:
        return text  # as most are
    flat = " ".join(text.split())
    return flat if flat.isprintable() else "".join(sign if sign.isprintable() else "\ufffd" for sign in flat)


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun: `1 item`, `1,200 items`."""
    return f"{number:,} {one if number == 1 else many}"


def _plain(text: str, _: str) -> str:
    return text
