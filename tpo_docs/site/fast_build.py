"""MkDocs' own build, step by step, with the work that is the same for thousands of pages done once.

The bytes are those of `mkdocs build`: a test compares whole sites. What is done differently: one Markdown converter
serves all pages, the theme's template runs once per state (see `shell`), the search index is not shown blocks that it
would pass over, and pages outside of the navigation are made by two processes. Where a plugin, hook or extension that
we do not know takes part in a step, that step is done in MkDocs' way, and the caller is told once.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from jinja2 import FileSystemLoader
from mkdocs import utils
from mkdocs.commands import build as ordinary
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, BuildError
from mkdocs.structure.files import File, Files, InclusionLevel, get_files, set_exclusions
from mkdocs.structure.nav import Navigation, get_navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents

from tpo_docs import processes
from tpo_docs.site import csp, site_state
from tpo_docs.site.kept import Entry, Kept, Static, key_of
from tpo_docs.site.mkdocs_bodies import Cache, forget_indexed, indexed, targets_of
from tpo_docs.site.search_entries import sections
from tpo_docs.site.shell import Shells
from tpo_docs.site.stage import digest_of, write_new

_WHOLE_PAGE = ("post_page", "page_context")
_SINGLE_PAGE = ("pre_page", "page_markdown", "page_content", *_WHOLE_PAGE)
_SEARCH_ATTRIBUTE = re.compile(r"data-search-\w+=\"[^\"]+\"")
_ENTRY = json.JSONEncoder(separators=(",", ":"), default=str)
_COUNTS = ("rendered", "filled")
_PIECE, _PIECES = 100, 6
"""The most pages that a process takes at a time, and how often it does so at least."""
_RUBBISH = 50_000
"""Values that come to be before rubbish is looked for: the pages of a project are many values and no rubbish."""
_WORTH_A_PROCESS = 300  # pages; below, a second process costs more than it saves
_log = logging.getLogger("mkdocs.commands.build")


@dataclass
class Work:
    """What a build did, as counts: a test of how much is done again needs no clock."""

    pages: int = 0
    templates: int = 0
    filled: int = 0
    kept: int = 0
    """Pages that were not made again."""
    processes: int = 1
    digests: dict[str, str] = field(default_factory=dict)
    """Of the pages that were written, by path of the built file; empty where somebody else may have changed them since."""
    scripts: dict[str, list[str]] = field(default_factory=dict)
    """What a content security policy must allow for each of these."""
    said: list[str] = field(default_factory=list)
    """Why a step was done in MkDocs' way."""


def build(
    config: MkDocsConfig,
    cache: Cache,
    say: Callable[[str], None] = lambda _: None,
    *,
    most: int | None = None,
    kept: Kept | None = None,
    digest: Callable[[str], str] | None = None,
) -> Work:
    """Builds the site of a configuration, as `mkdocs.commands.build.build` does; raises what it raises.

    With `kept` (and `digest`, which gives a short hash of a page's source), pages that would come out as they were
    published are left out of the site's folder.
    """
    work = Work()
    before = gc.get_threshold()
    gc.set_threshold(_RUBBISH, *before[1:])
    try:
        _build(config, _Means(cache, most or os.cpu_count() or 1, kept if digest is not None else None, digest), work)
    except Exception as error:
        config.plugins.on_build_error(error=error)
        if isinstance(error, BuildError):
            _log.error(str(error))
            raise Abort("Aborted with a BuildError!") from error
        raise
    finally:
        gc.set_threshold(*before)
    for text in dict.fromkeys(work.said):
        say(text)
    return work


class _Means(NamedTuple):
    """What a build has at hand."""

    cache: Cache
    most: int
    kept: Kept | None
    digest: Callable[[str], str] | None


