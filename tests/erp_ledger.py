"""The approvals of the example project, made from its items: `records/reviews.jsonl` of the ERP example.

A line holds the fingerprint of the text that it is about. So that the example can be edited without doing the same by
hand, the file is made anew by `pytest tests/test_example.py --update-golden`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tpo_docs.model import Item, LedgerLine, Project
from tpo_docs.records.fingerprint import fingerprint, fingerprints
from tpo_docs.records.ledger import ACCEPTED, APPROVED, CHANGES, EDITORIAL, written
from tpo_docs.records.standing import upstream

BOARD = "acceptance-board"
NOT_YET = ("REQ-041",)
"""Approved by its status, and the board has never been asked."""
WANTED_CHANGED = ("REQ-026", "Who reports on a Sunday? Name the duty officer.")
CHANGED_SINCE = "REQ-007"
REWORDED = "REQ-005"
SUSPECT = ("STY-050", "REQ-042")
SETTLED = ("STY-043", "realizes:REQ-007")
"""Its requirement changed, and the team has looked at it again."""
_MVP, _ELEVEN = "2026-06-15T14:00:00Z", "2026-11-09T10:30:00Z"


def text(project: Project) -> str:
    """The whole file."""
    return "".join(written(line) for line in sorted(lines(project), key=lambda line: (line.at, line.item)))


def lines(project: Project) -> Iterator[LedgerLine]:
    """What the board and the teams have said."""
    for item in project.of_type("requirement"):
        if item.status == "approved" and item.id not in (*NOT_YET, WANTED_CHANGED[0]):
            yield _approval(project, item)
    asked, comment = WANTED_CHANGED
    yield _said(project, asked, CHANGES, "2027-02-08T09:10:00Z", comment)
    yield _said(
        project, REWORDED, EDITORIAL, "2026-12-01T08:00:00Z", "only clearer words, agreed with the head of billing"
    )._replace(party="head-of-billing", role="role", was=(_then(project, project.items[REWORDED]),))
    yield _said(
        project, "TEST-014", APPROVED, "2026-06-19T16:20:00Z", "All twelve steps, two remarks noted as feedback"
    )
    yield _said(
        project,
        "TEST-041",
        CHANGES,
        "2027-02-26T15:45:00Z",
        "STY-050/AC1 passed; STY-050/AC2 failed: two differences have no reason; REQ-042 not tried",
    )
    story, end = SUSPECT
    found = _said(project, story, APPROVED, "2027-01-18T09:00:00Z", "")
    noted = {name: "0" * 12 if name.endswith(f":{end}") else value for name, value in found.upstream.items()}
    yield found._replace(party="billing-team", role="team", upstream=noted)
    story, settled = SETTLED
    found = _said(project, story, APPROVED, "2026-11-16T09:00:00Z", "")
    yield found._replace(
        party="billing-team",
        role="team",
        upstream={**found.upstream, settled: _then(project, project.items[CHANGED_SINCE])},
    )
    yield _said(
        project, story, ACCEPTED, "2027-02-15T09:00:00Z", "The worklist is filled on the same day either way"
    )._replace(party="billing-team", role="team", upstream={settled: found.upstream[settled]})


def _approval(project: Project, item: Item) -> LedgerLine:
    release = item.text("release") or ""
    at = _ELEVEN if release not in ("", "REL-mvp") or item.id > "REQ-018" else _MVP
    line = _said(project, item.id, APPROVED, at, "")
    if item.id == CHANGED_SINCE:
        return line._replace(fingerprint=_then(project, item), comment="With the bank's four accounts, please")
    return line._replace(fingerprint=_then(project, item)) if item.id == REWORDED else line


def _said(project: Project, name: str, verdict: str, at: str, comment: str) -> LedgerLine:
    item = project.items[name]
    return LedgerLine(
        item=name,
        verdict=verdict,
        party=BOARD,
        at=at,
        fingerprint=fingerprints(project)[name],
        upstream=upstream(project, item) if verdict == APPROVED else {},
        role="client",
        comment=comment,
    )


def _then(project: Project, item: Item) -> str:
    """The fingerprint of an earlier text."""
    return fingerprint(replace(item, title=f"{item.title}, first text"), project.schema)
