from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from tpo_docs.render import HTML_CLOSE, HTML_OPEN
from tpo_docs.site.build import BuildOptions, build
from tpo_docs.site.kept import Kept
from tpo_docs.site.mkdocs_bodies import Bodies, Cache, _Converter, fingerprint
from tpo_docs.site.tree import StagedFile, Tree

MakeTree = Callable[..., Tree]
Options = Callable[..., BuildOptions]
Files = Callable[[Path], dict[str, bytes]]

EXTENSIONS = """
site_name: X
theme: {name: material}
repo_url: https://github.com/o/r
validation: {links: {anchors: warn}}
markdown_extensions:
- abbr
- admonition
- attr_list
- def_list
- footnotes
- md_in_html
- meta
- sane_lists
- smarty
- tables
- toc: {permalink: true}
- pymdownx.arithmatex: {generic: true}
- pymdownx.betterem
- pymdownx.caret
- pymdownx.critic
- pymdownx.details
- pymdownx.emoji:
    emoji_index: !!python/name:material.extensions.emoji.twemoji
    emoji_generator: !!python/name:material.extensions.emoji.to_svg
- pymdownx.highlight: {anchor_linenums: true, line_spans: __span, pygments_lang_class: true}
- pymdownx.inlinehilite
- pymdownx.keys
- pymdownx.mark
- pymdownx.smartsymbols
- pymdownx.superfences:
    custom_fences:
    - name: mermaid
      class: mermaid
      format: !!python/name:pymdownx.superfences.fence_code_format
- pymdownx.tabbed:
    alternate_style: true
    slugify: !!python/object/apply:pymdownx.slugs.slugify {kwds: {case: lower}}
- pymdownx.tasklist: {custom_checkbox: true}
- pymdownx.tilde
"""

