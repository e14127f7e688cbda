"""What Git knows of the files of a project: asked once, and only where somebody wants to know."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Generic, TypeVar

from tpo_docs import git
from tpo_docs.files.inputs import Inputs
from tpo_docs.model import Change, Chronicle
from tpo_docs.records import ledger

_T = TypeVar("_T")


class _Once(Generic[_T]):
    """A question to Git that is asked once, and only if somebody looks."""

    def __init__(self, ask: Callable[[], _T]) -> None:
        self._ask = ask
        self._found: _T | None = None
        self._elsewhere = False

    @property
    def asked(self) -> bool:
        """Whether anybody has looked."""
        return self._elsewhere or self._found is not None

    def ask_elsewhere(self) -> None:
        """Somebody has, in another process."""
        self._elsewhere = True

    def _answer(self) -> _T:
        if self._found is None:
            self._found = self._ask()
        return self._found


class Past(_Once[git.History], Mapping[str, Change]):
    """The last change of each file; a check hardly ever looks."""

    @property
    def note(self) -> str:
        """What could not be known, and why."""
        return self._answer().note

    def __getitem__(self, path: str) -> Change:
        return self._answer().changes[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._answer().changes)

    def __len__(self) -> int:
        return len(self._answer().changes)


class Archive(_Once[Chronicle]):
    """What Git's commits say of statuses."""

    def __call__(self) -> Chronicle:
        """The history."""
        return self._answer()


def last_changes(root: Path, inputs: Inputs, revision: git.Revision | None) -> git.History:
    """The last change of each file that was read."""
    folders = [source.path for source in inputs.configuration.sources]
    paths = [file.path for file in inputs.sources]
    return git.history(git.find(root), folders, paths, revision.commit if revision else "HEAD")


def ledger_lines(root: Path, revision: git.Revision | None, *, there: bool) -> tuple[str, ...]:
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
