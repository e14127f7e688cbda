"""What a build says about itself, and the one way from a project to a published version."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

import yaml

from tpo_docs import __version__, assemble, git, past, plain_pages, processes
from tpo_docs.disclosure import leaks
from tpo_docs.files import MKDOCS_NAMES, WORK_FOLDER, Loaded
from tpo_docs.files.place import RECORDS, TEMPLATES
from tpo_docs.model import Change, Edition
from tpo_docs.quick import keeping
from tpo_docs.sensitive import cleaned
from tpo_docs.site import search
from tpo_docs.site.build import BuildOptions, BuildResult, build
from tpo_docs.site.errors import SiteError
from tpo_docs.site.mkdocs_settings import Settings, settings
from tpo_docs.site.published import Place, known_versions
from tpo_docs.site.tree import Tree
from tpo_docs.site.versions import Version, newest_first

_RECENT = 10
_HOSTS = {"github.com": "/blob/{ref}/", "gitlab.com": "/-/blob/{ref}/", "codeberg.org": "/src/commit/{ref}/"}

Say = Callable[[str], None]


class Order(NamedTuple):
    """A version to publish."""

    version: str
    aliases: tuple[str, ...] = ()
    site_dir: Path = Path("site")
    engine: str = "mkdocs"
    strict: bool = False
    site_url: str | None = None
    commands: str = ""
    """How it was built, for the page about the build."""
    audience: str = ""
    """Whom it is for, where that is not all."""
    index_later: bool = False
    """Whether the caller makes Pagefind's index itself, once the pages are shown."""
    asked: str = ""
    """All that was asked for, as one text by which a later run knows the same question (see `quick`); empty where no
    later one needs to."""


def publish(loaded: Loaded, order: Order, say: Say) -> BuildResult:
    """Makes all pages of a project and publishes them; raises a SiteError and leaves the site as it was if it cannot."""
    _refuse_sources(loaded, order.site_dir)
    _refuse_guesses(loaded)
    file = mkdocs_file(loaded.root)
    chosen = settings(file)
    quick = order.asked and order.engine == "mkdocs" and not order.audience
    begun = keeping.begin(loaded, chosen, file, order.site_dir) if quick else None
    said: list[str] = []
    say = _noted(said, say)
    moment, beside, whole, edition = shown(loaded, order, say)
    memory = loaded.root / WORK_FOLDER / "cache" if not order.audience else None
    options = BuildOptions(
        root=loaded.root,
        mkdocs_file=file,
        site_dir=order.site_dir,
        version=order.version,
        aliases=order.aliases,
        engine=order.engine,
        strict=order.strict,
        site_url=order.site_url,
        epoch=int(moment.timestamp()),
        audience=order.audience,
        leaks=partial(leaks, project=loaded.project) if order.audience else None,
        index_later=order.index_later,
    )
    with processes.Aside() as aside:
        tree = assemble.tree(whole, edition, say, memory, aside)
        tree = plain_pages.with_files(tree, loaded, beside, say) if beside else tree
        if not order.audience:
            for one in (whole, loaded):
                one.project.forget()  # the pages are made, and their files take the memory now
        if begun is not None:
            keeping.prepare(loaded, options, tree, edition, aside)
        noted = tuple(said)
        result = build(tree, options, say)
    if begun is not None:
        keeping.keep(begun, loaded, options, keeping.Made(order.asked, tree, edition, result, noted))
    return result


class Shown(NamedTuple):
    """What a site shows, beside its pages."""

    moment: datetime
    beside: str
    """The folder of the pages that are no source; empty where none are shown."""
    whole: Loaded
    """The project with these pages."""
    edition: Edition


def shown(loaded: Loaded, order: Order, say: Say) -> Shown:
    """What a site of this project shows; raises a SiteError where it cannot be."""
    file = mkdocs_file(loaded.root)
    moment, chosen = _moment(loaded), settings(file)
    pagefind = _pagefind(loaded, chosen, order, say)
    edition = replace(edition_of(loaded, chosen, order, moment), pagefind=pagefind)
    # Nobody says whom a page of the docs folder is for, so that only the site for everybody has it.
    beside = chosen.docs_dir if file is not None and not order.audience else ""
    return Shown(moment, beside, plain_pages.with_pages(loaded, beside, say) if beside else loaded, edition)


def _noted(said: list[str], say: Say) -> Say:
    def note(text: str) -> None:
        said.append(text)
        say(text)

    return note


def _pagefind(loaded: Loaded, chosen: Settings, order: Order, say: Say) -> bool:
    """Whether Pagefind is the search of the site; an engine of another kind has its own."""
    asked = loaded.configuration.site.search
    if order.engine != "mkdocs":
        if asked == "pagefind":
            say(f"the engine {order.engine} has its own search: site.search is passed over")
        return False
    return search.chosen(asked, len(loaded.project.items), wanted=chosen.search, say=say)


