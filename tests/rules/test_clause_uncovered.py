"""TPO901, TPO902 and TPO205 on clauses: what their examples do not show."""

from __future__ import annotations

import pytest

from tests.cases import case, messages, only
from tpo_docs.proof.compliance import ClauseState, answers

_CLAUSES = """
```yaml title="clauses.yml"
EDSO-4.2:
  title: Access by role, office and time
  aliases: ["EDSO Art. 4 (2)"]
EDSO-8.1: {{title: Seismic raw data, not_applicable: "{reason}"}}
```
```yaml title="REQ-024.md"
---
id: REQ-024
title: Access by role
status: {status}
kind: {kind}
clause: ["{clause}"]
---
```
"""


def _case(clause: str = "EDSO-4.2", status: str = "draft", kind: str = "regulatory", reason: str = "None here") -> str:
    return _CLAUSES.format(clause=clause, status=status, kind=kind, reason=reason)


@pytest.mark.parametrize("clause", ["EDSO-4.2", "edso-4.2", "EDSO Art. 4(2)", "Access by role, office and time"])
def test_a_clause_is_cited_by_id_former_id_or_title(clause: str) -> None:
    assert messages(case(_case(clause)).review(), "TPO901") == []


def test_a_dead_requirement_answers_nothing_and_an_empty_reason_is_none() -> None:
    review = case(_case(status="rejected", reason=" ")).review()
    assert messages(review, "TPO901") == [
        "no requirement answers clause EDSO-4.2",
        "no requirement answers clause EDSO-8.1",
    ]


def test_a_clause_that_no_list_has_is_a_broken_reference() -> None:
    finding = only(case(_case("EDSO-4.3")).review(), "TPO205")
    assert finding.message == "REQ-024 cites the clause EDSO-4.3, which no list of clauses has"
    assert finding.mend == "write `EDSO-4.2`"


def test_without_a_list_any_clause_may_be_cited() -> None:
    review = case(_case("EDSO-4.3").split("```\n", 2)[2]).review()
    assert messages(review, "TPO205") == []


def test_one_finding_names_all_that_a_requirement_lacks() -> None:
    more = '```json title="records/reviews.jsonl"\n```\n'
    review = case(_case(status="approved") + more).review()
    assert messages(review, "TPO902") == ["REQ-024 (EDSO-4.2) has no test and no approval"]
    assert not {"TPO313", "TPO801"} & {finding.code for finding in review.findings}


def test_the_chain_from_clause_to_evidence() -> None:
    test = '```yaml title="TEST-001.md"\n---\nid: TEST-001\nverifies: REQ-024\n---\n```\n'
    open_, left_out = answers(case(_case(status="approved")).review().project)
    assert (open_.clause, open_.state, open_.evidence[0].missing) == ("EDSO-4.2", ClauseState.ANSWERED, ("test",))
    assert (left_out.state, left_out.reason) == (ClauseState.NOT_APPLICABLE, "None here")
    proven, _ = answers(case(_case(status="approved") + test).review().project)
    assert (proven.state, proven.evidence[0].tests, proven.evidence[0].missing) == (
        ClauseState.PROVEN,
        ("TEST-001",),
        (),
    )


def test_a_test_that_failed_proves_nothing() -> None:
    tests = (
        '```yaml title="TEST-001.md"\n---\nid: TEST-001\nkind: manual\nstatus: active\nverifies: REQ-024\n---\n```\n'
    )
    line = '{{"case": "shop::a", "result": "{}", "at": "2027-02-28T00:00:00Z", "names": ["TEST-001"]}}'
    for result, says in (("failed", ["REQ-024 (EDSO-4.2) is not proven: TEST-001 failed"]), ("passed", [])):
        results = f'```json title="records/results.jsonl"\n{line.format(result)}\n```\n'
        assert messages(case(_case(status="approved") + tests + results).review(), "TPO902") == says
