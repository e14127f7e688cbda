"""Matrices: what counts as linked, what is missing, and what is left alone."""

from __future__ import annotations

import pytest

from tests.cases import case
from tests.pages.wells import wells
from tpo_docs import config
from tpo_docs import matrix as matrices
from tpo_docs.matrix import Matrix, Row, Standing
from tpo_docs.model import Review
from tpo_docs.pages.matrix import exempt
from tpo_docs.schema import default_schema


def made(review: Review, text: str) -> Matrix:
    pair = matrices.pair(review.project.schema, text)
    assert pair is not None
    return matrices.matrix(review.project, pair, exempt(review))


def row(found: Matrix, name: str) -> Row:
    return next(one for one in found.rows if one.item.id == name)


def says(found: Matrix) -> dict[str, str]:
    return {one.item.id: one.standing.value for one in found.rows}


def linked(one: Row) -> list[tuple[str, str, str]]:
    return [(cell.item.id, cell.standing.value, cell.via.id if cell.via else "") for cell in one.cells]


def test_gaps_come_first_and_are_counted_among_what_is_asked() -> None:
    found = made(wells(), "requirement×test")
    assert [(one.item.id, one.standing.value) for one in found.rows] == [
        ("REQ-003", "missing"),
        ("REQ-004", "later"),
        ("REQ-001", "derived"),
        ("REQ-002", "ok"),
    ]
    assert (found.gaps, found.asked, found.percent, found.left_out) == (1, 3, 66, 1)


def test_a_test_of_a_realizing_story_is_derived_and_names_the_story() -> None:
    found = made(wells(), "requirement×test")
    assert linked(row(found, "REQ-001")) == [("TEST-001", "derived", "STY-001"), ("TEST-002", "derived", "STY-002")]


def test_a_retired_test_is_shown_and_does_not_count() -> None:
    found = made(wells(), "requirement×test")
    assert linked(row(found, "REQ-003")) == [("TEST-003", "dead", "")]


def test_each_criterion_has_a_row_of_its_own() -> None:
    found = made(wells(), "story×test")
    story = row(found, "STY-002")
    assert [(part.criterion.id, part.standing.value) for part in story.parts if part.criterion] == [
        ("AC1", "ok"),
        ("AC2", "missing"),
    ]
    assert story.standing is Standing.MISSING
    assert found.criteria == (4, 1)


def test_what_an_item_is_allowed_to_lack_is_no_gap() -> None:
    found = made(wells(), "story×test")
    assert row(found, "STY-001").standing is Standing.EXEMPT
    assert [part.standing.value for part in row(found, "STY-001").parts] == ["ok", "exempt"]


def test_a_draft_is_not_asked_yet() -> None:
    assert row(made(wells(), "story×test"), "STY-003").standing is Standing.LATER


def test_advice_is_no_gap() -> None:
    found = made(wells(), "story×spec")
    assert row(found, "STY-002").standing is Standing.ADVICE
    assert (found.asked, found.gaps) == (0, 0)


def test_a_kind_narrows_the_rows() -> None:
    assert says(made(wells(), "requirement/quality×spec")) == {"REQ-003": "missing"}


def test_items_that_no_row_is_linked_to_are_listed() -> None:
    found = made(wells(), "story×test")
    assert [item.id for item in found.columns] == ["TEST-001", "TEST-002"]
    assert found.alone == ()
    assert [item.id for item in made(wells(), "requirement×story").alone] == ["STY-003"]


def test_a_team_that_a_decision_affects_has_to_adopt_it() -> None:
    found = made(wells(), "decision×party/team")
    cells = row(found, "ADR-001").cells
    assert [(cell.item.id, cell.standing.value, cell.note) for cell in cells] == [
        ("billing-team", "ok", "2027-02-01"),
        ("ledger-team", "missing", ""),
    ]
    assert (found.asked, found.gaps) == (1, 1)


def test_a_team_is_reached_through_what_a_decision_affects(review: Review) -> None:
    """
    ```yaml title="ADR-001.md"
    ---
    id: ADR-001
    affects: SPEC-001
    ---
    ```
    ```yaml title="SPEC-001.md"
    ---
    id: SPEC-001
    team: sync-team
    ---
    ```
    ```yaml title="parties.yml"
    sync-team: {kind: team}
    ```
    """
    assert linked(row(made(review, "decision×party/team"), "ADR-001")) == [("sync-team", "derived", "SPEC-001")]


def test_a_grave_risk_without_a_mitigation_is_a_gap() -> None:
    assert says(made(wells(), "risk×mitigated_by")) == {"RISK-001": "missing"}


