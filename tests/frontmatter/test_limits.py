"""Front matter that is meant to hurt: megabytes, aliases of aliases, nesting without end."""

from __future__ import annotations

import time

import pytest

from tests.frontmatter.heads import head_of, places_of, problems_of
from tpo_docs.model import Field, Scalar

_MEGABYTE = 1_000_000


@pytest.mark.no_cover  # what is timed is not traced
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
    head = head_of(f"---\n{written}\n---\nbody\n")
    assert time.perf_counter() - started < 10  # a quadratic reader takes minutes
    assert (len(head.fields), len(head.unread)) == (fields, problems)
    assert head.body == "body\n"


def test_an_alias_bomb_does_not_go_off() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, 20)]
    head = head_of("---\n" + "\n".join(lines) + "\nid: REQ-1\n---\n")
    assert [problem.reason for problem in head.unread] == ["aliases bring in more than 10000 values"]
    assert head.fields[-1] == Field("id", Scalar("REQ-1", 22, 5), 22, 1)
    assert sum(1 for field in head.fields for _ in places_of(field)) < 50_000


def test_nesting_up_to_the_limit_is_read() -> None:
    head = head_of("---\nk: " + "[" * 49 + "x" + "]" * 49 + "\n---\n")
    assert head.unread == ()
    head = head_of("---\nk: " + "[" * 60 + "x" + "]" * 60 + "\nid: REQ-1\n---\n")
    assert problems_of(head) == [(2, 53, "nested deeper than 50 levels")]
    assert head.fields[-1].value == Scalar("REQ-1", 3, 5)
