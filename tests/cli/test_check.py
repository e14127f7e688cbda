"""`check`: what it prints, what it remembers, how it ends."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.test_git import Repo
from tpo_docs.files import lines
from tpo_docs.report import FORMATS


def test_the_whole_output(project: Path, run: Run) -> None:
    """
    ```yaml title="REQ-004.md"
    ---
    id: REQ-004
    title: Split
    kind: functional
    ---
    ```
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split
    realizes: [REQ-004,
               REQ-404]
    status: idea
    prio: must
    ---
    ```
    """
    result = run("check", "--select", "TPO1,TPO2")
    lines = result.out.splitlines()
    assert result.status == 1
    assert result.err == ""
    assert lines[0] == "specs/STY-001.md:5:12: error TPO201 STY-001 realizes REQ-404, which does not exist"
    assert lines[1] == "    mend: write `REQ-004`"
    assert lines[2] == "specs/STY-001.md:7:1: warning TPO103 a story has no field 'prio'"
    assert lines[-1] == "1 error, 1 warning in 2 items"


def test_rules_that_wait_are_named(project: Path, run: Run) -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Split
    ---
    ```
    """
    out = run("check").out.splitlines()
    assert out[0] == "no findings in 1 item"
    assert out[1].startswith(tuple("123456789"))
    assert "rules wait for the first item of a type that is not there yet: goal, " in out[1]


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ([], 1),
        (["--fail-on", "warning"], 1),
        (["--fail-on", "info"], 1),
        (["--ignore", "TPO201"], 0),
        (["--ignore", "link-dangling"], 0),
        (["--ignore", "TPO201", "--fail-on", "warning"], 1),
        (["--ignore", "TPO2,TPO1", "--ignore", "TPO3", "--fail-on", "info"], 0),
        (["--select", "TPO103"], 0),
        (["--select", "TPO103", "--fail-on", "warning"], 1),
        (["--select", "field-unknown", "--fail-on", "warning"], 1),
        (["--select", "tpo2"], 1),
        (["--select", "2"], 1),
        (["--ignore", "201"], 0),
        (["--ignore", "Link-Dangling"], 0),
        (["--select", "103"], 0),
        (["--select", "TPO2", "--ignore", "TPO201"], 0),
    ],
)
def test_the_status_says_whether_it_failed(arguments: list[str], status: int, project: Path, run: Run) -> None:
    """
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split
    realizes: REQ-404
    ---
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Split
    prio: must
    ---
    ```
    """
    assert run("check", *arguments).status == status


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--select", "TPO99"], "--select: no rule is called 'TPO99'"),
        (
            ["--ignore", "link-dangling-x"],
            "--ignore: no rule is called 'link-dangling-x'; did you mean 'link-dangling'?",
        ),
        (["--select", ""], "--select: it names no rule"),
        (["--known", "none.txt"], "--known: none.txt cannot be read: no such file or directory"),
        (["--format", "xml"], "invalid value for '--format': 'xml' is not one of 'text', 'json', 'sarif', 'github'"),
        (["--ref", "v1"], "there is no Git repository to read v1 from"),
        (["--output", "specs"], "--output: specs is not written, it is the source specs"),
        (
            ["--known", "garbage.txt"],
            "--known: garbage.txt, line 3: 'REQ-001' is no finding; write it as `TPO201 STY-001",
        ),
        (["--output", "."], ". cannot be written: is a directory"),
    ],
)
def test_wrong_use_names_what_is_wrong(arguments: list[str], said: str, project: Path, run: Run) -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    ---
    ```
    """
    (project / "garbage.txt").write_text("# known\nTPO304 REQ-001\nREQ-001\n", encoding="utf-8")
    status, out, err = run("check", *arguments)
    assert (status, out) == (2, "")
    assert err.removeprefix("tpo-docs: ").startswith(said)
    assert err.count("\n") == 1


@pytest.mark.parametrize("name", list(FORMATS))
def test_every_format_goes_to_a_file_too(name: str, project: Path, run: Run) -> None:
    """
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Größe
    realizes: REQ-404
    ---
    ```
    """
    printed = run("check", "--format", name)
    written = run("check", "--format", name, "--output", "out/findings.txt")
    assert (printed.status, written.status, written.out) == (1, 1, "")
    assert (project / "out" / "findings.txt").read_bytes().decode() == printed.out


def test_an_old_project_starts_green_and_fails_on_what_is_new(project: Path, run: Run) -> None:
    """
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    title: Split
    realizes: REQ-404
    ---
    ```
    """
    story = project / "specs" / "STY-001.md"
    count = len(json.loads(run("check", "--format", "json").out)["findings"])
    assert run("check", "--write-known", "known.txt") == (
        0,
        f"{count} finding{'' if count == 1 else 's'} listed in known.txt\n",
        "",
    )
    green = run("check", "--known", "known.txt")
    assert green.status == 0
    assert green.out.startswith(f"no findings in 1 item ({count} known)\n")
    story.write_text("\n\n" + story.read_text().replace("---\nid", "---\n# moved\nid").lstrip(), encoding="utf-8")
    story.write_text(story.read_text().lstrip(), encoding="utf-8")
    assert run("check", "--known", "known.txt").status == 0
    story.write_text(story.read_text().replace("REQ-404", "[REQ-404, REQ-405]"), encoding="utf-8")
    new = run("check", "--known", "known.txt")
    assert new.status == 1
    assert "REQ-405, which does not exist" in new.out
    assert "REQ-404, which does not exist" not in new.out
    story.write_text(story.read_text().replace("[REQ-404, REQ-405]", ""), encoding="utf-8")
    gone = run("check", "--known", "known.txt")
    assert gone.status == 0
    assert "known TPO201 STY-001 realizes REQ-404 is gone; take it out of the file of known findings\n" in gone.out


def test_a_check_writes_nothing_but_its_cache(project: Path, run: Run) -> None:
    """
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    realizes: REQ-404
    ---
    ```
    """
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    run("check")
    after = {path: path.read_bytes() for path in project.rglob("*") if path.is_file() and ".tpo-docs" not in path.parts}
    assert after == before
    shutil.rmtree(project / ".tpo-docs")
    run("check", "--no-cache")
    assert not (project / ".tpo-docs").exists()


def test_an_unchanged_project_is_not_parsed_again(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    realizes: REQ-404
    ---
    ```
    """
    first = run("check", "--format", "json")
    monkeypatch.setattr("tpo_docs.files.load", lambda *_, **__: pytest.fail("it was read again"))
    assert run("check", "--format", "json") == first
    assert run("check", "--fail-on", "info").status == 1


