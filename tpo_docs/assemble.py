"""From a loaded project to the tree of a site: pages laid out and rendered, authors' pages and files beside them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from tpo_docs import disclosure, making, processes
from tpo_docs.files import Attachment, Loaded
from tpo_docs.model import LINKS, Document, Edition, Item, Page, Project, Scalar, listening, reading
from tpo_docs.model import NavEntry as Line
from tpo_docs.pages import data as site_data
from tpo_docs.pages import facts, feed, graph_explorer, printed, text
from tpo_docs.pages.navigation import navigation
from tpo_docs.pages.page_blocks import embedding
from tpo_docs.pages.terms import definitions
from tpo_docs.places import HOME, Places, built, indexed
from tpo_docs.render import front_matter
from tpo_docs.site import picture
from tpo_docs.site.tree import NavEntry, StagedFile, Tree
from tpo_docs.words import Words, words

TEMPLATES = "templates"
ASSETS = "assets"
_SCRIPT = f"{ASSETS}/tpo.js"
"""The script of every page; it loads what else a page needs."""
_PRINT = f"{ASSETS}/tpo-print.css"
_OVERVIEW = "overview.md"
_OURS = re.compile(r"(?:items|trace|rules|views|gaps|roles|planning|changes)/.*|[^/]+")
_SAFE_ID = re.compile(r"[A-Za-z0-9_](?:[\w.-]*[\w-])?")
_DRAWING = re.compile(r"mermaid\..*|tpo-diagrams\.js")
_MAX_ATTACHMENT = 50_000_000

Say = Callable[[str], None]


class _Site(NamedTuple):
    loaded: Loaded
    places: Places
    edition: Edition
    words: Words
    say: Say

    @property
    def project(self) -> Project:
        return self.loaded.project


def tree(
    loaded: Loaded,
    edition: Edition,
    say: Say = lambda _: None,
    memory: Path | None = None,
    aside: processes.Aside | None = None,
) -> Tree:
    """All files of the site with its navigation; raises a SiteError for a template that does not work.

    `memory` is the folder in which it is remembered what pages were made from; `aside` may do so while the caller goes on.
    """
    with making.leaving_rubbish():
        return _tree(loaded, edition, say, memory, aside)


def _tree(loaded: Loaded, edition: Edition, say: Say, memory: Path | None, aside: processes.Aside | None) -> Tree:
    project = loaded.project
    site = _site(loaded, edition, say)
    files: dict[str, StagedFile] = {}
    pages: list[Page] = []
    drawn = False
    heard: dict[str, set[str]] = {}
    made_pages, beside = making.made(_frame(site), memory, dict(_scripts(site)), aside)
    for made in made_pages:
        page = made.page
        if page.path in files:
            say(f"two pages want to be {page.path}: the one of {page.source or 'the generator'} is left out")
            continue
        pages.append(page)
        drawn = drawn or made.drawn
        files[page.path] = StagedFile(page.path, made.data, page.source, made.digest)
        for kind, path in made.prose:
            if path != page.source:
                heard.setdefault(path, set()).add(kind.partition(":")[2])
    for kind, path in (ask for file in beside.values() for ask in file.prose):
        heard.setdefault(path, set()).add(kind.partition(":")[2])
    with listening() as listener:
        for document in project.documents:
            if document.docs_path not in files:
                data = _document(document, site).encode()
                drawn = drawn or making.DIAGRAM in data
                files[document.docs_path] = StagedFile(document.docs_path, data, document.path)
        ours = (StagedFile(path, file.data, digest=file.known.digest) for path, file in beside.items())
        for file in (*_attachments(site), *ours, *_others(site), *_assets(diagrams=drawn)):
            files.setdefault(file.path, file)
        nav = tuple(_lines(navigation(pages, loaded.review, site.places, edition)))
        redirects = dict(_redirects(site))
    for part, paths in listener.prose.items():
        for path in paths:
            heard.setdefault(path, set()).add(part)
    styles = sorted((path for path in files if path.startswith(f"{ASSETS}/tpo") and path.endswith(".css")), key=len)
    return Tree(
        tuple(files.values()),
        nav,
        redirects,
        edition.language,
        tuple(styles),
        (_SCRIPT,),
        edition.pagefind,
        {path: frozenset(parts) for path, parts in heard.items()},
    )


def frame(loaded: Loaded, edition: Edition, say: Say = lambda _: None) -> making.Site:
    """What all pages of the site are made from."""
    return _frame(_site(loaded, edition, say))


def lines(pages: Iterable[Page], site: making.Site) -> tuple[NavEntry, ...]:
    """The navigation over these pages."""
    return tuple(_lines(navigation(pages, site.loaded.review, site.places, site.edition)))


def _site(loaded: Loaded, edition: Edition, say: Say) -> _Site:
    project = loaded.project
    places = Places(project, moved_pages(project))
    return _Site(loaded, places, edition, words(edition.language, project.configuration.site.words), say)


def _frame(site: _Site) -> making.Site:
    own = site.loaded.root / TEMPLATES
    return making.Site(
        site.loaded, site.places, site.edition, site.words, own if own.is_dir() else None, TEMPLATES, site.say
    )


def moved_pages(project: Project) -> dict[str, str]:
    """Where our pages go whose place an author has taken: author's path → our page's new path."""
    taken = {document.docs_path for document in project.documents} | {
        item.docs_path for item in project.items.values() if not item.is_row
    }
    moved: dict[str, str] = {}
    for path in sorted(taken):
        ours = indexed(path)
        if _OURS.fullmatch(ours) is None:
            continue
        aside = _OVERVIEW if ours == HOME else f"{ours[: -len('.md')]}-overview.md"
        while aside in taken:
            aside = f"{aside[: -len('.md')]}-generated.md"
        moved[ours] = aside
    return moved


def _document(document: Document, site: _Site) -> str:
    """An author's page with a front matter of ours: what the theme prints of it is escaped."""
    embed = embedding(site.loaded.review, site.places, site.edition)
    origin = text.Origin(document.path, document.docs_path, document.docs_path, site.places, site.edition, embed)
    shown = text.whole(document.body, origin)
    page = Page(document.docs_path, "", None, document.title, document.path, text.described(_said_of(document)))
    return f"{front_matter(page)}{shown}\n\n{definitions(shown, site.project)}\n"