def _build(config: MkDocsConfig, means: _Means, work: Work) -> None:
    config = config.plugins.on_config(config)
    config.plugins.on_pre_build(config=config)
    utils.clean_directory(config.site_dir)
    files = get_files(config)
    environment = config.theme.get_env()
    _add_theme_files(files, environment, config)
    files = config.plugins.on_files(files, config=config)
    set_exclusions(files, config)
    nav = config.plugins.on_nav(get_navigation(files, config), config=config, files=files)
    documents = list(files.documentation_pages(inclusion=InclusionLevel.is_included))
    single = _foreign(config, _SINGLE_PAGE)
    in_navigation = set(map(id, nav.pages))
    for file in documents:
        if file.page is None:
            Page(None, file, config)
    listed = [file for file in documents if id(file.page) in in_navigation]
    kept = None if single else means.kept
    state = site_state.of(config, nav, listed) if kept is not None else None
    if kept is None or state is None:
        if means.kept is not None:
            means.kept.forget()
        kept = None
    else:
        kept.begin(state)
    todo = documents if kept is None else _changed(kept, means, files, documents)
    work.kept = len(documents) - len(todo)
    made = set(map(id, todo))
    others = [file for file in todo if id(file.page) not in in_navigation]
    # Titles of the navigation stand on every page, so those pages come first.
    for file in documents if single else (file for file in listed if id(file) in made):
        _populate(file, config, files)
    if single:
        work.said.append(f"pages are built one by one: {single} looks at each")
    environment = config.plugins.on_env(environment, config=config, files=files)
    files.copy_static_files(dirty=False, inclusion=InclusionLevel.is_included)
    _templates(config, files, nav, environment, kept)
    run = _Run(_Site(config, files, nav, environment, documents), work, kept, populate=not single)
    if single:
        results = [run.results(documents)]
    else:
        results = _shared_out(run, [*(file for file in listed if id(file) in made), *others], means, work)
    _finish(config, files, documents, results, work)
    if kept is not None:
        _remember(kept, means, documents, results)
    if not _foreign(config, config.plugins.events):
        for result in results:
            work.digests.update(result.digests)
            work.scripts.update({path: [result.used[number] for number in of] for path, of in result.scripts.items()})
    _index(config, documents, results, kept)
    config.plugins.on_post_build(config=config)


def _add_theme_files(files: Files, environment: Any, config: MkDocsConfig) -> None:
    """The files of the theme. MkDocs passes over all whose path begins with a dot: ten thousand icons need not be listed."""
    loader = environment.loader
    if type(loader) is FileSystemLoader:
        loader.list_templates = partial(_visible, loader)  # type: ignore[method-assign]  # of this one loader only
    try:
        files.add_files_from_theme(environment, config)
    finally:
        vars(loader).pop("list_templates", None)


def _visible(loader: FileSystemLoader) -> list[str]:
    """As `FileSystemLoader.list_templates`, without what lies in hidden folders at the top, or is hidden there."""
    found: set[str] = set()
    for searched in loader.searchpath:
        for folder, folders, names in os.walk(searched, followlinks=loader.followlinks):
            inside = os.path.relpath(folder, searched).replace(os.sep, "/")
            if inside == ".":
                folders[:] = [name for name in folders if not name.startswith(".")]
                found.update(name for name in names if not name.startswith("."))
            else:
                found.update(f"{inside}/{name}" for name in names)
    return sorted(found)


def _changed(kept: Kept, means: _Means, files: Files, documents: Sequence[File]) -> list[File]:
    """The pages to be made; the others are told what is known of them."""

    def is_page(uri: str) -> bool:
        file = files.get_file_from_path(uri)
        return file is not None and file.inclusion not in {InclusionLevel.DRAFT, InclusionLevel.EXCLUDED}

    changed = []
    for file in documents:
        entry = kept.known(file.src_uri, _key(kept, means, file), file.dest_uri, is_page)
        if entry is None or file.page is None:
            changed.append(file)
            continue
        kept.keep(file.src_uri, entry, file.dest_uri)
        file.page.present_anchor_ids = set(entry.anchors)
        file.page.links_to_anchors = {
            found: dict(links)
            for uri, links in entry.links.items()
            if (found := files.get_file_from_path(uri)) is not None
        }
    return changed


def _key(kept: Kept, means: _Means, file: File) -> str:
    """What decides how a page comes out, in short."""
    source = means.digest(file.src_uri) if means.digest is not None else ""
    return key_of(kept.state, file.src_uri, file.dest_uri, source, file.edit_uri, str(file.inclusion))


