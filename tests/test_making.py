"""Pages that are known from an earlier build are those that a build without any memory makes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import WHOLE_PROJECTS
from tpo_docs import assemble, processes
from tpo_docs.edition import Order, edition_of
from tpo_docs.edition import _moment as moment_of
from tpo_docs.files import load
from tpo_docs.making import resting, shares
from tpo_docs.making.memory import Memory
from tpo_docs.model import Page
from tpo_docs.pages import chain, data, matrix, matrix_basis, type_index
from tpo_docs.render import Renderer
from tpo_docs.site.mkdocs_settings import settings as site_settings
from tpo_docs.site.stage import digest_of

_EXAMPLE = Path(__file__).parents[1] / "tpo_docs/examples/erp"


def _tree(root: Path, memory: Path | None) -> dict[str, str]:
    """Digests of all files of the site by path."""
    loaded = load(root)
    edition = edition_of(loaded, site_settings(root / "mkdocs.yml"), Order("1.0"), moment_of(loaded))
    files = assemble.tree(loaded, edition, memory=memory).files
    return {file.path: file.digest or digest_of(file.bytes()) for file in files}


def _project(root: Path) -> None:
    (root / "specs").mkdir(parents=True)
    texts = {
        "tpo-docs.yml": "profile: tpo\ntoday: 2027-03-01\n",
        "mkdocs.yml": "site_name: X\n",
        "specs/parties.yml": "clerk: {title: Clerk, kind: persona}\nteam-a: {title: Team A, kind: team}\n",
        "specs/terms.yml": "well: {title: well, definition: A hole in the ground.}\n",
        "specs/GOAL-1.md": "---\nid: GOAL-1\ntitle: Less work\nowner: team-a\n---\nPeople do less.\n",
        "specs/REQ-1.md": "---\nid: REQ-1\ntitle: Costs of a well\nsupports: GOAL-1\nkind: functional\n---\nThe well has costs.\n",
        "specs/STY-1.md": (
            "---\nid: STY-1\ntitle: See costs\nrealizes: REQ-1\nas: clerk\nwant: see [[REQ-1]]\n---\n"
            "## Acceptance criteria\n\n- **AC1** Given a well, when asked, then costs.\n"
        ),
        "specs/SPEC-1.md": "---\nid: SPEC-1\ntitle: Table\nrefines: STY-1\n---\nSee [[STY-1]] and [[GONE-1]].\n",
        "specs/TEST-1.md": "---\nid: TEST-1\ntitle: Try\nverifies: STY-1/AC1\n---\nTry it.\n",
        "specs/many.md": (
            "---\ntype: risk\n---\n# Risks\n\n## RISK-1 Late\n```yaml item\nkind: risk\nthreatens: REQ-1\n```\nIt is late.\n\n"
            "## RISK-2 Dear\n```yaml item\nkind: risk\n```\nIt costs.\n"
        ),
        "specs/guide.md": "# Guide\n\nRead [[REQ-1]].\n",
    }
    for name, text in texts.items():
        (root / name).write_text(text, encoding="utf-8")


_NAMES = ("GOAL-1", "REQ-1", "STY-1", "SPEC-1", "TEST-1")
_EDITS = st.one_of(
    st.tuples(st.just("say"), st.sampled_from((*_NAMES, "many", "guide"))),
    st.tuples(st.just("title"), st.sampled_from(_NAMES)),
    st.tuples(st.just("head"), st.sampled_from(("many", "guide"))),
    st.tuples(st.just("status"), st.sampled_from(_NAMES)),
    st.tuples(
        st.sampled_from(("owner: clerk", "priority: must", "estimate: 5", "release: REL-1", "allow: {TPO303: later}")),
        st.sampled_from(_NAMES),
    ),
    st.tuples(st.sampled_from(("supports: GONE-1", "realizes: GOAL-1", "verifies: REQ-1")), st.sampled_from(_NAMES)),
    st.tuples(st.just("move"), st.sampled_from(_NAMES)),
    st.tuples(st.just("remove"), st.sampled_from(_NAMES)),
    st.tuples(st.just("add"), st.sampled_from(("GONE-1", "REQ-2", "STY-2", "REQ-1"))),
    st.tuples(st.just("alias"), st.sampled_from(_NAMES)),
    st.tuples(st.just("unlink"), st.sampled_from(_NAMES)),
    st.tuples(st.just("type"), st.sampled_from(_NAMES)),
    st.tuples(st.just("criterion"), st.sampled_from(("REQ-1", "STY-1"))),
    st.tuples(st.just("result"), st.sampled_from(("passed", "failed"))),
    st.tuples(st.just("term"), st.sampled_from(("costs", "well"))),
    st.tuples(st.just("party"), st.sampled_from(("Clerk", "Accountant"))),
    st.tuples(
        st.just("config"),
        st.sampled_from(
            (
                "site: {language: de}",
                "rules: {ignore: [TPO303]}",
                "today: 2028-01-01",
                "site: {words: {Chain: Thread, no test: untested}, matrices: [requirement x test, story x spec]}",
                "views: [{name: Owned, query: 'type:requirement owner:clerk', columns: [title, owner, priority]}]",
            )
        ),
    ),
    st.tuples(st.just("theme"), st.sampled_from(("en", "de"))),
    st.tuples(st.just("template"), st.sampled_from(("one", "two"))),
    st.tuples(st.just("damage"), st.sampled_from(("cut", "noise", "gone"))),
)


def _edit(root: Path, kind: str, what: str) -> None:  # noqa: PLR0912 - a line for each kind
    specs = root / "specs"
    file = next(iter(specs.rglob(f"{what}.md")), specs / f"{what}.md")
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    if kind == "say" and text:
        file.write_text(text + "\nMore is said of the well.\n", encoding="utf-8")
    elif kind == "title" and text:
        file.write_text(text.replace("title: ", "title: New "), encoding="utf-8")
    elif kind == "head":
        file.write_text(text.replace("\n# ", "\n# New ").replace("# Guide", "# New guide"), encoding="utf-8")
    elif kind == "status" and text:
        file.write_text(text.replace("title: ", "status: approved\ntitle: ", 1), encoding="utf-8")
    elif ": " in kind and text:
        name = kind.partition(":")[0]
        lines = [line for line in text.splitlines() if not line.startswith(f"{name}: ")]
        file.write_text("\n".join((lines[0], kind, *lines[1:], "")), encoding="utf-8")
    elif kind == "move" and text:
        (specs / "below").mkdir(exist_ok=True)
        file.rename(specs / "below" / file.name)
    elif kind == "remove" and text:
        file.unlink()
    elif kind == "add":
        type_ = {"GONE": "spec", "REQ": "requirement", "STY": "story"}[what.partition("-")[0]]
        (specs / f"new-{what}.md").write_text(
            f"---\nid: {what}\ntype: {type_}\ntitle: Added\n---\nOf [[REQ-1]].\n", encoding="utf-8"
        )
    elif kind == "alias" and text:
        file.write_text(text.replace("title: ", "aliases: [GONE-1]\ntitle: ", 1), encoding="utf-8")
    elif kind in ("unlink", "type", "criterion") and text:
        file.write_text(_written_anew(text, kind), encoding="utf-8")
    elif kind == "result":
        _prove(root, what)
    elif kind == "term":
        (specs / "terms.yml").write_text(f"term: {{title: {what}, definition: Something.}}\n", encoding="utf-8")
    elif kind == "party":
        (specs / "parties.yml").write_text(f"clerk: {{title: {what}, kind: persona}}\n", encoding="utf-8")
    elif kind == "config":
        (root / "tpo-docs.yml").write_text(f"profile: tpo\n{what}\n", encoding="utf-8")
    elif kind == "theme":
        (root / "mkdocs.yml").write_text(
            f"site_name: X\ntheme: {{name: material, language: {what}}}\n", encoding="utf-8"
        )
    elif kind == "template":
        (root / "templates/parts").mkdir(parents=True, exist_ok=True)
        (root / "templates/pages").mkdir(parents=True, exist_ok=True)
        (root / "templates/pages/item.md.j2").write_text(f"# {{{{ view.id }}}} {what}\n", encoding="utf-8")
    elif kind == "damage":
        known = root / ".tpo-docs/cache/views-1.0"
        if known.is_file():
            data = known.read_bytes()
            known.write_bytes({"cut": data[:-30], "noise": data[:40] + data[41:], "gone": b""}[what])


def _written_anew(text: str, kind: str) -> str:
    """The text of an item without its links, as one of another type, or with one criterion more."""
    if kind == "unlink":
        roles = ("supports", "realizes", "refines", "verifies", "threatens")
        return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(roles))
    if kind == "type":
        return text.replace("title: ", "type: spec\ntitle: ", 1)
    head = "" if "## Acceptance criteria" in text else "\n## Acceptance criteria\n\n"
    return f"{text}{head}- **AC{len(text)}** Given a thing, when asked, then more.\n"


def _prove(root: Path, result: str) -> None:
    """A result of the test, which names its case from then on."""
    (root / "records").mkdir(exist_ok=True)
    row = f'{{"case": "try", "result": "{result}", "at": "2027-02-01T10:00:00Z"}}\n'
    (root / "records/results.jsonl").write_text(row, encoding="utf-8")
    test = root / "specs/TEST-1.md"
    text = test.read_text(encoding="utf-8") if test.is_file() else ""
    if text and "result_key" not in text:
        test.write_text(text.replace("title: ", "kind: automated\nresult_key: try\ntitle: ", 1), encoding="utf-8")


@contextmanager
def small_pages() -> Iterator[None]:
    """Pages about many items as a large project has them: several, with few items on each."""
    with ExitStack() as stack:
        for module, name, value in (
            (chain, "ONE_PAGE", 0),
            (chain, "ROWS_A_PAGE", 2),
            (matrix, "ROWS_A_PAGE", 1),
            (matrix_basis, "GRID_SIZE", 1),
            (resting, "_MANY", 1),
        ):
            stack.enter_context(patch.object(module, name, value))
        yield


@settings(WHOLE_PROJECTS, max_examples=25)
@given(
    st.lists(st.lists(_EDITS, min_size=1, max_size=2), min_size=1, max_size=4),
    st.sampled_from((nullcontext, small_pages)),
)
def test_after_any_edits_pages_are_those_made_without_memory(
    tmp_path_factory: pytest.TempPathFactory,
    steps: list[list[tuple[str, str]]],
    size: Callable[[], AbstractContextManager[None]],
) -> None:
    root = tmp_path_factory.mktemp("made")
    _project(root)
    memory = root / ".tpo-docs/cache"
    with size():
        _tree(root, memory)
        for edits in steps:
            for edit in edits:
                _edit(root, *edit)
            assert _tree(root, memory) == _tree(root, None)


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages and lists of items that were made."""
    paths: list[str] = []
    original = Renderer.render

    def render(self: Renderer, page: Page) -> str:
        if page.template in ("pages/item.md.j2", "pages/bundle.md.j2", "pages/type_index.md.j2"):
            paths.append(page.path)
        return original(self, page)

    monkeypatch.setattr(Renderer, "render", render)
    monkeypatch.setattr(processes, "count", lambda *_: 1)
    return paths


