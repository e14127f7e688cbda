"""The disk, or a revision in Git: finds a project, reads its files, and hands on all that a front end needs."""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, Protocol

from tpo_docs import config, git, pipeline
from tpo_docs.check import check
from tpo_docs.config import Configuration, SourceSpec
from tpo_docs.model import Change, Parsed, Project, Review, SourceFile, Unread, as_date
from tpo_docs.parse import MARKDOWN, FileContent, Reader, cited_files, parse, parse_file

CONFIG_NAMES = ("tpo-docs.yml", "tpo-docs.yaml")
MKDOCS_NAMES = ("mkdocs.yml", "mkdocs.yaml")
WORK_FOLDER = ".tpo-docs"
RECORDS = "records"

_IGNORED_FOLDERS = frozenset(("node_modules", "__pycache__"))
_CONTRACTS = (".yml", ".yaml", ".json")


class ProjectError(Exception):
    """Something asked for that cannot be done, said in one line; the command line shows it without a traceback."""


class Place(NamedTuple):
    """Where a project is."""

    root: Path
    config: Path | None = None
    """Its `tpo-docs.yml`; None where it has none."""


class Attachment(NamedTuple):
    """A file beside the items that is no Markdown and no collection: a picture, a contract, a table."""

    path: str
    docs_path: str
    source: int = 0


class Watch(NamedTuple):
    """Who wants to know how the work goes on."""

    begun: Callable[[Inputs], None]
    """Called once everything is read."""
    parsed: Callable[[], None]
    """Called after each file."""


class Store(Protocol):
    """Where files come from: the disk, or a revision."""

    def configuration(self) -> tuple[str, bytes] | None:
        """Path and content of the configuration; None where there is none."""

    def list(self, folder: str) -> Iterator[str] | None:
        """The files below a folder, relative to it; None where there is no such folder."""

    def read(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes | str]]:
        """The content of each file, or why it cannot be read."""

    def present(self, paths: Iterable[str]) -> frozenset[str]:
        """Those of these files that exist."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that was read, before anything is parsed."""

    configuration: Configuration
    sources: tuple[SourceFile, ...]
    attachments: tuple[Attachment, ...]
    unread: tuple[Unread, ...]
    store: Store


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """A project as a front end needs it."""

    root: Path
    configuration: Configuration
    sources: tuple[SourceFile, ...]
    attachments: tuple[Attachment, ...]
    review: Review
    store: Store = field(repr=False)
    note: str = ""
    """What could not be known of the history, and why."""
    ref: str = ""
    """The revision it was read from; empty for the working tree."""
    commit: str = ""

    @property
    def project(self) -> Project:
        """The linked items."""
        return self.review.project


def find(folder: Path, config_file: Path | None = None) -> Place:
    """The project that a folder belongs to, searched for upwards as far as the repository goes."""
    if not folder.is_dir():
        raise ProjectError(f"there is no folder {folder}")
    start = folder.resolve()
    if config_file is not None:
        path = config_file.resolve()
        if not path.is_file():
            raise ProjectError(f"there is no configuration {config_file}")
        return Place(path.parent, path)
    above = _upwards(start)
    for candidate in above:
        for name in CONFIG_NAMES:
            if (candidate / name).is_file():
                return Place(candidate, candidate / name)
    for candidate in above:
        if any((candidate / name).is_file() for name in MKDOCS_NAMES):
            return Place(candidate)
    return Place(start)


