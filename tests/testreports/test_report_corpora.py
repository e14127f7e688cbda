"""Reports of many runners, against the counts that stand beside them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tpo_docs.config import PROPERTIES
from tpo_docs.model import CaseResult
from tpo_docs.testreports import ReportError, read

_DISABLED = "junit-xml/tst/disabled.xml"
"""Here the count beside it takes five cases with `status='disabled'` for passed ones."""
_WORDS = {"failure": "failed"}


def _expected(shared: Path, corpus: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shared / "corpora" / corpus / "expected.json").read_text(encoding="utf-8"))
    return found


def _cases(path: Path) -> list[CaseResult]:
    with path.open("rb") as stream:
        found = list(read(stream, PROPERTIES))
    return [case for case in found if isinstance(case, CaseResult)]


@pytest.mark.parametrize("corpus", ["junit-xml", "cucumber-json"])
def test_each_report_gives_the_cases_that_stand_beside_it(corpus: str, shared: Path) -> None:
    expected = _expected(shared, corpus)
    assert expected["per_file"]
    for name, counts in expected["per_file"].items():
        cases = _cases(shared / "corpora" / corpus / "data" / name)
        wanted = Counter({_WORDS.get(word, word): count for word, count in counts.items()})
        wanted.pop("cases", None)
        wanted.pop("scenarios", None)
        if name == _DISABLED:
            wanted += Counter(skipped=5)
            wanted["passed"] -= 5
        assert Counter(case.result for case in cases) == wanted, name
        assert len(cases) == sum(wanted.values())
        assert all(case.case.rpartition("::")[2] for case in cases), name


@pytest.mark.parametrize("corpus", ["junit-xml", "cucumber-json"])
def test_what_is_no_report_is_refused_with_a_line(corpus: str, shared: Path) -> None:
    folder = shared / "corpora" / corpus / "data"
    known = _expected(shared, corpus)["per_file"]
    others = [path for path in sorted(folder.rglob("*.*")) if path.relative_to(folder).as_posix() not in known]
    assert len(others) == len(_expected(shared, corpus)["unreadable"]) + _expected(shared, corpus).get("other xml", 0)
    for path in others:
        with pytest.raises(ReportError) as caught:
            _cases(path)
        assert caught.value.reason


def test_places_times_and_messages_are_read(shared: Path) -> None:
    folder = shared / "corpora" / "junit-xml/data/junit-xml/pytest"
    failed = next(case for case in _cases(folder / "junit.fail.xml") if case.result == "failed")
    assert failed.at == "2020-09-04T16:18:04Z"
    assert failed.case.startswith("test.test_spark.SparkTests::test_")
    assert failed.place.startswith("test/test_spark.py:")
    assert failed.message
    assert failed.seconds is not None


def test_tags_of_features_and_scenarios_are_read(shared: Path) -> None:
    folder = shared / "corpora" / "cucumber-json/data"
    assert sum(len(case.names) for path in folder.rglob("*.json") if path.stat().st_size for case in _cases(path)) > 0