def _said_of(document: Document) -> str:
    """What the page says of itself in its front matter, else its first paragraph."""
    field = document.fields.get("description")
    written = field.value.text.strip() if field is not None and isinstance(field.value, Scalar) else ""
    return written or document.body.statement


def _attachments(site: _Site) -> Iterator[StagedFile]:
    """The files beside the items that a page links to, of kinds that cannot run."""
    by_path = {attachment.path: attachment for attachment in site.loaded.attachments}
    wanted: dict[str, Attachment] = {}
    for path in _linked(site.project):
        attachment = by_path.get(path)
        if attachment is not None and path.rpartition(".")[2].lower() in text.PUBLISHED:
            wanted[path] = attachment
    yield from published(wanted.values(), site.loaded, site.say)


def published(wanted: Iterable[Attachment], loaded: Loaded, say: Say) -> Iterator[StagedFile]:
    """Those of these files that may stand on a site; of the others is said why not."""
    to = {attachment.path: attachment.docs_path for attachment in wanted}
    for path, data in loaded.store.read(to):
        if isinstance(data, str):
            say(f"{path} is left out: it cannot be read ({data})")
        elif len(data) > _MAX_ATTACHMENT:
            say(f"{path} is left out: it has more than {_MAX_ATTACHMENT // 1_000_000} MB")
        elif path.lower().endswith(".svg") and (reason := picture.why_not(data)):
            say(f"{path} is left out: the picture is not safe, {reason}")
        elif isinstance(passed := disclosure.attachment(loaded.project, path, data), str):
            say(f"{path} is left out: {passed}")
        else:
            yield StagedFile(to[path], passed, path)


def _linked(project: Project) -> Iterator[str]:
    """The files that texts and fields name, as paths from the project root."""
    for path, written in _texts(project):
        for address in text.links(written):
            yield posixpath.normpath(posixpath.join(posixpath.dirname(path), address))
    yield from facts.cited((item for item in project.items.values() if not item.is_row), project)


def _texts(project: Project) -> Iterator[tuple[str, str]]:
    everything: Iterable[Item | Document] = (*project.items.values(), *project.duplicates, *project.documents)
    with reading(LINKS):
        written = [(one.path, one.body.text) for one in everything]
    yield from ((path, text) for path, text in written if text)


def _scripts(site: _Site) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """What our scripts read of all items: paths, each with what makes the file."""
    review = site.loaded.review
    yield site_data.ITEMS, lambda: site_data.items_script(review, site.places, site.words).encode()
    yield graph_explorer.PLACES, lambda: graph_explorer.places_script(review).encode()
    yield site_data.LINKS, lambda: site_data.links_script(review, site.words).encode()


def _others(site: _Site) -> Iterator[StagedFile]:
    """Feeds of what changed, the styles of print, and the script of every page with its words."""
    for path, written in feed.files(site.loaded.review, site.places, site.edition):
        yield StagedFile(path, written.encode())
    sheet = resources.files("tpo_docs").joinpath(_PRINT).read_bytes()
    yield StagedFile(_PRINT, printed.style(site.edition, site.words).encode() + sheet)
    script = resources.files("tpo_docs").joinpath(_SCRIPT).read_bytes()
    yield StagedFile(_SCRIPT, site_data.page_script(site.words, pagefind=site.edition.pagefind).encode() + script)


def _assets(*, diagrams: bool) -> Iterator[StagedFile]:
    """Our styles and scripts; what draws diagrams is large, and comes along only where there is one."""
    folder = Path(str(resources.files("tpo_docs"))) / ASSETS
    for file in sorted(folder.rglob("*")):
        if (
            file.is_file()
            and not file.name.startswith(".")
            and file.suffix != ".md"
            and (diagrams or not _DRAWING.fullmatch(file.name))
        ):
            yield StagedFile(f"{ASSETS}/{file.relative_to(folder).as_posix()}", file.read_bytes())


def _redirects(site: _Site) -> Iterator[tuple[str, str]]:
    """A short address for every id, and for every former one; and the address that a page had under a former id."""
    seen: set[str] = set()
    project = site.project
    aliases = ((alias, project.items[name]) for alias, name in project.aliases.items())
    for name, item in (*((item.id, item) for item in project.items.values()), *aliases):
        if _SAFE_ID.fullmatch(name) and name.casefold() not in seen:
            seen.add(name.casefold())
            path, anchor = site.places.of(item)
            yield f"id/{name}.html", built(path) + (f"#{anchor}" if anchor else "")
    taken = {document.docs_path for document in project.documents} | {item.docs_path for item in project.items.values()}
    for alias, name in project.aliases.items():
        item = project.items[name]
        folder, slash, base = item.docs_path.rpartition("/")
        if base.startswith(name) and not item.anchor and _SAFE_ID.fullmatch(alias):
            former = f"{folder}{slash}{alias}{base[len(name) :]}"
            if former not in taken:
                yield built(former), built(item.docs_path)


def _lines(entries: Iterable[Line]) -> Iterator[NavEntry]:
    for entry in entries:
        target: str | tuple[NavEntry, ...] = tuple(_lines(entry.entries)) if entry.entries else entry.path
        if target:
            yield NavEntry(entry.title, target)
