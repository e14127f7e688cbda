"""The glossary: every term with what it means, how else it is written, what to avoid, and where it is used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

from tpo_docs.model import Edition, Item, Page, Project, Review
from tpo_docs.pages.text import inline
from tpo_docs.places import GLOSSARY, Places, anchor
from tpo_docs.words import words

SHOWN = 60
"""How many items that use a term are listed."""

_WORD = re.compile(r"\w+")
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


@dataclass(frozen=True, slots=True)
class GlossaryView:
    """All terms in alphabetical order."""

    entries: tuple[Entry, ...]
    letters: tuple[str, ...]


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:  # noqa: ARG001 - as every maker of pages
    """The glossary; without terms it says how to start one."""
    project = review.project
    say = words(edition.language, project.configuration.site.words)
    if "term" not in project.schema.types:
        return
    entries = tuple(_entries(project))
    view = GlossaryView(entries, tuple(entry.letter for entry in entries if entry.letter))
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
        text = _text(item)
        words_in = _WORD.findall(text)
        folded = {word.casefold() for word in words_in}
        for word in forms.keys() & folded:
            for term, form in forms[word]:
                if found.get(term, [""])[-1] != item.id and _occurs(form, text, folded):
                    found.setdefault(term, []).append(item.id)
    return {name: tuple(some) for name, some in found.items()}


def _entries(project: Project) -> Iterator[Entry]:
    uses = used(project)
    last = ""
    terms = [term for term in project.of_type("term") if term.living]
    for term in sorted(terms, key=lambda term: (term.title.casefold(), term.id)):
        initial = term.title[:1].upper()
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


def _text(item: Item) -> str:
    fields = [item.text(name) for name in _FIELDS if name in item.fields]
    return "\n".join((item.title, item.body.text, *fields))


def _forms(project: Project) -> dict[str, list[tuple[str, str]]]:
    """By first word: term and form, the form case folded unless it is an acronym."""
    found: dict[str, list[tuple[str, str]]] = {}
    for term in project.of_type("term"):
        if not term.living:
            continue
        for written in dict.fromkeys((term.title, *term.texts("forms"))):
            parts = _WORD.findall(written)
            if parts and len(written) > 1:
                form = written if written.isupper() else written.casefold()
                found.setdefault(parts[0].casefold(), []).append((term.id, form))
    return found


def _occurs(form: str, text: str, folded: Iterable[str]) -> bool:
    """Whether a form occurs, given that its first word does; an acronym only as it is written."""
    exact = form.isupper()
    if not exact and form in folded:
        return True
    if not exact and not any(character.isspace() or not character.isalnum() for character in form):
        return False
    return re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text if exact else text.casefold()) is not None