@pytest.mark.parametrize("line", ["response: accept", "status: closed", "impact: 2", "status: draft"])
def test_a_risk_that_is_small_closed_or_accepted_needs_none(line: str) -> None:
    name = line.partition(":")[0]
    fields = {"status": "status: open", "probability": "probability: 4", "impact": "impact: 4", name: line}
    text = "\n".join(("---", "id: RISK-001", *fields.values(), "---"))
    found = made(case(f'```yaml title="RISK-001.md"\n{text}\n```').review(), "risk×mitigated_by")
    assert says(found) == {"RISK-001": "none"}


def test_a_release_holds_what_its_stories_realize_and_need(review: Review) -> None:
    """
    ```yaml title="REL-a.md"
    ---
    id: REL-a
    ---
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    release: REL-a
    ---
    ```
    ```yaml title="REQ-002.md"
    ---
    id: REQ-002
    ---
    ```
    ```yaml title="REQ-003.md"
    ---
    id: REQ-003
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    release: REL-a
    realizes: REQ-002
    depends_on: REQ-003
    ---
    ```
    """
    assert linked(row(made(review, "release×requirement"), "REL-a")) == [
        ("REQ-001", "ok", ""),
        ("REQ-003", "derived", ""),
        ("REQ-002", "derived", "STY-001"),
    ]


def test_parts_of_an_epic_bring_their_stories(review: Review) -> None:
    """
    ```yaml title="EPIC-001.md"
    ---
    id: EPIC-001
    ---
    ```
    ```yaml title="EPIC-002.md"
    ---
    id: EPIC-002
    parent: EPIC-001
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    parent: EPIC-002
    ---
    ```
    """
    assert linked(row(made(review, "epic×story"), "EPIC-001")) == [("STY-001", "derived", "EPIC-002")]


def test_types_that_no_link_joins_are_joined_by_the_way_down(review: Review) -> None:
    """
    ```yaml title="GOAL-001.md"
    ---
    id: GOAL-001
    ---
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    supports: GOAL-001
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    realizes: REQ-001
    ---
    ```
    """
    assert linked(row(made(review, "goal×story"), "GOAL-001")) == [("STY-001", "derived", "REQ-001")]


def test_parties_are_joined_by_the_fields_that_name_them() -> None:
    found = made(wells(), "party×requirement")
    cells = row(found, "head-of-billing").cells
    assert [(cell.how, cell.item.id) for cell in cells] == [
        ("source", "REQ-001"),
        ("source", "REQ-002"),
        ("source", "REQ-003"),
        ("questions", "REQ-002"),
    ]
    assert row(found, "works-council").standing is Standing.NONE
    other = made(wells(), "requirement×party")
    assert {cell.item.id for cell in row(other, "REQ-002").cells} == {"head-of-billing", "billing-team", "auditor"}


def test_a_role_as_the_other_side_shows_whatever_stands_there() -> None:
    found = made(wells(), "story×depends_on")
    assert linked(row(found, "STY-002")) == [("STY-001", "ok", "")]
    assert [item.id for item in found.columns] == ["STY-001"]
    assert found.asked == 0


