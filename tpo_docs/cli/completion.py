"""`tpo-docs completion`: the script that lets a shell complete our commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from tpo_docs.cli.options import Where, where_options

_HOW = {
    "bash": '# In ~/.bashrc:  eval "$(tpo-docs completion bash)"\n',
    "zsh": '# In ~/.zshrc:  eval "$(tpo-docs completion zsh)"\n',
    "fish": "# In ~/.config/fish/completions/tpo-docs.fish, as it is\n",
}

EPILOG = """\b
Examples:
  eval "$(tpo-docs completion bash)"      (in ~/.bashrc)
  eval "$(tpo-docs completion zsh)"       (in ~/.zshrc)
  tpo-docs completion fish > ~/.config/fish/completions/tpo-docs.fish
"""


@click.command("completion", epilog=EPILOG)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@where_options
@click.pass_context
def command(ctx: click.Context, where: Where, *, shell: str) -> int:  # noqa: ARG001 - every command takes it
    """Print the completion script of a shell.

    It completes commands, options and their choices, and the names of the project: ids of items, types, releases,
    parties and teams, as the last command saw them.
    """
    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(_HOW[shell] + kind(ctx.find_root().command, {}, "tpo-docs", "_TPO_DOCS_COMPLETE").source())
    return 0
