"""A page for each role: what somebody who reads the site in that role comes for, made of blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tpo_docs import blocks as asked
from tpo_docs.config import Block, Role
from tpo_docs.model import Edition, Page, Project, Review
from tpo_docs.pages import page_blocks, text
from tpo_docs.places import Places, role_page
from tpo_docs.words import Words, words

TEMPLATE = "pages/role.md.j2"
_MARKS = re.compile(r"\[\[([^\[\]|]+)(?:\|([^\[\]]*))?\]\]|[`*]+")


class Part(NamedTuple):
    """A heading with what stands below it."""

    title: str
    """As Markdown prints it; empty for what stands before the first heading."""
    html: tuple[str, ...]


class Listed(NamedTuple):
    """A role with its page."""

    title: str
    page: str
    text: str
    here: bool


@dataclass(frozen=True, slots=True)
class RoleView:
    """What the template is shown."""

    title: str
    """As Markdown prints it."""
    text_html: str
    parts: tuple[Part, ...]
    roles: tuple[Listed, ...]


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:
    """The pages of all roles that have something to see."""
    project = review.project
    say = words(edition.language, project.configuration.site.words)
    for role in shown(project):
        path = role_page(role.name)
        canvas = page_blocks.Canvas(review, places, edition, places.page(path))
        title = say(role.title)
        view = RoleView(
            text.plain(title),
            canvas.links.inline(say(role.text)) if role.text else "",
            tuple(_parts(role, canvas)),
            listed(project, say, role.name),
        )
        yield Page(path, TEMPLATE, view, title, search=False)


def shown(project: Project) -> tuple[Role, ...]:
    """The roles that have a page: shipped ones only where the project has items that they are about."""
    return tuple(role for role in project.configuration.roles if _fits(role, project))


def listed(project: Project, say: Words, here: str = "") -> tuple[Listed, ...]:
    """The roles that have a page, as links."""
    return tuple(
        Listed(say(role.title), role_page(role.name), _plain(say(role.text)) if role.text else "", role.name == here)
        for role in shown(project)
    )


def _plain(written: str) -> str:
    """A text without its marks, for a hint that shows none."""
    return _MARKS.sub(lambda match: match[2] or match[1] or "", written)


def _fits(role: Role, project: Project) -> bool:
    if not role.shipped:
        return bool(role.blocks)
    return any(
        (types := asked.types_of(block, project.schema)) and any(map(project.has_type, types))
        for block in role.blocks
        if block.kind not in ("heading", "text")
    )


def _parts(role: Role, canvas: page_blocks.Canvas) -> Iterator[Part]:
    """The blocks below their headings; a heading with nothing below it is left out."""
    title, html = "", list[str]()
    for block in role.blocks:
        if block.kind == "heading":
            if html:
                yield Part(title, tuple(_joined(html)))
            title, html = text.plain(canvas.say(block.text("text"))), []
        elif block.kind == "text":
            written = canvas.say(block.text("text"))
            html += (f"<p>{canvas.links.inline(part)}</p>" for part in written.split("\n\n") if part.strip())
        elif not role.shipped or _applies(block, canvas.project):
            html.append(page_blocks.drawn(block, canvas))
    if html:
        yield Part(title, tuple(_joined(html)))


def _applies(block: Block, project: Project) -> bool:
    """Whether a shipped block fits a project: it has items of the types that it names, and knows what it asks for."""
    types = asked.types_of(block, project.schema)
    return (not types or any(map(project.has_type, types))) and not asked.faults(block, project)


_TILES = '<div class="tpo-block tpo-block--count"><ul class="tpo-tiles">'
_END = "</ul></div>"


def _joined(html: Iterable[str]) -> Iterator[str]:
    """Numbers that stand behind each other share a row."""
    row = ""
    for one in html:
        if one.startswith(_TILES) and one.endswith(_END):
            row += one.removeprefix(_TILES).removesuffix(_END)
            continue
        if row:
            yield _TILES + row + _END
            row = ""
        yield one
    if row:
        yield _TILES + row + _END
