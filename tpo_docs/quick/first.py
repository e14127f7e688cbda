"""Pages shown first: after an edit of fields those of the items that were edited, and of those that they are linked with,
before all others are made.

Whoever serves a project keeps it in memory (`Desk`). Of the files that have changed the project is linked and judged
anew, a few pages are laid out and rendered as all would be, and become HTML through the same engine. Each of them is
made as it was, too: only where that gives the bytes that are published is the new one believed; and none is shown where
the navigation, which all pages hold, would be another one. The whole build that follows finds them as it makes them.
"""

from __future__ import annotations

import gc
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from tpo_docs import assemble, making, processes
from tpo_docs.files import DiskStore, Loaded
from tpo_docs.files.days import today_of
from tpo_docs.files.parts import Edit
from tpo_docs.files.reloading import edited, read_again
from tpo_docs.making.shares import placed, rendered
from tpo_docs.model import Edition, Page, Project
from tpo_docs.pages import PAGES, bundle, item
from tpo_docs.pages.listing import listed
from tpo_docs.partial import outline_of
from tpo_docs.places import Places
from tpo_docs.processes import Helper
from tpo_docs.quick.again import changed_since, same_code
from tpo_docs.quick.engine import job_of, packed
from tpo_docs.quick.record import Basis, Head, Record, folder_of
from tpo_docs.quick.surroundings import of_git
from tpo_docs.render import Renderer
from tpo_docs.site import one_page
from tpo_docs.site.lock import locked
from tpo_docs.site.putting import put_beside, put_files
from tpo_docs.site.stage import stamp_of
from tpo_docs.site.tree import site_path
from tpo_docs.window import Outline

MOST = 20
"""So many files at most that have changed: beyond, it is no edit any more."""
_MOST_PAGES = 24
"""So many pages at most that are shown first."""

_TITLE = re.compile(rb"^title: [^\n]*$", re.MULTILINE)
_UNNAMED = frozenset(("requirement", "story", "spec", "test"))
"""Types of items that no page is about but their own; of others, as teams and releases, generated pages are named."""

Show = Callable[[Loaded], tuple[Loaded, Edition]]
"""A project → the same with the pages that no source has, and what its site says about itself."""


class First(NamedTuple):
    """The project as it is now, and the pages that show it already."""

    loaded: Loaded
    frame: making.Site
    texts: Mapping[str, bytes]
    """The Markdown of pages as it is now, by path."""
    pages: Mapping[str, bytes]
    """Those that have changed, by path below the version's folder."""


