"""A small tree, and a project to build it in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tpo_docs.site.build import BuildOptions
from tpo_docs.site.tree import NavEntry, StagedFile, Tree

EPOCH = 1_800_000_000
BODY = """\
The costs are split per office, see [all requirements](index.md) and
<a href="../index.html">home</a>. {{ config.site_name }} {% if x %} stays as it is.

## Acceptance criteria { #criteria }

- **AC1** One
- [x] done

!!! note

    A note.

| a | b |
|:--|--:|
| 1 | 2 |
"""


@pytest.fixture
def page() -> Callable[..., bytes]:
    def make(title: str, body: str = "", extra: str = "") -> bytes:
        return f'---\ntitle: "{title}"\n{extra}---\n# {title}\n\n{body}\n'.encode()

    return make


@pytest.fixture
def make_tree(page: Callable[..., bytes]) -> Callable[..., Tree]:
    def make(mark: str = "first", extra: tuple[StagedFile, ...] = (), **others: Any) -> Tree:
        files = (
            StagedFile("index.md", page("Home", f"Home of {mark}. [REQ-004](requirements/REQ-004.md)")),
            StagedFile("requirements/index.md", page("Requirements", "All of them.", "search: {exclude: true}\n")),
            StagedFile(
                "requirements/REQ-004.md", page("REQ-004 Costs", f"Body of {mark}.\n\n{BODY}"), "specs/REQ-004.md"
            ),
            StagedFile("assets/tpo.css", b".tpo { color: red }\n"),
            StagedFile("assets/tpo.js", b"window.tpo = true;\n"),
        )
        nav = (
            NavEntry("Home", "index.md"),
            NavEntry("Requirements & more", (NavEntry("All", "requirements/index.md"),)),
        )
        redirects = {"id/REQ-004.html": "requirements/REQ-004.html#criteria"}
        tree = Tree((*files, *extra), nav, redirects, styles=("assets/tpo.css",), scripts=("assets/tpo.js",))
        return tree._replace(**others)

    return make


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    return root


@pytest.fixture
def options(project: Path) -> Callable[..., BuildOptions]:
    def make(version: str = "1.0", *aliases: str, mkdocs: str | None = None, **others: Any) -> BuildOptions:
        file = None
        if mkdocs is not None:
            file = project / "mkdocs.yml"
            file.write_text(mkdocs, encoding="utf-8")
        settings: dict[str, Any] = {"epoch": EPOCH, "title": "Demo"} | others
        return BuildOptions(project, file, project / "site", version, aliases, **settings)

    return make


def content(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()
    }


@pytest.fixture
def files_of() -> Callable[[Path], dict[str, bytes]]:
    return content
