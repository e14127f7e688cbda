"""Findings as SARIF 2.1.0, for code scanning on GitHub and for editors.

Paths are relative to the project's root (`%SRCROOT%`). A finding keeps its fingerprint when lines move: it is made of
code, item and field. What an item exempts is suppressed *in source*, what is known already *externally*.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from tpo_docs import __version__
from tpo_docs.model import Finding, Severity
from tpo_docs.report.report import Report, fingerprints, sentence
from tpo_docs.rules import RULES
from tpo_docs.rules.rule import Rule

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_ROOT = "%SRCROOT%"


def write(report: Report) -> str:
    """The report as one SARIF log."""
    suppressions: dict[Finding, dict[str, str]] = {}
    for entry in report.exempted:
        until = f" (until {entry.until})" if entry.until else ""
        suppressions[entry.finding] = {"kind": "inSource", "justification": entry.reason + until}
    for finding in report.known:
        suppressions[finding] = {"kind": "external", "justification": "listed in the file of known findings"}
    findings = sorted((*report.findings, *suppressions))
    names = fingerprints(findings)
    index = {rule.code: number for number, rule in enumerate(RULES)}
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "tpo-docs",
                        "version": __version__,
                        "semanticVersion": __version__,
                        "rules": [_rule(rule) for rule in RULES],
                    }
                },
                "originalUriBaseIds": {_ROOT: {"description": {"text": "The project's root"}}},
                "columnKind": "unicodeCodePoints",
                "results": [
                    _result(finding, names[finding], index.get(finding.code, -1), suppressions.get(finding))
                    for finding in findings
                ],
            }
        ],
    }
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "help": {"text": rule.page, "markdown": rule.page},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": ["requirements"]},
    }


def _result(finding: Finding, name: str, index: int, suppression: dict[str, str] | None) -> dict[str, Any]:
    region = {"startLine": max(1, finding.line), "startColumn": max(1, finding.column)}
    location: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": {"uri": _uri(finding.path), "uriBaseId": _ROOT}, "region": region}
    }
    if finding.item:
        location["logicalLocations"] = [{"name": finding.item, "kind": "item"}]
    return {
        "ruleId": finding.code,
        **({"ruleIndex": index} if index >= 0 else {}),
        "level": _LEVELS[finding.severity],
        "message": {"text": sentence(finding)},
        "locations": [location],
        "partialFingerprints": {"tpoDocs/v1": name},
        "suppressions": [suppression] if suppression is not None else [],
    }


def _uri(path: str) -> str:
    return quote(path.encode("utf-8", "replace"), safe="/")
