"""The block of the front matter: where it begins and ends, and what ends its lines."""

from __future__ import annotations

import pytest

from tests.frontmatter.heads import fields_of, head_of, problems_of
from tpo_docs import frontmatter
from tpo_docs.model import Field, Scalar, Sequence


@pytest.mark.parametrize(
    ("data", "present", "fields", "body", "line"),
    [
        (b"", False, {}, "", 1),
        (b"just text", False, {}, "just text", 1),
        (b"----\na: b\n---\n", False, {}, "----\na: b\n---\n", 1),
        (b"---x\na: b\n---\n", False, {}, "---x\na: b\n---\n", 1),
        (b"\n---\na: b\n---\n", False, {}, "\n---\na: b\n---\n", 1),
        (b"---\n---\n", True, {}, "", 3),
        (b"---\n---", True, {}, "", 3),
        (b"---\na: b\n---\ntext\n", True, {"a": "b"}, "text\n", 4),
        (b"---  \t\na: b\n--- \ntext", True, {"a": "b"}, "text", 4),
        (b"---\na: b\n...\ntext\n---\n", True, {"a": "b"}, "text\n---\n", 4),
        (b"---\na: b\n---c: d\n---\ntext", True, {"a": "b", "---c": "d"}, "text", 5),
        (b"---\n\n\na: b\n\n---\n\ntext", True, {"a": "b"}, "\ntext", 7),
        (b"\xef\xbb\xbf---\na: b\n---\ntext", True, {"a": "b"}, "text", 4),
        (b"\xef\xbb\xbftext", False, {}, "text", 1),
        (b"---\r\na: b\r\n---\r\none\r\ntwo", True, {"a": "b"}, "one\ntwo", 4),
        (b"---\ra: b\r---\rone\rtwo", True, {"a": "b"}, "one\ntwo", 4),
        (b"---\na: b\n---\ntext\n\n---\nc: d\n---\n", True, {"a": "b"}, "text\n\n---\nc: d\n---\n", 4),
        (b"---\na: b\n---\nnul \x00 stays\n", True, {"a": "b"}, "nul \x00 stays\n", 4),
    ],
)
def test_the_block_ends_where_its_line_says(
    data: bytes, present: object, fields: dict[str, str], body: str, line: int
) -> None:
    head = frontmatter.read(data, "a.md")
    assert (head.present, fields_of(head), head.body, head.body_line) == (present, fields, body, line)
    assert head.unread == ()


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_places_are_right_whatever_ends_the_lines(ending: str) -> None:
    head = frontmatter.read(ending.join(["\ufeff---", "a: b", "é: [x, y]  # c", "---", ""]).encode(), "a.md")
    assert head.fields[1] == Field("é", Sequence((Scalar("x", 3, 5), Scalar("y", 3, 8)), 3, 4), 3, 1)


def test_a_line_separator_that_no_editor_shows_moves_no_place() -> None:
    head = head_of("---\na: 'x\u2028 y'\nb: c # d\n---\n")
    assert head.fields[1] == Field("b", Scalar("c", 3, 4), 3, 1)


def test_names_of_an_unclosed_block_are_read() -> None:
    head = head_of("---\nid: REQ-1\ntitle: T\n\n# Heading\n\nNote: this is text.\n")
    assert fields_of(head) == {"id": "REQ-1", "title": "T"}
    assert (head.present, head.body) == (True, "")
    assert problems_of(head) == [(1, 1, "the front matter is not closed")]
