"""A project read from a store, linked and judged: all that a front end needs."""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from tpo_docs import config, git, mapping, pipeline
from tpo_docs.check import check
from tpo_docs.config import Configuration, SourceSpec
from tpo_docs.files import archaeology, kept
from tpo_docs.files.code import scan
from tpo_docs.files.judging import Judges
from tpo_docs.files.memory import now
from tpo_docs.files.place import CONFIG_NAMES, TEMPLATES, WORK_FOLDER, ProjectError, find
from tpo_docs.files.remembering import Remembered
from tpo_docs.files.selection import Kind, chosen, docs_folder, is_left_out, page_path
from tpo_docs.files.settings import configuration_of, selection_of
from tpo_docs.files.stores import DiskStore, RevisionStore, Store, own_templates
from tpo_docs.model import Change, Chronicle, Item, Parsed, Project, Review, SourceFile, Unread, as_date
from tpo_docs.parse import cited_files, parse, with_export, with_history
from tpo_docs.records import ledger, results
from tpo_docs.snapshots import PATH as SNAPSHOTS

KNOWN_LINE = "`TPO201 STY-001 realizes REQ-004`"
"""What a line of a file of known findings looks like."""
_KEY = re.compile(r"TPO\d{3}(?: .*)?").fullmatch
_CONTRACTS = (".yml", ".yaml", ".json")


class Attachment(NamedTuple):
    """A file beside the items that is no Markdown and no collection: a picture, a contract, a table."""

    path: str
    docs_path: str
    source: int = 0


class Watch(NamedTuple):
    """Who wants to know how the work goes on."""

    begun: Callable[[Inputs], None]
    """Called once everything is read."""
    parsed: Callable[[int], None]
    """Called with how many more files have been read."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that was read, before anything is parsed."""

    configuration: Configuration
    sources: tuple[SourceFile, ...]
    attachments: tuple[Attachment, ...]
    unread: tuple[Unread, ...]
    store: Store
    others: Mapping[str, bytes]
    """The configuration, by its path."""


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """A project as a front end needs it."""

    root: Path
    configuration: Configuration
    sources: tuple[SourceFile, ...]
    attachments: tuple[Attachment, ...]
    review: Review
    store: Store = field(repr=False)
    past: Past = field(repr=False)
    archive: Archive = field(repr=False)
    ref: str = ""
    """The revision it was read from; empty for the working tree."""
    commit: str = ""
    """That revision's commit."""
    citations: frozenset[str] = field(default=frozenset(), repr=False)
    """Every file that items or the configuration cite, there or not."""
    others: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """What else was read, by path: configuration, contracts, known findings."""
    begun: int = 0
    """The moment, in nanoseconds, at which reading began."""

    @property
    def project(self) -> Project:
        """The linked items."""
        return self.review.project

    @property
    def note(self) -> str:
        """What could not be known of the history, and why."""
        return self.past.note


class Past(Mapping[str, Change]):
    """The last change of each file. Git is asked once, and only if somebody looks: a check hardly ever does."""

    def __init__(self, ask: Callable[[], git.History]) -> None:
        self._ask = ask
        self._found: git.History | None = None
        self._elsewhere = False

    @property
    def asked(self) -> bool:
        """Whether anybody has looked."""
        return self._elsewhere or self._found is not None

    def ask_elsewhere(self) -> None:
        """Somebody has, in another process."""
        self._elsewhere = True

    @property
    def note(self) -> str:
        """What could not be known, and why."""
        return self._history().note

    def _history(self) -> git.History:
        if self._found is None:
            self._found = self._ask()
        return self._found

    def __getitem__(self, path: str) -> Change:
        return self._history().changes[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._history().changes)

    def __len__(self) -> int:
        return len(self._history().changes)


class Archive:
    """What Git's commits say of statuses. Git is asked once, and only if somebody wants to know."""

    def __init__(self, ask: Callable[[], Chronicle]) -> None:
        self._ask = ask
        self._found: Chronicle | None = None
        self._elsewhere = False

    @property
    def asked(self) -> bool:
        """Whether anybody has wanted to know."""
        return self._elsewhere or self._found is not None

    def ask_elsewhere(self) -> None:
        """Somebody has, in another process."""
        self._elsewhere = True

    def __call__(self) -> Chronicle:
        """The history."""
        if self._found is None:
            self._found = self._ask()
        return self._found


