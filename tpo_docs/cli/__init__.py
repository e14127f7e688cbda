"""The command line: `tpo-docs`. Imports nothing heavy, so that `--help` and completion answer at once."""

import atexit
import os
import sys
import threading

from tpo_docs.cli.app import app


def main() -> None:
    """Runs the command line and ends the process with its exit status."""
    try:
        app()
    except SystemExit as end:
        if isinstance(end.code, int) and threading.active_count() == 1:
            _end(end.code)
        raise


def _end(status: int) -> None:
    """Ends the process at once; what is to be done at its end is done. Its memory is left to the system: to give back the
    values of a project one by one takes a tenth of a second, and modules alone a hundredth."""
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
