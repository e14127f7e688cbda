"""`init`: a project that passes its own check, and nobody's file lost."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import jsonschema
import pytest
import yaml

from tests.cli.conftest import Run
from tpo_docs.profile import STARTER, TYPES


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("profile", [None, "starter", "tpo"])
def test_a_new_project_has_an_item_of_each_starter_type_and_no_finding(profile: str | None, run: Run) -> None:
    status, out, err = run("init", "my-shop", *(["--profile", profile] if profile else []))
    assert (status, err) == (0, "")
    assert out.endswith("next: cd my-shop && tpo-docs check && tpo-docs serve\n")
    checked = run("check", "-C", "my-shop", "--fail-on", "info")
    assert checked.status == 0
    assert checked.out.startswith("no findings in ")
    types = {
        item["type"] for item in json.loads(run("list", "-C", "my-shop", "--format", "json", "--columns", "type").out)
    }
    assert types == {*STARTER, *(["goal"] if profile == "tpo" else [])}
    assert f"profile: {profile or 'starter'}\n" in Path("my-shop/tpo-docs.yml").read_text()
    settings = yaml.safe_load(Path("my-shop/mkdocs.yml").read_text())
    assert (settings["site_name"], settings["site_dir"]) == ("My shop", ".tpo-docs/site")


def test_its_items_are_linked_together(run: Run) -> None:
    run("init", "shop", "--profile", "tpo")
    shown = json.loads(run("show", "REQ-001", "-C", "shop", "--format", "json").out)
    assert [one["id"] for one in shown["up"]] == ["GOAL-001"]
    assert [one["id"] for one in shown["down"]] == ["STY-001", "TEST-001"]


@pytest.mark.parametrize("day", ["2024-02-29", "2031-12-31"])
def test_it_is_sound_on_any_day(day: str, run: Run) -> None:
    run("init", "shop", "--profile", "tpo", "--today", day)
    assert run("check", "-C", "shop", "--fail-on", "info", "--today", day).status == 0


def test_files_that_are_there_stay_as_they_are(run: Run) -> None:
    texts = {
        "mkdocs.yml": "site_name: Mine\n",
        ".gitignore": "*.log\n",
        "specs/guide.md": "# Guide\n",
        "specs/terms.yml": "",
    }
    for path, text in texts.items():
        Path(path).parent.mkdir(exist_ok=True)
        Path(path).write_text(text)
    status, out, err = run("init")
    assert status == 0
    assert {path: Path(path).read_text() for path in texts} == texts
    assert err == (
        "left  .gitignore, which was there already\n"
        "left  mkdocs.yml, which was there already\n"
        "add /.tpo-docs/ and /site/ to your .gitignore\n"
    )
    assert "wrote tpo-docs.yml\n" in out
    assert not Path("specs/requirements").exists()
    assert run("init").out == "next: tpo-docs check && tpo-docs serve\n"


@pytest.mark.parametrize(
    ("host", "path"), [("github", ".github/workflows/requirements.yml"), ("gitlab", ".gitlab-ci.yml")]
)
def test_a_workflow_comes_with_it(host: str, path: str, run: Run) -> None:
    run("init", "shop", "--ci", host)
    workflow = Path("shop", path).read_text(encoding="utf-8")
    assert yaml.safe_load(workflow)
    assert "tpo-docs check --format" in workflow
    assert "tpo-docs build --all-tags" in workflow


def test_the_workflow_is_the_one_in_the_guide(run: Run) -> None:
    guide = Path(__file__).resolve().parents[2] / "specs" / "guide"
    for host, path, page in (
        ("github", ".github/workflows/requirements.yml", "publishing-github.md"),
        ("gitlab", ".gitlab-ci.yml", "publishing-gitlab.md"),
    ):
        run("init", host, "--ci", host)
        block = (guide / page).read_text(encoding="utf-8").split("```yaml\n", 1)[1].split("```", 1)[0]
        assert yaml.safe_load(Path(host, path).read_text(encoding="utf-8")) == yaml.safe_load(block)


def test_editors_are_told_of_the_schemas(run: Run) -> None:
    run("init", "shop", "--profile", "tpo")
    settings = json.loads(Path("shop/.vscode/settings.json").read_text())["yaml.schemas"]
    assert list(settings.values()) == [
        ["tpo-docs.yml"],
        *([f"**/{name}.yml"] for name in ("metrics", "parties", "terms", "clauses")),
    ]
    for schema, (pattern,) in settings.items():
        content = json.loads(Path("shop", schema).read_text())
        (file,) = (
            Path("shop").rglob(pattern.rpartition("/")[2])
            if pattern[3:] not in ("metrics.yml", "clauses.yml")
            else [None]
        )
        if file is not None:
            jsonschema.Draft7Validator(content).validate(yaml.safe_load(file.read_text()))


def test_the_example_is_whole_and_the_same_every_day(run: Run) -> None:
    assert run("init", "--example", "erp", "demo").status == 0
    types = Counter(
        item["type"] for item in json.loads(run("list", "-C", "demo", "--format", "json", "--columns", "type").out)
    )
    assert sum(types.values()) >= 120
    assert types.keys() == TYPES.keys()
    first = run("check", "-C", "demo", "--no-cache")
    assert first.out.splitlines()[-1] != "no findings"
    assert (Path("demo") / ".gitignore").is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--example", "erp", "--profile", "tpo"], "--example brings its own profile"),
        (["--example", "crm"], "invalid value for '--example': 'crm' is not 'erp'"),
        (["--profile", "all"], "invalid value for '--profile': 'all' is not one of 'starter', 'tpo'"),
        ([""], "DIR is empty; give it a value, or leave it out"),
    ],
)
def test_wrong_use_is_one_line(arguments: list[str], said: str, run: Run) -> None:
    assert run("init", *arguments) == (2, "", f"tpo-docs: {said} (see 'tpo-docs init --help')\n")


def test_the_next_step_can_be_typed_as_it_is_said(run: Run) -> None:
    assert run("init", "my shop").out.endswith("next: cd 'my shop' && tpo-docs check && tpo-docs serve\n")


def test_a_folder_whose_name_is_no_text_is_one_like_any_other(tmp_path: Path, run: Run) -> None:
    try:
        (tmp_path / "a\udc80b").mkdir()
    except (OSError, UnicodeError):
        pytest.skip("this system has no such names")
    assert run("init", str(tmp_path / "a\udc80b")).status == 0
    assert 'site_name: "A?b"' in (tmp_path / "a\udc80b/mkdocs.yml").read_text("utf-8")


def test_a_folder_that_cannot_be_written_is_one_line(run: Run) -> None:
    Path("shop").write_text("a file")
    status, _, err = run("init", "shop")
    assert status == 2
    assert err.endswith("cannot be written: not a directory\n") or "cannot be written" in err
