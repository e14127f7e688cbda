"""The options that every command takes, where the project is, which configuration, which day; and those of most."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

import click
from click.core import ParameterSource

_Function = TypeVar("_Function", bound=Callable[..., Any])


_WRITTEN = ("output", "write_known")
"""Options that name a file to write."""

_NAMING = frozenset(
    (
        "FILE",
        "FILE|DIR",
        "DIR",
        "REVISION",
        "BASE",
        "ADDRESS",
        "DATE",
        "TIME",
        "URL",
        "ID",
        "RELEASE",
        "PARTY",
        "UPSTREAM",
        "ROLE",
    )
)
"""What options stand for that name something: an empty one is a variable of a script that was not set."""
_NAMED = ("version", "team")
"""Such options that stand for a name of any kind."""


class Where(NamedTuple):
    """Which project is meant, and the day to judge it by; as written on the command line."""

    directory: str = ""
    config: str = ""
    today: str = ""

    def over(self, other: Where) -> Where:
        """This one's values; the other's where this one is silent."""
        return Where(self.directory or other.directory, self.config or other.config, self.today or other.today)


def audience_option(function: _Function) -> _Function:
    """Adds `--audience`: whom the output is for."""
    return click.option(
        "--audience", metavar="NAME", help="Only what this audience may see, as public.  [default: everything]"
    )(function)


def format_option(*formats: str, help: str) -> Callable[[_Function], _Function]:
    """Adds `--format`, as `format_`: one of these, the first unless another is asked for."""
    choice = click.Choice(formats)
    return click.option("--format", "format_", type=choice, default=formats[0], show_default=True, help=help)


def output_option(it: str = "it") -> Callable[[_Function], _Function]:
    """Adds `--output`; `it` is the word for what is written."""
    return click.option("--output", metavar="FILE", help=f"Write {it} to FILE instead.")


def where_options(function: _Function) -> _Function:
    """Adds `-C`, `--config` and `--today`; the function gets one `where`. They may stand before the command too.
    A command's `output` and `write_known` are refused where they name what the project is read from."""

    @click.option("-C", "directory", metavar="DIR", default="", help="Work on the project in DIR.")
    @click.option("--config", metavar="FILE", default="", help="Use this configuration instead of tpo-docs.yml.")
    @click.option("--today", metavar="DATE", default="", help="Judge as of this day (YYYY-MM-DD).")
    @functools.wraps(function)
    def run(*arguments: Any, directory: str, config: str, today: str, **options: Any) -> Any:
        where = Where(directory, config, today)
        above = click.get_current_context().obj
        if isinstance(above, Where):
            where = where.over(above)
        _refuse_empty({"config": config, "today": today, **options})
        for name in _WRITTEN:
            if options.get(name):
                from tpo_docs.cli.guard import refuse_source  # noqa: PLC0415 - only where a file is named

                refuse_source(where, str(options[name]), f"--{name.replace('_', '-')}")
        return function(*arguments, where=where, **options)

    return run  # type: ignore[return-value]  # click only reads what its decorators attach


def _refuse_empty(values: Mapping[str, Any]) -> None:
    """Ends the command where an option that names something was given as nothing, which is not to leave it out.
    `-C ""` is the current folder, as with Git."""
    context = click.get_current_context()
    for option in context.command.params:
        name = option.name or ""
        if not isinstance(option, click.Option) or (option.metavar not in _NAMING and name not in _NAMED):
            continue
        given = values.get(name)
        empty = "" in (given if isinstance(given, tuple) else (given,))
        if empty and context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            mend = "give it a value" + ("" if option.required else ", or leave it out")
            raise click.UsageError(f"{option.opts[0]} is empty; {mend}", context)
