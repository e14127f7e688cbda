"""MkDocs' own build, step by step, with the work that is the same for thousands of pages done once.

The bytes are those of `mkdocs build`: a test compares whole sites. What is done differently: one Markdown converter
serves all pages, the theme's template runs once per state (see `shell`), the search index is not shown blocks that it
would pass over, and pages outside of the navigation are made by two processes. Where a plugin, hook or extension that
we do not know takes part in a step, that step is done in MkDocs' way, and the caller is told once.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import FileSystemLoader
from mkdocs import utils
from mkdocs.commands import build as ordinary
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, BuildError
from mkdocs.structure.files import File, Files, InclusionLevel, set_exclusions
from mkdocs.structure.nav import Navigation, get_navigation

from tpo_docs import processes
from tpo_docs.site import page_shares, site_state
from tpo_docs.site.kept import Entry, Kept, Static, key_of
from tpo_docs.site.mkdocs_bodies import Cache
from tpo_docs.site.page_run import SINGLE_PAGE, Result, Run, Site, foreign, populate, search_of
from tpo_docs.site.published import walk
from tpo_docs.site.redirects import Stubs
from tpo_docs.site.stage import Staging
from tpo_docs.site.staged_files import begin, files_of, navigation_of, page_there

_LEFT_OUT = frozenset((InclusionLevel.DRAFT, InclusionLevel.EXCLUDED))
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
    stubs: dict[str, str] = field(default_factory=dict)
    """Digests of the stubs that were written with the pages, or stand already, by path."""
    said: list[str] = field(default_factory=list)
    """Why a step was done in MkDocs' way."""


class Means(NamedTuple):
    """What a build has at hand."""

    cache: Cache
    most: int = processes.cores()
    """Processes that may work at a time."""
    staging: Staging | None = None
    """The files of the docs folder, some of which may not be there yet."""
    kept: Kept | None = None
    """With it and `staging`, pages that would come out as they were published are left out of the site's folder."""
    redirects: Mapping[str, str] = {}
    """Stubs that may be written with the pages."""
    begun: Callable[[File], object] = lambda _: None
    """Is told of each page that comes to be when the navigation is there already."""


def build(config: MkDocsConfig, means: Means, say: Callable[[str], None] = lambda _: None) -> Work:
    """Builds the site of a configuration, as `mkdocs.commands.build.build` does; raises what it raises."""
    work = Work()
    try:
        _build(config, means if means.staging is not None else means._replace(kept=None), work)
    except Exception as error:
        config.plugins.on_build_error(error=error)
        if isinstance(error, BuildError):
            _log.error(str(error))
            raise Abort("Aborted with a BuildError!") from error
        raise
    for text in dict.fromkeys(work.said):
        say(text)
    return work


def _build(config: MkDocsConfig, means: Means, work: Work) -> None:
    config = config.plugins.on_config(config)
    config.plugins.on_pre_build(config=config)
    utils.clean_directory(config.site_dir)
    strangers = foreign(config, config.plugins.events)
    files, nav, environment = _collected(config, None if strangers else means.staging)
    documents = list(files.documentation_pages(inclusion=InclusionLevel.is_included))
    single = foreign(config, SINGLE_PAGE)
    in_navigation = {id(page.file) for page in nav.pages}
    listed = [file for file in documents if id(file) in in_navigation]
    if means.staging is not None:
        means.staging.finish()
    kept = None if single else _begun(means.kept, config, nav, listed, files)
    if kept is None and means.kept is not None:
        means.kept.forget()
    todo = documents if kept is None or kept.is_empty else _changed(kept, means, files, documents)
    begin(documents, config, partial(_known, kept, means.begun))
    for page in nav.pages:
        _known(kept, lambda _: None, page.file)
    work.kept = len(documents) - len(todo)
    made = set(map(id, todo))
    others = [file for file in todo if id(file) not in in_navigation]
    # Titles of the navigation stand on every page, so those pages come first.
    for file in documents if single else (file for file in listed if id(file) in made):
        populate(file, config, files)
    if single:
        work.said.append(f"pages are built one by one: {single} looks at each")
    environment = config.plugins.on_env(environment, config=config, files=files)
    files.copy_static_files(dirty=False, inclusion=InclusionLevel.is_included)
    _templates(config, files, nav, environment, kept)
    run = Run(Site(config, files, nav, environment, documents), work.said, kept, populate=not single)
    if single:
        results = [run.results(documents)]
    else:
        stubs = Stubs(means.redirects, Path(config.site_dir), means.kept.present if means.kept is not None else {})
        free = [] if strangers else stubs.without(_taken(config, files, kept))
        pages = [*(file for file in listed if id(file) in made), *others]
        work.processes = page_shares.worth(len(pages), means.most)
        key = key_of([(path, means.redirects[path]) for path in free])
        standing = kept.known_stubs(key, free) if kept is not None else None
        todo_stubs = free if standing is None else ()
        results = page_shares.Maker(run, stubs, means.cache).made(page_shares.Work(pages, todo_stubs), work.processes)
        work.stubs |= standing or {}
    _finish(config, files, documents, results, work, kept)
    if kept is not None:
        _remember(kept, means, documents, results)
    if not strangers:
        for result in results:
            work.stubs |= result.stubs
            work.digests.update(result.digests)
            work.scripts.update({path: [result.used[number] for number in of] for path, of in result.scripts.items()})
    _index(config, documents, results, kept)
    config.plugins.on_post_build(config=config)


def _begun(
    kept: Kept | None, config: MkDocsConfig, nav: Navigation, listed: Iterable[File], files: Files
) -> Kept | None:
    """What is known of the pages of this very site; None where nothing may be."""
    state = site_state.of(config, nav, listed) if kept is not None else None
    if kept is None or state is None:
        return None
    kept.begin(state)
    kept.names = _names(files)
    return kept


