"""What commands say where there is nothing to show: what is missing, and how to begin."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_forecast import ERP


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("plan",), 'there are no stories yet; `tpo-docs new story "As a …, I want …"` writes the first one\n'),
        (("priorities",), 'there are no stories yet; `tpo-docs new story "As a …, I want …"` writes the first one\n'),
        (("roadmap",), 'there are no epics yet; `tpo-docs new epic "What belongs together"` writes the first one\n'),
        (("results", "list"), "no results are kept yet; `tpo-docs results add REPORT` reads a test runner's report\n"),
        (("matrix", "goal", "story"), 'there are no goals yet; `tpo-docs new goal "…"` writes the first one\n'),
    ],
)
def test_instead_of_an_empty_table_a_line_says_how_to_begin(
    project: Path, run: Run, arguments: tuple[str, ...], said: str
) -> None:
    """
    ```yaml title="parties.yml"
    ann: {title: Ann}
    ```
    """
    assert run(*arguments) == (0, said, "")


def test_what_a_machine_reads_stays_as_it_is(project: Path, run: Run) -> None:
    """
    ```yaml title="parties.yml"
    ann: {title: Ann}
    ```
    """
    assert run("plan", "--format", "csv").out.startswith("order,id,team")
    assert run("roadmap", "--format", "json").out == "[]\n"


def test_a_list_of_nothing_says_so_beside_its_head(project: Path, run: Run) -> None:
    """
    ```yaml title="notes.yml"
    ```
    """
    assert run("list").err == "there are no items yet\n"
    assert run("list", "type:story").err == "0 items\n"


def test_a_profile_without_a_type_is_told_from_a_project_without_such_items(project: Path, run: Run) -> None:
    """
    ```yaml title="tpo-docs.yml"
    profile: starter
    ```
    """
    assert run("roadmap").out == "there are no epics: the profile 'starter' does not have them\n"
    found = run("forecast", "REL-1")
    assert (found.status, found.out) == (2, "")
    assert found.err.startswith("tpo-docs: there is no release 'REL-1'; there are no releases: the profile 'starter'")


def test_where_all_sources_are_foreign_nobody_is_told_to_write_items(project: Path, run: Run) -> None:
    """
    ```yaml title="tpo-docs.yml"
    sources: [{path: specs, map: {id: key, type: requirement, status: {default: draft}}}]
    ```
    """
    assert run("plan").out == (
        "there are no stories: no file of the sources is one (`map` in tpo-docs.yml says which are)\n"
    )
    assert run("list").err == "no file of the sources is an item\n"


def test_stories_that_are_all_done_leave_nothing_to_plan(project: Path, run: Run) -> None:
    """
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    status: done
    team: billing
    ---
    ```
    ```yaml title="EPIC-001.md"
    ---
    id: EPIC-001
    status: dropped
    ---
    ```
    """
    assert run("plan").out == "nothing is left to plan: every story is done or dropped\n"
    assert run("plan", "--team", "billing").out == "no open story for billing\n"
    assert run("priorities").out == "nothing is left to score: every story is done or dropped\n"
    assert run("roadmap").out == "no epic is on the roadmap: all of them are dropped\n"
    assert "--team: there is no team 'x'; there are billing" in run("plan", "--team", "x").err


def test_each_kind_of_results_says_why_it_is_empty(project: Path, run: Run) -> None:
    """
    ```yaml title="notes.yml"
    ```
    ```json title="/records/results.jsonl"
    {"schema":"tpo-docs/result/1","case":"a::b","result":"passed","at":"2027-02-28T02:10:00Z"}
    ```
    """
    none = 'there are no tests yet; `tpo-docs new test "…"` writes the first one\n'
    assert run("results", "list").out == none
    assert run("results", "list", "--show", "failed").out == "no case failed\n"


def test_a_forecast_of_what_is_no_release_says_what_it_is(run: Run) -> None:
    dropped = run("-C", ERP, "forecast", "REL-pilot-plus")
    assert dropped == (2, "", "tpo-docs: release REL-pilot-plus is cancelled, so there is nothing to forecast\n")
    assert "STY-001 is no release but a story" in run("-C", ERP, "forecast", "STY-001").err
    assert "there is no release 'REL-mpv'; did you mean 'REL-mvp'?" in run("-C", ERP, "forecast", "REL-mpv").err
