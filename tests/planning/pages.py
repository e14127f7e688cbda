"""The pages of planning as Markdown, and a project that has something for each."""

from __future__ import annotations

from dataclasses import replace

from tests.pages.small import EDITION
from tpo_docs.model import Review
from tpo_docs.pages import planning
from tpo_docs.places import Places
from tpo_docs.render import Renderer
from tpo_docs.words import words


def rendered(review: Review, language: str = "en") -> dict[str, str]:
    """The pages by path."""
    edition = replace(EDITION, language=language)
    places = Places(review.project)
    renderer = Renderer(places, words(language, review.project.configuration.site.words), edition)
    return {page.path: renderer.render(page) for page in planning.pages(review, places, edition)}
