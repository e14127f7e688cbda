"""Pages laid out and rendered, in more than one process, and none that would come out as it is staged already.

What a page asked of the project while it was made is kept in `.tpo-docs/cache/views-<version>`: one line of JSON with the
page's outline, the checksum of its text, and the facts that it asked for with what they were. Where all facts are the
same, the page is. The line's checksum is keyed with the program, the configuration and all templates.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from tpo_docs import processes
from tpo_docs.files import Loaded, lines
from tpo_docs.files.program import program
from tpo_docs.files.writing import write_bytes
from tpo_docs.model import Edition, Later, Page
from tpo_docs.pages import lay_out
from tpo_docs.pages.seen import Ask, Facts, Watched, watched
from tpo_docs.places import Places
from tpo_docs.render import Renderer, TemplateFailedError, shipped_templates
from tpo_docs.site.errors import SiteError
from tpo_docs.site.stage import digest_of
from tpo_docs.words import Words

FORMAT = "tpo-docs/views/1"
DIAGRAM = b"mermaid"
_MANY = 40  # pages to be made, above which a second process is worth while


class Site(NamedTuple):
    """What all pages of a site are made from."""

    loaded: Loaded
    places: Places
    edition: Edition
    words: Words
    own: Path | None
    """The project's own templates."""
    shown: str
    """How messages name their folder."""
    say: Callable[[str], None]


class Made(NamedTuple):
    """A page of the site, its text made or known to be what it was."""

    page: Page
    """Where it is shown; without its content."""
    data: bytes | Callable[[], bytes]
    """Its Markdown; of a page that was not made again, what makes it."""
    digest: str
    drawn: bool
    """Whether it holds a diagram."""


class _Known(NamedTuple):
    digest: str
    drawn: bool
    asked: tuple[Ask, ...]


class _Memory:
    """What earlier builds know of pages; empty where there is no folder for it."""

    def __init__(self, site: Site, folder: Path | None) -> None:
        self._file = folder / f"views-{site.edition.version}" if folder is not None else None
        self._key = _key(site) if folder is not None else b""
        digests = {source.path: blake2b(source.data, digest_size=10).hexdigest() for source in site.loaded.sources}
        self.facts = Facts(site.loaded.review, site.edition, digests) if folder is not None else None
        self._old: dict[str, tuple[str, _Known]] = {}
        self._line = b""
        self._read()

    def known(self, page: Page) -> _Known | None:
        """What is known of a page that would come out the same."""
        outline, known = self._old.get(page.path, ("", None))
        return known if outline == _outline(page) else None

    def keep(self, pages: Mapping[str, tuple[str, _Known]]) -> None:
        """Writes down what is known now, by path: outlines and what was asked."""
        if self._file is None or self.facts is None:
            return
        numbers: dict[Ask, int] = {}
        listed = {
            path: (outline, known.digest, known.drawn, [numbers.setdefault(ask, len(numbers)) for ask in known.asked])
            for path, (outline, known) in pages.items()
        }
        facts = [(*ask, self.facts.of(ask)) for ask in numbers]
        line = lines.sealed({"format": FORMAT, "facts": facts, "pages": listed}, self._key)
        if line == self._line:
            return
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_bytes(self._file, line)
        except OSError:
            return  # pages are made again next time

    def _read(self) -> None:
        if self._file is None or self.facts is None:
            return
        try:
            self._line = self._file.read_bytes()
            line = self._line.rstrip(b"\n")
            if not lines.holds(line, self._key):
                return
            content = lines.opened(line)
            asks: list[Ask] = [(kind, key) for kind, key, _ in content["facts"]]
            changed = {
                number
                for number, (kind, key, fact) in enumerate(content["facts"])
                if not fact or self.facts.of((kind, key)) != fact
            }
            for path, (outline, digest, drawn, asked) in content["pages"].items():
                if changed.isdisjoint(asked):
                    self._old[path] = outline, _Known(digest, drawn, tuple(asks[number] for number in asked))
        except (OSError, ValueError, TypeError, KeyError, IndexError):
            self._old = {}


