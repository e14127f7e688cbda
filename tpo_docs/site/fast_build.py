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
import posixpath
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import FileSystemLoader
from mkdocs import utils
from mkdocs.commands import build as ordinary
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, BuildError
from mkdocs.structure.files import File, Files, InclusionLevel, _file_sort_key, get_files, set_exclusions
from mkdocs.structure.nav import Navigation, get_navigation
from mkdocs.structure.pages import Page

from tpo_docs import processes
from tpo_docs.site import page_shares, site_state
from tpo_docs.site.kept import Entry, Kept, Static, key_of
from tpo_docs.site.mkdocs_bodies import Cache
from tpo_docs.site.page_run import SINGLE_PAGE, Result, Run, Site, foreign, populate, search_of
from tpo_docs.site.publish import walk
from tpo_docs.site.redirects import Stubs
from tpo_docs.site.stage import Staging

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
    in_navigation = set(map(id, nav.pages))
    for file in documents:
        if file.page is None:
            Page(None, file, config)
    listed = [file for file in documents if id(file.page) in in_navigation]
    if means.staging is not None:
        means.staging.finish()
    kept = None if single else _begun(means.kept, config, nav, listed)
    if kept is None and means.kept is not None:
        means.kept.forget()
    todo = documents if kept is None or kept.is_empty else _changed(kept, means, files, documents)
    work.kept = len(documents) - len(todo)
    made = set(map(id, todo))
    others = [file for file in todo if id(file.page) not in in_navigation]
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
        results = page_shares.Maker(run, stubs, means.cache).made(page_shares.Work(pages, free), work.processes)
    _finish(config, files, documents, results, work)
    if kept is not None:
        _remember(kept, means, documents, results)
    if not strangers:
        for result in results:
            work.stubs |= result.stubs
            work.digests.update(result.digests)
            work.scripts.update({path: [result.used[number] for number in of] for path, of in result.scripts.items()})
    _index(config, documents, results, kept)
    config.plugins.on_post_build(config=config)


def _begun(kept: Kept | None, config: MkDocsConfig, nav: Navigation, listed: Iterable[File]) -> Kept | None:
    """What is known of the pages of this very site; None where nothing may be."""
    state = site_state.of(config, nav, listed) if kept is not None else None
    if kept is None or state is None:
        return None
    kept.begin(state)
    return kept


def _collected(config: MkDocsConfig, staging: Staging | None) -> tuple[Files, Navigation, Any]:
    """The files of the site, its navigation and the theme's templates."""
    files = _files(config, staging)
    environment = config.theme.get_env()
    _add_theme_files(files, environment, config)
    files = config.plugins.on_files(files, config=config)
    set_exclusions(files, config)
    return files, config.plugins.on_nav(get_navigation(files, config), config=config, files=files), environment


def _files(config: MkDocsConfig, staging: Staging | None) -> Files:
    """The files of the docs folder, as `get_files` finds them; without a look at it where it is known what it will hold."""
    if staging is None or not staging.is_fresh:
        return _files_there(config, staging)
    folders: dict[str, list[str]] = {}
    for path in staging.paths:
        folder, _, name = path.rpartition("/")
        folders.setdefault(folder, []).append(name)
    files: list[File] = []
    for folder in sorted(folders, key=lambda path: path.split("/") if path else []):
        files += (
            File(posixpath.join(folder, name), config.docs_dir, config.site_dir, config.use_directory_urls)
            for name in sorted(folders[folder], key=_file_sort_key)
        )
    if len({file.dest_uri for file in files}) < len(files):
        return _files_there(config, staging)  # MkDocs chooses, and says so
    set_exclusions(files, config)
    return Files(files)


def _files_there(config: MkDocsConfig, staging: Staging | None) -> Files:
    if staging is not None:
        staging.finish()
    return get_files(config)


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


def _changed(kept: Kept, means: Means, files: Files, documents: Sequence[File]) -> list[File]:
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


def _key(kept: Kept, means: Means, file: File) -> str:
    """What decides how a page comes out, in short."""
    source = means.staging.digests.get(file.src_uri, "") if means.staging is not None else ""
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


def _finish(
    config: MkDocsConfig, files: Files, documents: Iterable[File], results: Iterable[Result], work: Work
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
                _key(kept, means, file),
                "",
                found.entries.get(file.src_uri, ""),
                tuple(found.anchors.get(file.src_uri, ())),
                found.links.get(file.src_uri, {}),
                tuple(found.made[file.src_uri]),
            )


def _index(config: MkDocsConfig, documents: Iterable[File], results: Iterable[Result], kept: Kept | None) -> None:
    """Has Material write the entries of all pages into the search index, as they were made, in the order of the pages."""
    search = search_of(config)
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
