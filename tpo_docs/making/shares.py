"""The work of making pages in shares, each done in a process of its own: makers that make all their pages at once, and
pages that can be made one by one. Texts go into a file meanwhile: those of a large project would fill the memory."""

from __future__ import annotations

import errno
import io
import marshal
import os
import tempfile
import weakref
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from functools import partial
from typing import IO, Any, NamedTuple

from tpo_docs import pages
from tpo_docs.coverage import coverage
from tpo_docs.making.nouns import DIAGRAM, Known, Register, Site, fields
from tpo_docs.making.resting import EVERYTHING, Resting, of_one
from tpo_docs.matrix import ranks
from tpo_docs.model import Edition, Later, Page, Review, listening
from tpo_docs.pages import PAGES, PARTLY, Maker
from tpo_docs.pages.seen import Ask, Watched
from tpo_docs.places import Places
from tpo_docs.processes import Shares, beside
from tpo_docs.records.evidence import evidence
from tpo_docs.records.standing import standing
from tpo_docs.render import Renderer, TemplateFailedError
from tpo_docs.site.errors import SiteError
from tpo_docs.site.stage import digest_of

_BUFFER = 1 << 20
_PAGES_A_PIECE = 32
"""Neighbours name the same items, so that whoever has made one has the links of the next."""
_FEW = 20_000_000
"""Bytes of texts that are rather held than fetched one by one."""
_TOGETHER: dict[tuple[str, ...], int] = {
    ("planning",): 40,
    ("trace_index", "roles"): 30,
    ("chain", "gaps", "coverage_page"): 25,
    ("home",): 5,
}
"""Makers that take long, with how long in comparison, the longest first; those that work out the same are together."""


class Text(NamedTuple):
    """A page that was made, with what it asked for: its Markdown is fetched from where it is kept."""

    data: bytes | Callable[[], bytes]
    known: Known


class Many(NamedTuple):
    """What a maker has laid out."""

    resting: Sequence[int]
    """What it asked for to know which pages there are."""
    pages: list[tuple[Sequence[Any], str, Text | None]]
    """The fields of each page, where it would have been, and its text; None where that is known to be what it was."""


class Result(NamedTuple):
    """What was made."""

    pages: dict[int, Text]
    """Pages that can be made one by one, by their number."""
    makers: dict[int, Many]
    """By the place of a maker."""
    files: dict[str, Text]
    """Files that are no pages, by their paths."""


class Job(NamedTuple):
    """What is to be made."""

    site: Site
    watch: Watched
    pages: dict[int, Page]
    makers: Mapping[int, Collection[str] | None]
    """Places among `PAGES`, with the pages that are wanted of each; None for all."""
    files: Mapping[str, Callable[[], bytes]] = {}
    """What makes the files that are no pages, by their paths."""
    known: Callable[[Page], Known | None] = lambda _: None
    """What is known of a page that would come out the same."""


def share_out(job: Job, count: int, register: Register) -> Result:
    """All that is to be made, by so many processes; raises a SiteError for a template that does not work."""
    if count > 1:
        _prepare(job.site)
    result = Result({}, {}, {})
    with closing(_Pieces(job, count)) as pieces:
        makers = _dealt(job.makers, count)
        shares = [_Share(job, pieces, number, makers[number]) for number in range(count)]
        first = partial(_here, shares[0], result, register)  # put in its place while the others come to their end
        _, others = beside(first, [share.apart for share in shares[1:]])
        for share, written in zip(shares[1:], others, strict=True):
            if written is not None:
                _add(result, job, share.store, marshal.loads(written), register)
        for share, written in zip(shares[1:], others, strict=True):
            if written is None:
                done = share.again(pieces.without(result))
                _add(result, job, share.store, done, register)
    return result


class _Piece(NamedTuple):
    """Work that no other part of it waits for."""

    pages: Sequence[int] = ()
    files: Sequence[str] = ()


class _Pieces:
    """Pieces of work of which each process takes the next one; first files and pages about many items, which take
    long."""

    def __init__(self, job: Job, count: int) -> None:
        pages = [number for number, page in job.pages.items() if page.source]
        many = [number for number, page in job.pages.items() if not page.source]
        self._some = [
            [*(_Piece(files=(path,)) for path in job.files), *(_Piece((number,)) for number in many)],
            [_Piece(pages[start : start + _PAGES_A_PIECE]) for start in range(0, len(pages), _PAGES_A_PIECE)],
        ]
        self._queues = [Shares(len(some), count) for some in self._some]

    def of(self, process: int) -> Iterator[_Piece]:
        """The pieces for one of the processes, as it comes to them."""
        for some, queue in zip(self._some, self._queues, strict=True):
            yield from (some[number] for number in queue.of(process))

    def without(self, result: Result) -> list[_Piece]:
        """Those that somebody has taken and not done."""
        return [
            piece
            for some in self._some
            for piece in some
            if not (result.pages.keys() >= set(piece.pages) and result.files.keys() >= set(piece.files))
        ]

    def close(self) -> None:
        """No process takes any more."""
        for queue in self._queues:
            queue.close()


