"""Which search a site has, and what Pagefind is told of a page."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tpo_docs.site import search
from tpo_docs.site.csp import snippets
from tpo_docs.site.errors import SiteError
from tpo_docs.site.tree import StagedFile
from tpo_docs.site.versions import Version

_PAGE = """<html><body><nav>Menu</nav><article class="md-content__inner">
<nav class="tpo-crumbs"><a class="tpo-badge tpo-badge--story" href="x">Story</a></nav>
<h1>STY-1 Split<a class="headerlink" href="#x">¶</a></h1>
<div class="tpo-chips"><span class="tpo-status tpo-status--done">done</span><span>Kind: user</span></div>
<p>Words of the author.</p><svg><text>Picture</text></svg>
<h2 id="a">Criteria</h2><p>Kept.</p>
<h2 id="tpo-links" data-search-exclude="1">Links</h2><p>Passed over.</p>
<p class="tpo-source">Edit</p></article></body></html>"""


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "find_spec", lambda _: object())


@pytest.fixture
def absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "find_spec", lambda _: None)


@pytest.mark.usefixtures("installed")
def test_many_items_are_searched_with_pagefind_and_that_is_said() -> None:
    said: list[str] = []
    assert search.chosen("auto", 3_001, wanted=True, say=said.append)
    assert said == ["the search is Pagefind's, as 3,001 items are many for the theme's (site.search in tpo-docs.yml)"]
    assert not search.chosen("auto", 3_000, wanted=True, say=said.append)
    assert not search.chosen("theme", 10_000, wanted=True, say=said.append)
    assert not search.chosen("auto", 10_000, wanted=False, say=said.append)
    assert search.chosen("pagefind", 1, wanted=True, say=said.append)
    assert len(said) == 1


@pytest.mark.usefixtures("absent")
def test_without_the_extra_the_themes_search_stays_and_the_way_out_is_said() -> None:
    said: list[str] = []
    assert not search.chosen("auto", 10_000, wanted=True, say=said.append)
    assert said == [
        (
            "10,000 items are many for the theme's search, whose first answer takes seconds: "
            "pip install 'tpo-docs[search]' for Pagefind"
        )
    ]
    with pytest.raises(SiteError, match=r"pip install 'tpo-docs\[search\]'"):
        search.chosen("pagefind", 1, wanted=True)


def test_the_index_knows_what_the_author_wrote_with_type_and_status() -> None:
    text = search.slim(_PAGE, "en")
    for kept in ('data-pagefind-filter="type" data-pagefind-meta="type">Story<', ">done<", "Words of", "Kept."):
        assert kept in text
    for away in ("Menu", "¶", "Picture", "Passed over", "Edit", "Kind: user"):
        assert away not in text
    assert search.slim("<html><body>Elsewhere</body></html>", "en") == ""


def test_the_index_of_a_site_holds_only_what_is_loaded(tmp_path: Path) -> None:
    files = (StagedFile("a.md", b"", "specs/a.md"), StagedFile("list.md", b""), StagedFile("x.png", b"", "specs/x.png"))
    made = []
    for name in ("one", "two"):
        site = tmp_path / name
        site.mkdir()
        for page in ("a.html", "list.html"):
            (site / page).write_text(_PAGE, encoding="utf-8")
        said: list[str] = []
        paths = search.index(site, files, "de", said.append)
        assert said == ["Pagefind knows the words of 1 page"]
        made.append(sorted((path.rpartition(".")[2], (site / path).stat().st_size // 100) for path in paths))
    assert made[0] == made[1]
    assert (tmp_path / "one" / "pagefind" / "tpo.js").is_file()
    assert not [*(tmp_path / "one" / "pagefind").glob("*-ui*")]


def test_a_failure_of_pagefind_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> subprocess.CompletedProcess[bytes]:
        return subprocess.CompletedProcess([sys.executable], 1, b"", b"Some trace\nno space left\n")

    monkeypatch.setattr(subprocess, "run", fails)
    with pytest.raises(SiteError, match=r"Pagefind failed: no space left; site: \{search: theme\} does without"):
        search.index(tmp_path, (), "en")


def test_the_policy_of_a_site_allows_what_pagefind_needs(tmp_path: Path) -> None:
    (tmp_path / "1.0").mkdir()
    (tmp_path / "1.0" / "csp.txt").write_text(f"'sha256-{'a' * 44}'\n{search.ALLOWED}\n")
    headers = snippets(tmp_path, [Version("1.0", "1.0")])["_headers"].decode()
    assert "'wasm-unsafe-eval'" in headers
    assert "'unsafe-eval'" not in headers
