"""Builds a staged tree with MkDocs: the user's mkdocs.yml keeps its meaning, what must differ is changed in memory."""

from __future__ import annotations

import errno
import logging
import os
import posixpath
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, cast
from urllib.parse import quote, urljoin

import yaml
from jinja2 import Environment
from mkdocs.commands.build import build as ordinary_build
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError, MkDocsException
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.utils.yaml import get_yaml_loader, yaml_load

from tpo_docs.site import fast_build
from tpo_docs.site.defaults import WORDS, defaults
from tpo_docs.site.errors import SiteError, in_words
from tpo_docs.site.kept import Kept
from tpo_docs.site.mkdocs_bodies import Bodies, Cache
from tpo_docs.site.navigation import is_long, merge_navigation, navigation, shorten, trim
from tpo_docs.site.page_run import foreign
from tpo_docs.site.stage import Staging
from tpo_docs.site.theme_templates import keep_compiled
from tpo_docs.site.tree import Tree, is_page, site_path
from tpo_docs.site.versions import DEFAULT_ALIAS

OVERRIDES = Path(__file__).parent / "overrides"
PLUGIN = "tpo-docs"
SANITISER = "tpo_docs.site.sanitise"

NEEDED_EXTENSIONS = ("abbr", "attr_list", "md_in_html", "tables")
_DEFAULT_EDIT_URIS = frozenset({"edit/master/docs/", "src/default/docs/"})
_GOOGLE_FONTS = {"text": "Roboto", "code": "Roboto Mono"}
LARGEST_INDEX = 8_000_000  # beyond that browsers need too long for it, and it would be half of the site
_LINK_TO_NOTHING = re.compile(r"contains a link '(.*?)', but the target(?: '(.*?)')? is not found among documentation")
_FENCES = "pymdownx.superfences"
_SHIM = "assets/javascripts/iframe-worker.js"


class Settings(NamedTuple):
    """What the rest of tpo-docs wants to know of a mkdocs.yml, read without loading themes or plugins."""

    docs_dir: str = "docs"
    site_name: str = ""
    language: str = ""
    """Empty where the user has not chosen one."""
    site_url: str = ""
    repo_url: str = ""
    strict: bool = False
    assets: tuple[str, ...] = ()
    """Files of the docs folder that the configuration names: styles, scripts, logo, icon."""
    search: bool = True
    """Whether a search is wanted at all."""
    edit_uri: str | None = None
    """None where the user has not written one; empty where no link is wanted."""
    edit_uri_template: str = ""
    theme_dir: str = ""
    """Where the user's own templates of the theme are."""

    @property
    def edit_link(self) -> tuple[str, str]:
        """The pattern of a link to a source as MkDocs would make it, and the folder its `{path}` begins at."""
        written = self.edit_uri_template or self.edit_uri
        if not written or not (self.repo_url or "://" in written):
            return "", ""
        address = urljoin(f"{self.repo_url.rstrip('/')}/", written)
        folder = posixpath.normpath(self.docs_dir)
        if self.edit_uri_template:
            return address.replace("{path!q}", "{path}"), folder
        if address.endswith(f"/{folder}/"):
            return f"{address.removesuffix(f'{folder}/')}{{path}}", ""
        return f"{address}{'' if address[-1:] in '/=' else '/'}{{path}}", folder


@dataclass(frozen=True)
class Job:
    """One build: which tree, from where, to where, under which version."""

    root: Path
    tree: Tree
    docs: Path
    """The folder that holds the tree's files."""
    target: Path
    version: str
    default: str
    """The version or alias that is not outdated."""
    mkdocs_file: Path | None = None
    site_url: str | None = None
    title: str | None = None
    epoch: int | None = None


class Outcome(NamedTuple):
    """What a build leaves beside its files."""

    warnings: tuple[str, ...]
    """What MkDocs warned of."""
    digests: Mapping[str, str] = {}
    """Of built files, by path, as far as they are known."""
    scripts: Mapping[str, list[str]] = {}
    """What a content security policy must allow for each of these."""
    stubs: Mapping[str, str] = {}
    """Digests of the stubs that are written already, or stand as they would be written, by path."""


def settings(mkdocs_file: Path | None) -> Settings:
    """The plain settings of a mkdocs.yml and those it inherits; defaults if there is none."""
    if mkdocs_file is None or not mkdocs_file.is_file():
        return Settings()
    with _clear(mkdocs_file), mkdocs_file.open("rb") as stream:
        raw = yaml_load(stream, PlainLoader)
    if not isinstance(raw, dict):
        raise SiteError(f"{mkdocs_file.name}: it is no mapping of settings")
    theme = raw.get("theme")
    language = theme.get("language") if isinstance(theme, dict) else None

    def text(key: str, default: str = "") -> str:
        value = raw.get(key)
        return value if isinstance(value, str) else default

    return Settings(
        text("docs_dir", "docs"),
        text("site_name"),
        language if isinstance(language, str) else "",
        text("site_url"),
        text("repo_url"),
        raw.get("strict") is True,
        tuple(_named_assets(raw)),
        _has_search(raw.get("plugins")),
        text("edit_uri") if "edit_uri" in raw else None,
        text("edit_uri_template"),
        str(theme.get("custom_dir") or "") if isinstance(theme, dict) else "",
    )


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
    with _surroundings(job) as said:
        config = _load(job)
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


