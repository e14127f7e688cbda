"""`tpo-docs snapshot`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.cli.conftest import Run


def _story(folder: Path, number: int, status: str, rest: str = "") -> None:
    (folder / "specs").mkdir(exist_ok=True)
    (folder / f"specs/STY-{number}.md").write_text(f"---\nid: STY-{number}\nstatus: {status}\n{rest}---\nText.\n")


def _lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "records/snapshots.jsonl").read_text().splitlines()]


def test_days_say_what_was_begun_and_finished_since(tmp_path: Path, run: Run) -> None:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs/REL-a.md").write_text("---\nid: REL-a\nkind: release\nstatus: active\n---\n")
    _story(tmp_path, 1, "done", "release: REL-a\nestimate: 3\n")
    _story(tmp_path, 2, "in-progress", "release: REL-a\n")
    _story(tmp_path, 3, "ready")
    assert (
        run("-C", tmp_path, "snapshot", "--today", "2027-01-04").out
        == "recorded 2027-01-04 in records/snapshots.jsonl\n"
    )
    _story(tmp_path, 2, "done", "release: REL-a\nteam: red\nestimate: 5\n")
    _story(tmp_path, 3, "in-progress", "release: REL-a\n")
    run("-C", tmp_path, "snapshot", "--today", "2027-01-11")
    first, second = _lines(tmp_path)
    assert (first["done_before"], first["started"], first["finished"]) == (["STY-1"], ["STY-2"], [])
    assert first["releases"] == {
        "REL-a": {"scope": 2, "done": 1, "scope_points": 3, "done_points": 3, "added": ["STY-1", "STY-2"]}
    }
    assert (second["started"], second["finished"]) == (["STY-3"], [{"id": "STY-2", "team": "red", "points": 5}])
    assert second["releases"]["REL-a"] == {
        "scope": 3,
        "done": 2,
        "scope_points": 8,
        "done_points": 8,
        "added": ["STY-3"],
    }
    assert second["counts"]["story"] == {"doing": 1, "done": 2}


def test_a_second_line_of_a_day_takes_the_place_of_the_first(tmp_path: Path, run: Run) -> None:
    _story(tmp_path, 1, "in-progress")
    run("-C", tmp_path, "snapshot", "--today", "2027-01-04")
    run("-C", tmp_path, "snapshot", "--today", "2027-01-11")
    _story(tmp_path, 1, "done")
    assert "recorded anew" in run("-C", tmp_path, "snapshot", "--today", "2027-01-11").out
    assert [line["finished"] for line in _lines(tmp_path)] == [[], [{"id": "STY-1"}]]
    _story(tmp_path, 1, "in-progress")
    run("-C", tmp_path, "snapshot", "--today", "2027-01-18")
    assert _lines(tmp_path)[-1]["started"] == ["STY-1"]


def test_a_dry_run_writes_nothing(tmp_path: Path, run: Run) -> None:
    _story(tmp_path, 1, "ready")
    done = run("-C", tmp_path, "snapshot", "--dry-run", "--today", "2027-01-04")
    assert json.loads(done.out)["at"] == "2027-01-04"
    assert not (tmp_path / "records").exists()


def test_what_others_wrote_into_the_file_is_kept(tmp_path: Path, run: Run) -> None:
    _story(tmp_path, 1, "ready")
    (tmp_path / "records").mkdir()
    (tmp_path / "records/snapshots.jsonl").write_text("no json\n[]\n")
    run("-C", tmp_path, "snapshot", "--today", "2027-01-04")
    assert (tmp_path / "records/snapshots.jsonl").read_text().splitlines()[:2] == ["no json", "[]"]


def test_a_file_that_is_no_text_is_one_clear_line(tmp_path: Path, run: Run) -> None:
    _story(tmp_path, 1, "ready")
    (tmp_path / "records").mkdir()
    (tmp_path / "records/snapshots.jsonl").write_bytes(b"\xff\xfe")
    done = run("-C", tmp_path, "snapshot", "--today", "2027-01-04")
    assert (done.status, done.err) == (
        2,
        "tpo-docs: records/snapshots.jsonl cannot be written: the file is not utf-8\n",
    )
