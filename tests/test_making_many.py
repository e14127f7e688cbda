"""Of the pages about many items, only those are made again that show something of what was edited."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_making import _edit, _project, _tree, small_pages
from tpo_docs import processes
from tpo_docs.model import Page
from tpo_docs.render import Renderer

_OWN = "---\nid: {id}\ntitle: {title}\n{links}\n---\nIt is so.\n"


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The pages that were made, in a project that looks large."""
    paths: list[str] = []
    original = Renderer.render

    def render(self: Renderer, page: Page) -> str:
        paths.append(page.path)
        return original(self, page)

    monkeypatch.setattr(Renderer, "render", render)
    monkeypatch.setattr(processes, "count", lambda *_: 1)
    with small_pages():
        yield paths


def _second_chain(root: Path) -> None:
    for name, title, links in (
        ("GOAL-2", "More time", ""),
        ("REQ-2", "Print", "supports: GOAL-2"),
        ("STY-2", "Print all", "realizes: REQ-2"),
        ("TEST-2", "Look", "verifies: STY-2"),
    ):
        (root / f"specs/{name}.md").write_text(_OWN.format(id=name, title=title, links=links), encoding="utf-8")


def test_only_the_chains_and_matrices_with_the_edited_item_are_made_again(tmp_path: Path, rendered: list[str]) -> None:
    _project(tmp_path)
    _second_chain(tmp_path)
    memory = tmp_path / ".tpo-docs/cache"
    _tree(tmp_path, memory)
    assert {"trace/chain-GOAL-1.md", "trace/chain-GOAL-2.md", "trace/requirement-story-2.md"} <= set(rendered)
    for edit, made in (
        (("title", "TEST-2"), {"chain-GOAL-2", "requirement-test-2", "story-test-2"}),
        (("title", "GOAL-1"), {"chain", "chain-GOAL-1", "goal-requirement"}),
        (("say", "REQ-1"), set()),
        # it is asked for what specifies it now, and each page of that matrix says how many lack something
        (
            ("status", "STY-2"),
            {"chain-GOAL-2", "requirement-story-2", "requirement-test-2", "story-test-2", "story-spec"},
        ),
    ):
        _edit(tmp_path, *edit)
        rendered.clear()
        tree = _tree(tmp_path, memory)
        traces = {path[len("trace/") : -len(".md")] for path in rendered if path.startswith("trace/")}
        assert traces - {"index", "matrix"} == made, edit
        assert tree == _tree(tmp_path, None)


def test_a_page_that_names_no_such_item_is_not_made_again_for_its_title(tmp_path: Path, rendered: list[str]) -> None:
    _project(tmp_path)
    _second_chain(tmp_path)
    memory = tmp_path / ".tpo-docs/cache"
    _tree(tmp_path, memory)
    silent = {"gaps.md", "charts.md", "about.md", "rules/index.md"}
    lists = {"planning/backlog.md", "planning/priorities.md"}
    assert silent | lists <= set(rendered)
    for edit, made, left in (
        (("title", "TEST-2"), set(), silent | lists),
        (("title", "STY-2"), lists, {"charts.md", "about.md"}),
        (("status", "TEST-2"), silent | lists, set()),
    ):
        _edit(tmp_path, *edit)
        rendered.clear()
        tree = _tree(tmp_path, memory)
        assert made <= set(rendered), edit
        assert not left & set(rendered), edit
        assert tree == _tree(tmp_path, None)


@pytest.mark.parametrize("query", ["title:print", "print", "type:story sort:title"])
def test_a_view_that_asks_for_titles_knows_them(tmp_path: Path, query: str) -> None:
    _project(tmp_path)
    _second_chain(tmp_path)
    role = f"{{name: reader, title: Reader, blocks: [{{table: {{query: '{query}', columns: [id, owner]}}}}]}}"
    text = f"profile: tpo\ntoday: 2027-03-01\nroles: [{role}]\n"
    (tmp_path / "tpo-docs.yml").write_text(text, encoding="utf-8")
    memory = tmp_path / ".tpo-docs/cache"
    before = _tree(tmp_path, memory)
    file = tmp_path / "specs/STY-2.md"
    file.write_text(file.read_text(encoding="utf-8").replace("Print all", "A list"), encoding="utf-8")
    after = _tree(tmp_path, memory)
    assert before["roles/reader.md"] != after["roles/reader.md"]
    assert after == _tree(tmp_path, None)
