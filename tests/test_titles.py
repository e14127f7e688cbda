"""Titles: inline Markdown as HTML or without its marks, and nothing that an author could run."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import case
from tests.pages.small import rendered
from tpo_docs.formats.items import table
from tpo_docs.titles import title_html, title_markdown, title_text


@pytest.mark.parametrize(
    ("title", "text", "html"),
    [
        ("Plain words", "Plain words", "Plain words"),
        ("The key `result_key` names tests", "The key result_key names tests", "The key <code>result_key</code> names tests"),
        ("**Must** and *may*", "Must and may", "<strong>Must</strong> and <em>may</em>"),
        ("**`x` of y**", "x of y", "<strong><code>x</code></strong><strong> of y</strong>"),
        ("See [the law](https://example.org/a)", "See the law", "See the law"),
        ("See [x](javascript:alert(1))", "See [x](javascript:alert(1))", "See [x](javascript:alert(1))"),
        ("After [[REQ-001]] and [[REQ-002|the split]]", "After REQ-001 and the split", "After REQ-001 and the split"),
        ("List<T> & `a<b>`", "List<T> & a<b>", "List&lt;T&gt; &amp; <code>a&lt;b&gt;</code>"),
        ("`<script>alert(1)</script>`", "<script>alert(1)</script>", "<code>&lt;script&gt;alert(1)&lt;/script&gt;</code>"),
        ("**<img src=x onerror=y>**", "<img src=x onerror=y>", "<strong>&lt;img src=x onerror=y&gt;</strong>"),
        (r"No \*mark\*", "No *mark*", "No *mark*"),
        ("snake_case_name, 2 * 3 * 4, a ` b", "snake_case_name, 2 * 3 * 4, a ` b", "snake_case_name, 2 * 3 * 4, a ` b"),
        ("``a ` b``", "a ` b", "<code>a ` b</code>"),
    ],
)  # fmt: skip
def test_a_title_is_shown_with_its_marks_or_without(title: str, text: str, html: str) -> None:
    assert (title_text(title), title_html(title)) == (text, html)


def test_in_markdown_nothing_of_a_title_is_a_mark_again() -> None:
    assert title_markdown("`a_b` [x] <T>") == "<code>a&#95;b</code> &#91;x&#93; &#60;T&#62;"


@given(st.text(alphabet="ab `*_[]()<>\\\"'&|/:"))
def test_whatever_a_title_holds_only_code_and_emphasis_become_tags(title: str) -> None:
    for made in (title_html(title), title_markdown(title)):
        rest = re.sub(r"</?(?:code|strong|em)>", "", made)
        assert "<" not in rest
        assert ">" not in rest
        assert '"' not in rest


_FILES = """
```markdown title="REQ-001.md"
---
id: REQ-001
title: "The key `a_b` is <b>bold</b>"
---
```
```markdown title="STY-001.md"
---
id: STY-001
realizes: REQ-001
---
# Read `x.yml` first
```
"""


def test_pages_show_code_in_titles_as_code_and_heads_without_marks() -> None:
    pages = rendered(case(_FILES).review())
    story, listed = pages["STY-001.md"], pages["items/requirement.md"]
    assert '# <span class="tpo-id">STY&#45;001</span> Read <code>x.yml</code> first' in story
    assert 'title: "STY-001 Read x.yml first"' in story
    assert "The key <code>a_b</code> is &lt;b&gt;bold&lt;/b&gt;" in story
    assert "The key <code>a_b</code> is &lt;b&gt;bold&lt;/b&gt;</a>" in listed
    assert not any("`a_b`" in page or "`x.yml`" in page for page in pages.values())


def test_tables_of_items_have_titles_without_marks() -> None:
    review = case(_FILES).review()
    rows = table(review.project.items.values(), ("id", "title"), review).rows
    assert rows[0] == (("REQ-001",), ("The key a_b is <b>bold</b>",))
