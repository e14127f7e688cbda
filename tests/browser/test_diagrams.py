"""Diagrams of authors: drawn under the policy and from a folder, in the page's colours, and without asking any host."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Site, Visit, Visiting, built, until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

_PAGE = "billing/specs/SPEC-018-disputes.html"
_FENCES = {
    "SPEC-001": "graph TD\n  A[First] --> B[Second]",
    "SPEC-002": "graph TD\n  A[First --> B",
    "SPEC-003": 'flowchart TD\n  A@{ img: "https://evil.example/pixel.png", label: "Picture", w: 60, h: 60 }\n  A --> B',
    "SPEC-004": "%%{init: {'securityLevel': 'loose', 'themeCSS': '@import url(https://evil.example/x.css);'}}%%\n"
    'graph TD\n  A["<img src=x onerror=window.hurt=1>"] --> B\n  click A "javascript:window.hurt=2"\n  click B call alert()',
}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    root = tmp_path_factory.mktemp("diagrams") / "project"
    (root / "specs").mkdir(parents=True)
    (root / "tpo-docs.yml").write_text("sources: [specs]\n")
    for name, text in _FENCES.items():
        (root / "specs" / f"{name}.md").write_text(
            f"---\nid: {name}\nkind: process\n---\n# Drawn\n\n```mermaid\n{text}\n```\n"
        )
    (root / "specs" / "SPEC-009.md").write_text("---\nid: SPEC-009\n---\n# Plain\n")
    with built(root) as site:
        yield site


@pytest.mark.parametrize("folder", [False, True], ids=["served", "from a folder"])
def test_a_diagram_is_drawn_with_its_text_behind_it(visit: Visit, folder: bool) -> None:  # noqa: FBT001 - a parameter of the test
    page = visit.open(_PAGE, ready=".tpo-diagram svg", folder=folder)
    assert "objection" in page.text_content(".tpo-diagram svg")
    assert not page.is_visible("pre.tpo-mermaid")
    page.click(".tpo-diagram__text summary")
    assert page.inner_text("pre.tpo-mermaid").startswith("stateDiagram-v2")


def test_a_diagram_follows_the_colours_of_the_page(visit: Visit) -> None:
    page = visit.open(_PAGE, ready=".tpo-diagram svg")

    def ink() -> Any:
        return page.evaluate("getComputedStyle(document.querySelector('.tpo-diagram svg text')).fill")

    light = ink()
    page.click("label[title='Switch to dark mode']")
    until(lambda: page.get_attribute("body", "data-md-color-scheme") == "slate")
    until(lambda: ink() != light)
    assert page.locator(".tpo-diagram svg").count() == 1


def test_what_draws_is_loaded_only_where_there_is_a_diagram(visiting: Visiting, browser: Any, drawn: Site) -> None:
    with visiting(drawn) as visit:
        asked: list[str] = []
        visit.page.on("request", lambda request: asked.append(request.url))
        visit.open("SPEC-009.html", ready=".tpo-copy")
        visit.page.wait_for_load_state("networkidle")
        assert not [url for url in asked if "mermaid" in url]
        visit.open("SPEC-001.html", ready=".tpo-diagram svg")
        assert [url for url in asked if "mermaid" in url]
        assert (visit.errors, visit.foreign) == ([], [])


def test_a_diagram_with_a_mistake_keeps_its_text_and_says_why(visiting: Visiting, drawn: Site) -> None:
    with visiting(drawn) as visit:
        page = visit.open("SPEC-002.html", ready=".tpo-diagram__problem")
        assert "This diagram cannot be drawn." in page.inner_text(".tpo-diagram__problem")
        assert "Parse error on line" in page.inner_text(".tpo-diagram__problem")
        assert page.is_visible("pre.tpo-mermaid")
        assert page.locator("body > [id^=dtpo-diagram]").count() == 0
        assert (visit.errors, visit.foreign) == ([], [])


@pytest.mark.parametrize("folder", [False, True], ids=["served", "from a folder"])
@pytest.mark.parametrize("name", ["SPEC-003", "SPEC-004"])
def test_a_diagram_runs_nothing_and_fetches_nothing(visiting: Visiting, drawn: Site, name: str, folder: bool) -> None:  # noqa: FBT001 - a parameter of the test
    with visiting(drawn) as visit:
        page = visit.open(f"{name}.html", ready=".tpo-diagram svg, .tpo-diagram__problem", folder=folder)
        for link in page.query_selector_all(".tpo-diagram a"):
            link.dispatch_event("click")
        page.wait_for_timeout(200)
        assert page.evaluate("window.hurt") is None
        assert visit.foreign == []


@pytest.mark.parametrize("extension", ["fenced_code", "pymdownx.superfences"])
def test_any_fence_of_code_will_do(visiting: Visiting, tmp_path: Path, extension: str) -> None:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "page.md").write_text("# Page\n\n```mermaid\ngraph TD\n  A --> B\n```\n\n```\ncode\n```\n")
    (tmp_path / "mkdocs.yml").write_text(
        f"site_name: X\ntheme: {{name: material}}\nmarkdown_extensions: [{extension}, pymdownx.highlight]\n"
    )
    with built(tmp_path) as site, visiting(site) as visit:
        page = visit.open("page.html", ready=".tpo-diagram svg")
        assert page.locator(".tpo-diagram").count() == 1
        page.click(".tpo-diagram__text summary")
        assert "A --> B" in page.inner_text(".tpo-diagram__text pre")
        assert (visit.errors, visit.foreign) == ([], [])


def test_a_site_without_diagrams_does_not_carry_what_draws_them(german: Site, erp: Site) -> None:
    def size(site: Site) -> int:
        return sum(1 for _ in (Path(site.folder) / "assets").rglob("mermaid*"))

    assert (size(german), size(erp)) == (0, 2)
