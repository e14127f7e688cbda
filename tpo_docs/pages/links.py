"""Links from one page to all that it names. As HTML made here and not in a template: a page has dozens of them."""

from __future__ import annotations

from tpo_docs.model import Item
from tpo_docs.pages import text
from tpo_docs.pages.escaping import escape
from tpo_docs.pages.inline import inline
from tpo_docs.pages.marks import mark
from tpo_docs.places import Places, spot, way
from tpo_docs.titles import title_html
from tpo_docs.words import Words

_MOST = 20_000
"""Items of which pieces are kept for other pages: those of a very large project would fill the memory of each process."""


class Known:
    """What the links of many pages in one language share."""

    __slots__ = ("html", "nodes")

    def __init__(self) -> None:
        self.html: dict[str, str] = {}
        """Pieces that are the same on every page."""
        self.nodes: dict[str, tuple[str, str]] = {}
        """An item's id → classes and inner part of its node in pictures."""

    def bounded(self) -> Known:
        """The same, begun anew where it has become large."""
        if len(self.nodes) > _MOST or len(self.html) > 3 * _MOST:
            self.html.clear()
            self.nodes.clear()
        return self


class Links:
    """The links of one page."""

    def __init__(self, page: str, places: Places, words: Words, known: Known | None = None) -> None:
        self.page = page
        self.places = places
        self.words = words
        self.known = known.bounded() if known is not None else Known()
        self._folder = page.rpartition("/")[0]

    def href(self, item: Item, fragment: str = "") -> str:
        """The address of an item, as `Places.href` has it."""
        return self.places.href(self.page, item, fragment)

    def escaped(self, item: Item, fragment: str = "") -> str:
        """The same for an HTML attribute."""
        path = item.docs_path
        if fragment or item.anchor or not path.endswith(".md"):
            return escape(self.href(item, fragment))
        return self._address(path)  # in which nothing is left to escape

    def ref(self, item: Item, shown: str = "", fragment: str = "") -> str:
        """A link to an item that shows its id, as the filter `ref` makes it."""
        return (
            f'<a class="tpo-ref tpo-ref--{escape(item.type)}" href="{self.escaped(item, fragment)}" '
            f'data-tpo-id="{escape(item.id)}">{escape(shown) if shown else _shown(item)}</a>'
        )

    def titled(self, item: Item) -> str:
        """A link to an item that shows its id and its title, as the filter `titled` makes it."""
        return f'<a class="tpo-ref tpo-ref--{escape(item.type)}" href="{self.escaped(item)}{self._titled(item)}'

    def line(self, item: Item, *, marked: bool = True) -> str:
        """One line about an item: id, title, status; and, unless not `marked`, the sign of what is proven of it."""
        key = f"line {item.id}"
        rest = self.known.html.get(key)
        if rest is None:
            status = escape(self.words(item.status))
            rest = self.known.html[key] = (
                f'{self._titled(item)} <span class="tpo-status tpo-status--{item.category.value}">{status}</span>'
            )
        # What is proven of it may change where nothing of the item does: each page asks for it anew.
        proven = self.mark(item) if marked else ""
        return f'<a class="tpo-ref tpo-ref--{escape(item.type)}" href="{self.escaped(item)}{rest}{proven}'

    def mark(self, item: Item) -> str:
        """The sign of what is proven of an item; empty in a project without results."""
        project = self.places.project
        return mark(item, project, self.words) if project.results.present else ""

    def reference(self, target: str, label: str) -> str:
        """A `[[ID]]` or `[[ID|text]]` in one line of a field or criterion."""
        project = self.places.project
        item = project.items.get(target) or project.resolve(target)
        if item is None:
            return f'<span class="tpo-ref tpo-ref--missing">{escape(label or target)}</span>'
        criterion = target.partition("/")[2] if target != item.id else ""
        shown = label or ("" if item.is_row else target)
        return self.ref(item, shown, text.criterion_anchor(item, criterion) if criterion else "")

    def inline(self, written: str) -> str:
        """A line of author's Markdown as safe HTML."""
        return inline(" ".join(written.split()), self.reference)

    def _titled(self, item: Item) -> str:
        """What follows the address in a link that shows id and title."""
        key = f"titled {item.id}"
        found = self.known.html.get(key)
        if found is None:
            found = self.known.html[key] = f'" data-tpo-id="{escape(item.id)}">{_shown(item)}</a>{_title(item)}'
        return found

    def _address(self, path: str) -> str:
        folder, name = spot(path)
        return way(self._folder, folder) + name


def _shown(item: Item) -> str:
    return title_html(item.title) if item.is_row else escape(item.id)


def _title(item: Item) -> str:
    return "" if item.is_row else f' <span class="tpo-ref__title">{title_html(item.title)}</span>'
