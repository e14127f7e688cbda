"""`tpo-docs merge-check`: ids taken on two branches, found before they meet."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

import click

from tpo_docs import files, git
from tpo_docs.cli import project
from tpo_docs.cli.options import Where, format_option, where_options
from tpo_docs.files import Loaded, ProjectError
from tpo_docs.ids.clashes import Clash, clashes
from tpo_docs.report.differences import titled
from tpo_docs.report.text import one_line

FORMAT = "tpo-docs/merge-check/1"

EPILOG = """\b
Examples:
  tpo-docs merge-check origin/main
  tpo-docs merge-check main feature/billing feature/login
"""


@click.command("merge-check", epilog=EPILOG)
@click.argument("bases", metavar="BASE...", nargs=-1, required=True)
@format_option("text", "json", help="How to write what was found.")
@where_options
def command(where: Where, *, bases: tuple[str, ...], format_: str) -> int:
    """Find ids taken on two branches before they meet.

    Compares the folder as it is with each BASE, a branch or commit, since
    both parted: an id (or former id) that is new on both and means two items
    is named with both of them. Status 1 where there is one; `tpo-docs
    renumber --base BASE` gives those of this branch other ids.
    """
    loaded = project.load(where)
    found = all_clashes(loaded, bases)
    if format_ == "json":
        rows = [
            {
                "id": one.name,
                "base": one.base,
                "ours": _row(one.ours.id, one.ours.path),
                "theirs": _row(one.theirs.id, one.theirs.path),
            }
            for one in found
        ]
        click.echo(json.dumps({"format": FORMAT, "clashes": rows}, indent=2, ensure_ascii=False))
    else:
        for line in _said(found, bases):
            click.echo(line)
    return 1 if found else 0


def all_clashes(loaded: Loaded, bases: Iterable[str]) -> tuple[Clash, ...]:
    """The ids that this branch and one of the others have both taken since they parted."""
    repository = git.find(loaded.root)
    if repository is None:
        raise click.ClickException("there is no Git repository here, so there are no branches to compare")
    ours = (*loaded.project.items.values(), *loaded.project.duplicates)
    found: list[Clash] = []
    for base in bases:
        try:
            theirs = files.items_at(loaded, base)
            start = git.merge_base(repository, base)
            common = files.items_at(loaded, start) if start else ()
        except ProjectError as error:
            raise click.ClickException(str(error)) from error
        found += clashes(ours, theirs, common, base)
    return tuple(found)


def _row(name: str, path: str) -> dict[str, str]:
    return {"id": name, "path": path}


def _said(found: tuple[Clash, ...], bases: tuple[str, ...]) -> Iterator[str]:
    for one in found:
        yield f"{one_line(one.name)} is taken twice"
        yield f"  here: {titled(one.ours)} ({one_line(one.ours.path)})"
        yield f"  on {one_line(one.base)}: {titled(one.theirs)} ({one_line(one.theirs.path)})"
    if found:
        yield f"mend it before the branches meet: tpo-docs renumber --base {found[0].base}"
    else:
        yield f"no id is taken both here and on {', '.join(bases)}"
