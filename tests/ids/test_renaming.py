"""Renaming in texts: every reference, and not one byte more."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import TODAY
from tpo_docs import config, pipeline
from tpo_docs.ids import references
from tpo_docs.ids.renaming import RenameError, Result, Texts, Wanted, rename
from tpo_docs.model import LedgerLine, Parsed, Project, SourceFile
from tpo_docs.records import ledger

_REQUIREMENT = "---\r\nid: REQ-004  # the old REQ-004\r\ntitle:   'Pay'\r\n---\r\nSee REQ-005.\r\n"


def _project(files: dict[str, str], configuration: config.Configuration) -> tuple[Project, Texts]:
    sources = tuple(SourceFile(path, text.encode(), path.removeprefix("specs/")) for path, text in files.items())
    return pipeline.project(sources, configuration, TODAY), Texts(sources)


def _renamed(files: dict[str, str], old: str, new: str, **more: Any) -> tuple[dict[str, str], Result]:
    configuration = config.default()
    project, texts = _project(files, configuration)
    result = rename([Wanted(project.items[old], new)], project, texts, **more)
    after = dict(files)
    for file in result.files:
        del after[file.path]
        after[file.to] = file.data.decode()
    return after, result


def test_every_reference_follows_and_nothing_else_changes() -> None:
    files = {
        "specs/REQ-004-pay.md": _REQUIREMENT,
        "specs/STY-001.md": (
            "---\nid: STY-001\nrealizes:\n    -   REQ-004   # why\n    - REQ-0041\n---\n"
            "# See REQ-004\n\n[[REQ-004]] and [[REQ-004|that]], REQ-004/AC1, (REQ-004), REQ-004.\n"
            "[here](REQ-004-pay.md#ac1) https://example.org/REQ-004 ../REQ-004/a.png XREQ-004 REQ-004-b REQ-004.yml\n"
            "REQ-005/REQ-004\n\n```text\nREQ-004\n```\n\n```tpo table\nquery: up:REQ-004\n```\n"
        ),
    }
    after, _ = _renamed(files, "REQ-004", "REQ-104")
    assert after == {
        "specs/REQ-104-pay.md": (
            "---\r\nid: REQ-104  # the old REQ-104\r\naliases: [REQ-004]\r\ntitle:   'Pay'\r\n---\r\nSee REQ-005.\r\n"
        ),
        "specs/STY-001.md": (
            "---\nid: STY-001\nrealizes:\n    -   REQ-104   # why\n    - REQ-0041\n---\n"
            "# See REQ-104\n\n[[REQ-104]] and [[REQ-104|that]], REQ-104/AC1, (REQ-104), REQ-104.\n"
            "[here](REQ-104-pay.md#ac1) https://example.org/REQ-004 ../REQ-004/a.png XREQ-004 REQ-004-b REQ-004.yml\n"
            "REQ-005/REQ-104\n\n```text\nREQ-004\n```\n\n```tpo table\nquery: up:REQ-104\n```\n"
        ),
    }


def test_a_slug_is_followed_where_it_can_mean_nothing_else() -> None:
    files = {
        "specs/parties.yml": "client:\n    title: The client\nsam: {title: sam}\nboard: The client board\n",
        "specs/REQ-001.md": (
            '---\nid: REQ-001\nowner: client\nsource: "client"\ntitle: client\n---\n'
            "The client asks [[client]].\n\n```tpo table\nquery: owner:client type:story\n```\n"
        ),
    }
    after, _ = _renamed(files, "client", "harbour")
    assert after == {
        "specs/parties.yml": (
            "harbour:\n    aliases: [client]\n    title: The client\nsam: {title: sam}\nboard: The client board\n"
        ),
        "specs/REQ-001.md": (
            '---\nid: REQ-001\nowner: harbour\nsource: "harbour"\ntitle: client\n---\n'
            "The client asks [[harbour]].\n\n```tpo table\nquery: owner:harbour type:story\n```\n"
        ),
    }
    assert _renamed(files, "sam", "tom")[0]["specs/parties.yml"].splitlines()[2] == "tom: {aliases: [sam], title: sam}"
    assert (
        "chair:\n  aliases: [board]\n  title: The client board\n"
        in _renamed(files, "board", "chair")[0]["specs/parties.yml"]
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("aliases: [REQ-001]", "aliases: [REQ-001, REQ-004]"),
        ("aliases: []  # none", "aliases: [REQ-004]  # none"),
        ("aliases: REQ-001 # one", "aliases: [REQ-001, REQ-004] # one"),
        ('aliases:\n  - REQ-001\n  - "REQ-002"', 'aliases:\n  - REQ-001\n  - "REQ-002"\n  - REQ-004'),
        ("aliases: [REQ-104]", "aliases: [REQ-004]"),
        ("aliases:\n- REQ-104", "aliases:\n- REQ-004"),
    ],
)
def test_former_ids_stay_in_the_manner_they_are_written_in(before: str, after: str) -> None:
    files = {"specs/a.md": f"---\nid: REQ-004\n{before}\nstatus: draft\n---\nText.\n"}
    assert _renamed(files, "REQ-004", "REQ-104")[0] == {
        "specs/a.md": f"---\nid: REQ-104\n{after}\nstatus: draft\n---\nText.\n"
    }


def test_items_of_a_file_with_many_and_ids_from_file_names() -> None:
    files = {
        "specs/many.md": "---\ndefaults: {type: requirement}\n---\n## REQ-004 Pay\n```yaml item\nparent: REQ-005\n```\nx\n\n## REQ-005 Book\n```yaml item\n```\n",
        "specs/REQ-009.md": "Only a text.\n",
    }
    after, _ = _renamed(files, "REQ-005", "REQ-105")
    assert after["specs/many.md"] == (
        "---\ndefaults: {type: requirement}\n---\n## REQ-004 Pay\n```yaml item\nparent: REQ-105\n```\nx\n\n## REQ-105 Book\n```yaml item\naliases: [REQ-005]\n```\n"
    )
    after, _ = _renamed(files, "REQ-009", "REQ-109")
    assert after["specs/REQ-109.md"] == "---\naliases: [REQ-009]\n---\nOnly a text.\n"
    with pytest.raises(RenameError, match="from the name"):
        _renamed(files, "REQ-009", "REQ-109", move=False)


def test_what_would_not_be_read_again_is_refused() -> None:
    files = {"specs/a.md": '---\nid: "REQ\\u002d004"\n---\n'}
    with pytest.raises(RenameError, match="by hand"):
        _renamed(files, "REQ-004", "REQ-104")


def test_bytes_that_are_no_text_stay_as_they_are() -> None:
    data = b"\xef\xbb\xbf---\nid: REQ-004\n---\n\xff\xfe REQ-004\r\n"
    source = SourceFile("specs/a.md", data, "a.md")
    project = pipeline.project([source], config.default(), TODAY)
    result = rename([Wanted(project.items["REQ-004"], "REQ-104", alias=False)], project, Texts((source,)))
    assert result.files[0].data == b"\xef\xbb\xbf---\nid: REQ-104\n---\n\xff\xfe REQ-104\r\n"


_WORDS = st.sampled_from(
    [
        "REQ-004",
        "REQ-005",
        "REQ-0041",
        "text",
        "`REQ-004`",
        "[[REQ-004]]",
        "**REQ-004**",
        "- ",
        "#",
        "|",
        "a/b",
        "\r\n",
        "\n",
        "ü",
        "\u2028",
        "REQ-004/AC1",
        "x.REQ-004",
        "é",
    ]
)


@given(st.lists(st.tuples(_WORDS, st.sampled_from([" ", "  ", "\n", "\r\n", "\t"])), max_size=40))
def test_renaming_and_renaming_back_gives_the_same_bytes(parts: list[tuple[str, str]]) -> None:
    body = "".join(word + space for word, space in parts)
    files = {"specs/a.md": "---\nid: REQ-004\n---\n", "specs/b.md": f"---\nid: STY-001\n---\n{body}"}
    configuration = config.default()
    project, texts = _project(files, configuration)
    there = rename([Wanted(project.items["REQ-004"], "REQ-777", alias=False)], project, texts).files
    changed = {**files, **{file.path: file.data.decode() for file in there}}
    project, texts = _project(changed, configuration)
    back = rename([Wanted(project.items["REQ-777"], "REQ-004", alias=False)], project, texts).files
    assert {**changed, **{file.path: file.data.decode() for file in back}} == files
    assert "REQ-777" in changed["specs/a.md"]
    # Where a reference was, a reference is: the links of the bodies are the same.
    assert re.sub("REQ-777", "REQ-004", changed["specs/b.md"]) == files["specs/b.md"]


def test_words_know_their_line_after_any_break() -> None:
    places = references.words("a\r\nREQ-1\rREQ-1\nREQ-1", ["REQ-1"], markdown=True)
    assert [place.line for place in places] == [2, 3, 4]


# ---- the ledger -------------------------------------------------------------------------------------------------


def _line(item: str, **more: Any) -> LedgerLine:
    return LedgerLine(item, "approved", "harbour", "2027-01-04T09:00:00Z", "abc", **more)


def test_lines_of_the_ledger_follow_and_are_known_as_the_ones_that_were_written() -> None:
    first = ledger.written(_line("STY-001", upstream={"realizes:REQ-004/AC1": "f", "parent:REQ-1": "g"}))
    other = ledger.written(_line("REQ-009"))
    new, lines = ledger.with_names((first + other).encode(), {"REQ-004": "REQ-104", "harbour": "port"})
    assert lines == (1, 2)
    found, unread = ledger.read(new)
    assert unread == ()
    assert [line.party for line in found.lines] == ["port", "port"]
    assert found.lines[0].upstream == {"realizes:REQ-104/AC1": "f", "parent:REQ-1": "g"}
    assert found.lines[0].renamed == {"REQ-104": "REQ-004", "port": "harbour"}
    again, _ = ledger.with_names(new, {"REQ-104": "REQ-204"})
    held = [first.strip(), other.strip(), *new.decode().splitlines()]
    assert ledger.with_ledger(Parsed(), again, held).unread == ()
    back, _ = ledger.with_names(again, {"REQ-204": "REQ-004", "port": "harbour"})
    assert back.decode() == first + other


def test_a_line_given_to_another_item_by_hand_is_noticed() -> None:
    first = ledger.written(_line("STY-001"))
    forged = first.replace('"STY-001"', '"STY-002"')
    assert len(ledger.with_ledger(Parsed(), forged.encode(), [first.strip()]).unread) == 2


def test_of_a_line_and_its_copy_with_the_new_id_the_copy_counts() -> None:
    first = ledger.written(_line("STY-001"))
    new, _ = ledger.with_names(first.encode(), {"STY-001": "STY-002"})
    for both in (first.encode() + new, new + first.encode()):
        assert [line.item for line in ledger.read(both)[0].lines] == ["STY-002"]
