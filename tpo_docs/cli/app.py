"""The group of commands: each is imported when it is called, and a wrong call is one clear line and exit status 2."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import click

from tpo_docs import __version__
from tpo_docs.cli.nearest import nearest
from tpo_docs.cli.options import Where, where_options

WRONG_USE = 2
_LONG = 60
"""As much of a name that is too long is repeated."""
COMPLETE = "_TPO_DOCS_COMPLETE"
"""The variable in which a shell says that it wants a word completed, as `tpo-docs completion` sets it."""

COMMANDS = {
    "init": ("start", "Start a project: configuration, first items, a workflow."),
    "new": ("new", "Write a new item with the next free id."),
    "check": ("check", "Say what is missing or wrong."),
    "list": ("listing", "List the items that a query names."),
    "show": ("show", "Show an item with its trace up and down."),
    "diff": ("diff", "Show what changed between two revisions, and what it touches."),
    "matrix": ("matrix", "Show which items of two types are linked, and the gaps."),
    "priorities": ("priorities", "Show the score of each item, and how it comes about."),
    "roadmap": ("roadmap", "Show the epics, when they come, and what of each is done."),
    "plan": ("plan", "Show what to do in which order, and when teams have room."),
    "report": ("report", "Write what a change means, for its pull request."),
    "approve": ("approve", "Record that a party approves items, or wants changes."),
    "pack": ("pack", "Write what a party is to approve, as a file to send."),
    "unpack": ("unpack", "Read the verdicts in a returned pack into the ledger."),
    "accept": ("accept", "Settle a suspect link, seeing what changed."),
    "rename": ("rename", "Give an item another id, and rewrite every reference to it."),
    "renumber": ("renumber", "Give items whose ids are taken twice the next free ones."),
    "merge-check": ("merge_check", "Find ids taken on two branches before they meet."),
    "results": ("results", "Keep the results of tests, and say what they prove."),
    "forecast": ("forecast", "Show when a release will be done, and how likely its target is."),
    "snapshot": ("snapshot", "Record how the project stands today."),
    "explain": ("explain", "Explain a rule: why it matters, how to mend it."),
    "export": ("export", "Write the whole project in another format."),
    "schema": ("schema", "Print JSON Schemas of the configuration and of items."),
    "build": ("build", "Build the site, or versions of it."),
    "serve": ("serve", "Show the site and rebuild it on every change."),
    "completion": ("completion", "Print the completion script of a shell."),
}
"""Command → its module in this package, whose `command` it is, and what `--help` says of it."""

EPILOG = """\b
Examples:
  tpo-docs init shop && cd shop
  tpo-docs new story "Pay by invoice" --link realizes=REQ-004
  tpo-docs check --format sarif --output findings.sarif
  tpo-docs list "type:requirement priority:must missing:test"
  tpo-docs build --version 1.1 --alias latest

Exit status: 0 fine, 1 findings at or above the threshold, 2 wrong use.
"""


class App(click.Group):
    """A group that knows its commands by name alone."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        """In the order in which one needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """The command, imported now."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"tpo_docs.cli.{COMMANDS[cmd_name][0]}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command named, or a word on what may have been meant."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            raise click.UsageError(f"there is no command '{name}'{nearest(name, COMMANDS)}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        """All commands with a line each, none of them imported."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: ARG002, FBT002 - as above
        windows_expand_args: bool = True,  # noqa: ARG002, FBT002 - as above
        **extra: Any,
    ) -> NoReturn:
        """Runs a command and ends the process."""
        _plain_output()
        if asked := os.environ.get(COMPLETE, ""):
            _complete(self, asked)
        try:
            status = super().main(args, prog_name or "tpo-docs", complete_var, standalone_mode=False, **extra)
            sys.stdout.flush()
        except click.ClickException as error:
            _complain(error)
            status = WRONG_USE
        except click.Abort:
            status = 130
        except BrokenPipeError:
            # Whoever read us has seen enough. Nothing more must be written, not even at the end of the process.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            status = 0
        except OSError as error:
            _complain(click.ClickException(_outside(error)))
            _give_up_output()
            status = WRONG_USE
        sys.exit(status if isinstance(status, int) else 0)


@click.group(
    "tpo-docs",
    cls=App,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
    invoke_without_command=True,
)
@click.version_option(__version__, "--version", prog_name="tpo-docs", message="%(prog)s %(version)s")
@where_options
@click.pass_context
def app(ctx: click.Context, where: Where) -> None:
    """Requirements kept as Markdown in Git: linked, checked and published as a
    versioned site with traceability matrices."""
    ctx.obj = where
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def _outside(error: OSError) -> str:
    """What is wrong where it is neither the project nor we: a disk without space, a name that no system takes, or a
    folder that is gone. Any other error is raised again."""
    if error.errno == errno.ENAMETOOLONG:
        name = str(error.filename or "")
        return f"a name is too long: {name[:_LONG]}{'…' if len(name) > _LONG else ''}"
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        where = f": {error.filename}" if error.filename else ""
        return f"{(error.strerror or 'no space left').casefold()}{where}"
    try:
        Path.cwd()
    except FileNotFoundError:
        return "the current folder has been removed"
    raise error


def _give_up_output() -> None:
    """Where what we say has no space either, nothing more is tried, not even at the end of the process."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complete(group: click.Group, asked: str) -> None:
    """Answers a shell that completes the name of something in the project, and ends; else click goes on."""
    from click.shell_completion import get_completion_class  # noqa: PLC0415 - only where a shell asks

    from tpo_docs.cli.completing import completions  # noqa: PLC0415 - as above

    shell, _, does = asked.partition("_")
    kind = get_completion_class(shell) if does == "complete" else None
    if kind is None:
        return
    completer = kind(group, {}, "tpo-docs", COMPLETE)
    try:
        words = completer.get_completion_args()
    except (KeyError, ValueError):
        del os.environ[COMPLETE]  # it is there, and no shell has set those beside it: a call like any other
        return
    found = completions(*words)
    if found is not None:
        click.echo("\n".join(completer.format_completion(item) for item in found))
        sys.exit(0)


def _plain_output() -> None:
    """UTF-8 into files and pipes, whatever the platform; never an exception for a character that cannot be shown."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")


def _complain(error: click.ClickException) -> None:
    """One line: what is wrong, and where to read more."""
    text = " ".join(error.format_message().split())
    text = "".join(sign if sign.isprintable() else "\ufffd" for sign in text)
    hint = ""
    if isinstance(error, click.UsageError) and error.ctx is not None:
        hint = f" (see '{error.ctx.command_path} --help')"
    text = text if text.endswith("..") else text.removesuffix(".")
    if hint and text[1:2].islower():  # click starts with a capital; an id stays as it is
        text = f"{text[:1].lower()}{text[1:]}"
    click.echo(f"tpo-docs: {text}{hint}", err=True)