def test_only_pages_that_show_what_changed_are_made_again(tmp_path: Path, rendered: list[str]) -> None:
    _project(tmp_path)
    memory = tmp_path / ".tpo-docs/cache"
    _tree(tmp_path, memory)
    assert len([path for path in rendered if not path.startswith("items/")]) == 6
    rendered.clear()
    _tree(tmp_path, memory)
    assert rendered == []
    _edit(tmp_path, "say", "TEST-1")
    _tree(tmp_path, memory)
    assert "TEST-1.md" in rendered
    assert not {"GOAL-1.md", "many.md"} & set(rendered)


def test_the_title_of_a_page_with_many_items_shows_elsewhere_too(tmp_path: Path) -> None:
    _project(tmp_path)
    memory = tmp_path / ".tpo-docs/cache"
    before = _tree(tmp_path, memory)
    _edit(tmp_path, "head", "many")
    after = _tree(tmp_path, memory)
    assert before["orphans.md"] != after["orphans.md"]
    assert after == _tree(tmp_path, None)


def test_of_a_list_the_part_with_the_changed_item_is_made_again(
    tmp_path: Path, rendered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type_index, "MAX_ROWS", 2)
    _project(tmp_path)
    for number in range(2, 7):
        (tmp_path / f"specs/REQ-{number}.md").write_text(
            f"---\nid: REQ-{number}\ntitle: Costs {number}\n---\nThere are costs.\n", encoding="utf-8"
        )
    memory = tmp_path / ".tpo-docs/cache"
    _tree(tmp_path, memory)
    lists = ["items/requirement.md", "items/requirement-2.md", "items/requirement-3.md"]
    for edit, made in (
        (("title", "REQ-3"), lists[1:2]),
        (("priority: must", "REQ-6"), lists[2:]),
        (("say", "REQ-1"), []),
        (("status", "REQ-1"), lists),  # each part counts all statuses
        (("party", "Accountant"), []),
    ):
        _edit(tmp_path, *edit)
        rendered.clear()
        tree = _tree(tmp_path, memory)
        assert [path for path in rendered if path.startswith("items/requirement")] == made, edit
        assert tree == _tree(tmp_path, None)


