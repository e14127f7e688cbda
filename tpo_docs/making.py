"""Pages laid out and rendered, in more than one process, and none that would come out as it is staged already.

What a page asked of the project while it was made is kept in `.tpo-docs/cache/views-<version>`: one line of JSON with the
page's outline, the checksum of its text, and the facts that it asked for with what they were. Where all facts are the
same, the page is. A page that is made of many items rests on all that is known beside their prose, and on the prose
that was read for it; hardly any reads some. The line's checksum is keyed with the program, the configuration and all templates.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from tpo_docs import processes
from tpo_docs.files import Loaded, lines
from tpo_docs.files.program import program
from tpo_docs.files.writing import write_bytes
from tpo_docs.model import Edition, Item, Later, Listener, Page, listening
from tpo_docs.pages import LATER, PAGES, Maker
from tpo_docs.pages.seen import ALL, Ask, Facts, Watched, face, watched
from tpo_docs.places import Places
from tpo_docs.render import Renderer, TemplateFailedError
from tpo_docs.site.errors import SiteError
from tpo_docs.site.stage import digest_of
from tpo_docs.templating import shipped_templates
from tpo_docs.words import Words

FORMAT = "tpo-docs/views/1"
DIAGRAM = b"mermaid"
_OF_EDITION = frozenset(("edition", "changes", "histories"))
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


class _Sheet(NamedTuple):
    """A page on its way."""

    page: Page
    path: str
    """Where it would have been, had no author taken the place."""
    maker: str
    asked: frozenset[Ask] | None = None
    """What was asked for to lay it out; None where that is only known when it is made."""
    known: _Known | None = None


class _Memory:
    """What earlier builds know of pages; empty where there is no folder for it."""

    def __init__(self, site: Site, folder: Path | None) -> None:
        audience = site.loaded.project.audience  # what it is shown is made of answers that nobody has listened to
        self._file = folder / f"views-{site.edition.version}" if folder is not None and not audience else None
        self._pages: dict[str, tuple[str, _Known]] = {}
        self._makers: dict[str, list[Page]] = {}
        self._line = b""
        self._key = b""
        if self._file is None:
            return
        self._key = _key(site)
        content = self._content()
        loaded = site.loaded
        digests = {source.path: _digest(source.data) for source in loaded.sources}
        self._faces = _faces(loaded, digests, content.get("faces", {}))
        others = {path: _digest(data) for path, data in loaded.others.items()} | {"": f"{loaded.ref} {loaded.commit}"}
        faces = {path: known[1] for path, known in self._faces.items()}
        self.facts = Facts(loaded.review, site.edition, digests, faces, others)
        try:
            self._read(content)
        except (ValueError, TypeError, KeyError, IndexError):
            self._pages, self._makers = {}, {}

    def known(self, page: Page) -> _Known | None:
        """What is known of a page that would come out the same."""
        outline, known = self._pages.get(page.path, ("", None))
        return known if outline == _outline(page) else None

    def pages_of(self, maker: str) -> list[Page] | None:
        """The pages of a maker, without their content, where it would make the same again."""
        return self._makers.get(maker)

    def keep(self, sheets: Iterable[_Sheet]) -> None:
        """Writes down what is known now."""
        if self._file is None:
            return
        numbers: dict[Ask, int] = {}
        pages: dict[str, Any] = {}
        makers: dict[str, list[Any]] = {}
        for sheet in sheets:
            known = sheet.known
            if known is not None:
                asked = [numbers.setdefault(ask, len(numbers)) for ask in known.asked]
                pages[sheet.page.path] = _outline(sheet.page), known.digest, known.drawn, asked
            if sheet.asked is not None:
                makers.setdefault(sheet.maker, []).append(_fields(sheet.page))
        facts = [(*ask, self.facts.of(ask)) for ask in numbers]
        content = {"format": FORMAT, "facts": facts, "pages": pages, "makers": makers, "faces": self._faces}
        line = lines.sealed(content, self._key)
        if line == self._line:
            return
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_bytes(self._file, line)
        except OSError:
            return  # pages are made again next time

    def _content(self) -> dict[str, Any]:
        """What an earlier build has written down, if it is whole and of this program."""
        try:
            self._line = self._file.read_bytes() if self._file is not None else b""
            line = self._line.rstrip(b"\n")
            content: Any = lines.opened(line) if lines.holds(line, self._key) else {}
        except (OSError, ValueError):
            content = {}
        return content if isinstance(content, dict) and content.get("format") == FORMAT else {}

    def _read(self, content: Mapping[str, Any]) -> None:
        asks: list[Ask] = [(kind, key) for kind, key, _ in content.get("facts", ())]
        changed = {
            number
            for number, (kind, key, fact) in enumerate(content.get("facts", ()))
            if not fact or self.facts.of((kind, key)) != fact
        }
        for path, (outline, digest, drawn, asked) in content.get("pages", {}).items():
            if changed.isdisjoint(asked):
                self._pages[path] = outline, _Known(digest, drawn, tuple(asks[number] for number in asked))
        for maker, listed in content.get("makers", {}).items():
            pages = [_page(entry) for entry in listed]
            if all(self.known(page) is not None for page in pages):
                self._makers[maker] = pages


def made(site: Site, folder: Path | None) -> Iterator[Made]:
    """All pages that we make, in their order; raises a SiteError for a template that does not work.

    With a folder, pages are known from one build to the next.
    """
    memory = _Memory(site, folder)
    watch = watched(site.loaded.review, site.places, site.edition)
    sheets = _laid_out(site, watch, memory)
    pages = [sheet.page for sheet in sheets]
    todo = [number for number, sheet in enumerate(sheets) if sheet.known is None]
    count = processes.count(len(todo), _MANY)
    ours, others = processes.beside(
        partial(_share, site, watch, pages, todo[::count]),
        [partial(_apart, site, watch, pages, todo[start::count]) for start in range(1, count)],
    )
    texts = {number: (text, asked) for number, text, asked in ours}
    for start, written in enumerate(others, start=1):
        share = _share(site, watch, pages, todo[start::count]) if written is None else json.loads(written)
        texts.update({number: (text, asked) for number, text, asked in share})
    base = frozenset(watch.seen.base)
    for number, sheet in enumerate(sheets):
        page, known = sheet.page, sheet.known
        if sheet.path != page.path:
            site.say(f"a page of yours stands at {sheet.path}: ours is at {page.path}")
        if known is not None:
            yield Made(page, partial(_again, site, watch, page), known.digest, known.drawn)
            continue
        text, asked = texts[number]
        data = text.encode()
        asks = {(kind, key) for kind, key in asked} | (base if sheet.asked is None else sheet.asked)
        known = _Known(digest_of(data), DIAGRAM in data, tuple(sorted(asks)))
        sheets[number] = sheet._replace(known=known)
        yield Made(page, data, known.digest, known.drawn)
    memory.keep(sheets)


def _laid_out(site: Site, watch: Watched, memory: _Memory) -> list[_Sheet]:
    """All pages, those of makers that would make the same again without asking these."""
    sheets: list[_Sheet] = []
    for maker in PAGES:
        name = maker.__module__
        later = LATER.get(maker)
        known = memory.pages_of(name) if later is None else None
        if later is not None:
            placed = map(partial(_placed, site), later(site.loaded.review, site.places, site.edition, watch))
            sheets += [_Sheet(page, path, name, None, memory.known(page)) for page, path in placed]
        elif known is not None:
            again = [replace(page, content=Later(partial(_found, site, watch, maker, page))) for page in known]
            sheets += [_Sheet(page, page.path, name, frozenset(), memory.known(page)) for page in again]
        else:
            asked = watch.seen.begin()
            with listening() as heard:
                found = [_placed(site, page) for page in maker(site.loaded.review, site.places, watch.edition)]
            watch.seen.end()
            asks = frozenset((*_of_many(asked, heard), ("rest", ALL)))
            sheets += [_Sheet(page, path, name, asks) for page, path in found]
    return sheets


def _placed(site: Site, page: Page) -> tuple[Page, str]:
    """A page where it is shown, and where it would have been."""
    path = page.path if page.source else site.places.page(page.path)
    return page if path == page.path else replace(page, path=path), page.path


def _found(site: Site, watch: Watched, maker: Maker, wanted: Page) -> object:
    """What a page shows whose maker was not asked."""
    pages = (_placed(site, page)[0] for page in maker(site.loaded.review, site.places, watch.edition))
    return next(page.view for page in pages if page.path == wanted.path)


def _of_many(asked: Iterable[Ask], heard: Listener) -> Iterator[Ask]:
    """What a page made of many rests on, beside all but the prose of items: the edition, and prose that it has read."""
    yield from ((kind, key) for kind, key in asked if kind in _OF_EDITION)
    yield from (("file", path) for path in sorted(heard.paths))


_Share = list[tuple[int, str, "list[Ask]"]]
"""Number and Markdown of each page, and what it asked for while it was made."""


def _share(site: Site, watch: Watched, pages: list[Page], numbers: list[int]) -> _Share:
    """Some of the pages, rendered."""
    renderer = _renderer(site, watch)
    share: _Share = []
    for number in numbers:
        page = pages[number]
        asked = watch.seen.begin()
        try:
            with listening() as heard:
                text = _rendered(renderer, page)
        finally:
            watch.seen.end()
        is_one = isinstance(page.content, Later)
        share.append((number, text, list(asked) if is_one else list(_of_many(asked, heard))))
    return share


def _apart(site: Site, watch: Watched, pages: list[Page], numbers: list[int]) -> bytes:
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


def _fields(page: Page) -> tuple[Any, ...]:
    """All that is known of a page before it is made."""
    return page.path, page.template, page.title, page.source, page.description, page.tags, page.search, page.wide


def _page(entry: list[Any]) -> Page:
    path, template, title, source, description, tags, search, wide = entry
    return Page(path, template, None, title, source, description, tuple(tags), search, wide)


def _outline(page: Page) -> str:
    return _digest(repr(_fields(page)).encode("utf-8", "surrogatepass"))


def _faces(loaded: Loaded, digests: Mapping[str, str], known: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Checksums of the files of items, and of all that these say beside their prose, by path."""
    project = loaded.project
    by_path: dict[str, list[Item]] = {}
    for item in (*project.items.values(), *project.duplicates):
        by_path.setdefault(item.path, []).append(item)
    found: dict[str, tuple[str, str]] = {}
    for path, items in by_path.items():
        digest = digests.get(path, "")
        before = known.get(path)
        if isinstance(before, list) and digest and before[0] == digest:
            found[path] = digest, str(before[1])
        else:
            found[path] = digest, face(items)
    return found


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=10).hexdigest()


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
    basis.append(sorted(site.places.moved.items()))
    return lines.mark(repr(basis).encode("utf-8", "surrogatepass")).encode()
