"""TPO201: what its example does not show."""

from __future__ import annotations

import pytest

from tests.cases import case, codes, messages, only
from tpo_docs.model import Review

_REQUIREMENTS = "".join(
    f'```yaml title="REQ-{number:03}.md"\n---\nid: REQ-{number:03}\ntitle: Well costs\n---\n```\n'
    for number in (4, 12, 40)
)


@pytest.mark.parametrize(
    ("written", "mend"),
    [
        ("REQ-4", "write `REQ-004`"),
        ("REQ004", "write `REQ-004`"),
        ("req-004", "write `REQ-004`"),
        ("REQ-0004", "write `REQ-004`"),
        ("REG-004", "write `REQ-004`"),
        ("REQ-021", "write `REQ-012`"),
        ("REQ-013", "write `REQ-012`"),
        ("REQ-400", "write `REQ-040`"),
        ("REQ-999", "correct the id, or write the item"),
        ("CASE-004", "correct the id, or write the item"),
        ("REQ-99999999999", "correct the id, or write the item"),
    ],
)
def test_the_nearest_id_is_suggested(written: str, mend: str) -> None:
    story = f'```yaml title="STY-001.md"\n---\nid: STY-001\ntitle: Split\nrealizes: {written}\n---\n```\n'
    finding = only(case(_REQUIREMENTS + story).review(), "TPO201")
    assert finding.message == f"STY-001 realizes {written}, which does not exist"
    assert finding.mend == mend


def test_each_entry_of_a_list_has_its_place_and_the_inverse_its_words(review: Review) -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    realized_by: [STY-001, STY-002, STY-003]
    depends_on: REQ-002, REQ-001/AC1
    ---
    ```
    ```yaml title="STY-002.md"
    ---
    id: STY-002
    title: Split well costs per office
    ---
    ```
    """
    assert [(finding.line, finding.column, finding.message) for finding in review.findings] == [
        (4, 15, "REQ-001 is realized by STY-001, which does not exist"),
        (4, 33, "REQ-001 is realized by STY-003, which does not exist"),
        (5, 13, "REQ-001 depends on REQ-002, which does not exist"),
        (5, 22, "REQ-001 depends on REQ-001/AC1, but REQ-001 has no AC1"),
    ]


def test_a_criterion_that_does_not_exist_is_named(review: Review) -> None:
    """
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    ---
    ## Acceptance criteria
    - **AC1** Each office shows its own subtotal.
    ```
    ```yaml title="TEST-001.md"
    ---
    id: TEST-001
    title: Subtotals
    verifies: [STY-001/AC2, STY-001/first, STY-002/AC1]
    ---
    ```
    """
    assert [(finding.message, finding.mend) for finding in review.findings] == [
        ("TEST-001 verifies STY-001/AC2, but STY-001 has no AC2", "write `STY-001/AC1`"),
        ("TEST-001 verifies STY-001/first, but STY-001 has no first", "its criteria are AC1"),
        ("TEST-001 verifies STY-002/AC1, which does not exist", "write `STY-001`"),
    ]


def test_references_in_texts_count_but_not_other_tools_links(review: Review) -> None:
    """
    ```yaml title="index.md"
    # Welcome
    See [[STY-001]], [[STY-001/AC2]], [[STY-404]], [[Some page]] and `[[STY-405]]`.
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    ---
    As [[billing-clerk]] asked.

    ## Acceptance criteria
    - **AC1** Each office shows its own subtotal, see [[REQ-001|the requirement]].
    ```
    """
    assert [(finding.path, finding.line, finding.message) for finding in review.findings] == [
        ("specs/STY-001.md", 5, "the text of STY-001 refers to billing-clerk, which does not exist"),
        ("specs/STY-001.md", 8, "the text of STY-001 refers to REQ-001, which does not exist"),
        ("specs/index.md", 2, "the page refers to STY-001/AC2, but STY-001 has no AC2"),
        ("specs/index.md", 2, "the page refers to STY-404, which does not exist"),
    ]


def test_a_former_id_is_good_for_links_and_references(review: Review) -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    aliases: [OLD-7]
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    realizes: OLD-7
    ---
    See [[OLD-7]].
    ```
    """
    assert codes(review) == []


