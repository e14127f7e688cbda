"""What changed up to a version, from real repositories."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.test_git import Repo
from tpo_docs import files, git, past
from tpo_docs.cli.app import app
from tpo_docs.model import LedgerLine
from tpo_docs.proof.changes import Changes
from tpo_docs.records.fingerprint import fingerprints
from tpo_docs.records.ledger import PATH, written

_PAY = "---\nid: REQ-001\ntitle: Pay\nstatus: {}\n---\nThe shop shall take {}.\n"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "project")
    repo.write("readme.txt", "x")
    repo.commit("No project yet", on="2027-01-01T10:00:00+01:00")
    repo("tag", "v0.1")
    repo.write("tpo-docs.yml", "profile: starter\n")
    repo.write("specs/parties.yml", "harbour: {kind: client, title: Harbour}\n")
    repo.write("specs/REQ-001.md", _PAY.format("draft", "coins"))
    repo.write(
        "specs/many.md", "# Many\n\n## REQ-011 One\n```yaml item\n```\nA\n\n## REQ-012 Two\n```yaml item\n```\nB\n"
    )
    repo.commit("Begin", on="2027-01-02T10:00:00+01:00")
    repo("tag", "v1.0")
    return repo


def _changes(repo: Repo, ref: str = "") -> Changes:
    found = past.changes(files.load(repo.folder, ref=ref))
    assert found is not None
    return found


def test_a_version_is_compared_with_those_before_it(repo: Repo) -> None:
    repo.write("specs/REQ-001.md", _PAY.format("approved", "coins"))
    repo.commit("Approve", on="2027-02-01T10:00:00+01:00")
    repo("tag", "-a", "v1.1", "-m", "x", on="2027-02-02T10:00:00+01:00")
    repo("checkout", "-qb", "other", "v1.0")
    repo.write("specs/REQ-009.md", "---\nid: REQ-009\n---\n")
    repo.commit("Elsewhere", on="2027-02-03T10:00:00+01:00")
    repo("tag", "v9")
    repo("checkout", "-q", "main")
    repo.write("specs/REQ-002.md", "---\nid: REQ-002\n---\n")
    found = _changes(repo)
    assert [(one.version, one.on) for one in found.compared] == [("1.0", "2027-01-02")]
    repo.commit("More", on="2027-03-01T10:00:00+01:00")
    found = _changes(repo)
    assert [(one.version, one.on) for one in found.compared] == [("1.1", "2027-02-01"), ("1.0", "2027-01-02")]
    assert [item.id for item in found.compared[0].difference.added] == ["REQ-002"]
    assert [change.after.id for change in found.compared[1].difference.changes] == ["REQ-001"]
    assert [one.version for one in _changes(repo, "v1.1").compared] == ["1.0"]
    assert _changes(repo, "v1.0").compared == ()


def test_of_tags_that_are_one_version_the_last_counts(repo: Repo) -> None:
    repo("tag", "release/1.0", "v1.0")
    repo("tag", "v1.0;rm", "v1.0")
    for name, number in (("1.1", 2), ("v1.1", 3), ("v2", 4)):
        repo.write("specs/REQ-001.md", _PAY.format("draft", f"{number} coins"))
        repo.commit(name, on=f"2027-02-0{number}T10:00:00+01:00")
        repo("tag", name)
    commit = repo("rev-parse", "v2")
    assert [tag.name for tag in past.earlier(repo.folder, commit)] == ["v1.1", "v1.0", "v0.1"]


def test_the_history_of_an_item_follows_its_file_and_its_id(repo: Repo) -> None:
    repo.write("specs/REQ-001.md", _PAY.format("approved", "coins and cards"))
    repo.commit("Cards", on="2027-02-01T10:00:00+01:00")
    repo("mv", "specs/REQ-001.md", "specs/REQ-101-pay.md")
    text = (repo.folder / "specs/REQ-101-pay.md").read_text()
    repo.write("specs/REQ-101-pay.md", text.replace("id: REQ-001", "id: REQ-101\naliases: [REQ-001]"))
    repo.write("specs/many.md", (repo.folder / "specs/many.md").read_text().replace("B", "C"))
    repo.commit("Another id", on="2027-03-01T10:00:00+01:00")
    found = _changes(repo).histories
    assert [(entry.on, entry.subject, entry.fields, entry.first) for entry in found["REQ-101"]] == [
        ("2027-03-01", "Another id", (("id", "REQ-001", "REQ-101"),), False),
        (
            "2027-02-01",
            "Cards",
            (
                ("status", "draft", "approved"),
                ("text", "The shop shall take coins.", "The shop shall take coins and cards."),
            ),
            False,
        ),
        ("2027-01-02", "Begin", (), True),
    ]
    assert [entry.on for entry in found["REQ-011"]] == ["2027-01-02"]
    assert [entry.on for entry in found["REQ-012"]] == ["2027-03-01", "2027-01-02"]


def test_the_text_that_was_approved_is_found_wherever_it_was(repo: Repo) -> None:
    project = files.load(repo.folder).project
    line = LedgerLine("REQ-001", "approved", "harbour", "2027-01-03T10:00:00Z", fingerprints(project)["REQ-001"])
    lost = line._replace(item="REQ-011", fingerprint="000000000000")
    repo.write(PATH, written(line) + written(lost))
    repo.write("specs/REQ-001.md", _PAY.format("draft", "cards"))
    repo("mv", "specs/REQ-001.md", "specs/REQ-101.md")
    repo.commit("Moved", on="2027-02-01T10:00:00+01:00")
    found = _changes(repo).earlier
    assert list(found) == [("REQ-001", line.fingerprint)]
    assert found["REQ-001", line.fingerprint].statement == "The shop shall take coins."


def test_without_git_nothing_is_known_and_a_shallow_clone_says_so(repo: Repo, tmp_path: Path) -> None:
    repo.write("specs/REQ-001.md", _PAY.format("draft", "cards"))
    repo.commit("Cards")
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{repo.folder}", str(clone)], check=True)
    found = past.changes(files.load(clone))
    assert found is not None
    assert found.note == git.SHALLOW
    assert found.compared == ()
    assert found.histories["REQ-001"] == ()
    bare = tmp_path / "bare"
    (bare / "specs").mkdir(parents=True)
    (bare / "specs/REQ-001.md").write_text("---\nid: REQ-001\n---\n")
    assert past.changes(files.load(bare)) is None
    empty = Repo(tmp_path / "empty")
    empty.write("specs/REQ-001.md", "---\nid: REQ-001\n---\n")
    assert past.changes(files.load(empty.folder)) is None


def test_an_audience_reads_of_no_change_that_it_may_not_see(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.write("specs/REQ-002.md", "---\nid: REQ-002\ntitle: Margin\n---\nThe margin shall be 31 %.\n")
    repo.write("specs/REQ-003.md", "---\nid: REQ-003\ntitle: Ask\n---\nAsk kim@example.org or [[REQ-002]].\n")
    repo.commit("Margin of kim@example.org", on="2027-02-01T10:00:00+01:00")
    repo("tag", "v1.1")
    repo.write(
        "specs/REQ-002.md", "---\nid: REQ-002\ntitle: Margin\naudience: internal\n---\nThe margin shall be 31 %.\n"
    )
    repo.write("specs/REQ-003.md", "---\nid: REQ-003\ntitle: Ask\n---\nAsk somebody.\n")
    repo.commit("Hide", on="2027-03-01T10:00:00+01:00")
    monkeypatch.chdir(repo.folder)
    done = CliRunner().invoke(
        app, ["build", "--audience", "public", "--output", "out", "--site-url", "https://example.org/x"]
    )
    assert done.exit_code == 0, done.output
    texts = {
        path: path.read_text("utf-8", "replace")
        for path in (repo.folder / "out").rglob("*")
        if path.suffix in (".html", ".xml", ".js", ".json")
    }
    page = next(text for path, text in texts.items() if path.name == "since-1.1.html")
    assert "<ins>" in page
    for path, text in texts.items():
        for secret in ("kim@example.org", "31 %", "Margin", "Tess"):
            assert secret not in text, path


def test_what_people_write_into_git_is_text_on_every_page(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    evil = "<img src=x onerror=alert(1)> {{ 7*7 }} <!--tpo:html--><script>alert(2)</script>"
    repo("config", "user.name", f"Mallory {evil}")
    repo.write("specs/REQ-001.md", _PAY.format("approved", f"coins {evil} [[REQ-001|<img src=x onerror=alert(3)>]]"))
    repo.commit(f"Change {evil}", on="2027-02-01T10:00:00+01:00")
    repo("tag", "v1.1")
    monkeypatch.chdir(repo.folder)
    done = CliRunner().invoke(
        app, ["build", "--ref", "v1.1", "--output", "out", "--site-url", "https://example.org/'\"<x>"]
    )
    assert done.exit_code == 0, done.output
    pages = [*(repo.folder / "out/1.1/changes").iterdir(), repo.folder / "out/1.1/REQ-001.html"]
    assert {path.name for path in pages} >= {"index.html", "since-1.0.html", "feed.xml", "REQ-001.html"}
    for path in pages:
        text = path.read_text("utf-8")
        assert "<img src=x" not in text, path
        assert "<script>alert" not in text, path
    assert "{{ 7*7 }}" in (repo.folder / "out/1.1/REQ-001.html").read_text("utf-8")