def test_any_change_is_seen_by_the_next_check(project: Path, run: Run) -> None:
    """
    ```yaml title="SPEC-001.md"
    ---
    id: SPEC-001
    title: Page
    views: [mock.png]
    ---
    ```
    """
    one = ("check", "--select", "TPO201,TPO205", "--fail-on", "info")
    assert run(*one).status == 1
    (project / "mock.png").touch()
    assert run(*one).status == 0
    (project / "mock.png").unlink()
    assert run(*one).status == 1
    (project / "tpo-docs.yml").write_text("rules: {ignore: [TPO205]}\n")
    assert run(*one).status == 0
    (project / "specs" / "STY-001.md").write_text("---\nid: STY-001\nrealizes: REQ-404\n---\n")
    assert run(*one).status == 1
    (project / "specs" / "REQ-404.md").write_text("---\nid: REQ-404\n---\n")
    assert run(*one).status == 0


def test_the_next_day_and_other_options_are_other_questions(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    ```yaml title="REL-mvp.md"
    ---
    id: REL-mvp
    title: MVP
    kind: mvp
    status: planned
    owner: tess
    target: 2027-09-01
    ---
    ```
    """
    late = ("check", "--select", "TPO404")
    assert run(*late, "--today", "2027-09-01").out.startswith("no findings")
    assert run(*late, "--today", "2027-09-02").out.startswith("specs/REL-mvp.md:7:9:")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1900000000")
    assert run(*late).out.startswith("specs/REL-mvp.md:7:9:")
    assert run("check", "--select", "TPO1", "--today", "2027-09-02").out.startswith("no findings")


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff", b'{"format": "tpo-docs/checked/3"}'])
def test_a_damaged_cache_changes_nothing(damage: bytes, project: Path, run: Run) -> None:
    """
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    realizes: REQ-404
    ---
    ```
    """
    first = run("check")
    cache = project / ".tpo-docs" / "cache" / "checked"
    cache.write_bytes(damage)
    assert run("check") == first
    content = lines.opened(cache.read_bytes())
    for found in ([], [[["x"]], 1, "", [], [], [], {}], [1, 2, 3, 4, 5, 6, 7], {"a": 1}, None):
        cache.write_bytes(lines.sealed({**content, "found": found}))
        assert run("check") == first


def test_a_revision_is_checked_without_a_checkout(tmp_path: Path, run: Run) -> None:
    repo = Repo(tmp_path)
    repo.write("specs/STY-001.md", "---\nid: STY-001\ntitle: Split\nrealizes: REQ-404\n---\n")
    repo.commit("Dangling")
    repo("tag", "v1.0")
    repo.write("specs/STY-001.md", "---\nid: STY-001\ntitle: Split\n---\n")
    one = ("check", "-C", str(tmp_path), "--select", "TPO201")
    assert run(*one).status == 0
    assert run(*one, "--ref", "v1.0").status == 1
    assert run(*one).status == 0
    assert run(*one, "--ref", "v1.00").err == "tpo-docs: Git knows no revision v1.00; did you mean v1.0?\n"


def test_hosts_get_paths_from_the_repository(tmp_path: Path, run: Run) -> None:
    repo = Repo(tmp_path)
    repo.write("product/specs/STY-001.md", "---\nid: STY-001\ntitle: Split\nrealizes: REQ-404\n---\n")
    one = ("check", "-C", str(tmp_path / "product"), "--select", "TPO201", "--format")
    assert run(*one, "github").out.startswith("::error file=product/specs/STY-001.md,line=4,")
    assert json.loads(run(*one, "gitlab").out)[0]["location"]["path"] == "product/specs/STY-001.md"
    (result,) = json.loads(run(*one, "sarif").out)["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "specs/STY-001.md"


def test_colour_is_for_terminals_only(project: Path, run: Run) -> None:
    """
    ```yaml title="STY-001.md"
    ---
    id: STY-001
    realizes: REQ-404
    ---
    ```
    """
    assert "\x1b" not in run("check").out


def test_the_configured_file_of_known_findings_is_judged_too(project: Path, run: Run) -> None:
    """
    ```yaml title="tpo-docs.yml"
    rules:
      known: known.txt
    ```
    ```yaml title="index.md"
    # Welcome
    ```
    """
    assert run("check").out.startswith(
        "tpo-docs.yml:2:10: error TPO002 the file of known findings, known.txt, cannot be read: no such file or directory\n"
        "    mend: write it by `tpo-docs check --write-known known.txt`\n"
    )
    assert run("check", "--write-known", "known.txt").out == "0 findings listed in known.txt\n"
    assert run("check").status == 0
    (project / "known.txt").write_bytes(b"TPO304 REQ-001\n\xff\n")
    assert run("check").out.startswith("known.txt:2:1: error TPO002 '\ufffd' is no known finding\n")


def test_a_check_after_an_edit_of_a_field_brings_nothing_that_it_does_not_use(project: Path, run: Run) -> None:
    """
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    title: Split
    status: draft
    ---
    ```
    """
    assert run("check").status == 0
    file = project / "specs" / "REQ-001.md"
    file.write_text(file.read_text().replace("draft", "approved"))
    script = (
        "import sys; from tpo_docs.cli import app; sys.argv = ['tpo-docs', 'check']\n"
        "try: app()\n"
        "except SystemExit: print(sorted(sys.modules.keys() & {'tpo_docs.partial', 'tpo_docs.check', 'tpo_docs.files.loading', 'yaml', 'statistics', 'tempfile', 'shutil'}))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=project, capture_output=True, text=True, check=True)
    assert done.stdout.endswith("['tpo_docs.check', 'tpo_docs.partial']\n"), done.stdout
