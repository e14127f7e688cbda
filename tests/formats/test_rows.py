"""Tables as CSV, Markdown and JSON."""

from __future__ import annotations

import csv
import io
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from tpo_docs.formats.rows import Table, as_csv, as_json, as_markdown


def test_csv_is_what_spreadsheets_read() -> None:
    table = Table(("id", "title"), ((("REQ-1",), ('say "a, b"',)), (("REQ-2", "REQ-3"), ("two\nlines",))))
    assert as_csv(table) == 'id,title\r\nREQ-1,"say ""a, b"""\r\nREQ-2; REQ-3,"two\nlines"\r\n'


def test_a_cell_that_a_spreadsheet_would_run_is_text() -> None:
    cells = ["=1+1", "+A1", "-A1", "@SUM(1)", "\t=1", "-5", "+3.5", "a=1", ""]
    cells += [" =1", "\n=1", "＝1", "a;=1", "a; =1;-2+A1;-2", "a - b; - c", "two\n+A1"]
    table = Table(("x",), tuple(((cell,),) for cell in cells))
    rows = [row[0] if row else "" for row in csv.reader(io.StringIO(as_csv(table)))][1:]
    assert rows == [
        *("'=1+1", "'+A1", "'-A1", "'@SUM(1)", "'\t'=1", "-5", "+3.5", "a=1", ""),
        *("' =1", "'\n'=1", "'＝1", "a;'=1", "a; '=1;'-2+A1;-2", "a - b; - c", "two\n'+A1"),
    ]


def test_markdown_keeps_a_table_a_table() -> None:
    table = Table(("id", "title"), ((("REQ-1",), ("a | b\nc `d` <e> *f* [g]",)),))
    assert as_markdown(table) == "| id | title |\n|---|---|\n| REQ-1 | a \\| b c \\`d\\` \\<e> \\*f\\* \\[g\\] |\n"


def test_json_has_lists_where_many_may_stand() -> None:
    table = Table(("id", "tags"), ((("REQ-1",), ("a", "b")), (("REQ-2",), ())))
    assert json.loads(as_json(table, frozenset(["tags"]))) == [
        {"id": "REQ-1", "tags": ["a", "b"]},
        {"id": "REQ-2", "tags": []},
    ]


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=10)


@settings(deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=4))
def test_every_row_of_a_csv_comes_back(rows: list[tuple[str, str]]) -> None:
    table = Table(("a", "b"), tuple(((one,), (other,)) for one, other in rows))
    back = [tuple(row) for row in csv.reader(io.StringIO(as_csv(table), newline=""))][1:]
    assert [tuple(cell.replace("'", "") for cell in row) for row in back] == [
        tuple(cell.replace("'", "") for cell in row) for row in rows
    ]


@settings(deadline=None)
@given(st.lists(st.tuples(st.text(max_size=10), st.text(max_size=10)), max_size=4))
def test_every_row_is_one_line_of_markdown(rows: list[tuple[str, str]]) -> None:
    table = Table(("a", "b"), tuple(((one,), (other,)) for one, other in rows))
    assert len(as_markdown(table).split("\n")) == len(rows) + 3
