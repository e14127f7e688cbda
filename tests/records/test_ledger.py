"""The ledger: lines written, read back, changed and lost."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tpo_docs.model import LedgerLine, Parsed
from tpo_docs.records.ledger import VERDICTS, read, with_ledger, written

_LINE = LedgerLine("REQ-001", "approved", "client", "2027-01-04T09:00:00Z", "0123456789ab", {"supports:GOAL-001": "ab"})
_TEXT = st.text(min_size=1, max_size=20)


def _reasons(data: str) -> list[str]:
    return [unread.reason for unread in read(data.encode())[1]]


@given(_TEXT, st.sampled_from(VERDICTS), _TEXT, st.dictionaries(_TEXT, _TEXT), _TEXT, st.lists(_TEXT))
def test_what_is_written_is_read_back(
    item: str, verdict: str, party: str, upstream: dict[str, str], comment: str, was: list[str]
) -> None:
    line = LedgerLine(item, verdict, party, "2027-01-04T09:00:00Z", "ab", upstream, comment=comment, was=tuple(was))
    text = written(line)
    assert text.count("\n") == 1
    ledger, unread = read(text.encode("utf-8", "surrogatepass"))
    if unread:  # a lone surrogate is no text that a file could hold
        return
    assert ledger.lines[0]._replace(hash="", path="", line=1) == line


@given(st.integers(0, 200), st.characters(codec="ascii", categories=["L", "N"]))
def test_a_line_with_another_sign_is_noticed(place: int, sign: str) -> None:
    text = written(_LINE).rstrip()
    changed = text[: place % len(text)] + sign + text[place % len(text) + 1 :]
    if changed != text:
        assert _reasons(changed)


def test_lines_of_two_branches_merge_in_the_order_of_time() -> None:
    later = _LINE._replace(at="2027-02-01T00:00:00Z")
    ledger, unread = read((written(later) + written(_LINE) + written(later)).encode())
    assert unread == ()
    assert [(line.at[:10], line.line) for line in ledger.lines] == [("2027-01-04", 2), ("2027-02-01", 1)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "the line is no JSON"),
        ("[1]", "the line is no object"),
        ('{"item": "REQ-001"}', "the line has no 'verdict'"),
        ("[" * 100_000, "the line is no JSON"),
        ("<<<<<<< HEAD", "the line is a mark of a merge conflict"),
        (written(_LINE).replace("client", "nobody"), "the line on REQ-001 of 2027-01-04 is not as it was written"),
        (written(_LINE._replace(verdict="liked")), "'liked' is no verdict"),
    ],
)
def test_a_line_that_cannot_be_believed_is_left_out_and_said(text: str, reason: str) -> None:
    good = written(_LINE)
    ledger, unread = read(f"{good}\n{text}\n".encode())
    assert [line.item for line in ledger.lines] == ["REQ-001"]
    assert [(entry.line, entry.reason, entry.about) for entry in unread] == [(3, reason, "record")]


def test_a_hash_of_its_own_is_needed() -> None:
    values = json.loads(written(_LINE))
    del values["hash"]
    assert _reasons(json.dumps(values)) == ["the line on REQ-001 of 2027-01-04 is not as it was written"]


def test_a_line_that_a_commit_held_must_not_be_lost() -> None:
    other = _LINE._replace(item="REQ-002")
    found = with_ledger(Parsed(), written(_LINE).encode(), (written(other).rstrip(), written(_LINE).rstrip(), ""))
    assert [entry.reason for entry in found.unread] == [
        "the line of client on REQ-002 of 2027-01-04 is gone that a commit held"
    ]
    gone = with_ledger(Parsed(), None, (written(_LINE).rstrip(),))
    assert not gone.ledger.present
    assert len(gone.unread) == 1


def test_no_ledger_is_no_finding() -> None:
    assert with_ledger(Parsed(), None) == Parsed()
