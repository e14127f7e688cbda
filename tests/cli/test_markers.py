"""Markers in source code: what one is, where they are found, and what becomes of them."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.test_git import Repo
from tpo_docs import files, markers
from tpo_docs.config import CodeOptions
from tpo_docs.files.code import scan

_SPEC = (
    "---\nid: SPEC-021\ntitle: Rules\nkind: data\nstatus: {}\nowner: sam\naliases: [dsn~cost-rules~1]\n---\nA table.\n"
)
_CONFIG = "code: {paths: [src], exclude: [vendor, '*.min.js']}\ntypes: {spec: {needs: {data: [code]}}}\n"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("// tpo: implements SPEC-021", [("implements", "SPEC-021", 20)]),
        ("# tpo:  implements SPEC-021, REQ-004 and more", []),
        (
            "# tpo: implements SPEC-021, REQ-004 and more",
            [("implements", "SPEC-021", 19), ("implements", "REQ-004", 29)],
        ),
        ("<!-- tpo: verifies STY-012/AC1 -->", [("verifies", "STY-012/AC1", 20)]),
        ("/* tpo: implements: [SPEC-021] */", [("implements", "SPEC-021", 22)]),
        ("-- tpo: implements REL-2027.1.", [("implements", "REL-2027.1", 20)]),
        ("# tpo: implementsSPEC-021", [("implements", "SPEC-021", 18)]),
        ("# [impl->dsn~cost-rules~1]", [("implements", "dsn~cost-rules~1", 10)]),
        ("# [utest~x~2 -> req~cost.rules~3 >> itest]", [("verifies", "req~cost.rules~3", 17)]),
        ("x = [a->b]", []),
        ("nothing", []),
    ],
)
def test_what_a_marker_is(line: str, found: list[tuple[str, str, int]]) -> None:
    made = [(one.role, one.target, one.column) for one in markers.read("a", 1, line, markers.WORDS)]
    assert made == found or (found == [] and "  implements" in line)


def test_words_of_ones_own() -> None:
    (one,) = markers.read("a", 3, "// @req REQ-001", ["@req"])
    assert (one.role, one.target, one.line) == ("@req", "REQ-001", 3)


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    repo = Repo(tmp_path / "project")
    repo.write("tpo-docs.yml", _CONFIG)
    repo.write("specs/SPEC-021.md", _SPEC.format("implemented"))
    repo.write("specs/more.md", "In source code: `tpo: implements SPEC-999`\n")
    repo.write(".gitignore", "/src/built/\n")
    repo.write("src/rules.py", "# tpo: implements SPEC-021\n# [impl->dsn~cost-rules~1]\n")
    repo.write("src/deep/näme 1.c", "/* tpo: implements SPEC-022 */\r\n")
    repo.write("src/built/x.py", "# tpo: implements SPEC-901\n")
    repo.write("src/vendor/x.py", "# tpo: implements SPEC-902\n")
    repo.write("src/deep/a.min.js", "// tpo: implements SPEC-903\n")
    repo.write("other/x.py", "# tpo: implements SPEC-904\n")
    (repo.folder / "src/binary").write_bytes(b"\0\0tpo: implements SPEC-905\n")
    monkeypatch.chdir(repo.folder)
    return repo


_FOUND = [
    ("src/deep/näme 1.c", 1, "SPEC-022"),
    ("src/rules.py", 1, "SPEC-021"),
    ("src/rules.py", 2, "dsn~cost-rules~1"),
]
_OPTIONS = CodeOptions(("src",), ("src/vendor", "*.min.js"))


def _places(root: Path, options: CodeOptions = _OPTIONS) -> list[tuple[str, int, str]]:
    return [(one.path, one.line, one.target) for one in scan(root, options, ["specs"]).markers]


def test_files_that_git_ignores_are_left_out(repo: Repo) -> None:
    assert _places(repo.folder) == _FOUND
    repo.commit("One")
    assert _places(repo.folder) == _FOUND


def test_without_git_files_are_read_here(tmp_path: Path) -> None:
    for path, text in (("src/a.py", "# tpo: implements SPEC-021\n"), ("src/.hidden/a.py", "# tpo: implements X-1\n")):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    (tmp_path / "src/b.bin").write_bytes(b"\0tpo: implements SPEC-021")
    assert _places(tmp_path) == [("src/a.py", 1, "SPEC-021")]


def test_a_revision_is_searched_too(repo: Repo) -> None:
    commit = repo.commit("One")
    repo.write("src/rules.py", "nothing\n")
    found = files.load(repo.folder, ref=commit).project.code.markers
    assert [(one.path, one.line, one.target) for one in found] == [*_FOUND]


def test_what_markers_say_is_shown_and_judged(repo: Repo, run: Run) -> None:
    assert [
        (one["code"], one["path"], one["line"], one["message"])
        for one in json.loads(run("check", "--ignore", "TPO302", "--format", "json").out)["findings"]
    ] == [("TPO201", "src/deep/näme 1.c", 1, "the code implements SPEC-022, which does not exist")]
    shown = run("show", "SPEC-021").out
    assert "Code\n  implements src/rules.py:1\n  implements src/rules.py:2\n" in shown
    exported = json.loads(run("export", "json").out)["code"]
    assert [(one["item"], one["path"]) for one in exported] == [
        ("", "src/deep/näme 1.c"),
        ("SPEC-021", "src/rules.py"),
        ("SPEC-021", "src/rules.py"),
    ]
    # What was remembered of the last check no longer counts once the code says something else.
    repo.write("src/rules.py", "nothing\n")
    repo.write("src/deep/näme 1.c", "nothing\n")
    found = json.loads(run("check", "--ignore", "TPO302", "--format", "json").out)["findings"]
    assert [(one["code"], one["message"]) for one in found] == [("TPO313", "SPEC-021 has no code")]


def test_code_of_what_is_superseded_is_found(repo: Repo) -> None:
    repo.write("tpo-docs.yml", _CONFIG)
    repo.write("specs/SPEC-021.md", _SPEC.format("superseded"))
    repo.write("specs/SPEC-030.md", "---\nid: SPEC-030\ntitle: New\nkind: data\nsupersedes: SPEC-021\n---\nText.\n")
    found = [one for one in files.load(repo.folder).review.findings if one.code == "TPO204"]
    assert [(one.path, one.line, one.mend) for one in found] == [
        ("src/rules.py", 1, "write `SPEC-030`"),
        ("src/rules.py", 2, "write `SPEC-030`"),
    ]
    assert found[0].message == "the code implements SPEC-021, which is superseded and replaced by SPEC-030"


def test_only_what_is_implemented_needs_its_code(repo: Repo) -> None:
    repo.write("tpo-docs.yml", _CONFIG)
    repo.write("specs/SPEC-021.md", _SPEC.format("agreed"))
    repo.write("src/rules.py", "nothing\n")
    found = files.load(repo.folder).review.findings
    assert "TPO313" not in [finding.code for finding in found]


@pytest.mark.no_cover  # what is timed is not traced
def test_a_large_tree_is_searched_fast(tmp_path: Path) -> None:
    """Two thousand files here; benchmarks measure fifty thousand."""
    repo = Repo(tmp_path / "large")
    for number in range(2000):
        repo.write(f"src/d{number % 50}/f{number}.py", "x = 1\n" * 50 + f"# tpo: implements SPEC-{number}\n")
    repo("add", "-A")
    start = time.perf_counter()
    assert len(scan(repo.folder, CodeOptions(("src",)), ()).markers) == 2000
    assert time.perf_counter() - start < 3


def test_the_pattern_for_git_finds_what_the_reader_reads() -> None:
    line = "a [impl->dsn~b~1] tpo:   implements SPEC-1 @x.y(z) REQ-1"
    for pattern in (markers.GREP_TAG, *map(markers.grep_pattern, (*markers.WORDS[:1], "@x.y(z)"))):
        done = subprocess.run(["grep", "-E", "-c", pattern], input=line, capture_output=True, text=True, check=False)
        assert done.stdout.strip() == "1", pattern
