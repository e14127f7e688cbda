"""Which lines behind a marker the tests have run, worked out by hand."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import case
from tpo_docs.model import Code, FileLines, Marker, Results
from tpo_docs.records.lines import BlockLines, block_lines, numbers, ranges
from tpo_docs.records.recording import Origin, Recorder


@given(st.sets(st.integers(min_value=1, max_value=9_999_999), max_size=40))
def test_ranges_come_back_as_the_same_numbers(lines: set[int]) -> None:
    assert list(numbers(ranges(lines))) == sorted(lines)


def test_what_is_no_range_is_left_out() -> None:
    assert ranges([]) == ""
    assert list(numbers("1-3,x,9,-4,5-,99999999,8-7")) == [1, 2, 3, 9, 5]


def test_a_block_goes_from_its_marker_to_the_next_one_or_the_end() -> None:
    """
    Lines 2-5 can be run behind the first marker (line 1), of which 4 and 5 were not; behind the second (line 6) 7 to 9.
    """
    project = case('```yaml title="SPEC-001.md"\n---\nid: SPEC-001\ntitle: Split\n---\n```\n').review().project
    markers = (Marker("src/a.py", 1, 9, "implements", "SPEC-001"), Marker("src/a.py", 6, 9, "implements", "SPEC-001"))
    lines = FileLines("src/a.py", 7, 5, "2027-01-01", "2-3,7-9", "4-5")
    known = replace(project, code=Code(markers, present=True), results=Results((), (), (lines,), present=True))
    assert block_lines(known) == {
        ("src/a.py", 1): BlockLines(2, 4, "4-5", 6),
        ("src/a.py", 6): BlockLines(3, 3, "", 0),
    }


def test_lines_are_kept_only_where_a_marker_stands() -> None:
    project = case('```yaml title="SPEC-001.md"\n---\nid: SPEC-001\ntitle: Split\n---\n```\n').review().project
    marked = replace(project, code=Code((Marker("a.py", 1, 1, "implements", "SPEC-001"),), present=True))
    recorder = Recorder(marked)
    for name in ("a.py", "b.py"):
        recorder.add(FileLines(name, 3, 2, "", "1-2", "3"), Origin("2027-01-01T00:00:00Z"))
    assert [(one.file, one.ran, one.missed) for one in recorder.result().files] == [
        ("a.py", "1-2", "3"),
        ("b.py", "", ""),
    ]
