"""From a tree to a published version: stage, build, redirect, publish."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from tpo_docs import processes
from tpo_docs.site import csp, mkdocs_engine, search, zensical_engine
from tpo_docs.site.errors import SiteError
from tpo_docs.site.job import Job, Outcome
from tpo_docs.site.kept import Kept, Static, key_of
from tpo_docs.site.lock import locked
from tpo_docs.site.mkdocs_settings import Settings
from tpo_docs.site.mkdocs_settings import settings as mkdocs_settings
from tpo_docs.site.publish import Built, publish, recover
from tpo_docs.site.published import Place, known_versions, present, roots, walk
from tpo_docs.site.redirects import write_redirects
from tpo_docs.site.stage import Staging, digest_of, write_beside
from tpo_docs.site.tree import StagedFile, Tree, is_page, is_safe
from tpo_docs.site.versions import DEFAULT_ALIAS, PAGES, merge, pages_script, refuse_audience

STATE = ".tpo-docs"
_RUBBISH = 50_000
"""Values that come to be before rubbish is looked for: the pages of a project are many values and no rubbish."""
_MANY_TO_REMEMBER = 1_000
"""Pages made, above which a process of its own is worth while to write down what is known of them."""
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
    standing: Standing | None = None
    """What a later run may compare the site with; None where nothing can be said of what its pages are made from."""
    said: tuple[str, ...] = ()
    """What was said of the site, and would be said of the same one again."""


class Standing(NamedTuple):
    """A site as a build left it."""

    manifests: Mapping[str, str]
    """Checksums of what is remembered of its folders, by their names: the version, then its aliases."""
    roots: Mapping[str, tuple[int, int]]
    """Sizes and times of the files beside the versions."""
    shells: Mapping[str, Any]
    """See `shell.Shells.known`."""
    default: str
    """The version or alias that is not outdated."""


def build(tree: Tree, options: BuildOptions, say: Callable[[str], None] = lambda _: None) -> BuildResult:
    """Builds the tree and publishes it; raises a SiteError and leaves the site as it was if that cannot be done."""
    folder = options.site_dir / options.version
    options = _absolute(options)
    state = options.root / STATE
    if state.is_symlink():
        raise SiteError(f"{STATE} is a symbolic link; tpo-docs writes only into a folder of its own")
    settings = mkdocs_settings(options.mkdocs_file)
    title = options.title or settings.site_name or options.root.absolute().name
    tree = _with_assets(tree, options, settings)
    place = Place(options.site_dir, state, title, tree.language)
    said: list[str] = []

    def note(text: str) -> None:
        said.append(text)
        say(text)

    try:
        with _little_rubbish(), locked(state / "lock", say):
            recover(place, say)
            refuse_audience(known_versions(place), options.version, options.audience)
            versions = merge(known_versions(place), options.version, options.aliases)
            newest = any(DEFAULT_ALIAS in entry.aliases for entry in versions)
            job = Job(
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
            there = present(place, options.version)
            # A build for an audience looks at every file once more before it is published.
            kept = Kept(place.pages(options.version), there.digests) if not options.leaks else None
            outcome, digests = _engine(options, job, note, kept)
            _judge(outcome.warnings, options, settings)
            if tree.pagefind and not options.index_later:
                _search_index(job, kept, digests, options, say)
            whole = _built(job, options.leaks, kept, outcome, note)
            with processes.Aside() as aside:
                if kept is not None:
                    _remember(kept, whole, aside)
                published = publish(
                    whole.built, place, options.version, options.aliases, say, options.audience, there=there
                )
            standing = _standing(place, options.version, kept, job.default) if kept is not None else None
            shutil.rmtree(job.target, ignore_errors=True)
    except OSError as error:
        where = f": {error.filename}" if error.filename else ""
        raise SiteError(f"{error.strerror or error}{where}") from error
    pages = sum(is_page(file.path) for file in tree.files)
    later = partial(search.index, options.site_dir / options.version, tree.files, tree.language, say)
    index = later if tree.pagefind and options.index_later else None
    said += outcome.warnings
    return BuildResult(folder, pages, published.written, outcome.warnings, index, standing, tuple(said))


@contextmanager
def _little_rubbish() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(_RUBBISH, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _absolute(options: BuildOptions) -> BuildOptions:
    """MkDocs runs in the project's folder, so nothing may be relative to another."""
    file = options.mkdocs_file
    return replace(
        options,
        root=options.root.absolute(),
        mkdocs_file=file.absolute() if file is not None else None,
        site_dir=options.site_dir.absolute(),
    )


def _with_assets(tree: Tree, options: BuildOptions, settings: Settings) -> Tree:
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


class _Whole(NamedTuple):
    built: Built
    scripts: dict[str, list[str]]
    """What a content security policy must allow, by page that was made."""


