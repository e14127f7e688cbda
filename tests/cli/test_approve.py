"""`approve` and `accept`: lines into the ledger, and what `check` says before and after."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.test_git import Repo
from tpo_docs.files import append

_CONFIG = "types: {requirement: {needs: {business: []}, approvals: {approved: [{role: client, independent: true}]}}}\n"
_REQUIREMENT = (
    "---\nid: REQ-001\ntitle: Pay by invoice\nkind: business\nstatus: approved\nowner: sam\nsource: harbour\n"
    "rationale: They ask.\n---\nThe shop shall take {}.\n"
)
_STORY = (
    "---\nid: STY-001\ntitle: Choose\nkind: debt\nstatus: ready\nowner: sam\nrealizes: REQ-001\n---\n"
    "## Acceptance criteria\n- **AC1** It is shown.\n"
)
_TEST = "---\nid: TEST-001\ntitle: Two\nkind: manual\nstatus: active\nowner: sam\nverifies: STY-001/AC1\n---\n"
_PARTIES = (
    "harbour: {kind: client, title: Harbour Oil}\nsam: {kind: person, title: Sam}\n"
    "tess: {kind: client, title: Tess Tester}\nold: {kind: client, title: Old, status: former}\n"
)


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A repository with a requirement that the client must approve, committed by Tess Tester."""
    repo = Repo(tmp_path / "project")
    repo.write("tpo-docs.yml", _CONFIG)
    repo.write("specs/REQ-001.md", _REQUIREMENT.format("coins and notes"))
    repo.write("specs/STY-001.md", _STORY)
    repo.write("specs/TEST-001.md", _TEST)
    repo.write("specs/parties.yml", _PARTIES)
    repo("add", "-A")
    repo("commit", "-qm", "One")
    monkeypatch.chdir(repo.folder)
    return repo


def _lines(repo: Repo) -> list[dict[str, Any]]:
    text = (repo.folder / "records/reviews.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def _codes(run: Run) -> list[str]:
    return [finding["code"] for finding in json.loads(run("check", "--format", "json").out)["findings"]]


def test_from_approval_over_a_change_to_settled(repo: Repo, run: Run) -> None:
    assert _codes(run) == ["TPO801"]
    done = run("approve", "REQ-001", "--as", "harbour", "--comment", "Fine  by us", "--today", "2027-01-04")
    assert done.status == 0
    assert re.sub(r"text \w+", "text …", done.out) == (
        "REQ-001 approved by harbour, text …: Fine by us\nwrote 1 line to records/reviews.jsonl; commit it\n"
    )
    assert run("approve", "STY-001", "TEST-001", "STY-001", "--as", "sam", "--today", "2027-01-04").status == 0
    first, second, third = _lines(repo)
    assert {key: first[key] for key in ("item", "verdict", "party", "role", "at", "author", "comment")} == {
        "item": "REQ-001",
        "verdict": "approved",
        "party": "harbour",
        "role": "client",
        "at": "2027-01-04T00:00:00Z",
        "author": "Tess Tester",
        "comment": "Fine by us",
    }
    assert second["upstream"] == {"realizes:REQ-001": first["fingerprint"]}
    assert list(third["upstream"]) == ["verifies:STY-001/AC1"]
    assert _codes(run) == []
    repo("add", "-A")
    repo("commit", "-qm", "Approved")

    repo.write("specs/REQ-001.md", _REQUIREMENT.format("coins and cards"))
    assert _codes(run) == ["TPO802", "TPO803"]
    assert "\nApprovals lost\n  - REQ-001 Pay by invoice: harbour\n" in run("diff", "main").out
    assert run("approve", "REQ-001", "--as", "harbour").status == 0
    assert "Approvals lost" not in run("diff", "main").out
    assert _codes(run) == ["TPO803"]
    settle = ("accept", "STY-001", "--role", "realizes", "--from", "REQ-001", "--as", "sam", "--reason", "fits")
    shown = run(*settle, "--dry-run")
    assert shown.out.startswith(
        "REQ-001 Pay by invoice, since sam looked at it on 2027-01-04:\n"
        "  text: The shop shall take coins and [-notes.-] {+cards.+}\n"
        "would write to records/reviews.jsonl:\n"
    )
    assert len(_lines(repo)) == 4
    assert run(*settle).out.endswith("wrote 1 line to records/reviews.jsonl; commit it\n")
    assert _lines(repo)[-1]["comment"] == "fits"
    assert _codes(run) == []
    assert "is not suspect" in run(*settle).err


def test_a_criterion_is_settled_by_its_address_and_after_a_move(repo: Repo, run: Run) -> None:
    run("approve", "TEST-001", "--as", "sam")
    (repo.folder / "specs/stories").mkdir()
    repo("mv", "specs/STY-001.md", "specs/stories/STY-001.md")
    repo("commit", "-qm", "Moved")
    repo.write("specs/stories/STY-001.md", _STORY.replace("shown", "hidden"))
    done = run(
        "accept", "TEST-001", "--role", "verifies", "--from", "STY-001/AC1", "--as", "sam", "--reason", "tested anew"
    )
    assert "AC1: It is [-shown.-] {+hidden.+}" in done.out
    assert _codes(run) == ["TPO801"]


def test_a_change_of_wording(repo: Repo, run: Run) -> None:
    run("approve", "REQ-001", "--as", "harbour")
    run("approve", "STY-001", "--as", "sam")
    wanted = ("approve", "REQ-001", "--as", "sam", "--editorial", "a comma")
    assert "has not changed since anybody approved it" in run(*wanted).err
    repo.write("specs/REQ-001.md", _REQUIREMENT.format("coins, and notes"))
    assert _codes(run) == ["TPO802", "TPO803"]
    assert run(*wanted).status == 0
    assert _codes(run) == []


def test_wanting_changes(repo: Repo, run: Run) -> None:
    run("approve", "REQ-001", "--as", "harbour", "--verdict", "changes-requested", "--comment", "Which?")
    found = json.loads(run("check", "--format", "json").out)["findings"]
    assert [finding["message"] for finding in found] == [
        "REQ-001 is approved without approval of client: harbour wants changes"
    ]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["REQ-01", "--as", "harbour"], "there is no item REQ-01; did you mean 'REQ-001'?"),
        (["REQ-001", "--as", "harbor"], "there is no party harbor; did you mean 'harbour'?"),
        (["REQ-001", "--as", "STY-001"], "there is no party STY-001"),
        (["REQ-001", "--as", "old"], "old is former"),
        (["REQ-001", "--as", "sam"], "sam owns or wrote REQ-001"),
        (["REQ-001", "--as", "tess"], "tess owns or wrote REQ-001"),
        (["REQ-001", "--as", "harbour", "--comment", " "], "--comment is empty"),
        (["REQ-001", "--as", "harbour", "--editorial", "x", "--comment", "y"], "--editorial goes with neither"),
    ],
)
def test_what_is_refused_writes_nothing(repo: Repo, run: Run, arguments: list[str], says: str) -> None:
    done = run("approve", *arguments)
    assert done.status == 2
    assert says in done.err
    assert not (repo.folder / "records").exists()


