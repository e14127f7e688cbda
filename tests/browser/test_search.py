"""Words searched with Pagefind: ids first, facets, under the policy; and what remains of it in a folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.conftest import Site, Visit, Visiting, built, until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

_TEXTS = {
    "STY-001": ("story", "done", "Split costs", "Nobody splits barrels by hand."),
    "STY-002": ("story", "ready", "Barrels", "Told as <b>1 < 2</b> barrels &amp; more."),
    "SPEC-001": ("spec", "agreed", "Engine", "How barrels are counted."),
    "SPEC-002": ("spec", "agreed", "Other", "Nothing of the kind."),
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    root = tmp_path_factory.mktemp("search") / "project"
    (root / "specs").mkdir(parents=True)
    (root / "tpo-docs.yml").write_text("sources: [specs]\nsite: {search: pagefind}\n")
    for name, (kind, status, title, text) in _TEXTS.items():
        (root / "specs" / f"{name}.md").write_text(
            f"---\nid: {name}\ntype: {kind}\nstatus: {status}\ntitle: {title}\n---\n{text}\n"
        )
    with built(root, pagefind=True) as site:
        yield site


def _ask(visit: Visit, text: str) -> None:
    visit.page.keyboard.press("/")
    visit.page.wait_for_selector(".tpo-jump__input")
    visit.page.keyboard.type(text)


def test_words_are_found_with_facets_and_ids_stay_first(visiting: Visiting, found: Site) -> None:
    with visiting(found) as visit:
        page = visit.open("index.html", ready=".tpo-search")
        _ask(visit, "barrels")
        until(lambda: page.locator(".tpo-jump__option--text").count() == 3)
        assert page.locator(".tpo-jump__option").first.locator(".tpo-jump__id").inner_text() == "STY-002"
        assert page.locator(".tpo-jump__option--text .tpo-badge").all_inner_texts().count("Story") == 2
        assert "1 < 2 barrels & more." in page.inner_text(".tpo-jump__list")
        facets = page.locator(".tpo-facet")
        assert {text.split()[0] for text in facets.all_inner_texts()} >= {"Story", "Specification", "done", "agreed"}
        page.click(".tpo-facet >> text=Specification")
        until(lambda: page.locator(".tpo-jump__option--text").count() == 1)
        assert page.get_attribute(".tpo-facet >> text=Specification", "aria-pressed") == "true"
        page.click(".tpo-facet >> text=Specification")
        until(lambda: page.locator(".tpo-jump__option--text").count() == 3)
        for _ in range(4):
            page.keyboard.press("ArrowDown")
        page.fill(".tpo-jump__input", "spec-001")
        until(lambda: page.inner_text("[aria-selected=true] .tpo-jump__id") == "SPEC-001")
        page.keyboard.press("Enter")
        page.wait_for_url("**/SPEC-001.html")
        assert (visit.errors, visit.foreign) == ([], [])


def test_a_hit_in_a_text_can_be_opened_by_keyboard(visiting: Visiting, found: Site) -> None:
    with visiting(found) as visit:
        page = visit.open("index.html", ready=".tpo-search")
        page.click(".tpo-search")
        page.wait_for_selector(".tpo-jump__input")
        page.keyboard.type("counted")
        until(lambda: page.locator(".tpo-jump__option--text").count() == 1)
        page.keyboard.press("Enter")
        page.wait_for_url("**/SPEC-001.html")
        assert (visit.errors, visit.foreign) == ([], [])


def test_from_a_folder_ids_and_titles_are_found_and_the_rest_is_said(visiting: Visiting, found: Site) -> None:
    with visiting(found) as visit:
        page = visit.open("index.html", ready=".tpo-search", folder=True)
        _ask(visit, "split")
        until(lambda: "only on a web server" in page.inner_text(".tpo-jump__status"))
        assert page.inner_text("[aria-selected=true] .tpo-jump__id") == "STY-001"
        assert (visit.errors, visit.foreign) == ([], [])


def test_the_site_carries_no_second_search(found: Site) -> None:
    assert not (found.folder / "search").exists()
    assert (found.folder / "pagefind" / "pagefind.js").is_file()
