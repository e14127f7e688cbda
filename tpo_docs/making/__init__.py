"""Pages laid out and rendered, in more than one process, and none that would come out as it is staged already.

What a page asked of the project while it was made is kept (see `memory`). Where all facts that it asked for are the
same, the page is. A page that is made of many items rests on all that is known beside their prose, and on the prose
that was read for it; hardly any reads some.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tpo_docs import processes
from tpo_docs.making.memory import Memory
from tpo_docs.making.nouns import DIAGRAM, File, LaidOut, Made, Sheet, Site, fields, page_of
from tpo_docs.making.shares import Job, Text, partly_of, placed, rendered, renderer_of, share_out
from tpo_docs.model import Page
from tpo_docs.pages import LATER, PAGES, Maker
from tpo_docs.pages.seen import Watched, watched

__all__ = ["DIAGRAM", "File", "Made", "Site", "leaving_rubbish", "made"]

_MANY = 40
"""Pages to be made, above which a second process is worth while."""
_MUCH = 100_000
"""Values made, above which they are a whole site, which is kept to the end: they are not looked at any more."""
_MANY_TO_KEEP, _TOO_MANY_TO_KEEP = 500, 20_000
"""Pages of which something is written down, above which a process of its own is worth while; and above which it is not,
as it copies nearly all that is known of them."""
_ITEMS_A_PAGE = 4
"""How many items make as much work for the makers of pages about many as one page of an item."""
_ITEMS_A_FILE = 40
"""The same for the files beside the pages."""


def made(
    site: Site, folder: Path | None, files: Mapping[str, Callable[[], bytes]], aside: processes.Aside | None = None
) -> tuple[Iterator[Made], dict[str, File]]:
    """All pages that we make, in their order, and the files beside them that `files` make, by path; raises a SiteError for a template that
    does not work.

    With a folder, pages are known from one build to the next; `aside` writes down what is known of them.
    """
    memory = Memory(site, folder)
    watch = watched(site.loaded.review, site.places, site.edition)
    sheets, makers, beside = _sheets(site, watch, memory, files)
    base = dict(watch.seen.base)
    known = {path: file.known for path, file in beside.items()}
    keep = partial(memory.keep, sheets, makers, known, base)
    few = len(sheets) <= _TOO_MANY_TO_KEEP
    if memory.is_kept(sheets, makers, known, base):
        pass
    elif aside is not None and few and processes.count(len(sheets), _MANY_TO_KEEP) > 1:
        aside.do(keep)
    else:
        keep()
    return _pages(site, watch, memory, sheets), beside


def _pages(site: Site, watch: Watched, memory: Memory, sheets: list[Sheet]) -> Iterator[Made]:
    asks, prose = memory.register.asks, memory.register.prose
    for sheet in sheets:
        if sheet.path != sheet.page.path:
            site.say(f"a page of yours stands at {sheet.path}: ours is at {sheet.page.path}")
        if sheet.known is not None:
            data = sheet.text if sheet.text is not None else partial(_again, site, watch, sheet.page)
            read = tuple([asks[number] for number in prose.intersection(sheet.known.asked)])
            yield Made(sheet.page, data, sheet.known.digest, sheet.known.drawn, read)


@contextmanager
def leaving_rubbish() -> Iterator[None]:
    """Values that nobody wants go at once: looking for some that hold each other takes a tenth of the time, and there
    are none."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            if gc.get_count()[0] > _MUCH:
                gc.freeze()
            gc.enable()


def _sheets(
    site: Site, watch: Watched, memory: Memory, files: Mapping[str, Callable[[], bytes]]
) -> tuple[list[Sheet], dict[str, LaidOut], dict[str, File]]:
    """All pages, made or known, those of makers that would make the same again without asking these; the makers of pages
    about many items; and the files."""
    listed: dict[int, list[Sheet]] = {}
    many: dict[int, LaidOut] = {}
    makers: dict[int, Collection[str] | None] = {}
    for place, maker in enumerate(PAGES):
        later = LATER.get(maker)
        if later is not None:
            found = map(partial(placed, site), later(site.loaded.review, site.places, site.edition, watch))
            listed[place] = [Sheet(page, path, memory.known(page)) for page, path in found]
            continue
        known = memory.pages_of(maker.__module__, partial(_found, site, watch, maker))
        changed = {sheet.page.path for sheet in known.sheets if sheet.known is None} if known is not None else None
        if known is not None and (not changed or partly_of(site, maker) is not None):
            many[place] = known
        else:
            changed = None
        if changed is None or changed:
            makers[place] = changed
    todo = [(place, index) for place, some in listed.items() for index, sheet in enumerate(some) if sheet.known is None]
    there = {path: same for path in files if (same := memory.file(path)) is not None}
    texts: dict[str, Text] = {path: Text(files[path], same) for path, same in there.items()}
    wanted = {path: make for path, make in files.items() if path not in there}
    if todo or makers or wanted:
        pages = {number: listed[place][index].page for number, (place, index) in enumerate(todo)}
        items = len(site.loaded.project.items)
        work = len(todo) + (items // _ITEMS_A_PAGE if makers else 0) + items // _ITEMS_A_FILE * bool(wanted)
        job = Job(site, watch, pages, makers, wanted, memory.known)
        result = share_out(job, processes.count(work, _MANY), memory.register)
        for number, (place, index) in enumerate(todo):
            text = result.pages[number]
            listed[place][index] = listed[place][index]._replace(known=text.known, text=text.data)
        for place, (resting, some) in result.makers.items():
            view = partial(_found, site, watch, PAGES[place])
            laid_out = ((page_of(entry, view), path, text) for entry, path, text in some)
            sheets = [
                Sheet(page, path, memory.known(page)) if text is None else Sheet(page, path, text.known, text.data)
                for page, path, text in laid_out
            ]
            before = many.get(place)
            if before is None:
                many[place] = LaidOut(resting, sheets)
            else:
                fresh = {fields(sheet.page): sheet for sheet in sheets}
                many[place] = before._replace(sheets=[fresh.get(fields(one.page), one) for one in before.sheets])
        texts |= result.files
    asks, prose = memory.register.asks, memory.register.prose
    beside = {
        path: File(*texts[path], tuple([asks[number] for number in prose.intersection(texts[path].known.asked)]))
        for path in files
    }
    sheets = [
        sheet for place in range(len(PAGES)) for sheet in (many[place].sheets if place in many else listed[place])
    ]
    return sheets, {PAGES[place].__module__: known for place, known in many.items()}, beside


def _found(site: Site, watch: Watched, maker: Maker, path: str) -> object:
    """What a page shows whose maker was not asked."""
    pages = (placed(site, page)[0] for page in maker(site.loaded.review, site.places, watch.edition))
    return next(page.view for page in pages if page.path == path)


def _again(site: Site, watch: Watched, page: Page) -> bytes:
    return rendered(renderer_of(site, watch), page)
