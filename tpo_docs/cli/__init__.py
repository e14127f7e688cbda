"""The command line: `tpo-docs`. Imports nothing heavy, so that `--help` and completion answer at once."""

from tpo_docs.cli.app import app


def main() -> None:
    """Runs the command line and ends the process with its exit status."""
    app()
