from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from errno import ENOSPC
from functools import partial
from pathlib import Path

import pytest

from tpo_docs.site import journal, putting
from tpo_docs.site.errors import SiteError
from tpo_docs.site.publish import Built as Ready
from tpo_docs.site.publish import publish, recover
from tpo_docs.site.published import Place
from tpo_docs.site.putting import Published
from tpo_docs.site.stage import digest_of

Files = Callable[[Path], dict[str, bytes]]

ONE = {"index.html": "one", "a/b.html": "b", "assets/x.js": "x", "search/search_index.json": "{}"}
TWO = {"index.html": "two", "a/c.html": "c", "assets/x.js": "x", "search/search_index.json": "{2}"}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "site", tmp_path / ".tpo-docs", "Demo")


@pytest.fixture
def built(tmp_path: Path) -> Callable[[dict[str, str]], Ready]:
    def make(files: dict[str, str]) -> Ready:
        folder = tmp_path / ".tpo-docs" / "build"
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        return Ready(folder, {path: digest_of((folder / path).read_bytes()) for path in sorted(files)})

    return make


Built = Callable[[dict[str, str]], Ready]


def as_bytes(files: dict[str, str]) -> dict[str, bytes]:
    return {path: text.encode() for path, text in files.items()}


def selector(place: Place) -> list[tuple[str, list[str]]]:
    entries = json.loads((place.site / "versions.json").read_bytes())
    return [(entry["version"], entry["aliases"]) for entry in entries]


def test_a_version_its_alias_and_the_way_to_them_are_published(place: Place, built: Built, files_of: Files) -> None:
    publish(built(ONE), place, "1.0", ["latest"])

    assert files_of(place.site / "1.0") == files_of(place.site / "latest") == as_bytes(ONE)
    assert selector(place) == [("1.0", ["latest"])]
    assert b"url=latest/index.html" in (place.site / "index.html").read_bytes()
    assert b'href="1.0/index.html"' in (place.site / "versions.html").read_bytes()
    assert (place.site / ".nojekyll").read_bytes() == b""
    assert not place.journal.exists()


def test_an_alias_moves_with_its_files(place: Place, built: Built, files_of: Files) -> None:
    publish(built(ONE), place, "1.0", ["latest"])
    publish(built(TWO), place, "1.1", ["latest"])

    assert files_of(place.site / "1.0") == as_bytes(ONE)
    assert files_of(place.site / "1.1") == files_of(place.site / "latest") == as_bytes(TWO)
    assert not (place.site / "latest").is_symlink()
    assert selector(place) == [("1.1", ["latest"]), ("1.0", [])]


def test_an_alias_follows_its_version_without_being_named_again(place: Place, built: Built, files_of: Files) -> None:
    publish(built(ONE), place, "1.0", ["latest"])
    publish(built(TWO), place, "1.0", [])

    assert files_of(place.site / "latest") == files_of(place.site / "1.0") == as_bytes(TWO)


def test_files_that_did_not_change_are_left_alone(place: Place, built: Built) -> None:
    publish(built(ONE), place, "1.0", ["latest"])
    before = {file: file.stat() for file in place.site.rglob("*") if file.is_file()}
    published = publish(built(ONE | {"a/b.html": "changed"}), place, "1.0", ["latest"])
    touched = {
        file.relative_to(place.site).as_posix()
        for file, status in before.items()
        if file.stat().st_ino != status.st_ino
    }

    assert published == Published(1, 0)
    assert touched == {"1.0/a/b.html", "latest/a/b.html"}


def test_what_is_not_named_stays_behind(place: Place, built: Built, files_of: Files) -> None:
    ready = built(ONE | {"assets/x.js.map": "m"})
    publish(ready._replace(digests={path: ready.digests[path] for path in ONE}), place, "1.0", [])

    assert files_of(place.site / "1.0") == as_bytes(ONE)