class _Store:
    """Texts that are kept meanwhile, one behind the other, until nobody wants them any more."""

    def __init__(self, *, is_held: bool = False) -> None:
        self._held: io.BytesIO | None = io.BytesIO() if is_held else None
        try:
            self._file: IO[bytes] = self._held or tempfile.TemporaryFile(buffering=_BUFFER)  # noqa: SIM115 - see below
        except OSError:  # no space, or no folder for such files
            self._file = self._held = io.BytesIO()
        weakref.finalize(self, _closed, self._file)  # open as long as anybody wants a text

    @property
    def is_held(self) -> bool:
        """Whether the texts are in the memory of this process alone."""
        return self._held is not None

    def add(self, text: bytes) -> int:
        """Where the text begins."""
        start = self._file.tell()
        self._file.write(text)
        return start

    def size(self) -> int:
        """How many bytes all texts have."""
        return self._held.tell() if self._held is not None else os.fstat(self._file.fileno()).st_size

    def flush(self) -> None:
        """Makes what was added known to other processes."""
        self._file.flush()

    def fetch(self, start: int, length: int) -> bytes:
        """A text; several processes may ask at once."""
        if self._held is not None:
            return bytes(self._held.getbuffer()[start : start + length])
        if hasattr(os, "pread"):
            return os.pread(self._file.fileno(), length, start)
        self._file.seek(start)
        return bytes(self._file.read(length))


def _closed(file: IO[bytes]) -> None:
    with suppress(OSError):  # what could not be written is made again
        file.close()


class _Share:
    """A part of the work: some makers, and pieces that it takes."""

    def __init__(self, job: Job, pieces: _Pieces, number: int, makers: list[int]) -> None:
        self.job = job
        self._pieces = pieces.of(number)
        self._makers = makers
        self._taken: list[_Piece] = []
        self._resting = Resting(job.site.loaded.project)
        self.store = _Store()

    def apart(self) -> bytes:
        """The same as `made`, in a process of its own; raises an OSError where nobody else could read its texts."""
        if self.store.is_held:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return marshal.dumps(self.made())

    def here(self) -> dict[str, Any]:
        """The same in this process, without a file where none can be written."""
        try:
            return self.made()
        except OSError:
            self.store = _Store(is_held=True)
            return self.made()

    def again(self, left: list[_Piece]) -> dict[str, Any]:
        """The same in this process, after another one has failed, with what it and others have left."""
        self.store = _Store()
        self._taken, self._pieces = left, iter(())
        return self.here()

    def made(self) -> dict[str, Any]:
        """What was made, in plain values; the texts are in the store."""
        site, watch = self.job.site, self.job.watch
        renderer = renderer_of(site, watch)
        register = Register()
        wanted = self.job.makers
        makers = {place: self._many(renderer, PAGES[place], register, wanted[place]) for place in self._makers}
        pages, files = [], []
        for piece in self._mine():
            for number in piece.pages:
                text, asked = self._rendered(renderer, self.job.pages[number])
                pages.append((number, *text, register.numbers(asked)))
            for path in piece.files:
                text, asked = self._file(self.job.files[path])
                files.append((path, *text, register.numbers(asked)))
        self.store.flush()
        return {
            "asks": register.asks,
            "pages": pages,
            "makers": list(makers.items()),
            "files": files,
            "base": list(watch.seen.base),
        }

    def _mine(self) -> Iterator[_Piece]:
        """Pieces that were taken before, when there was no room for what they make; then others as they come."""
        yield from tuple(self._taken)
        for piece in self._pieces:
            self._taken.append(piece)
            yield piece

    def _file(self, make: Callable[[], bytes]) -> tuple[_Kept, list[Ask]]:
        """Where a file that is no page is kept, and what it rests on: it is made of many items."""
        with listening() as heard:
            data = make()
        kept = _Kept(self.store.add(data), len(data), digest_of(data), drawn=False)
        return kept, [EVERYTHING, ("edition", "language"), *self._resting.heard(heard)]

    def _many(
        self, renderer: Renderer, maker: Maker, register: Register, wanted: Collection[str] | None
    ) -> tuple[list[int], list[Any]]:
        """What a maker rests on and its pages, each rendered before the next one is laid out. Of those that can be made
        later, it is not where it is known."""
        seen = self.job.watch.seen
        found: list[tuple[tuple[Any, ...], str, _Kept | None, list[Ask]]] = []
        asked = seen.begin()
        with listening() as heard:
            for page in self._laid_out(maker, wanted):
                shown, path = placed(self.job.site, page)
                if wanted is not None and shown.path not in wanted:
                    continue
                if isinstance(shown.content, Later) and self.job.known(shown) is not None:
                    found.append((fields(shown), path, None, []))
                    continue
                text, asks = self._rendered(renderer, shown)
                found.append((fields(shown), path, text, asks))
                seen.go_on(asked)
        seen.end()
        common = tuple(self._resting.of_many(asked, heard))
        pages = [
            (shown, path, text and (*text, register.numbers(dict.fromkeys((*common, *asks)))))
            for shown, path, text, asks in found
        ]
        return register.numbers((*common, EVERYTHING)), pages

    def _laid_out(self, maker: Maker, wanted: Collection[str] | None) -> Iterator[Page]:
        site, watch = self.job.site, self.job.watch
        partly = partly_of(site, maker)
        if partly is None:
            return maker(site.loaded.review, site.places, watch.edition)
        return partly(site.loaded.review, site.places, watch.edition, watch._replace(wanted=wanted))

    def _rendered(self, renderer: Renderer, page: Page) -> tuple[_Kept, list[Ask]]:
        """Where the text is kept, and what was asked for to make it."""
        seen = self.job.watch.seen
        asked = seen.begin()
        try:
            with listening() as heard:
                data = rendered(renderer, page)
        finally:
            seen.end()
        kept = _Kept(self.store.add(data), len(data), digest_of(data), DIAGRAM in data)
        if not isinstance(page.content, Later):
            return kept, list(self._resting.of_many(asked, heard))
        return kept, list(of_one(asked, heard, about_many=not page.source))


