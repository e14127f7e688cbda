"""What a command refuses to write over: whatever the project is read from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

_PROJECT = """
    ```yaml title="tpo-docs.yml"
    sources: [specs, {path: more, exclude: [made]}]
    rules: {known: more/known.txt}
    ```
    ```yaml title="REQ-001.md"
    ---
    id: REQ-001
    ---
    # Split
    ```
    ```yaml title="/more/REQ-002.md"
    ---
    id: REQ-002
    ---
    # Merge
    ```
    ```yaml title="/mkdocs.yml"
    site_name: x
    ```
    """


def _content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".tpo-docs" not in path.parts
    }


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("tpo-docs.yml", "it is the configuration"),
        ("./specs/../tpo-docs.yml", "it is the configuration"),
        ("mkdocs.yml", "it is the configuration of MkDocs"),
        ("specs/REQ-001.md", "it lies in the source specs"),
        ("specs/new/findings.json", "it lies in the source specs"),
        ("more/list.csv", "it lies in the source more"),
        ("linked/REQ-001.md", "it lies in the source specs"),
        ("specs", "it is the source specs"),
        ("records/approvals.jsonl", "it lies in the project's records"),
        ("templates/pages/item.md.j2", "it lies in the project's templates"),
    ],
)
@pytest.mark.parametrize(
    "command",
    [
        ["check"], ["export", "json"], ["export", "csv"], ["list"], ["show", "REQ-001"], ["matrix", "requirement", "test"],
        ["plan"], ["priorities"], ["roadmap"], ["schema", "requirement"], ["schema", "--all"], ["diff", "HEAD"], ["report", "--base", "HEAD"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_no_command_writes_over_a_source(command: list[str], path: str, why: str, project: Path, run: Run) -> None:
    (project / "linked").symlink_to("specs")
    before = _content(project)
    status, out, err = run(*command, "--output", path)
    assert (status, out, err.partition(" (see ")[0]) == (2, "", f"tpo-docs: --output: {path} is not written, {why}")
    assert err.count("\n") == 1
    assert _content(project) == before


def test_known_findings_are_not_written_over_a_source_but_to_where_they_are_kept(project: Path, run: Run) -> None:
    assert run("check", "--write-known", "specs/REQ-001.md").err.startswith(
        "tpo-docs: --write-known: specs/REQ-001.md is"
    )
    assert run("check", "--write-known", "more/known.txt").status == 0


@pytest.mark.parametrize("path", ["out.json", "REQ-001.txt", "out/specs/x.md", "more/made/x.md", "../x.md", "-"])
def test_other_places_are_free(path: str, project: Path, run: Run) -> None:
    assert run("list", "--output", path).status == 0
    assert path == "-" or (project / path).is_file()


def test_of_a_source_that_is_the_whole_project_only_what_is_read_is_refused(project: Path, run: Run) -> None:
    (project / "tpo-docs.yml").write_text("sources: [.]\n", encoding="utf-8")
    assert run("check", "--format", "sarif", "--output", "findings.sarif").status != 2
    assert run("check", "--format", "sarif", "--output", "findings.sarif").status != 2
    assert run("list", "--format", "markdown", "--output", "items.md").status == 2
    assert run("list", "--output", "terms.yml").status == 2


for _test in (
    test_no_command_writes_over_a_source,
    test_known_findings_are_not_written_over_a_source_but_to_where_they_are_kept,
    test_other_places_are_free,
    test_of_a_source_that_is_the_whole_project_only_what_is_read_is_refused,
):
    _test.__doc__ = _PROJECT
