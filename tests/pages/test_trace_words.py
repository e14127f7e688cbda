"""The words of the overview pages in German."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.pages.wells import rendered, wells
from tpo_docs.languages.de import TRANSLATIONS
from tpo_docs.pages import (
    about,
    chain,
    coverage_page,
    gaps,
    glossary,
    matrix,
    orphans,
    parties,
    questions,
    rule_catalogue,
    trace_index,
)
from tpo_docs.templating import shipped_templates

MODULES = (
    about,
    chain,
    coverage_page,
    gaps,
    glossary,
    matrix,
    orphans,
    parties,
    questions,
    rule_catalogue,
    trace_index,
)
TEMPLATES = (
    *(f"pages/{module.__name__.rpartition('.')[2]}.md.j2" for module in MODULES),
    "pages/rule.md.j2",
    "parts/trace.j2",
)


def texts() -> set[str]:
    found: set[str] = set()
    for name in TEMPLATES:
        source = (shipped_templates() / name).read_text(encoding="utf-8")
        found.update(re.findall(r'\bt\("((?:[^"\\]|\\.)*)"', source))
        for choices in re.findall(r"\bt\(\{(.*?)\}\[", source):
            found.update(re.findall(r':\s*"([^"]*)"', choices))
    for module in MODULES:
        assert module.__file__
        found.update(re.findall(r'\bsay\(\s*"((?:[^"\\]|\\.)*)"', Path(module.__file__).read_text(encoding="utf-8")))
    said = (*parties.KINDS.values(), *parties.SAYS.values(), parties.OTHERS, *rule_catalogue.FAMILIES.values())
    return found | set(said) | {"error", "errors", "warning", "warnings", "info", "hint", "hints"}


def test_every_text_has_a_german_one() -> None:
    assert sorted(texts() - TRANSLATIONS.keys()) == []


def test_translations_fill_in_the_same_values() -> None:
    assert any("{" in text for text in texts())
    for text in texts():
        assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", TRANSLATIONS[text])), text


@pytest.mark.parametrize(
    "maker", [module.pages for module in MODULES if module is not matrix], ids=lambda maker: maker.__module__
)
def test_every_page_is_made_in_german(maker: object) -> None:
    assert rendered(maker, wells(), "de")  # type: ignore[arg-type]  # one of the makers above