def test_a_data_file_is_made_again_when_what_it_holds_may_differ(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    original = data.items_script

    def items_script(*given: Any) -> str:
        made.append("items")
        return original(*given)

    monkeypatch.setattr(data, "items_script", items_script)
    monkeypatch.setattr(processes, "count", lambda *_: 1)
    _project(tmp_path)
    memory = tmp_path / ".tpo-docs/cache"
    for edit, times in ((None, 1), (None, 0), (("say", "REQ-1"), 0), (("title", "REQ-1"), 1), (("theme", "de"), 1)):
        if edit is not None:
            _edit(tmp_path, *edit)
        made.clear()
        tree = _tree(tmp_path, memory)
        assert made == ["items"] * times, edit
        assert tree == _tree(tmp_path, None)


def test_what_is_known_already_is_not_written_down_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _project(tmp_path)
    memory = tmp_path / ".tpo-docs/cache"
    _tree(tmp_path, memory)
    kept: list[object] = []
    original = Memory.keep

    def keep(*given: Any) -> None:
        kept.append(given)
        original(*given)

    monkeypatch.setattr(Memory, "keep", keep)
    _tree(tmp_path, memory)
    assert kept == []
    _edit(tmp_path, "say", "GOAL-1")
    _tree(tmp_path, memory)
    _tree(tmp_path, memory)
    assert len(kept) == 1


def test_every_page_knows_that_it_shows_what_is_proven(tmp_path: Path, rendered: list[str]) -> None:
    _project(tmp_path)
    specs = tmp_path / "specs"
    (tmp_path / "records").mkdir()
    row = '{"case": "try", "result": "passed", "at": "2027-02-01T10:00:00Z"}\n'
    (tmp_path / "records/results.jsonl").write_text(row, encoding="utf-8")
    test = specs / "TEST-1.md"
    test.write_text(test.read_text().replace("title: Try\n", "title: Try\nkind: automated\nresult_key: try\n"))
    for name in ("REQ-1", "STY-1"):
        _edit(tmp_path, "status", name)
    for name in ("DEC-1", "DEC-2"):
        text = f"---\nid: {name}\ntitle: Chosen\nrelates: REQ-1\n---\nIt is so.\n"
        (specs / f"{name}.md").write_text(text, encoding="utf-8")
    memory = tmp_path / ".tpo-docs/cache"
    before = _tree(tmp_path, memory)
    rendered.clear()
    test.write_text(test.read_text().replace("title: Try\n", "title: Try\nstatus: retired\n"))
    after = _tree(tmp_path, memory)
    assert before["DEC-2.md"] != after["DEC-2.md"]
    assert {"DEC-1.md", "DEC-2.md"} <= set(rendered)
    assert after == _tree(tmp_path, None)


@pytest.mark.no_cover  # other tests reach the same lines, and tracing doubles its time
@pytest.mark.parametrize(
    "edit",
    [
        ("billing/requirements", "text"),
        ("strategy/goals", "title"),
        ("parties.yml", "text"),
    ],
)
def test_the_example_is_made_alike_after_an_edit(tmp_path: Path, edit: tuple[str, str]) -> None:
    root = tmp_path / "erp"
    shutil.copytree(_EXAMPLE, root)
    memory = root / ".tpo-docs/cache"
    _tree(root, memory)
    place = next(path for path in root.rglob("*") if edit[0] in path.as_posix())
    file = place if place.is_file() else sorted(place.glob("*.md"))[0]
    text = file.read_text(encoding="utf-8")
    changed = text.replace("title: ", "title: Other ", 1) if edit[1] == "title" else f"{text}\n\n"
    file.write_text(changed if edit[1] == "title" else text.replace("The ", "This ", 1) + "\n", encoding="utf-8")
    assert _tree(root, memory) == _tree(root, None)


def _no_file(**_: object) -> None:
    raise OSError(28, "No space left on device")


_T = TypeVar("_T")


def _all_in_vain(here: Callable[[], _T], apart: Sequence[Callable[[], bytes]]) -> tuple[_T, list[None]]:
    """As `beside`, where each of the others has done all that it could take, and then was ended."""
    lost = [work() for work in apart]
    return here(), [None for _ in lost]


@pytest.mark.parametrize(
    "fault",
    ["none", "the other process fails", "the other process is ended", "no file can be written", "few bytes are many"],
)
def test_two_processes_make_what_one_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    _project(tmp_path)
    monkeypatch.setattr(processes, "count", lambda *_: 1)
    alone = _tree(tmp_path, None)
    monkeypatch.setattr(processes, "count", lambda *_: 2)
    if fault == "the other process fails":
        monkeypatch.setattr(shares, "beside", lambda here, apart: (here(), [None for _ in apart]))
    elif fault == "the other process is ended":
        monkeypatch.setattr(shares, "beside", _all_in_vain)
    elif fault == "no file can be written":
        monkeypatch.setattr("tempfile.TemporaryFile", _no_file)
    elif fault == "few bytes are many":
        monkeypatch.setattr(shares, "_FEW", 0)
    memory = tmp_path / ".tpo-docs/cache"
    assert _tree(tmp_path, memory) == alone
    _edit(tmp_path, "title", "STY-1")
    assert _tree(tmp_path, memory) == _tree(tmp_path, None)
