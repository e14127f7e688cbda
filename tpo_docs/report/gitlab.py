"""Findings as a GitLab code quality report, shown in the widget and the diff of a merge request."""

from __future__ import annotations

import json
import posixpath
from typing import Any

from tpo_docs.model import Finding, Severity
from tpo_docs.report.report import Report, fingerprints, sentence

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def write(report: Report) -> str:
    """A list of findings; paths are relative to the repository, as GitLab wants them."""
    names = fingerprints(report.findings)
    entries = [_entry(finding, names[finding], report.prefix) for finding in report.findings]
    return json.dumps(entries, indent=2, ensure_ascii=False) + "\n"


def _entry(finding: Finding, name: str, prefix: str) -> dict[str, Any]:
    return {
        "type": "issue",
        "check_name": f"{finding.code} {finding.name}",
        "description": sentence(finding),
        "fingerprint": name,
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": posixpath.normpath(prefix + finding.path), "lines": {"begin": finding.line}},
    }
