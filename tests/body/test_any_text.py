"""Whatever the text is, it is read in time, and every place lies inside it."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.body.texts import ANY_ID, LINES, assert_both_agree, bodies
from tpo_docs import body


def _assert_all_inside(text: str) -> None:
    read = body.read(text)
    lines = text.split("\n")
    places = [(section.line, 1) for section in read.sections]
    places += [(found.line, found.column) for found in read.criteria]
    places += [(found.line, found.column) for found in read.references]
    places += [(found.line, found.column) for found in read.placeholders]
    places += [(found.line, found.column) for found in read.addresses]
    for line, column in places:
        assert 1 <= line <= len(lines)
        assert 1 <= column <= len(lines[line - 1]) + 1
    for reference in read.references:
        assert lines[reference.line - 1][reference.column - 1 :].startswith("[[")
    for placeholder in read.placeholders:
        assert lines[placeholder.line - 1][placeholder.column - 1 :].startswith(placeholder.text)
    for address in read.addresses:
        assert lines[address.line - 1][address.column - 1 :].startswith(address.text)
    body.title(body.read(text))
    intro, items = body.split_items(text, 1, ANY_ID)
    assert len(intro.split("\n")) == len(text.split("\n"))
    for item in items:
        assert lines[item.line - 1][item.column - 1 :].startswith(item.id)
        assert item.yaml in text
        assert item.body in text


@pytest.mark.no_cover  # other tests reach the same lines, and tracing doubles its time
def test_damaged_bodies_are_read_and_every_place_is_inside_them(shared: Path) -> None:
    chance = random.Random(20270301)
    texts = list(bodies(shared))
    for _ in range(1500):
        lines = chance.choice(texts).split("\n")
        start = chance.randrange(len(lines))
        lines = lines[start : start + chance.randrange(2, 40)]
        for _ in range(chance.randrange(4)):
            at = chance.randrange(len(lines))
            lines[at : at + chance.randrange(2)] = [
                chance.choice((*LINES, "## REQ-1", "```yaml item")) + lines[at][:30]
            ]
        text = "\n".join(lines)
        assert_both_agree(text)
        _assert_all_inside(text)


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=60) | st.lists(st.sampled_from((*LINES, "# REQ-1 a")), max_size=8).map("\n".join))
def test_any_text_is_read_and_every_place_is_inside_it(text: str) -> None:
    _assert_all_inside(text)


_SIZE = 50_000


@pytest.mark.no_cover  # what is timed is not traced
@pytest.mark.parametrize(
    "piece",
    [
        *(
            ">",
            "> ",
            "- ",
            "1. ",
            "a\n",
            "[[A-1]] TODO ",
            "[[A-1]] TODO\n",
            "[[",
            "[[a ",
            "[",
            "]",
            "`",
            "` ",
            "\\",
            "\\`",
            "***",
        ),
        *(
            "<!--",
            "[[A]] <!--\n",
            "a <!-- [[A]] -->",
            "<",
            "<a\n",
            "<div>\n\n",
            "#",
            "# a\n",
            "# a\n## b\n",
            "*a ",
            "_a",
            "**a",
        ),
        *(
            "|",
            "|\n",
            "|a|\n|-|\n\n",
            "a|b\n-|-\n",
            "```\n",
            "~~~",
            "- a\n",
            "- a\nb\n",
            " - a\n",
            "- a\n\n\n  b\n",
            "1. a\n",
        ),
        *(
            "# Acceptance criteria\n- **AC1** a\n",
            "[a]: b\n",
            "[a\n",
            '[a]: b "\n',
            "\n",
            " ",
            "   \n",
            "\t",
            "    [[a]]\n",
        ),
        *(
            "?",
            "??? ",
            "TODO",
            "X",
            "[NEEDS CLARIFICATION ",
            "\0",
            "---\n",
            "a\n***\n",
            "* ",
            "-",
            "a\n=\n",
            "&amp;",
            "[a](b",
            "![",
        ),
        *(
            "[a](b.md) ",
            "](b.md)\n",
            "](<",
            "](b (",
            "](b '",
            "{#",
            "{#a",
            "[a]: b.md\n[a] ",
            '<img src="a" ',
            '<a href="b.md',
            "id='",
            "a=\n- # b\n",
        ),
        *(
            "# REQ-1\n```yaml item\na: b\n```\n",
            "# REQ-1\n\n",
            "😀[[é]]\n",
            "\x0b\u2028",
            "<a@b.c> ",
            "> a\nb\n",
            "\xa0\n",
            "=\n",
        ),
    ],
)
def test_a_long_text_of_anything_is_read_in_time(piece: str) -> None:
    started = time.perf_counter()
    for text in (piece * (_SIZE // len(piece)), f"# {piece * 1000} [[A-1]] `"):
        body.title(body.read(text))
        body.split_items(f"{text}\nyaml item", 1, ANY_ID)
    assert time.perf_counter() - started < 20  # a quadratic reader takes minutes


@pytest.mark.no_cover  # what is timed is not traced
@pytest.mark.parametrize(
    "text",
    [
        ">" * 5000 + " [[A-1]]",
        "\n".join(" " * depth + "- [[A-1]]" for depth in range(600)),
        "\n".join(">" * (depth % 100) + " TBD" for depth in range(2000)),
        " ".join("`" * length for length in range(1, 600)) + " [[A-1]]",
        "|" + "a|" * 20_000 + "\n|" + "-|" * 20_000 + "\n" + "|[[A-1]]\n" * 50,
        "".join("#" * (number % 6 + 1) + " Acceptance criteria\n- a\n" for number in range(20_000)),
    ],
    ids=range(6),
)
def test_deep_nesting_is_read_in_time(text: str) -> None:
    started = time.perf_counter()
    body.read(text)
    assert time.perf_counter() - started < 20