@pytest.mark.parametrize(
    ("role", "end", "says"),
    [
        ("realizes", "REQ-002", "there is no link STY-001 realizes REQ-002; did you mean 'STY-001 realizes REQ-001'?"),
        ("verifies", "REQ-001", "there is no link STY-001 verifies REQ-001"),
    ],
)
def test_a_link_that_is_not_there_is_not_settled(repo: Repo, run: Run, role: str, end: str, says: str) -> None:
    done = run("accept", "STY-001", "--role", role, "--from", end, "--as", "sam", "--reason", "x")
    assert done.status == 2
    assert says in done.err


def test_a_dry_run_shows_the_lines(repo: Repo, run: Run) -> None:
    done = run("approve", "REQ-001", "STY-001", "--as", "harbour", "--dry-run")
    assert done.out.count('"verdict": "approved"') == 2
    assert not (repo.folder / "records").exists()


def test_lines_changed_or_lost_are_noticed(repo: Repo, run: Run) -> None:
    run("approve", "REQ-001", "--as", "harbour")
    run("approve", "STY-001", "--as", "sam")
    repo("add", "-A")
    repo("commit", "-qm", "Approved")
    ledger = repo.folder / "records/reviews.jsonl"
    whole = ledger.read_text(encoding="utf-8")
    ledger.write_text(whole.replace("harbour", "harbor"), encoding="utf-8")
    assert _codes(run).count("TPO006") == 2  # the line that is there, and the one that is gone
    first, second = whole.splitlines()
    ledger.write_text(f"{second}\n", encoding="utf-8")
    repo("commit", "-qam", "Forgotten")
    assert _codes(run) == ["TPO006", "TPO801"]
    ledger.write_text(f"{second}\n{first}\n", encoding="utf-8")
    assert _codes(run) == []
    repo("commit", "-qam", "Back")
    ledger.unlink()
    assert _codes(run).count("TPO006") == 2


