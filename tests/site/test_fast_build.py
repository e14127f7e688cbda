"""The quick way of building gives the bytes of MkDocs' own, and does its work once."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader, nodes
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils.meta import get_data

from tpo_docs import processes
from tpo_docs.model import Page
from tpo_docs.render import HTML_CLOSE, HTML_OPEN, front_matter
from tpo_docs.site import fast_build, mkdocs_bodies, mkdocs_engine, page_shares, redirects, stage
from tpo_docs.site.job import Job
from tpo_docs.site.stage import Staging, digest_of, write_new
from tpo_docs.site.theme_templates import Seen, Uses
from tpo_docs.site.tree import NavEntry, StagedFile, Tree

_MATERIAL = """
site_name: A & B <site>
site_url: https://example.org/docs/
repo_url: https://github.com/example/project
edit_uri: edit/main/specs/
theme:
  name: material
  features: [navigation.tabs, navigation.footer, content.action.edit, toc.follow]
  palette: [{scheme: default, primary: teal}, {scheme: slate}]
plugins: [search]
markdown_extensions: [admonition, attr_list, footnotes, md_in_html, tables, pymdownx.superfences, {toc: {permalink: true}}]
"""
_CONFIGURATIONS = {
    "none": "",
    "material": _MATERIAL,
    "integrated contents": _MATERIAL.replace("toc.follow", "toc.integrate"),
    "German": _MATERIAL.replace("name: material", "name: material\n  language: de"),
    "view source": _MATERIAL.replace("toc.follow", "content.action.view"),
    "no search": _MATERIAL.replace("[search]", "[]"),
    "another theme": "site_name: Plain\ntheme: readthedocs\n",
    "a hook on pages": _MATERIAL + "hooks: [hook.py]\n",
    "an own template": _MATERIAL.replace("name: material", "name: material\n  custom_dir: overrides"),
}


def _page(number: int, title: str) -> StagedFile:
    page = Page(f"items/f{number % 3}/R-{number}.md", "", None, title, description=f"What {number} is")
    block = f'{HTML_OPEN}\n<div class="x"><p>Words {number}</p><svg><path d="M0 0"/></svg></div>\n{HTML_CLOSE}'
    body = f"# R-{number} {title}\n\n{block}\n\nText with a [link](../f{(number + 1) % 3}/R-{number + 1}.md).\n\n## Links {{: #tpo-links data-search-exclude=1 }}\n\n{block}\n"
    if number % 4 == 0:
        body += f"\n## Own heading {number}\n\nMore `code`.\n"
    return StagedFile(page.path, (front_matter(page) + "\n" + body).encode(), f"specs/R-{number}.md")


def _tree() -> Tree:
    odd = {3: "A < B & C", 4: 'With "quotes" and \\ back', 5: "Two  blanks", 6: "Größe – 10 %", 7: "<b>bold</b>"}
    files = [_page(number, odd.get(number, f"Title {number}")) for number in range(60)]
    files.append(StagedFile("index.md", b'---\ntitle: "Home"\n---\n# Home\n\n[one](items/f1/R-1.md)\n'))
    files += (
        StagedFile(path, f'---\ntitle: "{path}"\n---\n# {path}\n\nWords.\n'.encode())
        for path in ("items/README.md", "items/A.md", "items-more/R-1.md", "items/f1.md")
    )
    files.append(StagedFile("list.md", b'---\ntitle: "List"\nsearch: {exclude: true}\n---\n# List\n'))
    return Tree(tuple(files), (NavEntry("Home", "index.md"), NavEntry("List", "list.md")))


def _built(root: Path, name: str, tree: Tree, *, ordinary: bool, said: list[str]) -> Mapping[str, bytes]:
    docs = root / ".tpo-docs" / "docs"
    target = root / ".tpo-docs" / name
    file = root / "mkdocs.yml"
    job = Job(root, tree, docs, target, "1.0", "latest", file if file.is_file() else None, epoch=1_700_000_000)
    with Staging(tree.files, docs) as staging:
        mkdocs_engine.build(job, said.append, ordinary=ordinary, staging=staging)
    return {path.relative_to(target).as_posix(): path.read_bytes() for path in target.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", _CONFIGURATIONS)
def test_the_bytes_are_those_of_an_ordinary_build(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if _CONFIGURATIONS[name]:
        (tmp_path / "mkdocs.yml").write_text(_CONFIGURATIONS[name], encoding="utf-8")
    (tmp_path / "hook.py").write_text(
        "def on_post_page(output, page, config):\n    return output + '<!-- hooked -->'\n"
    )
    (tmp_path / "overrides").mkdir()
    (tmp_path / "overrides" / "main.html").write_text(
        '{% extends "base.html" %}{% block extrahead %}<meta name="words" content="{{ page.content | wordcount }}">{% endblock %}'
    )
    monkeypatch.setattr(page_shares, "_WORTH_A_PROCESS", 20)
    monkeypatch.setattr(stage, "_WORTH_A_PROCESS", 20)
    said: list[str] = []
    tree = _tree()
    ordinary = _built(tmp_path, "ordinary", tree, ordinary=True, said=said)
    shutil.rmtree(tmp_path / ".tpo-docs" / "docs")
    shutil.rmtree(tmp_path / ".tpo-docs" / "cache", ignore_errors=True)
    quick = _built(tmp_path, "quick", tree, ordinary=False, said=said)
    again = _built(tmp_path, "again", tree, ordinary=False, said=said)
    assert ordinary.keys() == quick.keys()
    assert [path for path in ordinary if ordinary[path] != quick[path]] == []
    assert [path for path in ordinary if ordinary[path] != again[path]] == []
    steps_aside = name in {"view source", "a hook on pages", "an own template", "another theme"}
    assert bool(said) == steps_aside, said


def test_the_template_runs_for_few_of_many_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[fast_build.Work] = []
    real = fast_build.build

    def noted(*given: Any, **named: Any) -> fast_build.Work:
        done.append(real(*given, **named))
        return done[-1]

    monkeypatch.setattr(fast_build, "build", noted)
    (tmp_path / "mkdocs.yml").write_text(_MATERIAL, encoding="utf-8")
    tree = Tree(tuple(_page(number, f"Title {number}") for number in range(1, 120) if number % 4))
    _built(tmp_path, "quick", tree, ordinary=False, said=[])
    assert done[0].pages == len(tree.files)
    assert done[0].filled > 0.8 * done[0].pages


@pytest.mark.skipif(not hasattr(os, "fork") or sys.platform == "darwin", reason="no second process here")
def test_stubs_are_shared_out_with_the_pages_and_each_is_written_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "count", lambda pieces, worth, most: max(2, most) if pieces >= worth else 1)
    monkeypatch.setattr(page_shares, "_WORTH_A_PROCESS", 20)
    original = write_new
    log = tmp_path / "log"

    def logged(target: str, data: bytes, folders: set[str]) -> tuple[int, int]:
        with log.open("a", encoding="utf-8") as stream:
            stream.write(f"{os.getpid()} {target}\n")
        time.sleep(0.001)
        return original(target, data, folders)

    monkeypatch.setattr(redirects, "write_new", logged)
    leads = {f"id/R-{number}.html": f"items/f{number % 3}/R-{number}.html" for number in range(60)}
    leads |= {"index.html": "list.html", "items/f9/R-1.html": "items/f1/R-1.html#a b", "a.html": "index.html"}
    tree = _tree()._replace(redirects=leads)
    (tmp_path / "mkdocs.yml").write_text(_MATERIAL, encoding="utf-8")
    said: list[str] = []
    docs, target = tmp_path / ".tpo-docs" / "docs", tmp_path / ".tpo-docs" / "site"
    job = Job(tmp_path, tree, docs, target, "1.0", "latest", tmp_path / "mkdocs.yml")
    with Staging(tree.files, docs) as staging:
        outcome = mkdocs_engine.build(job, said.append, staging=staging)
    lines = [line.split() for line in log.read_text(encoding="utf-8").splitlines()]
    assert len({process for process, _ in lines}) == 2
    assert sorted(path for _, path in lines) == sorted(f"{target}/{path}" for path in leads if path != "index.html")
    assert outcome.stubs.keys() == leads.keys() - {"index.html"}
    assert all(digest_of((target / path).read_bytes()) == digest for path, digest in outcome.stubs.items())
    assert b'url=../f1/R-1.html#a%20b"' in (target / "items/f9/R-1.html").read_bytes()
    assert b'url=../items/f1/R-1.html"' in (target / "id/R-1.html").read_bytes()
    assert b'url=index.html"' in (target / "a.html").read_bytes()
    assert redirects.write_redirects(
        {"index.html": "list.html", "b.html": "index.html"}, target, said.append
    ).keys() == {"b.html"}
    assert said == ["index.html is a page, so there is no redirect from it"]


@given(st.text(min_size=1), st.text(), st.booleans())
def test_the_quick_look_at_a_front_matter_finds_what_yaml_finds(title: str, description: str, search: bool) -> None:  # noqa: FBT001 - an argument of the property
    text = front_matter(Page("a.md", "", None, title, description=description, search=search)) + "\nBody\n"
    page = object.__new__(MkDocsPage)
    mkdocs_bodies.read_source(page, SimpleNamespace(plugins=SimpleNamespace(on_page_read_source=lambda **_: text)))  # type: ignore[arg-type]  # all that is asked of a configuration
    assert (page.markdown, page.meta) == get_data(text)


def test_what_the_theme_has_is_what_mkdocs_finds(tmp_path: Path) -> None:
    (tmp_path / ".icons" / "a").mkdir(parents=True)
    (tmp_path / "b" / ".hidden").mkdir(parents=True)
    for path in (".icons/a/x.svg", ".dot.css", "b/.hidden/y.css", "b/.z.css", "c.css"):
        (tmp_path / path).write_text("x", encoding="utf-8")
    loader = FileSystemLoader([tmp_path, tmp_path / "b"])
    expected = [name for name in loader.list_templates() if not name.startswith(".")]
    assert fast_build._visible(loader) == expected == ["b/.hidden/y.css", "b/.z.css", "c.css"]


def test_what_templates_do_is_remembered_and_a_damaged_memory_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "cache"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    environment = Environment()
    looked: list[int] = []

    def look(tree: nodes.Template) -> Uses:
        looked.append(len(tree.body))
        return Uses("", ("tags",), (), ("other.html",))

    for _ in range(2):
        seen = Seen(environment, look)
        assert seen.uses("{{ page.meta.tags }}") == Uses("", ("tags",), (), ("other.html",))
        seen.close()
    assert len(looked) == 1
    (kept,) = (path for path in (tmp_path / "cache").rglob("*") if path.is_file())
    kept.write_bytes(kept.read_bytes().replace(b"tags", b"mags"))
    assert Seen(environment, look).uses("{{ page.meta.tags }}").meta == ("tags",)
    assert len(looked) == 2
