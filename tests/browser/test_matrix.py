"""Any matrix, in the browser."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Site, Visit, Visiting, until
from tpo_docs import matrix as matrices
from tpo_docs.matrix import Standing
from tpo_docs.pages.matrix import exempt

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

_WORDS = {
    Standing.FAILED: "a test has failed",
    Standing.STALE: "a test is stale or has not run",
    Standing.SUSPECT: "suspect: the other end has changed",
    Standing.OK: "linked",
}
"""What a cell of a direct link says, the worst first: where a test verifies several criteria, the worst counts."""
READY = ".tpo-m--ready .tpo-m__rowhead"


def _rows(page: Any) -> list[str]:
    found: list[str] = page.eval_on_selector_all(
        ".tpo-m__row",
        "rows => rows.sort((a, b) => a.ariaRowIndex - b.ariaRowIndex).map(row => row.querySelector('a')?.dataset.tpoId ?? '')",
    )
    return found


def _save(page: Any, folder: Path) -> list[list[str]]:
    with page.expect_download() as caught:
        page.get_by_role("button", name="CSV").click()
    caught.value.save_as(folder / "matrix.csv")
    return list(csv.reader(io.StringIO((folder / "matrix.csv").read_text(encoding="utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    ("rows", "columns"),
    [("requirement", "story"), ("requirement", "test"), ("goal", "requirement"), ("story", "spec"), ("story", "test")],
)
def test_it_says_what_the_page_of_the_pair_says(
    visit: Visit, erp: Site, tmp_path: Path, rows: str, columns: str
) -> None:
    project = erp.review.project
    pair = matrices.pair_of(project.schema, rows, columns)
    assert pair is not None
    found = matrices.matrix(project, pair, exempt(erp.review))
    page = visit.open(f"trace/matrix.html#rows={rows}&cols={columns}", ready=READY)
    table = _save(page, tmp_path)
    head, *lines = table
    shown = {(line[0], head[place]): cell for line in lines for place, cell in enumerate(line) if place > 1 and cell}
    said: dict[tuple[str, str], Standing] = {}
    for row in found.rows:
        for cell in (*row.cells, *(cell for part in row.parts for cell in part.cells)):
            if cell.standing in _WORDS and cell.via is None and cell.item.living:
                key = (row.item.id, cell.item.id)
                said[key] = min(said.get(key, cell.standing), cell.standing, key=list(_WORDS).index)
    words = set(_WORDS.values())
    assert {pair: word for pair, word in shown.items() if word in words} == {
        pair: _WORDS[standing] for pair, standing in said.items()
    }
    missing = {line[0] for line in lines if line[1] == "missing"}
    assert missing == {row.item.id for row in found.rows if row.standing is Standing.MISSING}
    assert [line[0] for line in lines[: len(missing)]] == sorted(missing)


def test_rows_and_columns_are_chosen_and_linked_to(visit: Visit) -> None:
    page = visit.open("trace/matrix.html", ready=READY)
    page.get_by_role("combobox", name="Rows", exact=True).select_option("story")
    page.get_by_role("combobox", name="Columns", exact=True).select_option("spec")
    assert page.get_by_role("grid").get_attribute("aria-rowcount") == "69"
    until(lambda: "rows=story&cols=spec" in page.evaluate("location.hash"))
    page.get_by_role("button", name="⇄").click()
    assert page.get_by_role("combobox", name="Rows", exact=True).input_value() == "spec"
    page.get_by_label("Only gaps").check()
    assert _rows(page) == []
    assert "gaps: 0" in page.inner_text(".tpo-x__count")


def test_only_gaps(visit: Visit) -> None:
    page = visit.open("trace/matrix.html#rows=requirement&cols=story&only=gaps", ready=READY)
    assert _rows(page) == ["REQ-011"]
    assert "missing" in page.locator(".tpo-m__rowhead").inner_text()


def test_groups_fold(visit: Visit) -> None:
    page = visit.open("trace/matrix.html#rows=story&cols=test&group=epic", ready=READY)
    grid = page.get_by_role("grid")
    folded = int(grid.get_attribute("aria-rowcount") or 0)
    assert folded < 20
    head = page.locator(".tpo-m__rowhead").first
    assert head.get_attribute("aria-expanded") == "false"
    head.locator(".tpo-m__fold").click()
    assert int(grid.get_attribute("aria-rowcount") or 0) > folded
    assert page.locator(".tpo-m__rowhead").first.get_attribute("aria-expanded") == "true"
    page.get_by_role("button", name="Unfold all").click()
    assert int(grid.get_attribute("aria-rowcount") or 0) >= 69


def test_arrows_walk_the_grid_and_enter_opens(visit: Visit) -> None:
    page = visit.open("trace/matrix.html#rows=requirement&cols=story&sort=id", ready=READY)
    page.locator("[tabindex='0'].tpo-m__cell").focus()
    where = "[document.activeElement.closest('[aria-rowindex]').ariaRowIndex, document.activeElement.ariaColIndex]"
    assert page.evaluate(where) == ["2", "2"]
    for key, place in (
        ("ArrowDown", ["3", "2"]),
        ("ArrowRight", ["3", "3"]),
        ("End", ["3", "69"]),
        ("Control+End", ["45", "69"]),
        ("Home", ["45", "1"]),
        ("Control+Home", ["2", "2"]),
        ("ArrowUp", ["1", "2"]),
    ):
        page.keyboard.press(key)
        assert page.evaluate(where) == place, key
    assert page.locator("[role=grid] [tabindex='0']").count() == 1
    page.locator(".tpo-m__row[aria-rowindex='3'] .tpo-cell").first.click()
    detail = page.locator(".tpo-m__detail")
    assert detail.locator("a").first.inner_text() == "REQ-002"
    assert "is realized by" in detail.inner_text()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('.tpo-m__detail') !== null")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.role") == "gridcell"
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    page.wait_for_url("**/REQ-002*.html")


def test_of_a_large_grid_only_what_is_in_sight_is_there(visiting: Visiting, many: Site) -> None:
    with visiting(many) as visit:
        page = visit.open("trace/matrix.html#rows=spec&cols=story", ready=READY)
        grid = page.get_by_role("grid")
        assert grid.get_attribute("aria-rowcount") == "281"
        assert page.locator(".tpo-m__row").count() < 60
        page.locator(".tpo-m__scroll").evaluate("box => box.scrollTo(box.scrollWidth, box.scrollHeight)")
        page.wait_for_selector(".tpo-m__row[aria-rowindex='281']")
        page.wait_for_selector(".tpo-m__colhead[aria-colindex='211']")
        corner = page.locator(".tpo-m__corner").bounding_box()
        box = page.locator(".tpo-m__scroll").bounding_box()
        assert abs(corner["x"] - box["x"]) < 3
        assert abs(corner["y"] - box["y"]) < 3
        assert visit.errors == []


def test_without_scripts_there_are_links_to_the_matrices(visiting: Visiting, erp: Site) -> None:
    with visiting(erp, java_script_enabled=False) as visit:
        page = visit.open("trace/matrix.html")
        assert page.locator(".tpo-m a").count() > 5
