"""What an audience sees: nothing private in a whole site, nor in any export, and no gap that the hiding has made."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests import leaky
from tests.cases import Case, case
from tests.running import Run
from tests.test_git import Repo
from tpo_docs.coverage import coverage
from tpo_docs.disclosure import restricted
from tpo_docs.files import load
from tpo_docs.mkdocs_plugin import project_tree
from tpo_docs.model import Review
from tpo_docs.site.errors import SiteError
from tpo_docs.verdicts import Verdict, verdict_of


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """The leaky project with its approvals, in a repository whose commits leak too."""
    repo = Repo(tmp_path_factory.mktemp("leaky") / "project")
    said = leaky.commits()
    repo("config", "user.name", said["author"])
    for path, text in leaky.first().items():
        repo.write(path, text)
    repo.commit(said["subject"])
    repo("tag", "v0.9")
    (repo.folder / "specs/requirement/REQ-901.md").unlink()
    for path, text in leaky.files().items():
        repo.write(path, text)
    repo.commit(said["subject"])
    return repo


def test_a_public_site_holds_nothing_private_in_any_byte(repo: Repo, run: Run) -> None:
    where = ("-C", str(repo.folder))
    assert (
        run("approve", "REQ-001", "STY-001", "--as", "sam", "--comment", f"{leaky.EMAIL} REQ-900", *where).status == 0
    )
    assert run("approve", "REQ-001", "--as", "hidden-team-900", "--comment", leaky.CANARY, *where).status == 0
    assert run("approve", "REQ-900", "--as", "sam", *where).status == 0
    done = run("build", "--audience", "public", *where)
    assert done.status == 0, done.err
    site = repo.folder / "site"
    pages = {str(file.relative_to(site)) for file in site.rglob("*.html")}
    assert {"1.0/requirement/REQ-001.html", "1.0/many.html", "1.0/about/notes.html", "1.0/id/REQ-001.html"} <= pages
    assert "It is sent to •••, not to •••." in (site / "1.0/requirement/REQ-001.html").read_text(encoding="utf-8")
    assert not [path for path in pages if "900" in path or "hidden" in path]
    assert leaky.leaks(site) == []
    assert any("changes/" in path for path in pages), "the page of changes since 0.9 was searched too"
    assert "90017" not in "".join(text for _, text in leaky.readings(site))
    assert "for public: " in done.out
    assert " kept back; " in done.out


@pytest.mark.no_cover  # other tests reach the same lines, and tracing doubles its time
@pytest.mark.parametrize("other", ["pagefind", "zensical"])
def test_neither_another_search_nor_another_engine_brings_it_out(
    repo: Repo,
    run: Run,
    tmp_path: Path,
    other: str,
) -> None:
    """The same search over every byte, packed fragments of Pagefind's index included; and it finds what a site for all
    holds, so it does not pass for want of looking."""
    pytest.importorskip(other)
    project = tmp_path / "project"
    shutil.copytree(repo.folder, project, ignore=shutil.ignore_patterns("site", "whole", ".tpo-docs"))
    settings = project / "tpo-docs.yml"
    if other == "pagefind":
        text = settings.read_text(encoding="utf-8")
        assert text.count("\nsite:\n") == 1
        settings.write_text(text.replace("\nsite:\n", "\nsite:\n  search: pagefind\n"), encoding="utf-8")
    engine = ("--engine", "zensical") if other == "zensical" else ()
    for audience, folder in (("public", "seen"), ("internal", "whole")):
        done = run("build", "--audience", audience, "--output", str(tmp_path / folder), *engine, "-C", str(project))
        assert done.status == 0, done.err
    assert leaky.leaks(tmp_path / "seen") == []
    found = leaky.leaks(tmp_path / "whole")
    assert any(repr(leaky.EMAIL) in line for line in found)
    if other == "pagefind":
        packed = [name for name, _ in leaky.readings(tmp_path / "seen") if "pf_fragment (unpacked)" in name]
        assert packed, "the fragments are looked into"
        assert any("pf_fragment (unpacked)" in line and leaky.CANARY in line for line in found)


@pytest.mark.no_cover  # other tests reach the same lines, and tracing doubles its time
def test_the_search_of_this_test_finds_what_a_whole_site_holds(repo: Repo, run: Run) -> None:
    """The same search over a build for all finds every word: it does not pass for want of looking."""
    done = run("build", "--output", str(repo.folder / "whole"), "-C", str(repo.folder))
    assert done.status == 0, done.err
    found = "\n".join(leaky.leaks(repo.folder / "whole"))
    assert [word for word in leaky.FORBIDDEN if repr(word) not in found] == ["quoted by"]  # never shown without consent


@pytest.mark.parametrize(
    "command",
    [
        ("export", "json"),
        ("export", "csv"),
        ("export", "markdown"),
        ("list", "--format", "json", "--columns", "id,title,owner,rationale,custom_field,up,down,findings"),
        ("matrix", "requirement", "test", "--format", "json"),
        ("matrix", "decision", "requirement"),
    ],
)
def test_no_export_holds_it_either(repo: Repo, run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    output = tmp_path / "out.txt"
    done = run(*command, "--audience", "public", "--output", str(output), "-C", str(repo.folder))
    assert done.status == 0, done.err
    assert leaky.leaks(tmp_path) == []
    assert "REQ-001" in output.read_text(encoding="utf-8")


def test_the_rule_finds_each_leak_at_its_place(repo: Repo, run: Run) -> None:
    found = json.loads(run("check", "--format", "json", "-C", str(repo.folder)).out)["findings"]
    places = {
        (finding["line"], finding["column"]): finding["message"]
        for finding in found
        if finding["code"] == "TPO904" and finding["path"] == "specs/about/notes.md"
    }
    line = leaky.files()["specs/about/notes.md"].split("\n")[2]
    assert places == {
        (3, line.index(leaky.EMAIL) + 1): "specs/about/notes.md holds an e-mail address, 'lea…'",
        (3, line.index(leaky.TELEPHONE) + 1): "specs/about/notes.md holds a telephone number, '+49…'",
        (3, line.index(leaky.SECRET) + 1): "specs/about/notes.md holds what looks like a secret",
        (3, line.index(leaky.PASSWORD) + 1): "specs/about/notes.md holds what looks like a secret",
        (
            3,
            line.index("[[REQ-900]]") + 1,
        ): "specs/about/notes.md holds the name of REQ-900, which is not for everybody",
        (3, line.index("[[hidden-term") + 1): (
            "specs/about/notes.md holds the name of hidden-term-900, which is not for everybody"
        ),
    }
    assert not [finding for finding in found if leaky.SECRET in str(finding) and finding["code"] == "TPO904"]


def test_a_site_holds_versions_for_one_audience(repo: Repo, run: Run) -> None:
    where = ("-C", str(repo.folder), "--output", str(repo.folder / "mixed"))
    assert run("build", "--audience", "public", "--version", "1.0", *where).status == 0
    done = run("build", "--version", "1.1", *where)
    assert done.status == 2
    assert "the site holds 1.0 for the audience public; publish what is for those who see all into another" in done.err
    assert not (repo.folder / "mixed" / "1.1").exists()


@pytest.mark.no_cover  # other tests reach the same lines, and tracing doubles its time
def test_a_version_for_all_that_becomes_public_leaves_nothing_behind(repo: Repo, run: Run) -> None:
    where = ("-C", str(repo.folder), "--output", str(repo.folder / "again"))
    assert run("build", "--version", "1.0", "--alias", "latest", *where).status == 0
    assert leaky.leaks(repo.folder / "again")
    assert run("build", "--version", "1.0", "--audience", "public", *where).status == 0
    assert leaky.leaks(repo.folder / "again") == []


def test_an_address_from_elsewhere_stops_the_build(tmp_path: Path, run: Run) -> None:
    repo = Repo(tmp_path / "project")
    repo.write("tpo-docs.yml", "sources: [specs]\n")
    repo.write("mkdocs.yml", "site_name: Shop\ncopyright: Write to help@shop.example\n")
    repo.write("specs/index.md", "# Home\n")
    where = ("-C", str(repo.folder))
    done = run("build", "--audience", "public", *where)
    assert done.status == 2
    assert "holds an e-mail address ('hel…'), which is not for everybody: nothing was published" in done.err
    assert not (repo.folder / "site" / "dev").exists()
    repo.write("tpo-docs.yml", "sources: [specs]\ndisclosure: {allow: [help@shop.example]}\n")
    assert run("build", "--audience", "public", *where).status == 0


def test_the_plugin_knows_audiences() -> None:
    folder = Path(__file__).parents[1] / "tpo_docs" / "examples" / "erp"
    whole = {file.path: file.bytes() for file in project_tree(folder, None).files}
    public = {file.path: file.bytes() for file in project_tree(folder, None, "public").files}
    assert any(b"RISK-014" in data for data in whole.values())
    assert not [path for path, data in public.items() if b"RISK-014" in data or b"RISK-008" in data]
    with pytest.raises(SiteError, match="audience: 'all' is none of public, internal"):
        project_tree(folder, None, "all")


def test_wrong_use_is_one_line(repo: Repo, run: Run) -> None:
    done = run("build", "--audience", "publik", "-C", str(repo.folder))
    assert (done.status, done.err.splitlines()[-1]) == (
        2,
        "tpo-docs: --audience: 'publik' is none of public, internal; did you mean 'public'? (see 'tpo-docs build --help')",
    )


# ---- the pure seam --------------------------------------------------------------------------------------------------

_SMALL = """
```yaml title="parties.yml"
sam: {kind: person, title: Sam}
```
```yaml title="REQ-001.md"
---
id: REQ-001
title: Pay by invoice
kind: functional
status: approved
owner: sam
source: sam
rationale: They ask.
---
The shop shall take coins.
```
```yaml title="STY-001.md"
---
id: STY-001
title: Choose
kind: spike
status: ready
owner: sam
realizes: REQ-001
---
## Acceptance criteria
- **AC1** It is shown.
```
```yaml title="TEST-001.md"
---
id: TEST-001
title: Two ways
kind: manual
status: active
owner: sam
audience: internal
verifies: [REQ-001, STY-001/AC1]
---
```
"""


def _public(files: str) -> tuple[Review, Review]:
    review = case(files).review()
    return review, restricted(review, "public")


def test_hiding_a_test_makes_no_gap() -> None:
    whole, public = _public(_SMALL)
    assert coverage(whole.project)["REQ-001"].deep
    assert set(public.project.items) == {"sam", "REQ-001", "STY-001"}
    found = coverage(public.project)["REQ-001"]
    assert found.covered
    assert found.missing == ()
    assert public.findings == whole.findings == ()


def test_nothing_is_called_proven_that_a_hidden_test_refutes() -> None:
    shown = """
