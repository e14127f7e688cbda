"""A shop with requirements that a client must approve, and what comes back from the client."""

from __future__ import annotations

import json
import re
from typing import Any

from openpyxl import load_workbook

from tests.running import Run
from tests.test_git import Repo
from tpo_docs.records.ledger import PATH

CONFIG = """today: 2027-03-01
types: {requirement: {needs: {business: []}, approvals: {approved: [{role: client}]}}}
"""
REQUIREMENT = (
    "---\nid: REQ-00{}\ntitle: {}\nkind: business\nstatus: {}\nowner: sam\nsource: harbour\n"
    "rationale: They ask.\nplain: In plain words.\n---\nThe shop shall take {}.\n"
)
STORY = (
    "---\nid: STY-001\ntitle: Choose\nkind: debt\nstatus: ready\nowner: sam\nrealizes: REQ-001\n---\n"
    "## Acceptance criteria\n- **AC1** It is shown.\n- **AC2** It is *kept*.\n"
)
UAT = (
    "---\nid: TEST-001\ntitle: Two ways\nkind: uat\nstatus: active\nowner: sam\nverifies: STY-001\n"
    "steps: ['Open the shop → the door opens', Look around]\n---\n"
)
PARTIES = "harbour: {kind: client, title: Harbour Oil}\nsam: {kind: person, title: Sam}\n"


def ledger_of(repo: Repo) -> list[dict[str, Any]]:
    file = repo.folder / PATH
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


def codes_of(run: Run) -> list[str]:
    found = json.loads(run("check", "--format", "json").out)["findings"]
    return [finding["code"] for finding in found if finding["code"].startswith(("TPO8", "TPO9"))]


def fill(path: str, answers: dict[str, tuple[str, str]]) -> None:
    """Fills the spreadsheet in as a client would: looks for the row by what stands in it, and writes two cells."""
    book = load_workbook(path)
    sheet = book["Sign-off"]
    head = {sheet.cell(5, column).value: column for column in range(1, sheet.max_column + 1)}
    for row in range(6, sheet.max_row + 1):
        shown = f"{sheet.cell(row, 1).value} {sheet.cell(row, 3).value}"
        for name, (verdict, comment) in answers.items():
            if name in shown:
                sheet.cell(row, head["Your verdict"]).value = verdict
                sheet.cell(row, head["Comment"]).value = comment
    book.save(path)


def answers_of(page: str, verdicts: dict[str, tuple[str, str]]) -> dict[str, Any]:
    """What the script of a page saves for these answers, by item or check."""
    held = re.search(r'id="meta">(.*?)</script>', page, re.DOTALL)
    assert held
    meta = json.loads(held[1])
    rows = []
    for found in re.finditer(r"<fieldset[^>]*?data-name.*?>", page, re.DOTALL):
        row = dict(re.findall(r'data-([a-z]+)="([^"]*)"', found[0]))
        verdict, comment = verdicts.get(row["check"] or row["item"], ("", ""))
        rows.append({**{key: row[key] for key in row if key != "name"}, "verdict": verdict, "comment": comment})
    return {**meta, "answers": rows}