def load(  # noqa: PLR0913 - what a front end may choose, by name
    folder: Path,
    *,
    config_file: Path | None = None,
    today: date | None = None,
    ref: str = "",
    known: Collection[str] | None = None,
    adjust: Callable[[Configuration], Configuration] | None = None,
    watch: Watch | None = None,
    base: Project | None = None,
    remember: bool = False,
    question: str = "",
    in_vain: bool = False,
) -> Loaded:
    """A project read, linked and judged. `known` holds keys of findings, else the configuration's file of them;
    `adjust` changes the rules' options before anything is judged; `base` is the version to compare it with. With
    `remember` only files that have changed since the last such call are parsed (see `kept`), and with a `question`,
    which names all these choices, findings that still hold are not looked for again (see `remembering`), unless it has been asked `in_vain`."""
    place = find(folder, config_file)
    revision = _revision(place.root, ref) if ref else None
    begun = now()
    names = [place.config.name] if place.config is not None else CONFIG_NAMES
    inputs = read_inputs(RevisionStore(revision, names) if revision else DiskStore(place))
    if adjust is not None:
        inputs = replace(inputs, configuration=adjust(inputs.configuration))
    if watch is not None:
        watch.begun(inputs)
    memory = None
    if question and remember and revision is None and base is None and not inputs.unread:
        memory = Remembered(place, question, begun, in_vain=in_vain)
    cache = place.root / WORK_FOLDER / "cache" if remember and revision is None else None
    reading = kept.read(inputs.sources, inputs.configuration, cache, watch.parsed if watch is not None else None)
    past = Past(lambda: _history(place.root, inputs, revision))
    archive = Archive(lambda: archaeology.chronicle(place.root, inputs.configuration, revision))
    with Judges(reading, past, archive) as judges:
        loaded = _judged(
            place.root,
            inputs,
            reading,
            revision,
            past=past,
            archive=archive,
            judges=judges,
            today=today,
            known=known,
            base=base,
            memory=memory,
        )
        if memory is not None:
            memory.keep(loaded, known or ())
    return replace(loaded, begun=begun)


def _judged(  # noqa: PLR0913 - as above
    root: Path,
    inputs: Inputs,
    reading: kept.Reading,
    revision: git.Revision | None,
    *,
    past: Past,
    archive: Archive,
    judges: Judges,
    today: date | None,
    known: Collection[str] | None,
    base: Project | None,
    memory: Remembered | None,
) -> Loaded:
    """What was read, linked and judged."""
    read = {file.path: content for file, content in zip(inputs.sources, reading.contents, strict=True)}
    parsed = parse(inputs.sources, inputs.configuration, lambda file, _: read[file.path])
    known_path = inputs.configuration.rules.known
    listed = b""
    for path, data in inputs.store.read([known_path] if known_path and known is None else ()):
        listed = data if isinstance(data, bytes) else b""
        unread = tuple(_known_problems(path, data, inputs.configuration))
        parsed = replace(parsed, unread=parsed.unread + unread)
    templates = _templates(inputs.store, root)
    parsed = replace(parsed, unread=inputs.unread + parsed.unread + _template_problems(templates, inputs.configuration))
    recorded = next((data for _, data in inputs.store.read([SNAPSHOTS]) if isinstance(data, bytes)), None)
    if recorded is not None:
        parsed = with_history(parsed, recorded)
    parsed, export = _exported(parsed, inputs)
    approvals = next((data for _, data in inputs.store.read([ledger.PATH]) if isinstance(data, bytes)), None)
    parsed = ledger.with_ledger(parsed, approvals, _held(root, revision, there=approvals is not None))
    tested = next((data for _, data in inputs.store.read([results.PATH]) if isinstance(data, bytes)), None)
    parsed = results.with_results(parsed, tested)
    code = scan(root, inputs.configuration.code, [source.path for source in inputs.configuration.sources], revision)
    citations = cited_files(parsed, inputs.configuration)
    present, cited = _beside(citations, inputs.store)
    project = pipeline.linked(
        parsed,
        inputs.configuration,
        today_of(inputs.configuration, today),
        present=present,
        cited=cited,
        history=past,
    )
    read_templates = {path: data for path, data in templates.items() if isinstance(data, bytes)}
    others = {**inputs.others, **cited, **read_templates, **export}
    if recorded is not None:
        others[SNAPSHOTS] = recorded
    if approvals is not None:
        others[ledger.PATH] = approvals
    if tested is not None:
        others[results.PATH] = tested
    if listed:
        others[known_path] = listed
    project = replace(project, base=base, archive=archive, code=code)
    review = None
    if memory is not None:
        review = memory.review(project, inputs.sources, reading.contents, reading.marks, others)
    return Loaded(
        root=root,
        configuration=project.configuration,
        sources=inputs.sources,
        attachments=inputs.attachments,
        review=review or check(project, known=read_known(listed) if known is None else known, judging=judges),
        store=inputs.store,
        past=past,
        archive=archive,
        ref=revision.name if revision else "",
        commit=revision.commit if revision else "",
        citations=frozenset(
            (
                *citations,
                ledger.PATH,
                results.PATH,
                SNAPSHOTS,
                *filter(None, [known_path, inputs.configuration.history.export]),
            )
        ),
        others=others,
    )


