"""Templates: what they print is escaped, links are those of the page, and a mistake is one line with its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tpo_docs import config, pipeline
from tpo_docs.model import Edition, Page, SourceFile
from tpo_docs.places import Places
from tpo_docs.render import Renderer, TemplateFailedError, front_matter, markdown_text, neutral
from tpo_docs.words import words

_FILES = [
    SourceFile("specs/a/REQ-001.md", b"---\nid: REQ-001\ntitle: Pay <b>\n---\nText.\n", "a/REQ-001.md"),
    SourceFile("specs/STY-001.md", b"---\nid: STY-001\ntitle: Card\nrealizes: REQ-001\n---\n", "STY-001.md"),
]


def _rendered(folder: Path, text: str, path: str = "a/page.md") -> str:
    (folder / "pages").mkdir(parents=True, exist_ok=True)
    (folder / "pages" / "mine.md.j2").write_text(text, encoding="utf-8")
    project = pipeline.project(_FILES, config.default(), date(2027, 3, 1))
    renderer = Renderer(Places(project), words("en"), Edition(), folder)
    page = Page(path, "pages/mine.md.j2", project.items["REQ-001"], "Mine")
    return renderer.render(page).removeprefix(front_matter(page))


def test_values_are_escaped(tmp_path: Path) -> None:
    assert _rendered(tmp_path, "{{ view.title }}") == "Pay &lt;b&gt;"


def test_links_are_seen_from_the_page_being_rendered(tmp_path: Path) -> None:
    text = '{{ "REQ-001" | ref }} {{ "gaps.md" | to }}'
    assert _rendered(tmp_path, '{{ "REQ-001" | href }} {{ view | href }}') == "REQ-001.html REQ-001.html"
    assert 'href="REQ-001.html"' in _rendered(tmp_path, text)
    assert 'href="a/REQ-001.html"' in _rendered(tmp_path, text, "page.md")
    assert _rendered(tmp_path, text).endswith("../gaps.html")


def test_one_template_has_links_of_each_page_and_words_of_each_language(tmp_path: Path) -> None:
    """Also where it names an item itself, which Jinja could work out once for all."""
    (tmp_path / "pages").mkdir()
    text = '{{ "REQ-001" | ref }} {{ "gaps.md" | to }} {{ "requirement" | plural }}'
    (tmp_path / "pages" / "mine.md.j2").write_text(text, encoding="utf-8")
    project = pipeline.project(_FILES, config.default(), date(2027, 3, 1))
    item = project.items["REQ-001"]
    for language, many in (("en", "Requirements"), ("de", "Anforderungen")):
        renderer = Renderer(Places(project), words(language), Edition(), tmp_path)
        for path, href, gaps in (
            ("a/page.md", "REQ-001.html", "../gaps.html"),
            ("b.md", "a/REQ-001.html", "gaps.html"),
        ):
            said = renderer.render(Page(path, "pages/mine.md.j2", item, "Mine")).splitlines()[-1]
            assert f' href="{href}" ' in said
            assert said.endswith(f"</a> {gaps} {many}")


def test_a_template_that_changed_is_compiled_again(tmp_path: Path) -> None:
    assert _rendered(tmp_path, "one") == "one"
    assert _rendered(tmp_path, "two") == "two"
    assert _rendered(tmp_path, "one") == "one"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a\n{% if %}", 2, "Expected"),
        ("a\nb\n{{ nothing.there }}", 3, "undefined"),
        ("{% include 'nope.j2' %}", 1, "no template 'nope.j2'"),
        ("a\n{% for i in range(10**9) %}{{ i }}{% endfor %}", 2, "Range"),
        ("{% macro m() %}{{ m() }}{% endmacro %}\n{{ m() }}", 1, ""),
        ("{{ view.nope }}", 1, "a value has no 'nope'"),
        ("{{ view.fields['nope'].x }}", 1, "a value has no 'nope'"),
        ("{{ none.x }}", 1, "a value has no 'x'"),
        ("{{ [1][3] }}", 1, "a value has no '3'"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", 1, "it calls itself without end"),
        ("{{ view.id / 0 }}", 1, "unsupported"),
        ("{{ ''.__class__ }}", 1, "unsafe"),
        ("a\n{{ 'REQ-404' | href }}", 2, "the template fails: there is no item 'REQ-404'"),
        ("{{ 7 | href }}", 1, "`href` is for an item or the id of one"),
        ("{{ none | ref }}", 1, "`ref` is for an item or the id of one"),
        ("{{ missing | titled }}", 1, "'missing' is undefined"),
    ],
)
def test_a_mistake_is_one_line_with_its_place(tmp_path: Path, text: str, line: int, said: str) -> None:
    with pytest.raises(TemplateFailedError) as caught:
        _rendered(tmp_path, text)
    message = str(caught.value)
    assert message.startswith(f"templates/pages/mine.md.j2:{line}: the template fails: ")
    assert said in message
    assert "\n" not in message
    assert "Error" not in message


def test_plain_text_is_no_markdown() -> None:
    assert markdown_text("a *b* <c>") == "a &#42;b&#42; &#60;c&#62;"


def test_an_author_cannot_write_our_marks() -> None:
    assert neutral("x <!--tpo:html--> y") == "x &lt;!--tpo:html--> y"
