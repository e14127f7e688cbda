"""The page of a pack in Chromium, from its folder: answers are given, kept, saved and read back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cases import case
from tpo_docs.signoff.pack import Pack, Wish, chosen, entry
from tpo_docs.signoff.page import page
from tpo_docs.signoff.returned import read
from tpo_docs.words import words

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

_PROJECT = """
```yaml title="tpo-docs.yml"
types: {requirement: {approvals: {approved: [{role: client}]}}}
```
```yaml title="parties.yml"
harbour: {kind: client, title: Harbour Oil}
```
```yaml title="REQ-001.md"
---
id: REQ-001
title: Pay by invoice
kind: business
status: proposed
---
The shop shall take coins.
```
```yaml title="REQ-002.md"
---
id: REQ-002
title: Pay by card
kind: business
status: proposed
---
The shop shall take cards.
```
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    project = case(_PROJECT).review().project
    wish = Wish(project.items["harbour"])
    entries = tuple(entry(project, project, *one) for one in chosen(project, wish))
    pack = Pack("harbour", "Harbour Oil", "2027-03-01", "The shop", "1.0", entries=entries)
    target = tmp_path / "pack.html"
    target.write_text(page(pack, project.schema, words("en")), encoding="utf-8")
    return target


def _counts(tab: Any, text: str) -> None:
    """Waits until so much is answered: what a page keeps may take a moment to be there again."""
    tab.wait_for_function("text => document.querySelector('#count').innerText === text", arg=text)


def test_answers_are_given_kept_saved_and_read_back(browser: Any, file: Path, tmp_path: Path) -> None:
    context = browser.new_context(accept_downloads=True)
    tab = context.new_page()
    errors: list[str] = []
    asked: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(file.as_uri())
    _counts(tab, "0 of 2 answered")
    tab.get_by_label("I want changes").nth(1).check()
    tab.get_by_label("Comment").nth(1).fill('Which cards </script> & "kinds"?')
    tab.get_by_label("I approve").nth(0).check()
    _counts(tab, "2 of 2 answered")
    tab.reload()
    _counts(tab, "2 of 2 answered")
    saved = {}
    for button in ("#save", "#keep"):
        with tab.expect_download() as found:
            tab.click(button)
        saved[button] = tmp_path / found.value.suggested_filename
        found.value.save_as(saved[button])
    assert [path.name for path in saved.values()] == [
        "answers-harbour-2027-03-01.json",
        "answers-harbour-2027-03-01.html",
    ]
    read_back = [read(path.read_bytes()) for path in saved.values()]
    assert read_back[0] == read_back[1]
    assert [(one.item, one.verdict, one.comment) for one in read_back[0].answers] == [
        ("REQ-001", "approved", ""),
        ("REQ-002", "changes requested", 'Which cards </script> & "kinds"?'),
    ]
    tab.goto(saved["#keep"].as_uri())
    _counts(tab, "2 of 2 answered")
    assert errors == []
    assert {url.partition(":")[0] for url in asked} <= {"file", "blob"}
    assert json.loads(saved["#save"].read_text(encoding="utf-8"))["party"] == "harbour"
    context.close()


def test_without_its_script_the_page_can_be_read_and_printed(browser: Any, file: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(file.as_uri())
    assert "The shop shall take coins." in tab.locator("main").inner_text()
    assert not tab.locator("#bar").is_visible()
    assert tab.get_by_label("I approve").count() == 2
    context.close()