PARTS = (
    "",
    "Plain *text* with **marks** and a [link](index.md).",
    "*[HTML]: Hyper Text\n\nThe HTML and the CSS.",
    "*[CSS]: Other\n\nThe HTML and the CSS.",
    "A note[^1] and another[^two].\n\n[^1]: One\n[^two]: Two",
    "Again a note[^1].\n\n[^1]: Other",
    "[ref]: requirements/index.md\n\nA [ref] and [index].",
    "A [ref] that nothing defines here.",
    '=== "A"\n\n    a\n\n=== "B"\n\n    b\n\n=== "A"\n\n    c',
    '```python linenums="1"\nx = 1\n```\n\n```mermaid\ngraph TD\n```\n\n~~~\nopen',
    "## Same\n\n## Same\n\n### Deeper { #own .c }",
    '- [x] one\n- [ ] two\n    1. three\n\n!!! note\n\n    text\n\n??? tip "T"\n\n    more',
    "Term\n:   Meaning\n\n| a |\n|--|\n| 1 |",
    "<div markdown>\n\n**in** HTML\n\n</div>\n\n<p id=raw>raw <b>x",
    ":smile: ++ctrl+c++ ==m== ^^i^^ ~~d~~ H~2~O (c) $x^2$ `#!py x`",
    f"{HTML_OPEN}<hr id='ours'>{HTML_CLOSE}\n\ntext {HTML_OPEN}<i>x</i>{HTML_CLOSE}",
    "<div><span><p>never closed",
    "<p id name>x <a name>y</a> <p id=''>z",
    "{++add++} {--del--} <!-- comment -->",
    "# A second title\n\n[anchor](#same) [far](requirements/index.md#nowhere) <x@example.org>",
)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the pages whose bodies Python-Markdown rendered: all that are not in the cache of bodies."""
    rendered: list[str] = []
    original = _Converter.convert

    def convert(self: _Converter, page: Page, text: str) -> Any:
        rendered.append(page.file.src_uri)
        return original(self, page, text)

    monkeypatch.setattr(_Converter, "convert", convert)
    monkeypatch.setattr(_Converter, "plain", lambda *_: None)
    monkeypatch.setattr(Kept, "known", lambda *_: None)
    return rendered


def pages(*parts: str) -> tuple[StagedFile, ...]:
    texts = [f'---\ntitle: "P"\n---\n{part}\n' for part in parts]
    return tuple(StagedFile(f"p{number:02}.md", text.encode()) for number, text in enumerate(texts))


def plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Bodies, "take_over", lambda *_: None)


def test_cold_or_warm_the_site_is_what_mkdocs_makes(
    make_tree: MakeTree, options: Options, files_of: Files, monkeypatch: pytest.MonkeyPatch, counted: list[str]
) -> None:
    tree = make_tree(extra=pages(*PARTS, *reversed(PARTS)))
    with monkeypatch.context() as patch:
        plainly(patch)
        plain = build(tree, options("1.0", mkdocs=EXTENSIONS, site_url="https://x.org"))
    assert counted == []
    cold = build(tree, options("1.0", mkdocs=EXTENSIONS, site_url="https://x.org"))
    assert len(counted) == len(tree.files) - 2
    warm = build(tree, options("1.0", mkdocs=EXTENSIONS, site_url="https://x.org"))

    assert len(plain.warnings) > 0
    assert plain.warnings == cold.warnings == warm.warnings
    assert (cold.written, warm.written) == (0, 0)
    assert files_of(plain.folder)


def test_only_what_changed_is_rendered_again(make_tree: MakeTree, options: Options, counted: list[str]) -> None:
    build(make_tree(extra=pages("one", "two", "three")), options())
    counted.clear()
    build(make_tree(extra=pages("one", "TWO", "three")), options())
    assert counted == ["p01.md"]
    counted.clear()
    build(make_tree(extra=pages("one", "two")), options())
    assert counted == ["p01.md"]


def test_a_link_whose_target_goes_or_comes_is_looked_at_again(
    make_tree: MakeTree, options: Options, counted: list[str]
) -> None:
    other = StagedFile("other.md", b'---\ntitle: "O"\n---\n# O\n')
    first = build(make_tree(extra=(*pages("[x](other.md)"), other)), options())
    gone = build(make_tree(extra=pages("[x](other.md)")), options())
    assert (len(first.warnings), len(gone.warnings)) == (0, 1)
    counted.clear()
    assert len(build(make_tree(extra=pages("[x](other.md)")), options()).warnings) == 1
    assert counted == ["p00.md"]
    assert build(make_tree(extra=(*pages("[x](other.md)"), other)), options()).warnings == ()
    counted.clear()
    build(make_tree(extra=(*pages("[x](other.md)"), other)), options())
    assert counted == []


def test_other_settings_of_an_extension_render_everything_again(
    make_tree: MakeTree, options: Options, counted: list[str]
) -> None:
    config = "site_name: X\nmarkdown_extensions: [toc: {{permalink: {}}}]\n"
    build(make_tree(), options(mkdocs=config.format("true")))
    counted.clear()
    folder = build(make_tree(), options(mkdocs=config.format("'#'"))).folder

    assert len(counted) == 3
    assert ">#</a>" in (folder / "requirements/REQ-004.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("damage", ["cut", "swap", "noise", "folder"])
def test_a_damaged_cache_is_only_slower(
    damage: str, make_tree: MakeTree, options: Options, project: Path, files_of: Files, counted: list[str]
) -> None:
    tree = make_tree(extra=pages(*PARTS[:4]))
    before = files_of(build(tree, options()).folder)
    file = project / ".tpo-docs/cache/bodies"
    lines = file.read_bytes().splitlines(keepends=True)
    if damage == "cut":
        file.write_bytes(b"".join(lines)[: len(b"".join(lines)) // 2])
    elif damage == "swap":
        file.write_bytes(b"".join(lines).replace(b"Plain", b"Other"))
    elif damage == "noise":
        file.write_bytes(b"\xff\xfe \n\n{} x\n[1] y\n" + b"".join(lines[:2]) + b'"p00.md" zz zz {}\n')
    else:
        file.unlink()
        file.mkdir()
    counted.clear()
    said: list[str] = []
    assert files_of(build(tree, options(), said.append).folder) == before
    assert counted
    lost = "what was rendered is not kept for the next build (cache/bodies: Is a directory)"
    assert said == ([lost] if damage == "folder" else [])


def test_where_something_unknown_may_decide_it_steps_aside(
    make_tree: MakeTree, options: Options, project: Path, counted: list[str]
) -> None:
    (project / "note.txt").write_text("first", encoding="utf-8")
    tree = make_tree(extra=pages('--8<-- "note.txt"'))
    config = "site_name: X\nmarkdown_extensions: [pymdownx.snippets]\n"
    build(tree, options(mkdocs=config))
    (project / "note.txt").write_text("second", encoding="utf-8")
    folder = build(tree, options(mkdocs=config)).folder

    assert counted == []
    assert "second" in (folder / "p00.html").read_text(encoding="utf-8")


def config_with(*extensions: str, **settings: Any) -> MkDocsConfig:
    config = MkDocsConfig("mkdocs.yml")
    config.load_dict({"site_name": "X"})
    config.validation = type("V", (), {"links": type("L", (), {"absolute_links": 1})})  # type: ignore[assignment]  # all of it that is asked for
    config["markdown_extensions"] = list(extensions)
    config["mdx_configs"] = settings
    return config


def test_settings_that_are_the_same_have_the_same_fingerprint() -> None:
    def mark(**settings: Any) -> str | None:
        return fingerprint(config_with("toc", "pymdownx.superfences", **settings))

    plain = mark()
    assert plain == mark()
    assert plain != mark(toc={"permalink": True})
    assert mark(toc={"slugify": partial(len, "x")}) is None
    assert mark(toc={"slugify": lambda text: text}) is None
    assert mark(toc={"slugify": object()}) is None
    assert fingerprint(config_with("toc", "mine")) is None
    assert fingerprint(config_with("footnotes", footnotes={"UNIQUE_IDS": True})) is None
    assert (
        fingerprint(config_with("pymdownx.emoji", **{"pymdownx.emoji": {"options": {"custom_icons": ["x"]}}})) is None
    )


def test_a_value_is_kept_under_its_path_and_key(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "bodies")
    cache.put("a b/ü.md", "k1", {"x": "ä\n\ud800"})
    cache.close()
    again = Cache(tmp_path / "bodies")

    assert again.get("a b/ü.md", "k2") is None
    assert again.get("c.md", "k1") is None
    assert again.get("a b/ü.md", "k1") == {"x": "ä\n\ud800"}


def test_what_is_not_used_any_more_is_forgotten(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "bodies")
    cache.put("a.md", "k", 1)
    cache.put("b.md", "k", 2)
    cache.close()
    second = Cache(tmp_path / "bodies")
    assert second.get("a.md", "k") == 1
    second.close()
    assert Cache(tmp_path / "bodies").get("b.md", "k") is None
