"""axe-core finds nothing serious in our content, in light and dark, wide and narrow; nothing leaves the site."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import Site, Visit, Visiting

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

_AXE = (Path(__file__).resolve().parents[1] / "data" / "axe" / "axe.min.js").read_text(encoding="utf-8")
_RUN = """async () => {
  const found = await axe.run(document.querySelector('.md-content'), {resultTypes: ['violations']});
  return found.violations.filter(one => ['serious', 'critical'].includes(one.impact)).map(one =>
    `${one.id}: ${one.help} ` + one.nodes.slice(0, 4).map(node => `${node.html.slice(0, 120)} ${node.failureSummary?.split('\\n')[1] ?? ''}`).join(' | '));
}"""
_DARK = "document.body.setAttribute('data-md-color-scheme', 'slate')"

PAGES = {
    "home": ("index.html", ""),
    "requirement": ("REQ-002", "h1 .tpo-copy"),
    "story": ("STY-012", "h1 .tpo-copy"),
    "release": ("REL-1.1", ""),
    "list": ("items/requirement.html", ".tpo-x__input"),
    "explorer": ("explore.html", ".tpo-x--ready tbody tr a"),
    "filtered": ("explore.html#q=nothing-is-called-so", ".tpo-x--ready"),
    "matrix": ("trace/matrix.html#rows=requirement&cols=story", ".tpo-m--ready .tpo-m__rowhead"),
    "groups": ("trace/matrix.html#rows=story&cols=test&group=epic", ".tpo-m--ready .tpo-m__rowhead"),
    "pair": ("trace/requirement-test.html", ""),
    "chain": ("trace/chain.html", ".tpo-fold__button"),
    "gaps": ("gaps.html", ""),
    "results": ("results.html", ""),
    "test": ("billing/tests/TEST-011-payments.html", ""),
    "roadmap": ("planning/roadmap.html", ""),
    "delivery": ("planning/delivery.html", ""),
    "forecast": ("planning/release-REL-1.1.html", ""),
    "briefing": ("planning/briefing-client.html", ""),
    "goals": ("planning/goals.html", ""),
    "trend": ("planning/metric-KPI-001.html", ""),
    "decisions": ("planning/decisions.html", ""),
    "stakeholders": ("planning/stakeholders.html", ""),
    "rollout": ("planning/rollout.html", ""),
    "compliance": ("planning/compliance.html", ""),
    "graph": ("graph.html#item=REQ-002&mode=impact", ".tpo-g--ready canvas"),
}


def _address(site: Site, path: str) -> str:
    item = site.review.project.items.get(path)
    return item.docs_path.removesuffix(".md") + ".html" if item is not None else path


@pytest.mark.parametrize("name", PAGES)
def test_nothing_serious(visit: Visit, name: str) -> None:
    path, ready = PAGES[name]
    page = visit.open(_address(visit.site, path), ready=ready)
    page.evaluate(_AXE)
    assert page.evaluate(_RUN) == [], "light"
    page.evaluate(_DARK)
    assert page.evaluate(_RUN) == [], "dark"


@pytest.mark.parametrize("name", ["requirement", "explorer", "matrix", "graph", "chain"])
def test_nothing_serious_on_a_phone(visiting: Visiting, erp: Site, name: str) -> None:
    path, ready = PAGES[name]
    with visiting(erp, viewport={"width": 390, "height": 844}) as visit:
        page = visit.open(_address(erp, path), ready=ready)
        page.evaluate(_AXE)
        assert page.evaluate(_RUN) == []


def test_the_dialog_and_the_card_are_in_order_too(visit: Visit) -> None:
    page = visit.open(_address(visit.site, "REQ-002"))
    page.locator(".md-content a[data-tpo-id=STY-012]").first.hover()
    page.get_by_role("tooltip").wait_for()
    page.evaluate(_AXE)
    run = _RUN.replace("document.querySelector('.md-content')", "{include: [['.tpo-hover']]}")
    assert page.evaluate(run) == []
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.type("req")
    page.wait_for_selector(".tpo-jump__option")
    assert page.evaluate(run.replace(".tpo-hover", ".tpo-jump")) == []
