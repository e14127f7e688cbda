"""After any edits, what the caches make of a project is what a clean run makes of it, byte for byte."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks import corpus
from tpo_docs import files
from tpo_docs.check import check
from tpo_docs.cli.app import app
from tpo_docs.config import Configuration
from tpo_docs.files import edits
from tpo_docs.files.loading import Loaded
from tpo_docs.files.memory import question
from tpo_docs.formats import WRITERS
from tpo_docs.model import Body, Item, Ledger, Project, Results, Review, SourceFile
from tpo_docs.parse import FileContent, parse_file

_ROOT = Path(__file__).parents[1]
_DATA = Path(__file__).parent / "data"


# ---- what rules read of a text ----------------------------------------------------------------------------------


def _other_words(body: Body, item: Item | None) -> Body:
    """The same body with other words wherever the answer after an edit takes for granted that no rule reads them."""
    if "tpo" in body.text or (item is not None and item.type == "decision"):
        return body
    keeps_statement = item is not None and item.kind in ("transition", "rollout")
    return body._replace(
        text="Lorem ipsum.",
        statement=body.statement if keeps_statement or not body.statement else "Dolor",
        sections=tuple(
            section._replace(text="sit amet" if section.text.strip() else section.text) for section in body.sections
        ),
    )


def _all_other_words(project: Project) -> Project:
    items = {name: replace(item, body=_other_words(item.body, item)) for name, item in project.items.items()}
    documents = tuple(page._replace(body=_other_words(page.body, None)) for page in project.documents)
    claims = {trace: claim._replace(item=items[claim.item.id]) for trace, claim in project.claims.items()}
    return replace(
        project,
        items=items,
        duplicates=tuple(replace(item, body=_other_words(item.body, item)) for item in project.duplicates),
        documents=documents,
        claims=claims,
        dangling=tuple(claim._replace(item=items.get(claim.item.id, claim.item)) for claim in project.dangling),
        _by_type={},
        _derived={},
    )


def _assert_rules_read_no_words(loaded: Loaded) -> None:
    # Without records, which say something of whole texts: with them no answer is taken from the last check.
    project = replace(loaded.project, ledger=Ledger(), results=Results(), snapshots=(), _by_type={}, _derived={})
    assert check(project).findings == check(_all_other_words(project)).findings


@pytest.mark.parametrize("folder", [_ROOT, _ROOT / "tpo_docs" / "examples" / "erp"])
def test_no_rule_reads_words_that_an_edit_may_change_unseen(folder: Path) -> None:
    _assert_rules_read_no_words(files.load(folder))


@pytest.mark.parametrize("name", ["eips", "backlog-md"])
def test_no_rule_reads_words_of_others_either(shared: Path, name: str) -> None:
    assert shared.is_dir()
    _assert_rules_read_no_words(files.load(_DATA, config_file=_DATA / f"{name}.yml"))


# ---- sequences of edits -----------------------------------------------------------------------------------------


_WORDS = (
    "A new paragraph.",
    "Write to jon.doe@example-wells.com.",
    "",
    "See [[REQ-001]] and [[REQ-999]].",
    "See [the rule](REQ-001.md#leases), [a page](nowhere.md) and ![a picture](img/a.png).",
    "## Leases",
    "TBD",
    "## Acceptance criteria",
    "- **AC1** Given a, when b, then c",
    "- **AC9** Given a, when b, then c",
    "- no id",
    "# Another title",
    "## Considered Options",
    "- one option",
    "```tpo table\nquery: type:goal\n```",
    "```yaml item\ntitle: inner\n```",
    "title: a line of a front matter",
    "status: approved",
    "status: draft",
    "realizes: REQ-001",
    "owner: nobody",
    "---",
)
_CONFIGURATIONS = (
    "",
    "language: de\n",
    "rules: {ignore: [TPO6]}\n",
    "types:\n  requirement: {prefix: RQ}\n",
    "sources: [specs]\n",
)


class _Editor:
    """Edits a project at random, as its author would and as nobody should."""

    def __init__(self, root: Path, chance: random.Random) -> None:
        self.root, self.chance = root, chance
        self.own = {path: path.read_bytes() for path in self._pages()}

    def _pages(self) -> list[Path]:
        return sorted((self.root / "specs").rglob("*.md"))

    def step(self) -> None:
        pages = self._pages()
        kind = self.chance.choice(
            (
                "line",
                "line",
                "line",
                "word",
                "word",
                "drop",
                "add",
                "delete",
                "rename",
                "back",
                "touch",
                "configuration",
            )
        )
        page = self.chance.choice(pages)
        lines = page.read_text(encoding="utf-8").split("\n")
        at = self.chance.randrange(len(lines) + 1)
        if kind == "line":
            lines.insert(at, self.chance.choice(_WORDS))
        elif kind == "word":
            at = min(at, len(lines) - 1)
            lines[at] = lines[at].replace("a", "e", 1) if self.chance.random() < 0.5 else lines[at] + " more"
        elif kind == "drop":
            del lines[at : at + 1]
        if kind in ("line", "word", "drop"):
            page.write_text("\n".join(lines), encoding="utf-8")
        elif kind == "add":
            text = f"---\nid: REQ-{self.chance.randrange(900, 905)}\ntitle: New\n---\nNew [[{page.stem}]].\n"
            (page.parent / f"new-{self.chance.randrange(5)}.md").write_text(text, encoding="utf-8")
        elif kind == "delete" and len(pages) > 3:
            page.unlink()
        elif kind == "rename":
            page.rename(page.with_name(f"renamed-{self.chance.randrange(99)}.md"))
        elif kind == "back" and self.own:
            path = self.chance.choice(sorted(self.own))
            path.write_bytes(self.own[path])
        elif kind == "touch":
            status = page.stat()
            moved = self.chance.choice((-86_400_000_000_000, 5_000_000_000))
            os.utime(page, ns=(status.st_atime_ns, status.st_mtime_ns + moved))
        elif kind == "configuration":
            text = "profile: tpo\ntoday: 2027-03-01\n" + self.chance.choice(_CONFIGURATIONS)
            (self.root / "tpo-docs.yml").write_text(text, encoding="utf-8")


def _run(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return f"{result.exit_code}\n{result.output}"


def _assert_same(root: Path) -> None:
    """What `check`, and what comes before `export` and `build`, make of a project with the caches and without them."""
    at = ("-C", str(root))
    clean = files.load(root)
    report = _run(*at, "check", "--no-cache", "--format", "json")
    assert _run(*at, "check", "--format", "json") == report
    cached = files.load(root, remember=True, question=question())
    for name in ("items", "duplicates", "documents", "unread", "traces", "dangling", "observations"):
        assert getattr(cached.project, name) == getattr(clean.project, name), name
    assert cached.review.findings == clean.review.findings
    assert WRITERS["json"](cached.review) == WRITERS["json"](clean.review)
    assert _run(*at, "check", "--format", "json") == report


def _erp(folder: Path, *, records: bool) -> None:
    shutil.copytree(_ROOT / "tpo_docs" / "examples" / "erp", folder)
    if not records:
        shutil.rmtree(folder / "records")


@pytest.fixture(scope="module", params=["erp", "erp without records", "generated"])
def original(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project to edit, with its caches filled."""
    folder = tmp_path_factory.mktemp("original") / "project"
    if request.param == "generated":
        corpus.write(folder, 40)
    else:
        _erp(folder, records=request.param == "erp")
    _assert_same(folder)
    return folder


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 1 << 32), steps=st.integers(1, 5))
def test_after_any_edits_a_check_from_the_caches_is_a_clean_one(
    original: Path, tmp_path_factory: pytest.TempPathFactory, seed: int, steps: int
) -> None:
    folder = tmp_path_factory.mktemp("edited") / "project"
    shutil.copytree(original, folder)  # as a pipeline restores it: with other times
    editor = _Editor(folder, random.Random(seed))
    for _ in range(steps):
        for _ in range(editor.chance.choice((1, 1, 1, 3))):
            editor.step()
        _assert_same(folder)
    shutil.rmtree(folder.parent)


