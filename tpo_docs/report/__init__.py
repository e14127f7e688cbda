"""Findings as text: one module a format, all of them listed here."""

from tpo_docs.report import findings_json, github, gitlab, junit, sarif, text
from tpo_docs.report.report import Report, Reporter, report_of

REPORTERS: dict[str, Reporter] = {
    "text": text.write,
    "json": findings_json.write,
    "sarif": sarif.write,
    "github": github.write,
    "gitlab": gitlab.write,
    "junit": junit.write,
}

__all__ = ["REPORTERS", "Report", "Reporter", "report_of"]
