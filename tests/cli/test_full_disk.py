"""Commands whose disk is full after so many steps: they say so in one line, and what was there is whole."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import SMALL, Files, Ran, Run, files_of, same
from tests.full_disk import Disk

_LEDGER, _RESULTS, _SNAPSHOTS = (f"records/{name}.jsonl" for name in ("reviews", "results", "snapshots"))


def _each_step(small: Path, run: Callable[[], Ran], begin: Callable[[], object]) -> list[tuple[Ran, Files]]:
    """How the command ended, and what there was after it, with space for 0, 1, 2… steps, until it had enough."""
    found = []
    for left in range(1000):
        begin()
        with pytest.MonkeyPatch.context() as patch:
            disk = Disk(patch)
            disk.left = left
            ran = run()
        found.append((ran, files_of(small)))
        if disk.left >= 0:
            return found
    raise AssertionError("it never ends")


def _without_caches(small: Path) -> None:
    shutil.rmtree(small / ".tpo-docs", ignore_errors=True)


@pytest.mark.parametrize("command", [["check"], ["check", "--format", "json"], ["list"], ["show", "REQ-001"], ["plan"]])
def test_where_nothing_can_be_kept_the_answer_is_the_same(command: list[str], small: Path, run: Run) -> None:
    without = run(*command, "--no-cache") if command[0] == "check" else run(*command)
    before = files_of(small)
    ends = _each_step(small, lambda: run(*command), lambda: _without_caches(small))
    assert len(ends) > 3, "it keeps something"
    for ran, files in ends:
        assert ran == without
        assert files == before
    assert run(*command) == without, "nor does what was kept by halves do harm"


def test_a_memory_cut_off_at_any_step_is_none(small: Path, run: Run) -> None:
    """The file changes after a check that could not write all that it knew: the next check sees it."""
    page = small / "specs/REQ-001.md"
    text = page.read_text(encoding="utf-8")
    wrong = text.replace("owner: client", "owner: nobody")
    page.write_text(wrong, encoding="utf-8")
    said = run("check", "--no-cache")
    page.write_text(text, encoding="utf-8")
    for left in range(40):
        page.write_text(text, encoding="utf-8")
        with pytest.MonkeyPatch.context() as patch:
            Disk(patch).left = left
            run("check")
        page.write_text(wrong, encoding="utf-8")
        assert run("check") == said
    assert run("check", "--no-cache") == said


@pytest.mark.no_cover  # other tests reach the same lines, and tracing doubles its time
@pytest.mark.parametrize(
    ("command", "path"),
    [
        (["approve", "REQ-001", "--as", "client"], _LEDGER),
        (["approve", "REQ-001", "--as", "client", "--verdict", "changes-requested", "--comment", "No."], _LEDGER),
        (["results", "add", "report.xml"], _RESULTS),
        (["results", "record", "TEST-001", "--result", "passed"], _RESULTS),
        (["snapshot"], _SNAPSHOTS),
        (["new", "requirement", "Pay later"], "specs/"),
        (["rename", "REQ-001", "REQ-009", "--allow-dirty"], ("specs/", _LEDGER)),
        (["export", "json", "--output", "out.json"], "out.json"),
    ],
    ids=[
        "approve",
        "request changes",
        "results add",
        "results record",
        "snapshot",
        "new",
        "rename",
        "export",
    ],
)
@pytest.mark.parametrize("there", [False, True], ids=["new", "there"])
def test_a_record_is_written_whole_or_not_at_all(
    command: list[str],
    path: str | tuple[str, ...],
    there: bool,  # noqa: FBT001 - a column of the table
    small: Path,
    run: Run,
) -> None:
    if there:
        for again in (
            ["approve", "REQ-001", "--as", "client"],
            ["results", "add", "report.xml"],
            ["snapshot", "--today", "2027-02-01"],
        ):
            assert run(*again).status == 0
        (small / "out.json").write_text("{}", encoding="utf-8")
        (small / "report.xml").write_text(
            SMALL["report.xml"].replace("/>", "><failure/></testcase>", 1), encoding="utf-8"
        )
    before = files_of(small)

    def begin() -> None:
        _without_caches(small)
        for name in files_of(small).keys() - before.keys():
            (small / name).unlink()
        for name, data in before.items():
            (small / name).parent.mkdir(parents=True, exist_ok=True)
            (small / name).write_bytes(data)

    *ends, (whole, after) = _each_step(small, lambda: run(*command), begin)
    assert whole.status == 0, whole
    changed = {name for name in after.keys() | before.keys() if before.get(name) != after.get(name)}
    assert changed
    assert all(name.startswith(path) for name in changed), changed
    assert any(ran.status == 2 for ran, _ in ends)
    for ran, files in ends:
        if ran.status == 0:
            assert {name: len(data) for name, data in files.items()} == {
                name: len(data) for name, data in after.items()
            }
        else:
            assert (ran.status, files) == (2, before), ran
            assert ran.err.startswith("tpo-docs: ")
            assert "no space left on device" in ran.err.casefold()
            assert ran.err.count("\n") == 1
    begin()
    assert run(*command).status == 0, "once there is space again"


def _build(run: Run, left: int | None = None) -> tuple[Ran, Disk]:
    """A build with space for so many steps; for any number where none is given."""
    with pytest.MonkeyPatch.context() as patch:
        disk = Disk(patch)
        disk.left = disk.left if left is None else left
        return run("build", "--alias", "latest"), disk


def _points(steps: list[str], root: Path) -> list[int]:
    """The first and the last step in each folder that the build writes to: each is another part of it."""
    places: dict[str, list[int]] = {}
    for number, step in enumerate(steps):
        path = Path(step)
        inside = path.is_absolute() and path.is_relative_to(root)
        place = "/".join(path.relative_to(root).parts[:-1][:2]) if inside else "elsewhere"
        places.setdefault(place, []).append(number)
    return sorted({point for numbers in places.values() for point in (numbers[0], numbers[-1])})


def _assert_refused(ran: Ran) -> None:
    assert ran.status == 2
    assert "no space left on device" in ran.err.splitlines()[-1].casefold()
    assert not {"plugin", "Traceback", "Errno"} & set(re.findall(r"\w+", ran.err)), ran.err


@pytest.mark.no_cover  # other tests reach the same lines, and tracing doubles its time
@pytest.mark.slow
def test_a_first_build_without_space_says_so_and_the_next_is_right(small: Path, run: Run) -> None:
    ran, disk = _build(run)
    assert ran.status == 0
    new = files_of(small / "site")
    refused = 0
    for left in _points(disk.steps, small)[::2]:
        _without_caches(small)
        shutil.rmtree(small / "site")
        ran, _ = _build(run, left)
        now = files_of(small / "site") if (small / "site").exists() else {}
        if ran.status:
            refused += 1
            _assert_refused(ran)
            assert all(new.get(path) == data for path, data in now.items()), "no file is half-written"
            assert "versions.json" not in now, "nothing leads there before all is there"
        else:
            assert now == new
        assert _build(run)[0].status == 0
        same(files_of(small / "site"), new)
    assert refused


@pytest.mark.no_cover  # other tests reach the same lines, and tracing doubles its time
@pytest.mark.slow
def test_a_build_over_another_without_space_keeps_that_one_and_the_next_is_right(small: Path, run: Run) -> None:
    """One edit and another in turn, so that each build has something to do."""
    page = small / "specs/REQ-001.md"
    texts = [page.read_text(encoding="utf-8") + more for more in ("", "Also [[TEST-001]].\n")]
    sites: list[Files] = []
    steps: list[str] = []
    for text in (*texts, *texts):
        page.write_text(text, encoding="utf-8")
        ran, disk = _build(run)
        assert ran.status == 0
        sites, steps = [*sites, files_of(small / "site")], disk.steps
    assert sites[:2] == sites[2:]
    assert sites[0] != sites[1]
    before, published = 1, 0
    for left in _points(steps, small):
        old, new = sites[before], sites[1 - before]
        page.write_text(texts[1 - before], encoding="utf-8")
        ran, _ = _build(run, left)
        now = files_of(small / "site")
        if ran.status:
            _assert_refused(ran)
            begun = any((small / ".tpo-docs/published").rglob("journal.json"))
            published += begun
            assert begun or now == old, "nothing is published before all is made"
            assert now.keys() == new.keys() == old.keys()
            assert all(data in (old[path], new[path]) for path, data in now.items()), "no file is half-written"
        else:
            assert now == new
        assert _build(run)[0].status == 0
        same(files_of(small / "site"), new)
        before = 1 - before
    assert published, "some end while files are put in place"
