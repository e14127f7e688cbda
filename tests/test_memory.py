"""What a project and its site take of memory grows with its items by so much each, and no more: 100,000 of them are
checked and built in 3 GB, of which two processes each have a copy of nearly all that was read."""

from __future__ import annotations

import gc
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple

import pytest

from benchmarks import corpus
from tpo_docs import assemble, edition, files
from tpo_docs.coverage import coverage
from tpo_docs.making import shares
from tpo_docs.pages import links
from tpo_docs.site import page_shares
from tpo_docs.site.build import BuildResult
from tpo_docs.site.build import build as site_build
from tpo_docs.site.mkdocs_settings import settings
from tpo_docs.site.page_run import Result

_FEW, _MANY = 100, 300
_WRITTEN = frozenset({"content", "markdown", "present_anchor_ids", "links_to_anchors", "tpo_docs_indexed"})
"""What of a page nobody asks for once it is written."""
_PROGRAM = type, ModuleType, FunctionType, CodeType, BuiltinFunctionType


class Held(NamedTuple):
    """What hangs on some values: how many others, and bytes."""

    values: int
    bytes: int


def _held(*roots: object) -> Held:
    seen: set[int] = set()
    todo = list(roots)
    size = 0
    while todo:
        value = todo.pop()
        if id(value) not in seen and not isinstance(value, _PROGRAM):
            seen.add(id(value))
            size += sys.getsizeof(value)
            todo += gc.get_referents(value)
    return Held(len(seen), size)


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A small and a larger generated project."""
    found = []
    for count in (_FEW, _MANY):
        root = tmp_path_factory.mktemp(f"items-{count}")
        corpus.write(root, count)
        found.append(root)
    return found[0], found[1]


def _each(few: Held, many: Held) -> Held:
    """What one more item takes."""
    return Held(*((more - less) // (_MANY - _FEW) for less, more in zip(few, many, strict=True)))


@pytest.mark.parametrize("remember", [False, True], ids=["parsed", "known"])
def test_an_item_is_sixty_values(projects: tuple[Path, Path], remember: bool) -> None:  # noqa: FBT001 - a parameter
    """Each file says `status: draft` on its fourth line: it is one value for all of them."""
    held = []
    for root in projects:
        files.load(root, remember=remember)
        loaded = files.load(root, remember=remember)
        held.append(_held(loaded.project, loaded.review, loaded.sources))
    each = _each(*held)
    assert each.values <= 62
    assert each.bytes <= 7_800


def test_a_page_that_waits_to_be_staged_is_as_much_as_its_item(
    projects: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was worked out for pages of many items is small beside the items; texts wait in a file."""
    monkeypatch.setattr(shares, "_FEW", 0)
    held = []
    for root in projects:
        loaded = files.load(root, remember=False)
        about = edition.edition_of(loaded, settings(None), edition.Order("1.0"), datetime(2027, 3, 1, tzinfo=UTC))
        tree = assemble.tree(loaded, about, memory=tmp_path / root.name)
        pages = tree._replace(files=tuple(file for file in tree.files if file.source))
        held.append(_held(pages, loaded.project, loaded.review, loaded.sources))
    each = _each(*held)
    assert each.bytes <= 10_000


def test_pages_that_are_written_leave_nothing_behind(
    projects: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """100,000 pages cannot stand in memory at once."""
    seen: list[dict[str, object]] = []
    own = page_shares.Maker.made

    def made(maker: page_shares.Maker, work: page_shares.Work, count: int) -> list[Result]:
        del count
        found = own(maker, work, 1)
        pages = [file.page for file in work.files if file.page is not None]
        seen.extend(
            {name: value for name, value in vars(page).items() if value and name in _WRITTEN}
            for page in pages
            if id(page) not in maker._run.in_navigation
        )
        assert all(file.page is None or file.page.content is not None for file in work.files)
        return found

    monkeypatch.setattr(page_shares.Maker, "made", made)
    edition.publish(files.load(projects[0], remember=False), edition.Order("1.0", site_dir=tmp_path), lambda _: None)
    assert seen
    assert not any(seen)


def test_what_pages_have_in_common_is_kept_for_so_many_items(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "_MOST", 10)
    known = links.Known()
    for number in range(100):
        known.nodes[f"{number}"] = "tpo-node", f"<text>{number}</text>"
        known.html[f"line {number}"] = "a line"
        assert len(known.bounded().nodes) <= 11
        assert len(known.html) <= 11


def test_what_was_worked_out_for_pages_is_let_go_of_before_they_are_built(
    projects: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = files.load(projects[0], remember=False)
    known: list[int] = []

    def build(*arguments: Any) -> BuildResult:
        known.append(len(loaded.project._derived))
        return site_build(*arguments)

    monkeypatch.setattr("tpo_docs.edition.build", build)
    edition.publish(loaded, edition.Order("1.0", site_dir=tmp_path), lambda _: None)
    assert known == [0]
    assert coverage(loaded.project)
