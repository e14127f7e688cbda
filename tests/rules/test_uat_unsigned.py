"""TPO903: what its example does not show."""

from __future__ import annotations

import pytest

from tests.cases import Case, case, messages
from tpo_docs.model import LedgerLine
from tpo_docs.records.fingerprint import fingerprints
from tpo_docs.records.ledger import PATH, written

_FILES = case("""
```yaml title="parties.yml"
harbour: {kind: client, title: Harbour}
sam: {kind: person, title: Sam}
```
```yaml title="TEST-001.md"
---
id: TEST-001
title: Try it
kind: uat
status: active
owner: sam
---
```
""").files


def _said(*lines: tuple[str, str, bool]) -> list[str]:
    now = fingerprints(Case(_FILES).review().project)["TEST-001"]
    text = "".join(
        written(LedgerLine("TEST-001", verdict, party, f"2027-02-0{day}T09:00:00Z", now if right else "0" * 12))
        for day, (party, verdict, right) in enumerate(lines, 1)
    )
    return messages(Case({**_FILES, PATH: text}).review(), "TPO903")


def test_a_project_without_a_ledger_is_not_asked() -> None:
    assert messages(Case(_FILES).review(), "TPO903") == []


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([("sam", "approved", True)], "no client has given a verdict on TEST-001"),
        ([("harbour", "approved", True)], ""),
        ([("harbour", "approved", False)], ""),
        (
            [("harbour", "changes-requested", True)],
            "harbour has not accepted TEST-001: changes were asked for on 2027-02-01",
        ),
        (
            [("harbour", "changes-requested", False)],
            "TEST-001 has changed since harbour gave a verdict on 2027-02-01",
        ),
        ([("harbour", "changes-requested", True), ("harbour", "approved", True)], ""),
    ],
)
def test_only_a_clients_word_on_todays_text_counts(lines: list[tuple[str, str, bool]], says: str) -> None:
    assert _said(*lines) == ([says] if says else [])