def made(site: Site, folder: Path | None) -> Iterator[Made]:
    """All pages that we make, in their order; raises a SiteError for a template that does not work.

    With a folder, pages are known from one build to the next.
    """
    memory = _Memory(site, folder)
    pages, watch = _laid_out(site)
    known = [memory.known(page) if isinstance(page.content, Later) else None for page, _ in pages]
    todo = [number for number, found in enumerate(known) if found is None]
    count = processes.count(len(todo), _MANY)
    ours, others = processes.beside(
        partial(_share, site, watch, pages, todo[::count]),
        [partial(_apart, site, watch, pages, todo[start::count]) for start in range(1, count)],
    )
    texts = {number: (text, asked) for number, text, asked in ours}
    for start, written in enumerate(others, start=1):
        share = _share(site, watch, pages, todo[start::count]) if written is None else json.loads(written)
        texts.update({number: (text, asked) for number, text, asked in share})
    base = tuple(sorted(watch.seen.base))
    kept: dict[str, tuple[str, _Known]] = {}
    for number, (page, path) in enumerate(pages):
        if path != page.path:
            site.say(f"a page of yours stands at {path}: ours is at {page.path}")
        found = known[number]
        if found is None:
            text, asked = texts[number]
            data = text.encode()
            made_now = Made(page, data, digest_of(data), DIAGRAM in data)
            if asked is not None:
                asks = {(kind, key) for kind, key in asked}
                kept[page.path] = (
                    _outline(page),
                    _Known(made_now.digest, made_now.drawn, (*base, *sorted(asks - set(base)))),
                )
            yield made_now
        else:
            kept[page.path] = _outline(page), found
            yield Made(page, partial(_again, site, watch, page), found.digest, found.drawn)
    memory.keep(kept)


def _laid_out(site: Site) -> tuple[list[tuple[Page, str]], Watched]:
    """All pages where they are shown, each with where it would have been."""
    watch = watched(site.loaded.review, site.places, site.edition)
    pages = []
    for page in lay_out(site.loaded.review, site.places, site.edition, watch):
        path = page.path if page.source else site.places.page(page.path)
        pages.append((page if path == page.path else replace(page, path=path), page.path))
    return pages, watch


_Share = list[tuple[int, str, "list[Ask] | None"]]
"""Number and Markdown of each page, and what it asked for where that is known."""


def _share(site: Site, watch: Watched, pages: list[tuple[Page, str]], numbers: list[int]) -> _Share:
    """Some of the pages, rendered."""
    renderer = _renderer(site, watch)
    share: _Share = []
    for number in numbers:
        page = pages[number][0]
        asked = watch.seen.begin()
        try:
            text = _rendered(renderer, page)
        finally:
            watch.seen.end()
        share.append((number, text, list(asked) if isinstance(page.content, Later) else None))
    return share


def _apart(site: Site, watch: Watched, pages: list[tuple[Page, str]], numbers: list[int]) -> bytes:
    return json.dumps(_share(site, watch, pages, numbers)).encode()


def _again(site: Site, watch: Watched, page: Page) -> bytes:
    return _rendered(_renderer(site, watch), page).encode()


def _renderer(site: Site, watch: Watched) -> Renderer:
    return Renderer(watch.places, site.words, watch.edition, site.own, site.shown)


def _rendered(renderer: Renderer, page: Page) -> str:
    try:
        return renderer.render(page)
    except TemplateFailedError as problem:
        raise SiteError(str(problem)) from problem


def _outline(page: Page) -> str:
    """All that is known of a page before it is made."""
    shown = (page.path, page.template, page.title, page.source, page.description, page.tags, page.search, page.wide)
    return blake2b(repr(shown).encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


def _key(site: Site) -> bytes:
    configuration = site.loaded.configuration
    folders = [shipped_templates(), *([site.own] if site.own is not None else [])]
    templates = [
        (file.relative_to(folder).as_posix(), digest_of(file.read_bytes()))
        for folder in folders
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    ]
    basis: list[Any] = [FORMAT, program(), configuration.path, configuration.text, templates]
    basis += [sorted(site.places.moved.items()), site.loaded.project.audience]
    return lines.mark(repr(basis).encode("utf-8", "surrogatepass")).encode()
