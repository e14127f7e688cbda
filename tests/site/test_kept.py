"""A build that makes only what changed publishes what a clean build publishes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import WHOLE_PROJECTS
from tpo_docs.site import fast_build
from tpo_docs.site.build import BuildOptions, build
from tpo_docs.site.tree import NavEntry, StagedFile, Tree

Files = Callable[[Path], dict[str, bytes]]
_CONFIGS = (
    "site_name: X\ntheme: {name: material}\n",
    "site_name: Y\ntheme: {name: material, features: [navigation.footer]}\nmarkdown_extensions: [toc: {permalink: '#'}]\n",
    "site_name: X\nsite_url: https://x.example/docs/\nrepo_url: https://github.com/o/r\ntheme: {name: material}\nextra: {a: 1}\n",
    "site_name: X\ntheme: {name: material, custom_dir: theirs}\nvalidation: {links: {anchors: warn}}\n",
)
_TEXTS = (
    "Plain words.",
    "Other words.\n\n- a list\n- of two",
    "A [link](p1.md) and [another](sub/p3.md#here).",
    "A link to [nothing](gone.md).",
    "| a |\n|---|\n| 1 |\n\n## Here",
    "## Here\n\nText.\n\n## Here",
    "<b>raw</b> &amp; `code`\n\n<script>alert(1)</script>",
)
_PATHS = ("p1.md", "p2.md", "sub/p3.md", "sub/deep/p4.md", "gone.md")
_EDITS = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(_PATHS), st.sampled_from(_TEXTS)),
    st.tuples(st.just("title"), st.sampled_from(_PATHS), st.sampled_from(("One", "Two & <three>"))),
    st.tuples(st.just("remove"), st.sampled_from(_PATHS), st.just("")),
    st.tuples(st.just("config"), st.sampled_from(_CONFIGS), st.just("")),
    st.tuples(st.just("theme"), st.sampled_from(("a", "b")), st.just("")),
    st.tuples(
        st.just("damage"),
        st.sampled_from(("page", "touch", "stub", "known", "cut", "short", "noise", "foreign", "site")),
        st.just(""),
    ),
    st.tuples(st.just("again"), st.just(""), st.just("")),
)


class _Site:
    """A project that is edited and built, beside one that is built anew each time."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "project"
        self.clean = folder / "clean"
        for root in (self.root, self.clean):
            (root / "theirs").mkdir(parents=True)
        self.pages: dict[str, tuple[str, str]] = {"index.md": ("Home", "Start [here](p1.md)."), "p1.md": ("P", "One.")}
        self.config = _CONFIGS[0]
        self.theme = "a"

    def edit(self, kind: str, what: str, text: str) -> None:
        if kind == "write":
            self.pages[what] = self.pages.get(what, (what, ""))[0], text
        elif kind == "title" and what in self.pages:
            self.pages[what] = text, self.pages[what][1]
        elif kind == "remove":
            self.pages.pop(what, None)
        elif kind == "config":
            self.config = what
        elif kind == "theme":
            self.theme = what
        elif kind == "damage":
            self._damage(what)

    def built(self, root: Path) -> tuple[dict[str, bytes], tuple[str, ...]]:
        (root / "mkdocs.yml").write_text(self.config, encoding="utf-8")
        (root / "theirs/main.html").write_text(
            '{% extends "base.html" %}{% block footer %}<p>' + self.theme + "</p>{% endblock %}", encoding="utf-8"
        )
        files = tuple(
            StagedFile(
                path,
                f'---\ntitle: "{title.replace("&", "&amp;").replace("<", "&lt;")}"\n---\n{text}\n'.encode(),
                f"specs/{path}",
            )
            for path, (title, text) in sorted(self.pages.items())
        )
        nav = tuple(NavEntry(title, path) for path, (title, _) in sorted(self.pages.items()) if "/" not in path)
        tree = Tree(files, nav, {f"id/{number}.html": "p1.html" for number in range(len(files))})
        options = BuildOptions(
            root, root / "mkdocs.yml", root / "site", "1.0", ("latest",), epoch=1_800_000_000, title="T"
        )
        result = build(tree, options)
        found = {
            file.relative_to(root / "site").as_posix(): file.read_bytes()
            for file in sorted((root / "site").rglob("*"))
            if file.is_file()
        }
        return found, result.warnings

    def _damage(self, what: str) -> None:
        published = self.root / "site/1.0" / ("id/0.html" if what == "stub" else "index.html")
        known = next(iter((self.root / ".tpo-docs/published").glob("*/pages/1.0.json")), None)
        if what == "site":
            shutil.rmtree(self.root / "site", ignore_errors=True)
        elif what == "page" and published.is_file():
            published.unlink()
        elif what in ("touch", "stub") and published.is_file():
            published.write_bytes(published.read_bytes() + b"more")
        elif known is not None and what == "known":
            known.unlink()
        elif known is not None and what == "cut":
            known.write_bytes(known.read_bytes()[:-20])
        elif known is not None and what == "short":
            content = json.loads(known.read_bytes())
            content["known"]["digests"].pop()
            known.write_text(json.dumps(content), encoding="utf-8")
        elif known is not None and what == "noise":
            texts = known.with_suffix(".search")
            texts.write_bytes(texts.read_bytes()[::-1])
        elif known is not None and what == "foreign":
            content = json.loads(known.read_bytes())
            content["known"]["keys"] = ["x" for _ in content["known"]["keys"]]
            known.write_text(json.dumps(content), encoding="utf-8")