def test_an_alias_is_hard_links_where_that_is_possible_and_copies_elsewhere(
    place: Place, built: Built, monkeypatch: pytest.MonkeyPatch, files_of: Files
) -> None:
    publish(built(ONE), place, "1.0", ["latest"])
    assert (place.site / "1.0/index.html").samefile(place.site / "latest/index.html")

    def no_links(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", no_links)
    publish(built(TWO), place, "1.0", ["stable"])

    assert files_of(place.site / "stable") == files_of(place.site / "latest") == as_bytes(TWO)
    assert not (place.site / "1.0/a/c.html").samefile(place.site / "stable/a/c.html")


def _across(original: Callable[[Path, Path], Path]) -> Callable[[Path, Path], Path]:
    """As between file systems: nothing that was built can be moved."""

    def across(source: Path, target: Path) -> Path:
        if "build" in source.parts:
            raise OSError(18, "Invalid cross-device link")
        return original(source, target)

    return across


def test_a_new_version_and_its_alias_appear_whole(
    place: Place, built: Built, monkeypatch: pytest.MonkeyPatch, files_of: Files
) -> None:
    def one_by_one(*_: object) -> None:
        raise AssertionError("a file was moved alone")

    monkeypatch.setattr(putting, "_move", one_by_one)
    monkeypatch.setattr(putting, "_link", one_by_one)
    publish(built(ONE), place, "1.0", ["latest"])

    assert files_of(place.site / "1.0") == files_of(place.site / "latest") == as_bytes(ONE)
    assert (place.site / "1.0/index.html").samefile(place.site / "latest/index.html")
    assert publish(built(ONE), place, "1.0", ["latest"]).written == 0


def test_another_file_system_is_written_to_as_well(
    place: Place, built: Built, monkeypatch: pytest.MonkeyPatch, files_of: Files
) -> None:
    for name in ("replace", "rename"):
        monkeypatch.setattr(Path, name, _across(getattr(Path, name)))
    publish(built(ONE), place, "1.0", ["latest"])

    assert files_of(place.site / "1.0") == files_of(place.site / "latest") == as_bytes(ONE)


def test_a_file_that_somebody_changed_in_the_site_is_put_right(place: Place, built: Built, files_of: Files) -> None:
    publish(built(ONE), place, "1.0", ["latest"])
    (place.site / "latest/index.html").unlink()
    (place.site / "latest/index.html").write_text("vandal", encoding="utf-8")
    (place.site / "1.0/a/b.html").unlink()
    publish(built(ONE), place, "1.0", [])

    assert files_of(place.site / "1.0") == files_of(place.site / "latest") == as_bytes(ONE)


def test_without_its_memory_it_compares_what_is_there(
    place: Place, built: Built, files_of: Files, tmp_path: Path
) -> None:
    publish(built(ONE), place, "1.0", ["latest"])
    other = Place(place.site, tmp_path / "elsewhere", "Demo")
    published = publish(built(TWO), other, "1.0", ["latest"])

    assert files_of(place.site / "1.0") == files_of(place.site / "latest") == as_bytes(TWO)
    assert published == Published(3, 1)


def test_a_symbolic_link_that_mike_made_becomes_a_folder(place: Place, built: Built, files_of: Files) -> None:
    publish(built(ONE), place, "1.0", [])
    (place.site / "latest").symlink_to("1.0")
    file = place.site / "versions.json"
    file.write_text('[{"version": "1.0", "title": "1.0", "aliases": ["latest"]}]', encoding="utf-8")
    publish(built(TWO), place, "1.1", ["latest"])

    assert not (place.site / "latest").is_symlink()
    assert files_of(place.site / "1.0") == as_bytes(ONE)
    assert files_of(place.site / "latest") == as_bytes(TWO)


def test_a_folder_that_is_no_version_is_not_touched(place: Place, built: Built, files_of: Files) -> None:
    (place.site / "src").mkdir(parents=True)
    (place.site / "src" / "main.c").write_text("int", encoding="utf-8")
    for version, aliases in (("src", []), ("1.0", ["src"])):
        with pytest.raises(SiteError, match="site/src exists and is no version"):
            publish(built(ONE), place, version, aliases)
    assert files_of(place.site) == {"src/main.c": b"int"}


def test_a_version_that_is_a_symbolic_link_is_refused(place: Place, built: Built, tmp_path: Path) -> None:
    (tmp_path / "precious").mkdir()
    place.site.mkdir()
    (place.site / "1.0").symlink_to(tmp_path / "precious")
    with pytest.raises(SiteError, match=r"site/1\.0 is a symbolic link"):
        publish(built(ONE), place, "1.0", [])
    assert not list((tmp_path / "precious").iterdir())


def test_a_page_at_the_root_that_is_not_ours_stays(place: Place, built: Built) -> None:
    place.site.mkdir()
    (place.site / "index.html").write_text("my own front page", encoding="utf-8")
    said: list[str] = []
    publish(built(ONE), place, "1.0", [], said.append)

    assert (place.site / "index.html").read_text(encoding="utf-8") == "my own front page"
    assert said == ["site/index.html was not written by tpo-docs and stays as it is"]


def test_a_version_whose_folder_is_gone_leaves_the_selector_and_takes_its_alias_along(
    place: Place, built: Built, tmp_path: Path
) -> None:
    publish(built(ONE), place, "1.0", ["old"])
    (place.site / "1.0").rename(tmp_path / "gone")
    said: list[str] = []
    publish(built(TWO), place, "1.1", [], said.append)

    assert selector(place) == [("1.1", [])]
    assert not (place.site / "old").exists()
    assert said == [
        "1.0 has no folder in site/ any more and leaves the list of versions",
        "old is no alias any more; its folder goes",
    ]


def test_a_damaged_list_of_versions_stops_it(place: Place, built: Built) -> None:
    place.site.mkdir()
    (place.site / "versions.json").write_text("{broken", encoding="utf-8")
    with pytest.raises(SiteError, match=r"site/versions\.json is no list of versions"):
        publish(built(ONE), place, "1.0", [])


class Killed(BaseException):
    pass


def killing(monkeypatch: pytest.MonkeyPatch, after: int, how: Callable[[], BaseException] = Killed) -> Iterator[int]:
    """Lets this many steps on the disk happen, and then dies."""
    left = [after]

    def counted(name: str, owner: object) -> None:
        original = getattr(owner, name)

        def step(*arguments: object, **options: object) -> object:
            left[0] -= 1
            if left[0] < 0:
                raise how()
            return original(*arguments, **options)

        monkeypatch.setattr(owner, name, step)

    counted("write_beside", journal)
    counted("write_beside", putting)
    counted("write_stamps", putting)
    counted("_move", putting)
    counted("_link", putting)
    counted("_moved_whole", putting)
    counted("_linked", putting)
    counted("remove_files", putting)
    yield left[0]


@pytest.mark.parametrize("how", [Killed, partial(OSError, ENOSPC, "No space left on device")], ids=["killed", "full"])
@pytest.mark.parametrize("after", range(40))
@pytest.mark.parametrize("whole", [True, False], ids=["folder", "files"])
def test_killed_at_any_step_the_next_run_finishes_or_starts_again(
    after: int,
    how: Callable[[], BaseException],
    place: Place,
    built: Built,
    monkeypatch: pytest.MonkeyPatch,
    files_of: Files,
    *,
    whole: bool,
) -> None:
    if not whole:
        monkeypatch.setattr(Path, "rename", _across(Path.rename))
    publish(built(ONE), place, "1.0", ["latest"])
    folder = built(TWO | {"n.html": "n"})
    with monkeypatch.context() as patch:
        next(killing(patch, after, how))
        try:
            publish(folder, place, "1.1", ["latest"])
        except (Killed, OSError):
            assert all((place.site / "1.0" / path).read_text(encoding="utf-8") == text for path, text in ONE.items())
    begun = place.journal.exists()
    recover(place)
    expected = TWO | {"n.html": "n"}
    if begun or selector(place) == [("1.1", ["latest"]), ("1.0", [])]:
        assert files_of(place.site / "1.1") == files_of(place.site / "latest") == as_bytes(expected)
    else:
        assert not (place.site / "1.1").exists()
        assert files_of(place.site / "latest") == as_bytes(ONE)
    publish(built(expected), place, "1.1", ["latest"])
    assert files_of(place.site / "1.1") == files_of(place.site / "latest") == as_bytes(expected)
    assert files_of(place.site / "1.0") == as_bytes(ONE)
    assert not [path for path in files_of(place.site) if path.endswith(".new")]


def test_a_journal_whose_files_are_gone_does_no_harm(
    place: Place, built: Built, monkeypatch: pytest.MonkeyPatch, files_of: Files
) -> None:
    publish(built(ONE), place, "1.0", [])
    folder = built(TWO)
    with monkeypatch.context() as patch:
        next(killing(patch, 2))
        with pytest.raises(Killed):
            publish(folder, place, "1.0", [])
    for file in folder.folder.rglob("*"):
        if file.is_file():
            file.unlink()
    recover(place)
    publish(built(TWO), place, "1.0", [])

    assert files_of(place.site / "1.0") == as_bytes(TWO)


@pytest.mark.parametrize(
    "change",
    [
        {"format": "other"},
        {"version": "../x"},
        {"change": [{"../../x": "00"}, []]},
        {"change": [{}, ["../x"]]},
        {"aliases": {"../x": [{}, []]}},
        {"site": "/elsewhere"},
        {"versions": 1, "change": 1},
    ],
)
def test_a_journal_of_somebody_else_is_not_followed(
    change: dict[str, object], place: Place, tmp_path: Path, files_of: Files
) -> None:
    place.memory.mkdir(parents=True)
    journal = {
        "format": "tpo-docs/publishing/1",
        "site": str(place.site),
        "built": str(tmp_path / "build"),
        "version": "1.0",
        "change": [{}, []],
        "aliases": {},
        "versions": "[]",
    }
    place.journal.write_text(json.dumps(journal | change), encoding="utf-8")
    (tmp_path / "x").write_text("precious", encoding="utf-8")
    recover(place)

    assert not place.site.exists()
    assert (tmp_path / "x").exists()