def load(  # noqa: PLR0913 - what a front end may choose, by name
    folder: Path,
    *,
    config_file: Path | None = None,
    today: date | None = None,
    ref: str = "",
    known: Collection[str] | None = None,
    adjust: Callable[[Configuration], Configuration] | None = None,
    history: bool = False,
    watch: Watch | None = None,
) -> Loaded:
    """A project read, linked and judged. `known` holds keys of findings, else the configuration's file of them;
    `adjust` changes the configuration before anything is judged; `history` asks Git for last changes too."""
    place = find(folder, config_file)
    repository = git.find(place.root)
    revision = _revision(repository, ref)
    names = [place.config.name] if place.config is not None else CONFIG_NAMES
    inputs = read_inputs(RevisionStore(revision, names) if revision else DiskStore(place))
    if adjust is not None:
        inputs = replace(inputs, configuration=adjust(inputs.configuration))
    past = _history(repository, inputs, revision) if history else git.History({})
    project = link(inputs, today=today_of(inputs.configuration, today), history=past.changes, watch=watch)
    if known is None:
        known = known_findings(inputs)
    return Loaded(
        root=place.root,
        configuration=project.configuration,
        sources=inputs.sources,
        attachments=inputs.attachments,
        review=check(project, known=known),
        store=inputs.store,
        note=past.note,
        ref=ref,
        commit=revision.commit if revision else "",
    )


def read_inputs(store: Store) -> Inputs:
    """The configuration, and every file that the sources name."""
    unread: list[Unread] = []
    found = store.configuration()
    configuration = config.default() if found is None else _configuration(*found, unread)
    wanted, attachments = _wanted(store, configuration, unread)
    sources = tuple(_sources(store, wanted, unread))
    return Inputs(configuration, sources, tuple(attachments), tuple(unread), store)


def _wanted(
    store: Store, configuration: Configuration, unread: list[Unread]
) -> tuple[dict[str, tuple[str, int]], list[Attachment]]:
    """The files to read, by path with their docs path and source; and what lies beside them."""
    wanted: dict[str, tuple[str, int]] = {}
    attachments: list[Attachment] = []
    for index, source in enumerate(configuration.sources):
        listed = store.list(source.path)
        if listed is None:
            unread.append(_missing(source, configuration))
            continue
        to = _docs_folder(source, index)
        choose = _chooser(source.include, source.exclude)
        for relative in sorted(listed):
            path = posixpath.normpath(f"{source.path}/{relative}")
            if path in wanted or not choose(relative):
                continue
            kind = _kind(relative, configuration)
            if kind in ("table", "attachment"):
                attachments.append(Attachment(path, to + relative, index))
            if kind != "attachment":
                wanted[path] = (_page_path(to + relative) if kind == "page" else "", index)
    return wanted, attachments


def _unseen_inputs(store: RevisionStore, configuration: Configuration) -> tuple[SourceFile, ...]:
    wanted, _ = _wanted(store, configuration, [])
    return tuple(_sources(store, wanted, []))


def _object_name(data: bytes, digits: int) -> str:
    """What Git calls a file of this content."""
    digest = hashlib.sha1 if digits == 40 else hashlib.sha256
    return digest(b"blob %d\0" % len(data) + data).hexdigest()


def read_configuration(store: Store) -> Configuration:
    """The configuration alone; the default one where there is no file."""
    found = store.configuration()
    return config.default() if found is None else _configuration(*found, [])


def link(
    inputs: Inputs, *, today: date, history: Mapping[str, Change] | None = None, watch: Watch | None = None
) -> Project:
    """The project that the inputs make."""
    if watch is not None:
        watch.begun(inputs)
    parsed = parse(inputs.sources, inputs.configuration, _watched(watch) if watch is not None else None)
    parsed = replace(parsed, unread=inputs.unread + parsed.unread)
    present, cited = beside(parsed, inputs)
    return pipeline.linked(parsed, inputs.configuration, today, present=present, cited=cited, history=history)


def beside(parsed: Parsed, inputs: Inputs) -> tuple[frozenset[str], Mapping[str, bytes]]:
    """Of the files that items cite: those that exist, and the content of contracts among them."""
    citations = cited_files(parsed, inputs.configuration)
    present = inputs.store.present(citations)
    contracts = sorted(
        path for path in present if path.casefold().endswith(_CONTRACTS) and "contract" in citations[path]
    )
    return present, {path: data for path, data in inputs.store.read(contracts) if isinstance(data, bytes)}


