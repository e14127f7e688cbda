"""The recorded history: what its lines hold, and what is said of those that cannot be read."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import case, only
from tpo_docs import snapshots
from tpo_docs.model import Finished, ReleaseState

_LINE = {
    "schema": "tpo-docs/snapshot/1",
    "at": "2027-01-04",
    "counts": {"story": {"doing": 2, "other": 7}},
    "started": ["STY-1"],
    "finished": [{"id": "STY-2", "team": "red", "points": 3}, "STY-3"],
    "releases": {"REL-a": {"scope": 5, "done": 1, "scope_points": 20, "done_points": 3, "added": ["STY-9"]}},
    "coverage": 0.5,
    "findings": {"error": 1},
}


def test_a_day_as_it_is_recorded() -> None:
    days, unread = snapshots.read(json.dumps(_LINE).encode())
    assert unread == ()
    assert days[0].at == date(2027, 1, 4)
    assert days[0].counts == {"story": {"doing": 2}}
    assert days[0].started == ("STY-1",)
    assert days[0].finished == (Finished("STY-2", "red", 3), Finished("STY-3"))
    assert days[0].releases == {"REL-a": ReleaseState(5, 1, 20, 3, ("STY-9",))}
    assert (days[0].coverage, days[0].findings) == (0.5, {"error": 1})


def test_days_are_sorted_and_of_one_day_the_last_line_counts() -> None:
    lines = [{"at": "2027-02-01"}, {"at": "2027-01-01"}, {"at": "2027-02-01", "coverage": 0.7}]
    days, _ = snapshots.read("\n\n".join(map(json.dumps, lines)).encode())
    assert [(day.at.month, day.coverage) for day in days] == [(1, 0), (2, 0.7)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "the line is no JSON"),
        ("[" * 100_000, "the line is no JSON"),
        ("[]", "the line is no object"),
        ('{"at": "2027-02-30"}', "the line has no date `at`"),
        ("{}", "the line has no date `at`"),
        ('{"at": "2027-01-01", "schema": "other/1"}', "the line has another schema"),
        ('{"at": "2027-01-01", "counts": []}', "the line is fine"),
        ('{"at": "2027-01-01", "counts": [1]}', "the line has `counts` that is no object"),
        ('{"at": "2027-01-01", "counts": {"story": 3}}', "the line counts no categories"),
        (
            '{"at": "2027-01-01", "counts": {"story": {"done": -3}}}',
            "the line has no number that makes sense in `counts`",
        ),
        ('{"at": "2027-01-01", "finished": {"id": 1}}', "the line has `finished` that is no list"),
        ('{"at": "2027-01-01", "finished": [3]}', "the line has something finished without an id"),
        (
            '{"at": "2027-01-01", "finished": [{"id": "a", "points": "x"}]}',
            "the line has no number that makes sense in `points`",
        ),
        ('{"at": "2027-01-01", "releases": {"REL-a": 3}}', "the line has a release without numbers"),
        (
            '{"at": "2027-01-01", "releases": {"REL-a": {"scope": NaN}}}',
            "the line has no number that makes sense in `scope`",
        ),
        ('{"at": "2027-01-01", "coverage": true}', "the line has no number that makes sense in `coverage`"),
    ],
)
def test_a_broken_line_is_said_and_the_others_count(line: str, reason: str) -> None:
    days, unread = snapshots.read(f'{{"at": "2026-01-01"}}\n{line}\n'.encode())
    assert days[0].at.year == 2026
    assert [(one.line, one.reason, one.about) for one in unread] == (
        [(2, reason, "record")] if reason != "the line is fine" else []
    )


def test_a_broken_line_is_a_finding_with_its_place() -> None:
    review = case('```json title="/records/snapshots.jsonl"\n{"at": "2026-01-01"}\n{\n```\n').review()
    finding = only(review, "TPO006")
    assert (finding.path, finding.line) == ("records/snapshots.jsonl", 2)
    assert len(review.project.snapshots) == 1


_LINES = st.sampled_from([b'{"at": "2026-01-01"}', b'{"at": "2026-01-02", "counts": 1}', b"[]", b"{", b" ", b"\xff"])


@given(st.binary(max_size=60) | st.lists(_LINES, max_size=6).map(b"\n".join))
def test_any_line_is_read_or_said(data: bytes) -> None:
    days, unread = snapshots.read(data)
    lines = data.decode("utf-8-sig", "replace").splitlines()
    written = {number for number, line in enumerate(lines, start=1) if line.strip()}
    said = {problem.line for problem in unread}
    assert said <= written
    assert bool(days) == (said < written)
