"""Files that items cite, and where the path to one begins."""

from __future__ import annotations

import pytest

from tests.parse.reading import DEFAULT
from tpo_docs.model import SourceFile
from tpo_docs.parse import beside, cited_files, parse


@pytest.mark.parametrize(
    ("path", "cited", "found"),
    [
        ("specs/a/b.md", "c.png", "specs/a/c.png"),
        ("specs/a/b.md", "../../x.yml", "x.yml"),
        ("specs/a/b.md", "../../../x.yml", ""),
        ("../specs/b.md", "x.yml", "../specs/x.yml"),
        ("specs/b.md", "", ""),
    ],
)
def test_a_cited_path_starts_at_its_file(path: str, cited: str, found: str) -> None:
    assert beside(path, cited) == found


def test_cited_files_are_those_of_file_fields_however_deep() -> None:
    files = [
        SourceFile(
            "specs/SPEC-1.md",
            b"---\nid: SPEC-1\ncontract: {file: a.yml, operation: x}\nviews: [b.png, 'https://x/y.png']\n---\n",
            "SPEC-1.md",
        ),
        SourceFile(
            "specs/TEST-1.md", b"---\nid: TEST-1\nfeature: {file: f.feature#3}\nviews: z.png\n---\n", "TEST-1.md"
        ),
    ]
    assert cited_files(parse(files, DEFAULT), DEFAULT) == {
        "specs/a.yml": {"contract"},
        "a.yml": {"contract"},
        "specs/b.png": {"views"},
        "b.png": {"views"},
        "specs/f.feature": {"feature"},
        "f.feature": {"feature"},
    }