def read_inputs(store: Store) -> Inputs:
    """The configuration, and every file that the sources name."""
    unread: list[Unread] = []
    found = store.configuration()
    configuration = config.default() if found is None else configuration_of(*found, unread)
    wanted = _wanted(store, configuration)
    unread.extend(_missing(source, configuration) for source in wanted.missing)
    unread.extend(_unlisted(store, configuration))
    sources = tuple(_sources(store, wanted.files, configuration, unread))
    others = {} if found is None else dict([found])
    return Inputs(configuration, sources, wanted.attachments, tuple(unread), store, others)


class _Wanted(NamedTuple):
    files: Mapping[str, tuple[str, int]]
    """Docs path and source of each file to read, by path."""
    attachments: tuple[Attachment, ...]
    missing: tuple[SourceSpec, ...]


def _wanted(store: Store, configuration: Configuration) -> _Wanted:
    wanted: dict[str, tuple[str, int]] = {}
    attachments: dict[str, Attachment] = {}
    missing = []
    for index, source in enumerate(configuration.sources):
        listed = store.list(source.path)
        if listed is None:
            missing.append(source)
            continue
        to = docs_folder(source.path, source.to, index)
        for file in chosen(listed, selection_of(source), configuration.schema.collections):
            if file.path in wanted or file.path in attachments:
                continue
            if file.kind in (Kind.TABLE, Kind.ATTACHMENT):
                attachments[file.path] = Attachment(file.path, to + file.relative, index)
            if file.kind is not Kind.ATTACHMENT:
                wanted[file.path] = (page_path(to + file.relative) if file.kind is Kind.PAGE else "", index)
    return _Wanted(wanted, tuple(attachments.values()), tuple(missing))


def _unseen(store: RevisionStore, configuration: Configuration) -> tuple[SourceFile, ...]:
    return tuple(_sources(store, _wanted(store, configuration).files, configuration, []))


def _object_name(data: bytes, digits: int) -> str:
    """What Git calls a file of this content."""
    digest = hashlib.sha1 if digits == 40 else hashlib.sha256
    return digest(b"blob %d\0" % len(data) + data).hexdigest()


def _exported(parsed: Parsed, inputs: Inputs) -> tuple[Parsed, Mapping[str, bytes]]:
    """The same with the tracker's export that the configuration names, and that file."""
    options = inputs.configuration.history
    if not options.export:
        return parsed, {}
    data = next((data for _, data in inputs.store.read([options.export])), "no such file")
    if isinstance(data, bytes):
        return with_export(parsed, data, inputs.configuration), {options.export: data}
    reason = f"the tracker's export {options.export} cannot be read: {data}"
    mend = "name a file relative to this one"
    unread = Unread(inputs.configuration.path, options.line, options.column, reason, "configuration", mend=mend)
    return replace(parsed, unread=(*parsed.unread, unread)), {}


def _beside(citations: Mapping[str, frozenset[str]], store: Store) -> tuple[frozenset[str], Mapping[str, bytes]]:
    """Of the files that items cite: those that exist, and the content of the contracts among them."""
    present = store.present(citations)
    contracts = sorted(
        path for path in present if "contract" in citations[path] and path.casefold().endswith(_CONTRACTS)
    )
    return present, {path: data for path, data in store.read(contracts) if isinstance(data, bytes)}


