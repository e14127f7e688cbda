"""A dated list of sign-offs as CSV: minutes of a meeting, an export of another tool. Rows in, lines of the ledger out.

Columns, in any order and with the names that people give them: item, verdict and date; party, unless one gave all the
words; comment; fingerprint. What a row is a word on is the text of its day (or that of its fingerprint): where that is
not the text of today any more, the row is refused, as it is in a returned pack.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from tpo_docs.model import Item, LedgerLine, Project, as_date
from tpo_docs.records.fingerprint import fingerprint, fingerprints, of_criterion, of_end
from tpo_docs.records.ledger import APPROVED, CHANGES
from tpo_docs.records.standing import end_of, may_sign, same_texts, upward
from tpo_docs.signoff.answers import (
    APPROVE,
    CHANGE,
    FAILED,
    PASSED,
    ForeignError,
    Outcome,
    Refused,
    same_word,
    verdict_of,
)

TextOn = Callable[[Item, date], Item | None]
"""The item as it was at the end of a day; None where nothing is known of that."""

_NAMES = {
    "item": ("item", "id", "requirement", "element", "anforderung"),
    "verdict": ("verdict", "decision", "sign-off", "urteil", "entscheidung", "freigabe"),
    "date": ("date", "on", "at", "signed on", "datum", "am"),
    "party": ("party", "by", "signed by", "partei", "von"),
    "comment": ("comment", "remark", "remarks", "kommentar", "bemerkung"),
    "fingerprint": ("fingerprint", "text", "fingerabdruck"),
}
_COLUMN = {name: column for column, some in _NAMES.items() for name in some}
_MOST = 50_000_000
_GERMAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


class Row(NamedTuple):
    """A row as it was written."""

    where: str
    """`row 7`, as a spreadsheet counts."""
    item: str = ""
    verdict: str = ""
    date: str = ""
    party: str = ""
    comment: str = ""
    fingerprint: str = ""


def is_list(data: bytes) -> bool:
    """Whether a file looks like a list of sign-offs: its first line names the columns that it needs."""
    return {"item", "verdict"} <= set(_columns(_first(data)).values())


def read(data: bytes) -> tuple[Row, ...]:
    """The rows that say anything; a ForeignError for a file that is no such list."""
    if len(data) > _MOST:
        raise ForeignError("is larger than any list of sign-offs")
    lines = csv.reader(io.StringIO(_text(data), newline=""), delimiter=_delimiter(data))
    try:
        head = _columns(next(lines, []))
        rows = []
        for number, texts in enumerate(lines, 2):
            values = {column: texts[place].strip() for place, column in head.items() if place < len(texts)}
            if any(values.values()):
                rows.append(Row(f"row {number}", **values))
    except csv.Error as error:
        raise ForeignError(f"is no CSV that can be read: {error}") from None
    return tuple(rows)


def judged(project: Project, rows: Iterable[Row], party: Item | None, text_on: TextOn) -> Outcome:
    """The lines that the rows make. `party` gave the words of rows that name none. A refused row hides no other."""
    lines: list[LedgerLine] = []
    refused: list[Refused] = []
    unanswered = known = 0
    for row in rows:
        if not row.verdict:
            unanswered += 1
            if row.comment:
                refused.append(Refused(row.where, row.item, "there is a comment and no verdict"))
            continue
        found = _line(project, row, party, text_on)
        if isinstance(found, Refused):
            refused.append(found)
        elif any(same_word(found, line) for line in (*project.ledger.lines, *lines)):
            known += 1
        else:
            lines.append(found)
    return Outcome(tuple(lines), tuple(refused), unanswered, known)


def _line(project: Project, row: Row, given: Item | None, text_on: TextOn) -> LedgerLine | Refused:
    def no(reason: str, changed_from: str = "") -> Refused:
        return Refused(row.where, row.item, reason, changed_from)

    item = project.resolve(row.item)
    if item is None or "/" in row.item:
        return no("there is no such item")
    if not item.living:
        return no(f"it is {item.status} by now")
    said = verdict_of(row.verdict)
    verdict = {APPROVE: APPROVED, CHANGE: CHANGES}.get(said, "")
    if item.type == "test":
        verdict = {PASSED: APPROVED, FAILED: CHANGES}.get(said, verdict)
    if not verdict:
        return no(f"'{row.verdict[:40]}' is no verdict; there are {APPROVE}, {CHANGE}")
    party = project.resolve(row.party) if row.party else given
    if party is None or party.type != "party":
        return no(f"there is no party {row.party[:40]}" if row.party else "it names no party; --as names one for all")
    if not party.living:
        return no(f"{party.id} is {party.status}")
    day = _day(row.date)
    if day is None:
        return no(f"'{row.date[:40]}' is no date; write it as YYYY-MM-DD" if row.date else "it has no date")
    if day > project.today:
        return no(f"{day} is still to come")
    now = fingerprints(project)[item.id]
    then = row.fingerprint or _fingerprint_on(project, item, day, text_on)
    if not then:
        return no(f"its text of {day} is in no commit of this clone, and the row has no fingerprint")
    if then not in same_texts(project).get(item.id, {}).get(now, frozenset((now,))):
        return no(f"its text has changed since {day}", then)
    change = project.history.get(item.path)
    author = change.author if change is not None else ""
    if verdict == APPROVED and not may_sign(project, item, party, author):
        return no(f"{party.id} owns or wrote it, and its type wants the approval of somebody else")
    return LedgerLine(
        item=item.id,
        verdict=verdict,
        party=party.id,
        at=f"{day}T00:00:00Z",
        fingerprint=then,
        upstream=_upstream(project, item, day, text_on) if verdict == APPROVED else {},
        role=party.kind,
        author=author,
        comment=" ".join(row.comment.split()),
    )


def _fingerprint_on(project: Project, item: Item, day: date, text_on: TextOn) -> str:
    before = text_on(item, day)
    return fingerprint(before, project.schema) if before is not None else ""


def _upstream(project: Project, item: Item, day: date, text_on: TextOn) -> Mapping[str, str]:
    """What the item leaned on that day; of what is not known, the text of today."""
    found = {}
    for trace in upward(project, item):
        end = text_on(project.items[trace.target], day)
        if end is None:
            found[end_of(trace)] = of_end(project, trace)
        else:
            found[end_of(trace)] = (
                of_criterion(end, trace.criterion) if trace.criterion else fingerprint(end, project.schema)
            )
    return found


def _day(text: str) -> date | None:
    german = _GERMAN.fullmatch(text)
    return as_date(f"{german[3]}-{german[2]:0>2}-{german[1]:0>2}" if german else text[:10])


def _columns(names: Iterable[str]) -> dict[int, str]:
    """Place → column, of those that are known; of two of one name the first."""
    found: dict[int, str] = {}
    for place, name in enumerate(names):
        column = _COLUMN.get(" ".join(name.split()).casefold())
        if column is not None and column not in found.values():
            found[place] = column
    return found


def _first(data: bytes) -> list[str]:
    try:
        return next(csv.reader([_text(data[:10_000]).partition("\n")[0]], delimiter=_delimiter(data)), [])
    except csv.Error:
        return []


def _delimiter(data: bytes) -> str:
    """What the first line is divided by: Excel writes semicolons where a comma divides decimals."""
    head = data[:10_000].partition(b"\n")[0]
    return max(",;\t", key=lambda sign: head.count(sign.encode()))


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
