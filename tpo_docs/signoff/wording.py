"""What all forms of a pack say of an item, in words: text without a trace of HTML or Markdown's links."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from tpo_docs.awaited import Why, is_uat
from tpo_docs.model import Item
from tpo_docs.pages.facts import label
from tpo_docs.proof.difference import FieldChange
from tpo_docs.proof.words_changed import Piece, near
from tpo_docs.records.fingerprint import body_of, prose, words
from tpo_docs.schema import Schema
from tpo_docs.signoff.pack import Entry, Pack, Part
from tpo_docs.verdicts import Verdict
from tpo_docs.words import Words

_OWN = frozenset(("title", "kind", "statement", "plain", "body", "acceptance", "steps", "as", "want", "so_that"))
_MOST = 12_000
_REFERENCE = re.compile(r"\[\[([^\[\]\n]+)\]\]")
_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\(\s*<?[^()\s<>]*>?[^()\n]*\)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_STRONG = re.compile(r"(?<![\w*`])(\*\*|__|\*|`)(?=\S)([^*`\n]+?)(?<=\S)\1(?![\w*`])")
_HEADING = re.compile(r"^#{1,6} +")


class Fact(NamedTuple):
    """A field with its value."""

    name: str
    value: str


def heading(pack: Pack, say: Words) -> str:
    """What the pack is called."""
    return say("Acceptance tests for {party}" if pack.uat else "For approval by {party}", party=pack.party_title)


def about(pack: Pack, say: Words) -> str:
    """Which state of the project it is."""
    parts = [pack.title, f"{say('Version')} {pack.version}" if pack.version else ""]
    parts += [f"{pack.release} {pack.release_title}".strip(), pack.on]
    return " · ".join(part for part in parts if part)


def why(entry: Entry, say: Words) -> str:
    """Why the item is in the pack."""
    on = entry.word.line.at[:10] if entry.word is not None else ""
    text = {
        Why.NEW: "New to you",
        Why.CHANGED: "Changed since you approved it on {on}",
        Why.ASKED: "Changed since you asked for it on {on}",
        Why.OPEN: "As it was when you asked for changes on {on}",
    }[entry.why]
    if entry.why is Why.NEW and on:
        return say("You approved this text on {on}", on=on)
    return say(text, on=on)


def kind(item: Item, say: Words) -> str:
    """What sort of item it is: `Requirement: functional`."""
    if is_uat(item):
        return say("Acceptance test")
    return f"{say.singular(item.type)}: {say(item.kind)}" if item.kind else say.singular(item.type)


def statement(item: Item) -> str:
    """What the item says, as plain text."""
    if item.type == "story" and item.text("want"):
        return ""
    return words(item.text("statement"))


def body(item: Item) -> str:
    """The text of the item, a line for each paragraph; what is read apart (criteria) left out."""
    text = plain(prose(_without_criteria(item)).strip())
    return text if len(text) <= _MOST else f"{text[:_MOST]}…"


def plain(markdown: str) -> str:
    """Markdown without its signs: links and references as their words, no stars and ticks. Code stays as it is."""
    text = _REFERENCE.sub(lambda match: match[1].rpartition("|")[2].strip(), markdown)
    text = _LINK.sub(r"\1", text)
    text = _COMMENT.sub("", text)
    text = _STRONG.sub(r"\2", text)
    return "\n".join(_HEADING.sub("", line) for line in text.split("\n"))


def body_markdown(item: Item) -> str:
    """The same as Markdown."""
    text = _without_criteria(item).strip()
    return text if len(text) <= _MOST else f"{text[:_MOST]}…"


def facts(item: Item, schema: Schema, say: Words) -> Iterator[Fact]:
    """The fields that an approval is about."""
    spec = schema.types.get(item.type)
    for name in (spec.significant if spec is not None else ()) if item.type != "story" else ("as", "want", "so_that"):
        if item.type == "story" or name not in _OWN:
            value = ", ".join(words(text) for text in item.texts(name))
            groups = [
                "; ".join(f"{f.name}: {words(group.text(f.name))}" for f in group.fields) for group in item.groups(name)
            ]
            shown = " · ".join([*([value] if value else []), *filter(None, groups)])
            if shown:
                yield Fact(say(label(name)), shown)


def proof(entry: Entry, say: Words) -> str:
    """How its proof stands, in a sentence; empty where nothing is claimed."""
    if entry.verdict is Verdict.NONE:
        return ""
    step = f": {entry.step.words(of=entry.item.id)}" if entry.step is not None else ""
    return f"{verdict(entry.verdict, say)}{step}"


def verdict(found: Verdict, say: Words) -> str:
    """A verdict in plain words."""
    return say(
        {
            Verdict.FAILED: "A test failed",
            Verdict.BROKEN: "A link is broken",
            Verdict.OPEN: "Not yet proven",
            Verdict.STALE: "Proven for an earlier text",
            Verdict.SUSPECT: "To be looked at again",
            Verdict.EXEMPT: "Proven, with exceptions",
            Verdict.OK: "Proven",
            Verdict.NONE: "",
        }[found]
    )


def shown_by(part: Part, say: Words) -> str:
    """The tests of a criterion, and what they have shown."""
    named = ", ".join(part.tests) or say("no test yet")
    return f"{named}: {verdict(part.verdict, say)}" if part.verdict is not Verdict.NONE and part.tests else named


def change_name(change: FieldChange, say: Words) -> str:
    """What has changed: a field, a criterion or the text."""
    return say("Text") if change.field == "text" else say(label(change.field))


def pieces(change: FieldChange) -> tuple[Piece, ...]:
    """The change word by word, long stretches that stayed cut short."""
    return near(change.pieces)


def marked(change: FieldChange, mark: Callable[[Piece], str]) -> str:
    """The same as one text."""
    return " ".join(mark(piece) for piece in pieces(change))


def _without_criteria(item: Item) -> str:
    text = body_of(item)
    if item.criteria and "acceptance" not in item.fields:
        line = item.criteria[0].line
        holding = [section for section in item.body.sections if section.line <= line]
        if holding:
            section = max(holding, key=lambda one: one.line)
            text = text.replace(section.text, "", 1)
            lines = [one for one in text.split("\n") if one.strip().strip("#").strip() != section.title]
            text = "\n".join(lines)
    return text