def ids_in_use(loaded: Loaded) -> frozenset[str]:
    """All ids, former ones too, of the working tree and of all local branches."""
    found: set[str] = set()
    for item in (*loaded.project.items.values(), *loaded.project.duplicates):
        found |= {item.id, *item.texts("aliases")}
    repository = git.find(loaded.root)
    if repository is None:
        return frozenset(found)
    names = [place.name for place in (find(loaded.root).config,) if place is not None]
    read = {_object_name(file.data, digits) for file in loaded.sources for digits in (40, 64)}
    for branch in git.branches(repository):
        revision = git.revision(repository, branch)
        if revision is None:
            continue
        unseen = {path: blob for path, blob in revision.blobs.items() if blob not in read}
        read.update(unseen.values())
        store = RevisionStore(replace(revision, blobs=unseen), names or CONFIG_NAMES)
        inputs = _unseen_inputs(store, loaded.configuration)
        for item in parse(inputs, loaded.configuration).items:
            found |= {item.id, *item.texts("aliases")}
    return frozenset(found)


def today_of(configuration: Configuration, today: date | None = None) -> date:
    """The day to judge by: the one asked for, that of the configuration, that of a reproducible build, or today."""
    if today is not None:
        return today
    if configuration.today is not None:
        return configuration.today
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if re.fullmatch(r"\d{1,11}", epoch):
        return datetime.fromtimestamp(int(epoch), UTC).date()
    return datetime.now().astimezone().date()


def parse_day(text: str) -> date:
    """A date of the command line."""
    found = as_date(text)
    if found is None or len(text) != 10:
        raise ProjectError(f"'{text}' is no date; write it as YYYY-MM-DD")
    return found


def known_findings(inputs: Inputs) -> frozenset[str]:
    """The keys in the file of known findings that the configuration names."""
    path = inputs.configuration.rules.known
    if not path:
        return frozenset()
    for _, data in inputs.store.read([path]):
        if isinstance(data, bytes):
            return read_known(data)
    return frozenset()


def read_known(data: bytes) -> frozenset[str]:
    """The keys in a file of known findings: one on each line, `#` starts a comment."""
    lines = (line.strip() for line in data.decode("utf-8-sig", "replace").splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))


def write_text(path: Path, text: str) -> None:
    """Writes a file beside its place and moves it there, so that nobody ever sees half of it."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes) -> None:
    """As `write_text`, with bytes. What is there and no regular file, as `/dev/null` or a pipe, is written into."""
    path = path.resolve()
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    beside_it = path.with_name(f".{path.name[:80]}.{os.getpid()}.new")
    try:
        beside_it.write_bytes(data)
        beside_it.replace(path)
    except OSError:
        beside_it.unlink(missing_ok=True)
        raise


def _watched(watch: Watch) -> Reader:
    def read(file: SourceFile, configuration: Configuration) -> FileContent:
        content = parse_file(file, configuration)
        watch.parsed()
        return content

    return read


# ---- stores -----------------------------------------------------------------------------------------------------


class DiskStore:
    """The files on disk."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.root = str(place.root)

    def configuration(self) -> tuple[str, bytes] | None:
        """See `Store`."""
        if self.place.config is None:
            return None
        try:
            return self.place.config.name, self.place.config.read_bytes()
        except OSError as error:
            raise ProjectError(f"{self.place.config.name} cannot be read: {_reason(error)}") from error

    def list(self, folder: str) -> Iterator[str] | None:
        """See `Store`."""
        top = os.path.join(self.root, folder)  # noqa: PTH118 - a Path for each of 10,000 files takes longer than reading them
        return _walk(top, "", os.path.realpath(top), ()) if os.path.isdir(top) else None  # noqa: PTH112 - as above

    def read(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes | str]]:
        """See `Store`."""
        for path in paths:
            try:
                handle = os.open(f"{self.root}/{path}", os.O_RDONLY | getattr(os, "O_BINARY", 0))
            except OSError as error:
                yield path, _reason(error)
                continue
            try:
                yield path, _all_of(handle)
            except OSError as error:
                yield path, _reason(error)
            finally:
                os.close(handle)

    def present(self, paths: Iterable[str]) -> frozenset[str]:
        """See `Store`."""
        return frozenset(path for path in paths if os.path.isfile(f"{self.root}/{path}"))  # noqa: PTH113 - as above


