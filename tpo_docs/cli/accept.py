"""`tpo-docs accept`: a suspect link looked at and settled, with the difference since it was last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from tpo_docs.cli import project
from tpo_docs.cli.console import has_colour, painter
from tpo_docs.cli.earlier import text_of_then
from tpo_docs.cli.nearest import nearest
from tpo_docs.cli.options import Where, where_options
from tpo_docs.cli.signing import item_of, moment, party_of, record, text_of
from tpo_docs.model import LedgerLine
from tpo_docs.proof.difference import text_changes
from tpo_docs.records.fingerprint import fingerprints, of_end
from tpo_docs.records.ledger import ACCEPTED
from tpo_docs.records.standing import Suspect, end_of, standing, upward
from tpo_docs.report.differences import field_lines, titled

if TYPE_CHECKING:
    from tpo_docs.files import Loaded

EPILOG = """\b
Examples:
  tpo-docs accept STY-012 --role realizes --from REQ-004 \\
      --as billing-team --reason "only clearer" --dry-run
"""


@click.command("accept", epilog=EPILOG)
@click.argument("id_", metavar="ID")
@click.option("--role", metavar="ROLE", required=True, help="What the link claims, as realizes.")
@click.option("--from", "end", metavar="UPSTREAM", required=True, help="The item (or criterion) that changed.")
@click.option("--as", "party", metavar="PARTY", required=True, help="Who has looked at both ends.")
@click.option("--reason", metavar="TEXT", required=True, help="Why ID still fits.")
@click.option("--dry-run", is_flag=True, help="Show the difference and the line, and write nothing.")
@where_options
def command(where: Where, *, id_: str, role: str, end: str, party: str, reason: str, dry_run: bool) -> int:
    """Settle a suspect link: ID still fits what it leans on.

    Shows what has changed there since the link was last looked at, then
    adds a line with person and reason to records/reviews.jsonl.
    """
    loaded = project.load(where)
    found = loaded.project
    item, who, why = item_of(found, id_), party_of(found, party), text_of("--reason", reason)
    target, slash, criterion = end.partition("/")
    known = found.resolve(target)
    wanted = f"{role}:{known.id if known is not None else target}{slash}{criterion}"
    links = {end_of(trace): trace for trace in upward(found, item)}
    if wanted not in links:
        name, *others = (f"{item.id} {link.replace(':', ' ', 1)}" for link in (wanted, *links))
        raise click.UsageError(f"there is no link {name}{nearest(name, others)}", click.get_current_context())
    stands = standing(found).get(item.id)
    suspect = (
        next((one for one in stands.suspects if end_of(one.trace) == wanted), None) if stands is not None else None
    )
    if suspect is None:
        raise click.ClickException(f"the link of {item.id} to {end} is not suspect, so there is nothing to settle")
    for line in _difference(loaded, suspect):
        click.echo(line)
    settled = LedgerLine(
        item=item.id,
        verdict=ACCEPTED,
        party=who.id,
        at=moment(where, found, [item.id]),
        fingerprint=fingerprints(found)[item.id],
        upstream={wanted: of_end(found, suspect.trace)},
        role=who.kind,
        comment=why,
    )
    record(loaded.root, [settled], dry_run=dry_run)
    return 0


def _difference(loaded: Loaded, suspect: Suspect) -> Iterator[str]:
    """What changed at the other end since the link was last looked at."""
    line, trace = suspect.line, suspect.trace
    item = loaded.project.items[trace.target]
    yield f"{titled(item)}, since {line.party} looked at it on {line.at[:10]}:"
    before = text_of_then(loaded, item, suspect.noted, trace.criterion)
    if before is None:
        yield "  the text of then is in no commit of this clone"
        return
    fields = [field for field in text_changes(before, item) if not trace.criterion or field.field == trace.criterion]
    paint = painter(colour=has_colour())
    yield from (f"  {text}" for text in field_lines(fields, paint))
