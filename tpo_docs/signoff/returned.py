"""Returned packs read: answers as JSON, a page that holds them, or the spreadsheet."""

from __future__ import annotations

import io
import json
import re
import zipfile
from html import unescape
from typing import Any

from tpo_docs.signoff.answers import Answer, ForeignError, Returned
from tpo_docs.signoff.pack import ANSWERS, SCHEMA

_HOLDER = re.compile(rb"<script[^>]*\bid=[\"']?answers[\"']?[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_GENERATOR = re.compile(rb"<meta[^>]*content=[\"']" + SCHEMA.encode() + rb"[\"']", re.IGNORECASE)
_FIELDS = ("item", "check", "fingerprint", "upstream", "seal", "verdict", "comment")
_MOST = 50_000_000
_SHEET = "Sign-off"
_MARK = "tpo-docs"


def read(data: bytes) -> Returned:
    """The answers in a file, by what it holds and not by its name; a ForeignError for any other file."""
    if len(data) > _MOST:
        raise ForeignError("is larger than any pack")
    if data[:4] == b"PK\x03\x04":
        return _workbook(data)
    if data[:4] == b"%PDF":
        raise ForeignError("is a PDF: verdicts on paper are recorded by `tpo-docs approve`")
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"<":
        return _page(data)
    if start != b"{":
        raise ForeignError("is no returned pack")
    return _json(data)


def _page(data: bytes) -> Returned:
    if _GENERATOR.search(data) is None:
        raise ForeignError("is no page that `tpo-docs pack` has written")
    holder = _HOLDER.search(data)
    text = holder[1].strip() if holder is not None else b"null"
    if text in (b"", b"null"):
        raise ForeignError("is the page as it was sent, without answers; save them with the button at its foot")
    return _json(unescape(text.decode("utf-8", "replace")).encode())


def _json(data: bytes) -> Returned:
    try:
        values = json.loads(data.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        raise ForeignError("is no JSON that can be read") from None
    if not isinstance(values, dict) or values.get("schema") != ANSWERS:
        raise ForeignError("holds no answers to a pack")
    rows = values.get("answers")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ForeignError("holds no list of answers")
    answers = tuple(_answer(row, f"answer {number}") for number, row in enumerate(rows, 1))
    return Returned(_text(values.get("pack")), _text(values.get("party")), _text(values.get("on")), answers)


def _answer(row: dict[str, Any], where: str) -> Answer:
    return Answer(where, *(_text(row.get(name)) for name in _FIELDS))


def _text(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return ""
    return str(value).strip() if isinstance(value, str | int | float) else ""


def _workbook(data: bytes) -> Returned:
    book = _opened(data)
    if _MARK not in book.sheetnames:
        raise ForeignError("is a spreadsheet that `tpo-docs pack` has not written")
    meta = {_text(row[0]): _text(row[1]) for row in book[_MARK].iter_rows(max_col=2, values_only=True)}
    if meta.get("schema") != SCHEMA:
        raise ForeignError("is a pack of another version of tpo-docs")
    name = meta.get("sheet", _SHEET)
    if name not in book.sheetnames:
        raise ForeignError(f"has lost its sheet '{name}'")
    rows = [[_text(value) for value in row] for row in book[name].iter_rows(values_only=True)]
    head = next((number for number, texts in enumerate(rows) if {"item", "seal"} <= set(texts)), None)
    if head is None:
        raise ForeignError("has lost the hidden columns that say which row is which")
    columns = {text: place for place, text in enumerate(rows[head]) if text in _FIELDS}
    # Below the names of the columns stand the titles that people see.
    answers = tuple(_row(texts, columns, number) for number, texts in enumerate(rows[head + 2 :], head + 3))
    given = tuple(answer for answer in answers if answer.item or answer.verdict)
    return Returned(meta.get("pack", ""), meta.get("party", ""), meta.get("on", ""), given)


def _row(texts: list[str], columns: dict[str, int], number: int) -> Answer:
    return Answer(f"row {number}", *(texts[columns[name]] if name in columns else "" for name in _FIELDS))


def _opened(data: bytes) -> Any:
    """The workbook, once it is known that it is one and not larger than any pack."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _MOST:
                raise ForeignError("is larger than any pack")
            if "xl/workbook.xml" not in archive.namelist():
                raise ForeignError("is no spreadsheet of Excel's kind (.xlsx)")
    except zipfile.BadZipFile:
        raise ForeignError("is broken, or no spreadsheet") from None
    from openpyxl import load_workbook  # noqa: PLC0415 - an extra

    try:
        # What was typed counts, also where a program took it for a formula.
        return load_workbook(io.BytesIO(data), data_only=False, keep_links=False)
    except Exception:  # noqa: BLE001 - openpyxl raises whatever a damaged file makes of it
        raise ForeignError("is a spreadsheet that cannot be read") from None
