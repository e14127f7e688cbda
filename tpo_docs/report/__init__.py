"""Findings as text: one module a format, all of them listed here, each imported when it is asked for."""

from importlib import import_module

from tpo_docs.report.report import Report, Reporter

FORMATS = {
    "text": "text",
    "json": "findings_json",
    "sarif": "sarif",
    "github": "github",
    "gitlab": "gitlab",
    "junit": "junit",
}
"""Format → its module in this package, whose `write` it is."""


def reporter(name: str) -> Reporter:
    """What writes reports in a format."""
    write: Reporter = import_module(f"tpo_docs.report.{FORMATS[name]}").write
    return write


__all__ = ["FORMATS", "Report", "Reporter", "reporter"]
