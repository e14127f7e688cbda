"""Files whose pages come to be late are those that MkDocs finds, and say the same of themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, get_files
from mkdocs.structure.nav import get_navigation

from tpo_docs.site.stage import Staging
from tpo_docs.site.staged_files import begin, files_of, navigation_of, page_there
from tpo_docs.site.tree import StagedFile

_PATHS = (
    "index.md",
    "README.md.txt",
    "a/README.md",
    "a/b.c.md",
    "a/z.markdown",
    "a-b/x y.md",
    "a/Größe.md",
    "a/100%.md",
    "templates/t.md",
    "sub/templates/t.md",
    ".hidden/x.md",
    "a/.h.md",
    "assets/x.js",
    "a/index.md.png",
)
_SETTINGS: tuple[dict[str, Any], ...] = (
    {},
    {"use_directory_urls": True},
    {"exclude_docs": "b.*\n!templates/"},
    {"draft_docs": "z.*", "not_in_nav": "/a/*"},
)


def _config(root: Path, **settings: Any) -> MkDocsConfig:
    docs = root / "docs"
    docs.mkdir(exist_ok=True)
    asked: dict[str, Any] = {"site_name": "X", "use_directory_urls": False, "nav": [{"Home": "index.md"}]} | settings
    return load_config(config_file=None, docs_dir=str(docs), site_dir=str(root / "site"), **asked)


def _said(files: Files) -> list[tuple[object, ...]]:
    return [
        (
            file.src_uri,
            file.dest_uri,
            file.url,
            file.name,
            file.inclusion,
            file.edit_uri,
            file.abs_src_path,
            file.abs_dest_path,
            file.src_dir,
            file.use_directory_urls,
        )
        for file in files
    ]


@pytest.mark.parametrize("settings", _SETTINGS)
@pytest.mark.parametrize("runs", [1, 2])
def test_the_files_are_those_that_mkdocs_finds(settings: dict[str, Any], runs: int, tmp_path: Path) -> None:
    """Into a new folder, and into one that holds them already."""
    staged = [StagedFile(path, path.encode()) for path in _PATHS]
    for _ in range(runs):
        with Staging(staged, tmp_path / "docs") as staging:
            config = _config(tmp_path, **settings)
            found = _said(files_of(config, staging))
            staging.finish()
    assert found == _said(get_files(config))


@pytest.mark.parametrize("path", ["foreign.md", "a/more.md", "a/README.md"])
def test_a_file_of_somebody_else_is_found_as_mkdocs_finds_it(path: str, tmp_path: Path) -> None:
    staged = [StagedFile("index.md", b"x"), StagedFile("a/index.md", b"y")]
    with Staging(staged, tmp_path / "docs") as staging:
        staging.finish()
    (tmp_path / "docs" / path).write_text("theirs")
    with Staging(staged, tmp_path / "docs") as staging:
        config = _config(tmp_path)
        assert _said(files_of(config, staging)) == _said(get_files(config))


def test_a_page_comes_to_be_when_it_is_asked_for(tmp_path: Path) -> None:
    staged = [StagedFile(path, b"x") for path in ("index.md", "a/b.md", "a/c.md")]
    with Staging(staged, tmp_path / "docs") as staging:
        config = _config(tmp_path, not_in_nav="*")
        files = files_of(config, staging)
    nav = navigation_of(files, config)
    told: list[File] = []
    begin(files, config, told.append)
    b, c = (files.src_uris[path] for path in ("a/b.md", "a/c.md"))
    assert [page.file.src_uri for page in nav.pages] == ["index.md"]
    assert b.page is not None
    assert b.page is b.page
    assert b.page.file is b
    assert [told, page_there(c)] == [[b], None]


@pytest.mark.parametrize("nav", [None, [{"Home": "index.md"}, {"B": "a/b.md"}, {"Gone": "gone.md"}]])
def test_the_navigation_is_that_of_mkdocs(
    nav: list[dict[str, str]] | None, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """With what MkDocs says of pages beside it, and of what it leads to that is not there."""
    staged = [StagedFile(path, b"x") for path in ("index.md", "a/b.md", "a/c.md")]
    with Staging(staged, tmp_path / "docs") as staging:
        staging.finish()
    with Staging(staged, tmp_path / "docs") as staging:
        config = _config(tmp_path, nav=nav)
        caplog.set_level("INFO")
        ours = str(navigation_of(files_of(config, staging), config)), list(caplog.messages)
        caplog.clear()
        theirs = str(get_navigation(get_files(config), config)), list(caplog.messages)
    assert ours == theirs
    assert bool(ours[1]) is (nav is not None)
