"""`tpo-docs report`: what a change means, as one comment on its pull request."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace

import click

from tpo_docs import files, git
from tpo_docs.cli import posting, project
from tpo_docs.cli.options import Where, format_option, output_option, where_options
from tpo_docs.cli.output import deliver
from tpo_docs.files import Loaded, ProjectError
from tpo_docs.ids.clashes import clashes
from tpo_docs.model import Finding, Severity
from tpo_docs.proof.difference import difference
from tpo_docs.report import sarif
from tpo_docs.report.change_report import write
from tpo_docs.report.differences import Versions, as_data
from tpo_docs.report.making import report_of

EPILOG = """\b
Examples:
  tpo-docs report --base origin/main --output comment.md
  tpo-docs report --base origin/main --post --sarif new.sarif
  tpo-docs report --base main --fail-on error
"""


@click.command("report", epilog=EPILOG)
@click.option("--base", metavar="REVISION", required=True, help="The branch or commit that the change goes to.")
@format_option("markdown", "json", "sarif", help="How to write it; sarif holds the new findings only.")
@output_option()
@click.option("--sarif", "sarif_file", metavar="FILE", help="Write the new findings to FILE as SARIF too.")
@click.option(
    "--post", is_flag=True, help="Write or update the comment on the pull or merge request this job runs for."
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info", "never"]),
    default="never",
    show_default=True,
    help="The least severity of a new finding that makes the exit status 1.",
)
@where_options
def command(
    where: Where, *, base: str, format_: str, output: str | None, sarif_file: str | None, post: bool, fail_on: str
) -> int:
    """Write what a change means as one comment on its pull request.

    Markdown: findings that are new (and no others), links newly suspect,
    ids that the base has taken too, who must approve and who must look
    again, what became of each item, and below it all that changed since the
    change left REVISION. The first line is a mark by which --post finds the
    comment that it updates. --post works in GitHub Actions (GITHUB_TOKEN) and
    GitLab CI (TPO_DOCS_TOKEN); where it cannot, it says so and goes on.
    """
    repository = git.find(project.place(where).root)
    start = (git.merge_base(repository, base) if repository is not None else "") or base
    before = project.load(where, ref=start)
    today = where.today or before.project.today.isoformat()
    after = project.load(where._replace(today=today), base=before.project)
    found = difference(before.review, after.review)
    taken = tuple(_taken(after, base, start)) if start != base else ()
    fresh = tuple(sorted((*found.findings_new, *taken)))
    versions = Versions(base, "this change")
    comment = write(found, after.review, versions, taken) if post or format_ == "markdown" else ""
    log = _sarif(after, fresh) if sarif_file or format_ == "sarif" else ""
    if format_ == "json":
        deliver(
            json.dumps(as_data(replace(found, findings_new=fresh), versions), indent=2, ensure_ascii=False) + "\n",
            output,
        )
    else:
        deliver(log if format_ == "sarif" else comment, output)
    if sarif_file:
        deliver(log, sarif_file)
    if post:
        click.echo(posting.post(comment), err=True)
    if fail_on == "never":
        return 0
    least = Severity(fail_on).rank
    return 1 if any(finding.severity.rank <= least for finding in fresh) else 0


def _taken(after: Loaded, base: str, start: str) -> Iterator[Finding]:
    """Findings on the ids that this change and its base have both taken since they parted."""
    ours = (*after.project.items.values(), *after.project.duplicates)
    try:
        theirs, common = files.items_at(after, base), files.items_at(after, start)
    except ProjectError as error:
        raise click.ClickException(str(error)) from error
    for one in clashes(ours, theirs, common, base):
        message = f"{one.name} is {one.theirs.title} on {base}, in {one.theirs.path}"
        mend = f"tpo-docs renumber --base {base}"
        item = one.ours
        yield Finding(
            item.path, item.line, item.column, "TPO105", message, "id-duplicate", Severity.ERROR, one.name, base, mend
        )


def _sarif(after: Loaded, fresh: Iterable[Finding]) -> str:
    review = replace(after.review, findings=tuple(fresh), exempted=(), known=())
    return sarif.write(report_of(review, prefix=git.prefix(after.root)))
