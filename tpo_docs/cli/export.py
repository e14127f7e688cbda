"""`tpo-docs export`: the whole project in another format."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from tpo_docs import files
from tpo_docs.cli import project
from tpo_docs.cli.options import Where, audience_option, where_options
from tpo_docs.cli.output import unwritable
from tpo_docs.formats import FOLDERS, WRITERS
from tpo_docs.report.text import counted

EPILOG = """\b
Examples:
  tpo-docs export json --output project.json
  tpo-docs export json --ref v1.0 | jq '.items | length'
  tpo-docs export gherkin --output features
  tpo-docs schema project            (the JSON Schema of that document)
"""


@click.command("export", epilog=EPILOG)
@click.argument("format_", metavar="FORMAT", type=click.Choice(list(WRITERS)))
@click.option("--output", metavar="FILE", help="Write to FILE (gherkin: to files in that folder).")
@click.option("--ref", metavar="REVISION", default="", help="Export a tag, branch or commit instead of the folder.")
@audience_option
@where_options
def command(where: Where, *, audience: str | None, format_: str, output: str | None, ref: str) -> int:
    """Write the whole project in another format.

    json holds all items with their fields and bodies, traces, findings and
    coverage; csv and markdown are tables of the items; gherkin holds the
    acceptance criteria as features. The same input gives the same bytes.
    """
    review = project.for_audience(project.load(where, ref=ref), audience).review
    if format_ in FOLDERS and output not in (None, "-"):
        return _write(FOLDERS[format_](review), Path(str(output)))
    data = WRITERS[format_](review)
    if output is None or output == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return 0
    try:
        files.write_bytes(Path(output), data)
    except OSError as error:
        raise unwritable(output, error) from error
    return 0


def _write(made: Mapping[str, bytes], folder: Path) -> int:
    """Writes files into a folder; those that are as they should be stay untouched."""
    for name, data in made.items():
        path = folder / name
        try:
            if not path.is_file() or path.read_bytes() != data:
                files.write_bytes(path, data)
        except OSError as error:
            raise unwritable(str(path), error) from error
    click.echo(f"{counted(len(made), 'file', 'files')} in {folder}", err=True)
    return 0
