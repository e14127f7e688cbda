"""Links from one page to all that it names. As HTML made here and not in a template: a page has dozens of them."""

from __future__ import annotations

import re
from urllib.parse import quote

from tpo_docs.model import Item
from tpo_docs.pages import text
from tpo_docs.pages.escaping import escape
from tpo_docs.pages.marks import mark
from tpo_docs.places import Places, built
from tpo_docs.titles import title_html
from tpo_docs.words import Words

_PLAIN = re.compile(r"[A-Za-z0-9/._~-]*").fullmatch


class Links:
    """The links of one page; remembers the addresses it has worked out."""

    def __init__(self, page: str, places: Places, words: Words, memory: dict[str, str] | None = None) -> None:
        self.page = page
        self.places = places
        self.words = words
        self.memory = memory if memory is not None else {}
        """Pieces of HTML that are the same on every page, for makers of many pages in one language."""
        self._folder = page.split("/")[:-1]
        self._known: dict[str, str] = {}

    def href(self, item: Item, fragment: str = "") -> str:
        """The address of an item, as `Places.href` has it."""
        path, own = self.places.of(item)
        mark = fragment or own
        if mark:
            return f"#{mark}" if path == self.page else f"{self._address(path)}#{mark}"
        return self._address(path)

    def ref(self, item: Item, shown: str = "", fragment: str = "") -> str:
        """A link to an item that shows its id, as the filter `ref` makes it."""
        return (
            f'<a class="tpo-ref tpo-ref--{escape(item.type)}" href="{escape(self.href(item, fragment))}" '
            f'data-tpo-id="{escape(item.id)}">{escape(shown) if shown else _shown(item)}</a>'
        )

    def titled(self, item: Item) -> str:
        """A link to an item that shows its id and its title, as the filter `titled` makes it."""
        return self.ref(item) + _title(item)

    def line(self, item: Item, *, marked: bool = True) -> str:
        """One line about an item: id, title, status; and, unless not `marked`, the sign of what is proven of it."""
        key = f"line {item.id}" if marked else f"plain {item.id}"
        rest = self.memory.get(key)
        if rest is None:
            status = escape(self.words(item.status))
            rest = self.memory[key] = (
                f'" data-tpo-id="{escape(item.id)}">{_shown(item)}</a>{_title(item)} '
                f'<span class="tpo-status tpo-status--{item.category.value}">{status}</span>{self.mark(item) if marked else ""}'
            )
        return f'<a class="tpo-ref tpo-ref--{escape(item.type)}" href="{escape(self.href(item))}{rest}'

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
        return text.inline(" ".join(written.split()), self.reference)

    def _address(self, path: str) -> str:
        found = self._known.get(path)
        if found is None:
            folder, parts = self._folder, built(path).split("/")
            same = 0
            while same < len(folder) and same < len(parts) - 1 and folder[same] == parts[same]:
                same += 1
            found = "../" * (len(folder) - same) + "/".join(parts[same:])
            if _PLAIN(found) is None:
                found = quote(found)
            self._known[path] = found
        return found


def _shown(item: Item) -> str:
    return title_html(item.title) if item.is_row else escape(item.id)


def _title(item: Item) -> str:
    return "" if item.is_row else f' <span class="tpo-ref__title">{title_html(item.title)}</span>'
