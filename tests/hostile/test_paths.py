"""Names of versions, files and folders that are paths, and bodies that are huge: refused in a line, or built in time."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tests.hostile.attacks import HUGE, VERSIONS
from tests.hostile.project import run
from tpo_docs.files.selection import docs_folder
from tpo_docs.site.errors import SiteError
from tpo_docs.site.tree import is_safe
from tpo_docs.site.versions import merge

pytestmark = [pytest.mark.xdist_group("hostile"), pytest.mark.slow, pytest.mark.no_cover]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    root = tmp_path / "a" / "project"
    (root / "specs").mkdir(parents=True)
    (root / "tpo-docs.yml").write_text("today: 2027-03-01\n")
    (root / "specs" / "STY-1.md").write_text("---\nid: STY-1\ntype: story\n---\n# One\n")
    return root


@pytest.mark.parametrize("name", VERSIONS)
def test_no_name_of_a_version_leads_out_of_the_site(name: str) -> None:
    with pytest.raises(SiteError) as version:
        merge((), name, ())
    with pytest.raises(SiteError) as alias:
        merge((), "1.0", (name,))
    assert "cannot be" in version.value.message
    assert not {"\x1b", "\u202e", "\n", "\0"} & {*version.value.message, *alias.value.message}


@pytest.mark.parametrize("option", ["--version=../../evil", "--alias=../../evil", "--version=a/b", "--alias=x\ny"])
def test_the_command_line_refuses_such_names(small: Path, option: str) -> None:
    status, said = run(small, "build", option)
    assert status != 0
    assert "cannot be a" in said
    assert not (small / "site").exists()
    assert [path.name for path in small.parent.iterdir()] == ["project"]
    assert [path.name for path in small.parent.parent.iterdir()] == ["a"]


def test_nor_does_one_of_the_configuration(small: Path) -> None:
    (small / "tpo-docs.yml").write_text("version: ../../evil\n")
    status, said = run(small, "build")
    assert status != 0
    assert "cannot be a version" in said
    assert not (small / "site").exists()


@pytest.mark.parametrize("to", ["../../evil", "/evil", "evil/../../..", "./..//../evil", "a/./b/", "..", "."])
def test_where_a_source_goes_is_below_the_site(to: str) -> None:
    folder = docs_folder("specs", to, 1)
    assert folder == "" or is_safe(folder.rstrip("/"))


def test_a_file_name_that_no_site_can_hold_is_named(small: Path) -> None:
    (small / "specs" / "a\\..\\b.md").write_text("# B\n")
    status, said = run(small, "build")
    assert status != 0
    assert "cannot be a file of the site" in said
    assert not (small / "site").exists()


def test_what_is_huge_or_deep_is_built_in_reasonable_time(small: Path) -> None:
    for number, (name, body) in enumerate(HUGE.items()):
        flat = " ".join(body[:5000].split())
        head = json.dumps({"id": f"REQ-{number}", "type": "requirement", "title": flat, "plain": flat, "owner": flat})
        (small / "specs" / f"{name}.md").write_text(f"---\n{head}\n---\n{body}\n")
    started = time.monotonic()
    status, said = run(small, "build")
    assert status == 0, said
    assert time.monotonic() - started < 90