def _engine(
    options: BuildOptions, job: Job, say: Callable[[str], None], kept: Kept | None
) -> tuple[Outcome, Mapping[str, str]]:
    if options.engine not in ENGINES:
        raise SiteError(f"there is no engine {options.engine!r}; there are {', '.join(ENGINES)}")
    shutil.rmtree(job.target, ignore_errors=True)
    with Staging(job.tree.files, job.docs) as staging:
        if options.engine == "zensical":
            staging.finish()
            return Outcome(zensical_engine.build(job)), staging.digests
        return mkdocs_engine.build(job, say, staging=staging, kept=kept), staging.digests


def _judge(warnings: tuple[str, ...], options: BuildOptions, settings: Settings) -> None:
    if warnings and (options.strict or settings.strict):
        asked = "--strict" if options.strict else "strict in mkdocs.yml"
        raise SiteError(f"{len(warnings)} warnings, and {asked} allows none; the first: {warnings[0]}")


def _search_index(
    job: Job,
    kept: Kept | None,
    digests: Mapping[str, str],
    options: BuildOptions,
    say: Callable[[str], None],
) -> None:
    """Has Pagefind index the version, unless all that it would read is as it was."""
    name = search.FOLDER
    if kept is not None and kept.state:
        read = [(file.path, digests.get(file.path)) for file in job.tree.files if file.source]
        key = key_of(kept.state, read)
        if kept.known_static(name, key):
            return
    written = search.index(job.target, job.tree.files, job.tree.language, say, options.site_dir / options.version)
    if kept is not None and kept.state:
        kept.statics[name] = Static(key, dict.fromkeys(written, ""))


def _built(
    job: Job,
    leaks: Callable[[str], str] | None,
    kept: Kept | None,
    outcome: Outcome,
    say: Callable[[str], None],
) -> _Whole:
    """What is to be published, each new file read once, unless its digest and scripts were seen when it was written.

    Source maps stay behind: they are half of the theme's size, and of use to its authors only.
    """
    digests = kept.digests() if kept is not None else {}
    there = kept.present if kept is not None else {}
    rest = {path: page for path, page in job.tree.redirects.items() if path not in outcome.stubs}
    stubs = {**outcome.stubs, **write_redirects(rest, job.target, say, there, frozenset(digests))}
    allowed = kept.scripts() if kept is not None else set()
    scripts = dict(outcome.scripts) if leaks is None else {}
    allowed.update(*scripts.values())
    digests |= stubs
    known = {**outcome.digests, **stubs}
    behind: list[str] = []
    for path, file in walk(job.target):
        if path.endswith((".js.map", ".css.map")):
            behind.append(path)
            continue
        if leaks is None and path in known:
            digests[path] = known[path]
            continue
        data = Path(file).read_bytes()
        digests[path] = digest_of(data)
        if leaks is not None and _is_ours(path) and (found := leaks(data.decode("utf-8", "replace"))):
            raise SiteError(
                f"{path} holds {found}, which is not for everybody: nothing was published; take it out of mkdocs.yml or "
                "the template it stands in, or allow it with `disclosure: {allow: [...]}`"
            )
        if path.endswith(".html"):
            scripts[path] = [csp.allowing(script) for script in csp.inline_scripts(data)]
            allowed.update(scripts[path])
    policy = csp.listed(allowed) + (f"{search.ALLOWED}\n".encode() if job.tree.pagefind else b"")
    ours = {csp.NAME: policy, PAGES: pages_script(digests)}
    for path, data in ours.items():
        (job.target / path).parent.mkdir(parents=True, exist_ok=True)
        write_beside(job.target / path, data)
        digests[path] = digest_of(data)
    return _Whole(Built(job.target, digests, [path for path in behind if path not in digests]), scripts)


def _remember(kept: Kept, whole: _Whole, aside: processes.Aside) -> None:
    """Writes down what is known of the pages, which says of no file that it is published: that is looked at by whoever
    reads it. So it may be written meanwhile, and that it could not be is no harm: the pages are made again next time."""

    def close() -> None:
        with suppress(OSError):
            kept.close(whole.built.digests, whole.scripts)

    if processes.count(len(whole.scripts), _MANY_TO_REMEMBER, 2) > 1:
        aside.do(close)
    else:
        close()


def _standing(place: Place, version: str, kept: Kept, default: str) -> Standing | None:
    if not kept.state:
        return None
    aliases = next((entry.aliases for entry in known_versions(place) if entry.version == version), ())
    return Standing(
        {name: digest_of(place.stamps(name).read_bytes()) for name in (version, *aliases)},
        dict(roots(place.site)),
        kept.shells,
        default,
    )


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