def adapt(config: MkDocsConfig, tree: Tree, default: str = "") -> None:
    """Changes a loaded configuration as our pages need it; the same for our builds and for the MkDocs plugin.

    With a default version, the site gets the version selector.
    """
    config.use_directory_urls = False
    _adapt_theme(config, tree)
    _adapt_markdown(config)
    words = WORDS.get(tree.language, WORDS["en"])
    version = config.extra.get("version")
    version = version if isinstance(version, dict) else {}
    if default:
        config.extra["version"] = version = {
            "provider": "mike",
            "default": default,
            "alias": True,
            "published": True,
        } | version
    chosen = version.get("default")
    config.extra["tpo_docs"] = {
        **words,
        "default": chosen if isinstance(chosen, str) else default or DEFAULT_ALIAS,
        "published": bool(default),
    }
    polyfills = config.extra.setdefault("polyfills", [])
    if config.theme.name == "material" and not any("iframe-worker" in str(script) for script in polyfills):
        polyfills.append(_SHIM)
    config.extra_css.extend(path for path in tree.styles if path not in config.extra_css)
    scripts = {str(script) for script in config.extra_javascript}
    config.extra_javascript.extend(path for path in tree.scripts if path not in scripts)


def set_edit_links(config: MkDocsConfig, docs_dir: str) -> Callable[[File, str], None]:
    """A function that gives a page the address of its source (relative to the project root; "" for none).

    `edit_uri` points at the user's docs folder, and sources may lie elsewhere, so it is cut back to the project root.
    """
    base = docs_dir
    suffix = f"{docs_dir.strip('/')}/"
    uri = config.edit_uri
    if uri and uri.endswith(f"/{suffix}"):
        config.edit_uri, base = uri[: -len(suffix)], "."
    elif uri in _DEFAULT_EDIT_URIS:
        config.edit_uri, base = uri.removesuffix("docs/"), "."
    quoted = not config.edit_uri_template or "!q" not in config.edit_uri_template

    @cache
    def seen_from_base(folder: str) -> str:
        way = posixpath.relpath(folder or ".", base)
        return "" if way == "." else f"{way}/"

    def link(file: File, source: str) -> None:
        folder, _, name = source.rpartition("/")
        path = f"{seen_from_base(folder)}{name}" if source else None
        file.edit_uri = quote(path, safe="/~") if path and quoted else path

    return link


def edit_links(config: MkDocsConfig, job: Job) -> Callable[[File, str], None]:
    """The same for the staged tree of a job, whose configuration names the user's docs folder in its own file."""
    staged = cast("_Staged", config.plugins[f"{PLUGIN}-staged"])
    return set_edit_links(config, posixpath.relpath(staged.users_docs.as_posix(), job.root.as_posix()))


def user_assets(config: MkDocsConfig, folder: Path, taken: Callable[[str], bool]) -> Iterator[File]:
    """The files of the user's docs folder that the configuration names and that no tree has: styles, scripts, logo."""
    theme = config.theme
    named = [
        *config.extra_css,
        *(str(script) for script in config.extra_javascript),
        *(str(theme[key]) for key in ("logo", "favicon") if theme.get(key)),
        *config.extra_templates,
    ]
    for path in dict.fromkeys(str(name) for name in named):
        source = folder / path
        inside = not posixpath.isabs(path) and ".." not in path.split("/")
        if inside and not taken(path) and source.is_file():
            yield File(path, str(folder), config.site_dir, config.use_directory_urls, inclusion=InclusionLevel.INCLUDED)


def _has_search(plugins: Any) -> bool:
    """Whether a list of plugins holds a search; without a list MkDocs takes its own."""
    if plugins is None:
        return True
    names = (entry if isinstance(entry, str) else next(iter(entry), "") for entry in plugins)
    return any(str(name).rpartition("/")[2] == "search" for name in names)


def _named_assets(raw: Mapping[str, Any]) -> Iterator[str]:
    theme = raw.get("theme")
    for name in ("logo", "favicon"):
        if isinstance(theme, dict) and isinstance(theme.get(name), str):
            yield theme[name]
    for name in ("extra_css", "extra_javascript", "extra_templates"):
        for entry in raw.get(name) or ():
            path = entry.get("path") if isinstance(entry, dict) else entry
            if isinstance(path, str):
                yield path


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


