"""What changed up to a version, read from Git's objects: earlier versions, texts that were approved, histories of items."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from tpo_docs import files, git
from tpo_docs.audience import hidden
from tpo_docs.config import Configuration
from tpo_docs.disclosure import restricted
from tpo_docs.files import Loaded, ProjectError
from tpo_docs.model import Change, Item, Review, SourceFile, as_date
from tpo_docs.parse import parse_file
from tpo_docs.places import is_version
from tpo_docs.proof.changes import Changes, Compared, Entry
from tpo_docs.proof.difference import difference, fields_changed
from tpo_docs.proof.trends import Point, measured
from tpo_docs.records.fingerprint import fingerprint, fingerprints
from tpo_docs.records.standing import standing

VERSIONS = 8
"""How many earlier versions a version is compared with."""
_ITEMS = 6_000
"""The items of earlier versions beyond which no further one is read: the next one would take seconds."""
_TEXTS = 4_000
"""The earlier texts that are read for histories, the latest ones."""
ENTRIES = 30
"""How many changes of an item are kept."""


def version_of(ref: str) -> str:
    """What a revision is published as: a tag's name without its `v`, a remote branch's without its remote."""
    name = ref.removeprefix("refs/tags/").removeprefix("refs/heads/").removeprefix("origin/")
    return name[1:] if name[:1] in ("v", "V") and name[1:2].isdigit() else name.replace("/", "-")


def changes(loaded: Loaded) -> Changes | None:
    """What changed up to this version; None without Git, where nothing is known of any other."""
    repository = git.find(loaded.root)
    if repository is None:
        return None
    commit = loaded.commit or git.head(repository)
    if not commit:
        return None
    if loaded.project.audience:
        return _for_audience(loaded, repository, commit)
    chains = _chains(loaded, repository, commit)
    texts = _Texts(loaded, repository)
    versions = [(tag, _day(repository, tag), review) for tag, review in _earlier_reviews(loaded, commit)]
    return Changes(
        tuple(Compared(version_of(tag.name), on, difference(review, loaded.review)) for tag, on, review in versions),
        dict(_earlier(loaded, chains, texts)),
        _histories(loaded, chains, texts),
        tuple(_points(versions)),
        git.SHALLOW if repository.shallow else "",
    )


def _for_audience(loaded: Loaded, repository: git.Repository, commit: str) -> Changes:
    """The same as one audience may see it: earlier versions without what it did not see then and does not see today. Who
    changed what, and what they said of it, may be about anything: histories are left out."""
    audience = loaded.project.audience
    unseen = frozenset(
        name for ref in dict.fromkeys((loaded.ref, "")) for name in hidden(_load(loaded, ref).project, audience).ids
    )
    versions: list[tuple[git.Tag, str, Review]] = []
    texts: dict[tuple[str, str], Item] = {}
    for tag, review in _earlier_reviews(loaded, commit):
        seen = restricted(review, audience, unseen)
        versions.append((tag, _day(repository, tag), seen))
        told = fingerprints(seen.project)
        texts |= {(name, told[name]): item for name, item in seen.project.items.items()}
    compared = tuple(Compared(version_of(tag.name), on, difference(seen, loaded.review)) for tag, on, seen in versions)
    return Changes(compared, texts, {}, tuple(_points(versions)), git.SHALLOW if repository.shallow else "")


# ---- earlier versions -------------------------------------------------------------------------------------------

_reviews: dict[tuple[Path, str, date], Review] = {}
"""Earlier versions that were read already, since a build of many versions and a server ask for them again and again."""


def earlier(root: Path, commit: str) -> tuple[git.Tag, ...]:
    """The tags that a version is compared with, the latest first; of several on one commit, or that are published as one
    version, the last one."""
    repository = git.find(root)
    if repository is None or not commit:
        return ()
    known = [tag for tag in git.tags(repository, commit) if tag.commit != commit and is_version(version_of(tag.name))]
    by_name = {version_of(tag.name): tag for tag in known}
    chosen = {tag.commit: tag for tag in known if by_name[version_of(tag.name)] is tag}
    return tuple(reversed([tag for tag in known if chosen.get(tag.commit) is tag]))[:VERSIONS]


def _day(repository: git.Repository, tag: git.Tag) -> str:
    return (git.date_of(repository, tag.commit) or tag.on)[:10]


def _points(versions: list[tuple[git.Tag, str, Review]]) -> Iterator[Point]:
    """The numbers of each version as of its own day, and how much is new in it."""
    before: Review | None = None
    for tag, written, review in reversed(versions):
        on = as_date(written)
        if on is not None:
            found = difference(before, review) if before is not None else None
            told = len(found.added) + len(found.changes) if found is not None else None
            yield measured(review, on, version_of(tag.name), told)
        before = review


def _earlier_reviews(loaded: Loaded, commit: str) -> Iterator[tuple[git.Tag, Review]]:
    read = 0
    for tag in earlier(loaded.root, commit):
        if read > _ITEMS:
            return
        review = _review(loaded, tag)
        if review is not None:
            read += len(review.project.items)
            yield tag, review


def _review(loaded: Loaded, tag: git.Tag) -> Review | None:
    """A version, judged as of the same day; None where there was no project yet."""
    key = (loaded.root, tag.commit, loaded.project.today)
    if key in _reviews:
        return _reviews[key]
    try:
        found = _load(loaded, tag.commit).review
    except ProjectError:
        return None
    while _reviews and sum(len(one.project.items) for one in _reviews.values()) > _ITEMS:
        del _reviews[next(iter(_reviews))]
    _reviews[key] = found
    return found


def _load(loaded: Loaded, ref: str) -> Loaded:
    config = loaded.root / loaded.configuration.path if loaded.configuration.path else None
    collecting = gc.isenabled()
    gc.disable()  # as when the command line reads a project: there is no rubbish to be found
    try:
        return files.load(
            loaded.root,
            config_file=config if config is not None and config.is_file() else None,
            today=loaded.project.today,
            ref=ref,
        )
    finally:
        gc.freeze()
        if collecting:
            gc.enable()


# ---- files over time --------------------------------------------------------------------------------------------


class _Step(NamedTuple):
    change: Change
    path: str
    """The file's path then."""
    blob: str


