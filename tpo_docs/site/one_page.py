"""Single pages of a site that stands already, made as the build of the whole site makes them.

Of the site only what the pages need is set up: the configuration, the navigation, the shells of the theme's template that
an earlier build found right, and the files that the pages link to. So it is for pages of which nothing has changed but their own
text; whoever asks makes a page as it was first, and compares.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import get_navigation
from mkdocs.structure.pages import Page

from tpo_docs.site import csp, mkdocs_bodies, mkdocs_engine, page_run
from tpo_docs.site.errors import SiteError
from tpo_docs.site.job import Job
from tpo_docs.site.kept import Kept
from tpo_docs.site.mkdocs_process import surroundings
from tpo_docs.site.navigation import trim
from tpo_docs.site.shell import Shells
from tpo_docs.site.theme_templates import keep_compiled


class Sheet(NamedTuple):
    """A staged page."""

    path: str
    """In the docs folder."""
    source: str
    """The user's file that its edit link leads to."""
    text: str


class Made(NamedTuple):
    """A page as it is published, and what other parts of the site say of it."""

    html: bytes
    entries: str
    """Its entries of the search index: JSON without the brackets."""
    ties: tuple[object, ...]
    """What it is tied to others by: its anchors, its links and their targets, its scripts."""


class _Shells(Shells):
    """The shells that are known; a page that none is for runs the template, since it would be the only one to use it."""

    def _shell(self, page: Page, values: Mapping[str, str], run: Callable[[Page], str]) -> None:
        del page, values, run


class _Run(page_run.Run):
    def __init__(self, site: page_run.Site, shells: Mapping[str, Any]) -> None:
        super().__init__(site, [], Kept(Path(), {}, shells=dict(shells)), populate=True)
        why_not = self.shells.why_not
        self.shells = _Shells(site.environment, site.config, site.nav, shells)
        self.shells.why_not = why_not


class _Files(Files):
    """Every staged file as soon as it is asked for."""

    def __init__(self, config: MkDocsConfig, folder: Path) -> None:
        super().__init__(())
        self._config = config
        self._folder = folder

    def get_file_from_path(self, path: str) -> File | None:
        """A staged file."""
        found = super().get_file_from_path(path)
        inside = not path.startswith(("/", "..")) and "/../" not in path
        if found is None and inside and (self._folder / path).is_file():
            config, inclusion = self._config, InclusionLevel.NOT_IN_NAV
            found = File(path, config.docs_dir, config.site_dir, config.use_directory_urls, inclusion=inclusion)
            self.append(found)
        return found


def made(job: Job, shells: Mapping[str, Any], sheets: Iterable[Sheet], said: Container[str] = ()) -> list[Made] | None:
    """What becomes of these pages, one after the other; None where one of them cannot be made, or where something is
    said that was not `said` of the whole site. `shells` is what `Shells.known` gave."""
    shutil.rmtree(job.target, ignore_errors=True)
    try:
        with surroundings(job) as log:
            config = mkdocs_engine.load(job)
            keep_compiled(config.theme)
            config.plugins.on_startup(command="build", dirty=False)
            try:
                found = list(_made(config.plugins.on_config(config), job, shells, sheets))
            finally:
                config.plugins.on_shutdown()
        return None if log.errors or any(text not in said for text in log.warnings) else found
    except SiteError:
        return None
    finally:
        shutil.rmtree(job.target, ignore_errors=True)


def _made(config: MkDocsConfig, job: Job, shells: Mapping[str, Any], sheets: Iterable[Sheet]) -> Iterator[Made]:
    environment = config.theme.get_env()
    trim(environment, config.theme)
    files = _Files(config, job.docs)
    nav = get_navigation(files, config)
    for page in nav.pages:
        mkdocs_bodies.read_source(page, config)  # for its title
    link = mkdocs_engine.edit_links(config, job)
    bodies = mkdocs_bodies.Bodies(config, files, mkdocs_bodies.Cache())
    run = _Run(page_run.Site(config, files, nav, environment, list(files)), shells)
    for sheet in sheets:
        file = files.get_file_from_path(sheet.path)
        if file is None:
            raise SiteError(f"{sheet.path} is not staged")
        file.content_string = sheet.text
        link(file, sheet.source)
        page = file.page if file.page is not None else Page(None, file, config)
        page.content = None
        bodies.take_over()
        result = run.results([file])
        if sheet.path not in result.made:
            raise SiteError(f"something has to be said of {sheet.path}")
        html = Path(file.abs_dest_path).read_bytes()
        anchors, links = result.anchors.get(sheet.path, []), result.links.get(sheet.path, {})
        ties = (
            anchors,
            # The quicker of the converters does not note a page's links to its own headings.
            {path: found for path, found in links.items() if path != sheet.path or not found.keys() <= set(anchors)},
            result.made[sheet.path],
            page.title,
            list(csp.inline_scripts(html)),
        )
        yield Made(html, result.entries.get(sheet.path, ""), ties)
