"""Source files in, items out: what each file holds, before anything is linked or judged."""

from tpo_docs.parse.citations import beside, cited_files
from tpo_docs.parse.content import FileContent
from tpo_docs.parse.features import with_scenarios
from tpo_docs.parse.files import (
    MARKDOWN,
    document,
    parse,
    parse_file,
    parse_files,
    with_export,
    with_history,
)
from tpo_docs.parse.glances import Glance, glance

__all__ = [
    "MARKDOWN",
    "FileContent",
    "Glance",
    "beside",
    "cited_files",
    "document",
    "glance",
    "parse",
    "parse_file",
    "parse_files",
    "with_export",
    "with_history",
    "with_scenarios",
]