@settings(WHOLE_PROJECTS, max_examples=6)
@given(st.lists(st.lists(_EDITS, min_size=1, max_size=2), min_size=1, max_size=4))
def test_after_any_edits_the_site_is_that_of_a_clean_build(
    tmp_path_factory: pytest.TempPathFactory, steps: list[list[tuple[str, str, str]]]
) -> None:
    site = _Site(tmp_path_factory.mktemp("edits"))
    site.built(site.root)
    for edits in steps:
        for edit in edits:
            site.edit(*edit)
        made = site.built(site.root)
        shutil.rmtree(site.clean / "site", ignore_errors=True)
        shutil.rmtree(site.clean / ".tpo-docs", ignore_errors=True)
        assert made == site.built(site.clean)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[fast_build.Work]:
    """What the builds of a test did."""
    works: list[fast_build.Work] = []
    original = fast_build.build

    def build_and_count(*arguments: Any, **options: Any) -> fast_build.Work:
        works.append(original(*arguments, **options))
        return works[-1]

    monkeypatch.setattr(fast_build, "build", build_and_count)
    return works


def test_after_one_edit_one_page_is_made(tmp_path: Path, counted: list[fast_build.Work]) -> None:
    site = _Site(tmp_path)
    for path in _PATHS[:4]:
        site.edit("write", path, "Some words.")
    site.built(site.root)
    times = {file: file.stat().st_mtime_ns for file in (site.root / "site").rglob("*.html")}
    site.edit("write", "sub/p3.md", "Other words.")
    site.built(site.root)
    changed = {
        file.relative_to(site.root / "site").as_posix()
        for file, time in times.items()
        if file.stat().st_mtime_ns != time
    }

    assert [(work.pages, work.kept) for work in counted] == [(5, 0), (5, 4)]
    assert changed == {"1.0/sub/p3.html", "latest/sub/p3.html"}


def test_a_page_with_something_to_say_says_it_again(tmp_path: Path) -> None:
    site = _Site(tmp_path)
    site.edit("write", "p2.md", "A link to [nothing](gone.md).")
    first = site.built(site.root)[1]
    assert len(first) == 1
    assert site.built(site.root)[1] == first


def test_where_a_hook_looks_at_pages_all_are_made(tmp_path: Path, counted: list[fast_build.Work]) -> None:
    site = _Site(tmp_path)
    (site.root / "hook.py").write_text("def on_page_content(html, **_):\n    return html + 'x'\n", encoding="utf-8")
    site.config += "hooks: [hook.py]\n"
    site.built(site.root)
    site.built(site.root)

    assert [work.kept for work in counted] == [0, 0]
