"""A build that need not load the project leaves the bytes of one that begins from nothing, and writes no more than it must."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.quick.projects import build, clean, differences, quickly, site, write
from tpo_docs import parse
from tpo_docs.cli.app import app
from tpo_docs.config import Configuration
from tpo_docs.model import SourceFile
from tpo_docs.parse import FileContent
from tpo_docs.quick import again as quick
from tpo_docs.quick.record import folder_of
from tpo_docs.site import putting
from tpo_docs.site.serve import Rebuild


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with its site, as a build left it, beside a copy of both."""
    root = write(tmp_path_factory.mktemp("built") / "shop")
    assert build(root) is None
    shutil.copytree(root, root.with_name("copy"), symlinks=True)
    return root


@pytest.fixture
def shop(built: Path) -> Path:
    """The project, put back where it was built, since a record names its place."""
    shutil.rmtree(built)
    shutil.copytree(built.with_name("copy"), built, symlinks=True)
    return built


def _looks(folder: Path) -> dict[Path, tuple[int, ...]]:
    """All that tells of a change, which a time of reading does not: to list a folder sets that of the folder."""
    found = {path: path.stat() for path in folder.rglob("*")}
    return {
        path: (look.st_mode, look.st_ino, look.st_nlink, look.st_size, look.st_mtime_ns, look.st_ctime_ns)
        for path, look in found.items()
    }


def _memory(root: Path) -> Path:
    return folder_of(root, root / "site").memory / "quick"


def _edit(root: Path, name: str, old: str, new: str) -> None:
    file = root / "specs" / f"{name}.md"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def _is_clean(root: Path, tmp_path: Path) -> None:
    assert differences(site(root), clean(root, tmp_path / "clean")) == []


def test_nothing_is_done_where_nothing_has_changed(shop: Path) -> None:
    before = _looks(shop / "site")
    told = quickly(shop)
    assert told is not None
    assert (told.version, told.aliases, told.written) == ("1.0", ("latest",), 0)
    assert _looks(shop / "site") == before


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("GOAL-1", "Much less.", "Much less of it."),
        ("GOAL-1", "Much less.\n", "Much less.\n\nAnd then *some* more.\n\n- a list\n- of two\n"),
        ("REQ-1", "As it was said,", "As it was written,"),
        ("REQ-1", "- Every day", "- Every second day"),
        ("REQ-1", "They are", "They of the oil well are"),
        ("REQ-1", "They are *shown* to all.\n\n", ""),
        ("STY-1", "Some words of a story.", "Some words of a story, and some more."),
        ("STY-1", "Some words of a story.\n", "Some words of a story.\n\nA paragraph above its criteria.\n"),
        ("STY-1", "It should be done", "It must be done"),
        ("SPEC-1", "More [there]", "Even more [there]"),
        ("SPEC-1", "[[GONE-1]].", "[[GONE-1]] as well."),
        ("TEST-1", "Try it.", "Try it <b>now</b> & \"then\"."),
    ],
)  # fmt: skip
def test_a_page_with_other_words_is_made_alone(shop: Path, tmp_path: Path, name: str, old: str, new: str) -> None:
    _edit(shop, name, old, new)
    told = quickly(shop)
    assert told is not None
    assert told.written == 3, "the page, and the index of the search in its two forms"
    _is_clean(shop, tmp_path)
    assert quickly(shop) == told._replace(written=0)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("GOAL-1", "People do less.", "People do a lot less."),  # it stands on the page of REQ-1, too
        ("REQ-1", "The oil well has costs.", "The oil well has some costs."),  # it stands on the page of STY-1, too
        ("GOAL-1", "Much less.", "Much less for oil wells."),  # the glossary explains a word, and counts
        ("GOAL-1", "Much less.", "Much less, see [[REQ-1]]."),
        ("GOAL-1", "Much less.", "Much less [there](REQ-1.md)."),
        ("GOAL-1", "Much less.", "Much less TODO."),
        ("GOAL-1", "Much less.\n", "## A heading\n\nMuch less.\n"),
        ("GOAL-1", "Much less.\n", "```mermaid\ngraph TD\n```\n"),
        ("GOAL-1", "Much less.\n", "```tpo count\nquery: type:goal\n```\n"),
        ("GOAL-1", "People do less.\n", ""),
        ("GOAL-1", "title: Less work", "title: Little work"),
        ("STY-1", "then costs.", "then all costs."),
        ("many", "It is late.", "It is too late."),
        ("guide", "Read", "Do read"),
    ],
)
def test_what_is_more_than_words_is_left_to_the_ordinary_build(
    shop: Path, tmp_path: Path, name: str, old: str, new: str
) -> None:
    _edit(shop, name, old, new)
    before = site(shop)
    assert quickly(shop) is None
    assert site(shop) == before
    assert build(shop) is None
    _is_clean(shop, tmp_path)
    assert quickly(shop) is not None


