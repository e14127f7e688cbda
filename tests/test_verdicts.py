"""What is proven, by cases small enough to be worked out by hand."""

from __future__ import annotations

import json

import pytest

from tests.cases import case
from tpo_docs.model import LedgerLine, Project
from tpo_docs.records.evidence import evidence, fingerprint_of
from tpo_docs.records.ledger import ACCEPTED, written
from tpo_docs.verdicts import Verdict, criterion_verdicts, path, tally, verdict_of, verdicts

_FILES = """
```yaml title="GOAL-001.md"
---
id: GOAL-001
title: Fewer disputed invoices
status: active
---
```
```yaml title="REQ-001.md"
---
id: REQ-001
title: Costs are split
status: approved
kind: functional
supports: GOAL-001
---
The system shall split costs.
```
```yaml title="STY-001.md"
---
id: STY-001
title: Split costs
status: ready
realizes: REQ-001
{allow}
---
## Acceptance criteria
- **AC1** Each office has a subtotal.
- **AC2** No rule blocks the issue.
```
```yaml title="TEST-001.md"
---
id: TEST-001
title: Subtotals
status: active
kind: automated
verifies: STY-001/AC1
result_key: "tests/test_split.py::test_subtotal*"
---
```
```yaml title="TEST-002.md"
---
id: TEST-002
title: Blocked
status: active
kind: automated
verifies: [STY-001/AC2, {more}]
result_key: "tests.test_split::test_block"
---
```
```yaml title="REL-1.0.md"
---
id: REL-1.0
title: First
status: active
kind: release
scope: STY-001
---
```
"""
_PASSED = "2027-02-01T10:00:00Z"


def _project(*results: tuple[str, str], more: str = "REQ-001", allow: str = "") -> Project:
    rows = [{"case": name, "result": result, "at": _PASSED} for name, result in results]
    text = "".join(f"{json.dumps(row)}\n" for row in rows)
    files = _FILES.replace("{more}", more).replace("{allow}", allow)
    return case(f'{files}\n```json title="records/results.jsonl"\n{text}```\n').review().project


def _verdicts(project: Project) -> dict[str, str]:
    return {name: proof.verdict.value for name, proof in verdicts(project).items()}


def test_everything_is_proven_where_all_tests_passed() -> None:
    project = _project(("tests.test_split::test_subtotal[2]", "passed"), ("tests.test_split::test_block", "passed"))
    assert set(_verdicts(project).values()) == {"ok"}
    assert verdicts(project)["STY-001"].proven == verdicts(project)["STY-001"].total == 2
    assert path(project, "GOAL-001") == ()
    assert tally(project, project.of_type("requirement")) == (1, 1, 0)


def test_a_failing_test_turns_the_goal_and_the_release_red_and_says_the_way() -> None:
    project = _project(
        ("tests.test_split::test_subtotal[2]", "passed"), ("tests.test_split::test_subtotal[3]", "error")
    )
    found = verdicts(project)
    assert found["GOAL-001"].verdict is found["REL-1.0"].verdict is Verdict.FAILED
    step = found["GOAL-001"].step
    assert step is not None
    assert step.words() == "STY-001: AC1: TEST-001 failed"
    assert step.words(of="STY-001") == "AC1: TEST-001 failed"
    assert path(project, "GOAL-001") == ("GOAL-001", "REQ-001", "STY-001")
    assert tally(project, project.of_type("goal")) == (1, 0, 1)


def test_a_test_that_has_not_run_is_the_first_missing_step() -> None:
    project = _project(("tests.test_split::test_subtotal", "passed"))
    assert criterion_verdicts(project, project.items["STY-001"]) == {"AC1": Verdict.OK, "AC2": Verdict.OPEN}
    step = verdicts(project)["REQ-001"].step
    assert step is not None
    assert step.words(of="REQ-001") == "TEST-002 has no result"


@pytest.mark.parametrize("result", ["skipped", "pending", "undefined", "blocked"])
def test_a_skipped_test_proves_nothing(result: str) -> None:
    project = _project(("tests.test_split::test_subtotal", "passed"), ("tests.test_split::test_block", result))
    assert verdict_of(project, "STY-001") is Verdict.OPEN
    assert verdicts(project)["TEST-002"].step is not None


def test_without_results_nothing_is_claimed() -> None:
    project = case(_FILES.replace("{more}", "REQ-001").replace("{allow}", "")).review().project
    assert verdicts(project) == {}
    assert criterion_verdicts(project, project.items["STY-001"]) == {}


def test_an_allowed_gap_is_exempt_and_holds() -> None:
    allow = "allow: [{rule: TPO306, reason: the lab moves}]"
    project = _project(("tests.test_split::test_subtotal", "passed"), more="STY-001/AC2", allow=allow)
    assert verdict_of(project, "STY-001") is Verdict.EXEMPT
    assert verdicts(project)["REQ-001"].verified


