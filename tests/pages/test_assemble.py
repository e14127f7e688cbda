"""From a project on disk to the tree of its site."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from tpo_docs import assemble
from tpo_docs.files import load
from tpo_docs.model import Edition
from tpo_docs.site.errors import SiteError
from tpo_docs.site.tree import NavEntry, Tree

_PNG = b"\x89PNG\r\n"
_ITEM = "---\nid: REQ-001\ntitle: Shares\n---\nThe system shall show shares.\n"


def _tree(folder: Path, files: dict[str, str | bytes], said: list[str] | None = None, language: str = "en") -> Tree:
    for path, content in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    (folder / "specs").mkdir(exist_ok=True)
    edition = Edition(language=language)
    return assemble.tree(load(folder), edition, said.append if said is not None else lambda _: None)


def _text(tree: Tree, path: str) -> str:
    return next(file for file in tree.files if file.path == path).bytes().decode()


def _paths(tree: Tree) -> set[str]:
    return {file.path for file in tree.files}


def _targets(entries: Iterable[NavEntry]) -> list[str]:
    return [
        target
        for entry in entries
        for target in ([entry.target] if isinstance(entry.target, str) else _targets(entry.target))
    ]


def test_an_empty_project_has_a_home_page(tmp_path: Path) -> None:
    tree = _tree(tmp_path, {})
    assert "index.md" in _paths(tree)
    assert tree.styles[0] == "assets/tpo.css"


def test_pages_know_the_file_that_they_come_from(tmp_path: Path) -> None:
    tree = _tree(tmp_path, {"specs/a/REQ-001.md": _ITEM})
    sources = {file.path: file.source for file in tree.files}
    assert sources["a/REQ-001.md"] == "specs/a/REQ-001.md"
    assert sources["index.md"] == ""


def test_every_page_of_the_navigation_exists_and_stands_there_once(tmp_path: Path) -> None:
    tree = _tree(tmp_path, {"specs/a/REQ-001.md": _ITEM, "specs/guide/x.md": "# X\n"})
    targets = _targets(tree.nav)
    assert set(targets) <= _paths(tree)
    assert len(targets) == len(set(targets))


@pytest.mark.parametrize("name", ["index.md", "README.md"])
def test_an_authors_start_page_wins_and_ours_moves_aside(tmp_path: Path, name: str) -> None:
    said: list[str] = []
    tree = _tree(tmp_path, {f"specs/{name}": "# Welcome\n", "specs/REQ-001.md": _ITEM}, said)
    assert "# Welcome" in _text(tree, name)
    assert "tpo-home" in _text(tree, "overview.md")
    assert "index.md" not in _paths(tree) - {name}
    assert said == ["a page of yours stands at index.md: ours is at overview.md"]


def test_links_follow_a_page_that_moved_aside(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"specs/glossary.md": "# Mine\n", "specs/glossary-overview.md": "# Mine too\n"}
    files |= {
        "specs/terms.yml": "share: {title: Share, definition: A part.}\n",
        "specs/REQ-001.md": "---\nid: REQ-001\n---\n[[share]]\n",
    }
    tree = _tree(tmp_path, files)
    assert "(glossary-overview-generated.md#share)" in _text(tree, "REQ-001.md")
    assert "# Mine" in _text(tree, "glossary.md")
    assert "glossary-overview-generated.md" in _paths(tree)


def test_a_page_of_an_author_that_links_nowhere_is_reached_wherever_it_stands(tmp_path: Path) -> None:
    tree = _tree(tmp_path, {"specs/alone.md": "# Alone\n", "specs/trace/OLD-README.md": "# Old\n"})
    assert {"alone.md", "trace/OLD-README.md"} <= _paths(tree)
    shown = _text(tree, "orphans.md")
    assert '<a href="alone.html">Alone</a>' in shown
    assert '<a href="trace/OLD-README.html">Old</a>' in shown


def test_an_item_may_stand_where_a_list_would(tmp_path: Path) -> None:
    tree = _tree(tmp_path, {"specs/items/requirement.md": _ITEM})
    assert "The system shall" in _text(tree, "items/requirement.md")
    assert "data-tpo-items" in _text(tree, "items/requirement-overview.md")


def test_an_authors_front_matter_is_replaced_by_ours(tmp_path: Path) -> None:
    attack = '---\ntitle: "\\"><script>alert(1)</script>"\ntemplate: evil.html\nhide: [footer]\n---\nText <!--tpo:html--> of [[REQ-001]].\n'
    tree = _tree(tmp_path, {"specs/page.md": attack, "specs/REQ-001.md": _ITEM})
    page = _text(tree, "page.md")
    head = page.split("---")[1]
    assert "<script" not in head
    assert "evil" not in page
    assert "<!--tpo:html-->" not in page
    assert "(REQ-001.md)" in page


def test_only_files_that_a_page_links_to_are_published_and_only_harmless_ones(tmp_path: Path) -> None:
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0'/></svg>"
    said: list[str] = []
    tree = _tree(
        tmp_path,
        {
            "specs/REQ-001.md": "---\nid: REQ-001\n---\n![a](p/a.png) [b](p/b.html) [c](p/c.js) ![d](p/d.svg) ![e](p/e.svg) [f](p/f.pdf)\n"
            "![g](../outside.png) ![h](p/h.PNG)\n",
            "specs/page.md": "[table](p/t.csv)\n",
            "specs/SPEC-001.md": "---\nid: SPEC-001\nviews: [p/view.png]\ncontract: {file: p/api.yaml}\n---\n",
            "specs/p/a.png": _PNG,
            "specs/p/b.html": "<script>1</script>",
            "specs/p/c.js": "alert(1)",
            "specs/p/d.svg": svg,
            "specs/p/e.svg": svg.replace(b"<path", b"<script>1</script><path"),
            "specs/p/f.pdf": b"%PDF",
            "specs/p/h.PNG": _PNG,
            "specs/p/t.csv": "a,b\n",
            "specs/p/unlinked.png": _PNG,
            "specs/p/view.png": _PNG,
            "specs/p/api.yaml": "a: 1\n",
            "outside.png": _PNG,
        },
        said,
    )
    assert {path for path in _paths(tree) if path.startswith("p/")} == {
        *("p/a.png", "p/d.svg", "p/f.pdf", "p/h.PNG", "p/t.csv", "p/view.png")
    }
    assert not any("outside" in path for path in _paths(tree))
    assert said == ["specs/p/e.svg is left out: the picture is not safe, it holds <script>"]


def test_a_symbolic_link_that_leaves_the_project_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"secret")
    project = tmp_path / "project"
    (project / "specs").mkdir(parents=True)
    (project / "specs" / "leak.png").symlink_to(secret)
    tree = _tree(project, {"specs/REQ-001.md": "---\nid: REQ-001\n---\n![x](leak.png)\n"})
    assert b"secret" not in {file.bytes() for file in tree.files}


def test_a_file_that_is_too_big_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assemble, "_MAX_ATTACHMENT", 3)
    said: list[str] = []
    tree = _tree(tmp_path, {"specs/REQ-001.md": "---\nid: REQ-001\n---\n![x](x.png)\n", "specs/x.png": _PNG}, said)
    assert "x.png" not in _paths(tree)
    assert len(said) == 1


def test_what_is_recorded_or_collected_is_not_published(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "specs/metrics.yml": "KPI-001: {title: X, unit: d, series: s.csv}\n",
        "specs/s.csv": "2027-01-01,1\n",
        "records/results.jsonl": "{}\n",
        "tpo-docs.yml": "sources: [specs]\n",
    }
    assert not {"metrics.yml", "s.csv", "results.jsonl", "tpo-docs.yml"} & {
        path.rpartition("/")[2] for path in _paths(_tree(tmp_path, files))
    }


def test_ids_and_former_ids_have_short_addresses(tmp_path: Path) -> None:
    tree = _tree(
        tmp_path,
        {
            "specs/a/REQ-001.md": "---\nid: REQ-001\naliases: [OLD-1, ../evil]\n---\n",
            "specs/many.md": "# Many\n\n## REQ-002 Two\n```yaml item\n```\n",
            "specs/metrics.yml": "KPI-001: {title: X, unit: d}\n",
        },
    )
    assert tree.redirects == {
        "id/REQ-001.html": "a/REQ-001.html",
        "id/OLD-1.html": "a/REQ-001.html",
        "a/OLD-1.html": "a/REQ-001.html",
        "id/REQ-002.html": "many.html#REQ-002",
        "id/KPI-001.html": "items/metric.html#KPI-001",
    }


def test_two_files_with_the_same_page_do_not_stop_the_build(tmp_path: Path) -> None:
    said: list[str] = []
    tree = _tree(tmp_path, {"specs/REQ-001.md": _ITEM, "specs/REQ-001.markdown": "---\nid: REQ-002\n---\n"}, said)
    assert len([file for file in tree.files if file.path == "REQ-001.md"]) == 1
    assert len(said) == 1


def test_a_projects_own_template_is_used(tmp_path: Path) -> None:
    own = '{% extends "shipped/pages/item.md.j2" %}'
    tree = _tree(tmp_path, {"specs/REQ-001.md": _ITEM, "templates/pages/item.md.j2": own})
    assert "The system shall" in _text(tree, "REQ-001.md")
    tree = _tree(tmp_path, {"templates/pages/item.md.j2": "# {{ view.item.id }} of mine\n"})
    assert _text(tree, "REQ-001.md").endswith("# REQ-001 of mine\n")


@pytest.mark.parametrize(
    ("template", "line", "reason"),
    [("# A\n\n{{ view.nothing }}\n", 3, "nothing"), ("# A\n{% if %}\n", 2, "Expected"), ("{{ view.item.__class__ }}\n", 1, "__class__")],
)  # fmt: skip
def test_a_template_that_does_not_work_is_one_line_with_its_place(
    tmp_path: Path, template: str, line: int, reason: str
) -> None:
    with pytest.raises(SiteError) as caught:
        _tree(tmp_path, {"specs/REQ-001.md": _ITEM, "templates/pages/item.md.j2": template})
    assert str(caught.value).startswith(f"templates/pages/item.md.j2:{line}: the template fails: ")
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_language_of_the_edition_is_that_of_the_site(tmp_path: Path) -> None:
    tree = _tree(tmp_path, {"specs/REQ-001.md": _ITEM}, language="de")
    assert tree.language == "de"
    assert tree.nav[0].title == "Start"


def test_the_same_project_gives_the_same_tree(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"specs/a/REQ-001.md": _ITEM, "specs/page.md": "# P\n"}
    assert _tree(tmp_path, files) == _tree(tmp_path, files)


def test_a_page_of_an_author_says_what_it_is_about_itself_or_with_its_first_words(tmp_path: Path) -> None:
    told = "---\ndescription: All about `a`\n---\n# A\n\nOther *words*.\n"
    tree = _tree(tmp_path, {"specs/a.md": told, "specs/b.md": "# B\n\nFirst **words** of [b](a.md).\n"})
    assert 'description: "All about a"\n' in _text(tree, "a.md")
    assert 'description: "First words of b."\n' in _text(tree, "b.md")
