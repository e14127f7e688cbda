"""The words of the interface: English texts are their own keys, other languages translate them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from string import Formatter

LANGUAGES = ("en", "de")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language, a project's own ones first."""

    language: str = "en"
    own: Mapping[str, str] = field(default_factory=dict)
    translations: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, text: str, **values: object) -> str:
        """The text in this language, with `{name}` filled in."""
        found = self.own.get(text) or self.translations.get(text) or text
        return found.format(**values) if values else found

    def plural(self, type_name: str) -> str:
        """What several items of a type are called: `Requirements`."""
        if type_name in PLURALS:
            return self(PLURALS[type_name])
        return self.own.get(f"{type_name}s") or _title(type_name) + "s"

    def singular(self, type_name: str) -> str:
        """What an item of a type is called: `Requirement`."""
        return self(_title(type_name))

    def count(self, number: int, type_name: str) -> str:
        """`1 requirement`, `12 requirements`."""
        word = self.singular(type_name) if number == 1 else self.plural(type_name)
        return f"{number} {word if self.language == 'de' else word.lower()}"


def blanks(text: str) -> frozenset[str] | None:
    """What is filled into a text (`{name}`); None for one whose braces cannot be read so."""
    try:
        parts = [(name, spec, sign) for _, name, spec, sign in Formatter().parse(text) if name is not None]
    except ValueError:
        return None
    names = frozenset(name for name, _, _ in parts)
    return names if all(name.isidentifier() for name in names) and not any(a or b for _, a, b in parts) else None


PLURALS = {
    "goal": "Goals",
    "requirement": "Requirements",
    "epic": "Epics",
    "story": "Stories",
    "spec": "Specifications",
    "test": "Tests",
    "decision": "Decisions",
    "release": "Releases",
    "risk": "Risks",
    "metric": "Metrics",
    "feedback": "Feedback",
    "party": "Parties",
    "term": "Glossary",
    "clause": "Clauses",
}


def words(language: str, own: Mapping[str, str] | None = None) -> Words:
    """The words of a language; of one that is not shipped, English with the project's own."""
    short = language.partition("-")[0].partition("_")[0].lower()
    translations: Mapping[str, str] = {}
    if short in LANGUAGES and short != "en":
        translations = import_module(f"tpo_docs.languages.{short}").TRANSLATIONS
    return Words(short, own or {}, translations)


def _title(name: str) -> str:
    return {"spec": "Specification"}.get(name, name.replace("_", " ").replace("-", " ").capitalize())
