from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tpo_docs.site.build import BuildOptions, build
from tpo_docs.site.errors import SiteError
from tpo_docs.site.tree import StagedFile, Tree

MakeTree = Callable[..., Tree]
Options = Callable[..., BuildOptions]

MATERIAL = "site_name: Mine\ntheme:\n  name: material\n"


@pytest.fixture
def built(make_tree: MakeTree, options: Options) -> Callable[..., Callable[..., str]]:
    """Builds with this mkdocs.yml and gives a reader of what was built."""

    def run(mkdocs: str | None, *extra: StagedFile, **others: object) -> Callable[..., str]:
        tree = make_tree(extra=extra, **{key: others.pop(key) for key in ("language",) if key in others})
        folder = build(tree, options("1.0", "latest", mkdocs=mkdocs, **others)).folder

        def read(path: str = "requirements/REQ-004.html") -> str:
            return (folder / path).read_text(encoding="utf-8")

        return read

    return run


Built = Callable[..., Callable[..., str]]


def write(project: Path, **files: str) -> None:
    for name, text in files.items():
        path = project / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def config_of(page: str) -> dict[str, object]:
    match = re.search(r'<script id="__config"[^>]*>(.*?)</script>', page)
    assert match is not None
    found: dict[str, object] = json.loads(match[1])
    return found


# ---- the user's configuration keeps its meaning -----------------------------------------------------------------


def test_inheritance_environment_and_names_of_python_things(
    built: Built, project: Path, monkeypatch: pytest.MonkeyPatch, page: Callable[..., bytes]
) -> None:
    write(
        project,
        base__base_yml="site_author: The author\ntheme:\n  name: material\n  features: [toc.follow]\nextra: {a: 1}\n",
    )
    monkeypatch.setenv("DEMO_NAME", "From the environment")
    read = built(
        "INHERIT: base/base.yml\nsite_name: !ENV DEMO_NAME\n"
        "markdown_extensions:\n- pymdownx.superfences:\n    custom_fences:\n    - name: shout\n      class: shout\n"
        "      format: !!python/name:pymdownx.superfences.fence_div_format\n",
        StagedFile("a.md", page("A", "```shout\nhello\n```\n")),
    )
    text = read("a.html")

    assert '<meta name="author" content="The author">' in text
    assert "<title>A - From the environment</title>" in text
    assert '<div class="shout">hello</div>' in text
    assert config_of(text)["features"] == ["toc.follow"]


def test_the_users_templates_win_over_ours_and_may_extend_them(built: Built, project: Path) -> None:
    write(
        project,
        theme__main_html='{% extends "tpo-docs.html" %}{% block announce %}Mine{% endblock %}',
        theme__partials__copyright_html="my copyright",
    )
    text = built(MATERIAL + "  custom_dir: theme\n")()

    assert re.search(r"Mine\s*</div>", text)
    assert "my copyright" in text
    assert "Show this page in the newest version" in text


def test_hooks_and_plugins_run(built: Built, project: Path) -> None:
    write(project, hooks__hook_py="def on_page_content(html, **_):\n    return html + '<p>hooked</p>'\n")
    text = built(MATERIAL + "hooks: [hooks/hook.py]\nplugins:\n- tags\n- tpo-docs: {config_file: x.yml}\n")

    assert "<p>hooked</p>" in text()
    with pytest.raises(FileNotFoundError):  # the user's list of plugins has no search
        text("search/search_index.json")


@pytest.mark.parametrize(
    "plugins", ["{search: {}, tpo-docs: {}}", "[search, tpo-docs]", "[tpo-docs: {}, search]", "[search]"]
)
def test_our_own_plugin_has_nothing_to_do_here(built: Built, plugins: str) -> None:
    assert "REQ-004" in built(MATERIAL + f"plugins: {plugins}\n")("search/search_index.json")


def test_extensions_may_be_a_mapping_and_ours_is_the_last(built: Built, page: Callable[..., bytes]) -> None:
    read = built(
        MATERIAL + "markdown_extensions:\n  tpo_docs.site.sanitise: {remote_media: true}\n  toc: {permalink: '#'}\n"
        "  admonition:\n",
        StagedFile("a.md", page("A", "!!! note\n    <script>alert(1)</script>\n\n![x](https://x.org/x.png)")),
    )
    text = read("a.html")

    assert '<div class="admonition note">' in text
    assert "<script>alert(1)" not in text
    assert 'src="https://x.org/x.png"' in text
    assert 'title="Permanent link">#</a>' in text


def test_snippets_are_found_from_the_folder_of_the_project(
    built: Built, project: Path, page: Callable[..., bytes]
) -> None:
    write(project, parts__note_txt="included text")
    read = built(
        MATERIAL + "markdown_extensions: [pymdownx.snippets]\n",
        StagedFile("a.md", page("A", '--8<-- "parts/note.txt"')),
    )
    assert "included text" in read("a.html")


