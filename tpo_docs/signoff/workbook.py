"""A pack as a spreadsheet: a row for each item (or check of a test), a list of verdicts to choose from, all else locked.

Texts are texts: a cell that begins like a formula is none. Which row is which stands in hidden columns, below a hidden
row of their names. The same pack gives the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from tpo_docs.awaited import Why
from tpo_docs.proof.words_changed import GONE, NEW, Piece
from tpo_docs.schema import Schema
from tpo_docs.signoff import wording
from tpo_docs.signoff.answers import CHECKS, VERDICTS
from tpo_docs.signoff.pack import SCHEMA, Entry, Pack, ends
from tpo_docs.titles import title_text
from tpo_docs.verdicts import Verdict
from tpo_docs.words import Words

_SHEET, _SCRIPTS, _MARK = "Sign-off", "Steps", "tpo-docs"
_MOST = 32_000
"""Characters that a cell of a spreadsheet can hold (32,767), less room for an ellipsis."""
_HIDDEN = ("item", "check", "fingerprint", "upstream", "seal")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")


def workbook(pack: Pack, schema: Schema, say: Words) -> bytes:
    """The bytes of an .xlsx file. Needs openpyxl."""
    from openpyxl import Workbook  # noqa: PLC0415 - an extra

    book = Workbook()
    sheet = book.active
    sheet.title = _SHEET
    _rows(sheet, pack, schema, say)
    if any(entry.script for entry in pack.entries):
        _scripts(book.create_sheet(_title(say("Steps"))), pack, say)
    marks = book.create_sheet(_MARK)
    marks.sheet_state = "veryHidden"
    values = {"schema": SCHEMA, "pack": pack.id, "party": pack.party, "on": pack.on, "sheet": _SHEET}
    for number, (name, value) in enumerate(values.items(), 1):
        _text(marks.cell(number, 1), name)
        _text(marks.cell(number, 2), value)
    marks.protection.enable()
    moment = datetime.fromisoformat(f"{pack.on}T00:00:00")
    book.properties.created = moment
    book.properties.creator = "tpo-docs"
    book.properties.title = _safe(wording.heading(pack, say))
    stream = io.BytesIO()
    book.save(stream)
    return _settled(stream.getvalue(), pack.on)


def _rows(sheet: Any, pack: Pack, schema: Schema, say: Words) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side  # noqa: PLC0415 - an extra
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - an extra
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415 - an extra

    shown = (
        [say("Test"), say("Title"), say("What is judged"), say("Reason"), "verdict", "comment"]
        if pack.uat
        else [say("Item"), say("Title"), say("What it says"), say("Changed"), say("Proof"), "verdict", "comment"]
    )
    widths = [12, 28, 60, 40, 16, 40] if pack.uat else [12, 28, 60, 40, 30, 18, 40]
    count = len(shown)
    _text(sheet.cell(1, 1), wording.heading(pack, say)).font = Font(bold=True, size=16)
    _text(sheet.cell(2, 1), wording.about(pack, say)).font = Font(italic=True)
    _text(sheet.cell(3, 1), _how(pack, say)).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.merge_cells(start_row=3, start_column=1, end_row=3, end_column=count)
    sheet.row_dimensions[3].height = 48
    keys = [*([""] * (count - 2)), "verdict", "comment", *_HIDDEN]
    for column, key in enumerate(keys, 1):
        if key:
            _text(sheet.cell(4, column), key)
    sheet.row_dimensions[4].hidden = True
    head = PatternFill("solid", start_color="FF1F4E79", end_color="FF1F4E79")
    for column, title in enumerate((*shown[:-2], say("Your verdict"), say("Comment")), 1):
        cell = _text(sheet.cell(5, column), title)
        cell.font, cell.fill = Font(bold=True, color="FFFFFFFF"), head
        cell.alignment = Alignment(vertical="center", wrap_text=True)
    line = Side(style="thin", color="FFB0B0B0")
    border = Border(top=line, bottom=line, left=line, right=line)
    yours = PatternFill("solid", start_color="FFFFF7DB", end_color="FFFFF7DB")
    row = 5
    for texts, hidden in _table(pack, schema, say):
        row += 1
        for column, text in enumerate(texts, 1):
            cell = _text(sheet.cell(row, column), text)
            cell.alignment, cell.border = Alignment(wrap_text=True, vertical="top"), border
            if column > count - 2:
                cell.fill, cell.protection = yours, Protection(locked=False)
        for place, text in enumerate(hidden, count + 1):
            _text(sheet.cell(row, place), text)
        sheet.row_dimensions[row].height = _height(texts, widths)
    if row > 5:
        words = _verdict_words(pack, say)
        rule = DataValidation(type="list", formula1='"' + ",".join(words) + '"', allow_blank=True)
        rule.error = say("Choose one of: {verdicts}", verdicts=", ".join(words))[:220]
        rule.errorTitle = say("Your verdict")[:32]
        rule.showErrorMessage = True
        letter = get_column_letter(count - 1)
        rule.add(f"{letter}6:{letter}{row}")
        sheet.add_data_validation(rule)
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for column in range(count + 1, count + len(_HIDDEN) + 1):
        sheet.column_dimensions[get_column_letter(column)].hidden = True
    for column in range(1, count - 1):
        sheet.cell(5, column).protection = Protection(locked=True)
    sheet.freeze_panes = "C6"
    sheet.protection.enable()
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.protection.autoFilter = sheet.protection.sort = False
    sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = "landscape", 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "5:5"


def _verdict_words(pack: Pack, say: Words) -> tuple[str, ...]:
    """The verdicts in the language of the pack; `unpack` knows them in each."""
    return tuple(say(verdict) for verdict in (CHECKS if pack.uat else VERDICTS))


def _how(pack: Pack, say: Words) -> str:
    first = (
        "Do the steps of each test, and say for each point whether it passed."
        if pack.uat
        else "Read each text, and choose: you approve it, or you want changes."
    )
    rest = "A comment may go with each answer. What you leave empty stays open."
    return f"{say(first)} {say(rest)} {say('Save the file and send it back.')}"


def _table(pack: Pack, schema: Schema, say: Words) -> Iterator[tuple[list[str], list[str]]]:
    for entry in pack.entries:
        hidden = [entry.fingerprint, ends(entry.upstream)]
        if not entry.checks:
            texts = [
                entry.item.id,
                title_text(entry.item.title),
                _says(entry, schema, say),
                _changed(entry, say),
                _proof(entry, say),
            ]
            yield [*texts, "", ""], [entry.item.id, "", *hidden, pack.seal(entry)]
        for check in entry.checks:
            judged = f"{check.address}: {wording.plain(check.text)}"
            texts = [entry.item.id, title_text(entry.item.title), judged, wording.why(entry, say)]
            yield [*texts, "", ""], [entry.item.id, check.address, *hidden, pack.seal(entry, check.address)]


def _scripts(sheet: Any, pack: Pack, say: Words) -> None:
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415 - an extra

    head = (say("Test"), say("Step"), say("What to do"), say("What should happen"))
    for column, (title, width) in enumerate(zip(head, (14, 8, 70, 60), strict=True), 1):
        _text(sheet.cell(1, column), title).font = Font(bold=True)
        sheet.column_dimensions["ABCD"[column - 1]].width = width
    row = 1
    for entry in pack.entries:
        for number, step in enumerate(entry.script, 1):
            row += 1
            for column, text in enumerate(
                (entry.item.id, str(number), wording.plain(step.do), wording.plain(step.expect)), 1
            ):
                _text(sheet.cell(row, column), text).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    sheet.protection.enable()


def _says(entry: Entry, schema: Schema, say: Words) -> str:
    item = entry.item
    parts = [" ".join(item.text("plain").split()), wording.statement(item), wording.body(item)]
    parts += [f"{fact.name}: {fact.value}" for fact in wording.facts(item, schema, say)]
    parts += [f"{part.name} {wording.plain(part.text)}".strip() for part in entry.parts]
    return "\n\n".join(dict.fromkeys(part for part in parts if part))


def _changed(entry: Entry, say: Words) -> str:
    why = wording.why(entry, say)
    if entry.why not in (Why.CHANGED, Why.ASKED):
        return why
    if not entry.known:
        return f"{why}\n{say('The text of then is not at hand any more.')}"
    return "\n".join(
        (why, *(f"{wording.change_name(one, say)}: {wording.marked(one, _piece)}" for one in entry.changes))
    )


def _proof(entry: Entry, say: Words) -> str:
    lines = [wording.proof(entry, say)]
    for part in entry.parts:
        tests = ", ".join(part.tests) or say("no test yet")
        state = f": {wording.verdict(part.verdict, say)}" if part.verdict is not Verdict.NONE and part.tests else ""
        lines.append(f"{part.name} {tests}{state}".strip())
    return "\n".join(line for line in lines if line)


def _piece(piece: Piece) -> str:
    if piece.kind == GONE:
        return f"[-{piece.text}-]"
    return f"[+{piece.text}+]" if piece.kind == NEW else piece.text


def _text(cell: Any, text: str) -> Any:
    """Puts a text into a cell as a text, whatever it begins with."""
    cell.value = _safe(text) or None
    if cell.value is not None:
        cell.data_type = "s"
        if text[:1] in "=+-@\t\r":
            cell.quotePrefix = True
    return cell


def _safe(text: str) -> str:
    """Without what no spreadsheet can hold."""
    plain = _CONTROL.sub("\ufffd", text.replace("\r\n", "\n"))
    return plain if len(plain) <= _MOST else f"{plain[:_MOST]}…"


def _title(text: str) -> str:
    return re.sub(r"[\\/*?:\[\]]", " ", text)[:31] or _SCRIPTS


def _height(texts: Iterable[str], widths: Iterable[int]) -> float:
    """Points for the tallest text of a row, since nobody computes it on opening."""
    lines = max(
        sum(1 + len(part) // max(1, width) for part in text.split("\n"))
        for text, width in zip(texts, widths, strict=True)
    )
    return min(400.0, max(30.0, 15.0 * lines + 4))


def _settled(data: bytes, on: str) -> bytes:
    """The same file without the moment of its making."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + on.encode() + b"T00:00:00Z", content)
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(entry, content)
    return stream.getvalue()
