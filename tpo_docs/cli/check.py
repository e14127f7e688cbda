"""`tpo-docs check`: the findings on a project, in the format asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from tpo_docs import files, git
from tpo_docs.cli import project
from tpo_docs.cli.console import has_colour, painter
from tpo_docs.cli.options import Where, where_options
from tpo_docs.cli.output import deliver
from tpo_docs.config import Configuration
from tpo_docs.files import Loaded
from tpo_docs.model import Severity
from tpo_docs.report import REPORTERS, Report, report_of
from tpo_docs.report.text import counted, painted
from tpo_docs.rules import BY_CODE, BY_NAME

_KNOWN_HEAD = (
    "# Findings that are known: `tpo-docs check` passes over them. Written by --write-known; lines may be taken out.\n"
)

EPILOG = """\b
Examples:
  tpo-docs check
  tpo-docs check --select TPO2 --ignore TPO204
  tpo-docs check --format sarif --output findings.sarif
  tpo-docs check --write-known known.txt      (start green …)
  tpo-docs check --known known.txt            (… and fail on what is new)
"""


@click.command("check", epilog=EPILOG)
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(REPORTERS)),
    default="text",
    show_default=True,
    help="How to write the findings.",
)
@click.option("--output", metavar="FILE", help="Write them to FILE instead.")
@click.option(
    "--select", metavar="CODES", multiple=True, help="Only rules whose code begins so, or of that name; commas between."
)
@click.option("--ignore", metavar="CODES", multiple=True, help="All but these rules.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info"]),
    default="error",
    show_default=True,
    help="The least severity that makes the exit status 1.",
)
@click.option("--known", metavar="FILE", help="Leave out the findings listed in FILE.")
@click.option("--write-known", metavar="FILE", help="List all findings in FILE as known, and pass.")
@click.option("--ref", metavar="REVISION", default="", help="Check a tag, branch or commit instead of the folder.")
@click.option("--no-cache", is_flag=True, help="Read and judge everything anew.")
@where_options
def command(
    where: Where,
    *,
    format_: str,
    output: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fail_on: str,
    known: str | None,
    write_known: str | None,
    ref: str,
    no_cache: bool,
) -> int:
    """Say what is missing or wrong.

    Nothing is written but the files that you name (and a cache in .tpo-docs).
    """
    chosen, left_out = _codes(select, "--select"), _codes(ignore, "--ignore")
    keys = _known(known)

    def adjust(configuration: Configuration) -> Configuration:
        rules = configuration.rules
        return replace(
            configuration, rules=replace(rules, select=chosen or rules.select, ignore=rules.ignore + left_out)
        )

    loaded = project.load(where, known=() if write_known else keys, adjust=adjust, ref=ref)
    if write_known:
        return _write_known(loaded, Path(write_known))
    report = report_of(loaded.review, keys or (), fail_on=Severity(fail_on), prefix=git.prefix(loaded.root))
    deliver(_text(report, format_, to_file=output is not None), output)
    return 1 if report.failing else 0


def _text(report: Report, format_: str, *, to_file: bool) -> str:
    if format_ == "text":
        return painted(report, painter(colour=has_colour() and not to_file))
    return REPORTERS[format_](report)


def _codes(written: tuple[str, ...], option: str) -> tuple[str, ...]:
    """Codes or beginnings of codes; a rule's name stands for its code."""
    found = []
    for word in (word.strip() for text in written for word in text.split(",")):
        if word in BY_NAME:
            found.append(BY_NAME[word].code)
        elif word and any(code.startswith(word.upper()) for code in BY_CODE):
            found.append(word.upper())
        elif word:
            raise click.UsageError(
                f"{option}: no rule is called '{word}'{project.nearest(word, [*BY_CODE, *BY_NAME])}",
                click.get_current_context(),
            )
    return tuple(found)


def _known(path: str | None) -> frozenset[str] | None:
    if path is None:
        return None
    try:
        return files.read_known(Path(path).read_bytes())
    except OSError as error:
        raise click.UsageError(f"--known: {path} cannot be read: {(error.strerror or '').casefold()}") from error


def _write_known(loaded: Loaded, path: Path) -> int:
    keys = sorted({finding.key for finding in loaded.review.findings})
    deliver(_KNOWN_HEAD + "".join(f"{key}\n" for key in keys), str(path))
    click.echo(f"{counted(len(loaded.review.findings), 'finding', 'findings')} listed in {path}")
    return 0
