"""Open questions: what is asked on items, to whom and until when; the overdue ones first, the answered ones apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import NamedTuple

from tpo_docs.model import Edition, Group, Item, Page, Project, Review, as_date, natural
from tpo_docs.pages.inline import inline
from tpo_docs.pages.text import source_url
from tpo_docs.places import QUESTIONS, Places
from tpo_docs.words import words


class Question(NamedTuple):
    """A question on an item."""

    item: Item
    text: str
    """As HTML."""
    to: str
    due: str
    answer: str
    """As HTML; empty while it is open."""
    overdue: int
    """By how many days."""
    url: str


@dataclass(frozen=True, slots=True)
class QuestionsView:
    """All questions."""

    open: tuple[Question, ...]
    answered: tuple[Question, ...]
    overdue: int
    today: date


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:  # noqa: ARG001 - as every maker of pages
    """The page of all questions; without any it says how to ask one."""
    project = review.project
    say = words(edition.language, project.configuration.site.words)
    found = list(_questions(project, edition))
    still = [question for question in found if not question.answer]
    still.sort(key=lambda question: (-question.overdue, question.due or "9999", natural(question.item)))
    view = QuestionsView(
        tuple(still),
        tuple(question for question in found if question.answer),
        sum(1 for question in still if question.overdue),
        project.today,
    )
    yield Page(QUESTIONS, "pages/questions.md.j2", view, say("Open questions"))


def _questions(project: Project, edition: Edition) -> Iterator[Question]:
    for item in project.items.values():
        if "questions" in item.fields and item.living:
            for group in item.groups("questions"):
                yield _question(item, group, project, edition)


def _question(item: Item, group: Group, project: Project, edition: Edition) -> Question:
    due = as_date(group.text("due").strip())
    answer = group.text("answer").strip()
    late = (project.today - due).days if due and not answer else 0
    return Question(
        item,
        _html(group.text("q") or group.text("question")),
        group.text("to").strip(),
        group.text("due").strip(),
        _html(answer),
        max(late, 0),
        source_url(edition, item.path, group.line),
    )


def _html(text: str) -> str:
    return inline(" ".join(text.split()), lambda target, shown: escape(shown or target))
