"""What comes of the answers in a returned pack: lines for the ledger, and what is refused and why."""

from __future__ import annotations

from typing import NamedTuple

from tpo_docs.model import Item, LedgerLine, Project
from tpo_docs.records.fingerprint import fingerprints
from tpo_docs.records.ledger import APPROVED, CHANGES
from tpo_docs.records.standing import may_sign, same_texts
from tpo_docs.signoff.pack import read_ends, seal

APPROVE, CHANGE, PASSED, FAILED, UNTRIED = "approved", "changes requested", "passed", "failed", "not tried"
VERDICTS: tuple[str, ...] = (APPROVE, CHANGE)
CHECKS: tuple[str, ...] = (PASSED, FAILED, UNTRIED)
_MEANS = {
    APPROVE: (APPROVE, "approve", "yes", "ok", "freigegeben", "ja"),
    CHANGE: (CHANGE, CHANGES, "changes", "no", "änderungen gewünscht", "änderungen", "nein"),
    PASSED: (PASSED, "pass", "bestanden", "erfolgreich"),
    FAILED: (FAILED, "fail", "gescheitert", "nicht bestanden", "fehlgeschlagen"),
    UNTRIED: (UNTRIED, "nicht versucht"),
}
_OF = {word: verdict for verdict, some in _MEANS.items() for word in some}


class Answer(NamedTuple):
    """A row of a returned pack, as it was written."""

    where: str
    """Where it stands: `row 7`."""
    item: str
    check: str
    """What of the item was judged, for an acceptance test; else empty."""
    fingerprint: str
    upstream: str
    seal: str
    verdict: str
    comment: str


class Returned(NamedTuple):
    """A returned pack."""

    pack: str
    """The name of the pack that it answers."""
    party: str
    on: str
    answers: tuple[Answer, ...]


class Refused(NamedTuple):
    """Rows that make no line, and why."""

    where: str
    item: str
    reason: str
    changed_from: str = ""
    """The fingerprint that the party has seen, where the text has changed since."""


class Outcome(NamedTuple):
    """What is to be done."""

    lines: tuple[LedgerLine, ...]
    refused: tuple[Refused, ...]
    unanswered: int
    """Rows without a verdict."""
    known: int
    """Rows that the ledger holds already."""


class ForeignError(Exception):
    """A file that is no returned pack; the message says what it is instead, as a clause."""


def judged(project: Project, returned: Returned, party: Item, at: str) -> Outcome:
    """The lines that the answers make. A refused row hides no other."""
    rows: dict[str, list[Answer]] = {}
    empty: dict[str, list[str]] = {}
    refused: list[Refused] = []
    unanswered = 0
    for answer in returned.answers:
        if not answer.verdict.strip():
            unanswered += 1
            empty.setdefault(answer.item, []).append(answer.check)
            if answer.comment.strip():
                refused.append(Refused(answer.where, answer.item, "there is a comment and no verdict"))
            continue
        rows.setdefault(answer.item, []).append(answer)
    lines: list[LedgerLine] = []
    known = 0
    for name, some in rows.items():
        found = _line(project, returned, party, at, name, some)
        if isinstance(found, LedgerLine) and found.verdict == APPROVED and any(empty.get(name, ())):
            found = Refused(_where(some), name, f"{', '.join(empty[name])} has no verdict yet")
        if isinstance(found, Refused):
            refused.append(found)
        elif found is None:
            unanswered += len(some)
        elif any(same_word(found, line) for line in project.ledger.lines):
            known += 1
        else:
            lines.append(found)
    return Outcome(tuple(lines), tuple(refused), unanswered, known)


def verdict_of(text: str) -> str:
    """The verdict that is meant, in whatever language and case; empty for none."""
    return _OF.get(_plain(text), "")


def same_word(line: LedgerLine, other: LedgerLine) -> bool:
    """Whether two lines say the same of the same text, on whatever day."""
    return (line.item, line.party, line.verdict, line.fingerprint, line.comment) == (
        other.item,
        other.party,
        other.verdict,
        other.fingerprint,
        other.comment,
    )


def _line(
    project: Project, returned: Returned, party: Item, at: str, name: str, rows: list[Answer]
) -> LedgerLine | Refused | None:
    first = rows[0]
    where = _where(rows)
    reason = _reason(project, returned, name, rows)
    if reason:
        return Refused(where, name, reason)
    item = project.items[project.resolve(name).id]  # type: ignore[union-attr]  # `_reason` has seen to it
    now = fingerprints(project)[item.id]
    meaning = same_texts(project).get(item.id, {}).get(now, frozenset((now,)))
    if first.fingerprint not in meaning:
        return Refused(where, name, "its text has changed since the pack was made", first.fingerprint)
    verdict, comment = _word(rows) if first.check else (_OF[_plain(first.verdict)], _flat(first.comment))
    if not verdict:
        return None
    change = project.history.get(item.path)
    author = change.author if change is not None else ""
    if verdict == APPROVE and not may_sign(project, item, party, author):
        return Refused(where, name, f"{party.id} owns or wrote it, and its type wants the approval of somebody else")
    return LedgerLine(
        item=item.id,
        verdict=APPROVED if verdict == APPROVE else CHANGES,
        party=party.id,
        at=at,
        fingerprint=first.fingerprint,
        upstream=read_ends(first.upstream) if verdict == APPROVE else {},
        role=party.kind,
        author=author,
        comment=comment,
    )


def _where(rows: list[Answer]) -> str:
    return ", ".join(row.where for row in rows)


def _reason(project: Project, returned: Returned, name: str, rows: list[Answer]) -> str:
    """Why the rows on an item cannot be taken; empty where they can."""
    if not name:
        return "there is a verdict, and the row names no item; it was not in the pack"
    for row in rows:
        if row.seal != seal(returned.pack, row.item, row.check, row.fingerprint, row.upstream):
            return "the row is not as it was handed out"
        known = _OF.get(_plain(row.verdict), "")
        wanted = CHECKS if row.check else VERDICTS
        if known not in wanted:
            return f"'{_short(row.verdict)}' is no verdict; there are {', '.join(wanted)}"
    checks = [row.check for row in rows]
    if len(set(checks)) < len(checks):
        return "there are several answers for it"
    item = project.resolve(name)
    if item is None:
        return "there is no such item any more"
    return "" if item.living else f"it is {item.status} by now"


def _word(rows: list[Answer]) -> tuple[str, str]:
    """What the verdicts on the checks of a test come to: one that failed decides, one not tried leaves it open."""
    verdicts = {row.check: _OF[_plain(row.verdict)] for row in rows}
    said = "; ".join(_said(row, verdicts[row.check]) for row in rows)
    if FAILED in verdicts.values():
        return CHANGE, said
    return ("", said) if UNTRIED in verdicts.values() else (APPROVE, said)


def _said(row: Answer, verdict: str) -> str:
    comment = _flat(row.comment)
    return f"{row.check} {verdict}{f': {comment}' if comment else ''}"


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold().rstrip(".")


def _flat(text: str) -> str:
    return " ".join(text.split())


def _short(text: str) -> str:
    flat = _flat(text)
    return flat if len(flat) <= 40 else f"{flat[:39]}…"
