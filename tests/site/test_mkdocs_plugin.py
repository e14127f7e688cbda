from __future__ import annotations

import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from tpo_docs import files, mkdocs_plugin
from tpo_docs.edition import Order, publish
from tpo_docs.mkdocs_plugin import TpoDocsPlugin
from tpo_docs.render import HTML_CLOSE, HTML_OPEN
from tpo_docs.site.build import BuildOptions, build
from tpo_docs.site.errors import SiteError
from tpo_docs.site.tree import NavEntry, StagedFile, Tree

MakeTree = Callable[..., Tree]
EXTENSIONS = (
    "markdown_extensions: [admonition, attr_list, footnotes, md_in_html, tables, pymdownx.details, pymdownx.highlight,"
    " pymdownx.superfences, pymdownx.tasklist, toc: {permalink: true}]\n"
)
CONFIG = "site_name: Mine\ntheme:\n  name: material\nplugins: [search, tpo-docs]\ndocs_dir: specs\n" + EXTENSIONS


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")


@pytest.fixture
def run(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[Path, list[tuple[Path, Path | None]], Any]]:
    """Runs a real `mkdocs build` with the plugin, which is given this tree."""

    def build_it(tree: Tree, config: str = CONFIG, **options: Any) -> tuple[Path, list[tuple[Path, Path | None]], Any]:
        asked: list[tuple[Path, Path | None]] = []

        def make(root: Path, config_file: Path | None) -> Tree:
            asked.append((root, config_file))
            return tree

        monkeypatch.setattr(mkdocs_plugin, "make_tree", make)
        (project / "mkdocs.yml").write_text(config, encoding="utf-8")
        (project / "specs").mkdir(exist_ok=True)
        loaded = load_config(str(project / "mkdocs.yml"), site_dir=str(project / "out"), **options)
        mkdocs_build(loaded)
        return project / "out", asked, loaded

    return build_it


def article(page: str) -> str:
    match = re.search(r'<article class="md-content__inner md-typeset">(.*?)</article>', page, re.DOTALL)
    assert match is not None
    return match[1]


def test_the_plugin_shows_the_same_articles_as_our_own_build(
    make_tree: MakeTree, page: Callable[..., bytes], project: Path, run: Any
) -> None:
    tricky = (
        f"{HTML_OPEN}<b style='width:3%'>x</b>{HTML_CLOSE}\n\n<script>alert(1)</script> [x](index.md){{ onclick=x }}\n"
    )
    tree = make_tree(extra=(StagedFile("tricky.md", page("Tricky", tricky)),))
    site, _, _ = run(tree)
    options = BuildOptions(project, project / "mkdocs.yml", project / "site", "1.0", ("latest",), epoch=1_800_000_000)
    staged = build(tree, options).folder

    paths = sorted(file.relative_to(staged).as_posix() for file in staged.rglob("*.html") if file.name != "404.html")
    assert paths == [
        "id/REQ-004.html",
        "index.html",
        "requirements/REQ-004.html",
        "requirements/index.html",
        "tricky.html",
    ]
    for path in paths[1:]:
        assert article((site / path).read_text(encoding="utf-8")) == article(
            (staged / path).read_text(encoding="utf-8")
        )
    assert (site / paths[0]).read_bytes() == (staged / paths[0]).read_bytes()


def test_it_asks_for_the_tree_of_the_folder_of_mkdocs_yml(make_tree: MakeTree, project: Path, run: Any) -> None:
    assert run(make_tree())[1] == [(project, None)]
    (project / "sub").mkdir()
    with_file = CONFIG.replace("tpo-docs]", "tpo-docs: {config_file: sub/tpo-docs.yml}]")
    assert run(make_tree(), with_file)[1] == [(project / "sub", project / "sub/tpo-docs.yml")]


