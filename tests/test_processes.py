"""Work for more than one process: nothing is left out, whoever fails."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tpo_docs import processes

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked here")


def test_each_piece_is_taken_once_and_those_of_others_when_ones_own_are_done() -> None:
    with closing(processes.Shares(5, 2)) as shares:
        first, last = shares.of(0), shares.of(1)
        assert [next(first), next(last), next(last), next(last)] == [0, 3, 4, 1]
        assert [*first, *last] == [2]
        assert [*shares.of(0), *shares.of(1)] == []
    with closing(processes.Shares(0, 2)) as none:
        assert list(none.of(1)) == []


def test_where_nothing_can_be_handed_out_there_are_no_shares(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses() -> tuple[int, int]:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(os, "pipe", refuses)
    assert processes.shares(5, 2) is None


def test_another_process_takes_what_this_one_leaves() -> None:
    with closing(processes.Shares(100, 2)) as shares:
        with processes.Helper(lambda send: [send(b"%d" % number) for number in shares.of(1)]) as helper:
            mine = list(shares.of(0))
            theirs = [int(piece) for piece in helper.received(all_of=lambda: False)]
        assert sorted([*mine, *theirs]) == list(range(100))


def test_pieces_are_received_whole_and_in_order() -> None:
    pieces = [b"", b"one\n", bytes(range(256)) * 1000]

    def work(send: Callable[[bytes], object]) -> None:
        for piece in pieces:
            send(piece)

    with processes.Helper(work) as helper:
        found = list(helper.received())  # as many as there are by now
        assert found + list(helper.received(all_of=lambda: False)) == pieces
        assert list(helper.received(all_of=lambda: False)) == []


def test_of_one_that_fails_what_it_has_sent_is_received() -> None:
    def work(send: Callable[[bytes], object]) -> None:
        send(b"sent")
        os._exit(1)

    with processes.Helper(work) as helper:
        assert list(helper.received(all_of=lambda: False)) == [b"sent"]


def test_where_no_process_can_be_had_there_is_no_helper(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refuses)
    assert processes.helper(lambda _: None) is None


def test_one_is_waited_for_where_the_caller_fails() -> None:
    def work(send: Callable[[bytes], object]) -> None:
        send(b"sent")

    helper = processes.Helper(work)
    child = helper._process
    with pytest.raises(ZeroDivisionError), helper:
        raise ZeroDivisionError
    with pytest.raises(ChildProcessError):  # there is nothing left to wait for
        os.waitpid(child, os.WNOHANG)


def test_work_aside_is_done_by_the_end(tmp_path: Path) -> None:
    with processes.Aside() as aside:
        aside.do(lambda: (tmp_path / "aside").write_text(str(os.getpid())))
    assert (tmp_path / "aside").read_text() != str(os.getpid())


def test_work_aside_that_fails_is_done_by_the_caller(tmp_path: Path) -> None:
    here = os.getpid()

    def work() -> None:
        if os.getpid() != here:
            os._exit(1)
        (tmp_path / "aside").touch()

    with processes.Aside() as aside:
        aside.do(work)
    assert (tmp_path / "aside").exists()


def test_work_aside_is_done_at_once_where_no_process_can_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refuses)
    done: list[str] = []
    with processes.Aside() as aside:
        aside.do(lambda: done.append("aside"))
        assert done == ["aside"]


def test_work_aside_is_waited_for_and_left_undone_where_the_caller_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    here, done = os.getpid(), []

    def work() -> None:
        if os.getpid() != here:
            os._exit(1)
        done.append("aside")

    begun: list[int] = []
    fork = os.fork

    def forking() -> int:
        begun.append(fork())
        return begun[-1]

    monkeypatch.setattr(os, "fork", forking)
    aside = processes.Aside()
    aside.do(work)
    with pytest.raises(ZeroDivisionError), aside:
        raise ZeroDivisionError
    assert not done
    assert len(begun) == 1
    with pytest.raises(ChildProcessError):  # there is nothing left to wait for
        os.waitpid(begun[0], os.WNOHANG)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="cores cannot be chosen here")
def test_one_core_gets_one_process() -> None:
    allowed = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(allowed)})
        assert processes.cores() == 1
        assert processes.count(100_000) == 1
    finally:
        os.sched_setaffinity(0, allowed)
    assert processes.cores() == len(allowed)
