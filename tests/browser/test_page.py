"""What every page has: the jump, hover cards, ids in the theme's search, copy buttons, folds of the chain."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from tests.browser.conftest import Site, Visit, Visiting, until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def _page_of(site: Site, name: str) -> str:
    return site.review.project.items[name].docs_path.removesuffix(".md") + ".html"


def _selected(page: Any) -> str:
    text: str = page.inner_text(".tpo-jump [aria-selected=true] .tpo-jump__id")
    return text


@pytest.mark.parametrize("folder", [False, True], ids=["served", "from a folder"])
def test_an_id_is_two_keys_away(visit: Visit, folder: bool) -> None:  # noqa: FBT001 - a parameter of the test
    page = visit.open("index.html", folder=folder)
    page.keyboard.press("g")
    dialog = page.get_by_role("dialog", name="Go to an item")
    dialog.wait_for()
    page.keyboard.type("sty-012")
    until(lambda: page.locator(".tpo-jump__option").count() > 0)
    assert _selected(page) == "STY-012"
    page.keyboard.press("Enter")
    page.wait_for_url("**/STY-012*.html")


def _selects(page: Any, name: str) -> bool:
    return bool(_selected(page) == name)


def test_the_jump_finds_numbers_beginnings_and_titles(visit: Visit) -> None:
    page = visit.open("index.html")
    page.keyboard.press("g")
    page.wait_for_selector(".tpo-jump")
    for text, first in (("req-00", "REQ-001"), ("req2", "REQ-002"), ("well costs", "REQ-002")):
        page.fill(".tpo-jump__input", text)
        until(partial(_selects, page, first))
    page.fill(".tpo-jump__input", "req-0")
    until(lambda: page.locator(".tpo-jump__option").count() > 5)
    page.keyboard.press("ArrowDown")
    assert _selected(page) == "REQ-002"
    assert page.get_attribute(".tpo-jump__input", "aria-activedescendant") == "tpo-jump-1"
    page.fill(".tpo-jump__input", "nobody wrote this")
    until(lambda: page.inner_text(".tpo-jump__status") == "Nothing is called so.")


def test_the_jump_keeps_the_focus_and_gives_it_back(visit: Visit) -> None:
    page = visit.open("index.html")
    page.locator(".md-content a").first.focus()
    page.keyboard.press("g")
    page.wait_for_selector(".tpo-jump")
    for _ in range(4):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('.tpo-jump')"
        )
    page.keyboard.press("Escape")
    assert page.locator(".tpo-jump").count() == 0
    assert page.evaluate("document.activeElement === document.querySelector('.md-content a')")


def test_who_types_is_not_interrupted(visit: Visit) -> None:
    page = visit.open("explore.html", ready=".tpo-x__input")
    page.focus(".tpo-x__input")
    page.keyboard.type("g/gg")
    assert page.input_value(".tpo-x__input") == "g/gg"
    assert page.locator(".tpo-jump").count() == 0


def test_the_theme_keeps_its_keys(visit: Visit) -> None:
    page = visit.open("index.html")
    page.keyboard.press("/")
    until(lambda: page.evaluate("document.activeElement.dataset.mdComponent") == "search-query")
    assert page.locator(".tpo-jump").count() == 0


def test_ids_come_first_in_the_search(visit: Visit) -> None:
    page = visit.open("index.html")
    page.keyboard.press("/")
    page.keyboard.type("SPEC-004", delay=20)
    hits = page.locator(".tpo-hits__link")
    until(lambda: hits.count() > 0)
    assert "SPEC-004" in hits.first.inner_text()
    assert page.locator(".tpo-hits").evaluate("hits => hits.parentElement.firstElementChild === hits")
    until(lambda: page.locator(".md-search-result__item").count() > 0)
    page.keyboard.press("Enter")
    page.wait_for_url("**/SPEC-004*.html*")


@pytest.mark.parametrize("folder", [False, True], ids=["served", "from a folder"])
def test_a_card_says_what_an_id_stands_for(visit: Visit, folder: bool) -> None:  # noqa: FBT001 - as above
    page = visit.open(_page_of(visit.site, "REQ-002"), folder=folder)
    link = page.locator(".md-content a[data-tpo-id=STY-012]").first
    link.hover()
    card = page.get_by_role("tooltip")
    card.wait_for()
    text = card.inner_text()
    for word in ("Story", "STY-012", "Split well costs per office", "done", "Billing team"):
        assert word in text
    assert link.get_attribute("aria-describedby") == card.get_attribute("id")
    card.hover()
    page.wait_for_timeout(400)
    assert card.is_visible()
    page.keyboard.press("Escape")
    assert page.get_by_role("tooltip").count() == 0


def test_a_card_comes_by_keyboard_too_and_moves_nothing(visit: Visit) -> None:
    page = visit.open(_page_of(visit.site, "REQ-002"))
    height = page.evaluate("document.documentElement.scrollHeight")
    page.locator(".md-content a[data-tpo-id=STY-012]").first.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    page.get_by_role("tooltip").wait_for()
    assert page.evaluate("document.documentElement.scrollHeight") == height
    page.keyboard.press("Tab")
    until(lambda: "STY-012" not in "".join(page.get_by_role("tooltip").all_inner_texts()))


def test_a_plain_link_to_the_page_of_an_item_has_a_card(visit: Visit) -> None:
    page = visit.open("index.html")
    page.evaluate(
        "path => document.querySelector('.md-content article').insertAdjacentHTML('afterbegin', "
        "`<p><a id=plain href='${path}#links'>a story</a> <a id=far href='https://example.invalid/x.html'>far</a></p>`)",
        _page_of(visit.site, "STY-012"),
    )
    page.hover("#plain")
    page.get_by_role("tooltip").wait_for()
    assert "STY-012" in page.get_by_role("tooltip").inner_text()
    page.hover("#far")
    page.wait_for_timeout(700)
    assert page.get_by_role("tooltip").count() == 0


def test_fingers_get_no_cards(visiting: Visiting, erp: Site) -> None:
    with visiting(erp, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True) as visit:
        page = visit.open(_page_of(erp, "REQ-002"))
        page.evaluate("addEventListener('click', event => event.preventDefault(), true)")
        page.locator(".md-content a[data-tpo-id=STY-012]").first.tap()
        page.wait_for_timeout(700)
        assert page.get_by_role("tooltip").count() == 0


def test_an_id_and_a_link_that_stays_can_be_copied(visiting: Visiting, erp: Site) -> None:
    with visiting(erp, permissions=["clipboard-read", "clipboard-write"]) as visit:
        page = visit.open(_page_of(erp, "REQ-002"))
        page.get_by_role("button", name="Copy the id").click()
        until(lambda: page.evaluate("navigator.clipboard.readText()") == "REQ-002")
        page.get_by_role("button", name="Copy a link that stays").click()
        until(lambda: page.evaluate("navigator.clipboard.readText()") == f"{erp.url}id/REQ-002.html")
        page.goto(f"{erp.url}id/REQ-002.html")
        page.wait_for_url("**/REQ-002*.html")
        page.wait_for_selector("h1 .tpo-id")


def test_the_chain_folds(visit: Visit) -> None:
    page = visit.open("trace/chain.html")
    rows = page.locator("table.tpo-chain tbody tr:visible")
    before = rows.count()
    page.get_by_role("button", name="Fold all", exact=True).click()
    folded = rows.count()
    assert folded < before
    first = page.locator(".tpo-fold__button").first
    assert first.get_attribute("aria-expanded") == "false"
    first.click()
    assert folded < rows.count() < before
    page.get_by_role("button", name="Unfold all").click()
    assert rows.count() == before


def test_wide_tables_scroll_by_keyboard(visiting: Visiting, erp: Site) -> None:
    with visiting(erp, viewport={"width": 390, "height": 844}) as visit:
        page = visit.open("trace/chain.html")
        assert page.evaluate(
            "[...document.querySelectorAll('.tpo-scroll')].filter(box => box.scrollWidth > box.clientWidth + 1)"
            ".every(box => box.tabIndex === 0 && box.getAttribute('aria-label'))"
        )


def test_the_words_are_those_of_the_page(visiting: Visiting, german: Site) -> None:
    with visiting(german) as visit:
        page = visit.open("explore.html", ready=".tpo-x--ready tbody tr a")
        assert page.get_by_role("button", name="Leeren").is_visible()
        assert page.inner_text(".tpo-x__count").endswith(" Elemente")
        page.keyboard.press("g")
        page.get_by_role("dialog", name="Zu einem Element").wait_for()
        assert visit.errors == []


def test_a_page_of_an_item_is_light_although_all_items_are_in_the_navigation(erp: Site) -> None:
    items = [item for item in erp.review.project.items.values() if not item.is_row and not item.anchor]
    pages = [erp.folder / _page_of(erp, item.id) for item in items]
    sizes = sorted(page.stat().st_size for page in pages if page.is_file())
    assert len(sizes) > 100
    assert sizes[len(sizes) // 2] < 42_000
    assert sizes[-1] < 56_000
