"""Files of many items."""

from __future__ import annotations

import pytest

from tests.body.texts import ANY_ID
from tpo_docs import body
from tpo_docs.body import BundleItem


def test_a_file_of_many_is_split_at_its_items() -> None:
    text = (
        "# Billing\n\nIntro.\n\n"
        "## REQ-004 Well *costs*\n\n```yaml item\nkind: functional\nsupports: [GOAL-1]\n```\n\nThe system shall.\n\n"
        "### Notes\n\nx\n\n"
        "### REQ-005: Split\n~~~ yaml   item\n~~~\nBy office.\n"
        "## REL-mvp – The MVP\n```yaml item\nstatus: draft\n```\n"
        "# Else\n\nNot an item's.\n"
    )
    intro, items = body.split_items(text, 5, ANY_ID)
    lines = intro.split("\n")
    assert lines[:5] == ["# Billing", "", "Intro.", "", "<!--tpo:item REQ-004-->"]
    assert lines[-4:] == ["# Else", "", "Not an item's.", ""]
    assert [line for line in lines[5:-4] if line] == ["<!--tpo:item REQ-005-->", "<!--tpo:item REL-mvp-->"]
    assert len(lines) == len(text.split("\n"))
    assert items == (
        BundleItem(
            "REQ-004",
            "Well costs",
            2,
            9,
            4,
            "kind: functional\nsupports: [GOAL-1]",
            12,
            "\nThe system shall.\n\n### Notes\n\nx\n",
            15,
        ),
        BundleItem("REQ-005", "Split", 3, 22, 5, "", 24, "By office.", 25),
        BundleItem("REL-mvp", "The MVP", 2, 26, 4, "status: draft", 28, "", 30),
    )


@pytest.mark.parametrize(
    "text",
    [
        "## REQ-1 A\n```yaml\nkind: x\n```\n",
        "## REQ-1 A\ntext\n```yaml item\nkind: x\n```\n",
        "## A REQ-1\n```yaml item\nkind: x\n```\n",
        "## REQ-1x\n```yaml item\nkind: x\n```\n",
        "````\n## REQ-1 A\n```yaml item\nkind: x\n```\n````\n",
        "<!--\n## REQ-1 A\n```yaml item\nkind: x\n```\n-->\n",
        "REQ-1 A\n```yaml item\nkind: x\n```\n",
    ],
)
def test_anything_else_starts_no_item(text: str) -> None:
    assert body.split_items(text, 1, ANY_ID) == (text, ())


def test_an_item_may_be_left_open_at_the_end() -> None:
    _, items = body.split_items("REQ-1 A\n---\n```yaml item\nkind: x\ntags: [a]", 1, ANY_ID)
    assert items == (BundleItem("REQ-1", "A", 2, 1, 1, "kind: x\ntags: [a]", 4, "", 6),)
