"""Exchange formats: one module a format, all of them listed here."""

from tpo_docs.formats import items, project_json
from tpo_docs.formats.format import Writer

WRITERS: dict[str, Writer] = {
    "json": project_json.write,
    "csv": items.write_csv,
    "markdown": items.write_markdown,
}
"""What `tpo-docs export` can write."""
