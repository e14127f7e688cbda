"""A project of which some files have come to hold something else, without reading the others again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date

from tpo_docs.check import check
from tpo_docs.files import kept
from tpo_docs.files.known import read_known
from tpo_docs.files.loading import Loaded, linked
from tpo_docs.files.memory import now
from tpo_docs.files.parts import Edit, reviewed_again
from tpo_docs.files.stores import DiskStore, Store
from tpo_docs.model import Project
from tpo_docs.parse import parse_file
from tpo_docs.window import Outline


def read_again(loaded: Loaded, texts: Mapping[str, bytes]) -> list[Edit]:
    """The files of a project that are others now, by path; raises a KeyError for one that it does not have."""
    sources = {file.path: file for file in loaded.sources}
    files = [sources[path]._replace(data=data) for path, data in texts.items()]
    return [Edit(file, parse_file(file, loaded.configuration), loaded.contents[file.path]) for file in files]


def edited(
    loaded: Loaded,
    edits: Iterable[Edit],
    today: date | None,
    begun: Callable[[Project], object] = lambda _: None,
    outline: Outline | None = None,
) -> Loaded:
    """The project with these edits, linked and judged. All else is what it was: whoever asks has looked. `today` is the
    day asked for; `begun` is called with the project before it is judged. With the `outline` of the project as it was no
    more of it is judged than the edits concern, where that can be."""
    if loaded.inputs is None or loaded.ref:
        raise ValueError("the project was not read from its folder")
    start = now()
    known = {edit.file.path: edit for edit in edits}
    sources = tuple(known[file.path].file if file.path in known else file for file in loaded.inputs.sources)
    contents = {**loaded.contents, **{path: edit.content for path, edit in known.items()}}
    store = _as_read(loaded, (*(file.path for file in sources), *loaded.inputs.others))
    inputs = replace(loaded.inputs, sources=sources, store=store)
    reading = kept.Reading([contents[file.path] for file in sources], len(known), None)
    found = linked(loaded.root, inputs, reading, None, past=loaded.past, today=today, own_known=True)
    project = replace(found.project, archive=loaded.archive)
    begun(project)
    listed = read_known(found.known)
    review = None
    if outline is not None and not listed and project.today == loaded.project.today:
        review = reviewed_again(loaded, known.values(), project, outline)
    return replace(
        loaded,
        configuration=project.configuration,
        sources=sources,
        review=check(project, known=listed) if review is None else review,
        store=store,
        citations=found.citations,
        others=found.others,
        begun=start,
        inputs=inputs,
        contents=contents,
        marks={path: mark for path, mark in loaded.marks.items() if path not in known},
    )


def _as_read(loaded: Loaded, paths: Iterable[str]) -> Store:
    """The disk, where it is known of these files alone how they looked when they were read."""
    before = loaded.store
    if not isinstance(before, DiskStore):
        return before
    store = DiskStore(before.place)
    store.stamps = {path: before.stamps[path] for path in paths if path in before.stamps}
    return store