def _templates(config: MkDocsConfig, files: Files, nav: Navigation, environment: Any, kept: Kept | None) -> None:
    """What the theme, or the user, makes without a page: a sitemap, a page for what is not found."""
    listed = ""
    for name in config.theme.static_templates:
        made = [name, f"{name}.gz"] if name == "sitemap.xml" else [name]
        if kept is not None:
            if name == "sitemap.xml" and not listed:
                urls = [file.page.url if file.page else "" for file in files.documentation_pages()]
                listed = key_of(urls, os.environ.get("SOURCE_DATE_EPOCH"))
            key = key_of(kept.state, name, listed if name == "sitemap.xml" else "")
            if kept.known_static(name, key):
                continue
            kept.statics[name] = Static(key, dict.fromkeys(made, ""))
        ordinary._build_theme_template(name, environment, files, config, nav)
    for template in config.extra_templates:
        ordinary._build_extra_template(template, files, config, nav)


@dataclass
class _Result:
    """What a process found out about its pages, beyond the files it wrote."""

    anchors: dict[str, list[str]] = field(default_factory=dict)
    links: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    entries: dict[str, str] = field(default_factory=dict)
    """What the search knows of a page: JSON without the brackets."""
    made: dict[str, list[str]] = field(default_factory=dict)
    """Pages of which nothing had to be said, each with the pages that it links to."""
    digests: dict[str, str] = field(default_factory=dict)
    """Of what was written, by path of the built file."""
    scripts: dict[str, list[int]] = field(default_factory=dict)
    """What a content security policy must allow for each of these, as places in `used`."""
    used: list[str] = field(default_factory=list)
    shells: dict[str, Any] = field(default_factory=dict)
    pieces: list[int] = field(default_factory=list)
    """The pieces of the work that it took."""
    logged: list[tuple[int, str, int, str]] = field(default_factory=list)
    """What was said about a piece: its number, logger, level, text."""
    counts: dict[str, int] = field(default_factory=dict)


class _Site(NamedTuple):
    """What MkDocs' own steps are given."""

    config: MkDocsConfig
    files: Files
    nav: Navigation
    environment: Any
    documents: Sequence[File]


class _Run:
    """Makes pages: populate, index, fill or render, write."""

    def __init__(self, site: _Site, work: Work, kept: Kept | None, *, populate: bool) -> None:
        self.config, self.files, self.nav, self.environment, self.documents = config, _, nav, environment, _ = site
        self.populate = populate
        self.shells = Shells(environment, config, nav, kept.shells if kept is not None else {})
        foreign = _foreign(config, _WHOLE_PAGE)
        if foreign and not self.shells.why_not:
            self.shells.why_not = f"{foreign} works on whole pages"
        if self.shells.why_not:
            work.said.append(f"every page runs the theme's template: {self.shells.why_not}")
        self.search = _search(config)
        self.in_navigation = set(map(id, nav.pages))
        self._folders: set[str] = set()

    def results(self, files: Sequence[File], result: _Result | None = None) -> _Result:
        """Makes these pages; what is found out is added to `result`."""
        result = result if result is not None else _Result()
        start = (self.shells.rendered, self.shells.filled)
        for file in files:
            page = file.page
            if page is None:
                continue
            if self.populate and page.content is None:
                _populate(file, self.config, self.files)
            self._page(page, file, result)
            if page.present_anchor_ids:
                result.anchors[file.src_uri] = sorted(filter(None, page.present_anchor_ids))
            targets = targets_of(page)
            if targets is not None:
                result.made[file.src_uri] = targets
            if page.links_to_anchors:
                result.links[file.src_uri] = {target.src_uri: links for target, links in page.links_to_anchors.items()}
            if self.populate and id(page) not in self.in_navigation:
                # It is written already, and 100,000 pages must not stand in memory at once.
                page.content = page.markdown = ""
                page.toc = TableOfContents([])
                forget_indexed(page)
        for name, now, then in zip(_COUNTS, (self.shells.rendered, self.shells.filled), start, strict=True):
            result.counts[name] = result.counts.get(name, 0) + now - then
        result.shells = self.shells.known()
        return result

    def _page(self, page: Page, file: File, result: _Result) -> None:
        config = self.config
        config._current_page = page
        try:
            page.active = True
            if self.search is not None:
                result.entries[file.src_uri] = self._entries(page)
            output = self.shells.render(page, self._rendered)
            output = config.plugins.on_post_page(output, page=page, config=config)
            if output.strip():
                self._write(output.encode("utf-8", errors="xmlcharrefreplace"), file, result)
            else:
                _log.info("Page skipped: '%s'. Generated empty output.", file.src_uri)
        except Exception as error:
            suffix = "" if isinstance(error, BuildError) else f" {error}"
            _log.error("Error building page '%s':%s", file.src_uri, suffix)
            raise
        finally:
            page.active = False
            config._current_page = None

    def _write(self, data: bytes, file: File, result: _Result) -> None:
        """Writes a page; what has to be known of its bytes is found out while they are at hand."""
        write_new(file.abs_dest_path, data, self._folders)
        result.digests[file.dest_uri] = digest_of(data)
        used = result.used
        numbers = result.scripts[file.dest_uri] = []
        for script in map(csp.allowing, csp.inline_scripts(data)):
            if script not in used:
                used.append(script)
            numbers.append(used.index(script))

    def _rendered(self, page: Page) -> str:
        """The theme's template, run for one page."""
        context = ordinary.get_context(self.nav, self.documents, self.config, page)
        template = self.environment.get_template(page.meta.get("template", "main.html"))
        if _foreign(self.config, ("page_context",)):
            context = self.config.plugins.on_page_context(context, page=page, config=self.config, nav=self.nav)
        return str(template.render(context))

    def _entries(self, page: Page) -> str:
        """The page's entries of the search index; blocks that the index passes over are not even shown to it."""
        index = self.search.search_index
        whole = page.content
        index.entries = []
        less = indexed(page)
        if less is not None and not _foreign(self.config, ("page_content",)):
            page.content = less
        _add_entries(index, page)
        page.content = _without_marks(whole or "")
        entries, index.entries = index.entries, []
        return ",".join(map(_ENTRY.encode, entries))


