"""Pages are taken apart for the search as the theme's own reader takes them apart."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from material.plugins.search.plugin import Parser

from tpo_docs.site.search_entries import sections

_TAGS = (
    "p",
    "code",
    "pre",
    "li",
    "ul",
    "div",
    "span",
    "h1",
    "h2",
    "h3",
    "a",
    "footer",
    "sup",
    "svg",
    "path",
    "title",
    "br",
    "img",
)
_ATTRIBUTES = (
    "",
    "",
    "",
    ' id="x"',
    ' id="a&amp;b" class="c"',
    " data-search-exclude",
    ' data-search-exclude=""',
    ' class="headerlink" href="#x"',
    ' class="linenodiv"',
    ' title="a &gt; b > c"',
    " title='single'",
    " id=bare",
)
_WORDS = ("word", " ", "\n", "a\nb", "&amp;", "&lt;b&gt;", "&#182;", "  x ", "\u00a0")


def _whole(tag: str, attributes: str, inside: list[str]) -> str:
    if tag in ("br", "img", "path"):
        return f"<{tag}{attributes}{'/' if tag == 'path' else ''}>"
    return f"<{tag}{attributes}>{''.join(inside)}</{tag}>"


_HTML = st.recursive(
    st.sampled_from(_WORDS),
    lambda inner: st.builds(_whole, st.sampled_from(_TAGS), st.sampled_from(_ATTRIBUTES), st.lists(inner, max_size=4)),
    max_leaves=14,
)


def _read(html: str) -> list[Any]:
    parser = Parser()
    parser.feed(html)
    parser.close()
    return [section for section in parser.data if not section.is_excluded()]


def _plain(found: list[Any]) -> list[tuple[Any, ...]]:
    return [(section.id, section.title, section.text) for section in found]


@settings(max_examples=400, deadline=None)
@given(st.lists(_HTML, max_size=5))
def test_the_same_sections_are_found(pieces: list[str]) -> None:
    html = "".join(pieces)
    found = sections(html)
    if found is not None:
        assert _plain(found) == _plain(_read(html))


def test_a_page_is_read_here() -> None:
    html = (
        '<nav class="c">x</nav><h1 id="a">T <b>b</b><a class="headerlink" href="#a" title="Permanent link">&para;</a></h1>\n'
        '<p>One\ntwo &amp; three</p>\n<h2 id="b" data-search-exclude>Out</h2><p>not here</p><h2 id="c">C</h2><ul>\n<li>x</li>\n</ul>'
        "<footer data-search-exclude><p>nor here</p></footer>"
    )
    found = sections(html)
    assert found is not None
    assert _plain(found) == _plain(_read(html))
    assert ["".join(section.title) for section in found] == ["", "T b", "C"]


@pytest.mark.parametrize(
    "html",
    [
        "<p>never closed",
        "<p><path id=bare/></p>",
        "<p></div>",
        "a < b",
        "<!-- c -->",
        "<h1 id=bare>x</h1>",
        "<script>x</script>",
    ],
)
def test_what_is_not_whole_is_left_to_the_theme(html: str) -> None:
    assert sections(html) is None