def _here(share: _Share, result: Result, register: Register) -> None:
    done = share.here()
    _add(result, share.job, share.store, done, register)


class _Kept(NamedTuple):
    start: int
    length: int
    digest: str
    drawn: bool


def _add(result: Result, job: Job, store: _Store, done: dict[str, Any], register: Register) -> None:
    """What a share has made, with the numbers of the register."""
    numbers = [register.number((kind, key)) for kind, key in done["asks"]]
    few = store.size() <= _FEW

    def text(start: int, length: int, digest: str, drawn: bool, asked: list[int]) -> Text:  # noqa: FBT001 - as told
        data = store.fetch(start, length) if few else partial(store.fetch, start, length)
        return Text(data, Known(digest, drawn, array("I", [numbers[number] for number in asked])))

    for number, *told in done["pages"]:
        result.pages[number] = text(*told)
    for path, *told in done["files"]:
        result.files[path] = text(*told)
    for place, (resting, listed) in done["makers"]:
        many = [(shown, path, told and text(*told)) for shown, path, told in listed]
        result.makers[place] = Many([numbers[number] for number in resting], many)
    for kind, key in done["base"]:
        job.watch.seen.base[kind, key] = None


def _prepare(site: Site) -> None:
    """Works out what every process would ask for, before there are several."""
    project = site.loaded.project
    for answer in (coverage, ranks, evidence, standing):
        answer(project)


def _dealt(makers: Iterable[int], count: int) -> list[list[int]]:
    """The makers in shares that take about the same time; those that work out the same things stay together."""
    left = dict.fromkeys(makers)
    names: dict[str, list[int]] = {}
    for place in left:  # all makers of planning are together
        names.setdefault(PAGES[place].__module__.removeprefix(f"{pages.__name__}.").partition(".")[0], []).append(place)
    shares: list[list[int]] = [[] for _ in range(count)]
    loads = [0] * count
    for some, weight in _TOGETHER.items():
        lightest = loads.index(min(loads))
        for name in some:
            if name in names:
                shares[lightest] += names[name]
                loads[lightest] += weight // len(some)
                for place in names[name]:
                    del left[place]
    for place in left:
        shares[loads.index(min(loads))].append(place)
    return shares


def renderer_of(site: Site, watch: Watched) -> Renderer:
    """What renders the pages of a site."""
    return Renderer(watch.places, site.words, watch.edition, site.own, site.shown)


def partly_of(site: Site, maker: Maker) -> Callable[[Review, Places, Edition, Watched], Iterator[Page]] | None:
    """A maker that leaves pages to be made later. A template of the project's own may look at all that a page is made of:
    then there is none."""
    return PARTLY.get(maker) if site.own is None else None


def rendered(renderer: Renderer, page: Page) -> bytes:
    """The Markdown of a page; raises a SiteError for a template that does not work."""
    try:
        return renderer.render(page).encode()
    except TemplateFailedError as problem:
        raise SiteError(str(problem)) from problem


def placed(site: Site, page: Page) -> tuple[Page, str]:
    """A page where it is shown, and where it would have been."""
    path = page.path if page.source else site.places.page(page.path)
    return page if path == page.path else replace(page, path=path), page.path