def test_pages_replace_the_files_they_were_made_from_and_nothing_else_is_published(
    make_tree: MakeTree, project: Path, run: Any
) -> None:
    (project / "specs/requirements").mkdir(parents=True)
    (project / "specs/requirements/REQ-004.md").write_text("raw", encoding="utf-8")
    (project / "specs/parties.yml").write_text("secret: 1", encoding="utf-8")
    (project / "specs/own.css").write_text("own", encoding="utf-8")
    site, _, _ = run(make_tree(), CONFIG + "extra_css: [own.css]\n")

    assert "Body of first." in (site / "requirements/REQ-004.html").read_text(encoding="utf-8")
    assert not (site / "parties.yml").exists()
    assert (site / "own.css").read_text(encoding="utf-8") == "own"


def test_a_docs_folder_that_is_no_source_of_ours_stays_in_the_site(
    make_tree: MakeTree, project: Path, run: Any
) -> None:
    (project / "docs").mkdir()
    text = f"# Guide\n\n{HTML_OPEN}<script>alert(1)</script>{HTML_CLOSE} <img src=x onerror=alert(1)>"
    (project / "docs/guide.md").write_text(text, encoding="utf-8")
    site, _, _ = run(make_tree(), CONFIG.replace("docs_dir: specs\n", ""))
    guide = article((site / "guide.html").read_text(encoding="utf-8"))

    assert "<script" not in guide
    assert "onerror" not in guide
    assert (site / "requirements/REQ-004.html").exists()


def test_the_navigation_is_ours_only_if_the_user_has_none(make_tree: MakeTree, run: Any) -> None:
    def titles(config: str) -> list[str]:
        page: str = (run(make_tree(), config)[0] / "index.html").read_text(encoding="utf-8")
        page = page.partition('data-md-type="navigation"')[2]
        return list(dict.fromkeys(re.findall(r'<span class="md-ellipsis">\s*(.*?)\s*</span>', page)))

    assert titles(CONFIG)[:2] == ["Home", "Requirements &amp; more"]
    assert titles(CONFIG + "nav: [{Mine: index.md}]\n") == ["Mine"]


def test_edit_links_lead_to_the_sources(make_tree: MakeTree, run: Any) -> None:
    config = CONFIG.replace("name: material", "name: material\n  features: [content.action.edit]")
    site, _, _ = run(make_tree(), config + "repo_url: https://github.com/o/r\nedit_uri: edit/main/specs/\n")

    page = (site / "requirements/REQ-004.html").read_text(encoding="utf-8")
    assert 'href="https://github.com/o/r/edit/main/specs/REQ-004.md"' in page
    assert 'rel="edit"' not in (site / "index.html").read_text(encoding="utf-8")


def test_it_watches_the_sources_the_templates_and_the_configuration(
    make_tree: MakeTree, project: Path, run: Any
) -> None:
    (project / "templates").mkdir()
    (project / "tpo-docs.yml").touch()
    (project.parent / "other").mkdir()
    (project / "README.md").touch()
    extra = (
        StagedFile("a.md", b"---\ntitle: a\n---\n", "../other/deep.md"),
        StagedFile("b.md", b"---\ntitle: b\n---\n", "README.md"),
    )
    _, _, config = run(make_tree(extra=extra))

    watched = {Path(path).resolve().relative_to(project.parent).as_posix() for path in config.watch}
    assert watched == {"project/specs", "project/templates", "project/tpo-docs.yml", "other", "project/README.md"}


def test_the_version_selector_is_the_users_choice(make_tree: MakeTree, run: Any) -> None:
    assert "version" not in run(make_tree())[2].extra
    config = run(make_tree(), CONFIG + "extra:\n  version: {provider: mike}\n")[2]
    assert config.extra["version"] == {"provider": "mike"}


def test_a_second_build_of_one_plugin_object_takes_the_new_tree(make_tree: MakeTree, project: Path, run: Any) -> None:
    run(make_tree("first"))
    site, asked, _ = run(make_tree("second", nav=(NavEntry("Home", "index.md"),)))

    assert "Body of second." in (site / "requirements/REQ-004.html").read_text(encoding="utf-8")
    assert asked == [(project, None)]


