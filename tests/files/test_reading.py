"""What of a project on disk is read, left out, and said where it cannot be."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.files.folders import REQ, write
from tpo_docs import files
from tpo_docs.files.place import Place
from tpo_docs.files.selection import Selection, chosen, docs_folder
from tpo_docs.model import Finding


@pytest.mark.parametrize(
    ("include", "exclude", "read"),
    [
        ((), (), ["a.md", "b/a.md", "b/c/d.md", "b/pic.png", "terms.yml"]),
        (("*.md",), (), ["a.md", "b/a.md", "b/c/d.md"]),
        (("a.md",), (), ["a.md", "b/a.md"]),
        (("./a.md",), (), ["a.md", "b/a.md"]),
        (("b/*.md",), (), ["b/a.md"]),
        (("b/**/*.md",), (), ["b/a.md", "b/c/d.md"]),
        (("**/c",), (), ["b/c/d.md"]),
        (("b",), (), ["b/a.md", "b/c/d.md", "b/pic.png"]),
        (("b/",), ("c",), ["b/a.md", "b/pic.png"]),
        (("[ab].md",), (), ["a.md", "b/a.md"]),
        (("[!a].md",), (), ["b/c/d.md"]),
        (("?.md",), ("b/c/*",), ["a.md", "b/a.md"]),
        (("[",), (), []),
        (("[z-a].md",), (), []),
        ((), ("*.png", "*.yml", "b/**"), ["a.md"]),
        (("A.md",), (), []),
    ],
)
def test_patterns_choose_names_and_paths(include: tuple[str, ...], exclude: tuple[str, ...], read: list[str]) -> None:
    listed = ["terms.yml", "b/c/d.md", "a.md", "b/a.md", "b/pic.png"]
    assert [file.relative for file in chosen(listed, Selection("specs", include, exclude), ["terms"])] == read


@pytest.mark.parametrize(
    ("path", "to", "index", "folder"),
    [
        ("specs", None, 0, ""),
        ("../EIPs/EIPS", None, 0, ""),
        ("../EIPs/EIPS", None, 1, "EIPS/"),
        ("../EIPs/EIPS", "eips/all/", 1, "eips/all/"),
        ("specs", "../..", 1, ""),
        ("specs", "/", 2, ""),
        (".", None, 1, ""),
    ],
)
def test_pages_go_where_their_source_says(path: str, to: str | None, index: int, folder: str) -> None:
    assert docs_folder(path, to, index) == folder


def test_files_are_sorted_into_pages_collections_tables_and_attachments(tmp_path: Path) -> None:
    write(
        tmp_path / "project",
        {
            "tpo-docs.yml": "sources:\n  - specs\n  - {path: ../more, to: extra}\n",
            "specs/b.md": REQ,
            "specs/a.markdown": "page",
            "specs/terms.yml": "",
            "specs/other.yml": "",
            "specs/series.csv": "date,value\n",
            "specs/pic.png": "",
            "specs/.hidden/x.md": "",
            "specs/.x.md": "",
            "specs/node_modules/x.md": "",
            "specs/__pycache__/x.md": "",
            "../more/c.md": "",
        },
    )
    inputs = files.read_inputs(files.DiskStore(files.find(tmp_path / "project")))
    assert [(file.path, file.docs_path, file.source) for file in inputs.sources] == [
        ("specs/a.markdown", "a.md", 0),
        ("specs/b.md", "b.md", 0),
        ("specs/series.csv", "", 0),
        ("specs/terms.yml", "", 0),
        ("../more/c.md", "extra/c.md", 1),
    ]
    assert [(file.path, file.docs_path) for file in inputs.attachments] == [
        ("specs/other.yml", "other.yml"),
        ("specs/pic.png", "pic.png"),
        ("specs/series.csv", "series.csv"),
    ]


def test_links_that_leave_the_source_or_lead_back_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, {"outside/x.md": "", "specs/a/a.md": "", "specs/b/b.md": "", "secret.md": ""})
    specs = tmp_path / "specs"
    (specs / "out").symlink_to(tmp_path / "outside")
    (specs / "secret.md").symlink_to(tmp_path / "secret.md")
    (specs / "broken.md").symlink_to("nowhere.md")
    (specs / "copy.md").symlink_to("a/a.md")
    (specs / "a" / "loop").symlink_to(specs)
    (specs / "a" / "to-b").symlink_to(specs / "b")
    (specs / "b" / "to-a").symlink_to(specs / "a")
    listed = files.DiskStore(Place(tmp_path)).list("specs")
    assert listed is not None
    assert sorted(listed) == [
        "a/a.md",
        "a/to-b/b.md",
        "b/b.md",
        "b/to-a/a.md",
        "broken.md",  # whoever reads it says why it cannot be read
        "copy.md",
    ]


@contextmanager
def _refusable() -> Iterator[None]:
    """As a user whom permissions can refuse, which root is not."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