```yaml title="TEST-002.md"
---
id: TEST-002
title: Seen
kind: manual
status: active
owner: sam
verifies: REQ-001
---
```
```json title="records/results.jsonl"
{"case": "a::seen", "result": "passed", "at": "2027-02-28T00:00:00Z", "names": ["TEST-002"]}
{"case": "a::hidden", "result": "RESULT", "at": "2027-02-28T00:00:00Z", "names": ["TEST-001"]}
```
"""
    for result, verdict in (("passed", Verdict.OK), ("failed", Verdict.NONE)):
        whole, public = _public(_SMALL + shown.replace("RESULT", result))
        assert verdict_of(whole.project, "REQ-001") is (Verdict.OK if result == "passed" else Verdict.FAILED)
        assert verdict_of(public.project, "REQ-001") is verdict


def test_a_gap_of_the_whole_stays_one() -> None:
    whole, public = _public(_SMALL.replace("verifies: [REQ-001, STY-001/AC1]", "verifies: []"))
    assert "REQ-001" in {finding.item for finding in public.findings}
    assert {finding.key for finding in public.findings} <= {finding.key for finding in whole.findings}


def test_those_who_see_all_get_the_very_same() -> None:
    review = case(_SMALL).review()
    assert restricted(review, "internal") is review
    assert restricted(review, "") is review


def test_more_audiences_see_step_by_step() -> None:
    files = {
        "tpo-docs.yml": "disclosure: {audiences: [public, partners, internal]}\n",
        **case(_SMALL.replace("audience: internal", "audience: partners")).files,
    }
    review = Case(files).review()
    assert "TPO104" not in {finding.code for finding in review.findings}
    assert "TEST-001" not in restricted(review, "public").project.items
    assert "TEST-001" in restricted(review, "partners").project.items


def test_a_word_that_is_no_audience_hides() -> None:
    review = case(_SMALL.replace("audience: internal", "audience: secret")).review()
    assert "TEST-001" not in restricted(review, "public").project.items


def test_an_item_hidden_today_is_hidden_in_an_old_revision() -> None:
    review = case(_SMALL.replace("audience: internal\n", "")).review()
    assert "TEST-001" in restricted(review, "public").project.items
    assert "TEST-001" not in restricted(review, "public", frozenset({"TEST-001"})).project.items


def test_what_is_allowed_stays() -> None:
    text = _SMALL.replace("shall take coins", "shall be at help@shop.example, anna@team.example and bob@shop.example")
    files = {"tpo-docs.yml": "disclosure: {allow: [help@shop.example, '@team.example']}\n", **case(text).files}
    public = restricted(Case(files).review(), "public")
    assert (
        public.project.items["REQ-001"].statement
        == "The shop shall be at help@shop.example, anna@team.example and •••."
    )


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[the plan](plan-b.md)", "•••"),
        ("[the plan](<plan b.md>)", "•••"),
        ("[the plan](plan(b).md 'Plan')", "•••"),
        ("[a [draft] of it](plan-b.md)", "[a [draft] of it](#)"),
        ("[![a picture](a.png)](plan(b).md#now)", "[![a picture](a.png)](#)"),
        ("[the plan][1] of\n\n[1]: <plan b.md> 'Plan'", "[the plan][1] of\n\n[1]: #"),
        ("[the plan][1] of\n\n[1]: plan-b.md", "[the plan][1] of\n\n[1]: #"),
        ("[the plan](plan\\-b.md) [the plan](plan&#45;b.md)", "••• •••"),
        ('[the plan](plan-b.md "a \\"secret\\"\nplan")', "•••"),
        ('[the plan][1] of\n\n> [1]: plan-b.md\n> "A secret"', "[the plan][1] of\n\n> [1]: #"),
        ('<a class="x"\n  HREF="plan-b.md">it</a>', '<a class="x"\n  HREF="#">it</a>'),
        ("[an open one](<plan c.md>) and [another [one]](plan(c).md)",) * 2,
    ],
)
def test_a_link_to_a_hidden_page_says_nothing_of_it_however_it_is_written(written: str, shown: str) -> None:
    """The name of the file may say what the page is about."""
    hidden = "".join(
        f'```yaml title="{name}.md"\n---\nid: TEST-00{number}\naudience: internal\n---\n```\n'
        for number, name in enumerate(("plan-b", "plan b", "plan(b)"), 2)
    )
    _, public = _public(_SMALL.replace("The shop shall take coins.", written) + hidden)
    assert public.project.items["REQ-001"].body.text.strip() == shown


def test_links_to_hidden_pages_go_from_titles_and_fields_and_as_the_site_has_them(tmp_path: Path) -> None:
    text = _SMALL.replace("title: Pay by invoice", "title: Pay by [the plan](plan.md)").replace(
        "rationale: They ask.", "rationale: It is in [the plan](plan.md)."
    )
    hidden = '```yaml title="plan.md"\n---\nid: TEST-002\naudience: internal\n---\n```\n'
    _, public = _public(text + hidden)
    item = public.project.items["REQ-001"]
    assert (item.title, item.text("rationale")) == ("Pay by •••", "It is in •••.")
    files = {
        "tpo-docs.yml": "sources: [docs/specs, docs/notes]\n",
        "docs/specs/one.md": "---\nid: REQ-001\ntitle: One\n---\n[a](notes/plan.md) [b](../notes/plan.md) [c](notes/open.md)\n",
        "docs/notes/plan.md": "---\nid: REQ-002\naudience: internal\n---\n",
    }
    for path, written in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(written, encoding="utf-8")
    public = restricted(load(tmp_path).review, "public")
    assert public.project.items["REQ-001"].body.text.strip() == "••• ••• [c](notes/open.md)"


def test_two_items_of_one_id_are_both_hidden_where_one_is() -> None:
    more = '```yaml title="TEST-001-again.md"\n---\nid: TEST-001\ntitle: Again\nkind: manual\n---\n```\n'
    _, public = _public(_SMALL + more)
    assert "TEST-001" not in public.project.items
    assert public.project.duplicates == ()
