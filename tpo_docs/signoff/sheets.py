"""The sheets of a pack: what is to be judged, with cells for the answers and all else locked, and the steps of its tests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from tpo_docs.schema import Schema
from tpo_docs.signoff import wording
from tpo_docs.signoff.pack import Pack
from tpo_docs.signoff.rows import HIDDEN, Layout, how, layout_of, table, verdict_words
from tpo_docs.words import Words

_NAMES, _TITLES, _FIRST = 4, 5, 6
"""Rows: the names of the columns, their titles, and the first that is answered."""
_MOST = 32_000
"""Characters that a cell of a spreadsheet can hold (32,767), less room for an ellipsis."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")


def fill(sheet: Any, pack: Pack, schema: Schema, say: Words) -> None:
    """The sheet that is answered: words above, the hidden names of the columns, their titles, and the rows."""
    layout = layout_of(pack, say)
    _introduce(sheet, pack, say, layout.columns)
    _name_columns(sheet, layout)
    last = _fill_rows(sheet, table(pack, schema, say), layout)
    if last >= _FIRST:
        verdicts = f"{get_column_letter(layout.columns - 1)}{_FIRST}:{get_column_letter(layout.columns - 1)}{last}"
        sheet.add_data_validation(_choice(verdicts, verdict_words(pack, say), say))
    _size_columns(sheet, layout)
    _protect(sheet, layout.columns)
    _set_up_print(sheet)


def fill_scripts(sheet: Any, pack: Pack, say: Words) -> None:
    """The sheet of the steps of all tests."""
    head = (say("Test"), say("Step"), say("What to do"), say("What should happen"))
    for column, (title, width) in enumerate(zip(head, (14, 8, 70, 60), strict=True), 1):
        put(sheet.cell(1, column), title).font = Font(bold=True)
        sheet.column_dimensions["ABCD"[column - 1]].width = width
    row = 1
    for entry in pack.entries:
        for number, step in enumerate(entry.script, 1):
            row += 1
            for column, text in enumerate(
                (entry.item.id, str(number), wording.plain(step.do), wording.plain(step.expect)), 1
            ):
                put(sheet.cell(row, column), text).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    sheet.protection.enable()


def put(cell: Any, text: str) -> Any:
    """Puts a text into a cell as a text, whatever it begins with."""
    cell.value = safe(text) or None
    if cell.value is not None:
        cell.data_type = "s"
        if text[:1] in "=+-@\t\r":
            cell.quotePrefix = True
    return cell


def safe(text: str) -> str:
    """Without what no spreadsheet can hold."""
    plain = _CONTROL.sub("\ufffd", text.replace("\r\n", "\n"))
    return plain if len(plain) <= _MOST else f"{plain[:_MOST]}…"


def _introduce(sheet: Any, pack: Pack, say: Words, count: int) -> None:
    """What the pack is and how it is answered, above all columns."""
    put(sheet.cell(1, 1), wording.heading(pack, say)).font = Font(bold=True, size=16)
    put(sheet.cell(2, 1), wording.about(pack, say)).font = Font(italic=True)
    put(sheet.cell(3, 1), how(pack, say)).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.merge_cells(start_row=3, start_column=1, end_row=3, end_column=count)
    sheet.row_dimensions[3].height = 48


def _name_columns(sheet: Any, layout: Layout) -> None:
    """The names that `unpack` looks for, hidden, and the titles that people see."""
    for column, name in enumerate(("verdict", "comment", *HIDDEN), layout.columns - 1):
        put(sheet.cell(_NAMES, column), name)
    sheet.row_dimensions[_NAMES].hidden = True
    head = PatternFill("solid", start_color="FF1F4E79", end_color="FF1F4E79")
    for column, title in enumerate(layout.titles, 1):
        cell = put(sheet.cell(_TITLES, column), title)
        cell.font, cell.fill = Font(bold=True, color="FFFFFFFF"), head
        cell.alignment = Alignment(vertical="center", wrap_text=True)


def _fill_rows(sheet: Any, rows: Iterable[tuple[list[str], list[str]]], layout: Layout) -> int:
    """Writes the rows, and gives the number of the last one that is used."""
    line = Side(style="thin", color="FFB0B0B0")
    border = Border(top=line, bottom=line, left=line, right=line)
    yours = PatternFill("solid", start_color="FFFFF7DB", end_color="FFFFF7DB")
    row = _TITLES
    for row, (texts, hidden) in enumerate(rows, _FIRST):
        for column, text in enumerate(texts, 1):
            cell = put(sheet.cell(row, column), text)
            cell.alignment, cell.border = Alignment(wrap_text=True, vertical="top"), border
            if column > layout.columns - 2:
                cell.fill, cell.protection = yours, Protection(locked=False)
        for place, text in enumerate(hidden, layout.columns + 1):
            put(sheet.cell(row, place), text)
        sheet.row_dimensions[row].height = _height(texts, layout.widths)
    return row


def _choice(cells: str, verdicts: Sequence[str], say: Words) -> DataValidation:
    """The list of verdicts that the cells offer; nothing else can be written there."""
    rule = DataValidation(type="list", formula1='"' + ",".join(verdicts) + '"', allow_blank=True)
    rule.error = say("Choose one of: {verdicts}", verdicts=", ".join(verdicts))[:220]
    rule.errorTitle = say("Your verdict")[:32]
    rule.showErrorMessage = True
    rule.add(cells)
    return rule


def _size_columns(sheet: Any, layout: Layout) -> None:
    for column, width in enumerate(layout.widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for column in range(layout.columns + 1, layout.columns + len(HIDDEN) + 1):
        sheet.column_dimensions[get_column_letter(column)].hidden = True


def _protect(sheet: Any, count: int) -> None:
    """Locks all but the answers; columns may still be widened, rows sorted and filtered."""
    for column in range(1, count - 1):
        sheet.cell(_TITLES, column).protection = Protection(locked=True)
    sheet.freeze_panes = f"C{_FIRST}"
    sheet.protection.enable()
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.protection.autoFilter = sheet.protection.sort = False


def _set_up_print(sheet: Any) -> None:
    sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = "landscape", 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{_TITLES}:{_TITLES}"


def _height(texts: Iterable[str], widths: Iterable[int]) -> float:
    """Points for the tallest text of a row, since nobody computes it on opening."""
    lines = max(
        sum(1 + len(part) // max(1, width) for part in text.split("\n"))
        for text, width in zip(texts, widths, strict=True)
    )
    return min(400.0, max(30.0, 15.0 * lines + 4))
