"""Open questions."""

from __future__ import annotations

from collections.abc import Callable

from tests.cases import case
from tests.pages.wells import rendered, wells
from tpo_docs.pages import questions

LATER = """
```yaml title="REQ-9.md"
---
id: REQ-9
questions:
  - {q: Whenever}
  - {q: Soon, due: 2027-03-05}
  - {q: Since yesterday, due: 2027-02-28}
---
```
"""


def test_overdue_questions_first_answered_ones_apart(golden: Callable[[str, str], None]) -> None:
    golden("pages/questions.md", rendered(questions.pages, wells(LATER))["questions.md"])


def test_nothing_asked_says_how_to_ask() -> None:
    assert "Nobody has asked anything yet." in rendered(questions.pages, case("").review())["questions.md"]


def test_everything_answered_is_good_news() -> None:
    files = '```yaml title="a.md"\n---\nid: REQ-1\nquestions:\n  - {q: Why, answer: So}\n---\n```'
    assert "Every question has an answer." in rendered(questions.pages, case(files).review())["questions.md"]