def test_a_change_of_a_criterion_makes_its_proof_stale_and_no_other() -> None:
    before = _project(("tests.test_split::test_subtotal", "passed"), ("tests.test_split::test_block", "passed"))
    of = {
        name: fingerprint_of(before, name) for name in ("TEST-001", "TEST-002", "STY-001/AC1", "STY-001/AC2", "REQ-001")
    }
    rows = [
        {"case": "tests.test_split::test_subtotal", "result": "passed", "at": _PASSED, "of": of},
        {"case": "tests.test_split::test_block", "result": "passed", "at": _PASSED, "of": of},
    ]
    files = _FILES.replace("{more}", "REQ-001").replace("{allow}", "").replace("Each office has", "Every office has")
    text = "".join(f"{json.dumps(row)}\n" for row in rows)
    project = case(f'{files}\n```json title="records/results.jsonl"\n{text}```\n').review().project
    assert criterion_verdicts(project, project.items["STY-001"]) == {"AC1": Verdict.STALE, "AC2": Verdict.OK}
    assert _verdicts(project) == {
        "GOAL-001": "stale",
        "REQ-001": "stale",
        "STY-001": "stale",
        "TEST-001": "stale",
        "TEST-002": "ok",
        "REL-1.0": "stale",
    }
    assert evidence(project).tests["TEST-001"].stale == {"STY-001/AC1"}


def test_a_link_to_nowhere_is_broken() -> None:
    project = _project(
        ("tests.test_split::test_subtotal", "passed"), ("tests.test_split::test_block", "passed"), more="REQ-099"
    )
    assert verdict_of(project, "TEST-002") is Verdict.BROKEN
    assert verdict_of(project, "REQ-001") is Verdict.OK


def test_what_nothing_asks_to_prove_claims_nothing() -> None:
    text = """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Plain text
    status: approved
    kind: constraint
    ---
    ```
    ```json title="records/results.jsonl"
    {"case": "a::b", "result": "passed", "at": "2027-02-01T10:00:00Z"}
    ```
    """
    project = case(text).review().project
    assert verdict_of(project, "REQ-001") is Verdict.NONE
    assert tally(project, project.items.values()).percent == 100


def test_a_loop_of_parts_is_settled() -> None:
    parts = "".join(
        f'```yaml title="EPIC-{n}.md"\n---\nid: EPIC-{n}\ntitle: E\nstatus: ready\nparent: EPIC-{3 - n}\n---\n```\n'
        for n in (1, 2)
    )
    text = (
        parts
        + '```json title="records/results.jsonl"\n{"case": "a::EPIC-1", "result": "failed", "at": "2027-02-01"}\n```\n'
    )
    project = case(text).review().project
    assert verdict_of(project, "EPIC-1") is verdict_of(project, "EPIC-2") is Verdict.FAILED
    assert path(project, "EPIC-2") == ("EPIC-2", "EPIC-1")


def _leaning(*, upstream: dict[str, str]) -> Project:
    """The same, with a word of a team on TEST-001 that noted these texts of what it verifies."""
    line = LedgerLine("TEST-001", ACCEPTED, "qa", "2027-01-04T00:00:00Z", "0" * 12, upstream)
    rows = [
        {"case": f"tests.test_split::{name}", "result": "passed", "at": _PASSED}
        for name in ("test_subtotal", "test_block")
    ]
    text = "".join(f"{json.dumps(row)}\n" for row in rows)
    files = _FILES.replace("{more}", "REQ-001").replace("{allow}", "")
    return (
        case(
            f'{files}\n```json title="records/results.jsonl"\n{text}```\n'
            f'```json title="records/reviews.jsonl"\n{written(line)}```\n'
            '```yaml title="parties.yml"\nqa: {kind: team, title: QA}\n```\n'
        )
        .review()
        .project
    )


def test_a_suspect_verification_colours_the_criterion_and_all_that_stands_on_it() -> None:
    project = _leaning(upstream={"verifies:STY-001/AC1": "of-another-text"})
    assert criterion_verdicts(project, project.items["STY-001"]) == {"AC1": Verdict.SUSPECT, "AC2": Verdict.OK}
    found = verdicts(project)
    assert {name: found[name].verdict.value for name in ("TEST-001", "TEST-002")} == {
        "TEST-001": "suspect",
        "TEST-002": "ok",
    }
    for name in ("STY-001", "REQ-001", "GOAL-001", "REL-1.0"):
        assert found[name].verdict is Verdict.SUSPECT
    assert (found["STY-001"].proven, found["STY-001"].total) == (1, 2)
    step = found["GOAL-001"].step
    assert step is not None
    assert step.words() == "STY-001: AC1: nobody has looked whether TEST-001 still fits"
    assert path(project, "GOAL-001") == ("GOAL-001", "REQ-001", "STY-001")


def test_a_verification_that_somebody_has_looked_at_since_is_not_suspect() -> None:
    now = fingerprint_of(_leaning(upstream={}), "STY-001/AC1")
    project = _leaning(upstream={"verifies:STY-001/AC1": now})
    assert set(_verdicts(project).values()) == {"ok"}
