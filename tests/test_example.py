"""The example project shows what it is meant to show: its deliberate gaps, and nothing else."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from tests import erp_ledger
from tpo_docs import files
from tpo_docs.model import Review
from tpo_docs.planning import contracts, decisions, feedback, goals, rollout, stakeholders
from tpo_docs.planning.contracts import ContractState
from tpo_docs.planning.goals import Verdict
from tpo_docs.records import ledger
from tpo_docs.schema import default_schema

_ERP = Path(files.__file__).resolve().parents[1] / "examples" / "erp"
DELIBERATE = (
    ("TPO103", "STY-051"),  # `estmate`
    ("TPO106", "REQ-026"),  # an open question in an approved requirement
    ("TPO201", "RISK-009"),  # REQ-309 for REQ-039
    ("TPO204", "STY-045"),  # leans on a superseded specification
    ("TPO205", "SPEC-008"),  # an operation that the contract does not have
    ("TPO206", "REQ-014"),  # two requirements that cannot both hold
    ("TPO303", "REQ-011"),  # approved, and no story
    ("TPO305", "STY-050"),  # a criterion without a test
    ("TPO306", "TEST-013"),  # passed before a criterion was changed
    ("TPO306", "TEST-021"),  # three tests without a result, of work that has begun
    ("TPO306", "TEST-031"),
    ("TPO306", "TEST-043"),
    ("TPO307", "STY-033"),  # done, and last night its test failed
    ("TPO308", "REQ-035"),  # a quality requirement that nothing measures
    ("TPO310", "ADR-007"),  # a team that has not adopted the decision
    ("TPO311", "FB-014"),  # feedback of which nothing came
    ("TPO312", "REL-1.2"),  # a roll-out without support
    ("TPO401", "STY-044"),  # planned before what it needs
    ("TPO404", "GOAL-003"),  # a key result past its day
    ("TPO405", "REL-1.1"),  # at this pace late
    ("TPO406", "REL-legacy-off"),  # nearly all of it a Must
    ("TPO407", "STY-058"),  # scheduled, and nobody knows whether it can be done
    ("TPO501", "STY-047"),  # a Must that waits for a Should
    ("TPO502", "STY-051"),  # planned without an estimate
    ("TPO801", "REQ-026"),  # the board wants changes
    ("TPO801", "REQ-041"),  # nobody has asked the board
    ("TPO802", "REQ-007"),  # another text than the board approved
    ("TPO803", "STY-050"),  # its requirement has changed since the team agreed
    ("TPO805", "REL-1.1"),  # six stories came since it began
    ("TPO901", "EDSO-7.2"),  # a clause that nobody has answered
    ("TPO903", "TEST-041"),  # tried, and not accepted
    ("TPO903", "TEST-043"),  # not tried yet
)


@pytest.fixture(scope="module")
def erp(tmp_path_factory: pytest.TempPathFactory) -> Review:
    # Away from our own history, as `init` writes it.
    folder = tmp_path_factory.mktemp("example") / "erp"
    shutil.copytree(_ERP, folder)
    return files.load(folder).review


def test_the_approvals_are_of_the_texts_that_are_there(erp: Review, request: pytest.FixtureRequest) -> None:
    """The ledger of the example is made by `tests.erp_ledger`; whoever edits the example makes it anew."""
    file, wanted = _ERP / ledger.PATH, erp_ledger.text(erp.project)
    if request.config.getoption("--update-golden"):
        file.write_bytes(wanted.encode())
    assert file.read_bytes().decode() == wanted, "an item was edited: run pytest tests/test_example.py --update-golden"


def test_the_findings_are_the_deliberate_ones(erp: Review) -> None:
    assert sorted((finding.code, finding.item) for finding in erp.findings) == sorted(DELIBERATE)


def test_an_exemption_with_its_reason_is_shown_too(erp: Review) -> None:
    assert [(entry.finding.code, entry.finding.item) for entry in erp.exempted] == [("TPO305", "STY-046")]


def test_every_type_has_items_and_every_category_occurs(erp: Review) -> None:
    items = erp.project.items.values()
    assert len(erp.project.items) >= 120
    assert {item.type for item in items} == set(default_schema().types)
    assert len({item.category for item in items}) == 6


def test_the_company_has_17_offices_with_1500_people(erp: Review) -> None:
    sites = [item for item in erp.project.of_type("party") if item.kind == "site"]
    assert len(sites) == 17
    assert sum(item.number("represents") or 0 for item in sites) == 1500


def test_the_kinds_of_every_type_are_used(erp: Review) -> None:
    used = Counter((item.type, item.kind) for item in erp.project.items.values())
    for spec in default_schema().types.values():
        for kind in spec.kinds:
            if (spec.name, kind) == ("release", "iteration"):
                continue  # the teams of the example work without sprints
            assert used[spec.name, kind], f"no {spec.name} of kind {kind}"


def test_the_pages_on_goals_people_and_rollout_have_something_to_show(erp: Review) -> None:
    project = erp.project
    verdicts = {one.verdict for goal in project.of_type("goal") for one in goals.key_results(project, goal)}
    assert {Verdict.REACHED, Verdict.ON_TRACK, Verdict.AT_RISK, Verdict.BEHIND, Verdict.MISSED} <= verdicts
    assert max((rows[-1].on - rows[0].on).days for rows in project.observations.values()) > 690
    assert len({team for one in decisions.adoptions(project) for team in one.teams}) == 6
    totals = [option.total for one in decisions.in_force(project) for option in decisions.options(one).options]
    assert totals
    assert None not in totals
    assert len([segment for segment in feedback.segments(project) if segment.heard]) >= 6
    assert sum(not row.total for row in stakeholders.rows(project)) == 2
    assert all(site.waves for site in rollout.sites(project))
    assert rollout.reached(project)[-1][1] == 1500
    assert {one.contract.state for one in contracts.interfaces(project)} == {
        ContractState.KEPT,
        ContractState.NO_OPERATION,
    }
