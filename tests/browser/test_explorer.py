"""The explorer and the lists by type in the browser."""

from __future__ import annotations

import csv
import io
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Site, Visit, Visiting, until
from tpo_docs import query
from tpo_docs.pages.explorer import fragment

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

READY = ".tpo-x--ready tbody tr a"

QUERIES = (
    "",
    "type:requirement status:approved missing:story",
    "type:story release:REL-1.1 -status:done sort:priority",
    "type:requirement kind:regulatory sort:clause",
    "type:feedback importance>=2",
    "has:finding",
    "has:error",
    "-has:owner",
    "missing:test type:requirement,story",
    "missing:spec",
    "covered:no",
    "covered:yes type:requirement",
    "covered:deep",
    "up:GOAL-001",
    "down:TEST-003",
    "up:GOAL-* type:test",
    "priority>=should type:requirement",
    "status>=approved type:requirement",
    "category:dead",
    "category<doing type:story",
    "estimate>=5 sort:-estimate",
    "findings>=1 sort:-findings,id",
    "owner:*team sort:owner,-id",
    "title:invoice sort:title",
    "kind:functional,quality -priority:must",
    "realizes:REQ-002",
    "realized_by:STY-012",
    "verified_by:* type:requirement",
    "has:realized_by type:requirement",
    "missing:verified_by type:story",
    "has:criteria",
    "has:release type:story",
    "target<2028-01-01 type:release",
    "probability>=3 type:risk sort:-impact",
    "as:billing-clerk",
    "sort:status type:story",
    "sort:-priority,id type:requirement",
)


def _count(page: Any) -> str:
    text: str = page.inner_text(".tpo-x__count")
    return text


def _ids(page: Any) -> list[str]:
    found: list[str] = page.eval_on_selector_all(
        ".tpo-x__table tbody tr:not(.tpo-x__space) th a[data-tpo-id]", "links => links.map(link => link.dataset.tpoId)"
    )
    return found


def _filter(page: Any, text: str) -> None:
    page.fill(".tpo-x__input", text)


@pytest.mark.parametrize("text", QUERIES)
def test_a_query_finds_on_the_page_what_it_finds_on_the_command_line(text: str, erp_page: Any, erp: Site) -> None:
    project = erp.review.project
    parsed = query.parse(text, project.schema, query.field_names(project.items.values()))
    assert not parsed.problems
    expected = [item.id for item in query.select(parsed, erp.review)]
    _filter(erp_page, text)
    until(lambda: _ids(erp_page) == expected, lambda: _ids(erp_page), expected)


@pytest.fixture(scope="module")
def erp_page(browser: Any, erp: Site) -> Any:
    page = browser.new_page()
    page.goto(f"{erp.url}explore.html")
    page.wait_for_selector(READY)
    yield page
    page.close()


def test_without_scripts_all_rows_are_there(visiting: Visiting, erp: Site) -> None:
    with visiting(erp, java_script_enabled=False) as visit:
        page = visit.open("explore.html")
        assert page.locator(".tpo-x__table tbody tr").count() == len(erp.review.project.items)
        assert page.locator(".tpo-x__views a").count() == len(erp.review.project.configuration.views)


def test_facets_narrow_down_and_write_the_query(visit: Visit) -> None:
    page = visit.open("explore.html", ready=READY)
    page.get_by_role("checkbox", name="Stories").check()
    page.get_by_role("checkbox", name="done").check()
    assert page.input_value(".tpo-x__input") == "type:story status:done"
    shown = _ids(page)
    assert shown
    assert all(visit.site.review.project.items[name].status == "done" for name in shown)
    assert _count(page) == f"{len(shown)} of 395 items"
    page.get_by_role("checkbox", name="Stories").uncheck()
    assert page.input_value(".tpo-x__input") == "status:done"


def test_headings_sort_both_ways(visit: Visit) -> None:
    page = visit.open("explore.html#q=type:requirement", ready=READY)
    heading = page.locator("th[data-column=title]")
    heading.get_by_role("button").click()
    assert heading.get_attribute("aria-sort") == "ascending"
    first = _ids(page)
    heading.get_by_role("button").click()
    assert heading.get_attribute("aria-sort") == "descending"
    assert _ids(page) == first[::-1]
    heading.get_by_role("button").click()
    assert heading.get_attribute("aria-sort") is None
    assert page.evaluate("document.activeElement.closest('th')?.dataset.column") == "title"


def test_a_view_is_in_the_address(visit: Visit) -> None:
    page = visit.open("explore.html", ready=READY)
    _filter(page, 'title:"well costs"')
    page.locator("summary", has_text="Columns").click()
    page.get_by_role("checkbox", name="Priority", exact=True).uncheck()
    until(lambda: "cols=" in page.evaluate("location.hash"))
    address = page.evaluate("location.href")
    assert '"' not in address
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_selector(READY)
    assert page.input_value(".tpo-x__input") == 'title:"well costs"'
    assert _ids(page) == ["REQ-002", "STY-012"] or "REQ-002" in _ids(page)
    assert page.locator("th[data-column=priority]").count() == 0


