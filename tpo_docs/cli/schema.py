"""`tpo-docs schema`: JSON Schemas for editors and for other programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from tpo_docs import files, jsonschema
from tpo_docs.cli import project
from tpo_docs.cli.nearest import nearest
from tpo_docs.cli.options import Where, where_options
from tpo_docs.cli.output import deliver, unwritable
from tpo_docs.formats.project_schema import SCHEMA as PROJECT
from tpo_docs.schema import Schema

EPILOG = """\b
Examples:
  tpo-docs schema                    (of tpo-docs.yml)
  tpo-docs schema requirement        (of a requirement's front matter)
  tpo-docs schema project            (of what `export json` writes)
  tpo-docs schema --all --output .vscode/schemas
"""


@click.command("schema", epilog=EPILOG)
@click.argument("name", default="config", metavar="[config|project|TYPE]")
@click.option("--all", "all_", is_flag=True, help="All of them, as files below the folder that --output names.")
@click.option("--output", metavar="FILE|DIR", help="Write to FILE, or with --all into DIR.")
@where_options
def command(where: Where, *, name: str, all_: bool, output: str | None) -> int:
    """Print a JSON Schema: of the configuration, of a type's front matter, of
    the exported project.

    Own types and fields of tpo-docs.yml are in it.
    """
    schema = project.configuration(where).schema
    if all_:
        if output is None:
            raise click.UsageError("--all needs --output DIR", click.get_current_context())
        return _write_all(schema, Path(output))
    deliver(_text(_named(name, schema)), output)
    return 0


def every(schema: Schema) -> dict[str, str]:
    """All schemas as texts, by name of their file."""
    return {
        name: _text(content)
        for name, content in {**jsonschema.everything(schema), "project.schema.json": PROJECT}.items()
    }


def _named(name: str, schema: Schema) -> dict[str, Any]:
    if name == "config":
        return jsonschema.configuration()
    if name == "project":
        return PROJECT
    if name in schema.types:
        return jsonschema.front_matter(schema.types[name], schema)
    found = next((spec for spec in schema.types.values() if spec.collection == name), None)
    if found is not None:
        return jsonschema.collection(found, schema)
    known = ("config", "project", *schema.types, *schema.collections)
    raise click.UsageError(f"there is no schema '{name}'{nearest(name, known)}", click.get_current_context())


def _write_all(schema: Schema, folder: Path) -> int:
    for name, text in every(schema).items():
        try:
            files.write_text(folder / name, text)
        except OSError as error:
            raise unwritable(str(folder / name), error) from error
        click.echo(folder / name)
    return 0


def _text(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
