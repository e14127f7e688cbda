"""`tpo-docs diff`: what changed between two revisions, or since one of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from tpo_docs import git, pipeline
from tpo_docs.cli import project
from tpo_docs.cli.console import has_colour, painter
from tpo_docs.cli.options import Where, format_option, output_option, where_options
from tpo_docs.cli.output import deliver
from tpo_docs.proof.difference import difference
from tpo_docs.report.difference_html import page
from tpo_docs.report.differences import Versions, as_data, as_markdown, as_text

if TYPE_CHECKING:
    from tpo_docs.files import Loaded
    from tpo_docs.model import Review

EPILOG = """\b
Examples:
  tpo-docs diff                            (since the last tag)
  tpo-docs diff v1.0..v1.1 --format html --output changes.html
  tpo-docs diff main.. --format markdown
"""


@click.command("diff", epilog=EPILOG)
@click.argument("range_", metavar="[A..B]", default="")
@format_option("text", "markdown", "json", "html", help="How to write it; html is one file that needs no other.")
@output_option()
@where_options
def command(where: Where, *, range_: str, format_: str, output: str | None) -> int:
    """Show what changed between two revisions, and what it touches.

    A and B are tags, branches or commits; without B it is the folder as it
    is now, without A the last tag. Items are compared by field and their
    texts word by word, wherever their files lie; links, coverage and
    findings with them.
    """
    start, end = _ends(where, range_)
    after = project.load(where, ref=end)
    before, notes = _before(where, start, after)
    found = difference(before, after.review)
    versions = Versions(start, end or "the working tree", notes)
    if format_ == "json":
        text = json.dumps(as_data(found, versions), indent=2, ensure_ascii=False) + "\n"
    elif format_ == "markdown":
        text = as_markdown(found, versions)
    elif format_ == "html":
        text = page(found, versions)
    else:
        text = as_text(found, versions, painter(colour=has_colour() and output is None))
    deliver(text, output)
    return 0


def _ends(where: Where, written: str) -> tuple[str, str]:
    """Both revisions; an empty second one is the working tree."""
    if "..." in written:
        raise click.UsageError(f"'{written}' has three dots; write A..B", click.get_current_context())
    start, _, end = written.partition("..")
    repository = git.find(project.place(where).root)
    if repository is None:
        raise click.ClickException("there is no Git repository here, so there is nothing to compare with")
    start = start or git.last_tag(repository, f"{end}^" if end else "HEAD")
    if not start:
        raise click.ClickException("there is no tag to compare with; name a revision, as in `tpo-docs diff main`")
    return start, end


def _before(where: Where, ref: str, after: Loaded) -> tuple[Review, tuple[str, ...]]:
    """The earlier version, judged as of the same day; where it holds no project yet, all of the later one is new."""
    today = after.project.today
    try:
        return project.load(where._replace(today=where.today or today.isoformat()), ref=ref).review, ()
    except click.ClickException:
        repository = git.find(after.root)
        if repository is None or git.revision(repository, ref) is None:
            raise
        return pipeline.review((), after.configuration, today), (f"{ref} holds no project here, so all is new",)