def test_edits_follow_one_another_and_can_be_undone(shop: Path, tmp_path: Path) -> None:
    before = site(shop)
    _edit(shop, "GOAL-1", "Much less.", "Much less of it.")
    assert build(shop) is not None
    _edit(shop, "GOAL-1", "less of it.", "less of all that.")
    _edit(shop, "TEST-1", "Try it.", "Do try it.")
    assert build(shop) is not None
    _is_clean(shop, tmp_path)
    _edit(shop, "GOAL-1", "Much less of all that.", "Much less.")
    assert build(shop) is not None
    _is_clean(shop, tmp_path)
    _edit(shop, "TEST-1", "Do try it.", "Try it.")
    assert build(shop) is not None
    assert differences(site(shop), before) == []


def test_an_ordinary_build_follows_quick_ones(shop: Path, tmp_path: Path) -> None:
    _edit(shop, "GOAL-1", "Much less.", "Much less of it.")
    assert build(shop) is not None
    _edit(shop, "TEST-1", "title: Try", "title: Try hard")
    assert build(shop) is None
    _is_clean(shop, tmp_path)
    _edit(shop, "GOAL-1", "Much less of it.", "Much less.")
    assert build(shop) is not None
    _is_clean(shop, tmp_path)


def test_an_ordinary_build_after_an_edit_was_undone(shop: Path, tmp_path: Path) -> None:
    _edit(shop, "GOAL-1", "Much less.", "Much less of it.")
    assert build(shop) is not None
    _edit(shop, "GOAL-1", "Much less of it.", "Much less.")
    shutil.rmtree(_memory(shop))
    assert build(shop) is None
    _is_clean(shop, tmp_path)


def test_a_file_that_was_only_touched_is_read_and_left(shop: Path) -> None:
    os.utime(shop / "specs/GOAL-1.md")
    assert quickly(shop) is not None


@pytest.mark.parametrize("name", ["1.0/GOAL-1.html", "latest/REQ-1.html", "index.html", "1.0/assets/tpo.css"])
@pytest.mark.parametrize("harm", ["changed", "gone"])
def test_what_somebody_did_to_the_site_is_mended(shop: Path, tmp_path: Path, name: str, harm: str) -> None:
    file = shop / "site" / name
    if harm == "gone":
        file.unlink()
    else:
        data = file.read_bytes()
        file.unlink()  # the two folders share it
        file.write_bytes(data + b"\n")
    assert quickly(shop) is None
    if name != "index.html" or harm == "gone":
        build(shop)
        _is_clean(shop, tmp_path)


def test_a_page_put_back_as_it_was_before_a_quick_build_is_mended(shop: Path, tmp_path: Path) -> None:
    page = shop / "site/1.0/GOAL-1.html"
    shutil.copy2(page, tmp_path / "before")
    _edit(shop, "GOAL-1", "Much less.", "Much less of it.")
    assert build(shop) is not None
    page.unlink()
    shutil.copy2(tmp_path / "before", page)
    assert quickly(shop) is None
    build(shop)
    _is_clean(shop, tmp_path)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("mkdocs.yml", "site_name: Y\n"),
        ("tpo-docs.yml", "profile: tpo\ntoday: 2027-03-02\nsite: {search: theme}\n"),
        ("specs/REQ-2.md", "---\nid: REQ-2\ntitle: New\n---\nWords.\n"),
        ("specs/picture.png", ""),
        ("docs/page.md", "# Page\n"),
        ("templates/pages/item.md.j2", "# {{ view.id }}\n"),
        ("records/snapshots.jsonl", ""),
    ],
)
def test_other_files_than_sources_count_too(shop: Path, path: str, text: str) -> None:
    (shop / path).parent.mkdir(parents=True, exist_ok=True)
    (shop / path).write_text(text, encoding="utf-8")
    assert quickly(shop) is None