def _collected(config: MkDocsConfig, staging: Staging | None) -> tuple[Files, Navigation, Any]:
    """The files of the site, its navigation and the theme's templates."""
    files = files_of(config, staging)
    environment = config.theme.get_env()
    _add_theme_files(files, environment, config)
    files = config.plugins.on_files(files, config=config)
    set_exclusions(files, config)
    nav = navigation_of(files, config) if staging is not None else get_navigation(files, config)
    return files, config.plugins.on_nav(nav, config=config, files=files), environment


def _taken(config: MkDocsConfig, files: Files, kept: Kept | None) -> set[str]:
    """The paths at which something else than a stub stands, or will."""
    taken = {file.dest_uri for file in files}
    taken.update(path for path, _ in walk(Path(config.site_dir)))
    if kept is not None:
        taken.update(path for static in kept.statics.values() for path in static.digests)
    return taken


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


def _changed(kept: Kept, means: Means, files: Files, documents: Iterable[File]) -> list[File]:
    """The pages to be made; the others are kept."""
    known = files.src_uris

    @cache
    def is_page(uri: str) -> bool:
        return uri in known and known[uri].inclusion not in _LEFT_OUT

    changed = []
    for file in documents:
        uri, built = file.src_uri, file.dest_uri
        if kept.known(uri, _key(means, file), built, is_page):
            kept.keep(uri, built)
        else:
            changed.append(file)
    return changed


def _names(files: Files) -> str:
    """A key of all files, and of which are left out."""
    left_out = [file.src_uri for file in files if file.inclusion in _LEFT_OUT]
    return key_of(list(files.src_uris), left_out)


def _known(kept: Kept | None, then: Callable[[File], object], file: File) -> None:
    """Tells the page of a file what is known of it, where it is kept."""
    then(file)
    if kept is not None and file.page is not None and file.src_uri in kept.reused:
        file.page.present_anchor_ids = set(kept.entry(file.src_uri).anchors)


def _key(means: Means, file: File) -> str:
    """What decides beside the state of the site how a page comes out, in short."""
    source = means.staging.digests.get(file.src_uri, "") if means.staging is not None else ""
    return key_of(source, file.dest_uri, file.edit_uri, file.inclusion.value)


def _templates(config: MkDocsConfig, files: Files, nav: Navigation, environment: Any, kept: Kept | None) -> None:
    """What the theme, or the user, makes without a page: a sitemap, a page for what is not found."""
    listed = ""
    for name in config.theme.static_templates:
        made = [name, f"{name}.gz"] if name == "sitemap.xml" else [name]
        if kept is not None:
            if name == "sitemap.xml" and not listed:
                paths = [file.dest_uri for file in files.documentation_pages()]
                listed = key_of(paths, os.environ.get("SOURCE_DATE_EPOCH"))
            key = key_of(kept.state, name, listed if name == "sitemap.xml" else "")
            if kept.known_static(name, key):
                continue
            kept.statics[name] = Static(key, dict.fromkeys(made, ""))
        ordinary._build_theme_template(name, environment, files, config, nav)
    for template in config.extra_templates:
        ordinary._build_extra_template(template, files, config, nav)


def _finish(
    config: MkDocsConfig,
    files: Files,
    documents: Iterable[File],
    results: Iterable[Result],
    work: Work,
    kept: Kept | None,
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
        for uri, links in result.links.items():
            _tell_links(by_uri[uri], links, files)
    if kept is not None:
        for uri in kept.linking():
            _tell_links(by_uri[uri], kept.entry(uri).links, files)
    work.pages = len(by_uri)
    level = config.validation.links.anchors
    for file in by_uri.values():
        page = page_there(file)
        if page is not None:
            if page.present_anchor_ids is None and page.content is not None:
                page.present_anchor_ids = set()
            if page.links_to_anchors:
                page.validate_anchor_links(files=files, log_level=level)


def _tell_links(file: File, links: Mapping[str, Mapping[str, str]], files: Files) -> None:
    """Tells the page of a file which anchors it links to, by path of their page."""
    known = files.src_uris
    if file.page is not None:
        file.page.links_to_anchors = {known[uri]: dict(some) for uri, some in links.items() if uri in known}


def _remember(kept: Kept, means: Means, documents: Iterable[File], results: Sequence[Result]) -> None:
    """What the next build needs to know of the pages that were made."""
    made = {uri: result for result in results for uri in result.made}
    for result in results:
        kept.shells.update(result.shells)
    for file in documents:
        # A page of which something is said has none, as it has to be said again.
        if (found := made.get(file.src_uri)) is not None:
            kept.made[file.src_uri] = file.dest_uri
            kept.pages[file.src_uri] = Entry(
                _key(means, file),
                found.entries.get(file.src_uri, ""),
                found.anchors.get(file.src_uri, ()),
                found.links.get(file.src_uri, {}),
                found.made[file.src_uri],
            )


def _index(config: MkDocsConfig, documents: Iterable[File], results: Iterable[Result], kept: Kept | None) -> None:
    """Has Material write the entries of all pages into the search index, as they were made, in the order of the pages."""
    search = search_of(config)
    if search is None:
        return
    entries = {uri: text.encode() for result in results for uri, text in result.entries.items()}
    if kept is not None:
        entries.update(kept.searched())
    texts = b",".join([text for file in documents if (text := entries.get(file.src_uri))]).decode()
    index = search.search_index
    index.entries = []
    frame = index.generate_search_index(None)
    if not frame.endswith("[]}"):
        index.entries = json.loads(f"[{texts}]")
        return
    index.generate_search_index = lambda _: f"{frame.removesuffix(']}')}{texts}]}}"
