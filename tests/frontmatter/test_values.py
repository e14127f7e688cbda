"""Front matter that is YAML: values stay the text that was written, and everything knows its place."""

from __future__ import annotations

import pytest

from tests.frontmatter.heads import fields_of, head_of
from tpo_docs import frontmatter
from tpo_docs.model import Field, Group, Scalar, Sequence


@pytest.mark.parametrize(
    "written",
    [
        "0161",
        "no",
        "2026-13-45",
        "1.10",
        "1e3",
        ".inf",
        "0x1F",
        "12:30:45",
        "True",
        "Null",
        "=",
        "a:b",
        "a#b",
        "https://a/b#c",
    ],
)
def test_a_value_stays_the_text_that_was_written(written: str) -> None:
    assert fields_of(head_of(f"---\nkey: {written}\n---\n")) == {"key": written}


@pytest.mark.parametrize("empty", ["", " ", " ~", " null", "   # only a comment", " ''", ' ""'])
def test_no_value_is_empty_text(empty: str) -> None:
    head = head_of(f"---\nkey:{empty}\nother: x\n---\n")
    assert fields_of(head) == {"key": "", "other": "x"}
    assert head.unread == ()


def test_quotes_keep_what_looks_like_no_value() -> None:
    assert fields_of(head_of("---\na: '~'\nb: \"null\"\n---\n")) == {"a": "~", "b": "null"}


def test_every_name_value_and_entry_knows_its_place() -> None:
    head = head_of(
        "---\n"
        "id: REQ-1\n"
        "empty:\n"
        'title:   "A title"\n'
        "tags: [a,  b]\n"
        "supports:\n"
        "  - GOAL-1\n"
        "  - 'GOAL-2'  # why\n"
        "fit: {measure: m, target: 5}\n"
        "text: |\n"
        "  two\n"
        "  lines\n"
        "---\n"
    )
    assert head.fields == (
        Field("id", Scalar("REQ-1", 2, 5), 2, 1),
        Field("empty", Scalar("", 3, 7), 3, 1),
        Field("title", Scalar("A title", 4, 10), 4, 1),
        Field("tags", Sequence((Scalar("a", 5, 8), Scalar("b", 5, 12)), 5, 7), 5, 1),
        Field("supports", Sequence((Scalar("GOAL-1", 7, 5), Scalar("GOAL-2", 8, 5)), 7, 3), 6, 1),
        Field(
            "fit",
            Group((Field("measure", Scalar("m", 9, 16), 9, 7), Field("target", Scalar("5", 9, 27), 9, 19)), 9, 6),
            9,
            1,
        ),
        Field("text", Scalar("two\nlines\n", 10, 7), 10, 1),
    )


def test_the_place_of_a_text_inside_a_file_is_added() -> None:
    group, unread = frontmatter.read_yaml("kind: functional\ntags:\n- a\n", "a.md", line=7, column=4)
    assert unread == ()
    assert group == Group(
        (
            Field("kind", Scalar("functional", 7, 10), 7, 4),
            Field("tags", Sequence((Scalar("a", 9, 6),), 9, 4), 8, 4),
        ),
        7,
        4,
    )


def test_an_alias_stands_where_it_is_written_and_its_entries_where_they_are() -> None:
    head = head_of("---\na: &x [p, q]\nb: *x\n---\n")
    assert head.fields[1].value == Sequence((Scalar("p", 2, 8), Scalar("q", 2, 11)), 3, 4)
    assert head.unread == ()


def test_a_merged_mapping_gives_way_to_what_is_written() -> None:
    head = head_of("---\nbase: &base {x: 1, y: 2}\nmine:\n  <<: *base\n  y: 3\n---\n")
    assert fields_of(head)["mine"] == {"y": "3", "x": "1"}
    assert head.unread == ()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a: >-\n  folded\n  text\n", {"a": "folded text"}),
        ("a: plain\n  goes on\n", {"a": "plain goes on"}),
        ('a: "quoted \\u00e9\\n"\n', {"a": "quoted é\n"}),
        ("a: 'it''s'\n", {"a": "it's"}),
        ("'a b': c\n", {"a b": "c"}),
        ("? a\n: b\n", {"a": "b"}),
        ("a: !!str 5\n", {"a": "5"}),
        ("null: a\n", {"null": "a"}),
        ("a: [b, {c: d}]\n", {"a": ["b", {"c": "d"}]}),
        ("- a: b\n", {}),
        ("# only a comment\n", {}),
        ("", {}),
    ],
)
def test_yaml_is_read_as_yaml(written: str, read: dict[str, object]) -> None:
    assert fields_of(head_of(f"---\n{written}---\n")) == read
