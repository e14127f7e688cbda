"""`tpo-docs snapshot`: today as a line of `records/snapshots.jsonl`, from which forecasts and metrics draw."""

from __future__ import annotations

import json

import click

from tpo_docs import files
from tpo_docs.cli import project
from tpo_docs.cli.options import Where, where_options
from tpo_docs.cli.output import unwritable
from tpo_docs.model import as_date
from tpo_docs.planning.recording import recorded
from tpo_docs.snapshots import PATH

EPILOG = """\b
Examples:
  tpo-docs snapshot
  tpo-docs snapshot --dry-run
"""


@click.command("snapshot", epilog=EPILOG)
@click.option("--dry-run", is_flag=True, help="Print the line, and write nothing.")
@where_options
def command(where: Where, *, dry_run: bool) -> int:
    """Record how the project stands today, in records/snapshots.jsonl.

    Throughput, burn-up and trends draw from these days, so a project that is
    not read from its whole Git history records one a week, or in each run of
    its CI. A second line of a day takes the place of the first.
    """
    loaded = project.load(where)
    today = loaded.project.today
    text = json.dumps(recorded(loaded.review), ensure_ascii=False, separators=(",", ":"))
    if dry_run:
        click.echo(text)
        return 0
    path = loaded.root / PATH
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines() if path.exists() else []
        kept = [line for line in lines if line.strip()]
        again = bool(kept) and _day(kept[-1]) == str(today)
        if again:
            kept.pop()
        files.write_text(path, "".join(f"{line}\n" for line in (*kept, text)))
    except (OSError, UnicodeDecodeError) as error:
        raise unwritable(PATH, error if isinstance(error, OSError) else OSError("the file is not UTF-8")) from error
    click.echo(f"{'recorded anew' if again else 'recorded'} {today} in {PATH}")
    return 0


def _day(line: str) -> str:
    """The day of a line; empty where it cannot be read."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return ""
    return str(as_date(str(row.get("at", ""))) or "") if isinstance(row, dict) else ""
