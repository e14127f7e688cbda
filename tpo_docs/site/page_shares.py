"""Pages made by as many processes as are worth while: who takes which, and what each of them tells."""

from __future__ import annotations

import logging
import marshal
from collections.abc import Iterable, Sequence
from functools import partial
from typing import NamedTuple

from mkdocs.structure.files import File

from tpo_docs import processes
from tpo_docs.site.mkdocs_bodies import Cache
from tpo_docs.site.page_run import Result, Run
from tpo_docs.site.redirects import Stubs

_PIECE, _PIECES = 40, 6
"""The most pages that a process takes at a time, and how often it does so at least."""
_WORTH_A_PROCESS = 300  # pages; below, a second process costs more than it saves


class Work(NamedTuple):
    """What is to be made."""

    files: Sequence[File]
    stubs: Sequence[str] = ()
    """Paths of stubs, which are much less work than pages."""


class _Piece(NamedTuple):
    files: Sequence[File]
    stubs: Sequence[str]


class Maker:
    """Makes pages and stubs."""

    def __init__(self, run: Run, stubs: Stubs | None, cache: Cache) -> None:
        self._run = run
        self._stubs = stubs
        self._cache = cache

    def made(self, work: Work, count: int) -> list[Result]:
        """What came of the work, done by so many processes, each beginning with pages that lie together."""
        if count == 1:
            result = Result()
            self._make(_Piece(work.files, work.stubs), result)
            return [result]
        pieces = _pieces(work, count)
        shares = processes.Shares(len(pieces), count)
        try:
            apart = [partial(self._apart, pieces, shares.of(process)) for process in range(1, count)]
            first, others = processes.beside(partial(self._taken, pieces, shares.of(0)), apart)
        finally:
            shares.close()
        results = [first]
        for written in others:
            if written is not None:
                told, used = marshal.loads(written)
                results.append(Result(**told))
                self._cache.take_in(used)
        done = {piece for result in results for piece in result.pieces}
        results.append(self._taken(pieces, (piece for piece in range(len(pieces)) if piece not in done)))
        for _, name, level, text in sorted(
            (record for result in results for record in result.logged), key=lambda record: record[0]
        ):
            logging.getLogger(name).log(level, "%s", text)
        return results

    def _taken(self, pieces: Sequence[_Piece], shares: Iterable[int]) -> Result:
        """What came of the pieces that this process took. What is said about them is kept, to be said in their order."""
        result = Result()
        log = logging.getLogger("mkdocs")
        before, kept = log.handlers[:], _Kept()
        try:
            for piece in shares:
                kept = _Kept()
                log.handlers[:] = [kept]
                self._make(pieces[piece], result)
                result.logged += ((piece, *record) for record in kept.records)
                result.pieces.append(piece)
        except Exception:
            # An error ends the build: what was said on the way to it is said now.
            log.handlers[:] = before
            for _, name, level, text in result.logged:
                logging.getLogger(name).log(level, "%s", text)
            for name, level, text in kept.records:
                logging.getLogger(name).log(level, "%s", text)
            raise
        finally:
            log.handlers[:] = before
        return result

    def _apart(self, pieces: Sequence[_Piece], shares: Iterable[int]) -> bytes:
        """What a process of its own found out, and what it keeps for the next build."""
        logging.getLogger("mkdocs").handlers[:] = []
        return marshal.dumps((vars(self._taken(pieces, shares)), self._cache.handed_over()))

    def _make(self, piece: _Piece, result: Result) -> None:
        self._run.results(piece.files, result)
        if self._stubs is not None:
            result.stubs |= self._stubs.write(piece.stubs)


def worth(pages: int, most: int) -> int:
    """How many processes are worth while for so many pages."""
    return processes.count(pages, _WORTH_A_PROCESS, most)


def _pieces(work: Work, count: int) -> list[_Piece]:
    size = max(1, min(_PIECE, len(work.files) // (count * _PIECES)))
    starts = range(0, len(work.files), size)
    few = -(-len(work.stubs) // len(starts))
    return [
        _Piece(work.files[start : start + size], work.stubs[number * few : (number + 1) * few])
        for number, start in enumerate(starts)
    ]


class _Kept(logging.Handler):
    """Keeps what is logged for the parent process."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[tuple[str, int, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps one record."""
        self.records.append((record.name, record.levelno, record.getMessage()))