_Chains = Mapping[str, tuple[_Step, ...]]
"""What became of each file, by its path of today, the latest change first."""


def _chains(loaded: Loaded, repository: git.Repository, commit: str) -> _Chains:
    folders = [source.path for source in loaded.configuration.sources]
    following = {file.path: file.path for file in loaded.sources}
    found: dict[str, list[_Step]] = {path: [] for path in following}
    for change, some in git.file_changes(repository, folders, commit):
        moved = {}
        for file in some:
            today = following.get(file.path)
            if today is None:
                continue
            if not file.blob:
                del following[file.path]
                continue
            found[today].append(_Step(change, file.path, file.blob))
            if file.was or file.added:
                del following[file.path]
            if file.was:
                moved[file.was] = today
        following |= moved
        if not following:
            break
    return {path: tuple(steps) for path, steps in found.items()}


_texts: list[tuple[Path, Configuration, dict[tuple[str, str], tuple[Item, ...]]]] = []


class _Texts:
    """The items of files as they were, each read once."""

    def __init__(self, loaded: Loaded, repository: git.Repository) -> None:
        self.loaded = loaded
        self.repository = repository
        self.sources = {file.path: file for file in loaded.sources}
        # A server asks for the same texts after every change; they are read once, unless the configuration changes.
        if not _texts or _texts[0][0] != loaded.root or _texts[0][1] != loaded.configuration:
            _texts[:] = [(loaded.root, loaded.configuration, {})]
        self.known = _texts[0][2]

    def read(self, today: str, steps: Iterable[_Step]) -> None:
        """Reads what is not read yet of a file's earlier texts."""
        self.read_all((today, step) for step in steps)

    def read_all(self, wanted: Iterable[tuple[str, _Step]]) -> None:
        new = {(today, step.blob): step for today, step in wanted if (today, step.blob) not in self.known}
        contents = git.read_blobs(self.repository, [blob for _, blob in new])
        for ((today, blob), step), data in zip(new.items(), contents, strict=True):
            source = self.sources[today]
            file = SourceFile(step.path, data, source.docs_path, source.source)
            self.known[today, blob] = parse_file(file, self.loaded.configuration).items

    def of(self, today: str, step: _Step) -> tuple[Item, ...] | None:
        """The items of a file at a step; None where that was not read."""
        return self.known.get((today, step.blob))


def _earlier(loaded: Loaded, chains: _Chains, texts: _Texts) -> Iterator[tuple[tuple[str, str], Item]]:
    """The texts of which parties have said something and that are not those of today."""
    project = loaded.project
    for name, stands in standing(project).items():
        item = project.items[name]
        wanted = {word.line.fingerprint for word in stands.words if not word.holds}
        names = {item.id, *item.texts("aliases"), *(old for word in stands.words for old in word.line.renamed.values())}
        steps = chains.get(item.path, ())
        for start in range(0, len(steps), 16):
            if not wanted:
                break
            texts.read(item.path, steps[start : start + 16])
            for step in steps[start : start + 16]:
                for then in texts.of(item.path, step) or ():
                    told = fingerprint(then, project.schema) if then.id in names else ""
                    if told in wanted:
                        wanted.discard(told)
                        yield (name, told), then


# ---- items over time --------------------------------------------------------------------------------------------


def _histories(loaded: Loaded, chains: _Chains, texts: _Texts) -> Mapping[str, tuple[Entry, ...]]:
    items: dict[str, list[Item]] = {}
    for item in loaded.project.items.values():
        if not item.is_row:
            items.setdefault(item.path, []).append(item)
    wanted = [(path, step) for path in items if len(chains.get(path, ())) > 1 for step in chains[path][: ENTRIES + 1]]
    wanted.sort(key=lambda entry: entry[1].change.on[:10], reverse=True)
    texts.read_all(wanted[:_TEXTS])
    return {
        item.id: tuple(_entries(item, chains.get(path, ()), texts)) for path, some in items.items() for item in some
    }


def _entries(item: Item, steps: tuple[_Step, ...], texts: _Texts) -> Iterator[Entry]:
    names = {item.id, *item.texts("aliases")}
    for number, step in enumerate(steps[:ENTRIES]):
        told = Entry(step.change.on[:10], step.change.author, step.change.subject, None, first=number == len(steps) - 1)
        if told.first:
            yield told._replace(fields=())
            return
        after, before = texts.of(item.path, step), texts.of(item.path, steps[number + 1])
        if after is None or before is None:
            yield told
            continue
        now, then = _named(after, names), _named(before, names)
        if now is None:
            continue
        if then is None:
            yield told._replace(fields=(), first=True)
            return
        fields = fields_changed(then, now)
        if then.id != now.id:
            fields = (("id", then.id, now.id), *fields)
        if fields:
            yield told._replace(fields=fields)


def _named(items: tuple[Item, ...], names: set[str]) -> Item | None:
    found = next((item for item in items if item.id in names), None)
    return found or (items[0] if len(items) == 1 and not items[0].anchor else None)
