"""From a tree to a published version: stage, build, redirect, publish."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from tpo_docs.site import csp, mkdocs_engine, search, zensical_engine
from tpo_docs.site.errors import SiteError
from tpo_docs.site.lock import locked
from tpo_docs.site.publish import Built, Place, known_versions, publish, recover, walk
from tpo_docs.site.redirects import write_redirects
from tpo_docs.site.stage import digest_of, stage, write_beside
from tpo_docs.site.tree import StagedFile, Tree, is_page, is_safe
from tpo_docs.site.versions import DEFAULT_ALIAS, PAGES, merge, pages_script, refuse_audience

STATE = ".tpo-docs"
ENGINES = ("mkdocs", "zensical")


@dataclass(frozen=True)
class BuildOptions:
    """What to build, as what, and where to."""

    root: Path
    mkdocs_file: Path | None
    site_dir: Path
    version: str
    aliases: tuple[str, ...] = ()
    engine: str = "mkdocs"
    strict: bool = False
    site_url: str | None = None
    epoch: int | None = None
    title: str | None = None
    audience: str = ""
    """Whom it is for, where that is not all; a site holds versions for one audience."""
    leaks: Callable[[str], str] | None = None
    """What a finished file holds that its audience must not read; empty where nothing."""
    index_later: bool = False
    """Whether the caller makes the index of the search itself (see `search`), once the pages are shown."""


@dataclass(frozen=True)
class BuildResult:
    """What was built."""

    folder: Path
    pages: int
    written: int
    warnings: tuple[str, ...] = ()
    index: Callable[[], object] | None = None
    """Makes the index of the search, where the caller asked to do that later."""


def build(tree: Tree, options: BuildOptions, say: Callable[[str], None] = lambda _: None) -> BuildResult:
    """Builds the tree and publishes it; raises a SiteError and leaves the site as it was if that cannot be done."""
    folder = options.site_dir / options.version
    options = _absolute(options)
    state = options.root / STATE
    if state.is_symlink():
        raise SiteError(f"{STATE} is a symbolic link; tpo-docs writes only into a folder of its own")
    settings = mkdocs_engine.settings(options.mkdocs_file)
    title = options.title or settings.site_name or options.root.absolute().name
    tree = _with_assets(tree, options, settings)
    place = Place(options.site_dir, state, title, tree.language)
    try:
        with locked(state / "lock", say):
            recover(place, say)
            refuse_audience(known_versions(place), options.version, options.audience)
            versions = merge(known_versions(place), options.version, options.aliases)
            newest = any(DEFAULT_ALIAS in entry.aliases for entry in versions)
            job = mkdocs_engine.Job(
                options.root,
                tree,
                state / "docs",
                state / "build",
                options.version,
                DEFAULT_ALIAS if newest else options.version,
                options.mkdocs_file,
                options.site_url,
                options.title,
                _epoch(options),
            )
            warnings = _engine(options, job, say)
            _judge(warnings, options, settings)
            write_redirects(tree.redirects, job.target, say)
            if tree.pagefind and not options.index_later:
                search.index(job.target, tree.files, tree.language, say)
            built = _built(job.target, options.leaks, pagefind=tree.pagefind)
            published = publish(built, place, options.version, options.aliases, say, options.audience)
            shutil.rmtree(job.target, ignore_errors=True)
    except OSError as error:
        where = f": {error.filename}" if error.filename else ""
        raise SiteError(f"{error.strerror or error}{where}") from error
    pages = sum(is_page(file.path) for file in tree.files)
    later = partial(search.index, options.site_dir / options.version, tree.files, tree.language, say)
    index = later if tree.pagefind and options.index_later else None
    return BuildResult(folder, pages, published.written, warnings, index)


def _absolute(options: BuildOptions) -> BuildOptions:
    """MkDocs runs in the project's folder, so nothing may be relative to another."""
    file = options.mkdocs_file
    return replace(
        options,
        root=options.root.absolute(),
        mkdocs_file=file.absolute() if file is not None else None,
        site_dir=options.site_dir.absolute(),
    )


def _with_assets(tree: Tree, options: BuildOptions, settings: mkdocs_engine.Settings) -> Tree:
    """The tree with the styles, scripts and images of the user's docs folder that the user's configuration names."""
    if options.mkdocs_file is None:
        return tree
    folder = options.mkdocs_file.absolute().parent / settings.docs_dir
    have = {file.path for file in tree.files}
    found = []
    for path in dict.fromkeys(settings.assets):
        if path in have or not is_safe(path) or not (folder / path).is_file():
            continue
        found.append(StagedFile(path, (folder / path).read_bytes()))
    return tree._replace(files=(*tree.files, *found)) if found else tree


def _engine(options: BuildOptions, job: mkdocs_engine.Job, say: Callable[[str], None]) -> tuple[str, ...]:
    if options.engine not in ENGINES:
        raise SiteError(f"there is no engine {options.engine!r}; there are {', '.join(ENGINES)}")
    shutil.rmtree(job.target, ignore_errors=True)
    stage(job.tree.files, job.docs)
    return zensical_engine.build(job) if options.engine == "zensical" else mkdocs_engine.build(job, say)


def _judge(warnings: tuple[str, ...], options: BuildOptions, settings: mkdocs_engine.Settings) -> None:
    if warnings and (options.strict or settings.strict):
        asked = "--strict" if options.strict else "strict in mkdocs.yml"
        raise SiteError(f"{len(warnings)} warnings, and {asked} allows none; the first: {warnings[0]}")


def _built(target: Path, leaks: Callable[[str], str] | None, *, pagefind: bool) -> Built:
    """What is to be published, each file read once: for its digest, and for the scripts in it.

    Source maps stay behind: they are half of the theme's size, and of use to its authors only.
    """
    digests: dict[str, str] = {}
    scripts: set[bytes] = set()
    for path, file in walk(target):
        if path.endswith((".js.map", ".css.map")):
            continue
        data = Path(file).read_bytes()
        digests[path] = digest_of(data)
        if leaks is not None and _is_ours(path) and (found := leaks(data.decode("utf-8", "replace"))):
            raise SiteError(
                f"{path} holds {found}, which is not for everybody: nothing was published; take it out of mkdocs.yml or "
                "the template it stands in, or allow it with `disclosure: {allow: [...]}`"
            )
        if path.endswith(".html"):
            scripts.update(csp.inline_scripts(data))
    allowed = csp.listed(scripts) + (f"{search.ALLOWED}\n".encode() if pagefind else b"")
    ours = {csp.NAME: allowed, PAGES: pages_script(digests)}
    for path, data in ours.items():
        (target / path).parent.mkdir(exist_ok=True)
        write_beside(target / path, data)
        digests[path] = digest_of(data)
    return Built(target, digests)


def _is_ours(path: str) -> bool:
    """Whether its words are the project's, and not the theme's."""
    if path.startswith("assets/"):
        return path.startswith("assets/tpo-") and path.endswith(".js")
    return path.endswith((".html", ".json", ".js", ".xml", ".txt", ".md"))


def _epoch(options: BuildOptions) -> int | None:
    if options.epoch is not None:
        return options.epoch
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    return int(given) if given.isdecimal() else None
