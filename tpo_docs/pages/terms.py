"""Words of the glossary in texts, and lines that make Markdown explain them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import NamedTuple

from tpo_docs.model import Item, Project
from tpo_docs.pages.text import neutral, shortened
from tpo_docs.titles import title_text

_WORD = re.compile(r"\w+")
_MAX_TERMS = 40
_MAX_DEFINITION = 240


class _Form(NamedTuple):
    words: int
    text: str
    """Case folded, except of an acronym."""
    exact: bool
    term: str


def terms_in(text: str, project: Project) -> dict[str, Item]:
    """The terms of the glossary that occur in a text: as written there → term, in the order of their appearance."""
    forms = project.derive(_forms)
    if not forms:
        return {}
    found: dict[str, Item] = {}
    spans = [(match.start(), match.end()) for match in _WORD.finditer(text)]
    taken = 0
    for number, (start, end) in enumerate(spans):
        if number < taken:
            continue
        for form in forms.get(text[start:end].casefold(), ()):
            last = number + form.words - 1
            if last >= len(spans):
                continue
            surface = text[start : spans[last][1]]
            if surface == form.text or (not form.exact and surface.casefold() == form.text):
                found.setdefault(surface, project.items[form.term])
                taken = last + 1
                break
    return found


def definitions(text: str, project: Project) -> str:
    """Lines that make Markdown explain the glossary's words when one points at them; empty where there are none."""
    found = terms_in(text, project)
    lines: list[str] = []
    for surface, term in found.items():
        meaning = shortened(title_text(term.text("definition") or term.text("plain")), _MAX_DEFINITION)
        if meaning and len(lines) < _MAX_TERMS and not set(surface) & set("[]\\"):
            lines.append(f"*[{surface}]: {escape(neutral(meaning))}")
    return "\n".join(lines)


def _forms(project: Project) -> dict[str, tuple[_Form, ...]]:
    """The forms of all terms by the first word of each, the longest first."""
    found: dict[str, list[_Form]] = {}
    for term in project.of_type("term"):
        if not term.living:
            continue
        for written in dict.fromkeys((term.title, *term.texts("forms"))):
            words = _WORD.findall(written)
            if words and len(written) > 1:
                exact = written.isupper()
                found.setdefault(words[0].casefold(), []).append(
                    _Form(len(words), written if exact else written.casefold(), exact, term.id)
                )
    return {word: tuple(sorted(forms, key=lambda form: (-form.words, form.text))) for word, forms in found.items()}


def mentioned(texts: Iterable[str], project: Project) -> tuple[Item, ...]:
    """The terms that occur in these texts, each once."""
    if not project.has_type("term"):
        return ()
    found = {term.id: term for term in terms_in("\n".join(texts), project).values()}
    return tuple(found.values())
