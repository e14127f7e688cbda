"""The example of an ERP under the policy that its site asks for, and from a folder: nothing is refused or asked of others."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.hostile.watching import Visit, policy, served
from tpo_docs.cli.app import app

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("hostile")]

PAGES = (
    *("index.html", "about.html", "coverage.html", "gaps.html", "questions.html", "glossary.html", "parties.html"),
    *("charts.html", "explore.html", "graph.html", "items/story.html", "trace/matrix.html", "trace/chain.html"),
    *("trace/requirement-story.html", "rules/TPO301.html", "roles/client.html", "gaps/owners.html"),
    *("views/everything-with-a-finding.html", "releases/REL-1.1.html", "about/how-we-work.html"),
)  # fmt: skip


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("erp") / "erp"
    shutil.copytree(Path(str(resources.files("tpo_docs"))) / "examples" / "erp", root)
    result = CliRunner().invoke(app, ["build", "--alias", "latest", "-C", str(root)])
    assert result.exit_code == 0, result.output
    return root / "site"


@pytest.fixture(scope="session")
def url(site: Path) -> Iterator[str]:
    with served(site, policy(site)) as address:
        yield address


@pytest.fixture
def visit(browser: Any, url: str) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    yield Visit(context, url)
    context.close()


def test_the_policy_lets_no_script_in_that_is_not_ours(site: Path) -> None:
    sources = dict(part.partition(" ")[::2] for part in policy(site).split("; "))
    allowed = sources["script-src"].split()
    assert allowed[0] == "'self'"
    assert len(allowed) > 1
    assert all(source.startswith("'sha256-") for source in allowed[1:])
    assert sources["default-src"] == "'self'"
    assert (sources["object-src"], sources["form-action"]) == ("'none'", "'none'")


def test_no_page_asks_another_host_or_breaks_the_policy(browser: Any, site: Path, url: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    visit = Visit(context, url, searching=False)
    found = {}
    for page in PAGES:
        assert (site / "1.1" / page).is_file(), page
        visit.open(f"{url}1.1/{page}")
        if harm := visit.harm():
            found[page] = harm
    visit.open(f"{url}versions.html")
    harm = visit.harm()
    context.close()
    assert (found, harm) == ({}, [])


def test_palette_search_hover_and_explorer_work_under_the_policy(visit: Visit, url: str) -> None:
    page = visit.page
    visit.open(f"{url}1.1/index.html")
    before = page.get_attribute("body", "data-md-color-scheme")
    page.click("label[for^=__palette]:visible")
    assert page.get_attribute("body", "data-md-color-scheme") != before
    page.click(".md-search__input")
    page.keyboard.type("invoice")
    page.wait_for_selector(".md-search-result__item, .tpo-hits a")
    assert visit.harm() == []
    _hover(visit, f"{url}1.1/trace/requirement-story.html")
    _explore(visit, f"{url}1.1/explore.html")
    assert visit.harm() == []


def test_from_a_folder_everything_works_but_the_list_of_versions(browser: Any, site: Path) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    visit = Visit(context, site.as_uri())
    folder = (site / "1.1").as_uri()
    found = {}
    for name in ("index.html", "releases/REL-1.1.html", "graph.html", "trace/matrix.html", "trace/chain.html"):
        visit.open(f"{folder}/{name}")
        if harm := _but_versions(visit):
            found[name] = harm
    assert found == {}
    page = visit.page
    page.click(".md-search__input")
    page.keyboard.type("invoice")
    page.wait_for_selector(".md-search-result__item")
    _hover(visit, f"{folder}/trace/requirement-story.html")
    _explore(visit, f"{folder}/explore.html")
    assert _but_versions(visit) == []
    context.close()


def _but_versions(visit: Visit) -> list[str]:
    """A browser lets no page of a folder fetch the list of versions, and the theme asks for it."""
    return [one for one in visit.harm() if "versions.json" not in one and "net::ERR_FAILED" not in one]


def _hover(visit: Visit, url: str) -> None:
    visit.open(url)
    link = visit.page.locator("article a[data-tpo-id^=REQ-]").first
    link.hover()
    visit.page.wait_for_selector(".tpo-hover")
    assert str(link.get_attribute("data-tpo-id")) in visit.page.inner_text(".tpo-hover")


def _explore(visit: Visit, url: str) -> None:
    visit.open(url)
    visit.page.fill(".tpo-x__input", "type:goal")
    visit.page.wait_for_function("document.querySelector('.tpo-x__count').textContent.match(/[1-9]/)")
    rows = visit.page.locator(".tpo-x tbody a").all_inner_texts()
    assert "GOAL-001" in rows
    assert not [row for row in rows if row.startswith("REQ-")]
