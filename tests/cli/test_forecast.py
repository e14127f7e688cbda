"""`forecast`: the numbers of the page of a release."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run

ERP = str(Path(__file__).resolve().parents[2] / "tpo_docs" / "examples" / "erp")


def test_the_forecast_of_a_release_of_the_example(run: Run) -> None:
    out = run("-C", ERP, "forecast", "REL-1.1").out
    assert "P50                    2027-04-26\n" in out
    assert "done by the target     50 % (wanted: 85 %)\n" in out
    found = json.loads(run("-C", ERP, "forecast", "REL-1.1", "--format", "json").out)
    assert (found["p50"], found["p85"], found["open"], found["source"]) == ("2027-04-26", "2027-05-10", 10, "snapshots")
    assert run("-C", ERP, "forecast", "REL-1.1", "--format", "csv").out.splitlines()[0] == "what,value"


def test_a_release_that_is_out_says_so(run: Run) -> None:
    assert "released         2026-06-12\n" in run("-C", ERP, "forecast", "REL-mvp").out


def test_without_history_there_is_a_guess_at_most(project: Path, run: Run) -> None:
    """
    ```yaml title="REL-a.md"
    ---
    id: REL-a
    kind: release
    ---
    ```
    """
    assert "not enough data: there are fewer than 6 full weeks" in run("forecast", "REL-a").out
    result = run("forecast", "REL-b")
    assert "there is no release 'REL-b'" in result.err or result.status == 2