class RevisionStore:
    """The files of a revision, straight from Git's objects."""

    def __init__(self, revision: git.Revision, config_names: Iterable[str]) -> None:
        self.revision = revision
        self.repository = revision.repository
        self.config_names = tuple(config_names)

    def configuration(self) -> tuple[str, bytes] | None:
        """See `Store`."""
        for name in self.config_names:
            for _, data in self.revision.read([self.repository.inside(name)]):
                return name, data
        return None

    def list(self, folder: str) -> Iterator[str] | None:
        """See `Store`."""
        inside = self.repository.inside(folder)
        if inside.startswith(".."):
            return None
        start = "" if inside == "." else f"{inside}/"
        found = [path[len(start) :] for path in self.revision.blobs if path.startswith(start)]
        return (path for path in found if not _hidden(path)) if found else None

    def read(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes | str]]:
        """See `Store`."""
        wanted = {self.repository.inside(path): path for path in paths}
        return ((wanted[inside], data) for inside, data in self.revision.read(wanted))

    def present(self, paths: Iterable[str]) -> frozenset[str]:
        """See `Store`."""
        return frozenset(path for path in paths if self.repository.inside(path) in self.revision.blobs)


def _walk(top: str, below: str, real_top: str, ancestors: tuple[str, ...]) -> Iterator[str]:
    """The files of a folder, hidden ones and links that leave it left out."""
    folder = f"{top}/{below}" if below else top
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        name = entry.name
        if name[0] == "." or name in _IGNORED_FOLDERS:
            continue
        if entry.is_symlink():
            target = os.path.realpath(entry.path)
            if not target.startswith(real_top + os.sep) or target in ancestors:
                continue
        if entry.is_dir():
            here = os.path.realpath(entry.path)
            if here not in ancestors:
                yield from _walk(top, f"{below}{name}/", real_top, (*ancestors, here))
        elif entry.is_file():
            yield below + name


def _all_of(handle: int) -> bytes:
    size = os.fstat(handle).st_size
    data = os.read(handle, size + 1)
    if len(data) == size:
        return data
    parts = [data]
    while more := os.read(handle, 1 << 20):
        parts.append(more)
    return b"".join(parts)


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).casefold()


# ---- what belongs to a project ----------------------------------------------------------------------------------


def _upwards(start: Path) -> tuple[Path, ...]:
    found = []
    for folder in (start, *start.parents):
        found.append(folder)
        if (folder / ".git").exists():
            break
    return tuple(found)


def _missing(source: SourceSpec, configuration: Configuration) -> Unread:
    if not configuration.path:
        raise ProjectError(
            f"there is no tpo-docs.yml here or above, and no folder {source.path}/; `tpo-docs init` makes both"
        )
    reason = f"there is no folder '{source.path}'"
    mend = "name a folder relative to this file"
    return Unread(configuration.path, source.line, source.column, reason, "configuration", mend=mend)


def _sources(store: Store, wanted: Mapping[str, tuple[str, int]], unread: list[Unread]) -> Iterator[SourceFile]:
    for path, data in store.read(wanted):
        if isinstance(data, str):
            unread.append(Unread(path, 1, 1, f"the file cannot be read: {data}"))
        else:
            yield SourceFile(path, data, *wanted[path])


def _configuration(path: str, data: bytes, unread: list[Unread]) -> Configuration:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = data.decode("utf-8", "replace")
        line = data[: error.start].count(b"\n") + 1
        unread.append(Unread(path, line, 1, "the file is not UTF-8", "configuration", mend="save it as UTF-8"))
    return config.read(text, path)


