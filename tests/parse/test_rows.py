"""Collections and series: rows that are items, and observations."""

from __future__ import annotations

import pytest

from tests.parse.reading import DEFAULT, one
from tpo_docs.model import Observation, SourceFile
from tpo_docs.parse import parse


def test_rows_of_a_collection_are_items_without_a_page() -> None:
    content = one("head-of-billing: {title: Head of billing, kind: role}\ntess: Tess Tester\n", "specs/x/parties.yml")
    first, second = content.items
    assert (first.id, first.type, first.title, first.kind, first.status) == (
        "head-of-billing",
        "party",
        "Head of billing",
        "role",
        "active",
    )
    assert (first.line, first.column, first.docs_path, first.is_row) == (1, 1, "", True)
    assert (second.id, second.title) == ("tess", "Tess Tester")


def test_the_short_form_of_a_term_is_its_definition() -> None:
    (item,) = one("well-cost: What a well costs.\n", "specs/terms.yaml").items
    assert (item.title, item.text("definition"), item.kind) == ("well cost", "What a well costs.", "term")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"a: [1, 2]\n", "'a' should be a mapping of fields"),
        (b"a: \xff\n", "the file is no UTF-8 text"),
        (b"- a\n", "a list stands where `name: value` lines should"),
        (b"a: {b: c\n", "the `{` that opens here is not closed"),
    ],
)
def test_a_collection_that_is_none_is_noted(text: bytes, reason: str) -> None:
    content = one(text, "specs/terms.yml")
    assert content.unread[0].reason.startswith(reason)


def test_the_sign_for_a_lost_character_is_a_character_like_any_other() -> None:
    content = one("a: {title: lost \ufffd}\n".encode(), "specs/terms.yml")
    assert content.unread == ()
    assert [item.title for item in content.items] == ["lost \ufffd"]


def test_series_are_sorted_and_a_broken_row_hides_no_other() -> None:
    files = [
        SourceFile("specs/k/metrics.yml", b"days: {title: Days, series: ../s/days.csv}\n", ""),
        SourceFile(
            "specs/s/days.csv",
            b"\xef\xbb\xbfDate,value,note\n2027-02-01,5,ok\n\n2027-01-01,4\nsoon,1\n2027-03-01,many\n",
            "",
        ),
    ]
    parsed = parse(files, DEFAULT)
    path = "specs/s/days.csv"
    found = parsed.observations[path]
    assert [(row.on.isoformat(), row.value, row.note, row.line) for row in found] == [
        ("2027-01-01", 4.0, "", 4),
        ("2027-02-01", 5.0, "ok", 2),
    ]
    assert isinstance(found[0], Observation)
    assert [(problem.path, problem.line, problem.about) for problem in parsed.unread] == [
        (path, 5, "record"),
        (path, 6, "record"),
    ]
