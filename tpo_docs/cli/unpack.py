"""`tpo-docs unpack`: the verdicts in a returned pack, added to the ledger."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tpo_docs import files
from tpo_docs.cli import project
from tpo_docs.cli.console import has_colour, painter
from tpo_docs.cli.earlier import text_of_then, text_on
from tpo_docs.cli.options import Where, where_options
from tpo_docs.cli.output import unwritable
from tpo_docs.cli.signing import moment, party_of, record, said
from tpo_docs.model import CaseResult
from tpo_docs.proof.difference import text_changes
from tpo_docs.records import results
from tpo_docs.records.ledger import APPROVED
from tpo_docs.records.recording import BY_HAND, Origin, Recorder
from tpo_docs.report.differences import field_lines
from tpo_docs.report.text import counted
from tpo_docs.signoff import listed
from tpo_docs.signoff.answers import ForeignError, Outcome, Refused, Returned, judged
from tpo_docs.signoff.returned import read

if TYPE_CHECKING:
    from tpo_docs.files import Loaded

EPILOG = """\b
Examples:
  tpo-docs unpack answers-client-2027-03-01.json --dry-run
  tpo-docs unpack sign-off-client-2027-03-01.xlsx
  tpo-docs unpack returned.html --yes
  tpo-docs unpack minutes.csv --as client
\b
Exit status: 0 all was taken, 1 rows were refused, 2 wrong use.
"""


@click.command("unpack", epilog=EPILOG)
@click.argument("file", metavar="FILE")
@click.option("--as", "party", metavar="PARTY", help="Who signed, for a CSV whose rows do not say.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@click.option("--yes", is_flag=True, help="Write without asking.")
@where_options
def command(where: Where, *, file: str, party: str | None, dry_run: bool, yes: bool) -> int:
    """Read a returned pack (saved answers, saved page, spreadsheet), or a CSV.

    A CSV of sign-offs has the columns item, verdict and date, and where they
    are known party, comment and fingerprint.

    A row is refused where the text has changed since the pack was made (the
    difference is shown), where there are two answers, or no known verdict.
    What is left is shown and added to records/reviews.jsonl; what acceptance
    tests have shown to records/results.jsonl too, where there is one.
    """
    data = _data(file)
    loaded = project.load(where)
    found = loaded.project
    if listed.is_list(data):
        title, outcome = f"{file}:", _of_list(loaded, data, party, file)
    elif party is not None:
        raise click.UsageError(f"--as: {file} says itself who signed", click.get_current_context())
    else:
        returned = _returned(file, data)
        who = party_of(found, returned.party, file)
        at = moment(where, found, [answer.item for answer in returned.answers])
        title, outcome = f"{returned.party} on the pack of {returned.on}:", judged(found, returned, who, at)
    for line in _told(loaded, title, outcome):
        click.echo(line)
    if outcome.lines and not dry_run and not yes:
        if not _is_asked():
            raise click.ClickException("nothing was written: --yes writes without asking, --dry-run only shows")
        if not click.confirm(f"Write {counted(len(outcome.lines), 'line', 'lines')}?", default=False):
            click.echo("nothing was written")
            return 1
    if outcome.lines:
        record(loaded.root, outcome.lines, dry_run=dry_run, show=False)
        _record_results(loaded, outcome, dry_run=dry_run)
    elif not outcome.refused:
        click.echo("nothing to write")
    return 1 if outcome.refused else 0


def _is_asked() -> bool:
    """Whether somebody is there who can answer."""
    return sys.stdin.isatty()


def _data(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read: {(error.strerror or str(error)).casefold()}") from error


def _of_list(loaded: Loaded, data: bytes, party: str | None, file: str) -> Outcome:
    try:
        rows = listed.read(data)
    except ForeignError as error:
        raise click.ClickException(f"{file} {error}") from error
    who = party_of(loaded.project, party) if party is not None else None
    return listed.judged(loaded.project, rows, who, lambda item, day: text_on(loaded, item, day))


def _returned(file: str, data: bytes) -> Returned:
    if data[:4] == b"PK\x03\x04" and importlib.util.find_spec("openpyxl") is None:
        raise click.ClickException("a spreadsheet needs openpyxl: pip install 'tpo-docs[xlsx]'")
    try:
        return read(data)
    except ForeignError as error:
        raise click.ClickException(f"{file} {error}") from error


def _record_results(loaded: Loaded, outcome: Outcome, *, dry_run: bool) -> None:
    """What acceptance tests have shown, for a project that keeps results of tests: the client's word is one."""
    some = [line for line in outcome.lines if loaded.project.items[line.item].type == "test"]
    if not some or not loaded.project.results.present:
        return
    recorder = Recorder(loaded.project)
    for line in some:
        result = results.PASSED if line.verdict == APPROVED else results.FAILED
        case = CaseResult(f"{BY_HAND}::{line.item}", result, line.at, message=line.comment, names=(line.item,))
        recorder.add(case, Origin(line.at))
    count = counted(len(some), "result", "results")
    if dry_run:
        click.echo(f"would write {count} to {results.PATH}")
        return
    try:
        files.write_bytes(loaded.root / results.PATH, results.written(recorder.result()))
    except OSError as error:
        raise unwritable(results.PATH, error) from error
    click.echo(f"wrote {count} to {results.PATH}; commit it")


def _told(loaded: Loaded, title: str, outcome: Outcome) -> Iterator[str]:
    """What the pack says: what will be written, what is refused and why."""
    yield title
    for line in outcome.lines:
        yield f"  {said(line)}"
    for one in outcome.refused:
        yield f"  {one.item or 'a row'} is refused ({one.where}): {one.reason}"
        yield from (f"    {text}" for text in _difference(loaded, one))
    if outcome.known:
        yield f"  {counted(outcome.known, 'answer is', 'answers are')} in the ledger already"
    if outcome.unanswered:
        yield f"  {counted(outcome.unanswered, 'row has', 'rows have')} no verdict"


def _difference(loaded: Loaded, one: Refused) -> Iterator[str]:
    item = loaded.project.resolve(one.item)
    if not one.changed_from or item is None:
        return
    before = text_of_then(loaded, item, one.changed_from)
    if before is None:
        yield "the text of then is in no commit of this clone"
        return
    yield from field_lines(text_changes(before, item), painter(colour=has_colour()))
