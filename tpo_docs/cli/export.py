"""`tpo-docs export`: the whole project in another format."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tpo_docs import files
from tpo_docs.cli import project
from tpo_docs.cli.options import Where, audience_option, where_options
from tpo_docs.cli.output import unwritable
from tpo_docs.formats import WRITERS

EPILOG = """\b
Examples:
  tpo-docs export json --output project.json
  tpo-docs export json --ref v1.0 | jq '.items | length'
  tpo-docs schema project            (the JSON Schema of that document)
"""


@click.command("export", epilog=EPILOG)
@click.argument("format_", metavar="FORMAT", type=click.Choice(list(WRITERS)))
@click.option("--output", metavar="FILE", help="Write to FILE instead of the standard output.")
@click.option("--ref", metavar="REVISION", default="", help="Export a tag, branch or commit instead of the folder.")
@audience_option
@where_options
def command(where: Where, *, audience: str | None, format_: str, output: str | None, ref: str) -> int:
    """Write the whole project in another format: json, csv or markdown.

    json holds all items with their fields and bodies, traces, findings and
    coverage; csv and markdown are tables of the items. The same input gives
    the same bytes.
    """
    data = WRITERS[format_](project.for_audience(project.load(where, ref=ref), audience).review)
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