def test_actors_are_asked_for_once_there_is_a_party(review: Review) -> None:
    """
    ```yaml title="parties.yml"
    billing-team: {kind: team, title: Billing team, members: [anna]}
    billing-clerk: {kind: persona, title: Billing clerk}
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    owner: biling-team
    source: STY-001
    consulted: [billing-clerk, "", [ann], cfo]
    feasibility: {verdict: yes, by: bob, with: eve}
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    as: billing-clerk
    questions: [{q: Why?, to: eve}]
    ---
    ```
    """
    assert [(finding.message, finding.mend) for finding in review.findings if finding.code == "TPO201"] == [
        ("'owner' of REQ-001 names biling-team, which is no party of the project", "write `billing-team`"),
        ("'source' of REQ-001 names STY-001, which is no party of the project", "add STY-001 to the parties"),
        ("'consulted' of REQ-001 names cfo, which is no party of the project", "add cfo to the parties"),
        ("'feasibility.by' of REQ-001 names bob, which is no party of the project", "add bob to the parties"),
        ("'questions.to' of STY-001 names eve, which is no party of the project", "add eve to the parties"),
        ("'members' of billing-team names anna, which is no party of the project", "add anna to the parties"),
    ]


def test_without_a_party_actors_are_free_words(review: Review) -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    owner: billing-team
    ---
    ```
    """
    assert codes(review) == []


def test_an_actor_in_the_defaults_of_a_file_is_one_finding(review: Review) -> None:
    """
    ```yaml title="parties.yml"
    billing-team: {kind: team, title: Billing team}
    ```
    ````markdown title="billing.md"
    ---
    defaults: {type: requirement, kind: functional, owner: bill}
    ---
    ## REQ-001 Well costs are split per office
    ```yaml item
    tags: []
    ```
    ## REQ-002 An office without a rule stops the invoice
    ```yaml item
    tags: []
    ```
    ````
    """
    assert only(review, "TPO201").line == 2


def test_foreign_authors_are_no_parties(review: Review) -> None:
    """
    ```yaml title="tpo-docs.yml"
    sources:
      - specs
      - path: rfcs
        map: {id: {field: number, format: "RFC-{}"}, type: requirement, fields: {author: owner}}
    ```
    ```yaml title="parties.yml"
    billing-team: {kind: team, title: Billing team}
    ```
    ```yaml title="/rfcs/1.md"
    ---
    number: 1
    title: Well costs
    author: Somebody <somebody@example.org>
    ---
    ```
    """
    assert codes(review) == []


def test_key_results_and_spikes_name_what_exists_once_something_does(review: Review) -> None:
    """
    ```yaml title="metrics.yml"
    KPI-001: {title: Disputes, unit: invoices, status: draft}
    ```
    ```yaml title="GOAL-001.md"
    ---
    id: GOAL-001
    title: Invoices leave the building right
    key_results:
      - {metric: KPI-001, to: 4}
      - {metric: KPI-01, to: 4}
      - {metric: number of disputes, to: 4}
      - {title: Nobody complains}
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split well costs per office
    feasibility: {verdict: unknown, spike: GOAL-001}
    ---
    ```
    """
    assert messages(review, "TPO201") == [
        "'key_results.metric' of GOAL-001 names KPI-01, which is no metric of the project",
        "'feasibility.spike' of STY-001 names GOAL-001, which is no story of the project",
    ]
    assert review.findings[0].mend == "write `KPI-001`"


def test_a_target_that_ends_with_a_stroke_names_no_criterion(review: Review) -> None:
    """
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    acceptance: {AC1: shown, AC2: saved}
    ---
    ```
    ```yaml title="STY-002.md"
    ---
    id: STY-002
    ---
    ```
    ```yaml title="TEST-001.md"
    ---
    id: TEST-001
    verifies: [STY-001/, STY-002/, /AC1]
    ---
    ```
    """
    said = [(finding.message, finding.mend) for finding in review.findings if finding.code == "TPO201"]
    assert said == [
        (
            "TEST-001 verifies STY-001/, which names no criterion behind the `/`",
            "write `STY-001`, or one of its criteria: `STY-001/AC1`, `STY-001/AC2`",
        ),
        ("TEST-001 verifies STY-002/, which names no criterion behind the `/`", "write `STY-002`"),
        ("TEST-001 verifies /AC1, which names no item", "write the id before the `/`"),
    ]
    assert not review.project.traces


def test_ids_without_commas_are_meant_as_a_list(review: Review) -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    supports: GOAL-001; GOAL-002
    depends_on: REQ-002 REQ-003
    ---
    ```
    """
    assert [(finding.message, finding.mend) for finding in review.findings if finding.code == "TPO201"] == [
        ("REQ-001 supports GOAL-001; GOAL-002, which is no id", "write a list, `[GOAL-001, GOAL-002]`"),
        ("REQ-001 depends on REQ-002 REQ-003, which is no id", "write a list, `[REQ-002, REQ-003]`"),
    ]
