"""What drawing a block on a page needs, and the pieces that several kinds of blocks share."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from tpo_docs import blocks as asked
from tpo_docs import query
from tpo_docs.config import Block
from tpo_docs.model import (
    Edition,
    Item,
    Project,
    Review,
)
from tpo_docs.pages.links import Links
from tpo_docs.places import Places, relative
from tpo_docs.words import Words, words

_GLYPHS = {"ok": "✓", "derived": "↳", "missing": "○", "none": "–", "failed": "✗", "suspect": "?", "exempt": "⊘"}


class Canvas:
    """What drawing on one page needs."""

    def __init__(self, review: Review, places: Places, edition: Edition, page: str) -> None:
        self.review = review
        self.project: Project = review.project
        self.places = places
        self.edition = edition
        self.say: Words = words(edition.language, review.project.configuration.site.words)
        self.links = Links(page, places, self.say)
        self.page = page

    def to(self, path: str, fragment: str = "") -> str:
        """The address of a generated page."""
        return relative(self.page, self.places.page(path), fragment)

    def select(self, text: str) -> tuple[Item, ...]:
        """The items that a query names, all of them without one."""
        return query.select(query.parse(text, self.project.schema, self.project.derive(asked.names)), self.review)

    def about(self, text: str) -> frozenset[str] | None:
        """The ids that a query names; None without one."""
        return frozenset(item.id for item in self.select(text)) if text else None


class Drawn(NamedTuple):
    """A block as HTML, and how much there is to show of it."""

    html: str
    shown: int
    total: int


def named_items(block: Block, canvas: Canvas) -> tuple[Item, ...]:
    """The items that a block names, in the order that it asks for."""
    items = canvas.select(block.text("query"))
    sort = block.text("sort")
    if sort and "sort:" not in block.text("query"):
        known = canvas.project.derive(asked.names)
        name = query.resolve_name(sort.removeprefix("-"), query.columns(canvas.project.schema, known))
        items = query.ordered(items, (query.Order(name or "id", sort.startswith("-")),), canvas.review)
    return items


def state_mark(name: str, said: str) -> str:
    """A sign with its words: `ok`, `derived`, `missing`, `none`, `failed`, `suspect` or `exempt`."""
    glyph = f'<span class="tpo-state__glyph" aria-hidden="true">{_GLYPHS[name]}</span>'
    return (
        f'<span class="tpo-state tpo-state--{name}">{glyph}<span class="tpo-state__text">{escape(said)}</span></span>'
    )


def progress_bar(part: int, total: int, label: str, *, figure: str = "") -> str:
    """A part of a whole as a bar; all of nothing is all. `label` is for who cannot see it."""
    percent = 100 * part // total if total else 100
    full = " tpo-bar--full" if part >= total else ""
    return (
        f'<span class="tpo-bar{full}"><span class="tpo-bar__track" role="img" aria-label="{escape(label)} {percent} %">'
        f'<span class="tpo-bar__part" style="width:{percent}%"></span></span>'
        f'<span class="tpo-bar__figure">{escape(figure or f"{part}/{total}")}</span></span>'
    )


def scrolled(table: str, name: str) -> str:
    """A table in a frame that scrolls, and can be reached by key."""
    return f'<div class="tpo-scroll" role="region" tabindex="0" aria-label="{escape(name)}">{table}</div>'
