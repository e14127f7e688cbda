"""A file as the tests of reading look at it: what it holds, and whether a project of it is judged."""

from __future__ import annotations

from tpo_docs import config, pipeline
from tpo_docs.files.days import today_of
from tpo_docs.model import Review, SourceFile
from tpo_docs.parse import FileContent, parse_file

DEFAULT = config.default()


def one(text: str | bytes, path: str = "specs/a.md") -> FileContent:
    data = text.encode() if isinstance(text, str) else text
    return parse_file(SourceFile(path, data, path.removeprefix("specs/")), DEFAULT)


def judged(files: list[SourceFile], configuration: config.Configuration = DEFAULT) -> Review:
    review = pipeline.review(files, configuration, today_of(configuration))
    assert [finding for finding in review.findings if not finding.mend] == []
    return review
