"""The block of approvals on an item's page: who said what of which text, what still holds, and which links are suspect."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import NamedTuple

from tpo_docs.awaited import wanted
from tpo_docs.model import Item, LedgerLine, Project
from tpo_docs.pages.links import Links
from tpo_docs.records.ledger import CHANGES
from tpo_docs.records.standing import Standing, Word, standing


class WordView(NamedTuple):
    """The last word of a party."""

    who: str
    """HTML, as all texts here."""
    state: str
    """`ok`, `suspect` or `failed`."""
    text: str
    on: str
    comment: str
    editorial: tuple[str, ...]
    """Changes since that were declared to be of wording only: day, party and reason."""


class SuspectView(NamedTuple):
    """A link whose other end has changed."""

    says: str
    end: str
    on: str
    """The day on which both ends were last looked at."""


class ApprovalsView(NamedTuple):
    """All that the block shows."""

    words: tuple[WordView, ...]
    wanted: tuple[str, ...]
    """Whose approval the status asks for, and has not."""
    suspects: tuple[SuspectView, ...]


def approvals(item: Item, links: Links, project: Project) -> ApprovalsView | None:
    """What is recorded of the item and asked for; None where that is nothing."""
    found = standing(project).get(item.id, Standing())
    wanted = tuple(_wanted(item, links, project))
    if not (found.words or found.suspects or wanted):
        return None
    return ApprovalsView(
        tuple(_word(word, links, project) for word in found.words),
        wanted,
        tuple(_suspects(found, links, project)),
    )


def _wanted(item: Item, links: Links, project: Project) -> Iterator[str]:
    for demand in wanted(project, item):
        party = project.items.get(demand.role)
        name = links.ref(party) if party is not None else escape(links.words(demand.role))
        yield name or links.words("anybody")


def _word(word: Word, links: Links, project: Project) -> WordView:
    say = links.words
    if word.line.verdict == CHANGES:
        state, text = "failed", say("wants changes") if word.holds else say("wanted changes to an earlier text")
    elif word.holds:
        state, text = "ok", say("approves this text")
    else:
        state, text = "suspect", say("approved an earlier text")
    editorial = tuple(
        f"{line.at[:10]} {_who(line, links, project)}: {links.inline(line.comment)}" for line in word.editorial
    )
    comment = links.inline(word.line.comment)
    return WordView(_who(word.line, links, project), state, text, word.line.at[:10], comment, editorial)


def _who(line: LedgerLine, links: Links, project: Project) -> str:
    party = project.resolve(line.party)
    return links.ref(party) if party is not None else escape(line.party)


def _suspects(found: Standing, links: Links, project: Project) -> Iterator[SuspectView]:
    for trace, line, _ in found.suspects:
        target = project.items[trace.target]
        criterion = f" {escape(trace.criterion)}" if trace.criterion else ""
        says = links.words(project.schema.roles[trace.role].says[0])
        yield SuspectView(escape(says), f"{links.titled(target)}{criterion}", line.at[:10])
