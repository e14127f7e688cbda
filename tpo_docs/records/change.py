"""How much of a project is in question, and how old it is: two numbers that are recorded day by day."""

from __future__ import annotations

from datetime import date
from statistics import median_low

from tpo_docs.model import Category, Project, as_date
from tpo_docs.records.standing import standing


def suspects(project: Project) -> int:
    """How many links are suspect."""
    return sum(len(stands.suspects) for stands in standing(project).values())


def age(project: Project, on: date) -> int | None:
    """Days from the last change of an item to that day, the median of all living items that are not done; None where no
    change is known."""
    days = [
        (on - day).days
        for item in project.items.values()
        if item.living and item.category is not Category.DONE and not item.is_row
        if (change := project.history.get(item.path)) is not None and (day := as_date(change.on)) is not None
    ]
    return max(0, median_low(days)) if days else None
