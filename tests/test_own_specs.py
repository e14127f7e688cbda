"""Our own requirements are in our own format, true and without a finding."""

from __future__ import annotations

from pathlib import Path

import pytest

from tpo_docs import files
from tpo_docs.model import Review, Severity

_ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def own() -> Review:
    return files.load(_ROOT).review


def test_our_own_rules_find_no_error_in_them(own: Review) -> None:
    assert [finding.message for finding in own.findings if finding.severity is Severity.ERROR] == []


def test_there_are_enough_of_them_to_be_taken_seriously(own: Review) -> None:
    assert len(own.project.items) >= 60
    for name in ("goal", "requirement", "story", "spec", "decision", "test", "release"):
        assert own.project.has_type(name)


def test_the_tests_that_they_name_exist(own: Review) -> None:
    """A test of ours names pytest modules: `tests/test_parse.py::*`."""
    for item in own.project.of_type("test"):
        if not item.committed:
            continue
        for key in item.texts("result_key"):
            path = key.partition("::")[0]
            assert any(_ROOT.glob(path)), f"{item.id} names {key}, and there is no such file"
