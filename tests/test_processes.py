"""Work for more than one process: nothing is left out, whoever fails."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from tpo_docs import processes

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked here")


def test_each_piece_is_begun_once_from_both_ends() -> None:
    begun = processes.Begun(5)
    first, last = begun.each(), begun.each(backwards=True)
    assert [next(first), next(last), next(last), next(first)] == [0, 4, 3, 1]
    assert [*first, *last] == [2]
    assert list(processes.Begun(0).each()) == []


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