def _without_marks(content: str) -> str:
    """A page without the attributes that are for the search alone, and without a blank before each, as Material leaves it."""
    pieces = _SEARCH_ATTRIBUTE.split(content)
    pieces[:-1] = [piece[:-1] if piece[-1:].isspace() else piece for piece in pieces[:-1]]
    return "".join(pieces)


def _add_entries(index: Any, page: Page) -> None:
    """As `add_entry_from_context` of Material's index, with a quicker reader."""
    search = page.meta.get("search") or {}
    if search.get("exclude"):
        return
    found = sections(page.content or "")
    if found is None:
        index.add_entry_from_context(page)
        return
    for section in found:
        index.create_entry_for_section(section, page.toc, page.url, page)


def _populate(file: File, config: MkDocsConfig, files: Files) -> None:
    ordinary._populate_page(file.page, config, files, dirty=False)  # type: ignore[arg-type]  # a page of documentation has one


def _shared_out(run: _Run, files: Sequence[File], means: _Means, work: Work) -> list[_Result]:
    """The pages made by as many processes as are worth while, each beginning with pages that lie together."""
    work.processes = count = processes.count(len(files), _WORTH_A_PROCESS, means.most)
    if count == 1:
        return [run.results(files)]
    size = max(1, min(_PIECE, len(files) // (count * _PIECES)))
    pieces = [files[start : start + size] for start in range(0, len(files), size)]
    shares = processes.Shares(len(pieces), count)
    try:
        apart = [partial(_apart, run, pieces, shares.of(process), means.cache) for process in range(1, count)]
        first, others = processes.beside(partial(_taken, run, pieces, shares.of(0)), apart)
    finally:
        shares.close()
    results = [first]
    for written in others:
        if written is not None:
            told, _, used = written.partition(b"\n")
            results.append(_Result(**json.loads(told)))
            means.cache.take_in(used)
    done = {piece for result in results for piece in result.pieces}
    results.append(_taken(run, pieces, (piece for piece in range(len(pieces)) if piece not in done)))
    for _, name, level, text in sorted(
        (record for result in results for record in result.logged), key=lambda record: record[0]
    ):
        logging.getLogger(name).log(level, "%s", text)
    return results


def _taken(run: _Run, pieces: Sequence[Sequence[File]], shares: Iterable[int]) -> _Result:
    """What came of the pieces that this process took. What is said about them is kept, to be said in their order."""
    result = _Result()
    log = logging.getLogger("mkdocs")
    before, kept = log.handlers[:], _Kept()
    try:
        for piece in shares:
            kept = _Kept()
            log.handlers[:] = [kept]
            run.results(pieces[piece], result)
            result.logged += ((piece, *record) for record in kept.records)
            result.pieces.append(piece)
    except Exception:
        # An error ends the build: what was said on the way to it is said now.
        log.handlers[:] = before
        for _, name, level, text in result.logged:
            logging.getLogger(name).log(level, "%s", text)
        for name, level, text in kept.records:
            logging.getLogger(name).log(level, "%s", text)
        raise
    finally:
        log.handlers[:] = before
    return result


def _apart(run: _Run, pieces: Sequence[Sequence[File]], shares: Iterable[int], cache: Cache) -> bytes:
    """What a process of its own found out, as a line of JSON, and below it what it keeps for the next build."""
    logging.getLogger("mkdocs").handlers[:] = []
    return json.dumps(vars(_taken(run, pieces, shares))).encode() + b"\n" + cache.handed_over()


class _Kept(logging.Handler):
    """Keeps what is logged for the parent process."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[tuple[str, int, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps one record."""
        self.records.append((record.name, record.levelno, record.getMessage()))


def _finish(
    config: MkDocsConfig, files: Files, documents: Iterable[File], results: Iterable[_Result], work: Work
) -> None:
    """Puts together what the processes found out, and looks at links to anchors."""
    by_uri = {file.src_uri: file for file in documents}
    for result in results:
        work.templates += result.counts.get("rendered", 0)
        work.filled += result.counts.get("filled", 0)
        for uri, anchors in result.anchors.items():
            page = by_uri[uri].page
            if page is not None:
                page.present_anchor_ids = set(anchors)
        for uri, targets in result.links.items():
            page = by_uri[uri].page
            if page is not None:
                page.links_to_anchors = {
                    found: links
                    for target, links in targets.items()
                    if (found := files.get_file_from_path(target)) is not None
                }
    work.pages = len(by_uri)
    for file in by_uri.values():
        if file.page is not None:
            if file.page.present_anchor_ids is None and file.page.content is not None:
                file.page.present_anchor_ids = set()
            file.page.validate_anchor_links(files=files, log_level=config.validation.links.anchors)


def _remember(kept: Kept, means: _Means, documents: Iterable[File], results: Sequence[_Result]) -> None:
    """What the next build needs to know of the pages that were made."""
    made = {uri: result for result in results for uri in result.made}
    for result in results:
        kept.shells.update(result.shells)
    for file in documents:
        # A page of which something is said has none, as it has to be said again.
        if (found := made.get(file.src_uri)) is not None:
            kept.made[file.src_uri] = file.dest_uri
            kept.pages[file.src_uri] = Entry(
                _key(kept, means, file),
                "",
                found.entries.get(file.src_uri, ""),
                tuple(found.anchors.get(file.src_uri, ())),
                found.links.get(file.src_uri, {}),
                tuple(found.made[file.src_uri]),
            )


def _index(config: MkDocsConfig, documents: Iterable[File], results: Iterable[_Result], kept: Kept | None) -> None:
    """Has Material write the entries of all pages into the search index, as they were made, in the order of the pages."""
    search = _search(config)
    if search is None:
        return
    entries = {uri: text for result in results for uri, text in result.entries.items()}
    if kept is not None:
        entries |= {uri: kept.pages[uri].search for uri in kept.reused}
    texts = ",".join(text for file in documents if (text := entries.get(file.src_uri)))
    index = search.search_index
    index.entries = []
    frame = index.generate_search_index(None)
    if not frame.endswith("[]}"):
        index.entries = json.loads(f"[{texts}]")
        return
    index.generate_search_index = lambda _: f"{frame.removesuffix(']}')}{texts}]}}"


def _search(config: MkDocsConfig) -> Any:
    """Material's search plugin, where it is on and indexes."""
    for name in ("material/search", "search"):
        plugin = config.plugins.get(name)
        if plugin is not None and type(plugin).__module__.startswith("material.plugins.search"):
            return plugin if plugin.config.enabled else None
    return None


def _foreign(config: MkDocsConfig, events: Iterable[str]) -> str:
    """A plugin or hook that takes part in one of these events and that we do not know; empty where there is none."""
    for event in events:
        for method in config.plugins.events.get(event, ()):
            owner = getattr(method, "__self__", None)
            module = type(owner).__module__ if owner is not None else getattr(method, "__module__", "")
            if not f"{module}.".startswith(site_state.KNOWN_PLUGINS):
                return f"the plugin or hook {module}"
    return ""
