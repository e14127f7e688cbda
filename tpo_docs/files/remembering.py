"""What an earlier run found, for one that has read the project: findings that still hold need not be found again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from tpo_docs.audience import is_used
from tpo_docs.files import edits
from tpo_docs.files.memory import Basis, Memory, head_of
from tpo_docs.files.place import Place
from tpo_docs.files.settings import selection_of
from tpo_docs.files.stores import DiskStore, own_templates
from tpo_docs.model import Project, Review, SourceFile
from tpo_docs.parse import FileContent
from tpo_docs.partial import outline_of
from tpo_docs.partial import packed as packed_outline
from tpo_docs.report.making import report_of
from tpo_docs.report.report import packed, unpacked

if TYPE_CHECKING:
    from tpo_docs.files.loading import Loaded


class Remembered:
    """The findings of a project on disk, remembered for one question."""

    def __init__(self, place: Place, asked: str, begun: int, *, in_vain: bool = False) -> None:
        """`in_vain` says that the question has been asked already, and nothing that holds was known."""
        self.asked = asked
        self._in_vain = in_vain
        self._memory = Memory(place)
        self._begun = begun
        self._is_known = False
        self._marks: Mapping[str, str] = {}

    def review(
        self,
        project: Project,
        files: Sequence[SourceFile],
        contents: Sequence[FileContent],
        marks: Mapping[str, str],
        others: Mapping[str, bytes],
    ) -> Review | None:
        """What was found before, if it holds for these files, whose checksums are the `marks`, and the `others`."""
        self._marks = marks
        if self._in_vain:
            return None
        read = {file.path: (file, content) for file, content in zip(files, contents, strict=True)}
        mend = edits.mender(self._memory, read)
        found = self._memory.recall_read(self.asked, lambda: head_of(self._memory.place), marks, others, mend)
        if found is None:
            return None
        try:
            report = unpacked(found)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError):
            return None
        self._is_known = True
        return Review(project, report.findings, report.exempted, report.known)

    def keep(self, loaded: Loaded, known: Collection[str]) -> None:
        """Remembers what has been found, unless it was known, or something could not be read: whether that is so still
        does not show in what was read."""
        store = loaded.store
        if self._is_known or not isinstance(store, DiskStore) or store.unlisted:
            return
        if all(path in loaded.others for path in own_templates(store)):
            found = packed(report_of(loaded.review, known))
            basis = _basis(self.asked, loaded)._replace(marks=self._marks)
            self._memory.keep(found, basis, store.stamps, self._begun, partial(_outline, loaded.project))


def _basis(asked: str, loaded: Loaded) -> Basis:
    looked = loaded.past.asked or loaded.archive.asked or loaded.project.ledger.present
    return Basis(
        question=asked,
        selections=tuple(selection_of(source) for source in loaded.configuration.sources),
        collections=tuple(loaded.configuration.schema.collections),
        sources={file.path: file.data for file in loaded.sources},
        others=loaded.others,
        code=_code(loaded),
        templates=own_templates(loaded.store),
        citations=loaded.citations,
        beside=loaded.project.around.beside,
        audiences=is_used(loaded.project),
        commit=head_of(loaded.store.place) if looked and isinstance(loaded.store, DiskStore) else "",
    )


def _outline(project: Project, files: list[str]) -> Any:
    outline = outline_of(project)
    return packed_outline(outline, files) if outline is not None else None


def _code(loaded: Loaded) -> tuple[tuple[str, ...], ...]:
    options = loaded.configuration.code
    if not options.paths:
        return ()
    from tpo_docs.files.code import digest  # noqa: PLC0415 - only where a project looks into its code

    sources = tuple(source.path for source in loaded.configuration.sources)
    return options.paths, options.exclude, options.markers, sources, (digest(loaded.project.code),)
