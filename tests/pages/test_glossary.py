"""The glossary."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.cases import case
from tests.pages.wells import rendered, wells
from tpo_docs.model import Edition, Review
from tpo_docs.pages import glossary
from tpo_docs.places import Places


def test_terms_with_meaning_forms_and_uses(golden: Callable[[str, str], None]) -> None:
    golden("pages/glossary.md", rendered(glossary.pages, wells())["glossary.md"])


def test_without_terms_it_says_how_to_start() -> None:
    assert "Write terms.yml" in rendered(glossary.pages, case("").review())["glossary.md"]


def test_a_project_without_the_type_has_no_glossary() -> None:
    files = '```yaml title="tpo-docs.yml"\ntypes: {term: {enabled: false}}\n```'
    assert rendered(glossary.pages, case(files).review()) == {}


def test_accents_and_marks_do_not_count_in_the_alphabet() -> None:
    titles = ("Zebra", "Ärger", "*arm*", "ß-Wert", "STU", "SAB", "😀 tea", "1st", "C++", "--")
    rows = "".join(f'  t{number}: {{title: "{title}"}}\n' for number, title in enumerate(titles)).replace("  t", "t")
    review = case(f'```yaml title="terms.yml"\n{rows}```').review()
    (page,) = glossary.pages(review, Places(review.project), Edition())
    found = [(entry.letter, entry.item.title) for entry in page.view.entries]
    assert found == [
        ("-", "--"),
        ("1", "1st"),
        ("A", "Ärger"),
        ("", "*arm*"),
        ("C", "C++"),
        ("S", "SAB"),
        ("", "ß-Wert"),
        ("", "STU"),
        ("T", "😀 tea"),
        ("Z", "Zebra"),
    ]


def test_a_word_counts_only_as_a_word_of_its_own(review: Review) -> None:
    """
    ```yaml title="REQ-1.md"
    ---
    id: REQ-1
    title: Costs of a well
    ---
    Farewell to the mvp.
    ```
    ```yaml title="REQ-2.md"
    ---
    id: REQ-2
    title: The MVP
    plain: Über Wells, well-costs and "the cost" of a well’s rule.
    ---
    The cost rules differ, and so does one cost rule.
    ```
    ```yaml title="REQ-3.md"
    ---
    id: REQ-3
    title: A cost ruler
    ---
    ```
    ```yaml title="terms.yml"
    well: {title: Well, forms: [wells]}
    mvp: {title: MVP}
    rule: {title: Cost rule}
    former: {title: Costs, status: former}
    ```
    """
    assert glossary.used(review.project) == {"well": ("REQ-1", "REQ-2"), "mvp": ("REQ-2",), "rule": ("REQ-2",)}


def test_a_term_used_everywhere_lists_only_the_first_items(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glossary, "SHOWN", 1)
    shown = rendered(glossary.pages, wells())["glossary.md"]
    assert "and 1 more" in shown
    assert "<code>tpo-docs list '\"Well cost\"'</code>" in shown
