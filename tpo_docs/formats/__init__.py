"""Exchange formats: one module a format, all of them listed here."""

from tpo_docs.formats import gherkin, items, project_json
from tpo_docs.formats.format import FilesWriter, Writer

WRITERS: dict[str, Writer] = {
    "json": project_json.write,
    "csv": items.write_csv,
    "markdown": items.write_markdown,
    "gherkin": gherkin.write,
}
"""What `tpo-docs export` can write."""

FOLDERS: dict[str, FilesWriter] = {"gherkin": gherkin.files}
"""Of these: those that make several files, where a folder is named."""