def test_a_type_joined_with_itself_counts_every_link(review: Review) -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    conflicts_with: REQ-002
    ---
    ```
    ```yaml title="REQ-002.md"
    ---
    id: REQ-002
    ---
    ```
    """
    found = made(review, "requirement×requirement")
    assert [linked(one) for one in found.rows] == [[("REQ-002", "ok", "")], [("REQ-001", "ok", "")]]
    assert found.alone == ()


@pytest.mark.parametrize("text", ["requirement×test", "requirement x test", "requirement -> test", "requirement: test"])
def test_a_pair_may_be_written_in_several_ways(text: str) -> None:
    schema = default_schema()
    assert matrices.pair(schema, text) == matrices.pair_of(schema, "requirement", "test")


@pytest.mark.parametrize("text", ["requirement", "nothing×test", "verifies×test", "requirement×nothing"])
def test_what_the_schema_does_not_know_is_no_pair(text: str) -> None:
    assert matrices.pair(default_schema(), text) is None


def test_a_side_is_written_as_it_is_read() -> None:
    schema = wells().project.schema
    names = matrices.names(schema)
    assert {"requirement", "requirement/quality", "mitigated_by", "depends_on"} <= set(names)
    for name in names:
        side = matrices.axis(schema, name)
        if side is not None:
            assert matrices.axis(schema, matrices.written(schema, side)) == side
    assert matrices.written(schema, matrices.Axis(role="mitigates", inverse=True)) == "mitigated_by"


def test_every_usual_pair_with_items_has_a_matrix_and_so_have_other_links() -> None:
    project = wells().project
    names = [f"{pair.rows.name}×{pair.columns.name}" for pair in matrices.pairs(project)]
    assert names == [
        "goal×requirement",
        "requirement×story",
        "requirement×spec",
        "requirement×test",
        "story×spec",
        "story×test",
        "requirement×metric",
        "requirement-quality×spec",
        "release×requirement",
        "decision×party-team",
        "risk×mitigates",
        "party×requirement",
        "story×depends_on",
        "spec×test",
        "decision×spec",
        "risk×goal",
    ]
    assert [f"{pair.rows.name}×{pair.columns.name}" for pair in matrices.inactive(project)] == ["epic×story"]


def test_a_configuration_may_name_the_matrices() -> None:
    project = wells('```yaml title="tpo-docs.yml"\nsite: {matrices: [goal×story, requirement×test]}\n```\n').project
    assert [pair.rows.type for pair in matrices.pairs(project)] == ["goal", "requirement"]
    assert matrices.inactive(project) == ()


def test_links_are_counted_once_a_cell() -> None:
    assert made(wells(), "story×test").links == 2
    assert made(wells(), "requirement×test").links == 4


def test_actors_are_found_in_groups_too() -> None:
    named = matrices.actors(wells().project)
    assert [part.field for part in named["auditor"]] == ["questions"]
    assert ("ADR-001", "decision_makers") in named["head-of-billing"]


def test_a_mitigated_risk_has_one_matrix_for_all_that_mitigates_it(review: Review) -> None:
    """
    ```yaml title="RISK-001.md"
    ---
    id: RISK-001
    status: open
    probability: 5
    impact: 5
    allow: [{rule: TPO309, reason: the board knows, until: 2027-12-31}]
    ---
    ```
    ```yaml title="RISK-002.md"
    ---
    id: RISK-002
    kind: issue
    status: open
    impact: 5
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    mitigates: RISK-002
    ---
    ```
    """
    found = made(review, "risk×mitigated_by")
    assert says(found) == {"RISK-001": "exempt", "RISK-002": "ok"}
    assert (found.asked, found.gaps) == (2, 0)
    assert [pair.columns.name for pair in matrices.pairs(review.project) if pair.rows.type == "risk"] == ["mitigates"]


def test_a_team_may_be_exempt_from_a_decision(review: Review) -> None:
    """
    ```yaml title="ADR-001.md"
    ---
    id: ADR-001
    status: accepted
    affects: sync-team
    allow: [{rule: TPO310, reason: they come in June, until: 2027-06-30}]
    ---
    ```
    ```yaml title="parties.yml"
    sync-team: {kind: team}
    ```
    """
    found = made(review, "decision×party/team")
    assert linked(row(found, "ADR-001")) == [("sync-team", "exempt", "")]
    assert (found.asked, found.gaps) == (1, 0)


def test_a_criterion_without_a_number_has_no_row(review: Review) -> None:
    """
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    ---
    ## Acceptance criteria
    - It works.
    - **AC1** It shines.
    ```
    """
    assert len(row(made(review, "story×test"), "STY-001").parts) == 1


def test_parties_in_a_list_inside_a_group_are_found(review: Review) -> None:
    """
    ```yaml title="REL-a.md"
    ---
    id: REL-a
    rollout:
      waves:
        - {name: first, sites: [north, south]}
    ---
    ```
    ```yaml title="parties.yml"
    north: {kind: site}
    south: {kind: site}
    ```
    """
    assert {name: [part.field for part in parts] for name, parts in matrices.actors(review.project).items()} == {
        "north": ["rollout"],
        "south": ["rollout"],
    }


def test_without_parties_nobody_is_named(review: Review) -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    owner: someone
    ---
    ```
    """
    assert matrices.actors(review.project) == {}


def test_a_way_down_is_not_gone_twice(review: Review) -> None:
    """
    ```yaml title="GOAL-001.md"
    ---
    id: GOAL-001
    ---
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    supports: GOAL-001
    ---
    ```
    ```yaml title="REQ-002.md"
    ---
    id: REQ-002
    supports: GOAL-001
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    realizes: [REQ-001, REQ-002]
    ---
    ```
    """
    assert linked(row(made(review, "goal×story"), "GOAL-001")) == [("STY-001", "derived", "REQ-001")]


def test_a_matrix_of_the_configuration_that_is_none_is_said() -> None:
    text = 'site:\n  matrices: ["requirement×tset", a, goal x requirement]\n'
    found = matrices.problems(config.read(text, "tpo-docs.yml"))
    assert [(one.line, one.column, one.reason) for one in found] == [
        (2, 14, "'requirement×tset' is no matrix of this project"),
        (2, 34, "'a' is no matrix of this project"),
    ]
    assert found[0].mend == "write `requirement×test`"
