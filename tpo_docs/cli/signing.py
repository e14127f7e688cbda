"""What `approve` and `accept` share: whom and what is meant, and how lines come into the ledger."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from pathlib import Path

import click

from tpo_docs import files
from tpo_docs.cli.nearest import nearest, nearest_item
from tpo_docs.cli.options import Where
from tpo_docs.cli.output import unwritable
from tpo_docs.cli.project import day as day_of
from tpo_docs.model import Item, LedgerLine, Project
from tpo_docs.records.ledger import CHANGES, EDITORIAL, PATH, written
from tpo_docs.report.text import one_line

_FEW = 8
"""So many names are told where none comes close."""


def party_of(project: Project, name: str, named_by: str = "--as") -> Item:
    """The living party of that id; `named_by` is what named it."""
    party = project.resolve(name)
    if party is None or party.type != "party":
        known = [item.id for item in project.of_type("party")]
        few = f"; there are {', '.join(known)}" if 0 < len(known) <= _FEW else ""
        mend = nearest(name, known) or few or ("" if known else "; `tpo-docs new party NAME` writes the first one")
        raise click.UsageError(f"{named_by}: there is no party {name}{mend}", click.get_current_context())
    if not party.living:
        raise click.UsageError(f"{named_by}: {name} is {party.status}", click.get_current_context())
    return party


def item_of(project: Project, name: str) -> Item:
    """The item of that id."""
    item = project.resolve(name)
    if item is None or "/" in name:
        raise click.UsageError(f"there is no item {name}{nearest_item(name, project)}", click.get_current_context())
    return item


def moment(where: Where, project: Project, items: Collection[str]) -> str:
    """When it is said: now, or on the day that the project is judged by (`--today`, `today` in its configuration, a
    reproducible build); never before what was said of these items already, since the last word counts and not every
    clock is right."""
    day = files.frozen_day(project.configuration, day_of(where))
    now = f"{day}T00:00:00Z" if day is not None else datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return max([now, *(line.at for line in project.ledger.lines if line.item in items)])


def text_of(option: str, text: str) -> str:
    """A reason or comment as it is recorded; empty ones are refused."""
    flat = " ".join(text.split())
    if not flat:
        raise click.UsageError(f"{option} is empty", click.get_current_context())
    return flat


def said(line: LedgerLine) -> str:
    """What a line says, for a person: `REQ-004 approved by client, text 9b6365144a34: Fine by us`."""
    verdict = {CHANGES: "changes requested", EDITORIAL: "changed in wording only, says"}.get(line.verdict, line.verdict)
    by = "" if line.verdict == EDITORIAL else "by "
    text = f"{line.item} {verdict} {by}{line.party}, text {line.fingerprint}"
    return one_line(f"{text}: {line.comment}" if line.comment else text)


def record(root: Path, lines: Iterable[LedgerLine], *, dry_run: bool, show: bool = True) -> None:
    """Shows the lines and adds them to the ledger in one step, or only shows them."""
    some = tuple(lines)
    texts = [written(line) for line in some]
    for line in some if show and not dry_run else ():
        click.echo(said(line))
    if dry_run:
        click.echo(f"would write to {PATH}:")
        click.echo("".join(texts), nl=False)
        return
    try:
        files.append(root / PATH, "".join(texts).encode())
    except OSError as error:
        raise unwritable(PATH, error) from error
    click.echo(f"wrote {len(texts)} {'line' if len(texts) == 1 else 'lines'} to {PATH}; commit it")
