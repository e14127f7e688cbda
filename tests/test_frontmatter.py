"""Front matter: text with places, and what becomes of what is no YAML."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tpo_docs import frontmatter
from tpo_docs.frontmatter import Head
from tpo_docs.frontmatter.events import Origin
from tpo_docs.frontmatter.recovery import read_any
from tpo_docs.frontmatter.simple import read_simple
from tpo_docs.model import Field, Group, Scalar, Sequence, Unread, Value

_CORPORA = ("eips", "backlog-md", "snips", "nlohmann-json-tsf")


def _head(text: str) -> Head:
    return frontmatter.read(text.encode(), "a.md")


def _fields(head: Head) -> dict[str, object]:
    return {field.name: _shown(field.value) for field in head.fields}


def _shown(value: Value) -> object:
    """A value without its places."""
    if isinstance(value, Scalar):
        return value.text
    if isinstance(value, Sequence):
        return [_shown(entry) for entry in value.entries]
    return {field.name: _shown(field.value) for field in value.fields}


def _problems(head: Head) -> list[tuple[int, int, str]]:
    return [(problem.line, problem.column, problem.reason) for problem in head.unread]


# ---- values and places ------------------------------------------------------------------------------------------


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
    assert _fields(_head(f"---\nkey: {written}\n---\n")) == {"key": written}


@pytest.mark.parametrize("empty", ["", " ", " ~", " null", "   # only a comment", " ''", ' ""'])
def test_no_value_is_empty_text(empty: str) -> None:
    head = _head(f"---\nkey:{empty}\nother: x\n---\n")
    assert _fields(head) == {"key": "", "other": "x"}
    assert head.unread == ()


def test_quotes_keep_what_looks_like_no_value() -> None:
    assert _fields(_head("---\na: '~'\nb: \"null\"\n---\n")) == {"a": "~", "b": "null"}


def test_every_name_value_and_entry_knows_its_place() -> None:
    head = _head(
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
    head = _head("---\na: &x [p, q]\nb: *x\n---\n")
    assert head.fields[1].value == Sequence((Scalar("p", 2, 8), Scalar("q", 2, 11)), 3, 4)
    assert head.unread == ()


def test_a_merged_mapping_gives_way_to_what_is_written() -> None:
    head = _head("---\nbase: &base {x: 1, y: 2}\nmine:\n  <<: *base\n  y: 3\n---\n")
    assert _fields(head)["mine"] == {"y": "3", "x": "1"}
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
    assert _fields(_head(f"---\n{written}---\n")) == read


# ---- the block --------------------------------------------------------------------------------------------------


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
    assert (head.present, _fields(head), head.body, head.body_line) == (present, fields, body, line)
    assert head.unread == ()


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_places_are_right_whatever_ends_the_lines(ending: str) -> None:
    head = frontmatter.read(ending.join(["\ufeff---", "a: b", "é: [x, y]  # c", "---", ""]).encode(), "a.md")
    assert head.fields[1] == Field("é", Sequence((Scalar("x", 3, 5), Scalar("y", 3, 8)), 3, 4), 3, 1)


def test_a_line_separator_that_no_editor_shows_moves_no_place() -> None:
    head = _head("---\na: 'x\u2028 y'\nb: c # d\n---\n")
    assert head.fields[1] == Field("b", Scalar("c", 3, 4), 3, 1)


def test_names_of_an_unclosed_block_are_read() -> None:
    head = _head("---\nid: REQ-1\ntitle: T\n\n# Heading\n\nNote: this is text.\n")
    assert _fields(head) == {"id": "REQ-1", "title": "T"}
    assert (head.present, head.body) == (True, "")
    assert _problems(head) == [(1, 1, "the front matter is not closed")]


# ---- what is wrong ----------------------------------------------------------------------------------------------


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
    alone = _head(f"---\n{written}---\n")
    assert _fields(alone) == read
    assert [(problem.line, problem.column) for problem in alone.unread] == [place]
    assert alone.unread[0].reason.startswith(reason)
    assert (alone.unread[0].about, bool(alone.unread[0].mend)) == ("front-matter", True)
    above = _head(f"---\n{written}id: REQ-1\nsupports: [GOAL-1, GOAL-2]\n---\nbody\n")
    assert {**_fields(above), **read, "id": "REQ-1", "supports": ["GOAL-1", "GOAL-2"]} == _fields(above)
    assert above.body == "body\n"


def test_each_line_that_is_no_yaml_is_a_problem_of_its_own() -> None:
    head = _head("---\nid: A-1\nassignee: @one\nlabels: &l [x]\nreporter: @two\ntags: *l\n---\n")
    assert [problem.line for problem in head.unread] == [3, 5]
    assert _fields(head) == {"id": "A-1", "assignee": "@one", "labels": ["x"], "reporter": "@two", "tags": ["x"]}
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
    head = _head(f"---\n{written}---\n")
    assert _fields(head) == {"id": "REQ-1", **read}
    indented = [number for number, line in enumerate(written.split("\n"), 2) if line[:1] in ("\t", " ")]
    assert [problem.line for problem in head.unread] == indented[:1]


def test_lists_and_mappings_around_a_mistake_are_kept() -> None:
    head = _head(
        "---\nfit:\n  measure: m\n  meter: a: b\n  parts:\n    - @x\n    - 'y'\ntrace: [ @a, 'b',\n  c ]\n---\n"
    )
    assert _fields(head) == {"fit": {"measure": "m", "meter": "a: b", "parts": ["@x", "y"]}, "trace": ["@a", "b", "c"]}
    assert head.fields[1].value == Sequence((Scalar("@a", 8, 10), Scalar("b", 8, 14), Scalar("c", 9, 3)), 8, 8)


def test_a_second_document_is_said_and_the_first_is_read() -> None:
    group, unread = frontmatter.read_yaml("a: b\n---\nc: d\n", "a.yml", about="configuration")
    assert group == Group((Field("a", Scalar("b", 1, 4), 1, 1),), 1, 1)
    assert unread == (
        Unread("a.yml", 2, 1, "a second YAML document starts here", "configuration", mend="keep one document"),
    )


def test_the_first_byte_that_is_no_utf_8_is_said_and_nothing_else_is_lost() -> None:
    head = frontmatter.read(b"---\r\nid: A-1\r\nname: J\xfcrgen\r\n---\r\nbody \xfc\r\n", "a.md")
    assert _problems(head) == [(3, 8, "the byte 0xFC is not UTF-8")]
    assert _fields(head) == {"id": "A-1", "name": "J\ufffdrgen"}
    assert head.body == "body \ufffd\n"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_said_and_read(encoding: str) -> None:
    head = frontmatter.read("\ufeff---\nid: Ä-1\n---\nbody\n".encode(encoding), "a.md")
    assert _problems(head) == [(1, 1, "the file is UTF-16, not UTF-8")]
    assert _fields(head) == {"id": "Ä-1"}


def test_surrogates_of_a_text_that_was_no_file_are_no_traceback() -> None:
    group, unread = frontmatter.read_yaml("a: \ud800\n", "a.md")
    assert group is not None
    assert group.text("a") == "\ufffd"
    assert unread[0].reason == "YAML cannot hold the character U+D800"


# ---- what is meant to hurt --------------------------------------------------------------------------------------

_MEGABYTE = 1_000_000


@pytest.mark.parametrize(
    ("written", "fields", "problems"),
    [
        ("\n".join(f"k{number}: value {number}" for number in range(40_000)), 40_000, 0),
        ("\n".join(f"k{number}: 'it''s {number}'" for number in range(40_000)), 40_000, 0),
        ("k:\n" + "\n".join(f"  - value {number}" for number in range(60_000)), 1, 0),
        ("k: " + "a " * (_MEGABYTE // 2), 1, 0),
        ("k: |\n" + "  text\n" * (_MEGABYTE // 7), 1, 0),
        ("k: " + "[" * _MEGABYTE, 1, 1),
        ("k: " + "{a: " * (_MEGABYTE // 4), 1, 1),
        ("k:\n  " + "- " * (_MEGABYTE // 2), 1, 1),
        ("\n".join(" " * depth + "a:" for depth in range(1400)), 1, 1),
        ("k: @" + " " * _MEGABYTE + "x", 1, 1),
        ("@\nk" + " " * _MEGABYTE + "x", 0, 1),
        ("k: @" + ": " * (_MEGABYTE // 2), 1, 1),
        ("k:\n  - @a\n" + "    more\n" * (_MEGABYTE // 9), 1, 1),
        ("k: @a\n" + "  more\n" * (_MEGABYTE // 7), 1, 1),
        ('k: "' + "a" * _MEGABYTE, 1, 1),
        ("a: b\n" * 20_000, 1, 19_999),
        ("a: &a x\n" + "\n".join(f"k{number}: *a" for number in range(40_000)), 40_001, 1),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else str(value),
)
def test_a_megabyte_of_anything_is_read_in_time(written: str, fields: int, problems: int) -> None:
    started = time.perf_counter()
    head = _head(f"---\n{written}\n---\nbody\n")
    assert time.perf_counter() - started < 10  # a quadratic reader takes minutes
    assert (len(head.fields), len(head.unread)) == (fields, problems)
    assert head.body == "body\n"


def test_an_alias_bomb_does_not_go_off() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, 20)]
    head = _head("---\n" + "\n".join(lines) + "\nid: REQ-1\n---\n")
    assert [problem.reason for problem in head.unread] == ["aliases bring in more than 10000 values"]
    assert head.fields[-1] == Field("id", Scalar("REQ-1", 22, 5), 22, 1)
    assert sum(1 for field in head.fields for _ in _places(field)) < 50_000


def test_nesting_up_to_the_limit_is_read() -> None:
    head = _head("---\nk: " + "[" * 49 + "x" + "]" * 49 + "\n---\n")
    assert head.unread == ()
    head = _head("---\nk: " + "[" * 60 + "x" + "]" * 60 + "\nid: REQ-1\n---\n")
    assert _problems(head) == [(2, 53, "nested deeper than 50 levels")]
    assert head.fields[-1].value == Scalar("REQ-1", 3, 5)


# ---- the two ways of reading are one ----------------------------------------------------------------------------


def _slow(text: str) -> tuple[tuple[Field, ...], tuple[Unread, ...]]:
    group, unread = read_any(text, Origin("a.md", 1, 1, "front-matter"))
    return (group.fields if group is not None else ()), unread


_PIECES = st.sampled_from(
    [
        *("a", "id", "b-c", "_x", "k y", "é", "ab", "REQ-1", "0161", "no", "~", "null", "2026-01-01", "x" * 120),
        *(
            ": ",
            ":",
            ":  ",
            "- ",
            "-",
            " - ",
            "  - ",
            "    ",
            "  ",
            " ",
            "\n",
            "\n",
            "\n",
            "\n  ",
            "\n- ",
            "\n  - ",
            "\nb: ",
        ),
        *(
            "'",
            '"',
            "''",
            "'a'",
            '"b c"',
            "[",
            "]",
            ", ",
            ",",
            "[a, b]",
            "[]",
            "{",
            "}",
            "{a: b}",
            "#",
            " #",
            "\n#",
            "\\",
        ),
        *("&", "*", "&a ", "*a", "!", "!!str ", "|", ">", "|\n  ", "%", "@", "`", "?", "? ", "=", "<<: ", "...", "---"),
        *("\t", "\u2028", "\x85", "\xa0", "\ufeff", "😀", "́", "\x00", "\x7f", "\u200d"),
    ]
)
_LINES = st.sampled_from(
    [
        *(
            "a: b",
            "id: REQ-1",
            'c: "d e"',
            "e: 'f'",
            "g:",
            "h: []",
            "i: [a, b]",
            "j: [ a ,b ]",
            "k: x: y",
            "l:  z ",
            "b-c: d",
        ),
        *(
            "  - a",
            "- b",
            "  -  'c'",
            "  n: v",
            "  m:",
            "    o: p",
            "  more",
            "# c",
            "  # c",
            "",
            "   ",
            "q: [a,]",
            "r: [,]",
        ),
        *(
            "s: ~",
            "t: null",
            "  - null",
            "u: [null, ~]",
            "v: -1",
            "w: a #b",
            "x: 'a' b",
            "y: it's",
            "z: [a b, c-d]",
            "A: [a-]",
            "B: {value: 8, b-c: 5 }",
            "C: { }",
            "D: {a:  null,_b: c d}",
        ),
    ]
)


@settings(max_examples=3000, deadline=None)
@given(st.one_of(st.lists(_PIECES, max_size=14).map("".join), st.lists(_LINES, max_size=7).map("\n".join)))
@example("a:\n  - b\n c: d")
@example("a:\nb: c\n  d: e")
@example("a: b\n\n  c")
@example("a:\n\n- b\n\n# c\n- d\n")
@example("a: [b\n]")
@example("a:     ")
@example("a:\n  - b\n  c: d")
@example("a:\n  b: c\n  b: d")
@example("a:\n  b: c\n  - d")
@example("a:\n  -\n  - d")
@example("a:\n  b:\n  c: d")
@example("a:\n  - [b]")
@example("a:\n  - [b]")
def test_simple_lines_are_read_as_yaml_reads_them(text: str) -> None:
    simple = read_simple(text, 1, 1)
    if simple is not None:
        assert (simple, ()) == _slow(text)


@settings(max_examples=1500, deadline=None)
@given(
    st.lists(st.sampled_from([*"ab,,::  {}[]-~'#_?", "null", ": ", ", ", "c: d", "\xa0", "\n"]), max_size=12).map(
        "".join
    )
)
@example("a: 1, b: -1")
@example("a: b:c")
@example("a: b, a: c")
@example("~: b, null: c")
@example("a: \xa0")
def test_a_group_on_one_line_is_read_as_yaml_reads_it(inner: str) -> None:
    text = f"n: {{{inner}}}\nm: o"
    simple = read_simple(text, 1, 1)
    if simple is not None:
        assert (simple, ()) == _slow(text)


def test_a_simple_group_on_one_line_needs_no_yaml() -> None:
    """score: {value: 8, so_on: a b }"""
    value = Group((Field("value", Scalar("8", 1, 16), 1, 9), Field("so_on", Scalar("a b", 1, 26), 1, 19)), 1, 8)
    assert read_simple("score: {value: 8, so_on: a b }", 1, 1) == (Field("score", value, 1, 1),)


@settings(max_examples=600, deadline=None)
@given(
    st.dictionaries(
        st.from_regex(r"[a-z_][a-z_-]{0,8}", fullmatch=True), st.text(max_size=12) | st.lists(st.text(max_size=6))
    )
)
def test_what_yaml_writes_is_read_back(written: dict[str, str | list[str]]) -> None:
    text = yaml.safe_dump(written, allow_unicode=True, sort_keys=False) if written else ""
    head = frontmatter.read(f"---\n{text}---\n".encode(errors="replace"), "a.md")
    if text.isascii() and not {"\n...\n", "\n---\n"} & {text[index : index + 5] for index in range(len(text))}:
        assert _fields(head) == written
        assert head.unread == ()


def _front_matters(shared: Path) -> Iterator[tuple[Path, str]]:
    for corpus in _CORPORA:
        for path in sorted((shared / "corpora" / corpus).rglob("*.md")):
            text = path.read_bytes().decode().replace("\r\n", "\n")
            if text.startswith("---\n") and "\n---\n" in text:
                yield path, text[4 : text.index("\n---\n") + 1]


def test_real_front_matter_is_read_as_yaml_reads_it(shared: Path) -> None:
    simple_ones = broken_ones = 0
    for path, text in _front_matters(shared):
        slow, unread = _slow(text)
        simple = read_simple(text, 1, 1)
        if simple is not None:
            simple_ones += 1
            assert (path, simple, ()) == (path, slow, unread)
        try:
            expected = yaml.load(text, yaml.CBaseLoader)
        except yaml.YAMLError:
            broken_ones += 1
            assert unread, path
            continue
        assert {field.name: _shown(field.value) for field in slow} == expected, path
    assert simple_ones > 1500
    assert broken_ones == 21


# ---- whatever the bytes are -------------------------------------------------------------------------------------

_FRAGMENTS = (
    *(
        b": ",
        b"- ",
        b"  ",
        b"\n",
        b"\t",
        b"'",
        b'"',
        b"[",
        b"]",
        b"{",
        b"}",
        b" #",
        b"&a ",
        b"*a",
        b"|\n",
        b">\n",
        b"!!x ",
    ),
    *(b"<<: ", b"---\n", b"...\n", b"\x00", b"\xff", b"\xc3", b"\xef\xbb\xbf", b"\r", b"\r\n", b"%", b"@", b"`"),
    *(b"\xe2\x80\xa8", b"\xc2\x85", b"? ", b",", b":", b"-", b"~", b"\\", b"\xf0\x9f\x98\x80", b"id: x\n", b"\xc2\xa0"),
)


def _mutated(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        at = chance.randrange(min(len(data), 300) + 1)
        match chance.randrange(5):
            case 0:
                data = data[:at]
            case 1:
                data = data[:at] + chance.choice(_FRAGMENTS) + data[at:]
            case 2:
                data = data[:at] + data[at + chance.randrange(1, 8) :]
            case 3:
                data = data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
            case _:
                lines = data.split(b"\n")
                lines.insert(chance.randrange(min(len(lines), 20) + 1), chance.choice(lines[:30]))
                data = b"\n".join(lines)
    return data


def _places(value: Field | Value) -> Iterator[tuple[int, int]]:
    yield value.line, value.column
    if isinstance(value, Field):
        yield from _places(value.value)
    elif isinstance(value, Sequence):
        for entry in value.entries:
            yield from _places(entry)
    elif isinstance(value, Group):
        for field in value.fields:
            yield from _places(field)


def _assert_all_inside(data: bytes) -> None:
    head = frontmatter.read(data, "a.md")
    text = data.decode(errors="replace")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16", "replace")
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    places = [place for field in head.fields for place in _places(field)]
    places += [(problem.line, problem.column) for problem in head.unread]
    for line, column in places:
        assert 1 <= line <= len(lines), (line, column, data)
        assert 1 <= column <= len(lines[line - 1]) + 1, (line, column, data)
    if head.body:
        assert head.body == "\n".join(lines[head.body_line - 1 :])


def test_damaged_files_are_read_and_every_place_is_inside_them(shared: Path) -> None:
    chance = random.Random(20270301)
    files = [path.read_bytes() for corpus in _CORPORA for path in sorted((shared / "corpora" / corpus).rglob("*.md"))]
    for _ in range(3000):
        _assert_all_inside(_mutated(chance.choice(files)[: chance.choice((150, 400, 3000))], chance))


@settings(max_examples=500, deadline=None)
@given(st.binary(max_size=60) | st.lists(st.sampled_from(_FRAGMENTS), max_size=16).map(b"".join))
def test_any_bytes_are_read_and_every_place_is_inside_them(data: bytes) -> None:
    _assert_all_inside(data)
    _assert_all_inside(b"---\n" + data)
    _assert_all_inside(b"---\n" + data + b"\n---\nbody")
