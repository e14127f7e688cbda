"""The plain settings of a mkdocs.yml are read without loading what it names."""

from __future__ import annotations

from pathlib import Path

import pytest

from tpo_docs.site.errors import SiteError
from tpo_docs.site.mkdocs_settings import Settings, settings


def write(project: Path, **files: str) -> None:
    for name, text in files.items():
        path = project / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_settings_are_read_without_loading_anything(project: Path) -> None:
    write(
        project,
        base_yml="theme: {name: material, language: de, logo: l.svg}\nrepo_url: https://x.org/r\n",
        mkdocs_yml="INHERIT: base.yml\nsite_name: X\ndocs_dir: specs\nsite_url: https://x.org/\nextra_css: [a.css]\n"
        "plugins: [nonsense]\nmarkdown_extensions: [x: {f: !!python/name:no.such.thing }]\nextra_javascript: [{path: b.js}]\n",
    )
    assert settings(project / "mkdocs.yml") == Settings(
        "specs", "X", "de", "https://x.org/", "https://x.org/r", False, ("l.svg", "a.css", "b.js"), search=False
    )
    assert settings(None) == settings(project / "none.yml") == Settings()


@pytest.mark.parametrize(
    ("written", "link"),
    [
        ("edit_uri: edit/develop/specs/", ("https://h.org/o/r/edit/develop/{path}", "")),
        ("edit_uri: edit/develop/product/specs/", ("https://h.org/o/r/edit/develop/product/{path}", "")),
        ("edit_uri: src/main/", ("https://h.org/o/r/src/main/{path}", "specs")),
        ("edit_uri: '?query=root/'", ("https://h.org/o/r/?query=root/{path}", "specs")),
        ("edit_uri: https://wiki.example.org/specs/", ("https://wiki.example.org/{path}", "")),
        ("edit_uri_template: 'https://x.org/e?f={path!q}'", ("https://x.org/e?f={path}", "specs")),
        ("edit_uri: ''", ("", "")),
        ("site_name: X", ("", "")),
    ],
)
def test_links_to_sources_are_those_that_mkdocs_would_make(project: Path, written: str, link: tuple[str, str]) -> None:
    write(project, mkdocs_yml=f"repo_url: https://h.org/o/r\ndocs_dir: specs\n{written}\n")
    assert settings(project / "mkdocs.yml").edit_link == link


def test_settings_of_a_broken_file_are_one_line(project: Path) -> None:
    write(project, mkdocs_yml="site_name: [\n")
    with pytest.raises(SiteError, match=r"^mkdocs\.yml: "):
        settings(project / "mkdocs.yml")
