"""A pack as a spreadsheet: a row for each item (or check of a test), a list of verdicts to choose from, all else locked.

Texts are texts: a cell that begins like a formula is none. Which row is which stands in hidden columns, below a hidden
row of their names. The same pack gives the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import Any

from openpyxl import Workbook

from tpo_docs.schema import Schema
from tpo_docs.signoff import wording
from tpo_docs.signoff.pack import SCHEMA, Pack
from tpo_docs.signoff.sheets import fill, fill_scripts, put, safe
from tpo_docs.words import Words

_SHEET, _SCRIPTS, _MARK = "Sign-off", "Steps", "tpo-docs"


def workbook(pack: Pack, schema: Schema, say: Words) -> bytes:
    """The bytes of an .xlsx file. Needs openpyxl."""
    book = Workbook()
    sheet = book.active
    sheet.title = _SHEET
    fill(sheet, pack, schema, say)
    if any(entry.script for entry in pack.entries):
        fill_scripts(book.create_sheet(_title(say("Steps"))), pack, say)
    _mark(book.create_sheet(_MARK), pack)
    moment = datetime.fromisoformat(f"{pack.on}T00:00:00")
    book.properties.created = moment
    book.properties.creator = "tpo-docs"
    book.properties.title = safe(wording.heading(pack, say))
    stream = io.BytesIO()
    book.save(stream)
    return _settled(stream.getvalue(), pack.on)


def _mark(sheet: Any, pack: Pack) -> None:
    """What `unpack` knows the pack by, where nobody sees it."""
    sheet.sheet_state = "veryHidden"
    values = {"schema": SCHEMA, "pack": pack.id, "party": pack.party, "on": pack.on, "sheet": _SHEET}
    for number, (name, value) in enumerate(values.items(), 1):
        put(sheet.cell(number, 1), name)
        put(sheet.cell(number, 2), value)
    sheet.protection.enable()


def _title(text: str) -> str:
    return re.sub(r"[\\/*?:\[\]]", " ", text)[:31] or _SCRIPTS


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
