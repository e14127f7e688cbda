"""Findings as JSON: `"schema": "tpo-docs/findings/1"`."""

from __future__ import annotations

import json
from typing import Any

from tpo_docs import __version__
from tpo_docs.model import Severity
from tpo_docs.report.report import Report, fingerprints

SCHEMA = "tpo-docs/findings/1"


def write(report: Report) -> str:
    """The report as one JSON object."""
    names = fingerprints(report.findings)
    document = {
        "schema": SCHEMA,
        "version": __version__,
        "today": report.day,
        "summary": {
            "items": report.items,
            **{
                f"{severity.value}s" if severity is not Severity.INFO else "notes": report.count(severity)
                for severity in Severity
            },
            "exempted": len(report.exempted),
            "known": len(report.known),
            "failing": report.failing,
        },
        "findings": [{**finding.values(), "fingerprint": names[finding]} for finding in report.findings],
        "exempted": [
            {**entry.finding.values(), "reason": entry.reason, "until": entry.until} for entry in report.exempted
        ],
        "known": [finding.values() for finding in report.known],
        "gone": list(report.gone),
        "waiting": {code: list(types) for code, types in report.waiting.items()},
    }
    return "{\n" + ",\n".join(f'  "{name}": {_value(value)}' for name, value in document.items()) + "\n}\n"


def _value(value: Any) -> str:
    """As `json.dumps` writes it two spaces in, a list of flat objects many times faster: indenting, it works in Python."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        inner = ",\n".join(
            "    {\n" + ",\n".join(f'      "{name}": {_written(entry)}' for name, entry in row.items()) + "\n    }"
            for row in value
        )
        return f"[\n{inner}\n  ]"
    return json.dumps(value, indent=2, ensure_ascii=False).replace("\n", "\n  ")


def _written(value: str | int) -> str:
    return _quoted(value) if isinstance(value, str) else str(value)


_quoted = json.encoder.encode_basestring
