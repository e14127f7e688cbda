"""What the rows of a spreadsheet say: the columns, and a row for each item or check of a test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tpo_docs.awaited import Why
from tpo_docs.proof.words_changed import GONE, NEW, Piece
from tpo_docs.schema import Schema
from tpo_docs.signoff import wording
from tpo_docs.signoff.answers import CHECKS, VERDICTS
from tpo_docs.signoff.pack import Entry, Pack, ends
from tpo_docs.titles import title_text
from tpo_docs.verdicts import Verdict
from tpo_docs.words import Words

HIDDEN = ("item", "check", "fingerprint", "upstream", "seal")


class Layout(NamedTuple):
    """The columns that people see: titles, and widths in letters; the last two are theirs."""

    titles: tuple[str, ...]
    widths: tuple[int, ...]

    @property
    def columns(self) -> int:
        """How many they are."""
        return len(self.titles)


def layout_of(pack: Pack, say: Words) -> Layout:
    """The columns of a pack, which are others where tests are judged."""
    yours = (say("Your verdict"), say("Comment"))
    if pack.uat:
        judged = (say("Test"), say("Title"), say("What is judged"), say("Reason"))
        return Layout((*judged, *yours), (12, 28, 60, 40, 16, 40))
    read = (say("Item"), say("Title"), say("What it says"), say("Changed"), say("Proof"))
    return Layout((*read, *yours), (12, 28, 60, 40, 30, 18, 40))


def verdict_words(pack: Pack, say: Words) -> tuple[str, ...]:
    """The verdicts in the language of the pack; `unpack` knows them in each."""
    return tuple(say(verdict) for verdict in (CHECKS if pack.uat else VERDICTS))


def how(pack: Pack, say: Words) -> str:
    """How the sheet is answered."""
    first = (
        "Do the steps of each test, and say for each point whether it passed."
        if pack.uat
        else "Read each text, and choose: you approve it, or you want changes."
    )
    rest = "A comment may go with each answer. What you leave empty stays open."
    return f"{say(first)} {say(rest)} {say('Save the file and send it back.')}"


def table(pack: Pack, schema: Schema, say: Words) -> Iterator[tuple[list[str], list[str]]]:
    """The texts of each row, with room for the answers, and the values of its hidden columns."""
    for entry in pack.entries:
        hidden = [entry.fingerprint, ends(entry.upstream)]
        if not entry.checks:
            texts = [
                entry.item.id,
                title_text(entry.item.title),
                _says(entry, schema, say),
                _changed(entry, say),
                _proof(entry, say),
            ]
            yield [*texts, "", ""], [entry.item.id, "", *hidden, pack.seal(entry)]
        for check in entry.checks:
            judged = f"{check.address}: {wording.plain(check.text)}"
            texts = [entry.item.id, title_text(entry.item.title), judged, wording.why(entry, say)]
            yield [*texts, "", ""], [entry.item.id, check.address, *hidden, pack.seal(entry, check.address)]


def _says(entry: Entry, schema: Schema, say: Words) -> str:
    item = entry.item
    parts = [" ".join(item.text("plain").split()), wording.statement(item), wording.body(item)]
    parts += [f"{fact.name}: {fact.value}" for fact in wording.facts(item, schema, say)]
    parts += [f"{part.name} {wording.plain(part.text)}".strip() for part in entry.parts]
    return "\n\n".join(dict.fromkeys(part for part in parts if part))


def _changed(entry: Entry, say: Words) -> str:
    why = wording.why(entry, say)
    if entry.why not in (Why.CHANGED, Why.ASKED):
        return why
    if not entry.known:
        return f"{why}\n{say('The text of then is not at hand any more.')}"
    return "\n".join(
        (why, *(f"{wording.change_name(one, say)}: {wording.marked(one, _piece)}" for one in entry.changes))
    )


def _proof(entry: Entry, say: Words) -> str:
    lines = [wording.proof(entry, say)]
    for part in entry.parts:
        tests = ", ".join(part.tests) or say("no test yet")
        state = f": {wording.verdict(part.verdict, say)}" if part.verdict is not Verdict.NONE and part.tests else ""
        lines.append(f"{part.name} {tests}{state}".strip())
    return "\n".join(line for line in lines if line)


def _piece(piece: Piece) -> str:
    if piece.kind == GONE:
        return f"[-{piece.text}-]"
    return f"[+{piece.text}+]" if piece.kind == NEW else piece.text
