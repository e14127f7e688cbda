"""`roadmap`: the numbers of the page."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run

_ERP = str(Path(__file__).resolve().parents[2] / "tpo_docs" / "examples" / "erp")


def test_the_roadmap_of_the_example(run: Run) -> None:
    rows = json.loads(run("-C", _ERP, "roadmap", "--format", "json").out)
    payments = next(row for row in rows if row["id"] == "EPIC-010")
    assert (payments["when"], payments["release"], payments["stories"], payments["points"]) == ("now", "REL-1.1", 3, 13)
    assert "EPIC-010" in run("-C", _ERP, "roadmap").out
    assert run("-C", _ERP, "roadmap", "--format", "csv").out.startswith("epic,when,release")
