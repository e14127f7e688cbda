"""Tables and progress in a terminal."""

from __future__ import annotations

import io
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tpo_docs.cli import console
from tpo_docs.cli.table import cut, draw, fitted, measure
from tpo_docs.formats.rows import Table


def _plain(text: str, _: str) -> str:
    return text


TABLE = Table(
    ("id", "first_title", "owner"),
    ((("REQ-1",), ("A rather long title of a requirement",), ("tess",)), (("REQ-10",), ("尺寸",), ("a", "b"))),
)


def test_columns_are_as_wide_as_they_need() -> None:
    assert draw(TABLE, width=None, paint=_plain) == (
        "ID      FIRST TITLE                           OWNER\n"
        "REQ-1   A rather long title of a requirement  tess\n"
        "REQ-10  尺寸                                  a, b\n"
    )


def test_on_a_narrow_terminal_the_widest_column_is_cut() -> None:
    lines = draw(TABLE, width=30, paint=_plain).splitlines()
    assert lines == ["ID      FIRST TITLE      OWNER", "REQ-1   A rather long…   tess", "REQ-10  尺寸             a, b"]
    assert all(measure(line) <= 30 for line in lines)


def test_nothing_that_a_terminal_would_obey_is_printed() -> None:
    table = Table(("x",), ((("a\x1b[31mb\nc",),),))
    assert draw(table, width=None, paint=_plain) == "X\na\ufffd[31mb c\n"


def test_heads_are_bold_and_cells_have_the_style_asked_for() -> None:
    def marked(text: str, style: str) -> str:
        return f"<{style}>{text.rstrip()}</>" if style else text

    table = Table(("a", "b"), ((("1",), ("2",)),))
    drawn = draw(table, width=None, paint=marked, style=lambda row, place: "error" if (row, place) == (0, 1) else "")
    assert drawn == "<bold>A</>  <bold>B</>\n1  <error>2</>\n"


@settings(deadline=None)
@given(st.lists(st.integers(0, 200), min_size=1, max_size=6), st.integers(1, 300))
def test_widths_are_made_to_fit_or_as_small_as_they_may_be(widths: list[int], room: int) -> None:
    result = fitted(widths, room)
    assert sum(result) <= max(room, sum(min(wide, 8) for wide in widths))
    assert all(after <= before for before, after in zip(widths, result, strict=True))
    if sum(widths) <= room:
        assert result == widths


@settings(deadline=None)
@given(st.text(max_size=30), st.integers(1, 20))
def test_a_cut_text_is_no_wider_than_asked(text: str, wide: int) -> None:
    assert measure(cut(text, wide)) <= max(wide, 1)


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colour_only_on_a_terminal_that_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert console.has_colour(_Terminal())
    assert not console.has_colour(io.StringIO())
    monkeypatch.setenv("TERM", "dumb")
    assert not console.has_colour(_Terminal())
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not console.has_colour(_Terminal())


def test_a_painter_colours_known_styles_only() -> None:
    paint = console.painter(colour=True)
    assert paint("x", "error") == "\x1b[31m\x1b[1mx\x1b[0m"
    assert paint("x", "") == "x"
    assert console.painter(colour=False)("x", "error") == "x"


def test_progress_is_shown_after_a_second_and_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    clock = iter([0.0, 0.5, 1.2, 1.25, 1.5])
    monkeypatch.setattr("tpo_docs.cli.console.time.monotonic", lambda: next(clock))
    with console.Progress("Reading", 4000) as progress:
        for _ in range(4):
            progress.step(1000)
    bar = "\rReading ████████████░░░░░░░░░░░░ 2,000 of 4,000\x1b[K"
    assert terminal.getvalue() == bar + "\rReading ████████████████████████ 4,000 of 4,000\x1b[K" + "\r\x1b[K"


def test_progress_is_silent_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    with console.Progress("Reading") as progress:
        progress.step()
        assert progress.line() == "Reading 1"
    assert stream.getvalue() == ""
