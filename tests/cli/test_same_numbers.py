"""`plan`, `priorities`, `forecast` and `roadmap` say the same numbers as the pages, on whatever day."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.planning.pages import rendered
from tpo_docs.files import load

_ERP = Path(__file__).resolve().parents[2] / "tpo_docs" / "examples" / "erp"
_DAYS = ("2027-03-01", "2027-04-12")


@pytest.fixture(scope="module", params=_DAYS)
def day(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def pages(day: str) -> dict[str, str]:
    return rendered(load(_ERP, today=date.fromisoformat(day)).review)


def _cells(page: str, caption: str) -> list[list[str]]:
    """The texts of the cells of a table."""
    table = re.search(
        rf'<caption class="tpo-sr">{re.escape(caption)}</caption>.*?<tbody>(.*?)</tbody>', page, re.DOTALL
    )
    assert table is not None, caption
    rows = re.findall(r"<tr>(.*?)</tr>", table[1], re.DOTALL)
    return [[_text(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)] for row in rows]


def _text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def _json(run: Run, day: str, *arguments: str) -> Any:
    done = run("-C", str(_ERP), *arguments, "--format", "json", "--today", day)
    assert done.err == ""
    return json.loads(done.out)


@pytest.mark.parametrize("release", ["REL-1.1", "REL-1.2", "REL-2.0", "REL-legacy-off"])
def test_forecast(release: str, run: Run, day: str, pages: dict[str, str]) -> None:
    said = _json(run, day, "forecast", release)
    shown = dict(row[:2] for row in _cells(pages[f"planning/release-{release}.md"], "Forecast"))
    assert shown["Done with 50 % (P50)"] == said["p50"]
    assert shown["Done with 85 % (P85)"] == said["p85"]
    assert shown["Open stories, with those that others need"] == str(said["open"])
    assert shown["Stories done by the target with 85 %"] == str(said["stories_by_target"])
    assert f"{round(100 * said['probability'])} %" in shown.values()


def test_plan(run: Run, day: str, pages: dict[str, str]) -> None:
    said = {row["id"]: row for row in _json(run, day, "plan")}
    shown = {row[0].split()[0]: row for row in _cells(pages["planning/teams.md"], "The plan")}
    assert {name for name, row in said.items() if row["fits"]} == shown.keys()
    assert {name: f"{said[name]['from']} {said[name]['to']}" for name in shown} == {
        name: row[3] for name, row in shown.items()
    }
    unfit = {row[0].split()[0] for row in _cells(pages["planning/teams.md"], "What did not fit")}
    assert {name for name, row in said.items() if not row["fits"]} == unfit


def test_priorities(run: Run, day: str, pages: dict[str, str]) -> None:
    said = {row["id"]: row for row in _json(run, day, "priorities")["items"] if row["score"] is not None}
    page = pages["planning/priorities.md"]
    assert said
    for row in said.values():
        assert row["how"] in unescape(page)


def test_roadmap(run: Run, day: str, pages: dict[str, str]) -> None:
    said = {row["id"]: row for row in _json(run, day, "roadmap")}
    shown = {
        name: row for row in _cells(pages["planning/roadmap.md"], "Epics") for name in re.findall(r"EPIC-\d+", row[0])
    }
    assert shown.keys() == said.keys()
    for name, row in said.items():
        assert shown[name][3] in (f"{row['done']}/{row['stories']}", "–")
        assert shown[name][5].startswith(f"{row['done_points']:g} / {row['points']:g}")
    text = unescape(pages["planning/roadmap.md"])
    ends = [row["to"] for row in said.values() if row["from"]]
    assert ends
    assert [end for end in ends if f" to {end}" not in text] == []
