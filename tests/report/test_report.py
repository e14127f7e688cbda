"""Findings written for people and for machines, from the same values."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.cases import case
from tpo_docs import __version__
from tpo_docs.model import Exempted, Finding, Review, Severity
from tpo_docs.report import FORMATS, Report, reporter
from tpo_docs.report.making import report_of
from tpo_docs.report.report import fingerprints, packed, unpacked
from tpo_docs.report.text import painted

_DATA = Path(__file__).resolve().parents[1] / "data"


def finding(**changed: Any) -> Finding:
    first = Finding(
        "specs/STY-001.md",
        3,
        21,
        "TPO201",
        "STY-001 realizes REQ-404, which does not exist",
        "link-dangling",
        Severity.ERROR,
        "STY-001",
        "realizes REQ-404",
        "write `REQ-004`",
    )
    return replace(first, **changed)


ERROR = finding()
WARNING = finding(
    path="specs/GOAL-001.md", line=2, column=5, code="TPO301", name="goal-without-requirement", severity=Severity.WARNING,
    message="no requirement supports GOAL-001", item="GOAL-001", about="requirement", mend="",
)  # fmt: skip
NOTE = finding(
    path="specs/ü, b%20.md",
    line=7,
    column=1,
    severity=Severity.INFO,
    item="",
    about="",
    message='100 % <b> & "x" \x07\nnext',
)
KNOWN = finding(line=9, about="realizes REQ-405", message="STY-001 realizes REQ-405, which does not exist")
ALLOWED = Exempted(
    finding(line=12, about="AC1", code="TPO305", name="criterion-without-test"), "bench comes in May", "2027-05-31"
)

REPORT = Report(
    findings=tuple(sorted((ERROR, WARNING, NOTE))),
    items=1200,
    day="2027-03-01",
    exempted=(ALLOWED,),
    known=(KNOWN,),
    gone=("TPO201 STY-009 realizes REQ-001",),
    waiting={"TPO309": ("risk",), "TPO311": ("feedback",)},
)
EMPTY = Report((), 1, "2027-03-01")


def test_text_has_a_line_for_each_finding_its_mend_and_a_summary() -> None:
    assert reporter("text")(REPORT) == (
        "specs/GOAL-001.md:2:5: warning TPO301 no requirement supports GOAL-001\n"
        "specs/STY-001.md:3:21: error TPO201 STY-001 realizes REQ-404, which does not exist\n"
        "    mend: write `REQ-004`\n"
        'specs/ü, b%20.md:7:1: info TPO201 100 % <b> & "x" � next\n'
        "    mend: write `REQ-004`\n"
        "known TPO201 STY-009 realizes REQ-001 is gone; take it out of the file of known findings\n"
        "\n"
        "1 error, 1 warning, 1 note in 1,200 items (1 exempted, 1 known)\n"
        "2 rules wait for the first item of a type that is not there yet: risk, feedback\n"
    )


def test_text_of_nothing_is_one_line() -> None:
    assert reporter("text")(EMPTY) == "no findings in 1 item\n"


def test_colour_adds_nothing_but_colour() -> None:
    marked = painted(REPORT, lambda text, style: f"<{style}>{text}</{style}>")
    assert "<error>error</error> TPO201" in marked
    assert "<bold>specs/STY-001.md:3:21:</bold>" in marked
    assert re.sub(r"</?(?:error|warning|info|dim|bold|good)>", "", marked) == reporter("text")(REPORT)


@pytest.mark.parametrize(
    ("fail_on", "failing"), [(Severity.ERROR, True), (Severity.WARNING, True), (Severity.INFO, True)]
)
def test_a_finding_at_or_above_the_threshold_fails(fail_on: Severity, *, failing: bool) -> None:
    assert replace(REPORT, fail_on=fail_on).failing is failing
    assert replace(REPORT, findings=(NOTE,), fail_on=fail_on).failing is (fail_on is Severity.INFO)
    assert replace(REPORT, findings=(WARNING,), fail_on=fail_on).failing is (fail_on is not Severity.ERROR)
    assert not replace(EMPTY, fail_on=fail_on).failing


def test_json_has_everything() -> None:
    document = json.loads(reporter("json")(REPORT))
    assert document["schema"] == "tpo-docs/findings/1"
    assert document["summary"] == {
        "items": 1200,
        "errors": 1,
        "warnings": 1,
        "notes": 1,
        "exempted": 1,
        "known": 1,
        "failing": True,
    }
    assert document["findings"][1] == {
        "code": "TPO201",
        "name": "link-dangling",
        "severity": "error",
        "path": "specs/STY-001.md",
        "line": 3,
        "column": 21,
        "item": "STY-001",
        "about": "realizes REQ-404",
        "message": "STY-001 realizes REQ-404, which does not exist",
        "mend": "write `REQ-004`",
        "fingerprint": fingerprints(REPORT.findings)[ERROR],
    }
    assert document["exempted"][0]["reason"] == "bench comes in May"
    assert document["known"][0]["about"] == "realizes REQ-405"
    assert document["gone"] == ["TPO201 STY-009 realizes REQ-001"]
    assert document["waiting"] == {"TPO309": ["risk"], "TPO311": ["feedback"]}


def test_github_commands_are_escaped_and_start_at_the_repository() -> None:
    assert reporter("github")(replace(REPORT, prefix="product/")) == (
        "::warning file=product/specs/GOAL-001.md,line=2,col=5,title=TPO301 goal-without-requirement::no requirement supports GOAL-001\n"
        "::error file=product/specs/STY-001.md,line=3,col=21,title=TPO201 link-dangling::"
        "STY-001 realizes REQ-404, which does not exist%0AMend: write `REQ-004`\n"
        "::notice file=product/specs/ü%2C b%2520.md,line=7,col=1,title=TPO201 link-dangling::"
        '100 %25 <b> & "x" \x07%0Anext%0AMend: write `REQ-004`\n'
        "3 findings in 1,200 items\n"
    )


def test_a_source_outside_of_the_project_starts_at_the_repository_too() -> None:
    outside = replace(EMPTY, findings=(replace(WARNING, path="../shared/a.md"),), prefix="product/")
    assert "file=shared/a.md," in reporter("github")(outside)
    assert json.loads(reporter("gitlab")(outside))[0]["location"]["path"] == "shared/a.md"


def test_gitlab_gets_what_its_format_asks_for() -> None:
    entries = json.loads(reporter("gitlab")(REPORT))
    jsonschema.validate(entries, json.loads((_DATA / "gitlab-code-quality.schema.json").read_text()))
    assert [(entry["severity"], entry["check_name"]) for entry in entries] == [
        ("minor", "TPO301 goal-without-requirement"),
        ("major", "TPO201 link-dangling"),
        ("info", "TPO201 link-dangling"),
    ]
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)


@pytest.mark.parametrize("report", [REPORT, EMPTY, replace(REPORT, prefix="x/")])
def test_sarif_is_valid(report: Report) -> None:
    schema = json.loads((_DATA / "sarif.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    jsonschema.validate(json.loads(reporter("sarif")(report)), schema)


def test_sarif_names_rules_places_and_what_is_suppressed() -> None:
    (run,) = json.loads(reporter("sarif")(REPORT))["runs"]
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("tpo-docs", __version__)
    results = run["results"]
    assert [
        (result["ruleId"], result["level"], [one["kind"] for one in result["suppressions"]]) for result in results
    ] == [
        ("TPO301", "warning", []),
        ("TPO201", "error", []),
        ("TPO201", "error", ["external"]),
        ("TPO305", "error", ["inSource"]),
        ("TPO201", "note", []),
    ]
    for result in results:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    assert results[3]["suppressions"][0]["justification"] == "bench comes in May (until 2027-05-31)"
    assert results[4]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "specs/%C3%BC%2C%20b%2520.md"
    assert results[1]["message"]["text"] == "STY-001 realizes REQ-404, which does not exist (write `REQ-004`)"


def test_a_fingerprint_stays_when_lines_move_and_changes_with_what_it_is_about() -> None:
    moved = replace(ERROR, line=30, column=2, message="other words", mend="")
    assert fingerprints([ERROR])[ERROR] == fingerprints([moved])[moved]
    assert fingerprints([KNOWN])[KNOWN] != fingerprints([ERROR])[ERROR]


def test_two_findings_that_say_the_same_have_names_of_their_own() -> None:
    twin = replace(ERROR, line=4)
    names = fingerprints([ERROR, twin])
    assert names[ERROR] != names[twin]
    assert names[ERROR] == fingerprints([ERROR])[ERROR]


_SUITE = ["id", "package", "name", "timestamp", "hostname", "tests", "failures", "errors", "skipped", "time"]


@pytest.mark.parametrize("report", [REPORT, EMPTY, replace(REPORT, fail_on=Severity.INFO)])
def test_junit_has_the_shape_that_build_servers_read(report: Report) -> None:
    """After the schema of Ant's JUnit reports, which is the strictest of them."""
    root = ElementTree.fromstring(reporter("junit")(report))
    assert (root.tag, root.attrib) == ("testsuites", {})
    for number, suite in enumerate(root):
        assert suite.tag == "testsuite"
        assert list(suite.attrib) == _SUITE
        assert suite.attrib["id"] == str(number)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", suite.attrib["timestamp"])
        cases = suite.findall("testcase")
        assert [child.tag for child in suite] == ["properties", *["testcase"] * len(cases), "system-out", "system-err"]
        assert suite.attrib["tests"] == str(len(cases))
        failed = [case_ for case_ in cases if case_.find("failure") is not None]
        assert suite.attrib["failures"] == str(len(failed))
        for case_ in cases:
            assert list(case_.attrib) == ["classname", "name", "time"]
            for failure in case_:
                assert (failure.tag, list(failure.attrib)) == ("failure", ["message", "type"])


