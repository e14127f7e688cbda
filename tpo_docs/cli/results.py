"""`tpo-docs results`: test results into the project, and what they prove."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from tpo_docs import files, git
from tpo_docs.cli import project
from tpo_docs.cli.console import Progress, has_colour, painter, width
from tpo_docs.cli.nearest import nearest
from tpo_docs.cli.options import Where, format_option, output_option, where_options
from tpo_docs.cli.output import deliver, unwritable
from tpo_docs.cli.result_tables import empty, tables
from tpo_docs.cli.table import draw
from tpo_docs.files import Loaded
from tpo_docs.formats.rows import WRITERS, as_json
from tpo_docs.model import CaseResult, FileLines, Project, Results
from tpo_docs.records.evidence import Matcher, fits
from tpo_docs.records.recording import BY_HAND, Origin, Recorder, Told, without
from tpo_docs.records.results import BLOCKED, FAILED, PASSED, PATH, moment, written
from tpo_docs.report.text import counted
from tpo_docs.testreports import ReportError, read

_ENDINGS = frozenset((".xml", ".json", ".jsonl", ".ndjson", ".info", ".lcov"))
_EPILOG = """\b
Examples:
  tpo-docs results add build/junit.xml --commit "$GITHUB_SHA"
  tpo-docs results add reports/ --environment staging --whole
  tpo-docs results record TEST-012 --result passed --comment "By hand"
  tpo-docs results list
