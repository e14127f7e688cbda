"""A scan of the lines and a parser of CommonMark find the same; so do simple marks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.body.texts import LINES, assert_both_agree, bodies
from tpo_docs import body, frontmatter
from tpo_docs.body.plain import parsed_plain, simple_plain


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=10).map("\n".join))
@example("|a|\n|-|\nx")
@example("|a\n|-|")
@example("- a\n|b|")
@example("a\n|-|")
@example("|a|\n|-|\n1. b")
@example("|a|\n|-|\n- b")
@example("> a\n===")
@example("- a\n\n  b\n\tc")
@example("1. a\n\n b")
@example("> a\n b")
@example("a\n \tb")
@example("# a|\n---")
@example("```|b\n-|-\n```")
@example("- a|\n---")
@example("<!--|-->\n---")
@example("~~~\na\n    ~~~\n ~~~ \nb")
def test_a_scan_that_is_sure_finds_what_commonmark_finds(text: str) -> None:
    assert_both_agree(text)


@settings(max_examples=1000, deadline=None)
@given(st.text(alphabet=" \t\n#-*+>`~<!|:=_[]()1.ax\\", max_size=40))
def test_a_scan_of_any_marks_agrees_with_commonmark(text: str) -> None:
    assert_both_agree(text)


_WORDS = (
    *(
        "a",
        "b",
        " ",
        " ",
        "é",
        ".",
        ",",
        "!",
        "(",
        ")",
        ":",
        "-",
        "*",
        "**",
        "***",
        "_",
        "`",
        "``",
        "[",
        "]",
        "[[",
        "]]",
        "|",
    ),
    *(
        "<",
        ">",
        "&",
        "&amp;",
        "\\",
        "\n",
        "http://x.y/z",
        "![",
        "](u)",
        "](a)",
        "[x](y)",
        "**b**",
        "*c*",
        "`d`",
        "[[X]]",
    ),
    *("[[X|y]]", "'", '"', "#", "\xa0", "1", "x_y", "_z_", "😀", "\u0301", "[z]", "<b>", "\0", "](javascript:x)"),
)


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=10).map("".join))
@example("` a `b` `c")
@example("[[X]]`(`")
@example("*a**b*")
@example("**a*b**")
@example("[a](b:c) [d](https://e)")
def test_simple_inline_marks_mean_what_they_do_in_commonmark(markdown: str) -> None:
    markdown = "\n".join(line.strip() for line in markdown.strip().split("\n"))
    plain = simple_plain(markdown)
    if plain is not None:
        assert plain == parsed_plain(markdown)


@pytest.mark.no_cover  # other tests reach the same lines, and tracing doubles its time
def test_real_bodies_are_read_as_commonmark_reads_them(shared: Path) -> None:
    texts = list(bodies(shared))
    sure = sum(assert_both_agree(text) for text in texts)
    assert sure > 0.9 * len(texts)


def test_every_numbered_criterion_of_backlog_md_is_found(shared: Path) -> None:
    expected = found = 0
    for path in sorted((shared / "corpora" / "backlog-md" / "data").rglob("*.md")):
        text = frontmatter.read(path.read_bytes(), "a.md").body
        block = re.search(r"<!-- AC:BEGIN -->(.*?)<!-- AC:END -->", text, re.DOTALL)
        numbers = re.findall(r"^- \[[ x]\] #([0-9]+)", block[1], re.MULTILINE) if block else []
        expected += len(numbers)
        if numbers:
            found += sum(bool(criterion.id) for criterion in body.read(text).criteria)
    assert found == expected == 2381
