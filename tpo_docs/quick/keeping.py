"""Writes the record of a build for the quick path of the next one."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tpo_docs import processes
from tpo_docs.audience import is_used
from tpo_docs.files import DiskStore, Loaded, lines
from tpo_docs.files.place import TEMPLATES
from tpo_docs.files.selection import read_ones
from tpo_docs.files.settings import selection_of
from tpo_docs.model import Edition, Finding
from tpo_docs.quick.engine import packed
from tpo_docs.quick.record import Head, Means, Origin, Record, Sheet, folder_of
from tpo_docs.quick.surroundings import Asked, Look, Seen, asked, of_git, seen
from tpo_docs.site.build import BuildOptions, BuildResult
from tpo_docs.site.mkdocs_settings import Settings
from tpo_docs.site.stage import digest_of
from tpo_docs.site.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tpo_docs.processes import Aside

_JUST_NOW = 2_000_000_000
_MANY_TO_PREPARE = 1_000
"""Sources above which a process of its own is worth while to write down what pages are made from."""
_ELSEWHERE = (b"INHERIT", b"!ENV", b"!relative")
"""What brings into a mkdocs.yml something that is not looked at here."""


class Begun(NamedTuple):
    """What a build begins with."""

    where: Asked
    seen: Seen
    marks: Mapping[str, str]
    git: tuple[Any, ...]


def begin(loaded: Loaded, chosen: Settings, mkdocs_file: Path | None, site: Path) -> Begun | None:
    """What is there before anything but the project was read; None where a record cannot say all that a build rests
    on."""
    store = loaded.store
    written = mkdocs_file.read_bytes() if mkdocs_file is not None else b""
    if loaded.ref or loaded.project.audience or not isinstance(store, DiskStore):
        return None
    if any(word in written for word in _ELSEWHERE):
        return None
    sources = [source.path for source in loaded.configuration.sources]
    docs = chosen.docs_dir if mkdocs_file is not None else ""
    assets = [posixpath.join(docs, path) for path in chosen.assets]
    read = {path: list(stamp) for path, stamp in store.stamps.items()}
    files = (*loaded.others, *loaded.citations, *assets)
    where = asked(sources, docs, chosen.theme_dir, files, store.place, site.absolute())
    found = seen(store, where)
    if found is None or not _listed(loaded, found):
        return None
    marks = {file.path: loaded.marks.get(file.path) or lines.mark(file.data) for file in loaded.sources}
    marks |= {path: lines.mark(data) for path, data in loaded.others.items()}
    as_read = Seen(
        {
            folder: some
            if some is None
            else {path: read.get(_below(folder, path), look) for path, look in some.items()}
            for folder, some in found.folders.items()
        },
        {path: read.get(path, look) for path, look in found.files.items()},
    )
    marks |= dict(_recent(store, as_read, marks, loaded.begun - _JUST_NOW))
    return Begun(where, as_read, marks, tuple(of_git(loaded.root)))


def prepare(loaded: Loaded, options: BuildOptions, tree: Tree, edition: Edition, aside: Aside) -> None:
    """Writes down what is known of a record before the site is built; of many pages, while it is."""
    record = Record(folder_of(loaded.root, options.site_dir))

    def write() -> None:
        texts: list[bytes] = []
        origins: dict[str, Origin] = {}
        sheets = dict(_sheets(loaded, tree, origins, texts))
        with suppress(OSError):  # then there is no record, and the next build is an ordinary one
            record.prepare(origins, sheets, b"".join(texts))

    with suppress(OSError):
        record.clear()
    if not _has_pages(loaded, options, tree, edition):
        return
    if processes.count(len(loaded.sources), _MANY_TO_PREPARE, 2) > 1:
        aside.do(write)
    else:
        write()


class Made(NamedTuple):
    """What became of it."""

    question: str
    """What was asked, see `edition.Order`."""
    tree: Tree
    edition: Edition
    result: BuildResult
    said: tuple[str, ...]
    """What was said on the way."""


def keep(begun: Begun, loaded: Loaded, options: BuildOptions, made: Made) -> None:
    """Writes the record of a build that went well; where it cannot be written, the next build is an ordinary one."""
    record = Record(folder_of(loaded.root, options.site_dir))
    tree, edition, result = made.tree, made.edition, made.result
    with suppress(OSError):
        standing = result.standing
        if standing is None:
            record.forget()
            return
        configuration = loaded.configuration
        head = Head(
            asked=made.question,
            root=str(loaded.root),
            config=configuration.path,
            version=options.version,
            where=begun.where,
            seen=begun.seen,
            marks=begun.marks,
            code=_code(loaded),
            git=begun.git,
            begun=loaded.begun,
            manifests=standing.manifests,
            roots=standing.roots,
            said=(*made.said, *result.said),
            pages=result.pages,
            findings=dict(Counter(finding.severity.value for finding in loaded.review.findings)),
            pagefind=tree.pagefind,
        )
        if not _has_pages(loaded, options, tree, edition):
            record.keep(head, None)
            return
        job = {
            "language": tree.language,
            "nav": [packed(entry) for entry in tree.nav],
            "styles": tree.styles,
            "scripts": tree.scripts,
            "mkdocs_file": options.mkdocs_file.name if options.mkdocs_file is not None else "",
            "site_url": options.site_url,
            "title": options.title,
            "epoch": options.epoch,
            "default": standing.default,
            "alone": _alone(loaded, edition),
        }
        terms = tuple(
            (term.id, term.title, term.texts("forms")) for term in loaded.project.of_type("term") if term.living
        )
        edit = (edition.edit_url, edition.edit_base, edition.branch, edition.commit)
        record.keep(head, Means(standing.shells, terms, edit, job))


def _has_pages(loaded: Loaded, options: BuildOptions, tree: Tree, edition: Edition) -> bool:
    """Whether single pages may be made again. A server has the project at hand, and so makes them where they do not say
    all that they rest on, too."""
    return options.index_later or (not tree.pagefind and _alone(loaded, edition))


def _alone(loaded: Loaded, edition: Edition) -> bool:
    """Whether single pages can be made again: no other rests on whole texts, as approvals, earlier versions and what an
    audience may not read do, and none is made by templates of the project."""
    project, changes = loaded.project, edition.changes
    return not (
        project.ledger.present
        or project.results.present
        or (changes is not None and (changes.compared or changes.earlier))
        or is_used(project)
        or (loaded.root / TEMPLATES).is_dir()
    )


def _sheets(loaded: Loaded, tree: Tree, origins: dict[str, Origin], texts: list[bytes]) -> Iterator[tuple[str, Sheet]]:
    """The pages of sources; `origins` and `texts` take these."""
    places: dict[str, list[tuple[int, int]]] = {}
    for finding in _findings(loaded):
        places.setdefault(finding.path, []).append((finding.line, finding.column))
    staged = {file.source: file for file in tree.files if file.source and file.path.endswith(".md")}
    start = 0
    for source in loaded.sources:
        file = staged.get(source.path)
        if file is None or file.path != source.docs_path:
            continue
        origins[source.path] = Origin(file.path, source.source, start, len(source.data))
        yield (
            source.path,
            Sheet(
                file.path,
                file.digest or digest_of(file.bytes()),
                tuple(sorted(tree.heard.get(source.path, ()))),
                tuple(places.get(source.path, ())),
            ),
        )
        texts.append(source.data)
        start += len(source.data)


def _findings(loaded: Loaded) -> Iterator[Finding]:
    review = loaded.review
    yield from review.findings
    yield from (entry.finding for entry in review.exempted)
    yield from review.known


def _listed(loaded: Loaded, found: Seen) -> bool:
    """Whether the sources are still those that were read."""
    now: set[str] = set()
    collections = frozenset(loaded.configuration.schema.collections)
    for source in loaded.configuration.sources:
        some = found.folders.get(posixpath.normpath(source.path))
        if some is None:
            return False
        now.update(read_ones(some, selection_of(source), collections))
    return now == {file.path for file in loaded.sources}


def _recent(store: DiskStore, found: Seen, known: Mapping[str, str], limit: int) -> Iterator[tuple[str, str]]:
    """Checksums of the files that are so young that they may change without its showing."""
    young = [
        path
        for folder, some in found.folders.items()
        if some is not None and not posixpath.isabs(folder)
        for name, look in some.items()
        if _is_young(look, limit) and (path := _below(folder, name)) not in known
    ]
    young += [path for path, look in found.files.items() if look and _is_young(look, limit) and path not in known]
    for path, data in store.read(dict.fromkeys(young)):
        if isinstance(data, bytes):
            yield path, lines.mark(data)


def _is_young(look: Look, limit: int) -> bool:
    return look[1] >= limit or look[2] >= limit


def _below(folder: str, path: str) -> str:
    return posixpath.normpath(f"{folder}/{path}")


def _code(loaded: Loaded) -> tuple[Any, ...]:
    options = loaded.configuration.code
    if not options.paths:
        return ()
    from tpo_docs.files.code import digest  # noqa: PLC0415 - only where a project looks into its code

    sources = tuple(source.path for source in loaded.configuration.sources)
    return options.paths, options.exclude, options.markers, sources, (digest(loaded.project.code),)
