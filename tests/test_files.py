"""Projects on disk and in revisions: what is found, read, left out and remembered."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.test_git import Repo
from tpo_docs import config, files
from tpo_docs.files import lines
from tpo_docs.files.memory import FORMAT, Basis, Memory, now
from tpo_docs.files.place import Place
from tpo_docs.files.selection import Selection, chosen, docs_folder
from tpo_docs.model import Finding

REQ = "---\nid: REQ-001\ntitle: Split\nstatus: draft\n---\nThe system shall split.\n"


def write(folder: Path, texts: dict[str, str]) -> Path:
    for path, text in texts.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


# ---- where a project is -----------------------------------------------------------------------------------------


def test_a_project_is_found_upwards(tmp_path: Path) -> None:
    write(tmp_path, {"tpo-docs.yml": "", "specs/a/b.md": "", "mkdocs.yml": ""})
    assert files.find(tmp_path / "specs" / "a") == Place(tmp_path, tmp_path / "tpo-docs.yml")


def test_a_nearer_project_wins(tmp_path: Path) -> None:
    write(tmp_path, {"tpo-docs.yml": "", "inner/tpo-docs.yaml": "", "inner/specs/b.md": ""})
    assert files.find(tmp_path / "inner" / "specs").root == tmp_path / "inner"


def test_a_folder_of_mkdocs_is_a_project_where_there_is_no_other(tmp_path: Path) -> None:
    write(tmp_path, {"mkdocs.yml": "", "docs/b.md": ""})
    assert files.find(tmp_path / "docs") == Place(tmp_path, None)


def test_the_search_ends_at_the_repository(tmp_path: Path) -> None:
    write(tmp_path, {"tpo-docs.yml": "", "repo/.git/HEAD": "", "repo/specs/b.md": ""})
    assert files.find(tmp_path / "repo" / "specs") == Place(tmp_path / "repo" / "specs", None)


def test_a_configuration_by_name_brings_its_folder(tmp_path: Path) -> None:
    write(tmp_path, {"tpo-docs.yml": "", "other/mine.yml": ""})
    assert files.find(tmp_path, tmp_path / "other" / "mine.yml").root == tmp_path / "other"
    with pytest.raises(files.ProjectError, match="there is no configuration"):
        files.find(tmp_path, tmp_path / "none.yml")


def test_a_missing_folder_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(files.ProjectError, match="there is no folder"):
        files.find(tmp_path / "none")


# ---- what is read -----------------------------------------------------------------------------------------------


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


# ---- the day ----------------------------------------------------------------------------------------------------


def test_the_day_is_asked_for_frozen_reproducible_or_today(monkeypatch: pytest.MonkeyPatch) -> None:
    frozen = config.read("today: 2027-03-01", "tpo-docs.yml")
    asked = date(2026, 1, 2)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    assert files.today_of(frozen, asked) == asked
    assert files.today_of(frozen) == date(2027, 3, 1)
    assert files.today_of(config.default()) == date(2026, 1, 1)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    assert abs((files.today_of(config.default()) - datetime.now(UTC).date()).days) <= 1


# ---- writing ----------------------------------------------------------------------------------------------------


def test_a_file_is_written_beside_its_place_and_moved_there(tmp_path: Path) -> None:
    target = tmp_path / "new" / "file.txt"
    files.write_text(target, "ü\n")
    files.write_text(target, "b\n")
    assert target.read_bytes() == b"b\n"
    assert [path.name for path in target.parent.iterdir()] == ["file.txt"]


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "file.txt"
    files.write_text(target, "old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="No space left"):
        files.write_text(target, "new")
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["file.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_what_is_no_regular_file_is_written_into(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        files.write_text(pipe, "text")
        assert os.read(reader, 10) == b"text"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


# ---- revisions --------------------------------------------------------------------------------------------------


def test_a_revision_gives_the_same_project_as_the_folder(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    write(
        tmp_path / "product",
        {
            "tpo-docs.yml": "sources: [specs, ../shared]\n",
            "specs/REQ-001.md": REQ,
            "specs/.hidden.md": REQ,
            "specs/terms.yml": "order: {definition: What was agreed.}\n",
            "../shared/STY-001.md": "---\nid: STY-001\nrealizes: REQ-001\n---\n# Split\n",
            "mock.png": "",
            "specs/SPEC-001.md": "---\nid: SPEC-001\nspecifies: STY-001\nviews: [mock.png, none.png]\n---\n# Page\n",
        },
    )
    repo.commit("All")
    disk = files.load(tmp_path / "product")
    write(
        tmp_path / "product",
        {"specs/REQ-001.md": "changed", "specs/REQ-002.md": "new", "tpo-docs.yml": "sources: [none]"},
    )
    revision = files.load(tmp_path / "product", ref="HEAD")
    assert revision.sources == disk.sources
    assert revision.attachments == disk.attachments
    assert revision.project.items == disk.project.items
    assert revision.project.files == disk.project.files == {"mock.png"}
    assert revision.review.findings == disk.review.findings
    assert (revision.ref, revision.commit) == ("HEAD", repo("rev-parse", "HEAD"))
    assert {revision.project.history[file.path].subject for file in revision.sources} == {"All"}


def test_an_unknown_revision_is_one_line_with_the_nearest_tag(tmp_path: Path) -> None:
    write(tmp_path, {"specs/a.md": REQ})
    with pytest.raises(files.ProjectError, match=r"there is no Git repository to read v1\.0 from"):
        files.load(tmp_path, ref="v1.0")
    repo = Repo(tmp_path)
    repo.commit("All")
    repo("tag", "v1.0")
    with pytest.raises(files.ProjectError, match=r"Git knows no revision v1\.00; did you mean v1\.0\?"):
        files.load(tmp_path, ref="v1.00")


def test_a_source_outside_of_the_repository_is_missing_in_a_revision(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    write(tmp_path, {"elsewhere/a.md": REQ, "repo/tpo-docs.yml": "sources: [../elsewhere]\n"})
    repo.commit("All")
    assert [finding.code for finding in files.load(tmp_path / "repo").review.findings] == []
    (finding,) = files.load(tmp_path / "repo", ref="HEAD").review.findings
    assert finding.message == "there is no folder '../elsewhere'"


def test_ids_of_all_local_branches_are_in_use(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    write(tmp_path, {"specs/REQ-001.md": REQ, "specs/terms.yml": "order: {definition: x}\n"})
    repo.commit("Main")
    repo("checkout", "-q", "-b", "other")
    write(
        tmp_path,
        {"specs/REQ-009.md": "---\nid: REQ-009\naliases: [REQ-007]\n---\n", "specs/terms.yml": "invoice: bill\n"},
    )
    repo.commit("Other")
    repo("checkout", "-q", "main")
    write(tmp_path, {"specs/REQ-002.md": "---\nid: REQ-002\n---\n"})
    assert files.ids_in_use(files.load(tmp_path)) == {"REQ-001", "REQ-002", "REQ-007", "REQ-009", "order", "invoice"}


# ---- the memory -------------------------------------------------------------------------------------------------


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    write(
        tmp_path, {"tpo-docs.yml": "", "specs/a.md": "one", "specs/b.md": "two", "api.yml": "x: 1", "specs/pic.png": ""}
    )
    return Memory(files.find(tmp_path))


def _keep(memory: Memory, *, commit: str = "", begun: int | None = None) -> None:
    store = memory.store
    read = {
        path: data
        for path, data in store.read(["specs/a.md", "specs/b.md", "tpo-docs.yml", "api.yml"])
        if isinstance(data, bytes)
    }
    sources = {path: read[path] for path in ("specs/a.md", "specs/b.md")}
    others = {path: read[path] for path in ("tpo-docs.yml", "api.yml")}
    basis = Basis("check", (Selection("specs"),), ("terms",), sources, others, ["api.yml", "none.yml"], commit)
    memory.keep(["found"], basis, store.stamps, now() + 10_000_000_000 if begun is None else begun)


def _recall(memory: Memory, question: str = "check", head: str = "") -> object:
    return Memory(memory.place).recall(question, lambda: head)


def test_what_was_found_is_remembered_while_nothing_changes(memory: Memory) -> None:
    assert _recall(memory) is None
    _keep(memory)
    assert _recall(memory) == ["found"]
    assert _recall(memory, "check --select TPO2") is None
    assert (memory.place.root / ".tpo-docs" / ".gitignore").read_text() == "*\n"


def test_a_file_that_is_touched_or_rewritten_with_the_same_text_changes_nothing(memory: Memory) -> None:
    _keep(memory)
    file = memory.place.root / "specs" / "a.md"
    os.utime(file, (1, 1))
    assert _recall(memory) == ["found"]
    file.unlink()
    file.write_text("one")
    assert _recall(memory) == ["found"]


@pytest.mark.parametrize(
    "change",
    [
        {"specs/a.md": "uno"},
        {"specs/a.md": "longer"},
        {"specs/new.md": ""},
        {"specs/deep/new.md": ""},
        {"specs/terms.yml": ""},
        {"tpo-docs.yml": "version: '1'"},
        {"api.yml": "x: 2"},
        {"none.yml": ""},
        {"specs/a.md": None},
        {"api.yml": None},
        {"tpo-docs.yml": None},
    ],
)
def test_any_change_of_what_was_read_is_seen(memory: Memory, change: dict[str, str | None]) -> None:
    _keep(memory)
    for path, text in change.items():
        file = memory.place.root / path
        if text is None:
            file.unlink()
        else:
            write(memory.place.root, {path: text})
    assert Memory(files.find(memory.place.root)).recall("check", lambda: "") is None


def test_a_change_that_keeps_size_and_times_is_seen_while_the_file_is_fresh(memory: Memory) -> None:
    """On a file system with coarse times a file may change twice in one tick."""
    file = memory.place.root / "specs" / "a.md"
    before = file.stat()
    _keep(memory, begun=before.st_mtime_ns)
    path = memory.folder / "checked"
    file.write_text("eno")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = file.stat()
    content = lines.opened(path.read_bytes())
    content["files"]["specs/a.md"][1:] = [after.st_size, after.st_mtime_ns, after.st_ctime_ns, after.st_ino]
    path.write_bytes(lines.sealed(content))
    assert _recall(memory) is None


def test_a_new_attachment_changes_nothing(memory: Memory) -> None:
    _keep(memory)
    write(memory.place.root, {"specs/other.png": ""})
    assert _recall(memory) == ["found"]


def test_a_new_commit_counts_where_history_was_looked_at(memory: Memory) -> None:
    _keep(memory, commit="abc")
    assert _recall(memory, head="abc") == ["found"]
    assert _recall(memory, head="def") is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no json",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"{}",
        b'{"format": "%s"}' % FORMAT.encode(),
        b'{"format": "other/1", "program": "x"}',
        b"[" * 100_000,
    ],
)
def test_a_damaged_or_foreign_memory_is_none(memory: Memory, content: bytes) -> None:
    write(memory.place.root, {".tpo-docs/cache/checked": ""})
    for whole in (content, f"{lines.mark(content)} ".encode() + content):
        (memory.folder / "checked").write_bytes(whole)
        assert _recall(memory) is None


def test_a_bit_that_flips_in_the_memory_makes_it_none(memory: Memory) -> None:
    _keep(memory)
    path = memory.folder / "checked"
    whole = path.read_bytes()
    for at in range(0, len(whole) - 1, 7):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert _recall(memory) is None, at
    path.write_bytes(whole[:-20])
    assert _recall(memory) is None


@pytest.mark.parametrize(
    "key", ["files", "selections", "collections", "cited", "others", "begun", "commit", "found", "config"]
)
def test_a_memory_with_a_part_missing_or_of_another_shape_is_none(memory: Memory, key: str) -> None:
    _keep(memory)
    path = memory.folder / "checked"
    content = lines.opened(path.read_bytes())
    for value in (None, 7, "text", [["x"]], {"x": 1}) if key in ("files", "selections", "cited", "others") else ():
        path.write_bytes(lines.sealed({**content, key: value}))
        assert _recall(memory) is None
    del content[key]
    path.write_bytes(lines.sealed(content))
    assert _recall(memory) is None


def test_another_program_has_no_memory_of_ours(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    _keep(memory)
    monkeypatch.setattr("tpo_docs.files.memory.program", lambda: "0.0.0")
    assert _recall(memory) is None


def test_where_nothing_can_be_written_nothing_is_remembered(memory: Memory) -> None:
    write(memory.place.root, {".tpo-docs": "a file"})
    _keep(memory)
    assert _recall(memory) is None


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
