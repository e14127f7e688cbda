"""TPO804: the day has passed on which somebody was to look at an item again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tpo_docs.model import Category, Item, Project, Severity, Violation, as_date
from tpo_docs.records.standing import Standing, standing
from tpo_docs.rules.rule import rule


@rule("TPO804", "review-overdue", Severity.WARNING)
def review_overdue(project: Project) -> Iterator[Violation]:
    """An item whose day of review, `review_by`, has passed.

    ## Why it matters
    Decisions, risks, goals and terms grow old without anybody touching them. The day was set so that somebody asks
    whether they still hold. A word of any party on the text of today, given on that day or later (`tpo-docs approve`),
    is that review; else set the next day.

    ## Example
    ```yaml title="ADR-001.md"
    ---
    id: ADR-001
    title: Keep the queue in the database
    status: accepted
    owner: architect
    outcome: database
    review_by: 2027-02-01  # finding: TPO804
    options: [{name: database}, {name: broker}]
    ---
    ```

    ## Instead
    ```yaml title="ADR-001.md"
    ---
    id: ADR-001
    title: Keep the queue in the database
    status: accepted
    owner: architect
    outcome: database
    review_by: 2027-08-01
    options: [{name: database}, {name: broker}]
    ---
    ```
    """
    for item in project.items.values():
        if "review_by" not in item.fields or not item.living:
            continue
        day = item.date("review_by")
        if day is None or day >= project.today or _closed(item) or _looked_at(project, item, day):
            continue
        mend = f"look at it, then write the next day, or `tpo-docs approve {item.id} --as PARTY`"
        message = f"{item.id} was to be reviewed by {day}"
        yield Violation(item.place("review_by"), message, item.id, "review_by", mend)


def _closed(item: Item) -> bool:
    """Whether its life is over although it is not dead: a released release, a goal achieved."""
    return item.category is Category.DONE and item.type in ("release", "goal", "story", "epic")


def _looked_at(project: Project, item: Item, day: date) -> bool:
    words = standing(project).get(item.id, Standing()).words
    return any(word.holds and (as_date(word.line.at) or date.min) >= day for word in words)
