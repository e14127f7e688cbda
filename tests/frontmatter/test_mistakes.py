"""Front matter that is no YAML: each mistake is said with its place, and the rest is read."""

from __future__ import annotations

import pytest

from tests.frontmatter.heads import fields_of, head_of, problems_of
from tpo_docs import frontmatter
from tpo_docs.model import Field, Group, Scalar, Sequence, Unread


@pytest.mark.parametrize(
    ("written", "place", "reason", "read"),
    [
        ("a: @name\n", (2, 4), "a value cannot start with `@`", {"a": "@name"}),
        ("a: `x`\n", (2, 4), "a value cannot start with ``", {"a": "`x`"}),
        ("a: %x\n", (2, 4), "a value cannot start with `%`", {"a": "%x"}),
        ("a: , b\n", (2, 4), "a value cannot start with `,`", {"a": ", b"}),
        ("a: b: c\n", (2, 5), "a value without quotes holds a colon and a space", {"a": "b: c"}),
        ('a: "b\n', (2, 4), "the quote that opens here is not closed", {"a": "b"}),
        ("a: 'b\n", (2, 4), "the quote that opens here is not closed", {"a": "b"}),
        ("a: 'b' c\n", (2, 8), "`c` cannot follow the value before it", {"a": "'b' c"}),
        ('a: "\\q"\n', (2, 5), "a `\\` in double quotes starts an escape", {"a": "\\q"}),
        ("a: [b, c\n", (2, 4), "the `[` that opens here is not closed", {"a": ["b", "c"]}),
        ("a: [b, 'c\n  d]\n", (2, 8), "the quote that opens here is not closed", {"a": ["b", "c", "d"]}),
        ("a: {b\n", (2, 4), "the `{` that opens here is not closed", {"a": "{b"}),
        ("a: ]\n", (2, 4), "a value cannot start with `]`", {"a": "]"}),
        ("a: *\n", (2, 4), "`*` at a value's start is YAML's sign for an anchor", {"a": "*"}),
        ("a: - b\n", (2, 4), "a list cannot start on the line of its name", {"a": "- b"}),
        ("a: |x\n", (2, 5), "`x` cannot follow the value before it", {"a": "|x"}),
        ("a:\n\t- b\n\t- c\n", (3, 1), "a tab in the indentation", {"a": ["b", "c"]}),
        ("a:\n\tb: c\n", (3, 1), "a tab in the indentation", {"a": {"b": "c"}}),
        ("a:\n  - b\n  c\n  - @d # e\n", (4, 3), "this line has no `name: value`", {"a": ["b c", "@d"]}),
        ("a:\n  b: c\n d: e\n", (4, 2), "the indentation does not fit", {"a": {"b": "c", "d": "e"}}),
        ("  a: b\nc: d\n", (3, 1), "the indentation does not fit the lines above", {"a": "b", "c": "d"}),
        ("a: @b\n  goes on\n", (2, 4), "a value cannot start with `@`", {"a": "@b goes on"}),
        ("a: !h!x y\n", (2, 4), "this is no YAML (found undefined tag handle", {"a": "!h!x y"}),
        ("just a line\n", (2, 1), "a text stands where `name: value` lines should", {}),
        ("- a\n- b\n", (2, 1), "a list stands where `name: value` lines should", {}),
        ("a: b\na line\n", (3, 1), "this line has no `name: value`", {"a": "b"}),
        ("a: {{ b }}\n", (2, 5), "a list or a mapping cannot be a name", {"a": {}}),
        (": b\n", (2, 1), "a value has no name", {}),
        ("'': b\n", (2, 1), "a value has no name", {}),
        ("a: &\n", (2, 4), "`&` at a value's start is YAML's sign for an anchor", {"a": "&"}),
        ("- a\nb: c\n", (2, 1), "this line has no `name: value`", {"b": "c"}),
        ("a: &x [*x]\n", (2, 8), "`*x` stands inside what it names", {"a": [""]}),
        ("a: *x\n", (2, 4), "`*x` names no anchor above", {"a": "*x"}),
        ("a: !!python/object:os.system ls\n", (2, 4), "the YAML tag `!!python/object:os.system`", {"a": "ls"}),
        ("a: !important b\n", (2, 4), "the YAML tag `!important` is not followed", {"a": "b"}),
        ("a: {<<: b, c: d}\n", (2, 9), "`<<` takes in mappings only", {"a": {"c": "d"}}),
        ("a: b\na: c\n", (3, 1), "`a` stands here a second time, line 2 counts", {"a": "b"}),
        ("a: {b: 1, b: 2}\n", (2, 11), "`b` stands here a second time, line 2 counts", {"a": {"b": "1"}}),
        ("a: b\x00c\n", (2, 5), "YAML cannot hold the character U+0000", {"a": "b\ufffdc"}),
        ("a: b\x1bc\n", (2, 5), "YAML cannot hold the character U+001B", {"a": "b\ufffdc"}),
    ],
)
def test_a_mistake_is_said_with_its_place_and_the_rest_is_read(
    written: str, place: tuple[int, int], reason: str, read: dict[str, object]
) -> None:
    alone = head_of(f"---\n{written}---\n")
    assert fields_of(alone) == read
    assert [(problem.line, problem.column) for problem in alone.unread] == [place]
    assert alone.unread[0].reason.startswith(reason)
    assert (alone.unread[0].about, bool(alone.unread[0].mend)) == ("front-matter", True)
    above = head_of(f"---\n{written}id: REQ-1\nsupports: [GOAL-1, GOAL-2]\n---\nbody\n")
    assert {**fields_of(above), **read, "id": "REQ-1", "supports": ["GOAL-1", "GOAL-2"]} == fields_of(above)
    assert above.body == "body\n"


