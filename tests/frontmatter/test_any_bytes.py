"""Whatever the bytes are: they are read, and every place is inside them."""

from __future__ import annotations

import random
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.frontmatter.heads import CORPORA, places_of
from tpo_docs import frontmatter

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


def _assert_all_inside(data: bytes) -> None:
    head = frontmatter.read(data, "a.md")
    text = data.decode(errors="replace")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16", "replace")
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    places = [place for field in head.fields for place in places_of(field)]
    places += [(problem.line, problem.column) for problem in head.unread]
    for line, column in places:
        assert 1 <= line <= len(lines), (line, column, data)
        assert 1 <= column <= len(lines[line - 1]) + 1, (line, column, data)
    if head.body:
        assert head.body == "\n".join(lines[head.body_line - 1 :])


def test_damaged_files_are_read_and_every_place_is_inside_them(shared: Path) -> None:
    chance = random.Random(20270301)
    files = [path.read_bytes() for corpus in CORPORA for path in sorted((shared / "corpora" / corpus).rglob("*.md"))]
    for _ in range(3000):
        _assert_all_inside(_mutated(chance.choice(files)[: chance.choice((150, 400, 3000))], chance))


@settings(max_examples=500, deadline=None)
@given(st.binary(max_size=60) | st.lists(st.sampled_from(_FRAGMENTS), max_size=16).map(b"".join))
def test_any_bytes_are_read_and_every_place_is_inside_them(data: bytes) -> None:
    _assert_all_inside(data)
    _assert_all_inside(b"---\n" + data)
