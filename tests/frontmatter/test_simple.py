"""The two ways of reading are one: line by line where the text is simple, else as YAML."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.frontmatter.heads import CORPORA, fields_of, shown
from tests.frontmatter.texts import LINES, PIECES
from tpo_docs import frontmatter
from tpo_docs.frontmatter.origin import Origin
from tpo_docs.frontmatter.recovery import read_any
from tpo_docs.frontmatter.simple import read_simple
from tpo_docs.model import Field, Group, Scalar, Unread


def _slow(text: str) -> tuple[tuple[Field, ...], tuple[Unread, ...]]:
    group, unread = read_any(text, Origin("a.md", 1, 1, "front-matter"))
    return (group.fields if group is not None else ()), unread


@settings(max_examples=3000, deadline=None)
@given(st.one_of(st.lists(PIECES, max_size=14).map("".join), st.lists(LINES, max_size=7).map("\n".join)))
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
        assert fields_of(head) == written
        assert head.unread == ()


def _front_matters(shared: Path) -> Iterator[tuple[Path, str]]:
    for corpus in CORPORA:
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
        assert {field.name: shown(field.value) for field in slow} == expected, path
    assert simple_ones > 1500
    assert broken_ones == 21
