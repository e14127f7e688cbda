"""`new`: the next free id, a file that the check finds sound, never another's file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cli.conftest import Run
from tests.test_git import Repo
from tpo_docs import frontmatter
from tpo_docs.cli.skeleton import slug, yaml_list, yaml_text
from tpo_docs.model import Scalar, Sequence
from tpo_docs.profile import TYPES


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    repo = Repo(tmp_path)
    repo.write("tpo-docs.yml", "sources: [specs]\n")
    repo.write("specs/billing/requirements/REQ-002-pay.md", "---\nid: REQ-002\nkind: functional\n---\n# Pay\n")
    repo.write(
        "specs/billing/requirements/REQ-009-send.md",
        "---\nid: REQ-009\nkind: functional\naliases: [REQ-006]\n---\n# Send\n",
    )
    repo.write("specs/other/REQ-003.md", "---\nid: REQ-003\nkind: data\n---\n# Keep\n")
    repo.write("specs/stories/STY-001.md", "---\nid: STY-001\nacceptance: {AC1: shown}\n---\n# Choose\n")
    repo.commit("Begin")
    monkeypatch.chdir(tmp_path)
    return repo


def test_the_id_is_free_here_and_on_all_local_branches(shop: Repo, run: Run) -> None:
    shop("checkout", "-q", "-b", "other")
    shop.write("specs/REQ-010.md", "---\nid: REQ-010\n---\n# Other\n")
    shop.commit("Other")
    shop("checkout", "-q", "main")
    path = "specs/billing/requirements/REQ-011-well-costs-are-split.md"
    assert run("new", "requirement", "Well costs are split") == (0, f"{path}\n", "")
    assert (shop.folder / path).read_text(encoding="utf-8") == (
        "---\n"
        "id: REQ-011\n"
        "status: draft\n"
        "kind: functional\n"
        "owner:\n"
        "rationale:\n"
        "source:\n"
        "---\n"
        "# Well costs are split\n"
        "\n"
        "<!-- One sentence: what shall the product do, or which limit shall it keep? The first paragraph is the statement. -->\n"
    )


def test_fields_and_links_are_in_it_and_the_check_finds_it_sound(shop: Repo, run: Run) -> None:
    result = run(
        "new", "story", "Split: \"well\" costs", "--set", "priority=must", "--set", "tags=pay, b2b", "--set", "want=a [split]",
        "--set", "score={value: 8}", "--link", "realizes=REQ-002,REQ-009", "--link", "depends_on=STY-001",
    )  # fmt: skip
    assert result == (0, "specs/stories/STY-002.md\n", "")
    text = (shop.folder / "specs/stories/STY-002.md").read_text(encoding="utf-8")
    for line in (
        "priority: must",
        "tags: [pay, b2b]",
        'want: "a [split]"',
        "score: {value: 8}",
        "realizes: [REQ-002, REQ-009]",
        "depends_on: [STY-001]",
    ):
        assert f"\n{line}\n" in text
    found = json.loads(run("check", "--select", "TPO1,TPO2", "--format", "json").out)["findings"]
    assert [one["message"] for one in found if one["item"] == "STY-002"] == []
    shown = json.loads(run("show", "STY-002", "--format", "json").out)
    assert shown["title"] == 'Split: "well" costs'
    assert [one["id"] for one in shown["up"]] == ["REQ-002", "REQ-009"]


@pytest.mark.parametrize("name", list(TYPES))
def test_every_type_can_begin(name: str, shop: Repo, run: Run) -> None:
    needed = ["--set", "definition=What is new."] if name == "term" else []
    assert run("new", name, "A new one", *needed).status == 0
    found = json.loads(run("check", "--select", "TPO1,TPO2", "--format", "json").out)["findings"]
    assert [one["message"] for one in found if one["item"] not in ("STY-001", "REQ-002", "REQ-003", "REQ-009")] == []
    assert run("list", f"type:{name}", "--columns", "title").out.count("A new one") == 1


def test_a_template_of_the_project_comes_first(shop: Repo, run: Run) -> None:
    shop.write("templates/new/requirement.md.j2", "---\nid: {{ view.id }}\n---\n# {{ view.title }}\n{{ view.type }}\n")
    path = run("new", "requirement", "Mine").out.strip()
    assert (shop.folder / path).read_text() == "---\nid: REQ-010\n---\n# Mine\nrequirement\n"
    shop.write(
        "templates/new/item.md.j2", '{% extends "shipped/new/item.md.j2" %}{% block body %}\nMore.\n{% endblock %}'
    )
    path = run("new", "goal", "Own").out.strip()
    assert (shop.folder / path).read_text().endswith("# Own\nMore.\n")


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{ view.nothing }}", "the template fails: "),
        ("{% for %}", "new/requirement.md.j2:1: the template fails: "),
        ('{% extends "none" %}', "none: the template fails: there is no such template"),
        ("{{ ''.__class__.__mro__ }}", "the template fails: "),
        ("{{ 1 / 0 }}", "the template fails: division by zero"),
    ],
)
def test_a_template_that_fails_is_one_line(template: str, said: str, shop: Repo, run: Run) -> None:
    shop.write("templates/new/requirement.md.j2", template)
    status, out, err = run("new", "requirement", "Mine")
    assert (status, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1
    assert not list((shop.folder / "specs" / "billing").rglob("*mine*"))


def test_parties_and_terms_are_rows_of_their_file(shop: Repo, run: Run) -> None:
    assert run("new", "party", "Head of Äpfel", "--set", "kind=role").out == "specs/parties.yml\n"
    assert run("new", "party", "Tess", "--set", "influence=5").out == "specs/parties.yml\n"
    assert (shop.folder / "specs/parties.yml").read_text(encoding="utf-8") == (
        "head-of-aepfel:\n  title: Head of Äpfel\n  kind: role\ntess:\n  title: Tess\n  influence: 5\n  kind: role\n"
    )
    shop.write("specs/words/terms.yml", "order:\n  definition: What was agreed.")
    assert run("new", "term", "Cost rule", "--set", "definition=Who pays: what").out == "specs/words/terms.yml\n"
    assert (shop.folder / "specs/words/terms.yml").read_text() == (
        'order:\n  definition: What was agreed.\ncost-rule:\n  title: Cost rule\n  definition: "Who pays: what"\n'
    )
    assert run("new", "term", "Invoice").err == (
        "tpo-docs: a term needs a definition; add --set definition=… (see 'tpo-docs new --help')\n"
    )
    assert run("new", "term", "Order").err == "tpo-docs: there is an item order already (see 'tpo-docs new --help')\n"
    shop.write("specs/words/terms.yml", "{order: x}\n")
    assert "add the row by hand" in run("new", "term", "Invoice", "--set", "definition=A bill.").err


def test_names_follow_those_that_are_there(shop: Repo, run: Run) -> None:
    assert run("new", "story", "Second").out == "specs/stories/STY-002.md\n"
    assert run("new", "goal", "Faster").out == "specs/goals/GOAL-001-faster.md\n"
    assert run("new", "release", "Release 2027.1").out == "specs/releases/REL-2027.1.md\n"
    assert run("new", "release", "Release 2027.1").out == "specs/releases/REL-2027.1-2.md\n"


def test_a_folder_may_be_named(shop: Repo, run: Run) -> None:
    assert run("new", "goal", "Faster", "--folder", "specs/billing").out == "specs/billing/GOAL-001-faster.md\n"
    assert "lies in no source" in run("new", "goal", "Faster", "--folder", "elsewhere").err
    assert "lies outside of the project" in run("new", "goal", "Faster", "--folder", "..").err


def test_a_link_that_is_named_twice_stands_there_once(shop: Repo, run: Run) -> None:
    path = run("new", "story", "Twice", "--link", "realizes=REQ-002", "--link", "realizes=REQ-002").out.strip()
    assert "\nrealizes: [REQ-002]\n" in (shop.folder / path).read_text("utf-8")


def test_another_file_is_never_written_over(shop: Repo, run: Run) -> None:
    shop.write("specs/goals/GOAL-001-faster.md", "an ordinary page, without a front matter")
    shop.write("tpo-docs.yml", "sources: [{path: specs, exclude: [goals]}]\n")
    status, out, err = run("new", "goal", "Faster")
    assert (status, out) == (2, "")
    assert err.endswith("cannot be written: file exists\n")
    assert (shop.folder / "specs/goals/GOAL-001-faster.md").read_text().startswith("an ordinary page")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["stroy", "x"], "there is no type 'stroy'; did you mean 'story'?"),
        (["story", "  "], "the title is empty"),
        (["story", "x", "--set", "prioity=must"], "--set: a story has no field 'prioity'; did you mean 'priority'?"),
        (["story", "x", "--set", "=y"], "--set: '=y' is not FIELD=VALUE"),
        (
            ["story", "x", "--set", "estimate=much"],
            "--set: 'estimate' is 'much', which is no number; write a number without its unit",
        ),
        (
            ["story", "x", "--set", "tags=[a"],
            "--set: 'tags': the `[` that opens here is not closed; close it, or put the value in quotes",
        ),
        (["story", "x", "--set", "priority=must", "--set", "priority=could"], "--set: 'priority' is given twice"),
        (
            ["story", "x", "--set", "tags=a", "--set", "tags=b"],
            "--set: 'tags' is given twice; several values stand in one: --set tags=ONE,OTHER",
        ),
        (["story", "x", "--set", "priority"], "--set: 'priority' is not FIELD=VALUE"),
        (
            ["story", "x", "--set", "priority=urgent"],
            "--set: 'urgent' is no priority of a story; known: must, should, could, wont",
        ),
        (["story", "x", "--set", "status=redy"], "--set: 'redy' is no status of a story; did you mean 'ready'?"),
        (["story", "x", "--set", "kind=usr"], "--set: 'usr' is no kind of a story; did you mean 'user'?"),
        (["story", "x", "--set", "id=STY-9"], "--set: 'id' is given by the command itself"),
        (["story", "x", "--link", "realizes"], "--link: 'realizes' is not ROLE=ID"),
        (
            ["story", "x", "--link", "realises=REQ-002"],
            "--link: there is no link role 'realises'; did you mean 'realizes'?",
        ),
        (["story", "x", "--link", "realizes=REQ-02"], "--link: there is no item REQ-02; did you mean 'REQ-002'?"),
        (["story", "x", "--link", "realizes=STY-001"], "--link: a story cannot carry 'realizes' to a story"),
        (
            ["requirement", "x", "--link", "verified_by=STY-001"],
            "--link: a story cannot carry 'verifies' to a requirement",
        ),
        (["test", "x", "--link", "verifies=STY-001/AC2"], "--link: STY-001 has no criterion AC2"),
    ],
)
def test_wrong_use_names_what_is_wrong(arguments: list[str], said: str, shop: Repo, run: Run) -> None:
    assert run("new", *arguments) == (2, "", f"tpo-docs: {said} (see 'tpo-docs new --help')\n")


def test_where_all_sources_are_foreign_a_folder_is_needed(project: Path, run: Run) -> None:
    """
    ```yaml title="tpo-docs.yml"
    sources: [{path: specs, map: {id: number, type: story}}]
    ```
    ```yaml title="a.md"
    ---
    number: A-1
    ---
    ```
    """
    assert "all sources are mapped from foreign front matter; name a --folder" in run("new", "story", "x").err


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_text_written_as_yaml_reads_the_same(text: str) -> None:
    for written in (yaml_text(text), yaml_list([text, text])):
        group, problems = frontmatter.read_yaml(f"name: {written}\n", "x.yml")
        assert problems == ()
        assert group is not None
        value = group.fields[0].value
        if isinstance(value, Sequence):
            assert [entry.text for entry in value.entries if isinstance(entry, Scalar)] == [text, text]
        else:
            assert isinstance(value, Scalar)
            assert value.text == text


@settings(deadline=None)
@given(st.text(max_size=80))
def test_a_slug_is_a_name_of_a_file(text: str) -> None:
    made = slug(text)
    assert "/" not in made
    assert len(made) <= 60
    assert made == made.strip("-")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(st.text(min_size=1, max_size=30).filter(lambda text: text.split()))
def test_any_title_is_kept(shop: Repo, run: Run, title: str) -> None:
    path = run("new", "story", "--", title).out.strip()
    items = json.loads(run("list", "--format", "json", "--columns", "path,title", "--", f"path={path}").out)
    assert [item["title"] for item in items] == [" ".join(title.split())]
