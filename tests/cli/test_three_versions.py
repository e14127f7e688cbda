"""The ERP example in three tagged versions: all built, changes between them and since the client approved, trends."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cli.conftest import Run
from tests.test_git import Repo

pytestmark = pytest.mark.slow

_PREVIEW = "specs/billing/requirements/REQ-004-preview-and-release.md"


@pytest.fixture
def erp(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """Version 1.0 that the board approves, 1.1 with changed, new, renamed and removed items, 1.2 in which one is given up."""
    folder = tmp_path / "erp"
    run("init", "--example", "erp", str(folder))
    repo = Repo(folder)
    monkeypatch.chdir(folder)
    repo.commit("First state", on="2027-01-10T10:00:00Z")
    run("approve", "REQ-004", "REQ-001", "REQ-002", "--as", "acceptance-board", "--today", "2027-01-11")
    repo.commit("The board approves", on="2027-01-11T10:00:00Z")
    repo("tag", "v1.0")
    text = (folder / _PREVIEW).read_text("utf-8")
    repo.write(
        _PREVIEW, text.replace("only after a second person, other", "above EUR 500 only after two persons, other")
    )
    run(
        "new", "requirement", "Credit notes carry the reason", "--set", "kind=functional", "--link", "supports=GOAL-002"
    )
    next((folder / "specs/billing/stories").glob("STY-067*")).unlink()
    repo.commit("Four eyes above EUR 500", on="2027-02-01T10:00:00Z")
    assert run("rename", "SPEC-002", "SPEC-902").status == 0
    repo.commit("Another id", on="2027-02-02T10:00:00Z")
    repo("tag", "v1.1")
    path = next((folder / "specs").rglob("REQ-002-*.md"))
    path.write_text(path.read_text("utf-8").replace("status: approved", "status: superseded"), "utf-8")
    repo.commit("Given up", on="2027-02-20T10:00:00Z")
    repo("tag", "v1.2")
    return repo


def _words(page: Path) -> str:
    """What a reader sees, with [+what came+] and [-what went-]."""
    text = re.sub(r"(?s).*<article[^>]*>(.*)</article>.*", r"\1", page.read_text("utf-8"))
    for tag, sign in (("ins", "+"), ("del", "-")):
        text = text.replace(f"<{tag}>", f"[{sign}").replace(f"</{tag}>", f"{sign}]")
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.no_cover  # other tests reach the same lines, and tracing doubles its time
def test_a_client_reads_what_changed_between_versions_and_since_the_board_approved(erp: Repo, run: Run) -> None:
    address = "https://example.org/erp"
    assert run("build", "--ref", "v1.0", "--site-url", address).status == 0
    site = erp.folder / "site"
    first = _digests(site / "1.0")
    done = run("build", "--all-tags", "--alias", "latest", "--site-url", address)
    assert done.status == 0, done.err
    assert "site/1.0: as it was built before" in done.out
    assert _digests(site / "1.0") == first  # its matrices, gaps and approvals are those of its day

    page = _words(site / "1.1/changes/since-1.0.html")
    assert "Changes 1.0 → 1.1" in page
    assert "issue an invoice [+above EUR 500+] only after [-a second person,-] [+two persons,+] other" in page
    assert "Credit notes carry the reason" in page
    assert "STY-067 A note of the office on each invoice" in page
    assert "was called SPEC-002" in page
    assert "No longer approved REQ-004" in page
    for word in ("commit", "branch", "diff", "Git", "repository"):
        assert not re.search(rf"\b{word}\b", page)
    assert {path.name for path in (site / "1.2/changes").glob("since-*")} == {"since-1.0.html", "since-1.1.html"}
    assert "[-approved-] [+superseded+]" in _words(site / "1.2/changes/since-1.1.html")
    assert not (site / "1.0/changes/since-1.0.html").exists()

    board = _words(site / "latest/changes/party-acceptance-board.html")
    assert re.search(r"\d texts? ha(?:s|ve) changed since\.", board)
    assert "[+two persons,+]" in board
    assert re.search(r"Unchanged .*REQ-001 .*Withdrawn", board)
    assert re.search(r"Withdrawn .*REQ-002 ", board)
    assert "two persons" not in _words(site / "1.0/changes/party-acceptance-board.html")

    history = _words(site / "1.2/billing/specs/SPEC-902-billing-to-be.html")
    assert "2027-02-02 SPEC-002 → SPEC-902 Tess Tester: Another id" in history
    assert (site / "1.2/id/SPEC-002.html").is_file()
    assert (site / "1.2/billing/specs/SPEC-002-billing-to-be.html").is_file()

    trends = _words(site / "1.2/changes/trends.html")
    assert "Versions in numbers" in trends
    feed = ElementTree.fromstring((site / "latest/changes/feed.xml").read_bytes())
    titles = [
        entry.findtext("{http://www.w3.org/2005/Atom}title")
        for entry in feed.iter("{http://www.w3.org/2005/Atom}entry")
    ]
    assert titles[0] == "Tarnfield ERP 1.2"
    assert any((title or "").startswith("REQ-002") for title in titles)


def test_without_tags_or_git_the_pages_say_less_and_cost_nothing(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "erp"
    run("init", "--example", "erp", str(folder))
    assert run("-C", str(folder), "build").status == 0
    names = {path.name for path in (folder / "site/1.1/changes").iterdir()}
    assert names == {"trends.html"}
