from __future__ import annotations

import gzip
import json
import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tpo_docs.site import build as module
from tpo_docs.site.build import BuildOptions, build
from tpo_docs.site.errors import SiteError
from tpo_docs.site.stage import Staging
from tpo_docs.site.tree import NavEntry, StagedFile, Tree

MakeTree = Callable[..., Tree]
Options = Callable[..., BuildOptions]
Files = Callable[[Path], dict[str, bytes]]


def text(folder: Path, path: str) -> str:
    return (folder / path).read_text(encoding="utf-8")


def test_a_tree_becomes_a_published_version(make_tree: MakeTree, options: Options, project: Path) -> None:
    result = build(make_tree(), options("1.0", "latest"))

    assert result.folder == project / "site" / "1.0"
    assert (result.pages, result.warnings) == (3, ())
    page = text(result.folder, "requirements/REQ-004.html")
    assert "Body of first." in page
    assert "<title>REQ-004 Costs - Demo</title>" in page
    assert '<h2 id="criteria">' in page
    assert 'href="index.html">all requirements</a>' in page
    assert '<link rel="stylesheet" href="../assets/tpo.css">' in page
    assert '<script src="../assets/tpo.js"></script>' in page
    assert text(project / "site/latest", "requirements/REQ-004.html") == page
    assert "url=latest/index.html" in text(project / "site", "index.html")


def test_templates_in_bodies_stay_text(make_tree: MakeTree, options: Options) -> None:
    page = text(build(make_tree(), options()).folder, "requirements/REQ-004.html")
    assert "{{ config.site_name }} {% if x %} stays as it is." in page


def test_redirects_lead_to_the_page_and_its_anchor(make_tree: MakeTree, options: Options) -> None:
    stub = text(build(make_tree(), options()).folder, "id/REQ-004.html")
    assert '<meta http-equiv="refresh" content="0; url=../requirements/REQ-004.html#criteria">' in stub
    assert '<link rel="canonical" href="../requirements/REQ-004.html#criteria">' in stub
    assert "<script" not in stub


def test_a_page_wins_over_a_redirect(make_tree: MakeTree, options: Options) -> None:
    said: list[str] = []
    tree = make_tree(redirects={"requirements/REQ-004.html": "index.html"})
    folder = build(tree, options(), said.append).folder

    assert "Body of first." in text(folder, "requirements/REQ-004.html")
    assert said == ["requirements/REQ-004.html is a page, so there is no redirect from it"]


def test_redirects_cannot_leave_the_site(make_tree: MakeTree, options: Options, project: Path) -> None:
    for redirects in ({"../x.html": "index.html"}, {"x.html": "../../etc"}, {"x.html": "//evil.example"}):
        with pytest.raises(SiteError, match="cannot be a file of the site"):
            build(make_tree(redirects=redirects), options())
    assert not (project / "site").exists()


def test_two_builds_of_one_tree_are_the_same_bytes(
    make_tree: MakeTree, options: Options, project: Path, tmp_path: Path, files_of: Files
) -> None:
    first = files_of(build(make_tree(), options()).folder)
    other = tmp_path / "other"
    other.mkdir()
    second = build(make_tree(), replace(options(), root=other, site_dir=other / "site")).folder

    assert files_of(second) == first
    assert b"<lastmod>2027-01-15</lastmod>" in first["sitemap.xml"]
    assert gzip.decompress(first["sitemap.xml.gz"]) == first["sitemap.xml"]


