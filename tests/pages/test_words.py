"""Every text of the pages and templates has a German one, and every word of the default profile."""

from __future__ import annotations

import ast
import re
import string
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from tpo_docs import query
from tpo_docs.languages.de import TRANSLATIONS
from tpo_docs.model import Category, Severity
from tpo_docs.pages import type_index
from tpo_docs.pages.facts import label
from tpo_docs.pages.home import _SNIPPETS
from tpo_docs.pages.page_blocks import items
from tpo_docs.schema import FieldSpec, default_schema
from tpo_docs.templating import shipped_templates

_TEXT = r'"((?:[^"\\]|\\.)*)"'
_PAGES = Path(__file__).resolve().parents[2] / "tpo_docs" / "pages"
_LANGUAGES = Path(__file__).resolve().parents[2] / "tpo_docs" / "languages"


def _texts() -> Iterator[str]:
    for template in sorted(shipped_templates().rglob("*.md.j2")) + sorted(shipped_templates().glob("parts/*.j2")):
        if template.parent.name == "new":
            continue
        source = template.read_text("utf-8")
        for call in re.finditer(rf"\bt\({_TEXT}(?: if [^()]*? else {_TEXT})?", source):
            yield from (text for text in call.groups() if text)
    for module in sorted(_PAGES.glob("*.py")):
        for call in re.finditer(rf"\b(?:words|say)\(\s*{_TEXT}", module.read_text("utf-8")):
            yield call[1]
    for _, title, why, _ in _SNIPPETS:
        yield from (title, why)


def _profile() -> Iterator[str]:
    for spec in default_schema().types.values():
        yield from (*spec.workflow, *spec.kinds)
        for field in spec.fields.values():
            yield from _of_field(field)
    for role in default_schema().roles.values():
        yield from role.says
    yield from (category.value for category in Category)
    yield from (severity.value for severity in Severity)


def _of_field(field: FieldSpec) -> Iterator[str]:
    yield from field.choices
    for part in field.fields.values():
        yield from _of_field(part)


def _labels() -> Iterator[str]:
    shown_otherwise = {
        "id",
        "title",
        "plain",
        "acceptance",
        "allow",
        "questions",
        "q",
        "steps",
        "options",
        "as",
        "want",
    }
    shown_otherwise |= {
        "so_that",
        "criteria",
        "key_results",
        "adopted",
        "quotes",
        "rollout",
        "waves",
        "kano",
        "external",
    }
    for spec in default_schema().types.values():
        for field in spec.fields.values():
            if field.name not in shown_otherwise:
                yield label(field.name)


def _columns() -> Iterator[str]:
    """What a saved view or a table in a page may have as a column."""
    for name in query.columns(default_schema()):
        yield from (type_index._label(name), items._label(name))


@pytest.mark.parametrize("source", [_texts, _profile, _labels, _columns], ids=["pages", "profile", "fields", "columns"])
def test_everything_is_said_in_german_too(source: object) -> None:
    assert callable(source)
    assert sorted({text for text in source() if text.replace("\\n", "\n") not in TRANSLATIONS}) == []


def test_a_translation_fills_in_the_same_values() -> None:
    def names(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    wrong = [text for text, german in TRANSLATIONS.items() if "{" in text and names(text) != names(german)]
    assert wrong == []


def test_no_text_is_translated_in_two_places() -> None:
    """Of two German texts for one English one, the last module merged would win on pages that meant the other."""
    modules = [import_module(f"tpo_docs.languages.{file.stem}") for file in sorted(_LANGUAGES.glob("de_*.py"))]
    written = Counter(text for module in modules for text in module.TRANSLATIONS)
    source = ast.parse((_LANGUAGES / "de.py").read_text("utf-8"))
    own = (node for node in ast.walk(source) if isinstance(node, ast.Dict))
    written.update(key.value for node in own for key in node.keys if isinstance(key, ast.Constant))
    assert {text for text, count in written.items() if count > 1} == set()
    assert set(written) == set(TRANSLATIONS)
