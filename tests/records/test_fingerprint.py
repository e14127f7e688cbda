"""Fingerprints: what changes them, and what does not."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import case
from tpo_docs.records.fingerprint import LENGTH, fingerprints, prose

_WORD = st.text("abcdefghijklmnopqrstuvwxyzäöü", min_size=1, max_size=9)
_PARAGRAPH = st.lists(_WORD, min_size=1, max_size=40).map(" ".join)


def _of(front: str, body: str = "", *, name: str = "SPEC-001", config: str = "") -> str:
    files = f'```yaml title="{name}.md"\n---\nid: {name}\n{front}\n---\n{body}\n```\n'
    if config:
        files += f'```yaml title="tpo-docs.yml"\n{config}\n```\n'
    return fingerprints(case(files.replace("~~~", "```")).review().project)[name]


@given(st.lists(_PARAGRAPH, min_size=1, max_size=4), st.integers(10, 100), st.integers(10, 100), st.integers(1, 3))
def test_wrapping_and_blank_lines_do_not_count(some: list[str], one: int, other: int, blank: int) -> None:
    def wrapped(width: int, gap: str) -> str:
        return gap.join("\n".join(textwrap.wrap(text, width)) for text in some)

    assert prose(wrapped(one, "\n\n")) == prose(wrapped(other, "\n" * (blank + 1)))


@given(st.lists(_PARAGRAPH, min_size=1, max_size=5), st.sampled_from("-*+"), st.integers(1, 3), st.integers(0, 3))
def test_signs_of_lists_do_not_count(some: list[str], sign: str, gap: int, indent: int) -> None:
    one = "\n".join(f"- {text}" for text in some)
    other = "\n".join(f"{' ' * indent}{sign}{' ' * gap}{text}" for text in some)
    assert prose(one) == prose(other)


@given(_PARAGRAPH, _PARAGRAPH)
def test_other_words_give_another_text(one: str, other: str) -> None:
    assert (prose(one) == prose(other)) == (one == other)


@given(st.text(max_size=300))
def test_the_canonical_form_is_its_own(text: str) -> None:
    once = prose(text)
    assert prose(once) == prose(prose(once))


def test_it_has_twelve_digits_and_stays_the_same_for_ever() -> None:
    found = _of("title: Split\nkind: process", "One way.")
    assert len(found) == LENGTH
    assert found == "e94f431321d8"


@pytest.mark.parametrize(
    "changed",
    [
        ("title: Split\nkind: process\nowner: tess\nstatus: agreed\npriority: must", "One way."),
        ("title:   Split\nkind: process", "One\nway."),
        ("title: Split\nkind: process", "# Split\n\nOne way."),
        ("title: Split\nkind: process\ncontract:", "One way."),
    ],
    ids=["fields that are not significant", "spaces", "the title again", "an empty field"],
)
def test_what_does_not_count(changed: tuple[str, str]) -> None:
    assert _of(*changed) == _of("title: Split\nkind: process", "One way.")


@pytest.mark.parametrize(
    "changed",
    [
        ("title: Split it\nkind: process", "One way."),
        ("title: Split\nkind: data", "One way."),
        ("title: Split\nkind: process", "One way!"),
        ("title: Split\nkind: process", "One way.\n\n- And more"),
        ("title: Split\nkind: process\ncontract: {file: a.yml}", "One way."),
    ],
    ids=["title", "kind", "text", "a list", "a field"],
)
def test_what_counts(changed: tuple[str, str]) -> None:
    assert _of(*changed) != _of("title: Split\nkind: process", "One way.")


def test_code_counts_as_it_is() -> None:
    assert prose("~~~\na:\n  b: 1\n~~~") != prose("~~~\na:\nb: 1\n~~~")
    assert prose("Text\n~~~\n- a\n~~~\nmore\ntext") == "Text\n~~~\n- a\n~~~\nmore text"


def test_a_table_may_be_aligned_anew() -> None:
    assert prose("| a | b |\n|---|---|\n| 1 | 2 |") == prose("| a   | b |\n|:----|--:|\n| 1   | 2 |")


def test_the_order_of_a_mapping_does_not_count_and_a_list_of_one_is_that_one() -> None:
    one = _of("title: A\nkind: data\ncontract: {file: a.yml, operation: b}")
    assert one == _of("title: A\nkind: data\ncontract: {operation: b, file: a.yml}")
    steps = "title: A\nkind: manual\nsteps: "
    assert _of(f"{steps}[one]", name="TEST-001") == _of(f"{steps}one", name="TEST-001")
    assert _of(f"{steps}[one, two]", name="TEST-001") != _of(f"{steps}[two, one]", name="TEST-001")


def test_a_field_that_becomes_significant_changes_nothing_where_it_is_absent() -> None:
    config = "types: {spec: {significant: [title, kind, contract, body, provider]}}"
    plain = "title: A\nkind: data"
    assert _of(plain, config=config) == _of(plain)
    assert _of(f"{plain}\nprovider: tess", config=config) != _of(plain)


def test_criteria_count_with_their_ids() -> None:
    front = "title: A\nas: clerk\nwant: x"
    one = _of(front, "## Acceptance criteria\n- **AC1** It is\n  shown.", name="STY-001")
    assert one == _of(front, "## Acceptance criteria\n* **AC1** It is shown.", name="STY-001")
    assert one != _of(front, "## Acceptance criteria\n- **AC2** It is shown.", name="STY-001")
