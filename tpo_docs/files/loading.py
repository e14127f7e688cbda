"""A project read from a store, linked and judged: all that a front end needs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tpo_docs import git, pipeline
from tpo_docs import rules as catalogue
from tpo_docs.check import check
from tpo_docs.config import Configuration
from tpo_docs.destinations import Lack, asked, broken
from tpo_docs.files import archaeology, kept, revisions
from tpo_docs.files.code import scan
from tpo_docs.files.days import today_of
from tpo_docs.files.history import Archive, Past, last_changes
from tpo_docs.files.inputs import Attachment, Inputs, read_inputs
from tpo_docs.files.judging import Judges
from tpo_docs.files.known import read_known
from tpo_docs.files.memory import now
from tpo_docs.files.others import cited_there, linked_there, looked_for, with_others
from tpo_docs.files.place import CONFIG_NAMES, TEMPLATES, WORK_FOLDER, find
from tpo_docs.files.remembering import Remembered
from tpo_docs.files.stores import DiskStore, RevisionStore, Store
from tpo_docs.model import Project, Review, SourceFile
from tpo_docs.parse import FileContent, cited_files, parse


class Watch(NamedTuple):
    """Who wants to know how the work goes on."""

    begun: Callable[[Inputs], None]
    """Called once everything is read."""
    parsed: Callable[[int], None]
    """Called with how many more files have been read."""
    meanwhile: Callable[[], object] = lambda: None
    """Called once another process has begun to parse, where one does: the time for what is to be done here anyway."""


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
    inputs: Inputs | None = field(default=None, repr=False)
    """All that was read, as it was read."""
    contents: Mapping[str, FileContent] = field(default_factory=dict, repr=False)
    """What each file holds, by path."""
    marks: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Checksums of sources, by path, as `lines.mark` makes them, as far as they are known."""

    @property
    def project(self) -> Project:
        """The linked items."""
        return self.review.project

    @property
    def note(self) -> str:
        """What could not be known of the history, and why."""
        return self.past.note


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
    revision = revisions.named(place.root, ref) if ref else None
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
    step = watch.parsed if watch is not None else None
    reading = kept.read(inputs.sources, inputs.configuration, cache, step, partial(_prepare, watch))
    past = Past(lambda: last_changes(place.root, inputs, revision))
    archive = Archive(lambda: archaeology.chronicle(place.root, inputs.configuration, revision))
    with Judges(reading, past, archive) as judges:
        found = linked(place.root, inputs, reading, revision, past=past, today=today, own_known=known is None)
        project = replace(found.project, base=base, archive=archive)
        review = None
        if memory is not None:
            review = memory.review(project, inputs.sources, reading.contents, reading.marks, found.others)
        if review is None:
            review = check(project, known=read_known(found.known) if known is None else known, judging=judges)
        loaded = Loaded(
            root=place.root,
            configuration=project.configuration,
            sources=inputs.sources,
            attachments=inputs.attachments,
            review=review,
            store=inputs.store,
            past=past,
            archive=archive,
            ref=revision.name if revision else "",
            commit=revision.commit if revision else "",
            citations=found.citations,
            others=found.others,
            begun=begun,
            inputs=inputs,
            contents=dict(zip((file.path for file in inputs.sources), reading.contents, strict=True)),
            marks=reading.marks,
        )
        if memory is not None:
            memory.keep(loaded, known or ())
    return loaded


def _prepare(watch: Watch | None) -> None:
    """What is to be done anyway, in the time in which another process has begun to parse."""
    for name in catalogue.CODES:
        catalogue.rule_of(name)
    if watch is not None:
        watch.meanwhile()


class Linked(NamedTuple):
    """A project before it is judged, with what else was read and looked for."""

    project: Project
    others: Mapping[str, bytes]
    citations: frozenset[str]
    known: bytes
    """The configuration's file of known findings."""


def linked(  # noqa: PLR0913 - as above
    root: Path,
    inputs: Inputs,
    reading: kept.Reading,
    revision: git.Revision | None,
    *,
    past: Past,
    today: date | None,
    own_known: bool,
) -> Linked:
    """The project of what was read; `own_known` says whether known findings are those that the configuration names."""
    read = {file.path: content for file, content in zip(inputs.sources, reading.contents, strict=True)}
    configuration = inputs.configuration
    parsed, others, known = with_others(
        parse(inputs.sources, configuration, lambda file, _: read[file.path]), inputs, root, revision, known=own_known
    )
    code = scan(root, configuration.code, [source.path for source in configuration.sources], revision)
    citations = cited_files(parsed, configuration)
    present, cited = cited_there(citations, inputs.store)
    there = linked_there(asked(parsed), inputs.store, root)
    project = pipeline.linked(
        parsed, configuration, today_of(configuration, today), present=present, cited=cited, history=past
    )
    around = there.around._replace(is_templated=any(path.startswith(f"{TEMPLATES}/") for path in others))
    project = replace(project, code=code, around=around)
    if any(link.lack is Lack.FILE for link in project.derive(broken)):
        beside = frozenset(attachment.path for attachment in inputs.attachments)
        project = replace(project, around=around._replace(beside=beside))
    return Linked(
        project,
        {**inputs.others, **cited, **others, **there.read},
        frozenset((*citations, *looked_for(configuration), *there.looked)),
        known,
    )
