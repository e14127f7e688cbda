"""Source files in, items out: one item a file, many items in a file, collections, series, and files that are none of it."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cases import case
from tpo_docs import config, pipeline
from tpo_docs.files.loading import today_of
from tpo_docs.model import Category, Observation, Project, Review, Scalar, SourceFile
from tpo_docs.parse import FileContent, beside, cited_files, parse, parse_file

_DATA = Path(__file__).parent / "data"
DEFAULT = config.default()


def one(text: str | bytes, path: str = "specs/a.md") -> FileContent:
    data = text.encode() if isinstance(text, str) else text
    return parse_file(SourceFile(path, data, path.removeprefix("specs/")), DEFAULT)


# ---- one item a file --------------------------------------------------------------------------------------------


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


# ---- many items in a file ---------------------------------------------------------------------------------------

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


# ---- collections and series -------------------------------------------------------------------------------------


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


def test_other_files_hold_nothing() -> None:
    assert one("a: b", "specs/other.yml") == one("x", "specs/pic.png") == FileContent()


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


@pytest.mark.parametrize(
    ("path", "cited", "found"),
    [
        ("specs/a/b.md", "c.png", "specs/a/c.png"),
        ("specs/a/b.md", "../../x.yml", "x.yml"),
        ("specs/a/b.md", "../../../x.yml", ""),
        ("../specs/b.md", "x.yml", "../specs/x.yml"),
        ("specs/b.md", "", ""),
    ],
)
def test_a_cited_path_starts_at_its_file(path: str, cited: str, found: str) -> None:
    assert beside(path, cited) == found


def test_cited_files_are_those_of_file_fields_however_deep() -> None:
    files = [
        SourceFile(
            "specs/SPEC-1.md",
            b"---\nid: SPEC-1\ncontract: {file: a.yml, operation: x}\nviews: [b.png, 'https://x/y.png']\n---\n",
            "SPEC-1.md",
        ),
        SourceFile(
            "specs/TEST-1.md", b"---\nid: TEST-1\nfeature: {file: f.feature#3}\nviews: z.png\n---\n", "TEST-1.md"
        ),
    ]
    assert cited_files(parse(files, DEFAULT), DEFAULT) == {
        "specs/a.yml": {"contract"},
        "a.yml": {"contract"},
        "specs/b.png": {"views"},
        "b.png": {"views"},
        "specs/f.feature": {"feature"},
        "f.feature": {"feature"},
    }


def test_a_file_is_read_by_whoever_is_asked_to() -> None:
    calls = []

    def read(file: SourceFile, configuration: config.Configuration) -> FileContent:
        calls.append(file.path)
        return parse_file(file, configuration)

    parsed = parse([SourceFile("specs/a.md", b"---\nid: STY-1\n---\n", "a.md")], DEFAULT, read)
    assert ([item.id for item in parsed.items], calls) == (["STY-1"], ["specs/a.md"])


# ---- what nobody would write, and somebody does -----------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xef\xbb\xbf",
        b"\xff\xfe\x00",
        b"---",
        b"---\n",
        b"---\n---",
        b"---\n\t\n---\n",
        b"---\nid: STY-001\n",
        b"---\r\nid: STY-001\r\nstatus: ready\r\n---\r\n# x\r\n",
        b"---\nid: STY-001\nid: STY-002\n---\n",
        b"---\n&a [*a]\n---\n",
        b"---\na: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c, *c]\n---\n",
        b"---\n" + b"a: " + b"[" * 500 + b"\n---\n",
        b"---\n" + b"- " * 2000 + b"x\n---\n",
        b"---\nid: " + b"x" * 1_000_000 + b"\n---\n",
        b"---\nid: STY-001\n---\n" + b"#" * 5000 + b"\n" + b"> " * 1000 + b"x\n",
        b"---\n? {a: b}\n: c\n---\n",
        b"---\n!!python/object/apply:os.system ['echo']\n---\n",
        b"---\nid: [STY-001]\ntype: {a: b}\nstatus: [x]\ntitle: {x: y}\nkind: [z]\nowner: {}\nacceptance: [[x]]\n---\n",
        b"## REQ-001 x\n```yaml item\n```\n## REQ-001 y\n```yaml item\n",
        "---\nid: ÄÖ-001\ntitle: \u202egnp\u0000\n---\n".encode(),
    ],
)
def test_strange_files_are_judged_without_a_traceback(data: bytes) -> None:
    for path in ("specs/a.md", "specs/STY-001.md", "specs/terms.yml", "specs/metrics.yml", "specs/s.csv"):
        review = _judged([SourceFile(path, data, "a.md" if path.endswith(".md") else "")])
        assert all(finding.line >= 1 and finding.column >= 1 for finding in review.findings)


def _judged(files: list[SourceFile], configuration: config.Configuration = DEFAULT) -> Review:
    review = pipeline.review(files, configuration, today_of(configuration))
    assert [finding for finding in review.findings if not finding.mend] == []
    return review


FRONT = st.dictionaries(
    st.sampled_from(
        [
            "id",
            "type",
            "title",
            "status",
            "kind",
            "realizes",
            "verifies",
            "acceptance",
            "allow",
            "aliases",
            "estimate",
            "x",
        ]
    ),
    st.recursive(
        st.sampled_from(["STY-001", "REQ-001", "TEST-001/AC1", "ready", "", "5", "2027-01-01", "story", "*", "AC1 x"]),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(st.sampled_from(["AC1", "rule", "until", "q"]), inner, max_size=2),
        ),
        max_leaves=5,
    ),
    max_size=6,
)
BODY = st.text(st.sampled_from("#-*`[]()<>|\n abAC1:.\\_~"), max_size=80)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(FRONT, BODY), min_size=1, max_size=3))
def test_any_front_matter_and_body_is_judged(files: list[tuple[dict[str, object], str]]) -> None:
    sources = []
    for number, (front, body) in enumerate(files):
        head = "".join(f"{name}: {json.dumps(value)}\n" for name, value in front.items())
        sources.append(SourceFile(f"specs/{number}.md", f"---\n{head}---\n{body}".encode(), f"{number}.md"))
    review = _judged(sources)
    for item in review.project.items.values():
        assert item.id
        assert all(isinstance(link.target, str) for link in item.links)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_judged(data: bytes) -> None:
    _judged([SourceFile("specs/a.md", b"---\nid: STY-001\n" + data, "a.md"), SourceFile("specs/terms.yml", data, "")])


# ---- real files, damaged ----------------------------------------------------------------------------------------


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _shuffled(data: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\n")
    chance.shuffle(lines)
    return b"\n".join(lines)


def _corrupted(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(1 + len(changed) // 200):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _signs(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return (
        data[:at]
        + chance.choice(
            [b"---\n", b": ", b"- ", b"[", b"{", b'"', b"\t", b"&a ", b"*a", b"|\n", b"\x00", b"\r", b"```\n"]
        )
        + data[at:]
    )


def _doubled(data: bytes, chance: random.Random) -> bytes:
    at, to = sorted((chance.randrange(len(data) + 1), chance.randrange(len(data) + 1)))
    return data[:to] + data[at:]


@pytest.mark.parametrize(
    "damage", [_cut, _shuffled, _corrupted, _signs, _doubled], ids=lambda one: one.__name__.strip("_")
)
def test_damaged_files_of_the_example_are_judged(damage: Callable[[bytes, random.Random], bytes]) -> None:
    folder = Path(__file__).resolve().parents[1] / "tpo_docs" / "examples" / "erp" / "specs"
    files = [path for path in sorted(folder.rglob("*")) if path.suffix in (".md", ".yml", ".csv")]
    _judge_damaged(files, folder, DEFAULT, damage, "example", every=3)


@pytest.mark.slow
@pytest.mark.parametrize(
    "damage", [_cut, _shuffled, _corrupted, _signs, _doubled], ids=lambda one: one.__name__.strip("_")
)
@pytest.mark.parametrize("name", ["eips", "backlog-md"])
def test_damaged_files_of_others_are_judged(
    name: str, damage: Callable[[bytes, random.Random], bytes], shared: Path
) -> None:
    mapping = config.read((_DATA / f"{name}.yml").read_text(encoding="utf-8"), f"{name}.yml")
    folder = shared / "corpora" / name / "data"
    _judge_damaged(sorted(folder.rglob("*.md"))[::3], folder, mapping, damage, name, every=6)


def _judge_damaged(
    files: list[Path],
    folder: Path,
    configuration: config.Configuration,
    damage: Callable[[bytes, random.Random], bytes],
    seed: str,
    *,
    every: int,
) -> None:
    """Damages some of the files and judges all; the whole files keep their items."""
    chance = random.Random(f"{seed} {damage.__name__}")
    sources = []
    whole = []
    for number, path in enumerate(files):
        data = path.read_bytes()
        name = path.relative_to(folder).as_posix()
        hurt = number % every == 0 and data
        file = SourceFile(f"specs/{name}", damage(data, chance) if hurt else data, name if path.suffix == ".md" else "")
        sources.append(file)
        if not hurt:
            whole.append(file)
    project = _judged(sources, configuration).project
    ids = {item.id for item in (*project.items.values(), *project.duplicates)}
    assert {item.id for item in parse(whole, configuration).items} <= ids
    assert _places(project)


def _places(project: Project) -> bool:
    return all(
        field.line >= 1 and (not isinstance(field.value, Scalar) or field.value.line >= field.line)
        for item in project.items.values()
        for field in item.fields.values()
    )


def test_a_project_of_one_case_keeps_its_pages() -> None:
    project = case('```markdown title="guide/start.md"\n# Start\n```').review().project
    assert [(page.path, page.docs_path, page.title) for page in project.documents] == [
        ("specs/guide/start.md", "guide/start.md", "Start")
    ]


# ---- what was meant to be an item -------------------------------------------------------------------------------


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
