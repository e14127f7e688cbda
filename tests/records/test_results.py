"""Recorded results: their lines, and which of them prove what."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import case
from tpo_docs.model import CaseResult, FileLines, ResultGroup, Results, Run, natural_key
from tpo_docs.records import results
from tpo_docs.records.evidence import Matcher, evidence
from tpo_docs.records.results import in_order, written

_AT = "2027-02-01T10:00:00Z"
_CASES = (
    CaseResult("a.b::test_10", "passed", _AT, seconds=0.25, of={"TEST-001": "aa"}, line=2),
    CaseResult(
        "a.b::test_9", "failed", _AT, "staging", "c0ffee", None, "assert 1 == 2", "a/b.py:7", ("TEST-001",), line=1
    ),
)


def test_what_is_written_is_read_again() -> None:
    whole = Results(_CASES, (ResultGroup("other", {"passed": 3}, _AT),), (FileLines("a.py", 10, 7, _AT),), present=True)
    data = results.written(whole)
    found, unread = results.read(data)
    assert unread == ()
    assert sorted(found.cases) == sorted(whole.cases)
    assert (found.groups, found.files, found.present) == (whole.groups, whole.files, True)
    assert results.written(found) == data
    assert [json.loads(line).get("case") for line in data.splitlines()][:2] == ["a.b::test_9", "a.b::test_10"]


def test_lines_of_two_branches_become_one_with_a_history() -> None:
    early = CaseResult(
        "a::b", "failed", "2027-01-01T00:00:00Z", commit="1", before=(Run("2026-12-01T00:00:00Z", "passed"),)
    )
    late = CaseResult(
        "a::b", "passed", "2027-01-02T00:00:00Z", commit="2", before=(Run("2026-12-01T00:00:00Z", "passed"),)
    )
    for order in ((early, late), (late, early)):
        data = b"".join(results.written(Results((one,), present=True)) for one in order)
        (found,) = results.read(data)[0].cases
        assert (found.result, found.commit) == ("passed", "2")
        assert found.before == (
            Run("2027-01-01T00:00:00Z", "failed", "1"),
            Run("2026-12-01T00:00:00Z", "passed"),
        )


def test_of_one_moment_the_worse_counts_and_the_history_is_bounded() -> None:
    one = CaseResult("a::b", "passed", _AT)
    assert results.merged(one, one._replace(result="failed")).result == "failed"
    for day in range(1, 29):
        one = results.merged(one, CaseResult("a::b", "passed", f"2027-03-{day:02}T00:00:00Z"))
    assert len(one.before) == results.HISTORY
    assert one.before[0].at == "2027-03-27T00:00:00Z"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "the line is no JSON"),
        ("[]", "the line is no object"),
        ('{"case": "a"}', "the line has no time `at`"),
        ('{"case": "", "at": "2027-01-01"}', "the line names no case"),
        ('{"case": "a", "at": "2027-01-01", "result": "fine"}', "the line has no result that is known: 'fine'"),
        ('{"cases": "a", "at": "2027-01-01"}', "the line has no `counts`"),
        ('{"file": "a", "at": "2027-01-01", "lines": -1}', "the line has no number `lines`"),
        ("<<<<<<< HEAD", "the line is a mark of a merge conflict"),
    ],
)
def test_a_line_that_cannot_be_read_hides_no_other(line: str, reason: str) -> None:
    data = f'{line}\n{{"case": "a::b", "result": "passed", "at": "2027-01-01"}}\n'.encode()
    found, (problem,) = results.read(data)
    assert (problem.reason, problem.line, problem.about) == (reason, 1, "record")
    assert len(found.cases) == 1


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2027-02-01", "2027-02-01T00:00:00Z"),
        ("2027-02-01T10:00:00", "2027-02-01T10:00:00Z"),
        ("2027-02-01T10:00:00.123456+02:00", "2027-02-01T08:00:00Z"),
        ("2027-02-01T10:00:00Z", "2027-02-01T10:00:00Z"),
        ("yesterday", ""),
        ("0001-01-01T00:00:00+10:00", ""),
    ],
)
def test_moments_are_of_one_zone(written: str, read: str) -> None:
    assert results.moment(written) == read


_TEST = """
```yaml title="TEST-001.md"
---
id: TEST-001
title: One
kind: automated
environment: Staging
result_key: [{key}]
---
```
```yaml title="STY-001.md"
---
id: STY-001
title: Story
---
## Acceptance criteria
- **AC1** One.
```
"""


@pytest.mark.parametrize(
    ("key", "name", "place", "fits"),
    [
        ("tests/test_a.py::test_b", "tests.test_a::test_b", "", True),
        ("tests/test_a.py::test_b", "tests.test_a::test_b[x-1]", "", True),
        ("tests/test_a.py::test_b", "tests.test_a::test_bc", "", False),
        ("tests/test_a.py::TestC::test_b", "tests.test_a.TestC::test_b", "", True),
        ("tests/test_a.py::*", "tests.test_a.TestC::test_b", "", True),
        ("tests/test_a.py::*", "tests.test_ab::test_b", "", False),
        ("tests/*::*", "tests.deep.test_a::test_b", "", True),
        ("tests.*::test_*b", "tests.test_a::test_xb", "", True),
        ("test_b", "tests.test_a::test_b", "", True),
        ("tests.test_a", "tests.test_a.TestC::test_b", "", True),
        ("tests/test_a.py", "tests.test_a::test_b", "", True),
        ("*b", "tests.test_a::test_b", "", True),
        ("features/split.feature::*", "Split costs::Two offices", "features/split.feature:7", True),
        ("Split costs::Two *", "Split costs::Two offices", "features/split.feature:7", True),
        ("test[x]::a", "test[x]::a", "", True),
        ("test[x]::a", "testx::a", "", False),
        ("tests/test_a.py::test_b", "tests.test_a::test_b[c.py::d]", "", True),
        ("tests/test_a.py::test_b[c.py::d]", "tests.test_a::test_b[c.py::d]", "", True),
        ("ns::Thing::works", "ns::Thing::works", "", True),
        ("ns::Thing::*", "ns::Thing::works", "", True),
    ],
)
def test_what_a_key_means(key: str, name: str, place: str, *, fits: bool) -> None:
    matcher = Matcher(case(_TEST.replace("{key}", json.dumps(key))).review().project)
    found = matcher.match(name, place, ())
    assert [match.address for match in found] == (["TEST-001"] if fits else [])


@pytest.mark.parametrize(
    ("name", "names", "addresses"),
    [
        ("a::b", ("TEST-001",), ["TEST-001"]),
        ("a::b", ("@STY-001/AC1", "smoke"), ["STY-001/AC1"]),
        ("a::b", ("STY-001.AC1",), ["STY-001/AC1"]),
        ("a::b", ("STY-001/AC9",), []),
        ("a::test_sty_001_ac1_shows_totals", (), ["STY-001/AC1"]),
        ("a::STY-001: shows totals", (), ["STY-001"]),
        ("a::test_sty_0011", (), []),
        ("a::STY-001", ("TEST-001",), ["TEST-001"]),
    ],
)
def test_what_names_and_ids_mean(name: str, names: tuple[str, ...], addresses: list[str]) -> None:
    matcher = Matcher(case(_TEST.replace("{key}", "x::y")).review().project)
    assert [match.address for match in matcher.match(name, "", names)] == addresses


def test_a_bare_name_of_several_classes_is_ambiguous_and_proves_nothing() -> None:
    rows = [
        {"case": f"{head}::test_b", "result": "passed", "at": _AT, "environment": where}
        for head, where in (("tests.a", ""), ("tests.b", "staging"), ("tests.c", "production"))
    ]
    text = _TEST.replace("{key}", "test_b") + '```json title="records/results.jsonl"\n'
    project = case(text + "".join(f"{json.dumps(row)}\n" for row in rows) + "```\n").review().project
    found = evidence(project)
    assert found.ambiguous == {"test_b": ("tests.a", "tests.b")}
    assert (found.tests["TEST-001"].outcome, found.tests["TEST-001"].ambiguous) == ("not-run", ("test_b",))


def test_a_name_that_is_no_id_is_listed() -> None:
    rows = '{"case": "a::b", "result": "passed", "at": "2027-01-01", "names": ["TEST-099"]}\n'
    text = _TEST.replace("{key}", "x::y") + f'```json title="records/results.jsonl"\n{rows}```\n'
    found = evidence(case(text).review().project)
    assert [(one.case, name) for one, name in found.unknown] == [("a::b", "TEST-099")]
    assert [one.case for one in found.unmatched] == ["a::b"]


_NAMES = st.lists(st.text(alphabet=st.sampled_from("aab.:_[]-0019٣ é"), max_size=9), max_size=12)


@given(_NAMES)
def test_names_are_in_the_order_of_natural_keys(names: list[str]) -> None:
    assert sorted(names, key=in_order) == sorted(names, key=natural_key)


def test_cases_of_one_name_are_in_the_order_of_their_environments() -> None:
    cases = tuple(
        CaseResult(name, "passed", _AT, environment)
        for name, environment in (("a::t10", "y"), ("a::t9", "z"), ("a::t10", "x"), ("a\0::t1", ""))
    )
    for some in (cases, cases[:3]):
        rows = [json.loads(line) for line in written(Results(some, present=True)).splitlines()]
        keys = [(natural_key(row["case"]), row.get("environment", "")) for row in rows]
        assert keys == sorted(keys)
