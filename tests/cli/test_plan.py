"""`plan`: the order with why, the dates, and what did not fit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cases import case
from tests.cli.conftest import Run
from tests.planning.test_plan import FILES


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for path, text in case(FILES).files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_plan_says_when_and_why(shop: Path, run: Run) -> None:
    lines = run("plan").out.splitlines()
    assert lines[0].split()[:4] == ["ORDER", "ID", "TEAM", "SIZE"]
    assert any("STY-1" in line and "2027-03-01  2027-03-28" in line and "late" in line for line in lines)
    assert lines[-1] == "3 stories planned, 2 behind the target of their release, 2 did not fit"


def test_a_release_or_a_team_alone(shop: Path, run: Run) -> None:
    assert [row["id"] for row in json.loads(run("plan", "--release", "REL-a", "--format", "json").out)] == [
        "STY-1",
        "STY-2",
    ]
    rows = json.loads(run("plan", "--team", "red", "--format", "json").out)
    assert [(row["id"], row["fits"]) for row in rows] == [("STY-1", True), ("STY-3", True), ("STY-5", False)]
    assert rows[2]["waits_for"] == "STY-4"
    assert run("plan", "--team", "blue", "--format", "csv").out.splitlines()[1].startswith("3,STY-2,blue,5,2027-03-29")


def test_names_that_are_none_are_wrong_use(shop: Path, run: Run) -> None:
    assert "no release 'REL-x'" in run("plan", "--release", "REL-x").err
    assert "did you mean" in run("plan", "--team", "re").err or "no team 're'" in run("plan", "--team", "re").err
