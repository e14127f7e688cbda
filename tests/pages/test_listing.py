"""The pages that the navigation of many items names are those that are there, though none of them is made."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.quick.projects import write
from tpo_docs import assemble
from tpo_docs.edition import Order, shown
from tpo_docs.files import load
from tpo_docs.pages.listing import listed
from tpo_docs.planning import backlog, plan, priorities

_DONE = "status: done\n"
_IMPOSSIBLE = "feasibility: {verdict: no}\n"
_SCORED = "score: {value: 3}\nestimate: 2\n"


def _story(number: int, more: str = "") -> str:
    return f"---\nid: STY-{number}\ntitle: Story {number}\nrealizes: REQ-1\n{more}---\nSome words.\n"


@pytest.mark.parametrize(
    ("stories", "language"),
    [
        ((), "en"),
        ((_story(2),), "en"),
        ((_story(2),), "de"),
        ((_story(2, _SCORED + "team: team-a\n"), _story(3, "depends_on: STY-2\n")), "en"),
        ((_story(2, "depends_on: STY-3\n"), _story(3, "depends_on: STY-2\n")), "en"),
        ((_story(2, _DONE),), "en"),
        ((_story(2, "status: dropped\n"), _story(3, _DONE)), "en"),
        ((_story(2, _IMPOSSIBLE),), "en"),
        ((_story(2, _IMPOSSIBLE), _story(3, "depends_on: STY-2\n")), "en"),
        ((_story(2, _IMPOSSIBLE), _story(3)), "en"),
    ],
)
def test_the_navigation_is_the_one_over_all_pages(tmp_path: Path, stories: tuple[str, ...], language: str) -> None:
    root = write(tmp_path / "shop")
    (root / "specs" / "STY-1.md").unlink()
    for number, text in enumerate(stories, 2):
        (root / "specs" / f"STY-{number}.md").write_text(text, encoding="utf-8")
    file = root / "mkdocs.yml"
    file.write_text(file.read_text("utf-8").replace("font:", f"language: {language}, font:"), encoding="utf-8")
    configuration = "profile: tpo\ntoday: 2027-03-01\nsite: {search: theme, items_in_navigation: 2}\n"
    (root / "tpo-docs.yml").write_text(configuration, encoding="utf-8")
    loaded = load(root)
    found = shown(loaded, Order("dev", site_dir=root / "site"), lambda _: None)
    site = assemble.frame(found.whole, found.edition)
    assert found.edition.language == language
    named = assemble.lines(listed(site.loaded.review, site.places, site.edition), site)
    assert named == assemble.tree(found.whole, found.edition).nav


def test_the_order_of_the_backlog_is_not_worked_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write(tmp_path / "shop")
    loaded = load(root)
    found = shown(loaded, Order("dev", site_dir=root / "site"), lambda _: None)
    site = assemble.frame(found.whole, found.edition)
    for module, name in ((backlog, "_backlog"), (priorities, "_priorities"), (plan, "_plan")):
        monkeypatch.setattr(module, name, lambda _: pytest.fail("it is worked out"))
    pages = [page.path for page in listed(site.loaded.review, site.places, site.edition)]
    assert {"planning/backlog.md", "planning/priorities.md", "planning/teams.md"} <= {*pages}
