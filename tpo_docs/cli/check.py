"""`tpo-docs check`: the findings on a project, in the format asked for."""

from __future__ import annotations

import gc
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from tpo_docs import git
from tpo_docs.cli import project
from tpo_docs.cli.console import has_colour, painter
from tpo_docs.cli.nearest import nearest
from tpo_docs.cli.options import Where, format_option, output_option, where_options
from tpo_docs.cli.output import deliver
from tpo_docs.files.edits import mender
from tpo_docs.files.memory import Memory, head_of, question
from tpo_docs.model import Severity
from tpo_docs.report import FORMATS, Report, reporter
from tpo_docs.report.report import unpacked
from tpo_docs.report.text import counted, painted

if TYPE_CHECKING:
    from tpo_docs.config import Configuration
    from tpo_docs.files import Loaded
    from tpo_docs.model import Project

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


class Choice(NamedTuple):
    """What is asked of a check."""

    select: tuple[str, ...]
    ignore: tuple[str, ...]
    known: frozenset[str] | None
    """Keys of findings to leave out; None for those that the configuration names."""
    ref: str
    base: str = ""
    """A revision to compare with."""

    def adjust(self, configuration: Configuration) -> Configuration:
        """The configuration with the rules chosen on the command line."""
        rules = configuration.rules
        chosen = replace(rules, select=self.select or rules.select, ignore=rules.ignore + self.ignore)
        return replace(configuration, rules=chosen)


@click.command("check", epilog=EPILOG)
@format_option(*FORMATS, help="How to write the findings.")
@output_option("them")
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
@click.option("--base", metavar="REVISION", default="", help="Judge the changes since this revision, too (TPO107).")
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
    base: str,
    no_cache: bool,
) -> int:
    """Say what is missing or wrong.

    Nothing is written but the files that you name (and a cache in .tpo-docs).
    """
    choice = Choice(_codes(select, "--select"), _codes(ignore, "--ignore"), _known(known), ref, base)
    if write_known:
        found = project.load(where, known=(), adjust=choice.adjust, ref=ref, base=_base(where, choice))
        return _write_known(found, Path(write_known))
    report = _made(where, choice, remember=not no_cache) if ref or base or no_cache else _remembered(where, choice)
    place = project.place(where)
    report = replace(report, fail_on=Severity(fail_on), prefix=git.prefix(place.root))
    deliver(_text(report, format_, to_file=output is not None), output)
    return 1 if report.failing else 0


def _text(report: Report, format_: str, *, to_file: bool) -> str:
    if format_ == "text":
        return painted(report, painter(colour=has_colour() and not to_file))
    return reporter(format_)(report)


def _remembered(where: Where, choice: Choice) -> Report:
    """The report of the last check where nothing has changed since, else a new one."""
    memory = Memory(project.place(where))
    asked = question(where.today or "", choice.select, choice.ignore, choice.known)
    project.day(where)
    gc.disable()  # as where a project is read: what is remembered are many values and no rubbish
    try:
        found = memory.recall(asked, lambda: head_of(memory.place), mender(memory))
        if found is not None:
            return unpacked(found)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        pass  # a cache that somebody else has written into
    finally:
        gc.enable()
    return _made(where, choice, asked=asked)


def _made(where: Where, choice: Choice, *, remember: bool = True, asked: str = "") -> Report:
    from tpo_docs.report.making import report_of  # noqa: PLC0415 - brings the rules, not needed where nothing has changed

    base = _base(where, choice)
    loaded = project.load(
        where,
        known=choice.known,
        adjust=choice.adjust,
        ref=choice.ref,
        base=base,
        remember=remember,
        asked=asked,
        in_vain=bool(asked),
    )
    return report_of(loaded.review, choice.known or ())


def _base(where: Where, choice: Choice) -> Project | None:
    return project.load(where, ref=choice.base).project if choice.base else None


def _codes(written: tuple[str, ...], option: str) -> tuple[str, ...]:
    """Codes or beginnings of codes; a rule's name stands for its code."""
    if not written:
        return ()
    from tpo_docs.rules import CODES, NAMES, called, full_code  # noqa: PLC0415 - only where rules are named

    found: list[str] = []
    if not any(text.replace(",", " ").strip() for text in written):
        raise click.UsageError(f"{option}: it names no rule", click.get_current_context())
    for word in (word.strip() for text in written for word in text.split(",")):
        rule = called(word)
        if rule is not None:
            found.append(rule.code)
        elif word and any(code.startswith(full_code(word)) for code in CODES):
            found.append(full_code(word))
        elif word:
            mend = nearest(word, [*CODES, *NAMES])
            raise click.UsageError(f"{option}: no rule is called '{word}'{mend}", click.get_current_context())
    return tuple(found)


def _known(path: str | None) -> frozenset[str] | None:
    if path is None:
        return None
    from tpo_docs.files.known import KNOWN_LINE, no_finding, read_known  # noqa: PLC0415 - only where a file is named

    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise click.UsageError(f"--known: {path} cannot be read: {(error.strerror or '').casefold()}") from error
    wrong = no_finding(data)
    if wrong is not None:
        says = f"--known: {path}, line {wrong[0]}: '{wrong[1]}' is no finding; write it as {KNOWN_LINE}"
        raise click.UsageError(says, click.get_current_context())
    return read_known(data)


def _write_known(loaded: Loaded, path: Path) -> int:
    keys = sorted({finding.key for finding in loaded.review.findings})
    deliver(_KNOWN_HEAD + "".join(f"{key}\n" for key in keys), str(path))
    click.echo(f"{counted(len(loaded.review.findings), 'finding', 'findings')} listed in {path}")
    return 0