def _docs_folder(source: SourceSpec, index: int) -> str:
    """Where a source's pages go: empty, or a folder with a `/` at its end."""
    to = source.to
    if to is None:
        to = "" if index == 0 else posixpath.basename(posixpath.normpath(source.path)).lstrip(".")
    parts = [part for part in posixpath.normpath("/" + to).split("/") if part]
    return "/".join(parts) + "/" if parts else ""


def _page_path(path: str) -> str:
    stem, _, ending = path.rpartition(".")
    return path if ending == "md" else f"{stem}.md"


def _kind(relative: str, configuration: Configuration) -> str:
    stem, _, ending = relative.rpartition("/")[2].rpartition(".")
    ending = ending.lower()
    if f".{ending}" in MARKDOWN:
        return "page"
    if ending in ("yml", "yaml") and stem in configuration.schema.collections:
        return "collection"
    return "table" if ending == "csv" else "attachment"


def _hidden(path: str) -> bool:
    return any(part.startswith(".") or part in _IGNORED_FOLDERS for part in path.split("/"))


@lru_cache(maxsize=64)
def _chooser(include: tuple[str, ...], exclude: tuple[str, ...]) -> Callable[[str], bool]:
    """Whether a path below a source is to be read, after its patterns."""
    wanted, unwanted = _expression(include), _expression(exclude)
    if wanted is None and unwanted is None:
        return lambda _: True
    return lambda path: (wanted is None or bool(wanted(path))) and not (unwanted is not None and unwanted(path))


def _expression(patterns: tuple[str, ...]) -> Callable[[str], object] | None:
    """A pattern without `/` is a name at any depth, of a file or of a folder with all that is in it."""
    alternatives = []
    for pattern in patterns:
        bare = pattern.removeprefix("./").strip("/")
        if not bare:
            continue
        anywhere = "" if "/" in pattern.removeprefix("./").rstrip("/") else "(?:.*/)?"
        alternatives.append(f"{anywhere}{_glob(bare)}(?:/.*)?")
    return re.compile("|".join(alternatives), re.DOTALL).fullmatch if alternatives else None


def _glob(pattern: str) -> str:
    """A shell pattern as a regular expression: `*` and `?` stay within a name, `**` crosses folders."""
    result = ""
    at = 0
    while at < len(pattern):
        character = pattern[at]
        if pattern.startswith("**/", at):
            result += "(?:.*/)?"
            at += 3
        elif pattern.startswith("**", at):
            result += ".*"
            at += 2
        elif character == "[" and (end := pattern.find("]", at + 2)) > 0:
            inner = pattern[at + 1 : end].replace("\\", r"\\").replace("[", r"\[")
            result += f"[^/{inner[1:]}]" if inner[0] in "!^" else f"[{inner}]"
            at = end + 1
        else:
            result += {"*": "[^/]*", "?": "[^/]"}.get(character, re.escape(character))
            at += 1
    return result


# ---- Git --------------------------------------------------------------------------------------------------------


def _revision(repository: git.Repository | None, ref: str) -> git.Revision | None:
    if not ref:
        return None
    if repository is None:
        raise ProjectError(f"there is no Git repository to read {ref} from")
    found = git.revision(repository, ref)
    if found is None:
        raise ProjectError(f"Git knows no revision {ref}{_nearest_tag(repository, ref)}")
    return found


def _nearest_tag(repository: git.Repository, ref: str) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only where a name is wrong

    near = get_close_matches(ref, [tag.name for tag in git.tags(repository)], 1)
    return f"; did you mean {near[0]}?" if near else ""


def _history(repository: git.Repository | None, inputs: Inputs, revision: git.Revision | None) -> git.History:
    folders = [source.path for source in inputs.configuration.sources]
    return git.history(
        repository, folders, [file.path for file in inputs.sources], revision.commit if revision else "HEAD"
    )
