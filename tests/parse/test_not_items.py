"""What was meant to be an item and is none is said; an ordinary page is let alone."""

from __future__ import annotations

import pytest

from tests.parse.reading import one


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("---\nid:\ntitle: x\n---\nText\n", (2, 4), "'id' is empty, so the file is no item"),
        ("---\nid: [REQ-1]\n---\n", (2, 5), "'id' holds a list, so the file is no item"),
        ("---\ntype: story\nid: {a: b}\n---\n", (3, 5), "'id' holds a mapping, so the file is no item"),
        (
            "---\ntype: story\ndefaults: {owner: me}\n---\n## STY-001 First\n\nText\n",
            (3, 1),
            "the file has `defaults` for its items, but no item",
        ),
        (
            "---\ndefaults: {owner: me}\n---\n## First\n\n```yaml item\n```\n",
            (6, 1),
            "this item has no heading with an id right above it",
        ),
    ],
)
def test_what_was_meant_to_be_an_item_is_no_page_without_a_word(text: str, place: tuple[int, int], reason: str) -> None:
    found = one(text)
    assert (found.items, [document.path for document in found.documents]) == ((), ["specs/a.md"])
    assert [(problem.line, problem.column, problem.reason, problem.about) for problem in found.unread] == [
        (*place, reason, "item")
    ]
    assert found.unread[0].mend


def test_the_id_of_the_name_stands_where_the_field_is_empty() -> None:
    found = one("---\nid:\n---\nText\n", "specs/REQ-007-x.md")
    assert ([item.id for item in found.items], found.unread) == (["REQ-007"], ())


def test_a_block_without_a_heading_hides_no_other_item() -> None:
    found = one("# All\n\n```yaml item\n```\n\n## STY-002 Second\n\n```yaml item\nowner: me\n```\n")
    assert [item.id for item in found.items] == ["STY-002"]
    assert [problem.line for problem in found.unread] == [3]


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("\n---\nid: REQ-004\n---\nx", (2, 1), "the front matter does not begin with the file"),
        (" ---\nid: REQ-004\n---\nx", (1, 2), "the front matter does not begin with the file"),
        ("\n\n  ---\n\ntype: story\n---\nx", (3, 3), "the front matter does not begin with the file"),
        ("+++\nid = 'REQ-004'\n+++\n", (1, 1), "a front matter in TOML is not read"),
        ("id: REQ-004\ntitle: x\n---\nx", (1, 1), "the front matter is not opened"),
        ("---\nID: REQ-004\n---\nx", (2, 1), "the id is called 'ID'"),
    ],
)
def test_a_front_matter_that_is_none_is_said(text: str, place: tuple[int, int], reason: str) -> None:
    found = one(text)
    assert found.items == ()
    ((line, column, said, mend),) = [(one.line, one.column, one.reason, one.mend) for one in found.unread]
    assert ((line, column), bool(mend)) == (place, True)
    assert said.startswith(reason)


@pytest.mark.parametrize(
    "text",
    [
        "# A page\n\n---\n\nid: of what\n",
        "Text\n\n---\nid: x\n",
        "----\nid: x\n",
        "* * *\n",
        "",
        "\n---\n\nText",
        "identity: x",
    ],
)
def test_an_ordinary_page_is_let_alone(text: str) -> None:
    found = one(text)
    assert (found.items, found.unread) == ((), ())


def test_ids_in_double_brackets_are_said() -> None:
    (problem,) = one("---\nid: REQ-030\nsupports: [[GOAL-1, GOAL-2]]\n---\n").unread
    assert problem.reason == "'supports' of REQ-030 holds ids, not a list in a list"
    assert problem.mend == "write `[GOAL-1, GOAL-2]`; double brackets are for texts"
