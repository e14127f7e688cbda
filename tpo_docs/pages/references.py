"""Links to items as the pages of one folder print them, each made once.

The filters `ref` and `titled` of the templates print the same, one at a time. A page with a hundred thousand links
gets them ready from here, and its template has only to put them in their places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

from tpo_docs.model import Item
from tpo_docs.pages.marks import mark
from tpo_docs.places import Places, built, quoted, relative
from tpo_docs.titles import title_html, title_text
from tpo_docs.words import Words

_SPECIAL = re.compile(r"[&<>\"']")


class References:
    """What all pages of one folder say of items: `origin` is any page of it."""

    def __init__(self, places: Places, origin: str, words: Words) -> None:
        self._places = places
        self._origin = origin
        self.words = words
        self.project = places.project
        self.schema = places.project.schema
        self._up = "../" * origin.count("/")
        self._folder = origin.partition("/")[0] + "/" if "/" in origin else ""
        self._refs: dict[str, Markup] = {}
        self._titled: dict[str, Markup] = {}
        self._titles: dict[str, Markup] = {}
        self._brief: dict[str, str] = {}
        self._full: dict[str, str] = {}
        self._lines: dict[str, Markup] = {}
        self._named: dict[str, Markup] = {}
        self._statuses: dict[tuple[str, str], Markup] = {}

    def for_page(self) -> References:
        """The same for a page that asks for what it shows itself, with the links that say no more than the items do."""
        own = References(self._places, self._origin, self.words)
        own._refs, own._titled, own._titles = self._refs, self._titled, self._titles
        own._statuses = self._statuses
        if not self.project.results.present:
            own._brief, own._full, own._lines = self._brief, self._full, self._lines
        return own

    def href(self, item: Item, fragment: str = "") -> str:
        """The relative URL of an item's page."""
        path, own = self._places.of(item)
        mark = fragment or own
        if path == self._origin or (self._folder and path.startswith(self._folder)):
            return self._places.href(self._origin, item, fragment)
        return self._up + quoted(built(path)) + (f"#{mark}" if mark else "")

    def to(self, path: str) -> str:
        """The relative URL of a generated page."""
        return relative(self._origin, self._places.page(path))

    def ref(self, item: Item) -> Markup:
        """A link that shows the item's id, of a row of a collection its title."""
        found = self._refs.get(item.id)
        if found is None:
            name = _escaped(item.id)
            shown = title_html(item.title) if item.is_row else name
            found = Markup(
                f'<a class="tpo-ref tpo-ref--{_escaped(item.type)}" href="{_escaped(self.href(item))}"'
                f' data-tpo-id="{name}">{shown}</a>'
            )
            self._refs[item.id] = found
        return found

    def titled(self, item: Item) -> Markup:
        """A link that shows id and title."""
        found = self._titled.get(item.id)
        if found is None:
            found = self.ref(item)
            if not item.is_row:
                found = Markup(f'{found} <span class="tpo-ref__title">{title_html(item.title)}</span>')
            self._titled[item.id] = found
        return found

    def title(self, item: Item) -> Markup:
        """The title as the value of an HTML attribute."""
        found = self._titles.get(item.id)
        if found is None:
            found = self._titles[item.id] = escape(title_text(item.title))
        return found

    def entry(self, item: Item, *, brief: bool = True) -> str:
        """A link as an entry of a list, as HTML; `brief` shows the id alone."""
        entries = self._brief if brief else self._full
        found = entries.get(item.id)
        if found is None:
            link = self.ref(item) if brief else self.titled(item)
            found = entries[item.id] = f'<li title="{self.title(item)}">{link}{self.mark(item)}</li>'
        return found

    def mark(self, item: Item) -> str:
        """The sign of what is proven of an item, as HTML; empty in a project without results."""
        project = self._places.project
        return mark(item, project, self.words) if project.results.present else ""

    def ids(self, items: Iterable[Item]) -> Markup:
        """Entries of a list of ids."""
        return Markup("".join([self.entry(item) for item in items]))

    def line(self, item: Item) -> Markup:
        """Id, title and status."""
        found = self._lines.get(item.id)
        if found is None:
            found = self.titled(item)
            if not item.is_row:
                found = Markup(f"{found} {self.status(item)}{self.mark(item)}")
            self._lines[item.id] = found
        return found

    def status(self, item: Item) -> Markup:
        """The status as a chip."""
        key = (item.category.value, item.status)
        found = self._statuses.get(key)
        if found is None:
            found = Markup(f'<span class="tpo-status tpo-status--{key[0]}">{escape(self.words(item.status))}</span>')
            self._statuses[key] = found
        return found

    def named(self, name: str) -> Markup:
        """Somebody or something by its slug or id; as written where the project knows it not, empty for nobody."""
        found = self._named.get(name)
        if found is None:
            item = self._places.project.resolve(name) if name else None
            if item is not None:
                found = self.ref(item)
            elif name:
                found = Markup(f'<span class="tpo-ref tpo-ref--missing">{escape(name)}</span>')
            else:
                found = Markup()
            self._named[name] = found
        return found


def _escaped(text: str) -> str:
    """As `escape`: most ids and addresses have nothing to escape."""
    return escape(text) if _SPECIAL.search(text) is not None else text


def marked(text: str) -> Markup:
    """A text of ours whose `backticks` mean code."""
    parts = text.split("`")
    if len(parts) == 1:
        return escape(text)
    return Markup(
        "".join(f"<code>{escape(part)}</code>" if place % 2 else str(escape(part)) for place, part in enumerate(parts))
    )