def _junit_schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(_DATA / "junit.xsd"))


@pytest.mark.parametrize(
    "report", [REPORT, EMPTY, replace(REPORT, fail_on=Severity.INFO), replace(REPORT, prefix="x/")]
)
def test_junit_is_valid_by_the_schema_of_ants_reports(report: Report) -> None:
    _junit_schema().assertValid(etree.fromstring(reporter("junit")(report).encode()))


@pytest.mark.parametrize(
    ("what", "instead"),
    [
        (' hostname="localhost"', ""),
        (' hostname="localhost"', ' host="localhost"'),
        ("<properties/>", ""),
        ("<system-err/>", ""),
        ("T00:00:00", "T00:00:00Z"),
        (' errors="0"', ' errors="none"'),
        (' id="1"', ' id="0"'),
        ("testcase classname", "case classname"),
        ('time="0">\n      <failure', 'time="soon">\n      <failure'),
        (' type="error"', ""),
    ],
)
def test_the_schema_of_junit_reports_notices_what_is_wrong(what: str, instead: str) -> None:
    text = reporter("junit")(REPORT)
    assert what in text
    assert not _junit_schema().validate(etree.fromstring(text.replace(what, instead, 1).encode()))


def test_junit_fails_at_the_threshold_and_shows_the_rest_as_output() -> None:
    root = ElementTree.fromstring(reporter("junit")(REPORT))
    suites = {suite.attrib["name"]: suite for suite in root}
    dangling = suites["TPO201 link-dangling"]
    assert [case_.attrib["name"] for case_ in dangling.findall("testcase")] == [
        "STY-001: STY-001 realizes REQ-404, which does not exist"
    ]
    assert dangling.findtext("testcase/failure") == (
        "specs/STY-001.md:3:21: error TPO201 STY-001 realizes REQ-404, which does not exist\nmend: write `REQ-004`"
    )
    assert (
        dangling.findtext("system-out") == 'specs/ü, b%20.md:7:1: info 100 % <b> & "x" \ufffd\nnext (write `REQ-004`)'
    )
    passed = suites["TPO301 goal-without-requirement"]
    assert (passed.attrib["tests"], passed.attrib["failures"]) == ("1", "0")
    assert "no requirement supports GOAL-001" in (passed.findtext("system-out") or "")
    assert "TPO309 risk-unmitigated" not in suites


