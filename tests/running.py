"""The command line as tests run it: in this process, with what it said and how it ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from click.testing import CliRunner

from tpo_docs.cli.app import app


class Ran(NamedTuple):
    """How a command ended, and what it said."""

    status: int
    out: str
    err: str


Run = Callable[..., Ran]


def run_here(*arguments: str) -> Ran:
    """Runs a command; what is no orderly end is raised."""
    result = CliRunner().invoke(app, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(result.exit_code, result.stdout, result.stderr)