@pytest.mark.skipif(os.name != "posix", reason="permissions are another matter there")
def test_a_file_without_permission_hides_no_other() -> None:
    with tempfile.TemporaryDirectory() as name:  # not below the folders of pytest, which nobody else may enter
        folder = Path(name)
        folder.chmod(0o755)
        write(folder, {"specs/a.md": REQ, "specs/b.md": "---\nid: REQ-002\n---\n"})
        assert list(files.load(folder).project.items) == ["REQ-001", "REQ-002"]
        (folder / "specs" / "b.md").chmod(0)
        with _refusable():
            loaded = files.load(folder)
    assert list(loaded.project.items) == ["REQ-001"]
    assert [(finding.path, finding.code) for finding in loaded.review.findings] == [("specs/b.md", "TPO101")]


def test_a_file_that_goes_away_while_reading_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"specs/a.md": REQ})
    monkeypatch.setattr(files.DiskStore, "list", lambda *_: iter(["a.md", "gone.md"]))
    loaded = files.load(tmp_path)
    assert [(finding.path, finding.code, finding.message) for finding in loaded.review.findings] == [
        ("specs/gone.md", "TPO101", "the file cannot be read: no such file or directory")
    ]


def test_a_source_that_is_not_there_is_a_finding_in_the_configuration(tmp_path: Path) -> None:
    write(tmp_path, {"tpo-docs.yml": "sources:\n  - specs\n  - path: spces\n", "specs/a.md": REQ})
    (finding,) = files.load(tmp_path).review.findings
    assert (finding.path, finding.line, finding.code) == ("tpo-docs.yml", 3, "TPO002")
    assert finding.message == "there is no folder 'spces'"


def test_a_folder_that_is_no_project_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(files.ProjectError, match=r"there is no tpo-docs\.yml here or above, and no folder specs/"):
        files.load(tmp_path)


def test_a_configuration_that_is_not_utf8_is_a_finding_and_the_rest_counts(tmp_path: Path) -> None:
    write(tmp_path, {"specs/a.md": REQ})
    (tmp_path / "tpo-docs.yml").write_bytes(b"version: '1'\nprofile: starter # \xff\n")
    loaded = files.load(tmp_path)
    assert loaded.configuration.profile == "starter"
    assert [(finding.line, finding.code, finding.message) for finding in loaded.review.findings] == [
        (2, "TPO002", "the file is not UTF-8")
    ]


def test_cited_files_are_looked_for_beside_the_item_and_from_the_root(tmp_path: Path) -> None:
    api = "paths:\n  /invoices: {get: {operationId: list}}\n"
    write(
        tmp_path,
        {
            "api/invoices.yaml": api,
            "specs/mock.png": "",
            "specs/deep/SPEC-001.md": "---\nid: SPEC-001\ncontract: {file: ../../api/invoices.yaml, operation: list}\n"
            "views: [../mock.png, none.png, https://example.com/x.png, /etc/passwd, ../../../outside.png]\n---\n# Invoices\n",
            "specs/deep/SPEC-002.md": "---\nid: SPEC-002\ncontract: {file: api/invoices.yaml#x}\n---\n# Invoices\n",
        },
    )
    loaded = files.load(tmp_path)
    assert loaded.project.files == {"api/invoices.yaml", "specs/mock.png"}
    assert loaded.project.cited == {"api/invoices.yaml": api.encode()}


def test_known_findings_come_from_the_file_that_the_configuration_names(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "tpo-docs.yml": "rules: {known: known.txt}\n",
            "known.txt": "# a comment\nTPO201 STY-001 realizes REQ-404\n\n",
            "specs/STY-001.md": "---\nid: STY-001\nrealizes: [REQ-404, REQ-405]\n---\n# Split\n",
        },
    )
    review = files.load(tmp_path).review

    def dangling(findings: tuple[Finding, ...]) -> list[str]:
        return [finding.key for finding in findings if finding.code == "TPO201"]

    assert dangling(review.known) == ["TPO201 STY-001 realizes REQ-404"]
    assert dangling(review.findings) == ["TPO201 STY-001 realizes REQ-405"]
