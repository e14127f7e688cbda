"""The terminal: colours where there is one, its width, and a progress bar for work that takes more than a second."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import IO, Any, Self

import click

_STYLES: dict[str, dict[str, Any]] = {
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow"},
    "info": {"fg": "cyan"},
    "good": {"fg": "green"},
    "dim": {"dim": True},
    "bold": {"bold": True},
}


def has_colour(stream: IO[str] | None = None) -> bool:
    """Whether to colour what is written there: a terminal, and nobody has asked for none (https://no-color.org)."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return (stream or sys.stdout).isatty()


def painter(*, colour: bool) -> Callable[[str, str], str]:
    """What colours a text by the name of a style."""
    if not colour:
        return lambda text, _: text
    return lambda text, style: click.style(text, **_STYLES[style]) if style in _STYLES else text


def width() -> int | None:
    """How wide the terminal is; None where output goes into a file or a pipe and nothing must be cut."""
    import shutil  # noqa: PLC0415 - long to import, and who answers at once does not ask

    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


class Progress:
    """Counts work on the standard error of a terminal, from the first second on; silent elsewhere."""

    def __init__(self, label: str, total: int = 0) -> None:
        self.label = label
        self.total = total
        self.done = 0
        self._start = time.monotonic()
        self._shown = 0.0
        self._on = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear()

    def step(self, count: int = 1) -> None:
        """So much more is done."""
        self.done += count
        if not self._on:
            return
        now = time.monotonic()
        if now - self._start < 1 or now - self._shown < 0.1:
            return
        self._shown = now
        sys.stderr.write(f"\r{self.line()}\x1b[K")
        sys.stderr.flush()

    def line(self) -> str:
        """How it stands: `Reading ████░░░░ 4,200 of 10,000`."""
        if not self.total:
            return f"{self.label} {self.done:,}"
        filled = min(24, 24 * self.done // self.total)
        return f"{self.label} {'█' * filled}{'░' * (24 - filled)} {self.done:,} of {self.total:,}"

    def clear(self) -> None:
        """Takes the bar away."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