def test_another_question_is_another_build(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert quickly(shop, asked="another") is None
    assert quickly(shop) is not None
    monkeypatch.setattr("tpo_docs.quick.record.program", lambda: "another program")
    assert quickly(shop) is None


@pytest.mark.parametrize("name", ["build", "touched", "texts"])
def test_a_damaged_memory_is_as_good_as_none(shop: Path, tmp_path: Path, name: str) -> None:
    _edit(shop, "GOAL-1", "Much less.", "Much less of it.")
    assert build(shop) is not None
    file = _memory(shop) / name
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(bytes(data))
    _edit(shop, "GOAL-1", "Much less of it.", "Much less of all.")
    build(shop)
    _is_clean(shop, tmp_path)


@pytest.mark.parametrize("after", [0, 1, 2, 3, 4, 5])
def test_a_build_that_was_killed_is_made_good(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    """It ends before its first write, its second one, and so on."""
    left = after

    class KilledError(BaseException):
        pass

    def killed(what: str) -> None:
        original = getattr(putting, what)

        def write(*arguments: object) -> object:
            nonlocal left
            if not left:
                raise KilledError
            left -= 1
            return original(*arguments)

        patch.setattr(putting, what, write)

    _edit(shop, "GOAL-1", "Much less.", "Much less of it.")
    with monkeypatch.context() as patch:
        killed("write_beside")
        killed("_link")
        with pytest.raises(KilledError):
            quickly(shop)
    build(shop)
    _is_clean(shop, tmp_path)
    assert quickly(shop) is not None


def test_a_full_disk_leaves_it_to_the_ordinary_build(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    _edit(shop, "GOAL-1", "Much less.", "Much less of it.")
    with monkeypatch.context() as patch:
        patch.setattr(putting, "_link", full)
        assert quickly(shop) is None
    assert build(shop) is None
    _is_clean(shop, tmp_path)


def test_no_item_is_loaded_and_one_file_is_parsed(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []
    original = parse.parse_file

    def count(file: SourceFile, configuration: Configuration) -> FileContent:
        parsed.append(file.path)
        return original(file, configuration)

    def never(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("tpo_docs.quick.words.parse_file", count)
    monkeypatch.setattr("tpo_docs.files.loading.load", never)
    _edit(shop, "GOAL-1", "Much less.", "Much less of it.")
    assert quickly(shop) is not None
    assert parsed == ["specs/GOAL-1.md", "specs/GOAL-1.md"], "as it was, and as it is"


def test_many_edits_at_once_are_for_the_ordinary_build(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick, "MOST", 1)
    _edit(shop, "GOAL-1", "Much less.", "Much less of it.")
    _edit(shop, "TEST-1", "Try it.", "Do try it.")
    assert quickly(shop) is None


def test_serve_shows_other_words_without_loading_the_project(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def serve(folder: Path, watch: object, rebuild: Rebuild, *_: object, **__: object) -> None:
        del watch
        rebuild()
        monkeypatch.setattr("tpo_docs.cli.serve.project.load", never)
        _edit(shop, "GOAL-1", "Much less.", "Much less of it.")
        later = rebuild()
        assert later is None or not later(lambda: False), "no page is left to be made"
        assert "Much less of it." in (folder / "GOAL-1.html").read_text(encoding="utf-8")

    def never(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("tpo_docs.cli.serve.serve", serve)
    with pytest.raises(SystemExit) as ended:
        app(["-C", str(shop), "serve"])
    assert ended.value.code == 0
    assert capsys.readouterr().err.count("112 pages, 3 findings") == 2