def _load(job: Job) -> MkDocsConfig:
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


def _adapt_theme(config: MkDocsConfig, tree: Tree) -> None:
    theme = config.theme
    if theme.name != "material":
        return
    if theme.get("font") == _GOOGLE_FONTS:  # the theme's default, which would be loaded from Google
        theme["font"] = False
    if not any("language" in given for given in _theme_settings(config)) and tree.language != "en":
        theme["language"] = tree.language
    if str(OVERRIDES) not in theme.dirs:
        theme.dirs.insert(1 if theme.custom_dir else 0, str(OVERRIDES))
    if is_long(tree.nav):
        shorten(theme)


def _theme_settings(config: MkDocsConfig) -> Iterator[Mapping[str, Any]]:
    for given in vars(config).get("_Config__user_configs", []):
        theme = given.get("theme")
        if isinstance(theme, dict):
            yield theme


def _adapt_markdown(config: MkDocsConfig) -> None:
    names = config.markdown_extensions
    for name in (*NEEDED_EXTENSIONS, SANITISER):
        if name not in names and f"markdown.extensions.{name}" not in names:
            names.append(name)
    names.remove(SANITISER)
    names.append(SANITISER)
    if _FENCES in names:
        fences = config.mdx_configs.setdefault(_FENCES, {}).setdefault("custom_fences", [])
        if not any(fence.get("name") == "mermaid" for fence in fences):
            fences.append({"name": "mermaid", "class": "tpo-mermaid"})


class _PlainLoader(yaml.SafeLoader):
    """Reads the plain values of a mkdocs.yml and passes over those that name Python objects."""


def _nothing(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> None:
    del loader, suffix, node


_PlainLoader.add_multi_constructor("", _nothing)
PlainLoader: Any = get_yaml_loader(_PlainLoader)


@dataclass
class _Said(logging.Handler):
    """Collects what MkDocs, its plugins and hooks warn of."""

    known: frozenset[str]
    """Paths of the built site: a link to `x.html` is right, though MkDocs would have it written `x.md`."""
    warnings: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(logging.WARNING)

    def __hash__(self) -> int:
        return id(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps the text of a warning."""
        text = " ".join(record.getMessage().split())
        link = _LINK_TO_NOTHING.search(text)
        if link is not None and (link[2] or link[1]) in self.known:
            return
        if record.levelno >= logging.ERROR:
            self.errors.append(text)
        elif text not in self.warnings:
            self.warnings.append(text)


@contextmanager
def _surroundings(job: Job) -> Iterator[_Said]:
    """What MkDocs takes from its process: directory, environment, logging; all put back afterwards."""
    said = _Said(frozenset((*map(site_path, (file.path for file in job.tree.files)), *job.tree.redirects)))
    log = logging.getLogger("mkdocs")
    propagate = log.propagate
    changed = {"NO_MKDOCS_2_WARNING": "1"}
    if job.epoch is not None:
        changed["SOURCE_DATE_EPOCH"] = str(job.epoch)
    before = {name: os.environ.get(name) for name in changed}
    os.environ.update(changed)
    log.addHandler(said)
    log.propagate = False
    try:
        with chdir(job.root), warnings.catch_warnings(), _clear(job.mkdocs_file, said):
            warnings.simplefilter("ignore", DeprecationWarning)
            yield said
    finally:
        log.removeHandler(said)
        log.propagate = propagate
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


_NO_SPACE = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


@contextmanager
def _clear(file: Path | None, said: _Said | None = None) -> Iterator[None]:
    """Whatever goes wrong in MkDocs, a plugin, a hook or a template becomes one line."""
    name = file.name if file is not None else "MkDocs"
    try:
        yield
    except SiteError:
        raise
    except ConfigurationError as error:
        raise SiteError(f"{name}: {error}") from error
    except Abort as error:
        raise SiteError(f"{name}: {said.errors[-1] if said and said.errors else error}") from error
    except MkDocsException as error:
        raise SiteError(f"{name}: {error}") from error
    except SystemExit as error:
        raise SiteError(f"{name}: a plugin or hook ended the build with status {error.code}") from error
    except Exception as error:  # other people's code: plugins, hooks, extensions, templates
        if isinstance(error, OSError) and error.errno in _NO_SPACE:
            raise  # nobody's mistake
        logged = said.errors[-1] if said and said.errors else ""
        message = logged if logged and str(error) and str(error) in logged else in_words(error)
        raise SiteError(f"{name}: {message}, in a plugin, a hook or a template of the theme") from error


def _last_line(text: str) -> str:
    return text.strip().rpartition("\n")[2] if "Traceback" in text or '\n  File "' in text else text
