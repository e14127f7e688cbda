"""All files of a project: which hold something, who reads them, and which are pages."""

from __future__ import annotations

from tests.cases import case
from tests.parse.reading import DEFAULT, one
from tpo_docs import config
from tpo_docs.model import SourceFile
from tpo_docs.parse import FileContent, parse, parse_file


def test_other_files_hold_nothing() -> None:
    assert one("a: b", "specs/other.yml") == one("x", "specs/pic.png") == FileContent()


def test_a_file_is_read_by_whoever_is_asked_to() -> None:
    calls = []

    def read(file: SourceFile, configuration: config.Configuration) -> FileContent:
        calls.append(file.path)
        return parse_file(file, configuration)

    parsed = parse([SourceFile("specs/a.md", b"---\nid: STY-1\n---\n", "a.md")], DEFAULT, read)
    assert ([item.id for item in parsed.items], calls) == (["STY-1"], ["specs/a.md"])


def test_a_project_of_one_case_keeps_its_pages() -> None:
    project = case('```markdown title="guide/start.md"\n# Start\n```').review().project
    assert [(page.path, page.docs_path, page.title) for page in project.documents] == [
        ("specs/guide/start.md", "guide/start.md", "Start")
    ]