def test_files_of_the_docs_folder_that_the_configuration_names_come_along(built: Built, project: Path) -> None:
    write(project, docs__css__mine_css="mine", docs__logo_svg="<svg/>", docs__a_js="a", docs__other_txt="other")
    read = built(
        MATERIAL + "  logo: logo.svg\nextra_css: [css/mine.css, https://x.org/x.css, ../mkdocs.yml]\n"
        "extra_javascript:\n- path: a.js\n  defer: true\n"
    )

    assert read("css/mine.css") == "mine"
    assert read("logo.svg") == "<svg/>"
    assert '<script src="../a.js" defer></script>' in read()
    with pytest.raises(FileNotFoundError):
        read("other.txt")


def test_exclusions_of_the_user_count(built: Built, page: Callable[..., bytes]) -> None:
    read = built(MATERIAL + "exclude_docs: |\n  draft-*.md\n", StagedFile("draft-1.md", page("Draft")))
    with pytest.raises(FileNotFoundError):
        read("draft-1.html")


def test_fonts_and_version_settings_of_the_user_stay(built: Built) -> None:
    text = built(MATERIAL + "  font: {text: Inter}\nextra:\n  version: {default: [stable, lts], alias: false}\n")()

    assert "family=Inter" in text
    assert config_of(text)["version"] == {
        "provider": "mike",
        "default": ["stable", "lts"],
        "alias": False,
        "published": True,
    }


def test_the_users_navigation_comes_first(built: Built) -> None:
    text = built(MATERIAL + "nav:\n- First: requirements/REQ-004.md\n- Elsewhere: https://example.org/\n")()
    titles = re.findall(r'<span class="md-ellipsis">\s*(.*?)\s*</span>', text)

    assert titles.index("First") < titles.index("Elsewhere") < titles.index("Home")
    assert titles.index("Home") < titles.index("Requirements &amp; more")


@pytest.mark.parametrize("theme", ["", "theme: material\n", "theme: {name: material, language: de}\n"])
def test_without_a_theme_it_is_material(built: Built, theme: str) -> None:
    assert 'content="mkdocs-1.6.1, mkdocs-material-' in built(f"site_name: X\n{theme}")()


def test_another_theme_builds_as_well(built: Built) -> None:
    text = built("site_name: X\ntheme: readthedocs\n")()
    assert "Body of first." in text


def test_the_language_of_the_theme_is_the_users_else_the_trees(built: Built) -> None:
    assert '<html lang="de"' in built("site_name: X\ntheme: material\n", language="de")()
    assert "Diese Seite in der neuesten Version zeigen" in built(None, language="de")()
    assert '<html lang="fr"' in built(MATERIAL + "  language: fr\n", language="de")()


@pytest.mark.parametrize(
    ("given", "asked", "expected"),
    [
        ("site_url: https://x.org/docs\n", None, "https://x.org/docs/1.0/requirements/REQ-004.html"),
        ("site_url: https://x.org/docs/\n", "https://y.org", "https://y.org/1.0/requirements/REQ-004.html"),
        ("", None, None),
    ],
)
def test_the_address_of_a_page_holds_its_version(
    built: Built, given: str, asked: str | None, expected: str | None
) -> None:
    match = re.search(r'<link rel="canonical" href="(.*?)">', built(MATERIAL + given, site_url=asked)())
    assert (match and match[1]) == expected


def test_a_sitemap_without_an_address_still_serves_the_version_selector(built: Built) -> None:
    text = built(None)("sitemap.xml")
    assert "<loc>https://site.invalid/</loc>" in text
    assert "<loc>https://site.invalid/requirements/REQ-004.html</loc>" in text


# ---- edit links -------------------------------------------------------------------------------------------------


def edit_link(text: str) -> str | None:
    match = re.search(r'<a href="([^"]*)" title="Edit this page"', text)
    return match[1] if match else None


@pytest.mark.parametrize(
    ("mkdocs", "expected"),
    [
        ("repo_url: https://github.com/o/r\n", "https://github.com/o/r/edit/master/specs/REQ-004.md"),
        (
            "repo_url: https://github.com/o/r\nedit_uri: edit/main/specs/\ndocs_dir: specs\n",
            "https://github.com/o/r/edit/main/specs/REQ-004.md",
        ),
        (
            "repo_url: https://github.com/o/r\nedit_uri: edit/main/product/docs/\n",
            "https://github.com/o/r/edit/main/product/specs/REQ-004.md",
        ),
        (
            "repo_url: https://git.x.org/o/r\nedit_uri: src/main/\ndocs_dir: specs\n",
            "https://git.x.org/o/r/src/main/REQ-004.md",
        ),
        (
            "edit_uri_template: https://x.org/edit?f={path!q}\ndocs_dir: specs\n",
            "https://x.org/edit?f=REQ-004.md",
        ),
        ("repo_url: https://git.x.org/o/r\n", None),
    ],
)
def test_a_page_leads_to_its_own_source(built: Built, mkdocs: str, expected: str | None) -> None:
    read = built(MATERIAL + "  features: [content.action.edit]\n" + mkdocs)

    assert edit_link(read()) == expected
    assert edit_link(read("index.html")) is None  # it has no source


