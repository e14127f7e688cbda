from __future__ import annotations

import pytest

from tpo_docs.site.errors import SiteError
from tpo_docs.site.tree import is_page, is_safe, refuse_unsafe, site_path


@pytest.mark.parametrize(
    ("path", "built"),
    [
        ("index.md", "index.html"),
        ("a/b.md", "a/b.html"),
        ("a/README.md", "a/index.html"),
        ("README.md", "index.html"),
        ("v1.2.md", "v1.2.html"),
        ("notes.markdown", "notes.html"),
        ("a/picture.png", "a/picture.png"),
    ],
)
def test_a_page_is_built_where_mkdocs_builds_it(path: str, built: str) -> None:
    assert site_path(path) == built


def test_only_markdown_becomes_a_page() -> None:
    assert is_page("a.md")
    assert not is_page("a.css")


@pytest.mark.parametrize(
    "path",
    ["", "/a.md", "../a.md", "a/../../b.md", "a//b.md", "./a.md", "a\\b.md", "a\n.md", "a\0.md", "C:/a.md", "a/"],
)
def test_a_path_that_could_leave_the_folder_is_refused(path: str) -> None:
    assert not is_safe(path)
    with pytest.raises(SiteError, match="cannot be a file of the site"):
        refuse_unsafe(path)


@pytest.mark.parametrize("path", ["a.md", "a b/ä.md", "a..b/c.md", "..a/b.md", "1:2/x.md".replace(":", "-")])
def test_other_paths_are_fine(path: str) -> None:
    assert is_safe(path)
    refuse_unsafe(path)
