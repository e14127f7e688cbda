"""Markdown in, items out: one item a file, and many items in a file."""

from __future__ import annotations

import pytest

from tests.parse.reading import one
from tpo_docs.model import Category


def test_an_item_has_id_type_title_kind_status_and_places() -> None:
    (item,) = one("---\nid: STY-012\nstatus: ready\nestimate: 5\n---\n# Split costs\n\nToday by hand.\n").items
    assert (item.id, item.type, item.title, item.kind) == ("STY-012", "story", "Split costs", "user")
    assert (item.status, item.category, item.line, item.column) == ("ready", Category.AGREED, 2, 5)
    assert (item.path, item.docs_path, item.anchor) == ("specs/a.md", "a.md", "")
    assert item.number("estimate") == 5
    assert item.place("estimate") == ("specs/a.md", 4, 11)
    assert item.statement == "Today by hand."


@pytest.mark.parametrize(
    ("path", "text", "id_", "type_"),
    [
        ("specs/REQ-004-well-costs.md", "# Well costs", "REQ-004", "requirement"),
        ("specs/REQ-004.md", "---\ntitle: x\n---\n", "REQ-004", "requirement"),
        ("specs/REL-2027.1.md", "# R", "REL-2027.1", "release"),
        ("specs/stories/a.md", "---\nid: login\n---\n", "login", "story"),
        ("specs/stories/goals/a.md", "---\nid: login\n---\n", "login", "goal"),
        ("specs/a.md", "---\nid: REQ-1\ntype: story\n---\n", "REQ-1", "story"),
        ("specs/REQ-004-x.md", "---\nid: REQ-005\n---\n", "REQ-005", "requirement"),
        ("specs/a.md", "---\nid: whatever\n---\n", "whatever", ""),
    ],
)
def test_id_and_type_come_from_field_name_or_folder(path: str, text: str, id_: str, type_: str) -> None:
    (item,) = one(text, path).items
    assert (item.id, item.type) == (id_, type_)


@pytest.mark.parametrize("path", ["specs/REQUEST-004.md", "specs/REQ.md", "specs/notes.md", "specs/REQ-004x.md"])
def test_a_file_without_an_id_is_a_page(path: str) -> None:
    content = one("---\ntitle: Notes\n---\n# Other\n", path)
    assert content.items == ()
    (page,) = content.documents
    assert page.title == "Notes"


def test_a_type_without_an_id_is_noted() -> None:
    content = one("---\ntype: story\n---\n# x\n")
    assert [(problem.line, problem.column, problem.reason, problem.about) for problem in content.unread] == [
        (2, 1, "the story has no id", "item")
    ]


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("# STY-1: Split", "Split"),
        ("# STY-1 – Split", "Split"),
        ("# STY-1", "STY-1"),
        ("# STY-10 Split", "STY-10 Split"),
    ],
)
def test_the_id_in_front_of_a_heading_is_no_part_of_the_title(heading: str, title: str) -> None:
    (item,) = one(f"---\nid: STY-1\n---\n{heading}\n").items
    assert item.title == title


def test_without_a_status_it_is_a_draft_and_an_unknown_one_counts_as_draft() -> None:
    (item,) = one("---\nid: STY-001\n---\n").items
    assert (item.status, item.category) == ("idea", Category.DRAFT)
    (item,) = one("---\nid: STY-001\nstatus: redy\n---\n").items
    assert (item.status, item.category) == ("redy", Category.DRAFT)


def test_links_are_lists_texts_with_commas_and_inverse_keywords() -> None:
    (item,) = one("---\nid: STY-001\nrealizes: REQ-1, REQ-2\nverified_by: [TEST-1]\nblocks:\n---\n").items
    assert [(link.role, link.target, link.line, link.column, link.inverse) for link in item.links] == [
        ("realizes", "REQ-1", 3, 11, False),
        ("realizes", "REQ-2", 3, 18, False),
        ("verifies", "TEST-1", 4, 15, True),
    ]


def test_a_link_that_is_a_mapping_is_noted() -> None:
    content = one("---\nid: STY-001\nrealizes: {a: b}\n---\n")
    assert [(problem.item, problem.reason) for problem in content.unread] == [
        ("STY-001", "'realizes' of STY-001 holds ids, not a mapping")
    ]


@pytest.mark.parametrize(
    ("field", "criteria"),
    [
        ("acceptance: {AC1: shown, AC2: '  saved\n  well'}", [("AC1", "shown"), ("AC2", "saved well")]),
        (
            "acceptance:\n  - AC1 shown\n  - '**AC2** saved'\n  - other",
            [("AC1", "shown"), ("AC2", "saved"), ("", "other")],
        ),
        ("acceptance: shown", [("", "shown")]),
        ("acceptance:", []),
    ],
)
def test_criteria_may_stand_in_a_field(field: str, criteria: list[tuple[str, str]]) -> None:
    (item,) = one(f"---\nid: STY-001\n{field}\n---\n").items
    assert [(criterion.id, criterion.text) for criterion in item.criteria] == criteria


def test_criteria_in_the_body_and_in_the_field_are_noted() -> None:
    content = one("---\nid: STY-001\nacceptance: {AC1: x}\n---\n## Acceptance criteria\n\n- **AC1** y\n")
    assert [criterion.text for criterion in content.items[0].criteria] == ["y"]
    assert [problem.reason for problem in content.unread] == [
        "STY-001 has acceptance criteria in its body and in the field"
    ]


_MANY = """\
---
title: Billing
type: requirement
defaults: {owner: tess, status: approved, tags: [a]}
---
# Billing

An introduction.

## REQ-004 Well costs
```yaml item
kind: functional
status: draft
```
The system shall split.

### Details
More.

## REQ-005 Invoices
```yaml item
id: REQ-006
supports: [GOAL-1]
```
"""


def test_a_file_of_many_gives_each_its_fields_body_and_place() -> None:
    content = one(_MANY)
    first, second = content.items
    assert (first.id, first.title, first.owner, first.status, first.kind) == (
        "REQ-004",
        "Well costs",
        "tess",
        "draft",
        "functional",
    )
    assert (first.line, first.column, first.anchor, first.docs_path) == (10, 4, "REQ-004", "a.md")
    assert first.statement == "The system shall split."
    assert [section.title for section in first.body.sections] == ["Details"]
    assert (second.status, second.texts("tags")) == ("approved", ("a",))
    assert [(link.target, link.line, link.column) for link in second.links] == [("GOAL-1", 23, 12)]
    assert [(problem.line, problem.reason) for problem in content.unread] == [
        (22, "the heading says REQ-005, the field says REQ-006")
    ]
    (page,) = content.documents
    assert (page.title, page.body.text.partition("<!--")[0].strip()) == ("Billing", "# Billing\n\nAn introduction.")


def test_a_block_that_is_no_yaml_leaves_the_others_alone() -> None:
    content = one(
        "# Many\n## REQ-001 One\n```yaml item\nkind: [a\n```\n## REQ-002 Two\n```yaml item\nkind: data\n```\n"
    )
    assert [(item.id, item.kind) for item in content.items][1] == ("REQ-002", "data")
    assert [problem.item for problem in content.unread] == ["REQ-001"]