def test_odd_names_in_edit_links_are_escaped(built: Built, page: Callable[..., bytes]) -> None:
    file = StagedFile("a.md", page("A"), 'specs/a "b" <c> ä.md')
    read = built(MATERIAL + "  features: [content.action.edit]\nrepo_url: https://github.com/o/r\n", file)
    assert edit_link(read("a.html")) == "https://github.com/o/r/edit/master/specs/a%20%22b%22%20%3Cc%3E%20%C3%A4.md"


# ---- mistakes are one line --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mkdocs", "message"),
    [
        ("site_name: [\n", r"^mkdocs\.yml: .*parsing the configuration file"),
        ("- a\n", r"^mkdocs\.yml: "),
        ("site_name: X\nplugins: [nonsense]\n", r'^mkdocs\.yml: plugins: The "nonsense" plugin is not installed$'),
        (
            "site_name: X\nmarkdown_extensions: [nonsense]\n",
            r"^mkdocs\.yml: markdown_extensions: .*No module named 'nonsense'",
        ),
        ("site_name: X\ntheme: nonsense\n", r"^mkdocs\.yml: theme: Unrecognised theme name: 'nonsense'"),
        ("INHERIT: none.yml\n", r"^mkdocs\.yml: Inherited config file 'none\.yml' does not exist"),
        ("site_name: X\nhooks: [none.py]\n", r"^mkdocs\.yml: hooks: "),
        ("site_name: X\nnav: 1\n", r"^mkdocs\.yml: nav: "),
        ("site_name: X\ntheme: {name: material, custom_dir: none}\n", r"^mkdocs\.yml: theme: .*custom_dir.*does not"),
        ("site_name: X\nextra:\n  x: !!python/name:no.such.thing\n", r"^mkdocs\.yml: .*no\.such"),
    ],
)
def test_a_mistake_in_the_configuration_is_one_line(
    mkdocs: str, message: str, make_tree: MakeTree, options: Options, project: Path
) -> None:
    with pytest.raises(SiteError, match=message) as caught:
        build(make_tree(), options(mkdocs=mkdocs))
    assert "\n" not in str(caught.value)
    assert "Traceback" not in str(caught.value)
    assert not (project / "site").exists()


@pytest.mark.parametrize(
    ("hook", "message"),
    [
        ("def on_config(config):\n    raise KeyError('x')\n", "'x'"),
        (
            "from mkdocs.exceptions import PluginError\ndef on_files(files, config):\n    raise PluginError('no luck')\n",
            "no luck",
        ),
        (
            "def on_page_content(html, page, **_):\n    1 / 0\n",
            r"Error reading page '.*': division by zero, in a plugin, a hook or a template",
        ),
        ("def on_post_build(config):\n    raise SystemExit(3)\n", "ended the build with status 3"),
    ],
)
def test_a_hook_that_fails_is_one_line(
    hook: str, message: str, make_tree: MakeTree, options: Options, project: Path
) -> None:
    write(project, hook_py=hook)
    with pytest.raises(SiteError, match=message):
        build(make_tree(), options(mkdocs=MATERIAL + "hooks: [hook.py]\n"))


def test_a_template_that_fails_is_one_line(make_tree: MakeTree, options: Options, project: Path) -> None:
    write(project, theme__main_html='{% extends "base.html" %}{% block announce %}{{ x.y.z }}{% endblock %}')
    with pytest.raises(SiteError, match=r"mkdocs\.yml: .*'x' is undefined"):
        build(make_tree(), options(mkdocs=MATERIAL + "  custom_dir: theme\n"))


def test_what_mkdocs_does_not_know_is_a_warning(make_tree: MakeTree, options: Options) -> None:
    warnings = build(make_tree(), options(mkdocs=MATERIAL + "nonsense: 1\n")).warnings
    assert warnings == ("Config value 'nonsense': Unrecognised configuration name: nonsense",)


def test_a_project_that_is_strict_for_mkdocs_is_strict_for_us(
    make_tree: MakeTree, options: Options, page: Callable[..., bytes]
) -> None:
    tree = make_tree(extra=(StagedFile("a.md", page("A", "[x](missing.md)")),))
    with pytest.raises(SiteError, match=r"1 warnings, and .* allows none"):
        build(tree, options(mkdocs=MATERIAL + "strict: true\n"))
