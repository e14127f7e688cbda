"""Builds a staged tree with MkDocs: the user's mkdocs.yml keeps its meaning, what must differ is changed in memory."""

from __future__ import annotations

import logging
import posixpath
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment
from mkdocs.commands.build import build as ordinary_build
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation

from tpo_docs.site import fast_build
from tpo_docs.site.defaults import defaults
from tpo_docs.site.errors import SiteError
from tpo_docs.site.job import Job, Outcome
from tpo_docs.site.kept import Kept
from tpo_docs.site.mkdocs_adapting import adapt, set_edit_links
from tpo_docs.site.mkdocs_bodies import Bodies, Cache
from tpo_docs.site.mkdocs_process import surroundings
from tpo_docs.site.navigation import merge_navigation, navigation, trim
from tpo_docs.site.page_run import foreign
from tpo_docs.site.stage import Staging
from tpo_docs.site.theme_templates import keep_compiled
from tpo_docs.site.tree import is_page

PLUGIN = "tpo-docs"
LARGEST_INDEX = 8_000_000  # beyond that browsers need too long for it, and it would be half of the site


def build(
    job: Job,
    say: Callable[[str], None] = lambda _: None,
    *,
    ordinary: bool = False,
    staging: Staging | None = None,
    kept: Kept | None = None,
) -> Outcome:
    """Builds the site into the job's target and gives back what MkDocs warned of, and what is known of the files.

    `ordinary` leaves all steps to MkDocs: the bytes are the same, as a test shows, and it takes longer. Files that are
    still to be written are `staging`; the stubs are written then, too. With `kept`, files that would come out as they are
    published are left out.
    """
    with surroundings(job) as said:
        config = load(job)
        if staging is not None and (ordinary or foreign(config, config.plugins.events)):
            staging.finish()
        if not ordinary:
            keep_compiled(config.theme)
        work = fast_build.Work()
        config.plugins.on_startup(command="build", dirty=False)
        try:
            if ordinary:
                ordinary_build(config)
            else:
                staged = cast("_Staged", config.plugins[f"{PLUGIN}-staged"])
                redirects = job.tree.redirects if staging is not None else {}
                means = fast_build.Means(
                    staged.cache, staging=staging, kept=kept, redirects=redirects, begun=staged.take_over
                )
                work = fast_build.build(config, means, say)
                if staged.cache.lost:
                    say(f"what was rendered is not kept for the next build ({staged.cache.lost})")
        finally:
            config.plugins.on_shutdown()
        _search_from_folders(job.target)
    return Outcome(tuple(said.warnings), work.digests, work.scripts, work.stubs)


def edit_links(config: MkDocsConfig, job: Job) -> Callable[[File, str], None]:
    """The same for the staged tree of a job, whose configuration names the user's docs folder in its own file."""
    staged = cast("_Staged", config.plugins[f"{PLUGIN}-staged"])
    return set_edit_links(config, posixpath.relpath(staged.users_docs.as_posix(), job.root.as_posix()))


