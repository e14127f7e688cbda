from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tpo_docs.site import zensical_engine
from tpo_docs.site.build import BuildOptions, build
from tpo_docs.site.errors import SiteError
from tpo_docs.site.tree import StagedFile, Tree

MakeTree = Callable[..., Tree]
Options = Callable[..., BuildOptions]


def test_without_zensical_it_says_how_to_get_it(
    make_tree: MakeTree, options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zensical_engine, "find_spec", lambda _: None)
    with pytest.raises(SiteError, match=r"the engine zensical is not installed: pip install 'tpo-docs\[zensical\]'"):
        build(make_tree(), options(engine="zensical"))


def test_it_builds_the_same_tree(make_tree: MakeTree, options: Options, page: Callable[..., bytes]) -> None:
    attack = StagedFile("attack.md", page("Attack", "<script>alert(1)</script> <img src=x onerror=alert(1)>"))
    folder = build(make_tree(extra=(attack,)), options("1.0", "latest", engine="zensical")).folder
    text = (folder / "requirements/REQ-004.html").read_text(encoding="utf-8")

    assert "Body of first." in text
    assert "{{ config.site_name }} {% if x %} stays as it is." in text
    assert 'href="../assets/tpo.css"' in text
    assert "Show this page in the newest version" in text
    attacked = (folder / "attack.html").read_text(encoding="utf-8")
    assert "<script>alert(1)" not in attacked
    assert "onerror" not in attacked
    assert "<loc>https://site.invalid/requirements/REQ-004.html</loc>" in (folder / "sitemap.xml").read_text("utf-8")
    assert (folder / "id/REQ-004.html").exists()
    assert not re.search(r'(?:src|href)="(?:https?:)?//(?!zensical\.org)', text)


def test_the_users_configuration_keeps_its_meaning(
    make_tree: MakeTree, options: Options, project: Path, page: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMO_NAME", "From the environment")
    (project / "base.yml").write_text("site_author: The author\nextra: {a: 1}\n", encoding="utf-8")
    (project / "theme").mkdir()
    (project / "theme/main.html").write_text(
        '{% extends "tpo-docs.html" %}{% block announce %}My own announcement{% endblock %}', encoding="utf-8"
    )
    mkdocs = (
        "INHERIT: base.yml\nsite_name: !ENV DEMO_NAME\ntheme:\n  name: material\n  custom_dir: theme\n"
        "plugins: [search, tpo-docs]\nnav: [{Mine: requirements/REQ-004.md}]\n"
        "markdown_extensions:\n- pymdownx.superfences:\n    custom_fences:\n    - name: shout\n      class: shout\n"
        "      format: !!python/name:pymdownx.superfences.fence_div_format\n"
    )
    tree = make_tree(extra=(StagedFile("a.md", page("A", "```shout\nhello\n```\n")),))
    folder = build(tree, options(mkdocs=mkdocs, engine="zensical")).folder
    text = (folder / "a.html").read_text(encoding="utf-8")

    assert '<div class="shout">hello</div>' in text
    assert "A - From the environment" in text
    assert "My own announcement" in text
    assert 'content="The author"' in text
    assert text.index("Mine") < text.index("Requirements &amp; more")


def test_warnings_are_told_and_failures_are_one_line(
    make_tree: MakeTree, options: Options, page: Callable[..., bytes], project: Path
) -> None:
    tree = make_tree(extra=(StagedFile("a.md", page("A", "[x](missing.md)")),))
    assert build(tree, options(engine="zensical")).warnings == ("a.md:6:5: page does not exist",)
    with pytest.raises(SiteError, match="1 warnings, and --strict allows none"):
        build(tree, options("2.0", engine="zensical", strict=True))
    with pytest.raises(SiteError, match=r"^zensical: ") as caught:
        build(tree, options("2.0", engine="zensical", mkdocs="site_name: X\nmarkdown_extensions: [nonsense]\n"))
    assert "\n" not in str(caught.value)
    assert not (project / "site/2.0").exists()


@pytest.mark.parametrize(
    ("mkdocs", "message"), [("site_name: [\n", r"^mkdocs\.yml: "), ("- a\n", r"^mkdocs\.yml: it is no mapping")]
)
def test_a_mistake_in_the_configuration_is_one_line(
    mkdocs: str, message: str, make_tree: MakeTree, options: Options
) -> None:
    with pytest.raises(SiteError, match=message):
        build(make_tree(), options(engine="zensical", mkdocs=mkdocs))
