"""What is edited is shown first, as the whole build then makes it; and what follows is what a build from nothing leaves."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.quick.projects import TEXTS, differences, write
from tests.untraced import untraced
from tpo_docs import files, processes
from tpo_docs.check import check
from tpo_docs.cli.options import Where
from tpo_docs.cli.served import VERSION, Served
from tpo_docs.files import WORK_FOLDER, reloading
from tpo_docs.model import Project, Review
from tpo_docs.partial import outline_of
from tpo_docs.site import search

_LONG = "profile: tpo\ntoday: 2027-03-01\nsite: {search: theme, items_in_navigation: 2}\n"
"""A configuration with which a few items are many: the navigation does not list them."""


def never() -> bool:
    return False


class Site:
    """A project that is served, without the server."""

    def __init__(self, root: Path, configuration: str = _LONG, is_newer: Callable[[], bool] = never) -> None:
        self.root = write(root)
        (root / "tpo-docs.yml").write_text(configuration, encoding="utf-8")
        self.said: list[str] = []
        self.served = self._served(root)
        self.rebuild(is_newer)

    def _served(self, root: Path) -> Served:
        where = Where(str(root))
        return Served(where, files.find(root), root / WORK_FOLDER / "serve", None, self.said.append)

    def edit(self, name: str, old: str, new: str) -> None:
        file = self.root / "specs" / f"{name}.md"
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    def rebuild(self, is_newer: Callable[[], bool] = never) -> list[str]:
        """Brings the site up to date, and gives back the files that were written before the whole of it was built."""
        before = pages(self.root)
        later = self.served.rebuild()
        shown = pages(self.root)
        first = differences(before, shown)
        while later is not None and later(is_newer):
            later = None
        now = pages(self.root)
        assert [path for path in first if shown.get(path) != now.get(path)] == [], "shown first, and then otherwise"
        return first

    def clean(self) -> dict[str, bytes]:
        """The files of the site of the same project, made from nothing."""
        copy = self.root.parent / "clean" / self.root.name
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.root, copy, ignore=shutil.ignore_patterns(WORK_FOLDER))
        with untraced():
            later = self._served(copy).rebuild()
            if later is not None:
                later(never)
        return pages(copy)

    def is_clean(self) -> None:
        assert differences(pages(self.root), self.clean()) == []


def pages(root: Path) -> dict[str, bytes]:
    folder = root / WORK_FOLDER / "serve" / VERSION
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(tmp_path_factory.mktemp("first") / "shop")


@pytest.fixture
def site(kept: Site) -> Site:
    """The project as it was written."""
    for name, text in TEXTS.items():
        wanted, file = (_LONG if name == "tpo-docs.yml" else text), kept.root / name
        if not file.exists() or file.read_bytes() != wanted.encode():
            file.write_text(wanted, encoding="utf-8")
    kept.rebuild()
    return kept


@pytest.mark.parametrize(
    ("name", "old", "new", "shown"),
    [
        ("REQ-1", "title: Costs of a well", "title: Costs & <b>gains</b>", ["GOAL-1", "REQ-1", "STY-1"]),
        ("STY-1", "title:", "status: refining\ntitle:", ["REQ-1", "STY-1", "TEST-1"]),
        ("SPEC-1", "refines: STY-1", "refines: REQ-1", ["SPEC-1"]),
        ("REQ-1", "supports: GOAL-1", "supports: GOAL-9", ["GOAL-1", "REQ-1", "STY-1"]),
        ("REQ-1", "kind: functional", "kind: functional\npriority: must\nowner: team-a", ["REQ-1"]),
        ("TEST-1", "title: Try", "title: Try\nstatus: nonsense", ["STY-1", "TEST-1"]),
    ],
)
def test_what_is_edited_and_what_is_linked_with_it_is_shown_first(
    site: Site, name: str, old: str, new: str, shown: list[str]
) -> None:
    site.edit(name, old, new)
    first = [Path(path).stem for path in site.rebuild()]
    assert sorted(first) == shown
    site.is_clean()


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("GOAL-1", "title: Less work", "title: Less work\naliases: [GOAL-7]"),
        ("GOAL-1", "id: GOAL-1", "id: GOAL-2"),
        ("GOAL-1", "title: Less work\n", "title: Less work\nstatus: dropped\n"),  # and with it the page of goals
        ("STY-1", "title:", "status: done\ntitle:"),  # the first one: there is a page about delivery now
        ("GOAL-1", "title: Less work\n", "title: [\n"),
        ("GOAL-1", "title: Less work\n", "title: Less\nstatement: |\n  ```mermaid\n  graph TD\n  ```\n"),
        ("many", "kind: risk\nthreatens", "kind: issue\nthreatens"),
    ],
)
def test_where_more_than_these_pages_must_be_made_first_all_of_them_are(
    site: Site, name: str, old: str, new: str
) -> None:
    site.edit(name, old, new)
    assert site.rebuild() == []
    site.is_clean()


def test_where_the_navigation_lists_the_items_a_title_waits_for_all_of_it(tmp_path: Path) -> None:
    site = Site(tmp_path / "shop", TEXTS["tpo-docs.yml"])
    site.edit("STY-1", "title: See costs", "title: See all costs")
    assert site.rebuild() == []
    site.is_clean()
    site.edit("STY-1", "as: clerk", "as: clerk\npriority: must")
    assert site.rebuild() == ["STY-1.html"]
    site.is_clean()


def test_a_newer_edit_ends_what_is_left_of_the_one_before_and_is_shown_first(site: Site) -> None:
    for number in range(3):
        site.edit("STY-1", "title: ", f"title: {number} ")
        later = site.served.rebuild()
        assert f"{number} " in pages(site.root)["STY-1.html"].decode().partition("<title>")[2]
        assert later is not None
        assert not later(lambda: True), "it ends at once"
    site.edit("STY-1", "Some words", "Some other words")
    assert "STY-1.html" in site.rebuild()
    site.is_clean()


class Indexer:
    """What stands in for Pagefind: it does not end while it is held, and knows the pages that it has read."""

    def __init__(self, folder: Path) -> None:
        self.hold, self.begun = folder / "hold", folder / "begun"

    def __call__(self, folder: Path, target: Path, language: str) -> None:
        self.begun.write_text(language, encoding="utf-8")
        limit = time.monotonic() + 60
        while self.hold.exists():
            assert time.monotonic() < limit, "nothing has ended it"
            time.sleep(0.01)
        target.mkdir(exist_ok=True)
        (target / "words").write_bytes(b"".join(page.read_bytes() for page in sorted(folder.rglob("*.html"))))


@pytest.mark.parametrize("old", ["title: See costs", "Some words"])
def test_an_edit_is_shown_while_the_first_index_of_the_search_is_made_and_known_to_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str
) -> None:
    indexer = Indexer(tmp_path)
    monkeypatch.setattr(search, "_run", indexer)
    monkeypatch.setattr(search, "chosen", lambda *_, **__: True)
    indexer.hold.touch()
    site = Site(tmp_path / "shop", is_newer=indexer.begun.exists)
    assert "pagefind/words" not in pages(site.root)
    site.edit("STY-1", old, f"{old} and Gains")
    later = site.served.rebuild()
    assert "and Gains" in pages(site.root)["STY-1.html"].decode()
    indexer.hold.unlink()
    assert later is not None
    assert later(never)
    assert "and Gains" in pages(site.root)["pagefind/words"].decode()
    site.is_clean()


def test_an_index_that_was_ended_is_made_though_nothing_else_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    indexer = Indexer(tmp_path)
    monkeypatch.setattr(search, "_run", indexer)
    monkeypatch.setattr(search, "chosen", lambda *_, **__: True)
    indexer.hold.touch()
    rubbish = tmp_path / "rubbish"
    rubbish.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(rubbish))
    site = Site(tmp_path / "shop", is_newer=indexer.begun.exists)
    indexer.hold.unlink()
    (site.root / "specs" / "STY-1.md").touch()
    limit = time.monotonic() + 30
    while [*rubbish.iterdir()]:
        assert time.monotonic() < limit, "what it had written is still there"
        time.sleep(0.01)
    assert site.rebuild() == []
    assert "pagefind/words" in pages(site.root)
    site.is_clean()


def test_an_index_that_an_earlier_server_has_not_ended_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    indexer = Indexer(tmp_path)
    monkeypatch.setattr(search, "_run", indexer)
    monkeypatch.setattr(search, "chosen", lambda *_, **__: True)
    indexer.hold.touch()
    site = Site(tmp_path / "shop", is_newer=indexer.begun.exists)
    indexer.hold.unlink()
    site.served = site._served(site.root)
    assert site.rebuild() == []
    assert "pagefind/words" in pages(site.root)
    site.is_clean()


@pytest.mark.parametrize(
    ("name", "old", "new", "judged"),
    [
        ("STY-1", "realizes: REQ-1", "realizes: [REQ-1, REQ-9]", "part"),
        ("STY-1", "title:", "status: ready\ntitle:", "whole"),  # the first item with this field
        ("REQ-1", "supports: GOAL-1", "priority: nonsense", "whole"),
        ("TEST-1", "verifies: STY-1/AC1", "verifies: STY-1/AC2", "part"),
        ("REQ-1", "kind: functional", "kind: nonsense", "part"),
        ("TEST-1", "Try it.", "Try it, TBD, see [[REQ-9]].", "part"),
        ("STY-1", "AC1", "AC2", "whole"),
        ("STY-1", "id: STY-1", "id: STY-2", "whole"),
        ("GOAL-1", "title: Less work", "title: Less work\naliases: [GOAL-7]", "whole"),
        ("many", "threatens: REQ-1", "threatens: REQ-9", "part"),
        ("guide", "[[REQ-1]]", "[[REQ-9]]", "whole"),
    ],
)
def test_after_an_edit_of_fields_no_more_is_judged_than_it_concerns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, old: str, new: str, judged: str
) -> None:
    root = write(tmp_path / "shop")
    before = files.load(root)
    asked: list[object] = []

    def whole(project: Project, **known: Any) -> Review:
        asked.append(project)
        return check(project, **known)

    monkeypatch.setattr(reloading, "check", whole)
    file = root / "specs" / f"{name}.md"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    edits = reloading.read_again(before, {f"specs/{name}.md": file.read_bytes()})
    found = reloading.edited(before, edits, None, outline=outline_of(before.project)).review
    now = files.load(root).review
    assert now.findings != before.review.findings or name in ("guide", "GOAL-1")
    assert (found.findings, found.exempted, found.known) == (now.findings, now.exempted, now.known)
    assert ("whole" if asked else "part") == judged


def test_files_that_come_and_go_and_a_broken_one_are_built_as_ever(site: Site) -> None:
    (site.root / "specs" / "REQ-2.md").write_text("---\nid: REQ-2\ntitle: Two\n---\nIt is.\n", encoding="utf-8")
    assert site.rebuild() == []
    site.is_clean()
    site.edit("REQ-2", "title: Two", "title: Three")
    assert "REQ-2.html" in site.rebuild()
    (site.root / "specs" / "REQ-2.md").unlink()
    assert site.rebuild() == []
    site.is_clean()
    (site.root / "specs" / "STY-1.md").write_bytes(b"---\nid: \xff\n")
    assert site.rebuild() == []
    site.is_clean()


def test_a_page_that_somebody_has_written_into_is_not_believed(site: Site) -> None:
    page = site.root / WORK_FOLDER / "serve" / VERSION / "STY-1.html"
    page.write_bytes(page.read_bytes().replace(b"costs", b"gains"))
    site.edit("STY-1", "title: See costs", "title: See all costs")
    assert site.rebuild() == []
    site.is_clean()


def test_with_approvals_results_and_templates_of_its_own_too(tmp_path: Path) -> None:
    """Where words are left to the whole build, as pages rest on whole texts."""
    site = Site(tmp_path / "shop")
    (site.root / "templates" / "pages").mkdir(parents=True)
    template = "{% extends 'shipped/pages/item.md.j2' %}"
    (site.root / "templates" / "pages" / "item.md.j2").write_text(template, encoding="utf-8")
    (site.root / "records").mkdir()
    (site.root / "records" / "results.jsonl").write_text("", encoding="utf-8")
    assert site.rebuild() == []
    site.edit("STY-1", "title: See costs", "title: See all costs")
    assert "STY-1.html" in site.rebuild()
    site.edit("STY-1", "Some words", "Some other words")
    assert "STY-1.html" in site.rebuild()
    site.is_clean()


def test_the_navigation_is_the_same_without_processes(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "count", lambda *_, **__: 1)
    site.edit("STY-1", "title:", "status: refining\ntitle:")
    assert "STY-1.html" in site.rebuild()
    site.is_clean()


_NAMES = ("GOAL-1", "REQ-1", "STY-1", "SPEC-1", "TEST-1")
_FIELDS = st.sampled_from(
    (
        ("title", "Wells & <i>oil wells</i>"),
        ("title", "'TODO: [[REQ-1]]'"),
        ("status", "draft"),
        ("status", "done"),
        ("status", "dropped"),
        ("status", "approved"),
        ("priority", "must"),
        ("owner", "team-a"),
        ("owner", "nobody"),
        ("kind", "quality"),
        ("supports", "GOAL-1"),
        ("realizes", "[REQ-1, REQ-9]"),
        ("verifies", "[STY-1, REQ-1]"),
        ("release", "REL-1"),
        ("estimate", "3"),
        ("tags", "[a, b]"),
        ("questions", "[{ask: Why?}]"),
        ("feasibility", "{verdict: yes}"),
    )
)


def _with_field(text: str, key: str, value: str) -> str:
    lines = text.split("\n")
    end = lines.index("---", 1)
    rest = [line for line in lines[1:end] if not line.startswith(f"{key}:")]
    return "\n".join(["---", *rest, f"{key}: {value}", *lines[end:]])


@settings(
    max_examples=4,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(_NAMES),
            st.one_of(_FIELDS, st.sampled_from(("words", "undo"))),
            st.booleans(),
            st.booleans(),
        ),
        min_size=2,
        max_size=5,
    )
)
def test_after_any_edits_of_fields_the_site_is_that_of_a_build_from_nothing(
    site: Site, steps: list[tuple[str, tuple[str, str] | str, bool, bool]]
) -> None:
    for name, change, is_ended, is_compared in steps:
        file = site.root / "specs" / f"{name}.md"
        text = file.read_text(encoding="utf-8")
        if change == "undo":
            text = TEXTS[f"specs/{name}.md"]
        elif change == "words":
            text += "\nOf an oil well.\n"
        else:
            text = _with_field(text, *change)
        file.write_text(text, encoding="utf-8")
        if is_ended:
            later = site.served.rebuild()
            assert later is None or not later(lambda: True)
        else:
            site.rebuild()
            if is_compared:
                site.is_clean()
    site.rebuild()
    site.is_clean()