"""
_ADD_EPILOG = """\b
Examples:
  tpo-docs results add build/junit.xml
  tpo-docs results add reports/ coverage.json --environment staging
  tpo-docs results add old/*.xml --at 2027-02-28 --dry-run
"""
_LIST_EPILOG = """\b
Examples:
  tpo-docs results list
  tpo-docs results list --show unmatched
  tpo-docs results list --show cases --format json
"""
_RECORD_EPILOG = """\b
Examples:
  tpo-docs results record TEST-012 --result passed
  tpo-docs results record STY-004/AC2 --result failed --comment "No mail"
"""
_FORGET_EPILOG = """\b
Examples:
  tpo-docs results forget "tests.test_old::*"
  tpo-docs results forget "tests.*" --environment staging --dry-run
"""


class _Group(click.Group):
    """The commands below `results`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command named, or a word on what may have been meant."""
        if args[0] not in self.commands and not args[0].startswith("-"):
            raise click.UsageError(f"there is no command '{args[0]}'{nearest(args[0], self.commands)}", ctx)
        return super().resolve_command(ctx, args)


@click.group("results", cls=_Group, epilog=_EPILOG, invoke_without_command=True)
@where_options
@click.pass_context
def command(ctx: click.Context, where: Where) -> None:
    """Keep the results of tests, and say what they prove.

    They are kept in records/results.jsonl, which belongs into Git.
    """
    ctx.obj = where
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@command.command("add", epilog=_ADD_EPILOG)
@click.argument("paths", metavar="FILE...", nargs=-1, required=True)
@click.option("--commit", metavar="COMMIT", default="", help="The commit that was tested.  [default: HEAD]")
@click.option("--environment", metavar="NAME", default="", help="Where the tests ran.")
@click.option("--at", metavar="TIME", default="", help="When they ran, instead of what the report says.")
@click.option("--whole", is_flag=True, help="All tests of the environment ran: forget those that are not there.")
@click.option("--skip-broken", is_flag=True, help="Pass over files that cannot be read.")
@click.option("--dry-run", is_flag=True, help="Say what would be kept and write nothing.")
@where_options
def add(
    where: Where,
    *,
    paths: tuple[str, ...],
    commit: str,
    environment: str,
    at: str,
    whole: bool,
    skip_broken: bool,
    dry_run: bool,
) -> int:
    """Add the results of test reports.

    Reads JUnit XML, Cucumber JSON and messages, pytest's JSON reports, and
    line data of coverage.py (JSON) and LCOV. Of a folder, all such files.
    """
    if at and not moment(at):
        raise click.UsageError(f"--at: '{at}' is no date or time", click.get_current_context())
    loaded = _loaded(where)
    repository = git.find(loaded.root)
    head = git.head(repository) if repository is not None else ""
    recorder = Recorder(loaded.project, _as_tested(where, loaded, commit, head))
    reports = list(_reports(paths))
    broken = []
    with Progress("Reading", len(reports)) as progress:
        for path in reports:
            progress.step()
            try:
                _read(
                    path,
                    recorder,
                    loaded,
                    Origin(_when(loaded, where, path, at), environment, commit or head, bool(at)),
                )
            except ReportError as error:
                place = f"{path}:{error.line}" if error.line else str(path)
                if not skip_broken:
                    raise click.ClickException(f"{place}: {error.reason}; nothing was added") from error
                broken.append(f"{place}: {error.reason}")
    for text in broken:
        click.echo(f"passed over {text}", err=True)
    _say(recorder.told(), len(reports) - len(broken))
    _write(loaded, recorder.result(whole=whole), dry_run=dry_run)
    return 0


@command.command("record", epilog=_RECORD_EPILOG)
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@click.option("--result", type=click.Choice([PASSED, FAILED, BLOCKED]), required=True, help="How it came out.")
@click.option("--comment", metavar="TEXT", default="", help="A word to go with it.")
@click.option("--commit", metavar="COMMIT", default="", help="The commit that was tested.  [default: HEAD]")
@click.option("--environment", metavar="NAME", default="", help="Where it ran.")
@click.option("--at", metavar="TIME", default="", help="When it ran.  [default: now]")
@click.option("--dry-run", is_flag=True, help="Say what would be kept and write nothing.")
@where_options
def record(
    where: Where,
    *,
    ids: tuple[str, ...],
    result: str,
    comment: str,
    commit: str,
    environment: str,
    at: str,
    dry_run: bool,
) -> int:
    """Record by hand how tests came out: manual tests, inspections.

    An ID is that of a test, or of an item or criterion: STY-004/AC2.
    """
    if at and not moment(at):
        raise click.UsageError(f"--at: '{at}' is no date or time", click.get_current_context())
    loaded = _loaded(where)
    matcher = Matcher(loaded.project)
    repository = git.find(loaded.root)
    head = git.head(repository) if repository is not None else ""
    recorder = Recorder(loaded.project, _as_tested(where, loaded, commit, head))
    origin = Origin(moment(at) or _today(loaded, where) or _now(), environment, commit or head)
    for name in ids:
        address = matcher.known(name)
        if not address:
            mend = nearest(name.partition("/")[0], loaded.project.items)
            raise click.UsageError(f"there is no item or criterion {name}{mend}", click.get_current_context())
        text = " ".join(comment.split())
        recorder.add(CaseResult(f"{BY_HAND}::{address}", result, "", message=text, names=(address,)), origin)
    _write(loaded, recorder.result(), dry_run=dry_run)
    return 0


@command.command("forget", epilog=_FORGET_EPILOG)
@click.argument("patterns", metavar="CASE...", nargs=-1, required=True)
@click.option("--environment", metavar="NAME", default=None, help="Only of this environment.")
@click.option("--dry-run", is_flag=True, help="Say what would go and write nothing.")
@where_options
def forget(where: Where, *, patterns: tuple[str, ...], environment: str | None, dry_run: bool) -> int:
    """Take cases out that are no longer there: renamed or deleted tests.

    CASE is a case's name as `results list --show cases` shows it; * and ?
    stand for anything.
    """
    loaded = _loaded(where)
    gone = [
        case
        for case in loaded.project.results.cases
        if (environment is None or case.environment == environment) and _meant(case.case, patterns)
    ]
    if not gone:
        raise click.ClickException(f"no result is of a case {' or '.join(patterns)}")
    click.echo(f"{counted(len(gone), 'case', 'cases')} forgotten")
    _write(loaded, without(loaded.project.results, gone), dry_run=dry_run)
    return 0


@command.command("list", epilog=_LIST_EPILOG)
@click.option(
    "--show",
    type=click.Choice(["tests", "cases", "failed", "unmatched", "files"]),
    default="tests",
    show_default=True,
    help="Tests with their results, the cases themselves, or what of them proves nothing.",
)
@format_option("table", "json", "csv", "markdown", help="How to write the list.")
@output_option()
@where_options
def listing(where: Where, *, show: str, format_: str, output: str | None) -> int:
    """List what the recorded results say."""
    found = project.load(where).project
    table, styles = tables(found, show)
    if format_ == "json":
        deliver(as_json(table, frozenset(("proves",))), output)
    elif format_ != "table":
        deliver(WRITERS[format_](table), output)
    else:
        to_file = output is not None
        paint = painter(colour=has_colour() and not to_file)
        text = draw(table, width=None if to_file else width(), paint=paint, style=lambda row, _: styles[row])
        deliver(text if table.rows else f"{empty(found, show)}\n", output)
    return 0


def _loaded(where: Where) -> Loaded:
    loaded = project.load(where)
    broken = next((one for one in loaded.project.unread if one.path == PATH), None)
    if broken is not None:
        raise click.ClickException(f"{PATH}:{broken.line}: {broken.reason}; mend it first, since the file is rewritten")
    return loaded


def _as_tested(where: Where, loaded: Loaded, commit: str, head: str) -> Project | None:
    """The project as it was tested, where that is another commit that is known here."""
    repository = git.find(loaded.root) if commit else None
    revision = git.revision(repository, commit) if repository is not None else None
    if revision is None or revision.commit == head:
        return None
    return project.load(where, ref=revision.commit).project


def _reports(paths: Iterable[str]) -> Iterator[Path]:
    """The reports, each once: in a folder and by its name it is the same one."""
    seen: set[Path] = set()
    for path in _named(paths):
        place = path.resolve()
        if place not in seen:
            seen.add(place)
            yield path


def _named(paths: Iterable[str]) -> Iterator[Path]:
    for text in paths:
        path = Path(text)
        if path.is_dir():
            found = sorted(one for one in path.rglob("*") if one.suffix.lower() in _ENDINGS and one.is_file())
            if not found:
                raise click.ClickException(f"{text} holds no report ({', '.join(sorted(_ENDINGS))})")
            yield from found
        else:
            yield path


def _read(path: Path, recorder: Recorder, loaded: Loaded, origin: Origin) -> None:
    try:
        with path.open("rb") as stream:
            for found in read(stream, loaded.configuration.results.properties):
                recorder.add(_inside(found, loaded.root) if isinstance(found, FileLines) else found, origin)
    except OSError as error:
        raise ReportError(f"the file cannot be read: {(error.strerror or str(error)).casefold()}") from error


def _inside(found: FileLines, root: Path) -> FileLines:
    """Line data with its path from the project's root, where it lies there."""
    path = Path(found.file)
    if path.is_absolute() and path.is_relative_to(root):
        return found._replace(file=path.relative_to(root).as_posix())
    return found


def _when(loaded: Loaded, where: Where, path: Path, at: str) -> str:
    """When a run was, if its report does not say: the day asked for, that of a reproducible build, or the file's time."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if at or where.today or loaded.configuration.today is not None:
        return moment(at) or _today(loaded, where)
    try:
        seconds = int(epoch) if epoch.isdecimal() and len(epoch) < 12 else path.stat().st_mtime
        return moment(datetime.fromtimestamp(seconds, UTC).isoformat())
    except OSError:
        return _now()


def _today(loaded: Loaded, where: Where) -> str:
    day = files.frozen_day(loaded.configuration, project.day(where))
    return moment(day.isoformat()) if day is not None else ""


def _now() -> str:
    return moment(datetime.now(UTC).isoformat())


def _meant(case: str, patterns: Iterable[str]) -> bool:
    return any(fits(pattern, case) for pattern in patterns)


def _say(told: Told, reports: int) -> None:
    outcomes = ", ".join(
        f"{told.outcomes[name]} {name}" for name in (PASSED, FAILED, BLOCKED) if told.outcomes.get(name)
    )
    lines = f", line data of {counted(told.files, 'file', 'files')}" if told.files else ""
    said = f": {outcomes}" if outcomes else ""
    click.echo(f"{counted(told.cases, 'case', 'cases')} in {counted(reports, 'report', 'reports')}{said}{lines}")
    if told.cases:
        about = counted(len(told.items), "test or item", "tests and items")
        click.echo(f"{counted(told.proving, 'case is', 'cases are')} about {about}")
    if told.failed:
        click.echo(f"failed: {_some(told.failed)}")
    if told.unknown:
        click.echo(f"there is nothing of the name: {_some(told.unknown)}")
    if told.cases > told.proving:
        rest = counted(told.cases - told.proving, "case matches", "cases match")
        click.echo(f"{rest} nothing: {_some(told.loose, told.cases - told.proving)}")


def _some(names: tuple[str, ...], total: int = 0) -> str:
    shown = ", ".join(names[:3])
    more = max(total, len(names)) - min(3, len(names))
    return f"{shown} and {more} more" if more > 0 else shown


def _write(loaded: Loaded, results: Results, *, dry_run: bool) -> None:
    data = written(results)
    lines = counted(data.count(b"\n"), "line", "lines")
    if dry_run:
        click.echo(f"would write {lines} to {PATH}")
        return
    path = loaded.root / PATH
    try:
        if not path.is_file() or path.read_bytes() != data:
            files.write_bytes(path, data)
    except OSError as error:
        raise unwritable(PATH, error) from error
    click.echo(f"wrote {lines} to {PATH}; commit it")