def test_the_epoch_of_the_environment_counts_where_none_is_given(
    make_tree: MakeTree, options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    folder = build(make_tree(), options(epoch=None)).folder

    assert "<lastmod>1970-01-02</lastmod>" in text(folder, "sitemap.xml")
    assert os.environ["SOURCE_DATE_EPOCH"] == "86400"


def test_after_an_edit_the_site_is_as_if_built_anew(
    make_tree: MakeTree, options: Options, tmp_path: Path, files_of: Files
) -> None:
    build(make_tree("first", extra=(StagedFile("gone.md", b"---\ntitle: Gone\n---\n"),)), options("1.0", "latest"))
    again = build(make_tree("second"), options("1.0", "latest"))
    clean = tmp_path / "clean"
    clean.mkdir()
    fresh = build(make_tree("second"), replace(options("1.0", "latest"), root=clean, site_dir=clean / "site"))

    assert files_of(again.folder.parent) == files_of(fresh.folder.parent)
    assert again.written < fresh.written


def test_the_same_again_writes_nothing(make_tree: MakeTree, options: Options) -> None:
    build(make_tree(), options("1.0", "latest"))
    assert build(make_tree(), options("1.0", "latest")).written == 0


def test_a_build_that_fails_leaves_the_last_good_site(
    make_tree: MakeTree, options: Options, project: Path, files_of: Files
) -> None:
    build(make_tree(), options("1.0", "latest"))
    before = files_of(project / "site")
    (project / "hook.py").write_text("def on_page_markdown(markdown, **_):\n    raise ValueError('bad hook')\n")
    with pytest.raises(SiteError) as caught:
        build(make_tree("second"), options("1.0", "latest", mkdocs="site_name: X\nhooks: [hook.py]\n"))

    assert "bad hook, in a plugin, a hook or a template of the theme" in str(caught.value)
    assert "ValueError" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert files_of(project / "site") == before


def test_strict_fails_on_a_warning_and_lenient_tells_it(
    make_tree: MakeTree, options: Options, project: Path, page: Callable[..., bytes]
) -> None:
    tree = make_tree(extra=(StagedFile("a.md", page("A", "[x](missing.md)")),))
    result = build(tree, options())

    assert len(result.warnings) == 1
    assert "'a.md' contains a link 'missing.md'" in result.warnings[0]
    with pytest.raises(SiteError, match=r"1 warnings, and --strict allows none; the first: Doc file 'a\.md'"):
        build(tree, options("2.0", strict=True))
    assert not (project / "site" / "2.0").exists()


def test_links_to_built_pages_are_no_mistake(make_tree: MakeTree, options: Options, page: Callable[..., bytes]) -> None:
    body = "[page](requirements/REQ-004.html#criteria) [stub](id/REQ-004.html) [other](requirements/REQ-9.html)"
    tree = make_tree(extra=(StagedFile("a.md", page("A", body)),))
    warnings = build(tree, options()).warnings

    assert len(warnings) == 1
    assert "requirements/REQ-9.html" in warnings[0]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"version": "a/b"}, "'a/b' cannot be a version"),
        ({"aliases": ("1.0",)}, "'1.0' is the version itself"),
        ({"engine": "hugo"}, "there is no engine 'hugo'; there are mkdocs, zensical"),
    ],
)
def test_wrong_options_are_one_line_before_anything_is_built(
    change: dict[str, Any], message: str, make_tree: MakeTree, options: Options, project: Path
) -> None:
    with pytest.raises(SiteError, match=message):
        build(make_tree(), replace(options(), **change))
    assert not (project / "site").exists()


def test_a_state_folder_that_is_a_symbolic_link_is_refused(
    make_tree: MakeTree, options: Options, project: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (project / ".tpo-docs").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SiteError, match=r"\.tpo-docs is a symbolic link"):
        build(make_tree(), options())
    assert not list((tmp_path / "elsewhere").iterdir())


def test_what_the_disk_refuses_is_one_line(
    make_tree: MakeTree, options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "docs/index.md")

    monkeypatch.setattr(module, "Staging", full)
    with pytest.raises(SiteError, match=r"^No space left on device: docs/index\.md$"):
        build(make_tree(), options())


