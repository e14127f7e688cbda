"""`tpo-docs report`: what a change means, as one comment on its pull request."""

from __future__ import annotations

import click

from tpo_docs import git
from tpo_docs.cli import project
from tpo_docs.cli.options import Where, where_options
from tpo_docs.cli.output import deliver
from tpo_docs.model import Severity
from tpo_docs.proof.difference import difference
from tpo_docs.report.change_report import write
from tpo_docs.report.differences import Versions

EPILOG = """\b
Examples:
  tpo-docs report --base origin/main --output comment.md
  tpo-docs report --base main --fail-on error
"""


@click.command("report", epilog=EPILOG)
@click.option("--base", metavar="REVISION", required=True, help="The branch or commit that the change goes to.")
@click.option("--output", metavar="FILE", help="Write it to FILE instead.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info", "never"]),
    default="never",
    show_default=True,
    help="The least severity of a new finding that makes the exit status 1.",
)
@where_options
def command(where: Where, *, base: str, output: str | None, fail_on: str) -> int:
    """Write what a change means as one comment on its pull request.

    Markdown: findings that are new (and no others), links newly suspect,
    who must approve and who must look again, and below it all that changed
    since the change left REVISION. The first line is a mark by which the
    comment is found when it is to be updated.
    """
    repository = git.find(project.place(where).root)
    start = (git.merge_base(repository, base) if repository is not None else "") or base
    before = project.load(where, ref=start)
    today = where.today or before.project.today.isoformat()
    after = project.load(where._replace(today=today), base=before.project)
    found = difference(before.review, after.review)
    deliver(write(found, after.review, Versions(base, "this change")), output)
    if fail_on == "never":
        return 0
    least = Severity(fail_on).rank
    return 1 if any(finding.severity.rank <= least for finding in found.findings_new) else 0
