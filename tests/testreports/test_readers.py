"""Each kind of report, by small ones that hold what the collections of real ones do not."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import Iterator
from textwrap import dedent
from typing import Any

import pytest

from tpo_docs.config import PROPERTIES
from tpo_docs.model import CaseResult, FileLines
from tpo_docs.testreports import ReportError, read


def _read(text: str | bytes) -> list[CaseResult | FileLines]:
    data = text.encode() if isinstance(text, str) else text
    return list(read(io.BytesIO(data), PROPERTIES))


def _cases(text: str | bytes) -> list[CaseResult]:
    return [case for case in _read(text) if isinstance(case, CaseResult)]


def test_properties_of_cases_and_suites_hold_ids() -> None:
    text = """
    <testsuite name="s"><properties><property name="requirement" value="REQ-001"/></properties>
    <testcase classname="c" name="a"><properties><property name="tpo" value="TEST-001, STY-001/AC1"/>
    <property name="other" value="TEST-002"/></properties></testcase>
    <testcase classname="c" name="b"><properties><property name="Test_Key">TEST-003</property></properties></testcase>
    <testcase classname="c" name="d" requirement="REQ-009"/></testsuite>
    """
    names = [case.names for case in _cases(text.strip())]
    assert names == [("REQ-001", "TEST-001", "STY-001/AC1"), ("REQ-001", "TEST-003"), ("REQ-001", "REQ-009")]


def test_a_later_try_makes_a_failure_good() -> None:
    text = """
    <testsuite><testcase classname="c" name="a"><flakyFailure message="timed out">trace</flakyFailure></testcase>
    <testcase classname="c" name="b"><failure>\n  first line\n  second</failure><rerunFailure message="x"/></testcase>
    </testsuite>
    """
    first, second = _cases(text.strip())
    assert (first.result, first.message) == ("passed", "passed at a later try: timed out")
    assert (second.result, second.message) == ("failed", "first line")


def test_control_characters_that_xml_forbids_are_passed_over() -> None:
    text = b'<testsuite><testcase classname="c" name="a\x1b[31m &#27;b&#x0;"/><testcase name="&#228;"/></testsuite>'
    assert [case.case for case in _cases(text)] == ["c::a [31m b", "::ä"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_encodings(encoding: str) -> None:
    name = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{name}"?><testsuite name="ü"><testcase name="ä"/></testsuite>'
    assert [case.case for case in _cases(text.encode(encoding))] == ["ü::ä"]


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        ("", "the file is empty", 0),
        ("hello", "this is no report of a kind that is known", 1),
        ("<html/>", "its root is <html>, not <testsuites> or <testsuite>", 1),
        ("<testsuite>\n<testcase>", "the XML breaks: no element found", 2),
        ('<!DOCTYPE t [<!ENTITY a "aa">]><testsuite name="&a;"/>', "the XML declares entities of its own", 1),
        ("<testsuite>" * 300, "the XML is nested too deeply", 1),
        ('<?xml version="1.0" encoding="klingon"?><testsuite/>', "the XML has an encoding that is not known", 1),
        ("{", "the JSON breaks off: expecting property name enclosed in double quotes", 1),
        ('{"a\n', "the JSON breaks off: invalid control character", 1),
        ("{}", "this JSON is no report of a kind that is known", 1),
        ("[1]", "this JSON is no report of a kind that is known", 1),
        ('{"meta": {}}\nx', "the line is no JSON", 2),
        ("TN:\nSF:a\nDA:x,1", "the line holds no line data", 3),
        ("SF:a\nDA:1,--5", "the line holds no line data", 2),
        (f"SF:a\nDA:{'9' * 5000},1", "the line holds no line data", 2),
    ],
)
def test_what_is_no_report_says_why(text: str, reason: str, line: int) -> None:
    with pytest.raises(ReportError) as caught:
        _read(text)
    assert (caught.value.reason, caught.value.line) == (reason, line)


def test_an_entity_bomb_costs_nothing() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "x">' + "".join(
        f'<!ENTITY a{n} "{"&a" + (str(n - 1) if n else "") + ";" * 1}">' * 1 for n in range(9)
    )
    with pytest.raises(ReportError):
        _read(f"{bomb}]><testsuite><testcase name='&a8;'/></testsuite>")


class _Endless(io.RawIOBase):
    """A report of many cases that is never in memory as a whole."""

    def __init__(self, cases: int) -> None:
        self.parts = self._parts(cases)
        self.rest = b""

    @staticmethod
    def _parts(cases: int) -> Iterator[bytes]:
        yield b"<testsuites><testsuite name='s'>"
        for number in range(cases):
            yield b"<testcase classname='c' name='%d'><system-out>%s</system-out></testcase>" % (number, b"x" * 200)
        yield b"</testsuite></testsuites>"

    def read(self, size: int = -1) -> bytes:
        while len(self.rest) < size and (part := next(self.parts, b"")):
            self.rest += part
        found, self.rest = self.rest[:size], self.rest[size:]
        return found

    def seek(self, *_: int) -> int:
        self.parts, self.rest = self._parts(20_000), b""
        return 0


def test_a_long_report_is_read_in_little_memory() -> None:
    tracemalloc.start()
    assert len([None for _ in read(_Endless(20_000), PROPERTIES)]) == 20_000  # type: ignore[arg-type]  # a stream as far as it is read
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3_000_000


def test_behave_writes_tags_as_texts_and_a_status_for_each_scenario() -> None:
    text = json.dumps(
        [
            {
                "keyword": "Feature",
                "location": "features/split.feature:2",
                "name": "Split",
                "status": "failed",
                "tags": ["STY-001"],
                "elements": [
                    {"type": "background", "name": "", "steps": [{"name": "x", "result": {"status": "passed"}}]},
                    {
                        "type": "scenario",
                        "name": "Two offices",
                        "location": "features/split.feature:9",
                        "status": "failed",
                        "tags": ["STY-001.AC1"],
                        "steps": [
                            {"result": {"status": "passed", "duration": 0.5}},
                            {"result": {"status": "failed", "duration": 0.25, "error_message": ["Assertion", "x"]}},
                            {"name": "never reached"},
                        ],
                    },
                    {"type": "scenario", "name": "Never", "status": "untested", "steps": []},
                ],
            }
        ]
    )
    first, second = _cases(text)
    assert first == CaseResult(
        "Split::Two offices",
        "failed",
        "",
        seconds=0.75,
        message="Assertion",
        place="features/split.feature:9",
        names=("STY-001", "STY-001.AC1"),
    )
    assert second.result == "skipped"


def test_messages_count_the_last_try() -> None:
    rows = [
        {"meta": {"protocolVersion": "27"}},
        {
            "gherkinDocument": {
                "uri": "f.feature",
                "feature": {
                    "name": "Split",
                    "children": [
                        {"rule": {"id": "r", "children": [{"scenario": {"id": "s", "location": {"line": 7}}}]}}
                    ],
                },
            }
        },
        {
            "pickle": {
                "id": "p",
                "uri": "f.feature",
                "name": "Two",
                "tags": [{"name": "@TEST-001"}],
                "astNodeIds": ["s"],
            }
        },
        {"testCase": {"id": "t", "pickleId": "p"}},
        {"testCaseStarted": {"id": "1", "testCaseId": "t", "timestamp": {"seconds": 0, "nanos": 0}}},
        {"testStepFinished": {"testCaseStartedId": "1", "testStepResult": {"status": "FAILED", "message": "no"}}},
        {"testCaseFinished": {"testCaseStartedId": "1", "willBeRetried": True}},
        {"testCaseStarted": {"id": "2", "testCaseId": "t", "timestamp": {"seconds": 60, "nanos": 0}}},
        {
            "testStepFinished": {
                "testCaseStartedId": "2",
                "testStepResult": {"status": "PASSED", "duration": {"seconds": 1, "nanos": 500000000}},
            }
        },
        {"testCaseFinished": {"testCaseStartedId": "2", "willBeRetried": False}},
    ]
    (found,) = _cases("\n".join(map(json.dumps, rows)))
    assert found == CaseResult(
        "Split::Two", "passed", "1970-01-01T00:01:00Z", seconds=1.5, place="f.feature:7", names=("TEST-001",)
    )


def test_pytest_json_report() -> None:
    report = {
        "created": 0,
        "tests": [
            {
                "nodeid": "tests/test_a.py::TestB::test_c[x::y]",
                "lineno": 4,
                "outcome": "failed",
                "setup": {"duration": 0.1, "outcome": "passed"},
                "call": {"duration": 0.2, "outcome": "failed", "crash": {"message": "assert 0"}},
                "user_properties": [{"tpo": "TEST-001"}],
            },
            {"nodeid": "tests/test_a.py::test_d", "outcome": "xfailed"},
        ],
    }
    first, second = _cases(json.dumps(report, indent=1))
    assert first == CaseResult(
        "tests.test_a.TestB::test_c[x::y]",
        "failed",
        "1970-01-01T00:00:00Z",
        seconds=0.3,
        message="assert 0",
        place="tests/test_a.py:5",
        names=("TEST-001",),
    )
    assert (second.case, second.result) == ("tests.test_a::test_d", "skipped")


def test_pytest_reportlog() -> None:
    rows: list[dict[str, object]] = [{"pytest_version": "9", "$report_type": "SessionStart"}]
    for node, when, outcome in (
        ("t.py::a", "setup", "passed"),
        ("t.py::a", "call", "passed"),
        ("t.py::a", "teardown", "failed"),
        ("t.py::b", "setup", "skipped"),
        ("t.py::b", "teardown", "passed"),
        ("t.py::c", "setup", "passed"),
    ):
        rows.append({"nodeid": node, "when": when, "outcome": outcome, "duration": 0.5, "$report_type": "TestReport"})
    found = _cases("\n".join(map(json.dumps, rows)))
    assert [(case.case, case.result, case.seconds) for case in found] == [
        ("t::a", "error", 1.5),
        ("t::b", "skipped", 1.0),
        ("t::c", "passed", 0.5),
    ]


def test_line_data() -> None:
    report: dict[str, Any] = {
        "meta": {"timestamp": "2027-01-01T00:00:00"},
        "files": {"src\\a.py": {"summary": {"num_statements": 10, "covered_lines": 7}}},
    }
    assert _read(json.dumps(report)) == [FileLines("src/a.py", 10, 7, "2027-01-01T00:00:00Z")]
    report["files"]["src\\a.py"] |= {"executed_lines": [1, 2, 3, 7], "missing_lines": [5, 6, None, True]}
    assert _read(json.dumps(report)) == [FileLines("src/a.py", 10, 7, "2027-01-01T00:00:00Z", "1-3,7", "5-6")]
    lcov = """
    TN:one
    SF:src/a.c
    DA:1,0
    DA:2,5
    end_of_record
    SF:src/a.c
    DA:1,1,hash
    DA:3,0
    end_of_record
    """
    assert _read(dedent(lcov).strip()) == [FileLines("src/a.c", 3, 2, "", "1-2", "3")]


_STRANGE: tuple[Any, ...] = (
    None,
    5,
    -1,
    True,
    "x",
    [],
    [1],
    {},
    {"a": 1},
    10**400,
    float("inf"),
    float("nan"),
    "\ud800",
)
_REPORTS: dict[str, list[Any]] = {
    "cucumber": [
        [
            {
                "uri": "a.feature",
                "name": "F",
                "tags": [{"name": "@a"}],
                "elements": [
                    {
                        "name": "S",
                        "line": 3,
                        "type": "scenario",
                        "tags": ["b"],
                        "steps": [{"result": {"status": "failed", "duration": 5, "error_message": "no"}}],
                    }
                ],
            }
        ]
    ],
    "messages": [
        {"meta": {}},
        {"gherkinDocument": {"uri": "a", "feature": {"name": "F", "children": [{"scenario": {"id": "1", "location": {"line": 2}}}]}}},
        {"pickle": {"id": "2", "uri": "a", "name": "S", "astNodeIds": ["1"], "tags": [{"name": "@a"}], "location": {"line": 1}}},
        {"testCase": {"id": "3", "pickleId": "2"}},
        {"testCaseStarted": {"id": "4", "testCaseId": "3", "timestamp": {"seconds": 5}}},
        {"testStepFinished": {"testCaseStartedId": "4", "testStepResult": {"status": "FAILED", "message": "no", "duration": {"seconds": 1, "nanos": 5}}}},
        {"testCaseFinished": {"testCaseStartedId": "4"}},
    ],
    "pytest": [
        {
            "created": 5,
            "tests": [
                {"nodeid": "a.py::b", "outcome": "failed", "lineno": 1, "call": {"duration": 1, "outcome": "failed", "crash": {"message": "no"}}, "metadata": {"tpo": ["A"]}}
            ],
        }
    ],
    "log": [{"$report_type": "TestReport", "nodeid": "a.py::b", "outcome": "failed", "when": "call", "duration": 1, "start": 5, "longrepr": {"reprcrash": {"message": "no"}}, "user_properties": [["tpo", "A"]]}],
    "coverage": [{"meta": {"timestamp": "x"}, "files": {"a.py": {"summary": {"num_statements": 2, "covered_lines": 1}, "executed_lines": [1], "missing_lines": [2]}}}],
}  # fmt: skip


def _with_strange(value: Any) -> Iterator[Any]:
    """The value with one of its parts, at any depth, replaced by each strange one."""
    yield from _STRANGE
    places = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for place, part in places:
        for other in _with_strange(part):
            made = value.copy()
            made[place] = other
            yield made


@pytest.mark.parametrize("kind", _REPORTS)
def test_no_value_in_a_report_is_more_than_a_reader_can_take(kind: str) -> None:
    """Whatever stands where a text, number or list is due: a case with sensible seconds, or a reason in words."""
    lines = _REPORTS[kind]
    plain = _read("\n".join(map(json.dumps, lines)))
    assert len(plain) == 1
    for number, line in enumerate(lines):
        for strange in _with_strange(line):
            text = "\n".join(map(json.dumps, [*lines[:number], strange, *lines[number + 1 :]]))
            try:
                found = _read(text)
            except ReportError:
                continue
            for case in found:
                seconds = case.seconds if isinstance(case, CaseResult) else 0
                assert seconds is None or 0 <= seconds < 1e19