def test_two_builds_at_once_come_one_after_the_other(
    make_tree: MakeTree, options: Options, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    running: list[str] = []
    original = Staging

    def slow(*arguments: Any) -> object:
        assert not running
        running.append("x")
        time.sleep(0.2)
        running.clear()
        return original(*arguments)

    monkeypatch.setattr(module, "Staging", slow)
    said: list[str] = []
    failures: list[BaseException] = []

    def run(version: str) -> None:
        try:
            build(make_tree(version), options(version), said.append)
        except BaseException as error:  # noqa: BLE001  # whatever it was, the test must hear of it
            failures.append(error)

    threads = [threading.Thread(target=run, args=(version,)) for version in ("1.0", "1.1")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert said == ["another build is running here; waiting for it"]
    assert [entry["version"] for entry in json.loads(text(project / "site", "versions.json"))] == ["1.1", "1.0"]


def test_only_an_alias_called_latest_makes_other_versions_outdated(
    make_tree: MakeTree, options: Options, project: Path
) -> None:
    def default(version: str) -> object:
        config = re.search(
            r'<script id="__config"[^>]*>(.*?)</script>', text(project / "site", f"{version}/index.html")
        )
        assert config is not None
        return json.loads(config[1])["version"]["default"]

    build(make_tree(), options("1.0"))
    assert default("1.0") == "1.0"
    build(make_tree(), options("1.1", "latest"))
    build(make_tree(), options("1.0"))
    assert (default("1.0"), default("1.1")) == ("latest", "latest")


def test_files_that_lie_about_in_the_staged_folder_are_not_published(
    make_tree: MakeTree, options: Options, project: Path
) -> None:
    (project / ".tpo-docs/docs").mkdir(parents=True)
    (project / ".tpo-docs/docs/secret.md").write_text("secret", encoding="utf-8")
    folder = build(make_tree(), options()).folder

    assert not (folder / "secret.html").exists()
    assert "secret" not in text(folder, "search/search_index.json")


def test_a_folder_called_templates_is_published_like_any_other(
    make_tree: MakeTree, options: Options, page: Callable[..., bytes]
) -> None:
    tree = make_tree(extra=(StagedFile("templates/mail.md", page("Mail")),))
    assert (build(tree, options()).folder / "templates/mail.html").exists()


def test_the_search_works_from_a_folder_as_well(make_tree: MakeTree, options: Options) -> None:
    folder = build(make_tree(), options()).folder
    index = text(folder, "search/search_index.json")

    assert text(folder, "search/search_index.js") == f"var __index = {index}"
    assert "requirements/REQ-004.html" in index
    assert "requirements/index.html" not in index


def test_nothing_of_a_page_comes_from_another_host(make_tree: MakeTree, options: Options) -> None:
    folder = build(
        make_tree(), options(mkdocs="site_name: X\nrepo_url: https://github.com/a/b\ntheme: material\n")
    ).folder
    page = text(folder, "requirements/REQ-004.html")
    loaded = re.findall(r'<(?:script|img|link|iframe)[^>]*(?:src|href)="(https?:)?//', page)

    assert loaded == []
    assert 'data-md-component="source"' not in page  # which asks api.github.com
    assert "fonts.googleapis.com" not in page


def test_no_source_maps_and_no_absolute_paths_are_published(
    make_tree: MakeTree, options: Options, project: Path
) -> None:
    folder = build(make_tree(), options()).folder

    assert not list(folder.rglob("*.map"))
    for file in folder.rglob("*"):
        assert not file.is_file() or str(project).encode() not in file.read_bytes()


def test_a_large_navigation_is_escaped(make_tree: MakeTree, options: Options) -> None:
    tree = make_tree(nav=(NavEntry("<img src=x onerror=alert(1)>", "index.md"),))
    page = text(build(tree, options()).folder, "requirements/REQ-004.html")

    assert "<img src=x onerror" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


@pytest.fixture(autouse=True)
def nothing_is_left_of_a_build_in_the_process() -> Iterator[None]:
    before = dict(os.environ), Path.cwd()
    yield
    assert (dict(os.environ) | {"PYTEST_CURRENT_TEST": ""}, Path.cwd()) == (
        before[0] | {"PYTEST_CURRENT_TEST": ""},
        before[1],
    )