def _refuse_sources(loaded: Loaded, site_dir: Path) -> None:
    """Raises a SiteError where the site would be written among what its authors wrote."""
    target = site_dir.resolve()
    if target.exists() and not target.is_dir():
        raise SiteError(f"{site_dir} is a file: a site goes into a folder of its own")
    root = loaded.root.resolve()
    if target == root:
        raise SiteError(f"{site_dir} is the folder of the project: a site goes into a folder of its own")
    for name in (".git", RECORDS, TEMPLATES):
        if target.is_relative_to(root / name):
            raise SiteError(f"{site_dir} lies in {name}: a site goes into a folder of its own")
    for source in loaded.configuration.sources:
        folder = (loaded.root / source.path).resolve()
        if folder != root and (target == folder or folder in target.parents):
            raise SiteError(f"{site_dir} lies in the source {source.path}: a site goes into a folder of its own")


def _refuse_guesses(loaded: Loaded) -> None:
    """Raises a SiteError where `tpo-docs.yml` is no YAML: what could be read of it line by line would be another site."""
    configuration = loaded.configuration
    try:
        yaml.compose(configuration.text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        found = min(configuration.unread, key=lambda one: (one.line, one.column), default=None)
        place = f"{configuration.path}:{found.line}" if found is not None else configuration.path
        raise SiteError(
            f"{place}: it is no YAML, and so nothing is built; tpo-docs check says where and how to mend it"
        ) from None


def preview(loaded: Loaded, say: Say) -> Tree:
    """All pages of a project, for whoever publishes them in a way of his own."""
    order = Order(loaded.configuration.version, audience=loaded.project.audience)
    return assemble.tree(loaded, edition_of(loaded, settings(mkdocs_file(loaded.root)), order, _moment(loaded)), say)


def _versions(known: tuple[Version, ...], built: str) -> tuple[str, ...]:
    """The versions that there are once this one is published, newest first: the first build of one says what the next
    says."""
    mine = () if any(entry.version == built for entry in known) else (Version(built, built),)
    return tuple(entry.version for entry in newest_first((*known, *mine)) if not entry.hidden)


def edition_of(loaded: Loaded, chosen: Settings, order: Order, moment: datetime) -> Edition:
    """What the pages may say about this build."""
    repository = git.find(loaded.root)
    state = git.state(repository) if repository is not None else git.State()
    title = chosen.site_name or loaded.root.name
    address = (order.site_url or chosen.site_url or "").rstrip("/")
    language = chosen.language or "en"
    place = Place(order.site_dir, loaded.root / ".tpo-docs", title, language)
    own = loaded.configuration.site.edit_url
    uri, base = chosen.edit_link
    return Edition(
        version=order.version,
        language=language,
        title=title,
        commit=loaded.commit or state.commit,
        branch="" if loaded.commit else state.branch,
        built_on=moment.isoformat(),
        generator=f"tpo-docs {__version__}",
        versions=_versions(known_versions(place), order.version),
        shallow=bool(loaded.note),
        repository=chosen.repo_url,
        edit_url=own or uri or ("" if chosen.edit_uri == "" else _source_url(chosen.repo_url, git.prefix(loaded.root))),
        edit_base="" if own else base,
        recent=_recent(loaded.project.history.values()),
        commands=cleaned(order.commands) if order.audience else order.commands,
        site_url=f"{address}/{order.version}/" if address else "",
        changes=past.changes(loaded),
    )


def mkdocs_file(root: Path) -> Path | None:
    """The project's `mkdocs.yml`, if it has one."""
    return next((root / name for name in MKDOCS_NAMES if (root / name).is_file()), None)


def _moment(loaded: Loaded) -> datetime:
    """The moment that a build stands for: the one asked for, that of its commit, or the day that findings are judged by."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal():
        return datetime.fromtimestamp(int(epoch), UTC)
    if loaded.configuration.today is None:
        repository = git.find(loaded.root)
        on = git.date_of(repository, loaded.commit or "HEAD") if repository is not None else ""
        if on:
            return datetime.fromisoformat(on).astimezone(UTC)
    return datetime.combine(loaded.project.today, datetime.min.time(), UTC)


def _recent(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The latest commits that are the last of some file, newest first."""
    found = {change.commit: change for change in changes}
    return tuple(
        sorted(found.values(), key=lambda change: (datetime.fromisoformat(change.on), change.commit), reverse=True)
    )[:_RECENT]


def _source_url(repository: str, prefix: str) -> str:
    """The address of a file's source at hosts that are known."""
    address = repository.rstrip("/").removesuffix(".git")
    host = address.partition("://")[2].partition("/")[0]
    path = next(
        (path for name, path in _HOSTS.items() if host == name or host.startswith(f"{name.partition('.')[0]}.")), ""
    )
    return f"{address}{path}{prefix}{{path}}#L{{line}}" if path else ""
