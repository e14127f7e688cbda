"""The graph explorer in the browser: its lists say what its picture shows."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import Site, Visit, Visiting, until
from tpo_docs.query import below, closure

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

READY = ".tpo-g--ready canvas"


def _listed(page: Any) -> set[str]:
    found: list[str] = page.eval_on_selector_all(
        ".tpo-g__list details a.tpo-ref[class*='--']:not(.tpo-ref--party)",
        "links => links.map(link => link.dataset.tpoId)",
    )
    return set(found)


def test_impact_is_all_that_rests_on_an_item(visit: Visit, erp: Site) -> None:
    project = erp.review.project
    page = visit.open("graph.html#item=REQ-002&mode=impact", ready=READY)
    expected = {name for name in closure(project, project.items["REQ-002"], below) if project.items[name].living}
    assert _listed(page) == expected
    near = {item.id for item in below(project, project.items["REQ-002"]) if item.living}
    status = page.inner_text(".tpo-x__count")
    assert status == (
        f"A change of REQ-002 makes {len(near)} items suspect, and {len(expected) - len(near)} more behind them."
    )
    assert "Billing team (" in page.inner_text(".tpo-g__owners")


def test_an_item_is_found_and_its_surroundings_shown(visit: Visit) -> None:
    page = visit.open("graph.html", ready=READY)
    field = page.get_by_role("combobox", name="Item")
    field.fill("req-002")
    until(lambda: page.get_by_role("option").count() > 0)
    page.keyboard.press("Enter")
    assert field.input_value() == "REQ-002"
    page.get_by_label("Depth").select_option("1")
    assert {"GOAL-002", "STY-012", "SPEC-004"} <= _listed(page)
    assert "TEST-037" not in _listed(page)
    until(lambda: "item=REQ-002" in page.evaluate("location.hash"))
    page.locator("summary", has_text="Links").click()
    for box in page.locator(".tpo-x__menu").first.get_by_role("checkbox").all():
        if (
            "is realized by" not in box.evaluate("box => box.parentElement.textContent")
            and box.evaluate("box => box.parentElement.textContent") != "realizes"
        ):
            box.uncheck()
    assert _listed(page) == {"STY-012", "STY-018", "STY-055"}


def test_the_way_between_two_items_is_told_in_steps(visit: Visit) -> None:
    page = visit.open("graph.html#item=TEST-003&to=GOAL-002&mode=path", ready=READY)
    steps = page.locator(".tpo-g__steps li").all_inner_texts()
    assert len(steps) == 2
    assert steps[0].startswith("verifies REQ-002")
    assert steps[1].startswith("supports GOAL-002")
    assert page.inner_text(".tpo-x__count") == "2 links lead from TEST-003 to GOAL-002."


def test_the_picture_follows_the_colours_of_the_page(visit: Visit) -> None:
    page = visit.open("graph.html#item=REQ-002", ready=READY)
    drawn = "[...document.querySelectorAll('.tpo-g__canvas canvas')].map(layer => layer.toDataURL()).join()"
    until(lambda: page.evaluate(drawn) == page.evaluate(drawn))
    before = page.evaluate(drawn)
    page.evaluate("document.body.setAttribute('data-md-color-scheme', 'slate')")
    until(lambda: page.evaluate(drawn) != before)


def test_it_works_from_a_folder(visit: Visit) -> None:
    page = visit.open("graph.html#item=REQ-002", ready=READY, folder=True)
    assert "STY-012" in _listed(page)


def test_the_whole_of_a_small_project_and_a_start_in_a_large_one(visiting: Visiting, many: Site) -> None:
    with visiting(many) as visit:
        page = visit.open("graph.html", ready=READY)
        assert page.inner_text(".tpo-x__count").split()[0] in ("704", "700", "701", "702", "703")
        assert visit.errors == []
