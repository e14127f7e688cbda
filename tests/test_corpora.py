"""Public repositories read through a mapping of a few lines, compared with counts that other programs made."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tpo_docs import config, files
from tpo_docs.files import Loaded
from tpo_docs.model import Item

_MAPPINGS = Path(__file__).parent / "data"


class Corpus(NamedTuple):
    """A repository as we read it, and what is known of it."""

    loaded: Loaded
    expected: dict[str, Any]

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(self.loaded.project.items.values())

    def codes(self) -> Counter[str]:
        return Counter(finding.code for finding in self.loaded.review.findings)


def corpus(shared: Path, name: str) -> Corpus:
    expected = json.loads((shared / "corpora" / name / "expected.json").read_text(encoding="utf-8"))
    return Corpus(files.load(_MAPPINGS, config_file=_MAPPINGS / f"{name}.yml"), expected)


@pytest.fixture(scope="module")
def eips(shared: Path) -> Corpus:
    return corpus(shared, "eips")


@pytest.fixture(scope="module")
def backlog(shared: Path) -> Corpus:
    return corpus(shared, "backlog-md")


@pytest.mark.parametrize("name", ["eips", "backlog-md"])
def test_a_mapping_is_at_most_thirty_lines(name: str) -> None:
    assert len((_MAPPINGS / f"{name}.yml").read_text(encoding="utf-8").splitlines()) <= 30


def _numbers(found: Corpus) -> dict[str, int]:
    project = found.loaded.project
    linked = project.outgoing.keys() | project.incoming.keys()
    return {
        "items": len(project.items),
        "links": sum(len(item.links) for item in found.items),
        "dangling": len(project.dangling),
        "dangling_targets": len({claim.link.target.casefold() for claim in project.dangling}),
        "duplicate_ids": len(project.duplicates),
        "isolated": len(project.items.keys() - linked),
        "cycles": found.codes()["TPO203"],
    }


def test_the_numbers_of_eips_are_those_expected(eips: Corpus) -> None:
    numbers = _numbers(eips)
    assert numbers == {name: eips.expected[name] for name in numbers}
    assert (numbers["items"], numbers["links"], numbers["cycles"]) == (949, 769, 2)


def test_the_numbers_of_backlog_md_are_those_expected(backlog: Corpus) -> None:
    numbers = _numbers(backlog)
    assert numbers == {name: backlog.expected[name] for name in numbers}
    assert (numbers["items"], numbers["dangling"], numbers["duplicate_ids"]) == (664, 171, 10)


def test_eips_have_the_types_expected(eips: Corpus) -> None:
    """Their type and category became our type and tags; a stub has no title of its own."""

    def kind(item: Item) -> str:
        if item.status == "Moved":
            return "Moved stub"
        if item.type == "decision":
            return "Meta"
        return f"Standards Track/{item.texts('tags')[0]}" if item.texts("tags") else "Informational"

    assert Counter(map(kind, eips.items)) == eips.expected["items_by_type"]
    assert Counter(item.status for item in eips.items) == eips.expected["status"]


def test_the_loops_of_eips_are_those_expected(eips: Corpus) -> None:
    messages = sorted(finding.message for finding in eips.loaded.review.findings if finding.code == "TPO203")
    assert len(messages) == len(eips.expected["cycle_list"])
    for message, ids in zip(messages, eips.expected["cycle_list"], strict=True):
        assert sum(f"EIP-{number}" in message for number in ids) >= 2


def test_the_isolated_eips_are_those_expected(eips: Corpus) -> None:
    project = eips.loaded.project
    alone = project.items.keys() - project.outgoing.keys() - project.incoming.keys()
    assert {item.removeprefix("EIP-") for item in alone} == set(eips.expected["isolated_list"])


def test_backlog_md_has_the_places_expected(backlog: Corpus) -> None:
    """Their folders are their types; of two items with one id the first counts, and so in theirs."""
    folders = Counter(
        item.path.split("/data/backlog/")[1].partition("/")[0]
        for item in (*backlog.items, *backlog.loaded.project.duplicates)
    )
    assert folders == backlog.expected["files_by_place"]
    statuses = Counter(item.status for item in (*backlog.items, *backlog.loaded.project.duplicates))
    assert statuses == backlog.expected["status"]


def test_the_links_of_backlog_md_that_lead_nowhere_are_those_expected(backlog: Corpus) -> None:
    fields = {"depends_on": "dependencies", "parent": "parent_task_id"}
    ours = Counter(
        (claim.item.id.casefold(), fields[claim.link.role], claim.link.target.casefold())
        for claim in backlog.loaded.project.dangling
    )
    theirs = Counter(
        (item.casefold(), field, target.casefold()) for item, field, target in backlog.expected["dangling_list"]
    )
    assert ours == theirs


def test_the_duplicates_of_backlog_md_are_those_expected(backlog: Corpus) -> None:
    assert sorted(item.id for item in backlog.loaded.project.duplicates) == backlog.expected["duplicate_list"]


def test_backlog_md_files_that_are_no_yaml_are_read_line_by_line(backlog: Corpus) -> None:
    broken = {finding.path for finding in backlog.loaded.review.findings if finding.code == "TPO101"}
    assert len(broken) == backlog.expected["front_matter_repaired"]
    assert broken <= {item.path for item in (*backlog.items, *backlog.loaded.project.duplicates)}


def test_the_criteria_of_backlog_md_keep_their_numbers(backlog: Corpus) -> None:
    item = backlog.loaded.project.items["BACK-200"]
    assert [criterion.id for criterion in item.criteria] == [f"AC{number}" for number in range(1, 9)]
    assert item.criteria[0].text == "Claude Code template files are stored in src/templates/claude/"


def test_no_file_of_a_corpus_is_changed_or_added(eips: Corpus, backlog: Corpus, shared: Path) -> None:
    for name in ("eips", "backlog-md"):
        assert not list((shared / "corpora" / name).rglob(".tpo-docs"))


def test_mapped_sources_have_no_findings_about_the_mapping(eips: Corpus, backlog: Corpus) -> None:
    for found in (eips, backlog):
        assert found.codes()["TPO002"] == found.codes()["TPO103"] == 0


@pytest.mark.parametrize(("name", "number"), [("eips", 0), ("backlog-md", 1)])
def test_the_guide_shows_the_mapping_that_is_tested(name: str, number: int) -> None:
    guide = Path(__file__).resolve().parents[1] / "specs" / "guide" / "foreign-front-matter.md"
    blocks = [block.split("```", 1)[0] for block in guide.read_text(encoding="utf-8").split("```yaml\n")[2:]]
    shown, tested = (
        config.read(text, "tpo-docs.yml")
        for text in (blocks[number], (_MAPPINGS / f"{name}.yml").read_text(encoding="utf-8"))
    )
    assert shown.unread == tested.unread == ()
    assert shown.sources[0].map == tested.sources[0].map
    assert (shown.sources[0].include, shown.sources[0].exclude) == (
        tested.sources[0].include,
        tested.sources[0].exclude,
    )
    assert shown.schema == tested.schema
