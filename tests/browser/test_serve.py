"""An author writes, and the page that stands open in a browser shows it by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks import building, corpus

pytestmark = [pytest.mark.browser, pytest.mark.no_cover, pytest.mark.xdist_group("browser")]
_PATIENCE = 60_000
"""Milliseconds; how long it takes is measured in `benchmarks/`, and not here."""


def test_an_edit_is_shown_by_the_page_that_stands_open(browser: Any, tmp_path: Path) -> None:
    corpus.write(tmp_path / "project", 120)
    context = browser.new_context()
    try:
        with building.serving(tmp_path / "project") as (address, source):
            page = context.new_page()
            place = source.relative_to(tmp_path / "project" / "specs").with_suffix(".html").as_posix()
            page.goto(f"{address}{place}")
            page.wait_for_function(
                "performance.getEntriesByName(new URL('/.tpo-docs/reload.js', location).href).length"
            )
            page.evaluate("window.stood = true")
            other = context.new_page()
            other.goto(f"{address}rules/index.html")
            other.evaluate("window.stood = true")
            text = source.read_text(encoding="utf-8")
            # Words alone go the quick way, a title goes the ordinary one.
            source.write_text(f"{text}\nSomething wonderful is said.\n", encoding="utf-8")
            page.get_by_text("Something wonderful is said.").wait_for(timeout=_PATIENCE)
            assert page.evaluate("window.stood") is None, "it was loaded again"
            source.write_text(text.replace("\ntitle: ", "\ntitle: A splendid ", 1), encoding="utf-8")
            page.get_by_role("heading", name="A splendid").wait_for(timeout=_PATIENCE)
            assert page.get_by_text("Something wonderful is said.").count() == 0
            assert other.evaluate("window.stood"), "what is shown there has not changed"
            # A page that cannot be made stays as it is, and says why.
            (tmp_path / "project" / "tpo-docs.yml").write_text("sources: [", encoding="utf-8")
            page.get_by_role("alert").filter(has_text="tpo-docs.yml").wait_for(timeout=_PATIENCE)
            assert page.get_by_role("heading", name="A splendid").count() == 1
    finally:
        context.close()
