"""The pages of planning: priorities, backlog, teams, releases."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.model import Edition, Page, Review
from tpo_docs.pages.planning import (
    backlog,
    briefing,
    compliance,
    decisions,
    delivery,
    design,
    feedback,
    goals,
    inception,
    priorities,
    releases,
    risks,
    roadmap,
    rollout,
    stakeholders,
    teams,
)
from tpo_docs.places import Places

MAKERS = (
    goals.pages,
    inception.pages,
    roadmap.pages,
    priorities.pages,
    backlog.pages,
    teams.pages,
    releases.pages,
    rollout.pages,
    delivery.pages,
    risks.pages,
    briefing.pages,
    decisions.pages,
    design.pages,
    compliance.pages,
    stakeholders.pages,
    feedback.pages,
)
"""In the order in which their pages stand."""


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:
    """All pages of planning that the project has something for."""
    for maker in MAKERS:
        yield from maker(review, places, edition)
