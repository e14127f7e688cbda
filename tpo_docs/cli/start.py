"""`tpo-docs init`: a small project that passes its own check, or the finished example."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import click

from tpo_docs import files
from tpo_docs.cli import project
from tpo_docs.cli.options import Where, where_options
from tpo_docs.cli.output import unwritable
from tpo_docs.cli.schema import every
from tpo_docs.config import default, read
from tpo_docs.records import ledger, results

_ATTRIBUTES = ledger.ATTRIBUTES + results.ATTRIBUTES
_CI = {"github": ".github/workflows/requirements.yml", "gitlab": ".gitlab-ci.yml"}
_SCHEMAS = ".vscode/schemas"
_EXAMPLES = ("erp",)

EPILOG = """\b
Examples:
  tpo-docs init shop
  tpo-docs init --profile tpo --ci github shop
  tpo-docs init --example erp demo
"""


@click.command("init", epilog=EPILOG)
@click.argument("folder", metavar="[DIR]", default=".")
@click.option(
    "--profile",
    type=click.Choice(["starter", "tpo"]),
    help="The item types to start with: the core, or all of them.  [default: starter]",
)
@click.option(
    "--example", type=click.Choice(list(_EXAMPLES)), help="Write a finished project to look around in instead."
)
@click.option("--ci", type=click.Choice(list(_CI)), help="Write a workflow that checks and publishes, too.")
@where_options
def command(where: Where, *, folder: str, profile: str | None, example: str | None, ci: str | None) -> int:
    """Start a project: configuration, first items, settings for editors.

    Files that are there already stay as they are. Where DIR has Markdown
    files below specs/, no items are added to them.
    """
    if not folder:
        raise click.UsageError("DIR is empty; give it a value, or leave it out", click.get_current_context())
    if example and profile:
        raise click.UsageError("--example brings its own profile", click.get_current_context())
    target = project.folder(where) / folder
    today = files.today_of(default(), project.day(where))
    wanted = dict(_example(example) if example else _starter(target, profile or "starter", today))
    wanted[".gitattributes"] = _ATTRIBUTES.encode()
    wanted.update(_editor(wanted.get("tpo-docs.yml", b"").decode()))
    if ci:
        wanted[_CI[ci]] = _shipped("cli", "starter", "ci", f"{ci}.yml").read_bytes()
    kept = [path for path, data in wanted.items() if not _write(target, path, data)]
    _tell(target, folder, wanted, kept)
    return 0


def _starter(target: Path, profile: str, today: date) -> Iterator[tuple[str, bytes]]:
    has_items = any((target / "specs").rglob("*.md")) if (target / "specs").is_dir() else False
    folder = target.resolve().name.encode("utf-8", "replace").decode()  # a name may hold bytes that are no text
    name = folder.replace("-", " ").replace("_", " ").strip().capitalize() or "Requirements"
    values = {
        "@name@": name.replace("\\", "\\\\").replace('"', '\\"'),
        "@profile@": profile,
        "@supports@": "\nsupports: [GOAL-001]" if profile == "tpo" else "",
        "@year@": str(today.year + 1),
    }
    for path, data in _tree(_shipped("cli", "starter", "project")):
        if (path.startswith("specs/") and has_items) or (path.startswith("specs/goals/") and profile != "tpo"):
            continue
        text = data.decode()
        for mark, value in values.items():
            text = text.replace(mark, value)
        yield path.replace("gitignore.txt", ".gitignore"), text.encode()


def _example(name: str) -> Iterator[tuple[str, bytes]]:
    yield ".gitignore", _shipped("cli", "starter", "project", "gitignore.txt").read_bytes()
    yield from _tree(_shipped("examples", name))


def _editor(configuration: str) -> Iterator[tuple[str, bytes]]:
    """Schemas of the configuration and the collections, and the setting that tells VS Code of them."""
    schema = read(configuration, "tpo-docs.yml").schema
    texts = every(schema)
    settings = {f"./{_SCHEMAS}/tpo-docs.schema.json": ["tpo-docs.yml"]}
    yield f"{_SCHEMAS}/tpo-docs.schema.json", texts["tpo-docs.schema.json"].encode()
    for name in schema.collections:
        file = f"{name}.collection.schema.json"
        settings[f"./{_SCHEMAS}/{file}"] = [f"**/{name}.yml"]
        yield f"{_SCHEMAS}/{file}", texts[file].encode()
    yield ".vscode/settings.json", (json.dumps({"yaml.schemas": settings}, indent=2) + "\n").encode()


def _shipped(*parts: str) -> Traversable:
    return resources.files("tpo_docs").joinpath(*parts)


def _tree(folder: Traversable, below: str = "") -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            if entry.name not in ("__pycache__", files.WORK_FOLDER, "site"):
                yield from _tree(entry, f"{below}{entry.name}/")
        else:
            yield below + entry.name, entry.read_bytes()


def _write(target: Path, path: str, data: bytes) -> bool:
    """Whether the file was written; one that is there stays."""
    file = target / path
    try:
        files.write_new(file, data)
    except FileExistsError:
        return False
    except OSError as error:
        raise unwritable(str(file), error) from error
    return True


def _tell(target: Path, folder: str, wanted: Mapping[str, bytes], kept: list[str]) -> None:
    made = [path for path in wanted if path not in kept]
    hidden = sum(1 for path in made if path.startswith(_SCHEMAS))
    for path in made if len(made) <= 40 else ():
        if not path.startswith(_SCHEMAS):
            click.echo(f"wrote {path}")
    if len(made) > 40:
        click.echo(f"wrote {len(made)} files")
    elif hidden:
        click.echo(f"wrote {_SCHEMAS}/ ({hidden} files)")
    for path in kept:
        click.echo(f"left  {path}, which was there already", err=True)
    if ".gitignore" in kept and files.WORK_FOLDER not in (target / ".gitignore").read_text("utf-8", "replace"):
        click.echo("add /.tpo-docs/ and /site/ to your .gitignore", err=True)
    attributes = (target / ".gitattributes").read_text("utf-8", "replace") if ".gitattributes" in kept else _ATTRIBUTES
    for line in _ATTRIBUTES.splitlines():
        if line not in attributes:
            click.echo(f"add '{line}' to your .gitattributes, so that records of two branches merge", err=True)
    step = "" if folder == "." else f"cd {shlex.quote(folder)} && "
    click.echo(f"next: {step}tpo-docs check && tpo-docs serve")