def ids_in_use(loaded: Loaded) -> frozenset[str]:
    """All ids, former ones too, of the working tree and of all branches at hand."""
    found = _ids((*loaded.project.items.values(), *loaded.project.duplicates))
    found |= {problem.item for problem in loaded.project.unread if problem.item}
    repository = git.find(loaded.root)
    if repository is None:
        return found
    read: set[str] = set()
    for branch in git.branches(repository):
        revision = git.revision(repository, branch)
        if revision is not None:
            found |= _ids(_unread_items(loaded, revision, read))
    return found


def items_at(loaded: Loaded, ref: str) -> tuple[Item, ...]:
    """The items of a revision, as this project's configuration reads them; files that are the same are not read again."""
    revision = _revision(loaded.root, ref)
    there = set(revision.blobs.values())
    same = {
        file.path for file in loaded.sources if any(_object_name(file.data, digits) in there for digits in (40, 64))
    }
    known = (*loaded.project.items.values(), *loaded.project.duplicates)
    return (*(item for item in known if item.path in same), *_unread_items(loaded, revision, set()))


def _unread_items(loaded: Loaded, revision: git.Revision, read: set[str]) -> tuple[Item, ...]:
    """The items of a revision's files that are neither in the working tree nor among the objects read before."""
    if not read:
        read.update(_object_name(file.data, digits) for file in loaded.sources for digits in (40, 64))
    config_file = find(loaded.root).config
    unseen = {path: blob for path, blob in revision.blobs.items() if blob not in read}
    read.update(unseen.values())
    names = [config_file.name] if config_file is not None else CONFIG_NAMES
    store = RevisionStore(replace(revision, blobs=unseen), names)
    return parse(_unseen(store, loaded.configuration), loaded.configuration).items


def _ids(items: Iterable[Item]) -> frozenset[str]:
    return frozenset(name for item in items for name in (item.id, *item.texts("aliases")))


def today_of(configuration: Configuration, today: date | None = None) -> date:
    """The day to judge by: the one asked for, that of the configuration, that of a reproducible build, or today."""
    if today is not None:
        return today
    if configuration.today is not None:
        return configuration.today
    epoch = _epoch()
    if re.fullmatch(r"\d{1,11}", epoch):
        return datetime.fromtimestamp(int(epoch), UTC).date()
    return datetime.now().astimezone().date()


def frozen_day(configuration: Configuration, today: date | None = None) -> date | None:
    """The day that was asked for, by an argument, the configuration or a reproducible build; None where today is today."""
    if today is not None or configuration.today is not None or re.fullmatch(r"\d{1,11}", _epoch()):
        return today_of(configuration, today)
    return None


def _epoch() -> str:
    return os.environ.get("SOURCE_DATE_EPOCH", "")


def parse_day(text: str) -> date:
    """A date of the command line."""
    found = as_date(text)
    if found is None or len(text) != 10:
        raise ProjectError(f"'{text}' is no date; write it as YYYY-MM-DD")
    return found


def read_known(data: bytes) -> frozenset[str]:
    """The keys in a file of known findings: one on each line, `#` starts a comment."""
    lines = (line.strip() for line in data.decode("utf-8-sig", "replace").splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))


def no_finding(data: bytes) -> tuple[int, str] | None:
    """Number and text of the first line in a file of known findings that is none; None where all are."""
    for number, line in enumerate(data.decode("utf-8-sig", "replace").splitlines(), start=1):
        text = line.strip()
        if text and not text.startswith("#") and not _KEY(text):
            return number, "".join(sign if sign.isprintable() else "\ufffd" for sign in text[:40])
    return None


def _known_problems(path: str, data: bytes | str, configuration: Configuration) -> Iterator[Unread]:
    if isinstance(data, str):
        line, column = configuration.rules.places.get("known", (1, 1))
        reason = f"the file of known findings, {path}, cannot be read: {data}"
        mend = f"write it by `tpo-docs check --write-known {path}`"
        yield Unread(configuration.path, line, column, reason, "configuration", mend=mend)
    elif (wrong := no_finding(data)) is not None:
        reason = f"'{wrong[1]}' is no known finding"
        yield Unread(path, wrong[0], 1, reason, "configuration", mend=f"write it as {KNOWN_LINE}, or take it out")


