"""Findings as GitHub workflow commands: each becomes an annotation on its line of a pull request."""

from __future__ import annotations

import posixpath

from tpo_docs.model import Finding, Severity
from tpo_docs.report.report import Report
from tpo_docs.report.text import counted

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def write(report: Report) -> str:
    """One command a line; paths are relative to the repository, as GitHub wants them."""
    lines = [_command(finding, report.prefix) for finding in report.findings]
    lines.append(f"{counted(len(report.findings), 'finding', 'findings')} in {counted(report.items, 'item', 'items')}")
    return "\n".join(lines) + "\n"


def _command(finding: Finding, prefix: str) -> str:
    properties = {
        "file": posixpath.normpath(prefix + finding.path),
        "line": str(finding.line),
        "col": str(finding.column),
        "title": f"{finding.code} {finding.name}",
    }
    text = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    message = f"{finding.message}\nMend: {finding.mend}" if finding.mend else finding.message
    return f"::{_COMMANDS[finding.severity]} {text}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
