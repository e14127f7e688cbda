"""Findings as JUnit XML, for build servers that show tests: a suite for each rule that judged, a test case for each finding.

A finding below the threshold fails no test; it stands in its suite's output. A rule without failures is one passed test.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from tpo_docs.model import Finding
from tpo_docs.report.report import Report, sentence
from tpo_docs.rules import RULES
from tpo_docs.rules.rule import Rule

_NO_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write(report: Report) -> str:
    """The report as one document of test suites."""
    by_code: dict[str, list[Finding]] = {}
    for finding in report.findings:
        by_code.setdefault(finding.code, []).append(finding)
    rules = [rule for rule in RULES if rule.code in by_code or rule.code not in report.waiting]
    suites = [_suite(number, rule, by_code.get(rule.code, []), report) for number, rule in enumerate(rules)]
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>", *suites, "</testsuites>"]) + "\n"


def _suite(number: int, rule: Rule, findings: Iterable[Finding], report: Report) -> str:
    failures = [finding for finding in findings if finding.severity.rank <= report.fail_on.rank]
    others = [finding for finding in findings if finding.severity.rank > report.fail_on.rank]
    cases = [_case(finding) for finding in failures] or [
        f'    <testcase classname="{rule.code}" name={_attribute(rule.name)} time="0"/>'
    ]
    about = {
        "id": str(number),
        "package": "tpo-docs",
        "name": f"{rule.code} {rule.name}",
        "timestamp": f"{report.day}T00:00:00",
        "hostname": "localhost",
        "tests": str(len(cases)),
        "failures": str(len(failures)),
        "errors": "0",
        "skipped": "0",
        "time": "0",
    }
    attributes = " ".join(f"{name}={_attribute(value)}" for name, value in about.items())
    output = "\n".join(f"{_place(finding)}: {finding.severity.value} {sentence(finding)}" for finding in others)
    return "\n".join(
        [
            f"  <testsuite {attributes}>",
            "    <properties/>",
            *cases,
            f"    <system-out>{_text(output)}</system-out>",
            "    <system-err/>",
            "  </testsuite>",
        ]
    )


def _case(finding: Finding) -> str:
    name = f"{finding.item or finding.path}: {finding.message}"
    text = f"{_place(finding)}: {finding.severity.value} {finding.code} {finding.message}"
    if finding.mend:
        text += f"\nmend: {finding.mend}"
    return (
        f'    <testcase classname="{finding.code}" name={_attribute(name)} time="0">\n'
        f"      <failure message={_attribute(finding.message)} type={_attribute(finding.severity.value)}>{_text(text)}</failure>\n"
        "    </testcase>"
    )


def _place(finding: Finding) -> str:
    return f"{finding.path}:{finding.line}:{finding.column}"


def _attribute(text: str) -> str:
    return f'"{escape(" ".join(_NO_XML.sub(chr(0xFFFD), text).split()))}"'


def _text(text: str) -> str:
    return escape(_NO_XML.sub("\ufffd", text), quote=False)