@pytest.mark.parametrize("where", ["tree", "redirects"])
def test_what_goes_wrong_is_one_line(
    where: str, make_tree: MakeTree, run: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tree = make_tree(redirects={"../x.html": "index.html"} if where == "redirects" else {})
    if where == "tree":

        def fails(*_: object) -> Tree:
            raise SiteError("tpo-docs.yml:3: no such thing")

        monkeypatch.setattr(mkdocs_plugin, "project_tree", fails)
        original = TpoDocsPlugin.on_config

        def on_config(self: TpoDocsPlugin, config: Any) -> Any:
            monkeypatch.setattr(mkdocs_plugin, "make_tree", fails)
            return original(self, config)

        monkeypatch.setattr(TpoDocsPlugin, "on_config", on_config)
    with caplog.at_level(logging.ERROR), pytest.raises(Abort):
        run(tree)
    expected = "'../x.html' cannot be a file of the site" if where == "redirects" else "tpo-docs.yml:3: no such thing"
    assert expected in caplog.records[-1].getMessage()


def test_a_real_project_has_the_same_articles_both_ways(tmp_path: Path) -> None:
    """The plugin in `mkdocs build` and `tpo-docs build`, over the same files."""
    specs = tmp_path / "specs"
    specs.mkdir()
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: Shop\ndocs_dir: specs\nsite_dir: out\ntheme: material\nplugins: [search, tpo-docs]\n",
        encoding="utf-8",
    )
    (tmp_path / "tpo-docs.yml").write_text("today: 2027-03-01\n", encoding="utf-8")
    (specs / "REQ-001.md").write_text(
        "---\nid: REQ-001\ntitle: Pay\n---\nThe shop shall take money.\n", encoding="utf-8"
    )
    (specs / "STY-001.md").write_text(
        "---\nid: STY-001\ntitle: Card\nrealizes: REQ-001\n---\nAs [[REQ-001]].\n", encoding="utf-8"
    )
    config = load_config(str(tmp_path / "mkdocs.yml"))
    config.plugins.on_startup(command="build", dirty=False)
    mkdocs_build(config)
    publish(files.load(tmp_path), Order("1.0", site_dir=tmp_path / "site"), lambda _: None)
    for name in ("REQ-001.html", "STY-001.html", "items/requirement.html", "trace/requirement-story.html"):
        ours, theirs = (
            (folder / name).read_text(encoding="utf-8") for folder in (tmp_path / "site" / "1.0", tmp_path / "out")
        )
        assert _article(ours) == _article(theirs)


def test_errors_are_warnings_of_mkdocs_so_that_strict_fails(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    specs = tmp_path / "specs"
    specs.mkdir()
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: Shop\ndocs_dir: specs\nsite_dir: out\ntheme: material\nplugins: [tpo-docs]\n", encoding="utf-8"
    )
    (tmp_path / "tpo-docs.yml").write_text("today: 2027-03-01\nrulez: 1\n", encoding="utf-8")
    links = ", ".join(f"GOAL-{number:03}" for number in range(100, 123))
    (specs / "REQ-001.md").write_text(
        f"---\nid: REQ-001\nkind: functional\ntitle: Pay\nsupports: [{links}]\n---\nThe shop shall take money.\n",
        encoding="utf-8",
    )
    config = load_config(str(tmp_path / "mkdocs.yml"), strict=True)
    config.plugins.on_startup(command="build", dirty=False)
    with caplog.at_level(logging.INFO), pytest.raises(Abort, match="warnings in strict mode"):
        mkdocs_build(config)
    said = [(record.levelname, record.getMessage()) for record in caplog.records if "tpo_docs" in record.name]
    warnings = [text for level, text in said if level == "WARNING"]
    assert warnings[0] == (
        "specs/REQ-001.md:5:12: TPO201 REQ-001 supports GOAL-100, which does not exist (correct the id, or write the item)"
    )
    assert warnings[-1] == "4 more errors; `tpo-docs check` shows all"
    assert len(warnings) == 21
    counts = [text for level, text in said if level == "INFO" and "errors" in text]
    assert counts == ["tpo-docs: 24 errors and 0 other findings; the page of gaps lists them"]


def _article(page: str) -> str:
    # Tables of contents differ by where the page hangs in the navigation; what Git or the version says is the same here.
    return page.partition("<article")[2].partition("</article>")[0].replace(">1.0<", ">dev<")