@dataclass
class Desk:
    """A project as it was read, with the record of its last build; what a server keeps from one edit to the next."""

    loaded: Loaded
    site: Path
    asked: str
    """The question of the builds, see `edition.Order`."""
    show: Show
    today: date | None
    """The day asked for."""
    rendered: Mapping[str, bytes] = field(default_factory=dict)
    """The Markdown of some pages of the project at hand, by path."""
    _ahead: set[str] = field(default_factory=set)
    """Files that are others than when the record was written."""
    _known: tuple[object, Record, Head, Basis] | None = None
    _frame: making.Site | None = None
    _outline: tuple[Outline | None] | None = None

    def texts(self) -> dict[str, bytes] | None:
        """The files that hold something else than in the project at hand; None where anything else has changed, or where
        that is not known."""
        known = self._record()
        if known is None:
            return None
        record, head, _ = known
        project = self.loaded.store
        if not isinstance(project, DiskStore) or record.place.journal.exists():
            return None
        if list(head.git) != of_git(self.loaded.root) or head.root != str(self.loaded.root):
            return None
        store = DiskStore(project.place)
        found = changed_since(store, head)
        if found is None or not same_code(self.loaded.root, head):
            return None
        paths = found[0].keys() | self._ahead
        if len(paths) > MOST:
            return None
        self._ahead.update(paths)
        before = {file.path: file.data for file in self.loaded.sources if file.path in paths}
        now = {path: data for path, data in project.read(sorted(paths)) if isinstance(data, bytes)}
        if before.keys() != paths or now.keys() != paths:
            return None
        return {path: data for path, data in now.items() if data != before[path]}

    def follow(self, texts: Mapping[str, bytes]) -> None:
        """The project at hand with other texts, of which the site shows all that there is to show."""
        self.loaded = edited(self.loaded, read_again(self.loaded, texts), self.today, outline=self.outline())
        self._frame, self._outline, self.rendered = None, None, {}

    def take(self, first: First) -> None:
        """Another state of the project is at hand."""
        self.loaded, self._frame, self.rendered = first.loaded, first.frame, first.texts
        self._outline = None

    def settled(self) -> None:
        """The site shows the project at hand, and the record says so."""
        self._ahead.clear()

    def ready(self) -> None:
        """Works out what the next edit will ask for."""
        self._record()
        self.frame()
        self.outline()

    def first(self, texts: Mapping[str, bytes], say: Callable[[str], None]) -> First | None:
        """The project with these texts, and pages that show them, which stand in the site; None where the whole site has
        to be made before anything can be shown. Raises a SiteError where another build does not end."""
        known = self._record()
        if known is None or today_of(self.loaded.configuration, self.today) != self.loaded.project.today:
            return None
        record, head, basis = known
        edits = read_again(self.loaded, texts)
        if not edits or not all(map(_is_edit_of_fields, edits)):
            return None
        was_on = gc.isenabled()
        gc.disable()
        try:
            with locked(record.place.state / "lock", say):
                return _First(self, record, head, basis).shown(edits)
        except OSError:
            return None  # the whole build will meet it, too
        finally:
            if was_on:
                gc.enable()

    def frame(self) -> making.Site:
        """What the pages of the project at hand are made from."""
        if self._frame is None:
            self._frame = assemble.frame(*self.show(self.loaded))
        return self._frame

    def outline(self) -> Outline | None:
        """What must be known of the project at hand to judge a part of it; None where parts of it are not judged."""
        if self._outline is None:
            self._outline = (outline_of(self.loaded.project),)
        return self._outline[0]

    def _record(self) -> tuple[Record, Head, Basis] | None:
        record = Record(folder_of(self.loaded.root, self.site))
        look = stamp_of(record.place.memory / "quick" / "build", "")
        if look is None:
            self._known = None
        elif self._known is None or self._known[0] != look:
            head = record.head(self.asked)
            basis = record.basis() if head is not None else None
            self._known = (look, record, head, basis) if head is not None and basis is not None else None
        return self._known[1:] if self._known is not None else None


def _is_edit_of_fields(edit: Edit) -> bool:
    """Whether a file holds one item, the same as before, with a page of its own."""
    now, before = edit.content, edit.before
    if len(now.items) != 1 or len(before.items) != 1 or now.documents or before.documents or now.unread:
        return False
    one, other = now.items[0], before.items[0]
    if one.anchor or one.is_row or other.anchor or one.docs_path != other.docs_path:
        return False
    return (one.id, one.type, one.texts("aliases")) == (other.id, other.type, other.texts("aliases"))


