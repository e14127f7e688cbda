"""Rules in two processes find what they find in one, and what one fails to do the other does."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import corpus
from tpo_docs import files, processes
from tpo_docs.check import check
from tpo_docs.files import judging
from tpo_docs.files.judging import Judges
from tpo_docs.files.kept import Reading
from tpo_docs.model import Finding, Project
from tpo_docs.rules import RULES
from tpo_docs.rules.rule import Rule

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked here")

_ROOT = Path(__file__).parents[1]


class _History:
    """Something that a rule may ask besides the project."""

    def __init__(self) -> None:
        self.asked = False
        self.elsewhere = False

    def ask_elsewhere(self) -> None:
        self.elsewhere = True


@pytest.fixture(autouse=True)
def _two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "count", lambda *_: 2)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("project")
    corpus.write(folder, 60)
    page = next((folder / "specs").rglob("STY-*.md"))
    page.write_text(page.read_text(encoding="utf-8").replace("status: ", "status: no-such-"), encoding="utf-8")
    return files.load(folder).project


def _reading(keep: Callable[[], None] | None = None, parsed: int = 0) -> Reading:
    return Reading((), parsed, keep)


def _judge(project: Project) -> Callable[[Rule], list[Finding]]:
    """Each rule finds one thing: its own code, and in which process."""
    return lambda rule: [Finding("a.md", 1, 1, rule.code, str(os.getpid()), rule.name, rule.severity)]


@pytest.mark.parametrize("parsed", [0, judging._WORTH_A_PROCESS])
def test_two_processes_find_what_one_finds(project: Project, parsed: int) -> None:
    with Judges(_reading(parsed=parsed)) as judges:
        review = check(project, judging=judges)
    assert review.findings == check(project).findings != ()
    erp = files.load(_ROOT / "tpo_docs" / "examples" / "erp").project
    with Judges(_reading(parsed=parsed)) as judges:
        review = check(erp, judging=judges)
    alone = check(erp)
    assert (review.findings, review.exempted, review.known) == (alone.findings, alone.exempted, alone.known)


def test_each_rule_is_asked_and_both_processes_work(project: Project) -> None:
    assert {rule.family for rule in RULES} <= set("".join(judging._PIECES))
    with Judges(_reading()) as judges:
        found = judges(RULES, _judge(project))
    assert [some[0].code for some in found] == [rule.code for rule in RULES]
    assert str(os.getpid()) in {some[0].message for some in found}


def test_what_the_other_process_asks_of_the_history_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("threading.active_count", lambda: 1)  # whatever other tests have left running
    end = time.monotonic() + 60
    mark = tmp_path / "begun"
    asked, silent = _History(), _History()
    here = os.getpid()

    def judge(rule: Rule) -> list[Finding]:
        asked.asked = os.getpid() != here
        while os.getpid() == here and not mark.exists():
            assert time.monotonic() < end, "the other one has not begun"
        mark.touch()
        return []

    with Judges(_reading(), asked, silent) as judges:
        assert judges(RULES, judge) == [[] for _ in RULES]
    assert (asked.elsewhere, silent.elsewhere) == (True, False)


def test_where_the_other_process_fails_this_one_judges(project: Project) -> None:
    here = os.getpid()

    def judge(rule: Rule) -> list[Finding]:
        if os.getpid() != here:
            os._exit(1)
        return _judge(project)(rule)

    with Judges(_reading()) as judges:
        found = judges(RULES, judge)
    assert {some[0].message for some in found} == {str(here)}


@pytest.mark.parametrize("count", [1, 2])
def test_what_was_read_is_written_down_once(count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "count", lambda *_: count)
    target = tmp_path / "kept"

    def keep() -> None:
        with target.open("a") as file:
            file.write("kept")

    with Judges(_reading(keep)) as judges:
        judges(RULES, lambda _: [])
    assert target.read_text() == "kept"
    monkeypatch.setattr(processes, "helper", lambda _: None)
    with Judges(_reading(keep)) as judges:
        assert judges(RULES, lambda _: []) == [[] for _ in RULES]
    assert target.read_text() == "keptkept"
    with pytest.raises(ZeroDivisionError), Judges(_reading(keep)):
        raise ZeroDivisionError
    assert target.read_text() == "keptkept"
    with Judges(_reading(keep)):
        pass
    assert target.read_text() == "keptkeptkept"
