"""Our own requirements are in our own format, true and without a finding."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tpo_docs import files
from tpo_docs.model import Review, Severity
from tpo_docs.records.evidence import Matcher
from tpo_docs.testreports.pytest_json import case_of

_ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Review:
    """Our own project without the results that an earlier run may have left: they are of other texts."""
    folder = tmp_path_factory.mktemp("own")
    shutil.copy(_ROOT / "tpo-docs.yml", folder)
    for name in ("specs", "records", "templates"):
        if (_ROOT / name).is_dir():
            shutil.copytree(_ROOT / name, folder / name, ignore=shutil.ignore_patterns("results.jsonl"))
    return files.load(folder).review


def test_our_own_rules_find_no_error_in_them(own: Review) -> None:
    assert [finding.message for finding in own.findings if finding.severity is Severity.ERROR] == []


def test_there_are_enough_of_them_to_be_taken_seriously(own: Review) -> None:
    assert len(own.project.items) >= 60
    for name in ("goal", "requirement", "story", "spec", "decision", "test", "release"):
        assert own.project.has_type(name)


def test_the_tests_that_they_name_exist(own: Review) -> None:
    """A test of ours names pytest modules: `tests/test_graph.py::*`."""
    named = [
        (item.id, key) for item in own.project.of_type("test") if item.committed for key in item.texts("result_key")
    ]
    assert named
    for name, key in named:
        assert any(_ROOT.glob(key.partition("::")[0])), f"{name} names {key}, and there is no such file"


def test_every_result_key_meets_a_test_of_pytest(own: Review, request: pytest.FixtureRequest) -> None:
    """As the report of this very run has their names; of a part of the tests only what was collected can be said."""
    matcher = Matcher(own.project)
    collected = [item.nodeid for item in request.session.items]
    met = {match.key for node in collected for match in matcher.match(case_of(node), "", ())}
    whole = len({node.partition("::")[0] for node in collected}) == sum(1 for _ in _ROOT.glob("tests/**/test_*.py"))
    files_ = {node.partition("::")[0] for node in collected}
    for item in own.project.of_type("test"):
        for key in item.texts("result_key") if item.committed else ():
            assert key in met or not (whole or key.partition("::")[0] in files_), f"{item.id}: {key} meets no test"