def test_both_branches_keep_their_lines(repo: Repo, run: Run) -> None:
    repo.write(".gitattributes", "/records/reviews.jsonl merge=union text eol=lf\n")
    repo.write("records/reviews.jsonl", "")
    repo("add", "-A")
    repo("commit", "-qm", "Start")
    repo("checkout", "-qb", "other")
    run("approve", "STY-001", "--as", "sam")
    repo("add", "-A")
    repo("commit", "-qm", "There")
    repo("checkout", "-q", "main")
    run("approve", "REQ-001", "--as", "harbour")
    repo("add", "-A")
    repo("commit", "-qm", "Here")
    repo("merge", "-q", "-m", "Both", "other")
    assert {line["item"] for line in _lines(repo)} == {"REQ-001", "STY-001"}
    assert _codes(run) == []


def test_without_git_it_works_and_says_what_it_cannot_know(repo: Repo, run: Run, tmp_path: Path) -> None:
    run("approve", "STY-001", "--as", "sam")
    (repo.folder / ".git").rename(tmp_path / "away")
    repo.write("specs/REQ-001.md", _REQUIREMENT.format("cards"))
    done = run("accept", "STY-001", "--role", "realizes", "--from", "REQ-001", "--as", "sam", "--reason", "x")
    assert "the text of then is in no commit of this clone" in done.out
    assert done.status == 0


def test_a_last_line_without_an_end_is_ended_first(tmp_path: Path) -> None:
    path = tmp_path / "records/reviews.jsonl"
    append(path, b"one\n")
    path.write_bytes(b"one")
    append(path, b"two\n")
    assert path.read_bytes() == b"one\ntwo\n"


def test_a_project_judged_as_of_a_day_is_signed_on_that_day(repo: Repo, run: Run) -> None:
    repo.write("tpo-docs.yml", _CONFIG + "today: 2027-03-01\n")
    assert run("approve", "REQ-001", "--as", "harbour").status == 0
    assert run("approve", "STY-001", "--as", "sam", "--today", "2027-03-04").status == 0
    assert [line["at"] for line in _lines(repo)] == ["2027-03-01T00:00:00Z", "2027-03-04T00:00:00Z"]
    repo.write("specs/REQ-001.md", _REQUIREMENT.format("cards"))
    settled = run(
        "accept", "STY-001", "--role", "realizes", "--from", "REQ-001", "--as", "sam", "--reason", "The same choice"
    )
    assert settled.status == 0
    assert _lines(repo)[-1]["at"] == "2027-03-04T00:00:00Z", "never before what was said of the item already"


def _records(repo: Repo, run: Run) -> str:
    """The verdict of the story's criterion, and whether the test's link to it is suspect."""
    found = json.loads(run("export", "json").out)
    proof = next(row for row in found["verdicts"] if row["item"] == "STY-001")
    return f"{proof['criteria']['AC1']} {'suspect' if 'TPO803' in _codes(run) else 'settled'}"


def test_a_change_of_a_criterion_that_is_declared_editorial_ages_neither_results_nor_approvals(
    repo: Repo, run: Run
) -> None:
    assert run("approve", "STY-001", "TEST-001", "--as", "sam", "--today", "2027-01-04").status == 0
    recorded = run("results", "record", "TEST-001", "--result", "passed", "--at", "2027-01-05")
    assert recorded.status == 0
    assert _records(repo, run) == "ok settled"
    repo.write("specs/STY-001.md", _STORY.replace("It is shown.", "It is shwon."))
    assert _records(repo, run) == "stale suspect"
    assert (
        run("approve", "STY-001", "--as", "sam", "--editorial", "a typing mistake", "--today", "2027-01-06").status == 0
    )
    assert _records(repo, run) == "ok settled"
    line = _lines(repo)[-1]
    now, *before = line["criteria"]["AC1"]
    assert now not in before
    assert len(before) == 1
    repo.write("specs/STY-001.md", _STORY.replace("It is shown.", "It is sold."))
    assert _records(repo, run) == "stale suspect", "the next change is another one"
    repo.write("specs/STY-001.md", _STORY)
    assert _records(repo, run) == "ok settled", "and the text of before means what it meant"


def test_a_change_since_the_last_results_alone_can_be_declared_editorial_too(repo: Repo, run: Run) -> None:
    assert run("results", "record", "TEST-001", "--result", "passed", "--at", "2027-01-05").status == 0
    refused = run("approve", "STY-001", "--as", "sam", "--editorial", "nothing")
    assert (refused.status, refused.out) == (2, "")
    assert "STY-001 has not changed since anybody approved it, leaned on it or tested it" in refused.err
    repo.write("specs/STY-001.md", _STORY.replace("It is shown.", "It is shown!"))
    assert _records(repo, run).split()[0] == "stale"
    assert run("approve", "STY-001", "--as", "sam", "--editorial", "a full stop", "--today", "2027-01-06").status == 0
    assert _records(repo, run).split()[0] == "ok"
