"""Makes pages: populate, index, fill or render, write."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mkdocs.commands import build as ordinary
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import BuildError
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents

from tpo_docs.site import csp, site_state
from tpo_docs.site.filling import Filled, encoded
from tpo_docs.site.kept import Kept
from tpo_docs.site.mkdocs_bodies import forget_indexed, indexed, targets_of
from tpo_docs.site.search_entries import sections
from tpo_docs.site.shell import Shells
from tpo_docs.site.stage import digest_of, write_new

_WHOLE_PAGE = ("post_page", "page_context")
SINGLE_PAGE = ("pre_page", "page_markdown", "page_content", *_WHOLE_PAGE)
"""What may look at one page after the other."""
_SEARCH_ATTRIBUTE = re.compile(r"data-search-\w+=\"[^\"]+\"")
_ENTRY = json.JSONEncoder(separators=(",", ":"), default=str)
_COUNTS = ("rendered", "filled")
_log = logging.getLogger("mkdocs.commands.build")


@dataclass
class Result:
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
    stubs: dict[str, str] = field(default_factory=dict)
    """Digests of stubs, by path."""
    pieces: list[int] = field(default_factory=list)
    """The pieces of the work that it took."""
    logged: list[tuple[int, str, int, str]] = field(default_factory=list)
    """What was said about a piece: its number, logger, level, text."""
    counts: dict[str, int] = field(default_factory=dict)


class Site(NamedTuple):
    """What MkDocs' own steps are given."""

    config: MkDocsConfig
    files: Files
    nav: Navigation
    environment: Any
    documents: Sequence[File]


class Run:
    """Makes pages: populate, index, fill or render, write."""

    def __init__(self, site: Site, said: list[str], kept: Kept | None, *, populate: bool) -> None:
        self.config, self.files, self.nav, self.environment, self.documents = config, _, nav, environment, _ = site
        self.populate = populate
        self.shells = Shells(environment, config, nav, kept.shells if kept is not None else {})
        stranger = foreign(config, _WHOLE_PAGE)
        if stranger and not self.shells.why_not:
            self.shells.why_not = f"{stranger} works on whole pages"
        if self.shells.why_not:
            said.append(f"every page runs the theme's template: {self.shells.why_not}")
        self.search = search_of(config)
        self.in_navigation = set(map(id, nav.pages))
        self._folders: set[str] = set()

    def results(self, files: Sequence[File], result: Result | None = None) -> Result:
        """Makes these pages; what is found out is added to `result`."""
        result = result if result is not None else Result()
        start = (self.shells.rendered, self.shells.filled)
        for file in files:
            page = file.page
            if page is None:
                continue
            if self.populate and page.content is None:
                populate(file, self.config, self.files)
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
                page.present_anchor_ids = page.links_to_anchors = None  # they are in the result
                forget_indexed(page)
        for name, now, then in zip(_COUNTS, (self.shells.rendered, self.shells.filled), start, strict=True):
            result.counts[name] = result.counts.get(name, 0) + now - then
        result.shells = self.shells.known()
        return result

    def _page(self, page: Page, file: File, result: Result) -> None:
        config = self.config
        config._current_page = page
        try:
            page.active = True
            if self.search is not None:
                result.entries[file.src_uri] = self._entries(page)
            made = self.shells.render(page, self._rendered)
            if isinstance(made, str):  # else nobody works on whole pages
                output = config.plugins.on_post_page(made, page=page, config=config)
                made = Filled(encoded(output) if output.strip() else b"", None)
            if made.data:
                self._write(made, file, result)
            else:
                _log.info("Page skipped: '%s'. Generated empty output.", file.src_uri)
        except Exception as error:
            suffix = "" if isinstance(error, BuildError) else f" {error}"
            _log.error("Error building page '%s':%s", file.src_uri, suffix)
            raise
        finally:
            page.active = False
            config._current_page = None

    def _write(self, page: Filled, file: File, result: Result) -> None:
        """Writes a page; what has to be known of its bytes is found out while they are at hand."""
        write_new(file.abs_dest_path, page.data, self._folders)
        result.digests[file.dest_uri] = digest_of(page.data)
        scripts = page.scripts
        if scripts is None:
            scripts = [csp.allowing(script) for script in csp.inline_scripts(page.data)]
        used = result.used
        numbers = result.scripts[file.dest_uri] = []
        for script in scripts:
            if script not in used:
                used.append(script)
            numbers.append(used.index(script))

    def _rendered(self, page: Page) -> str:
        """The theme's template, run for one page."""
        context = ordinary.get_context(self.nav, self.documents, self.config, page)
        template = self.environment.get_template(page.meta.get("template", "main.html"))
        if foreign(self.config, ("page_context",)):
            context = self.config.plugins.on_page_context(context, page=page, config=self.config, nav=self.nav)
        return str(template.render(context))

    def _entries(self, page: Page) -> str:
        """The page's entries of the search index; blocks that the index passes over are not even shown to it."""
        index = self.search.search_index
        whole = page.content
        index.entries = []
        less = indexed(page)
        if less is not None and not foreign(self.config, ("page_content",)):
            page.content = less
        _add_entries(index, page)
        page.content = _without_marks(whole or "")
        entries, index.entries = index.entries, []
        return ",".join(map(_ENTRY.encode, entries))


def _without_marks(content: str) -> str:
    """A page without the attributes that are for the search alone, and without a blank before each, as Material leaves it."""
    pieces = _SEARCH_ATTRIBUTE.split(content) if "data-search-" in content else [content]
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


def populate(file: File, config: MkDocsConfig, files: Files) -> None:
    """Reads and renders the Markdown of a page."""
    ordinary._populate_page(file.page, config, files, dirty=False)  # type: ignore[arg-type]  # a page of documentation has one


def search_of(config: MkDocsConfig) -> Any:
    """Material's search plugin, where it is on and indexes."""
    for name in ("material/search", "search"):
        plugin = config.plugins.get(name)
        if plugin is not None and type(plugin).__module__.startswith("material.plugins.search"):
            return plugin if plugin.config.enabled else None
    return None


def foreign(config: MkDocsConfig, events: Iterable[str]) -> str:
    """A plugin or hook that takes part in one of these events and that we do not know; empty where there is none."""
    for event in events:
        for method in config.plugins.events.get(event, ()):
            owner = getattr(method, "__self__", None)
            module = type(owner).__module__ if owner is not None else getattr(method, "__module__", "")
            if not f"{module}.".startswith(site_state.KNOWN_PLUGINS):
                return f"the plugin or hook {module}"
    return ""