def test_each_line_that_is_no_yaml_is_a_problem_of_its_own() -> None:
    head = head_of("---\nid: A-1\nassignee: @one\nlabels: &l [x]\nreporter: @two\ntags: *l\n---\n")
    assert [problem.line for problem in head.unread] == [3, 5]
    assert fields_of(head) == {"id": "A-1", "assignee": "@one", "labels": ["x"], "reporter": "@two", "tags": ["x"]}
    assert head.fields[1] == Field("assignee", Scalar("@one", 3, 11), 3, 1)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("id: REQ-1\n\ttitle: x y\n\tkind: functional\nowner: me\n", {"title": "x y", "kind": "functional", "owner": "me"}),
        ("id: REQ-1\n  title: x\n", {"title": "x"}),
        ("title: x\nid: REQ-1\n\tkind: f\n  tags: [a, b]\n\towner:\n\t- c\n", {"title": "x", "kind": "f", "tags": ["a", "b"], "owner": ["c"]}),
        ("id: REQ-1\n\tand more\ntitle: x\n", {"title": "x"}),
        ("id: REQ-1\nstatement: one\n\ttwo\n", {"statement": "one two"}),
    ],
)  # fmt: skip
def test_an_indented_line_does_not_swallow_the_id_above_it(written: str, read: dict[str, object]) -> None:
    head = head_of(f"---\n{written}---\n")
    assert fields_of(head) == {"id": "REQ-1", **read}
    indented = [number for number, line in enumerate(written.split("\n"), 2) if line[:1] in ("\t", " ")]
    assert [problem.line for problem in head.unread] == indented[:1]


def test_lists_and_mappings_around_a_mistake_are_kept() -> None:
    head = head_of(
        "---\nfit:\n  measure: m\n  meter: a: b\n  parts:\n    - @x\n    - 'y'\ntrace: [ @a, 'b',\n  c ]\n---\n"
    )
    assert fields_of(head) == {
        "fit": {"measure": "m", "meter": "a: b", "parts": ["@x", "y"]},
        "trace": ["@a", "b", "c"],
    }
    assert head.fields[1].value == Sequence((Scalar("@a", 8, 10), Scalar("b", 8, 14), Scalar("c", 9, 3)), 8, 8)


def test_a_second_document_is_said_and_the_first_is_read() -> None:
    group, unread = frontmatter.read_yaml("a: b\n---\nc: d\n", "a.yml", about="configuration")
    assert group == Group((Field("a", Scalar("b", 1, 4), 1, 1),), 1, 1)
    assert unread == (
        Unread("a.yml", 2, 1, "a second YAML document starts here", "configuration", mend="keep one document"),
    )


def test_the_first_byte_that_is_no_utf_8_is_said_and_nothing_else_is_lost() -> None:
    head = frontmatter.read(b"---\r\nid: A-1\r\nname: J\xfcrgen\r\n---\r\nbody \xfc\r\n", "a.md")
    assert problems_of(head) == [(3, 8, "the byte 0xFC is not UTF-8")]
    assert fields_of(head) == {"id": "A-1", "name": "J\ufffdrgen"}
    assert head.body == "body \ufffd\n"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_said_and_read(encoding: str) -> None:
    head = frontmatter.read("\ufeff---\nid: Ä-1\n---\nbody\n".encode(encoding), "a.md")
    assert problems_of(head) == [(1, 1, "the file is UTF-16, not UTF-8")]
    assert fields_of(head) == {"id": "Ä-1"}


def test_surrogates_of_a_text_that_was_no_file_are_no_traceback() -> None:
    group, unread = frontmatter.read_yaml("a: \ud800\n", "a.md")
    assert group is not None
    assert group.text("a") == "\ufffd"
    assert unread[0].reason == "YAML cannot hold the character U+D800"
