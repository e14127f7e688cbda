"""The glossary: every term with what it means, how else it is written, what to avoid, and where it is used."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

from tpo_docs.model import TERMS, Edition, Item, Page, Project, Review, reading
from tpo_docs.pages.inline import inline
from tpo_docs.places import GLOSSARY, Places, anchor
from tpo_docs.titles import title_text
from tpo_docs.words import words

SHOWN = 60
"""How many items that use a term are listed."""

_WORD = re.compile(r"\w+")
_APART = {ord(sign): " " for sign in string.punctuation if sign != "_"}
_FIELDS = ("statement", "plain", "want", "so_that", "rationale", "definition")


class Entry(NamedTuple):
    """A term."""

    item: Item
    meaning: str
    """As HTML."""
    forms: tuple[str, ...]
    avoid: tuple[str, ...]
    used: tuple[Item, ...]
    """The first items that use it."""
    uses: int
    letter: str
    """Set where its initial is another than that of the term before it."""

    @property
    def place(self) -> str:
        """Its anchor."""
        return anchor(self.item.id)


class _Form(NamedTuple):
    """How a term may stand in a text."""

    text: str
    """Case folded, except of an acronym, which counts only as it is written."""
    exact: bool
    alone: bool
    """Whether its first word is all of it."""


@dataclass(frozen=True, slots=True)
class GlossaryView:
    """All terms in alphabetical order."""

    entries: tuple[Entry, ...]
    former: tuple[Entry, ...]
    """Terms that are no longer to be used."""
    letters: tuple[str, ...]


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:  # noqa: ARG001 - as every maker of pages
    """The glossary; without terms it says how to start one."""
    project = review.project
    say = words(edition.language, project.configuration.site.words)
    if "term" not in project.schema.types:
        return
    entries = tuple(_entries(project, living=True))
    former = tuple(_entries(project, living=False))
    view = GlossaryView(entries, former, tuple(entry.letter for entry in entries if entry.letter))
    yield Page(GLOSSARY, "pages/glossary.md.j2", view, say("Glossary"))


def used(project: Project) -> dict[str, tuple[str, ...]]:
    """By term: the items in whose title, text or fields it occurs, in any of its forms."""
    forms = _forms(project)
    found: dict[str, list[str]] = {}
    if not forms:
        return {}
    for item in project.items.values():
        if not item.living or item.type == "term":
            continue
        with reading(TERMS):
            text = _text(item)
        folded = text.casefold()
        words_in = frozenset(folded.translate(_APART).split() if folded.isascii() else _WORD.findall(folded))
        for word in forms.keys() & words_in:
            for term, form in forms[word]:
                known = found.setdefault(term, [])
                if (not known or known[-1] != item.id) and _occurs(form, text, folded):
                    known.append(item.id)
    return {name: tuple(some) for name, some in found.items() if some}


def _entries(project: Project, *, living: bool) -> Iterator[Entry]:
    uses = used(project) if living else {}
    last = ""
    terms = [term for term in project.of_type("term") if term.living is living]
    for term in sorted(terms, key=lambda term: (_order(term), term.title, term.id)):
        initial = _order(term)[:1].upper()
        some = uses.get(term.id, ())
        yield Entry(
            term,
            inline(term.text("definition") or term.text("plain"), lambda target, shown: escape(shown or target)),
            term.texts("forms"),
            term.texts("avoid"),
            tuple(project.items[name] for name in some[:SHOWN]),
            len(some),
            initial if initial != last else "",
        )
        last = initial


def _order(term: Item) -> str:
    """What a term stands in the alphabet by: its title without marks, accents, and signs before the first letter, as in
    DIN 5007-1 (`Ärger` beside `Arger`)."""
    plain = unicodedata.normalize("NFKD", title_text(term.title).casefold())
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    start = next((place for place, sign in enumerate(letters) if sign.isalnum()), 0)
    return letters[start:]


def _text(item: Item) -> str:
    fields = [item.text(name) for name in _FIELDS if name in item.fields]
    return "\n".join((item.title, item.body.text, *fields))


def _forms(project: Project) -> dict[str, list[tuple[str, _Form]]]:
    """By first word: the terms and how each is recognised."""
    found: dict[str, list[tuple[str, _Form]]] = {}
    for term in project.of_type("term"):
        if not term.living:
            continue
        for written in dict.fromkeys((term.title, *term.texts("forms"))):
            parts = _WORD.findall(written)
            if not parts or len(written) < 2:
                continue
            exact = written.isupper()
            text = written if exact else written.casefold()
            form = _Form(text, exact, not exact and parts[0].casefold() == text)
            found.setdefault(parts[0].casefold(), []).append((term.id, form))
    return found


def _occurs(form: _Form, text: str, folded: str) -> bool:
    """Whether a form occurs as words of their own in a text that holds its first word."""
    if form.alone:
        return True
    within = text if form.exact else folded
    start = within.find(form.text)
    while start >= 0:
        end = start + len(form.text)
        if not _is_word(within[start - 1 : start]) and not _is_word(within[end : end + 1]):
            return True
        start = within.find(form.text, end)
    return False


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"