class _First:
    """The pages that are shown first after some edits; the lock is held meanwhile."""

    def __init__(self, desk: Desk, record: Record, head: Head, basis: Basis) -> None:
        self._desk, self._record, self._head, self._basis = desk, record, head, basis
        self._now: dict[str, bytes] = {}

    def shown(self, edits: list[Edit]) -> First | None:
        """These pages, written where they have changed; None where that cannot be."""
        before = self._desk.frame()
        # Which pages there are is no question of titles, and a long navigation names no items.
        is_of_titles = not self._is_short() and all(map(self._is_of_title, edits))
        with ExitStack() as stack:
            listing: list[Helper] = []

            def begun(project: Project) -> None:
                """The navigation is made beside the judging, as it takes as long."""
                if not self._is_short() and not is_of_titles and processes.count(len(project.items), 1, 2) > 1:
                    beside = processes.helper(lambda send: send(self._listing(before, project)))
                    if beside is not None:
                        listing.append(stack.enter_context(beside))

            loaded = edited(self._desk.loaded, edits, self._desk.today, begun, self._desk.outline())
            now = assemble.frame(*self._desk.show(loaded))
            texts = self._texts(before, now, [edit.content.items[0].id for edit in edits])
            made = self._made(texts) if texts is not None else None
            if made is None:
                return None
            told = b"".join(listing[0].received(all_of=lambda: False)) if listing else b""
        if not is_of_titles and (json.loads(told) if told else self._navigation(now)) != self._basis.job["nav"]:
            return None
        self._write(made)
        return First(loaded, now, self._now, made)

    def _is_short(self) -> bool:
        """Whether the navigation lists the items, so that it rests on all pages."""
        project = self._desk.loaded.project
        return len(project.items) <= project.configuration.site.items_in_navigation

    def _is_of_title(self, edit: Edit) -> bool:
        """Whether nothing but the line of its title is different in a file of which no page is named after the title."""
        before = next(file.data for file in self._desk.loaded.sources if file.path == edit.file.path)
        return edit.content.items[0].type in _UNNAMED and _TITLE.sub(b"", before, 1) == _TITLE.sub(
            b"", edit.file.data, 1
        )

    def _listing(self, before: making.Site, project: Project) -> bytes:
        whole = before.loaded
        project = replace(project, documents=whole.project.documents)
        review = replace(whole.review, project=project)
        loaded = replace(whole, review=review)
        site = before._replace(loaded=loaded, places=Places(project, assemble.moved_pages(project)))
        return json.dumps(self._navigation(site)).encode()

    def _navigation(self, site: making.Site) -> list[Any]:
        """The navigation of a site, as a record holds it."""
        review, places, edition = site.loaded.review, site.places, site.edition
        if self._is_short():
            makers = (maker for maker in PAGES if maker not in (item.pages, bundle.pages))
            pages: Iterator[Page] = (
                placed(site, page)[0] for maker in makers for page in maker(review, places, edition)
            )
        else:
            pages = listed(review, places, edition)
        return [packed(entry) for entry in assemble.lines(pages, site)]

    def _texts(
        self, before: making.Site, now: making.Site, names: Iterable[str]
    ) -> list[tuple[str, str, str, str]] | None:
        """The pages that come to differ: source, path, Markdown as it was and as it is. None where one needs what no page
        of the site had."""
        found = []
        then, today = _Texts(before), _Texts(now)
        for name in islice(self._around(before, now, names), _MOST_PAGES):
            one = now.loaded.project.items[name]
            old, new = self._desk.rendered.get(one.docs_path) or then.of(name), today.of(name)
            self._now[one.docs_path] = new
            if making.DIAGRAM in new and making.DIAGRAM not in old:
                return None
            if new != old:
                found.append((one.path, one.docs_path, old.decode(), new.decode()))
        return found

    def _around(self, before: making.Site, now: making.Site, names: Iterable[str]) -> Iterator[str]:
        """The items that were edited, then those that they are linked with or were, as far as they have pages of their own."""
        edited_ones = list(names)
        near = dict.fromkeys(edited_ones)
        for site in (now, before):
            project = site.loaded.project
            for name in edited_ones:
                near.update((trace.target, None) for trace in project.outgoing.get(name, ()))
                near.update((trace.source, None) for trace in project.incoming.get(name, ()))
        contents = self._desk.loaded.contents
        for name in near:
            one = now.loaded.project.items[name]
            sheet = self._basis.sheets.get(one.path)
            if (
                sheet is not None
                and sheet.path == one.docs_path
                and len(contents[one.path].items) == 1
                and not one.anchor
            ):
                yield name

    def _made(self, texts: list[tuple[str, str, str, str]]) -> dict[str, bytes] | None:
        """These pages as they are published, by path; None where one of them does not come out as it was."""
        if not texts:
            return {}
        job = job_of(self._desk.loaded.root, self._record, self._head, self._basis)
        sheets = [one_page.Sheet(path, source, text) for source, path, old, new in texts for text in (old, new)]
        made = one_page.made(job, self._basis.shells, sheets, self._head.said)
        if made is None:
            return None
        folder = self._record.place.site / self._head.version
        found = {}
        for (_, path, _, _), old, new in zip(texts, made[::2], made[1::2], strict=True):
            built = site_path(path)
            if (folder / built).read_bytes() != old.html:
                return None
            if new.html != old.html:
                found[built] = new.html
        return found

    def _write(self, pages: Mapping[str, bytes]) -> None:
        """Writes pages; from then on the record says that the site is not as it was left."""
        touched = self._record.touched()
        if touched is not None:
            touched.sound = False
            self._record.touch(touched)
        put_files(self._record.place, self._head.version, pages)
        for alias in self._head.manifests:
            if alias != self._head.version:
                put_beside(self._record.place, self._head.version, alias, pages)


class _Texts:
    """The Markdown of the pages of items of a site."""

    def __init__(self, site: making.Site) -> None:
        self._site = site
        self._maker = item.maker_of(site.loaded.review, site.places, site.edition)
        self._renderer: Renderer | None = None

    def of(self, name: str) -> bytes:
        """The page of an item."""
        site = self._site
        if self._renderer is None:
            self._renderer = Renderer(site.places, site.words, site.edition, site.own, site.shown)
        return rendered(self._renderer, item.of(site.loaded.project.items[name], self._maker))