# ---- work, counted ----------------------------------------------------------------------------------------------


class _Counted:
    """Counts how often files are parsed and rules judge."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.parsed: list[str] = []
        self.judged = 0

        def parse(file: SourceFile, configuration: Configuration) -> FileContent:
            self.parsed.append(file.path)
            return parse_file(file, configuration)

        def parse_all(files: Sequence[SourceFile], configuration: Configuration) -> list[FileContent]:
            return [parse(file, configuration) for file in files]

        def judge(*given: Any, **named: Any) -> Review:
            self.judged += 1
            return check(*given, **named)

        monkeypatch.setattr("tpo_docs.files.kept.parse_files", parse_all)
        monkeypatch.setattr("tpo_docs.parse.parse_file", parse)
        monkeypatch.setattr("tpo_docs.parse.files.parse_file", parse)
        monkeypatch.setattr("tpo_docs.files.loading.check", judge)
        monkeypatch.setattr("tpo_docs.processes.count", lambda *_: 1)

    def __call__(self, *arguments: str) -> tuple[int, int]:
        """How many files a command parses, and how often the rules judge."""
        self.parsed, self.judged = [], 0
        _run(*arguments)
        return len(self.parsed), self.judged


def test_after_an_edit_one_file_is_parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus.write(tmp_path, 60)
    work = _Counted(monkeypatch)
    at = ("-C", str(tmp_path))
    count = len(list((tmp_path / "specs").rglob("*.*")))
    page = tmp_path / "specs" / "storys" / "000" / "STY-00003.md"
    text = page.read_text(encoding="utf-8")
    assert work(*at, "check") == (count, 1)
    assert work(*at, "check") == (0, 0)
    page.write_text(text + "\nOne more line.\n", encoding="utf-8")
    assert work(*at, "check") == (1, 0)  # only words: what the rules said before still holds
    page.write_text(text.replace("## Acceptance", "One more.\n\n## Acceptance"), encoding="utf-8")
    assert work(*at, "check") == (1, 0)  # places have moved
    page.write_text(text.replace("\nstatus: ", "\nstatus: un").replace("\ntitle: ", "\ntitle: New "), encoding="utf-8")
    assert work(*at, "check") == (1, 0)  # a part of the project is judged, as it was and as it is
    page.write_text(text.replace("priority:", "prio:"), encoding="utf-8")
    assert work(*at, "check") == (2, 1)  # the edit is looked at, and then the rules are asked
    assert work(*at, "check") == (0, 0)
    for command in (["list"], ["show", "STY-00003"], ["matrix", "requirement", "story"], ["export", "json"]):
        assert work(*at, *command) == (0, 0)
    page.write_text(text.replace("priority:", "prio:") + "\nMore.\n", encoding="utf-8")
    assert work(*at, "list") == (1, 0)
    assert work(*at, "list") == (0, 0)
    page.write_text(text, encoding="utf-8")
    assert work(*at, "list") == (1, 1)
    assert work(*at, "list") == (0, 0)
    (page.parent / "STY-00004.md").unlink()
    assert work(*at, "list") == (0, 1)
    page.rename(page.with_name("other.md"))
    assert work(*at, "list") == (1, 1)
    assert work(*at, "check") == (0, 0)
    assert work(*at, "check", "--no-cache") == (count - 1, 1)


def test_so_many_edits_that_a_whole_check_is_cheaper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus.write(tmp_path, 60)
    work = _Counted(monkeypatch)
    at = ("-C", str(tmp_path))
    work(*at, "check")
    pages = sorted((tmp_path / "specs").rglob("STY-*.md"))[:3]
    monkeypatch.setattr(edits, "MOST", 2)
    for number, page in enumerate(pages, start=1):
        page.write_bytes(page.read_bytes() + b"\nMore.\n")
        assert work(*at, "check") == ((number, 0) if number < 3 else (3, 1))
    assert work(*at, "check") == (0, 0)


def test_a_file_that_cannot_be_read_is_no_lasting_memory(tmp_path: Path) -> None:
    corpus.write(tmp_path, 10)
    _assert_same(tmp_path)
    broken = tmp_path / "specs" / "broken.md"
    broken.symlink_to("nowhere.md")
    _assert_same(tmp_path)
    assert "cannot be read" in _run("-C", str(tmp_path), "check")
    broken.unlink()
    _assert_same(tmp_path)
    assert "cannot be read" not in _run("-C", str(tmp_path), "check")


@pytest.mark.parametrize("lost", ["contents", "checked", "outline"])
def test_a_cache_without_one_of_its_files_is_filled_again(lost: str, tmp_path: Path) -> None:
    corpus.write(tmp_path, 30)
    _assert_same(tmp_path)
    page = tmp_path / "specs" / "storys" / "000" / "STY-00003.md"
    page.write_bytes(page.read_bytes() + b"\nMore.\n")
    (tmp_path / ".tpo-docs" / "cache" / lost).unlink()
    _assert_same(tmp_path)


@pytest.mark.parametrize("damage", ["cut", "other", "swapped"])
def test_an_outline_that_is_damaged_or_of_another_check_says_nothing(damage: str, tmp_path: Path) -> None:
    corpus.write(tmp_path / "one", 30)
    corpus.write(tmp_path / "other", 30, seed=2)
    for name in ("one", "other"):
        _assert_same(tmp_path / name)
    outline = tmp_path / "one" / ".tpo-docs" / "cache" / "outline"
    whole = outline.read_bytes()
    if damage == "cut":
        outline.write_bytes(whole[:200])
    elif damage == "other":
        shutil.copy(tmp_path / "other" / ".tpo-docs" / "cache" / "outline", outline)
    else:
        outline.write_bytes(whole.replace(b"STY-00003", b"STY-00004"))
    page = tmp_path / "one" / "specs" / "storys" / "000" / "STY-00003.md"
    page.write_text(page.read_text(encoding="utf-8").replace("\nstatus: ", "\nstatus: un"), encoding="utf-8")
    _assert_same(tmp_path / "one")


# ---- between runs of a pipeline ---------------------------------------------------------------------------------


def _site(root: Path) -> dict[str, bytes]:
    _run("-C", str(root), "build", "--version", "1.0")
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted((root / "site").rglob("*"))
        if path.is_file()
    }


def test_a_build_from_a_restored_cache_is_a_clean_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another run left `.tpo-docs/cache`; since then one file was edited, one came, one went, and all have new times."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    corpus.write(tmp_path / "before", 20)
    report = _run("-C", str(tmp_path / "before"), "check", "--format", "json")
    assert _site(tmp_path / "before")
    for name in ("clean", "restored"):
        root = tmp_path / name
        shutil.copytree(tmp_path / "before", root, ignore=shutil.ignore_patterns(".tpo-docs", "site"))
    cache = Path(".tpo-docs", "cache")
    shutil.copytree(tmp_path / "before" / cache, tmp_path / "restored" / cache)
    for root in (tmp_path / "clean", tmp_path / "restored"):
        for path in (root / "specs").rglob("*.md"):
            os.utime(path, (1_000_000_000, 1_000_000_000))
    assert _run("-C", str(tmp_path / "restored"), "check", "--format", "json") == report
    for root in (tmp_path / "clean", tmp_path / "restored"):
        stories = root / "specs" / "storys" / "000"
        page = stories / "STY-00003.md"
        page.write_bytes(page.read_bytes() + b"\nOne more line, see [[REQ-00001]].\n")
        (stories / "STY-00004.md").unlink()
        (stories / "STY-00099.md").write_text("---\nid: STY-00099\ntitle: New\n---\nNew.\n", encoding="utf-8")
    clean, restored = _site(tmp_path / "clean"), _site(tmp_path / "restored")
    assert list(clean) == list(restored)
    assert [path for path in clean if clean[path] != restored[path]] == []
