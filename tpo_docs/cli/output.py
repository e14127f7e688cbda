"""Where a command's output goes: the standard output, or a file in one step."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tpo_docs import files


def deliver(text: str, path: str | None = None) -> None:
    """Prints a text, or writes it to a file beside its place and moves it there."""
    if path is None or path == "-":
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    try:
        files.write_bytes(Path(path), text.encode("utf-8", "replace"))
    except OSError as error:
        raise unwritable(path, error) from error


def unwritable(path: str, error: OSError) -> click.ClickException:
    """What to say of a file that could not be written."""
    return click.ClickException(f"{path} cannot be written: {(error.strerror or str(error)).casefold()}")