TEXT = st.text(max_size=20)
FINDINGS = st.builds(
    Finding,
    TEXT,
    st.integers(1, 999),
    st.integers(1, 999),
    st.sampled_from(["TPO101", "TPO201", "TPO305"]),
    TEXT,
    st.just("some-rule"),
    st.sampled_from(list(Severity)),
    TEXT,
    TEXT,
    TEXT,
)


@settings(deadline=None)
@given(st.lists(FINDINGS, max_size=3), st.sampled_from(sorted(FORMATS)))
def test_any_text_can_be_reported(findings: list[Finding], name: str) -> None:
    report = replace(REPORT, findings=tuple(findings))
    text = reporter(name)(report)
    text.encode("utf-8", "replace")
    if name == "junit":
        ElementTree.fromstring(text.encode("utf-8", "replace"))
    elif name in ("json", "sarif", "gitlab"):
        json.loads(text)
    elif name == "github":
        assert len(text.split("\n")) == len(findings) + 2


@settings(deadline=None)
@given(st.lists(FINDINGS, max_size=3))
def test_a_report_survives_a_cache(findings: list[Finding]) -> None:
    report = replace(REPORT, findings=tuple(findings))
    assert unpacked(json.loads(json.dumps(packed(report)))) == report


def test_a_report_is_made_of_a_review(review: Review) -> None:
    """
    ```yaml title="tpo-docs.yml"
    require: [risk]
    rules: {ignore: [TPO311]}
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split
    realizes: REQ-404
    allow: [{rule: TPO302, reason: later}]
    ---
    ```
    """
    report = report_of(review, ["TPO201 STY-009 realizes REQ-001"])
    assert Counter(finding.code for finding in report.findings)["TPO201"] == 1
    assert (report.items, report.day) == (1, "2027-03-01")
    assert report.gone == ("TPO201 STY-009 realizes REQ-001",)
    assert "TPO301" in report.waiting
    assert not {"TPO309", "TPO311", "TPO702"} & report.waiting.keys()


def test_known_findings_leave_the_findings_and_those_gone_are_named() -> None:
    key = "TPO201 STY-001 realizes REQ-404"
    files = case('```yaml title="STY-001.md"\n---\nid: STY-001\nrealizes: [REQ-404, REQ-405]\n---\n```')
    everything = files.review()
    from tpo_docs.check import check  # noqa: PLC0415 - beside its use

    report = report_of(check(everything.project, known=[key, "TPO201 X y"]), [key, "TPO201 X y"])
    assert [finding.about for finding in report.findings if finding.code == "TPO201"] == ["realizes REQ-405"]
    assert [finding.key for finding in report.known] == [key]
    assert report.gone == ("TPO201 X y",)
