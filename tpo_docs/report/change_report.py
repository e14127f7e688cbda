"""A change as one comment on its pull request: what is new and wrong, who must approve, who must look again, what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tpo_docs.awaited import wanted
from tpo_docs.model import Finding, Item, Review
from tpo_docs.proof.difference import Difference
from tpo_docs.records.standing import Standing, standing
from tpo_docs.report.differences import NOBODY, Versions, as_markdown, by_owner, escaped, in_code, summary
from tpo_docs.report.text import counted

MARK = "<!-- tpo-docs report -->"
"""The first line, by which whoever posts the comment finds the one to update."""
_MOST = 50
_LIMIT = 60_000
"""GitHub takes 65,536 characters."""


def write(found: Difference, review: Review, versions: Versions, taken: Iterable[Finding] = ()) -> str:
    """The comment. `taken` are findings on ids that the base has given to other items since. What would make it too
    long for a comment is left to `tpo-docs diff`."""
    clashes = tuple(taken)
    head = [MARK, f"## Requirements: {escaped(summary(found))}", ""]
    worst = sorted(found.findings_new, key=lambda finding: finding.severity.rank)
    gaps = [one for one in worst if one.code != "TPO803"]
    suspects = [one for one in worst if one.code == "TPO803"]
    for title, rows in (
        ("Ids taken on both branches", list(map(_finding, clashes))),
        (f"{counted(len(gaps), 'new finding', 'new findings')}", list(map(_finding, gaps))),
        ("Links newly suspect", list(map(_finding, suspects))),
        ("Who must approve", list(_approvals(found, review))),
        ("Who must look again", list(_again(found))),
    ):
        if rows:
            head += [f"### {title}", "", *_cut(rows), ""]
    items = list(_items(found))
    if items:
        head += ["### Items", "", "| Item | |", "|---|---|", *items[:_MOST]]
        head += [f"| and {len(items) - _MOST:,} more | |"] if len(items) > _MOST else []
        head += [""]
    if not found.findings_new and not clashes:
        head += ["No finding is new.", ""]
    text = _fitting("\n".join(head) + "\n")
    details = as_markdown(found, versions)
    folded = f"<details><summary>All that changed since {escaped(versions.before)}</summary>\n\n{details}\n</details>\n"
    if len(text) + len(folded) > _LIMIT:
        folded = (
            f"The whole is too long for a comment: `tpo-docs diff {in_code(versions.before)} --format html` shows it.\n"
        )
    return text + folded


def _finding(finding: Finding) -> str:
    return f"**{finding.severity.value}** {finding.code} {escaped(finding.message)} (`{in_code(finding.path)}:{finding.line}`)"


def _approvals(found: Difference, review: Review) -> Iterator[str]:
    """By party: the items of this change that wait for its approval, or whose approval it made stale."""
    project = review.project
    changed = [*found.added, *(change.after for change in found.changes if change.fields)]
    waiting: dict[str, list[Item]] = {}
    for item in changed:
        names = [demand.role or "anybody" for demand in wanted(project, item)]
        names += [word.line.party for word in standing(project).get(item.id, Standing()).stale if item.living]
        for name in dict.fromkeys(names):
            waiting.setdefault(name, []).append(item)
    for name, items in sorted(waiting.items()):
        yield f"**{escaped(name)}**: {_names(items)}"


def _again(found: Difference) -> Iterator[str]:
    for owner, some in by_owner(found.again):
        who = f"**{escaped(owner)}**" if owner != NOBODY else "nobody's"
        yield f"{who}: " + ", ".join(
            f"`{in_code(one.item.id)}` ({escaped(', '.join(one.causes))})" for one in some[:_MOST]
        )


def _items(found: Difference) -> Iterator[str]:
    """What became of each item, a row of a table for each."""
    for item in found.added:
        yield f"| {_names([item])} | new, {escaped(item.status)} |"
    for item in found.removed:
        yield f"| {_names([item])} | **removed** |"
    for change in found.changes:
        before = [f"was `{in_code(change.before.id)}`"] if change.renamed else []
        before += ["moved"] if change.moved and not change.renamed else []
        fields = [
            f"status {escaped(field.before)} → {escaped(field.after)}"
            if field.field == "status"
            else escaped(field.field)
            for field in change.fields
        ]
        wording = [] if change.significant or not change.fields else ["nothing that approvals cover"]
        yield f"| {_names([change.after])} | {', '.join([*before, *fields, *wording])} |"


def _names(items: Sequence[Item]) -> str:
    names = [f"`{in_code(item.id)}` {escaped(item.title)}" for item in items[:_MOST]]
    more = [f"and {len(items) - _MOST:,} more"] if len(items) > _MOST else []
    return ", ".join(names + more)


def _fitting(text: str) -> str:
    """The whole lines that a comment has room for."""
    return text if len(text) < _LIMIT else text[:_LIMIT].rpartition("\n")[0] + "\n\n"


def _cut(rows: list[str]) -> list[str]:
    shown = [f"- {row}" for row in rows[:_MOST]]
    return [*shown, f"- and {len(rows) - _MOST:,} more"] if len(rows) > _MOST else shown