def _templates(store: Store, root: Path) -> dict[str, bytes | str]:
    """The project's own templates, as they would be used now: also a revision is shown by those of the folder."""
    if not isinstance(store, DiskStore):
        return {}
    if root == Path(__file__).resolve().parents[2]:
        return {}  # our own repository, whose templates are those that ship
    return dict(store.read(own_templates(store)))


def _template_problems(templates: Mapping[str, bytes | str], configuration: Configuration) -> tuple[Unread, ...]:
    if not templates:
        return ()
    from tpo_docs.own_templates import problems  # noqa: PLC0415 - brings Jinja, which no other check needs

    own = {path.removeprefix(f"{TEMPLATES}/"): data for path, data in templates.items()}
    return problems(own, frozenset(configuration.schema.types), TEMPLATES)


def _missing(source: SourceSpec, configuration: Configuration) -> Unread:
    if not configuration.path:
        raise ProjectError(
            f"there is no tpo-docs.yml here or above, and no folder {source.path}/; `tpo-docs init` makes both"
        )
    reason = f"there is no folder '{source.path}'"
    mend = "name a folder relative to this file"
    return Unread(configuration.path, source.line, source.column, reason, "configuration", mend=mend)


def _unlisted(store: Store, configuration: Configuration) -> Iterator[Unread]:
    """The folders of the sources that cannot be looked into; those that a source leaves out anyway, too, do not count."""
    tops = [(posixpath.normpath(source.path), selection_of(source)) for source in configuration.sources]
    for folder, reason in store.unlisted.items():
        above = [(top, selection) for top, selection in tops if top in (".", folder) or folder.startswith(f"{top}/")]
        if not all(is_left_out(posixpath.relpath(folder, top), selection) for top, selection in above):
            mend = "make it readable, or leave it out by `exclude` of its source"
            yield Unread(folder, 1, 1, f"the folder cannot be read: {reason}", mend=mend)


def _sources(
    store: Store, wanted: Mapping[str, tuple[str, int]], configuration: Configuration, unread: list[Unread]
) -> Iterator[SourceFile]:
    for path, data in store.read(wanted):
        if isinstance(data, str):
            item = _named_id(path, configuration, wanted[path][1])
            mend = "make it readable, or leave it out by `exclude` of its source"
            unread.append(Unread(path, 1, 1, f"the file cannot be read: {data}", item=item, mend=mend))
        else:
            yield SourceFile(path, data, *wanted[path])


def _named_id(path: str, configuration: Configuration, source: int) -> str:
    """The id that a file's name gives; empty where it gives none."""
    rules = configuration.sources[source].map
    if rules is not None:
        return mapping.translate({}, path, rules, configuration.schema).id
    found = configuration.schema.any_id.match(posixpath.basename(path).rpartition(".")[0])
    return found[0] if found else ""


def _revision(root: Path, ref: str) -> git.Revision:
    repository = git.find(root)
    if repository is None:
        raise ProjectError(f"there is no Git repository to read {ref} from")
    found = git.revision(repository, ref)
    if found is None:
        near = get_close_matches(ref, [tag.name for tag in git.tags(repository)], 1)
        raise ProjectError(f"Git knows no revision {ref}{f'; did you mean {near[0]}?' if near else ''}")
    return found


def _held(root: Path, revision: git.Revision | None, *, there: bool) -> tuple[str, ...]:
    """The lines that the ledger of approvals has had in any commit; of a ledger that is gone, those of the last one."""
    if revision is None and not git.prefix(root) and not (root / ".git").exists():
        return ()
    repository = git.find(root)
    if repository is None:
        return ()
    commit = revision.commit if revision is not None else "HEAD"
    if there:
        return git.lines_ever(repository, ledger.PATH, commit)
    last = next(git.read_blobs(repository, [f"{commit}:{repository.inside(ledger.PATH)}"]))
    return tuple(last.decode("utf-8", "replace").split("\n"))


def _history(root: Path, inputs: Inputs, revision: git.Revision | None) -> git.History:
    folders = [source.path for source in inputs.configuration.sources]
    paths = [file.path for file in inputs.sources]
    return git.history(git.find(root), folders, paths, revision.commit if revision else "HEAD")
