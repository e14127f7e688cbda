"""Items without a trace, and pages without a link."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.cases import case
from tests.pages.wells import rendered, wells
from tpo_docs.pages import orphans


def test_items_and_pages_that_lead_nowhere(golden: Callable[[str, str], None]) -> None:
    related = '```yaml title="FB-001.md"\n---\nid: FB-001\ntitle: Heard\nrelates: STY-003\n---\n```\n'
    golden("pages/orphans.md", rendered(orphans.pages, wells(related))["orphans.md"])


def test_no_orphans_are_good_news() -> None:
    files = '```yaml title="a.md"\n---\nid: GOAL-1\n---\n```\n```yaml title="b.md"\n---\nid: REQ-1\nsupports: GOAL-1\n---\n```'
    assert "No orphans" in rendered(orphans.pages, case(files).review())["orphans.md"]


def test_many_orphans_take_several_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orphans, "ROWS_A_PAGE", 2)
    files = "".join(f'```yaml title="{n}.md"\n---\nid: REQ-{n}\n---\n```\n' for n in range(3))
    shown = rendered(orphans.pages, case(files).review())
    assert [text.count("<tr>") - 1 for text in shown.values()] == [2, 1]
    assert list(shown) == ["orphans.md", "orphans-2.md"]