def _shows(page: Any, query: str) -> bool:
    return bool(page.input_value(".tpo-x__input") == query)


def test_saved_views_open_with_their_columns(visit: Visit, erp: Site) -> None:
    page = visit.open("explore.html", ready=READY)
    for view in erp.review.project.configuration.views:
        link = page.get_by_role("link", name=view.name, exact=True)
        assert link.get_attribute("href") == "#" + fragment(view.query, view.columns)
        link.click()
        until(partial(_shows, page, view.query))
        heads = page.eval_on_selector_all("th[data-column]", "heads => heads.map(head => head.dataset.column)")
        assert heads == list(view.columns)
        assert link.get_attribute("aria-current") == "true"
        size = int(link.locator("xpath=following-sibling::*[1]").inner_text())
        assert len(_ids(page)) == size


def test_an_unknown_field_is_said(visit: Visit) -> None:
    page = visit.open("explore.html", ready=READY)
    _filter(page, "colour:red")
    assert page.inner_text(".tpo-x__problem") == "There is no field “colour” here."
    assert _count(page) == "395 items"


def test_the_view_can_be_taken_along_as_csv(visit: Visit, tmp_path: Path) -> None:
    page = visit.open("explore.html#q=type:goal&cols=id,title,owner", ready=READY)
    with page.expect_download() as caught:
        page.get_by_role("button", name="CSV").click()
    caught.value.save_as(tmp_path / "items.csv")
    data = (tmp_path / "items.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["Id", "Title", "Owner"]
    assert len(rows) == 11
    assert rows[1][:2] == ["GOAL-001", "One ledger for every well and every office"]


def test_arrows_go_from_row_to_row(visit: Visit) -> None:
    page = visit.open("explore.html#q=type:goal", ready=READY)
    page.locator("tbody th a").first.focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") == "GOAL-002"
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.textContent") == "GOAL-001"


def test_it_works_from_a_folder(visit: Visit) -> None:
    page = visit.open("explore.html#q=up:GOAL-001%20type:story", ready=READY, folder=True)
    until(lambda: not _count(page).startswith("395"))
    assert 0 < len(_ids(page)) < 70
    page.locator("tbody th a").first.click()
    page.wait_for_url("**/STY-*.html")


def test_of_a_long_table_only_what_is_in_sight_is_there(visiting: Visiting, many: Site) -> None:
    total = len(many.review.project.items)
    with visiting(many) as visit:
        page = visit.open("explore.html", ready=READY)
        table = page.locator(".tpo-x__table")
        assert table.get_attribute("aria-rowcount") == str(total + 1)
        assert page.locator(".tpo-x__table tbody tr").count() < 120
        page.locator(".tpo-x__scroll").evaluate("box => { box.scrollTop = box.scrollHeight }")
        page.wait_for_selector(f"tr[aria-rowindex='{total + 1}']")
        page.locator("tbody th a").last.focus()
        for _ in range(40):
            page.keyboard.press("ArrowUp")
        assert page.evaluate("document.activeElement.closest('tr').ariaRowIndex") == str(total + 1 - 40)
        _filter(page, "type:test sort:-id")
        assert _ids(page)[0] == "TEST-00140"
        page.emulate_media(media="print")
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        assert page.locator(".tpo-x__table tbody tr:not(.tpo-x__space)").count() == 140
        assert visit.errors == []


def test_a_list_of_a_type_is_filtered_and_sorted_where_it_stands(visit: Visit) -> None:
    page = visit.open("items/requirement.html", ready=".tpo-x__input")
    rows = page.locator("table[data-tpo-items] tbody tr:visible")
    assert rows.count() == 47
    _filter(page, "priority:must kind:quality")
    assert 0 < rows.count() < 47
    assert "of 47 items" in _count(page)
    _filter(page, "")
    page.locator("th[data-column=title] button").click()
    titles = page.eval_on_selector_all(
        "table[data-tpo-items] tbody .tpo-items__title > a",
        "links => links.map(link => link.textContent.toLowerCase())",
    )
    assert titles == sorted(titles)
    page.get_by_role("link", name="Open in the explorer").hover()
    page.get_by_role("link", name="Open in the explorer").click()
    page.wait_for_selector(READY)
    assert len(_ids(page)) == 47


def test_on_a_phone_a_few_columns_do(visiting: Visiting, erp: Site) -> None:
    with visiting(erp, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True) as visit:
        page = visit.open("explore.html", ready=READY)
        heads = page.eval_on_selector_all("th[data-column]", "heads => heads.map(head => head.dataset.column)")
        assert heads == ["id", "title", "status"]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
