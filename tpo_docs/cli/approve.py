"""`tpo-docs approve`: what a party says of items, added to the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import click

from tpo_docs.cli import project
from tpo_docs.cli.options import Where, where_options
from tpo_docs.cli.signing import item_of, moment, party_of, record, text_of
from tpo_docs.model import Item, LedgerLine, Project
from tpo_docs.records.evidence import evidence, fingerprint_of
from tpo_docs.records.fingerprint import fingerprints
from tpo_docs.records.ledger import APPROVED, CHANGES, EDITORIAL
from tpo_docs.records.standing import may_sign, standing, upstream

EPILOG = """\b
Examples:
  tpo-docs approve REQ-004 REQ-007 --as client
  tpo-docs approve REQ-004 --as client --verdict changes-requested \\
      --comment "Which offices?"
  tpo-docs approve REQ-004 --as billing-team --editorial "a typing mistake"
"""


@click.command("approve", epilog=EPILOG)
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@click.option("--as", "party", metavar="PARTY", required=True, help="The party that says it.")
@click.option(
    "--verdict", type=click.Choice([APPROVED, CHANGES]), default=APPROVED, show_default=True, help="What it says."
)
@click.option("--comment", metavar="TEXT", help="A word to go with it.")
@click.option(
    "--editorial",
    metavar="REASON",
    help="Say that the change since the last approval or the last results is one of wording only.",
)
@click.option("--dry-run", is_flag=True, help="Show the lines and write nothing.")
@where_options
def command(
    where: Where,
    *,
    ids: tuple[str, ...],
    party: str,
    verdict: str,
    comment: str | None,
    editorial: str | None,
    dry_run: bool,
) -> int:
    """Record that a party approves items as they are now, or wants changes.

    A line for each item goes to records/reviews.jsonl, with the fingerprints
    of the item and of what it leans on; the items are not touched.
    """
    if editorial is not None and (verdict != APPROVED or comment is not None):
        raise click.UsageError("--editorial goes with neither --verdict nor --comment", click.get_current_context())
    loaded = project.load(where)
    found = loaded.project
    who = party_of(found, party)
    items = tuple(dict.fromkeys(item_of(found, name).id for name in ids))
    word = text_of("--editorial", editorial) if editorial is not None else ""
    word = word or (text_of("--comment", comment) if comment is not None else "")
    verdict = EDITORIAL if editorial is not None else verdict
    lines = tuple(
        _lines([found.items[name] for name in items], found, who, (verdict, word, moment(where, found, items)))
    )
    record(loaded.root, lines, dry_run=dry_run)
    return 0


def _lines(items: list[Item], found: Project, who: Item, said: tuple[str, str, str]) -> Iterator[LedgerLine]:
    verdict, word, at = said
    for item in items:
        author = _author(found, item)
        if verdict == APPROVED and not may_sign(found, item, who, author):
            raise click.ClickException(
                f"{who.id} owns or wrote {item.id}; its type wants the approval of somebody else"
            )
        was, criteria = _reworded(found, item) if verdict == EDITORIAL else ((), {})
        yield LedgerLine(
            item=item.id,
            verdict=verdict,
            party=who.id,
            at=at,
            fingerprint=fingerprints(found)[item.id],
            upstream=upstream(found, item) if verdict == APPROVED else {},
            role=who.kind,
            author=author,
            comment=word,
            was=was,
            criteria=criteria,
        )


def _author(found: Project, item: Item) -> str:
    change = found.history.get(item.path)
    return change.author if change is not None else ""


def _reworded(found: Project, item: Item) -> tuple[tuple[str, ...], Mapping[str, tuple[str, ...]]]:
    """The texts of which the records speak and that today's only rewords: of the item, and of each of its criteria."""
    known = standing(found).get(item.id)
    was = {word.line.fingerprint for word in known.words if not word.holds} if known is not None else set()
    was |= _noted(found, item.id)
    criteria = {
        one.id: (fingerprint_of(found, f"{item.id}/{one.id}"), *sorted(earlier))
        for one in item.criteria
        if one.id and (earlier := _noted(found, f"{item.id}/{one.id}"))
    }
    if not was and not criteria:
        raise click.ClickException(f"{item.id} has not changed since anybody approved it, leaned on it or tested it")
    return tuple(sorted(was)), criteria


def _noted(found: Project, address: str) -> set[str]:
    """The other texts of an item or criterion that the last words on its neighbours, and the results of tests, noted."""
    target, _, criterion = address.partition("/")
    suspects = {
        suspect.noted
        for other in standing(found).values()
        for suspect in other.suspects
        if (suspect.trace.target, suspect.trace.criterion) == (target, criterion)
    }
    matched = evidence(found)
    results = {
        case.of[address]
        for proof in (*matched.tests.values(), *matched.direct.values())
        if address in proof.stale
        for case in proof.cases
        if address in case.of
    }
    return (suspects | results) - {fingerprint_of(found, address)}