class _Staged(BasePlugin):  # type: ignore[type-arg,no-untyped-call]  # MkDocs does not type it
    """What we do during a build of a staged tree."""

    def __init__(self, job: Job, users_docs: Path) -> None:
        self._job = job
        self.users_docs = users_docs
        self.cache = Cache(job.docs.parent / "cache" / "bodies")
        self._bodies: Bodies | None = None

    @event_priority(100)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Only what the tree holds becomes a page, each with its own edit link."""
        sources = {file.path: file.source for file in self._job.tree.files}
        link = edit_links(config, self._job)
        for file in list(files):
            if file.src_dir != config.docs_dir:
                continue
            if file.src_uri not in sources:
                files.remove(file)
                continue
            file.inclusion = _inclusion(file, config)
            if is_page(file.src_uri):
                link(file, sources[file.src_uri])
        return files

    @event_priority(-100)
    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Bodies are rendered once for a content."""
        self._bodies = Bodies(config, files, self.cache)
        self._bodies.take_over()
        return nav

    def take_over(self, file: File) -> None:
        """The same for a page that comes to be later."""
        if self._bodies is not None:
            self._bodies.take_over((file,))

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Pages without the indentation of the theme's templates."""
        del files
        trim(env, config.theme)
        return env

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Keeps the bodies for the next build."""
        del config
        self.cache.close()


def _inclusion(file: File, config: MkDocsConfig) -> InclusionLevel:
    """Pages need not be in the navigation; and `templates/` is no reserved name for us, as it is for MkDocs."""
    if file.inclusion is InclusionLevel.INCLUDED:
        return InclusionLevel.NOT_IN_NAV
    if file.inclusion is InclusionLevel.EXCLUDED and file.src_uri.startswith("templates/"):
        patterns = config.exclude_docs
        if patterns is None or not patterns.match_file(file.src_uri):
            return InclusionLevel.NOT_IN_NAV
    return file.inclusion


def _search_from_folders(target: Path) -> None:
    """Pages opened from a folder cannot fetch the index of the search, but they can load it as a script."""
    index = target / "search" / "search_index.json"
    script = index.with_suffix(".js")
    if index.is_file() and not script.exists() and index.stat().st_size <= LARGEST_INDEX:
        script.write_bytes(b"var __index = " + index.read_bytes())


def load(job: Job) -> MkDocsConfig:
    """The user's configuration, read and validated by MkDocs itself, with our places put in before validation."""
    file = job.mkdocs_file or job.root / "mkdocs.yml"
    MkDocsConfig.plugins.plugin_cache.clear()  # type: ignore[attr-defined]  # plugins of an earlier build in this process
    config = MkDocsConfig(config_file_path=str(file.absolute()))
    if file.is_file():
        with file.open("rb") as stream:
            config.load_file(stream)
    else:
        config.load_dict(defaults())
    users_docs = file.absolute().parent / str(config.get("docs_dir") or "docs")
    users_nav = config.get("nav")
    if not config.get("site_name"):
        config["site_name"] = job.title or job.root.absolute().name
    if not _theme_given(config):
        config["theme"] = {"name": "material"}
    config["docs_dir"] = str(job.docs.absolute())
    config["site_dir"] = str(job.target.absolute())
    config["plugins"] = _without_ours(config.get("plugins"), search=not job.tree.pagefind)
    config["strict"] = False  # we judge the warnings ourselves, as some are about what we know better
    address = job.site_url or config.get("site_url")
    config["site_url"] = f"{address.rstrip('/')}/{job.version}/" if isinstance(address, str) and address else None
    failed, said = config.validate()
    if failed:
        key, error = failed[0]
        raise SiteError(f"{file.name}: {key}: {_last_line(str(error))}")
    for key, message in said:
        logging.getLogger("mkdocs.config").warning("Config value '%s': %s", key, message)
    adapt(config, job.tree, job.default)
    config.nav = merge_navigation(users_nav if isinstance(users_nav, list) else None, navigation(job.tree.nav))
    if not config.nav:
        config.nav = None
    config.plugins[f"{PLUGIN}-staged"] = _Staged(job, users_docs)
    return config


def _theme_given(config: MkDocsConfig) -> bool:
    """Without a theme MkDocs takes its own; our pages are made for Material."""
    theme = config.get("theme")
    if isinstance(theme, Mapping):
        return bool(theme.get("name")) or "custom_dir" in theme
    return any(
        "theme" in given for given in cast("list[dict[str, Any]]", vars(config).get("_Config__user_configs", []))
    )


def _without_ours(plugins: Any, *, search: bool = True) -> Any:
    """The user's plugins without the tpo-docs plugin, whose work is done already, and without a search not wanted."""
    away = {PLUGIN} if search else {PLUGIN, "search", "material/search"}
    if isinstance(plugins, dict):
        return {name: options for name, options in plugins.items() if name not in away}
    if isinstance(plugins, list):
        return [
            entry
            for entry in plugins
            if not (entry in away if isinstance(entry, str) else isinstance(entry, dict) and not away.isdisjoint(entry))
        ]
    return plugins if search else []


def _last_line(text: str) -> str:
    return text.strip().rpartition("\n")[2] if "Traceback" in text or '\n  File "' in text else text
