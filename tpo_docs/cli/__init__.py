"""The command line: `tpo-docs`. Imports nothing heavy, so that `--help` and completion answer at once."""

import atexit
import gc
import os
import sys
import threading

from tpo_docs.cli.app import app

_MANY = 100_000
"""Values put aside as a project (see `gc.freeze`) that take a tenth of a second to give back one by one."""


def main() -> None:
    """Runs the command line and ends the process with its exit status."""
    try:
        app()
    except SystemExit as end:
        if isinstance(end.code, int) and gc.get_freeze_count() > _MANY and threading.active_count() == 1:
            _end(end.code)
        raise


def _end(status: int) -> None:
    """Ends the process at once, and leaves it to the system to take back its memory; what is to be done at its end is done."""
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
