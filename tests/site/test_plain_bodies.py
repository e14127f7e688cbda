"""What is rendered without Python-Markdown is what Python-Markdown renders."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mkdocs.config import load_config
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

from tpo_docs.render import HTML_CLOSE, HTML_OPEN
from tpo_docs.site.mkdocs_bodies import _Converter

_USUAL = ["abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "pymdownx.superfences"]
_TOCS: tuple[Any, ...] = ("toc", {"toc": {"permalink": True}}, {"toc": {"permalink": "#", "toc_depth": "2-3"}})
_MORE = ["pymdownx.emoji", "pymdownx.keys", "pymdownx.mark", "pymdownx.inlinehilite", "pymdownx.tasklist", "sane_lists"]


class _Setting(NamedTuple):
    converter: _Converter
    page: Page
    code_means_more: bool

    def plain(self, text: str) -> dict[str, Any] | None:
        return self.converter.plain(self.page, text)

    def whole(self, text: str) -> dict[str, Any]:
        kept, _ = self.converter.convert(self.page, text)
        # Links of a page's headings to themselves are MkDocs' to look at, and cannot be wrong.
        kept["links"].pop(self.page.file.src_uri, None)
        return kept


@pytest.fixture(scope="module", params=range(len(_TOCS) + 1))
def setting(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> _Setting:
    folder: Path = tmp_path_factory.mktemp("project")
    (folder / "docs").mkdir()
    number: int = request.param
    extensions = [*_USUAL, _TOCS[number % len(_TOCS)], *(_MORE if number == len(_TOCS) else ())]
    (folder / "mkdocs.yml").write_text("site_name: X\n", encoding="utf-8")
    config = load_config(
        str(folder / "mkdocs.yml"),
        docs_dir=str(folder / "docs"),
        use_directory_urls=False,
        markdown_extensions=[*extensions, "tpo_docs.site.sanitise"],
    )
    names = ("page.md", "other.md", "sub/far.md")
    files = Files([File(name, str(folder / "docs"), str(folder / "site"), use_directory_urls=False) for name in names])
    for file in files:
        file.inclusion = InclusionLevel.INCLUDED
    page = Page(None, files.get_file_from_path("page.md"), config)  # type: ignore[arg-type]  # it is there
    return _Setting(_Converter(config, files, page), page, number == len(_TOCS))


_BLOCK = f"{HTML_OPEN}\n<div id='own'><b>x</b></div>\n{HTML_CLOSE}"
_PLAIN = (
    'The system shall show the cost of a well, at most 5 % off; see (a) and "b": it\'s – so… fine.',
    "Two lines of text\nthat make one paragraph",
    "**Conditions:** some *words* and `code {x}` here",
    "- one\n- two **bold**\n  goes on\n- three",
    "1. first\n2. second\n10. tenth",
    "## A heading",
    "## A heading below\ntext right under it",
    '# <span class="tpo-id">REQ&#45;001</span> A title&#58; of 2&#37;',
    '### <span class="tpo-id">REQ&#45;002</span> Another {: #REQ-002-item }',
    "## Links {: #tpo-links data-search-exclude=1 }",
    'See [REQ&#45;003](other.md#x){: .tpo-ref .tpo-ref--requirement data-tpo-id="REQ-003" } and [far](sub/far.md).',
    f"text\n\n{_BLOCK}\n\nmore",
    f"{_BLOCK}\n\n{_BLOCK}",
    "Ein Büro in Łódź → 東京",
)


@pytest.mark.parametrize("text", _PLAIN)
def test_usual_texts_are_plain(setting: _Setting, text: str) -> None:
    made = setting.plain(text)
    if made is None:
        assert setting.code_means_more
        assert "`" in text
    else:
        assert made == setting.whole(text)


def test_abbreviations_are_explained_as_ever(setting: _Setting) -> None:
    text = (
        '# <span class="tpo-id">REQ&#45;001</span> The office\n\nAn office, OFFICE and "office" of *office*.\n\n- office\n\n'
        "*[office]: One of 17 &quot;places&quot; & more\n*[OFFICE]: x"
    )
    made = setting.plain(text)
    assert made is not None
    assert "<abbr" in made["content"]
    assert made == setting.whole(text)


_PIECES = st.sampled_from(
    (
        *_PLAIN,
        *(
            "word",
            "a b",
            "  ",
            "\n",
            "\n\n",
            "- ",
            "* ",
            "1. ",
            "2) ",
            "> ",
            "    code",
            "`",
            "``",
            "**",
            "*",
            "_",
            "~~",
        ),
        *(
            "[x]",
            "[x](y)",
            "[x](other.md)",
            "[x][y]",
            "[y]: z",
            "![i](p.png)",
            "{: .c }",
            "{: #own }",
            "<b>",
            "</b>",
            "<",
        ),
        *(
            "&",
            "&amp;",
            "&#45;",
            "\\",
            "\\*",
            "|",
            "| a | b |\n|---|---|\n| 1 | 2 |",
            "```\nx\n```",
            "~~~",
            "!!! note\n    x",
        ),
        *(
            "Term\n: meaning",
            "[^1]",
            "[^1]: note",
            "*[word]: Meaning",
            "*[a b]: Other\n",
            "==",
            "---",
            "===",
            "#",
            "####### 7",
        ),
        *(
            "\t",
            "\u00a0",
            "\u2028",
            ":smile:",
            "++ctrl++",
            "<!-- c -->",
            "<div>",
            "</div>",
            "http://x.example",
            "<x@y.example>",
        ),
        *(
            "https://x.example/a_b_c",
            "snake_case_word",
            "[TOC]",
            "\x02",
            "klzzwxh:0",
            "- [ ] task",
            "%",
            "2.\n",
            HTML_OPEN,
            HTML_CLOSE,
        ),
    )
)
_GLUE = st.sampled_from(("\n\n", "\n\n", "\n", " ", ""))


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(_PIECES, _GLUE), min_size=1, max_size=7))
def test_what_is_taken_for_plain_is_rendered_alike(setting: _Setting, pieces: list[tuple[str, str]]) -> None:
    text = "".join(piece + glue for piece, glue in pieces)
    made = setting.plain(text)
    if made is not None:
        assert made == setting.whole(text)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from("ab1 .-*+#:`_[](){}<>&|\n\n\\!=~\"'"), max_size=40))
def test_any_text_is_rendered_alike_or_not_at_all(setting: _Setting, text: str) -> None:
    made = setting.plain(text)
    if made is not None:
        assert made == setting.whole(text)
