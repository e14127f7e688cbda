"""What a reader is promised of the whole site, where no other test of the browser looks: roles, charts, look, print, folder."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.browser.conftest import Site, Visit, Visiting, built, until
from tests.browser.test_accessibility import _AXE, _RUN

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

_KINDS = {
    "index.html": ".tpo-home",
    "explore.html": ".tpo-x--ready tbody a",
    "trace/matrix.html": ".tpo-m--ready .tpo-m__rowhead",
    "trace/chain.html": ".tpo-fold__button",
    "trace/requirement-test.html": "table",
    "graph.html": ".tpo-g--ready canvas",
    "gaps.html": ".md-content h2",
    "charts.html": ".tpo-chart svg",
    "items/story.html": ".tpo-x__input",
    "roles/client.html": ".md-content h2",
    "planning/roadmap.html": "table",
    "billing/stories/STY-012-split-well-costs.html": ".tpo-copy",
}


# ---- a folder: links, and every kind of page ---------------------------------------------------------------------------


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("id", "name") and value:
                self.ids.add(value)
            elif name in ("href", "src", "xlink:href") and value is not None and tag != "base":
                self.links.append(value)


def test_every_link_of_the_site_leads_to_a_file_and_an_anchor_in_it(erp: Site) -> None:
    read: dict[Path, _Links] = {}
    for file in erp.folder.rglob("*.html"):
        read[file] = _Links()
        read[file].feed(file.read_text(encoding="utf-8"))
    assert len(read) > 300
    lost = []
    for file, page in read.items():
        if file.name == "404.html":  # a server shows it below any address
            continue
        for link in page.links:
            if re.match(r"[a-z]+:", link):
                continue
            path, _, anchor = link.partition("#")
            target = (file.parent / unquote(path.partition("?")[0])).resolve() if path else file
            known = read.get(target)
            if not target.is_file() or (known and anchor and "=" not in anchor and unquote(anchor) not in known.ids):
                lost.append(f"{file.relative_to(erp.folder)}: {link}")
    assert lost == []


@pytest.mark.parametrize("folder", [False, True], ids=["served", "from a folder"])
def test_every_kind_of_page_comes_to_life(visit: Visit, folder: bool) -> None:  # noqa: FBT001 - a parameter of the test
    for path, ready in _KINDS.items():
        visit.open(path, ready=ready, folder=folder)


def test_words_are_found_from_a_folder_too(visit: Visit) -> None:
    page = visit.open("index.html", folder=True)
    page.click(".md-search__input")
    page.keyboard.type("invoice")
    page.wait_for_selector(".md-search-result__item a")
    found = page.get_attribute(".md-search-result__item a >> nth=0", "href")
    assert found.startswith("file:") or not found.startswith("http")
    page.goto(found)
    page.wait_for_selector("h1")


@pytest.mark.parametrize("path", _KINDS)
def test_no_page_is_wider_than_a_phone(visiting: Visiting, erp: Site, path: str) -> None:
    with visiting(erp, viewport={"width": 390, "height": 844}) as visit:
        page = visit.open(path, ready=_KINDS[path])
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


# ---- pages by role, blocks, charts -------------------------------------------------------------------------------------


def test_each_role_has_its_page_one_step_from_home(visit: Visit) -> None:
    page = visit.open("index.html")
    for name in ("Product owner", "Sponsor", "Developer", "Tester", "Client", "Auditor", "Acceptance board"):
        page.click(f".tpo-roles a >> text='{name}'")
        page.wait_for_selector(f"h1:has-text('{name}')")
        assert page.locator(".md-content h2").count() >= 2
        page.go_back()
        page.wait_for_selector(".tpo-home")


def test_numbers_of_a_page_lead_to_the_list_behind_them(visit: Visit) -> None:
    page = visit.open("roles/acceptance-board.html")
    number = page.locator("a.tpo-tile__link").first
    number.click()
    page.wait_for_selector(".tpo-x--ready tbody")
    assert "release:REL-1.1" in page.input_value(".tpo-x__input")


def test_charts_have_their_numbers_as_a_table_and_follow_the_colours(visit: Visit) -> None:
    page = visit.open("charts.html", ready=".tpo-chart svg")
    charts = page.locator("figure.tpo-chart")
    assert charts.count() >= 5
    for place in range(charts.count()):
        chart = charts.nth(place)
        assert chart.locator("svg[role=img] > title").count() == 1
        numbers = chart.locator("details.tpo-chart__numbers")
        numbers.locator("summary").click()
        assert numbers.locator("table tbody tr").count() >= 1
        assert numbers.locator("table").is_visible()
    for scheme in ("default", "slate"):
        page.evaluate("name => document.body.setAttribute('data-md-color-scheme', name)", scheme)
        page.evaluate(_AXE)
        assert page.evaluate(_RUN) == []


# ---- look --------------------------------------------------------------------------------------------------------------


def test_breadcrumbs_lead_up_and_siblings_sideways(visit: Visit) -> None:
    page = visit.open("billing/stories/STY-012-split-well-costs.html", ready=".tpo-copy")
    crumbs = page.locator("nav.tpo-crumbs a")
    assert crumbs.count() >= 3
    assert crumbs.first.inner_text() == "Story"
    page.click(".tpo-siblings__next")
    page.wait_for_selector(".tpo-siblings__previous >> text=STY-012")
    page.click(".tpo-siblings__previous")
    page.wait_for_url("**/STY-012-split-well-costs.html")
    page.click("nav.tpo-crumbs a >> text=EPIC-008")
    page.wait_for_selector("h1:has-text('EPIC-008')")


def test_what_is_empty_says_what_to_write_next(visiting: Visiting, tmp_path: Path) -> None:
    (tmp_path / "specs").mkdir()
    (tmp_path / "tpo-docs.yml").write_text(
        "sources: [specs]\nsite: {suggest_url: 'mailto:po@example.org?subject={id}'}\n"
    )
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: Small\ntheme: {name: material, logo: logo.png, palette: {primary: teal}}\n"
        "repo_url: https://github.com/o/r\nedit_uri: edit/develop/docs/\n"
    )
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "logo.png").write_bytes(b"png")
    (tmp_path / "specs" / "REQ-001.md").write_text("---\nid: REQ-001\n---\n# One\n")
    with built(tmp_path) as site, visiting(site) as visit:
        page = visit.open("index.html")
        assert "Write questions: into an item to ask one." in page.inner_text(".md-content")
        assert page.locator(".tpo-hint, .tpo-empty").count() >= 1
        page = visit.open("explore.html#q=nothing-at-all", ready=".tpo-x--ready")
        until(lambda: "0" in page.inner_text(".tpo-x__count"))
        page = visit.open("REQ-001.html", ready=".tpo-copy")
        assert (
            page.get_attribute(".tpo-source >> text=Suggest a change", "href")
            == "mailto:po@example.org?subject=REQ-001"
        )
        assert page.get_attribute(".md-logo img", "src") == "logo.png"
        assert page.get_attribute("body", "data-md-color-primary") == "teal"
        assert visit.foreign == []


def test_on_paper_a_page_is_a_document_without_the_site_around_it(visit: Visit) -> None:
    page = visit.open("index.html", ready=".tpo-home")
    page.emulate_media(media="print")
    cover = page.evaluate(
        "(() => { const s = getComputedStyle(document.querySelector('.md-content__inner'), '::before');"
        " return [s.content, s.breakAfter]; })()"
    )
    assert "Version 1.1" in cover[0]
    assert cover[1] == "page"
    for away in (".md-header", ".md-sidebar--primary", ".md-footer"):
        assert not page.is_visible(away)
    one = len(re.findall(rb"/Type\s*/Page\b", page.pdf()))
    assert one >= 2
    page = visit.open("trace/chain.html", ready=".tpo-fold__button")
    page.emulate_media(media="print")
    assert not page.is_visible(".tpo-folds")
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf())) >= 2


def test_who_wants_no_motion_gets_none(visit: Visit) -> None:
    """The pages of these tests ask for reduced motion."""
    moving = """() => [...document.querySelectorAll('.md-content *, .tpo-hover, .tpo-jump')].filter(one => {
      const style = getComputedStyle(one);
      return one.className.toString().includes('tpo-') && (parseFloat(style.transitionDuration) > 0.01
        || (style.animationName !== 'none' && parseFloat(style.animationDuration) > 0.01));
    }).map(one => one.className)"""
    for path in ("index.html", "explore.html", "trace/chain.html", "charts.html"):
        page = visit.open(path, ready=_KINDS[path])
        assert page.evaluate(moving) == [], path
