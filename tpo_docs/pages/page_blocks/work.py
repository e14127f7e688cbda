"""What is to be done and what was: gaps, progress, changes, questions and exemptions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape

from tpo_docs import query
from tpo_docs.config import Block
from tpo_docs.model import (
    Category,
    Change,
    Finding,
    Item,
    Project,
    Severity,
    as_date,
    natural,
)
from tpo_docs.pages import blocks, facts
from tpo_docs.pages.gaps import owner_of, releases_of
from tpo_docs.pages.page_blocks.canvas import Canvas, Drawn, named_items, progress_bar, scrolled, state_mark
from tpo_docs.pages.references import marked
from tpo_docs.places import rule_page
from tpo_docs.planning import goals
from tpo_docs.rules import BY_CODE

_MAX_ITEMS = 8


def gap_table(block: Block, canvas: Canvas) -> Drawn:
    """Findings, the gravest first, in groups where that is asked for."""
    project = canvas.project
    wanted = canvas.about(block.text("query"))
    codes = tuple(code.upper() for code in block.texts("rules"))
    worst = Severity(block.text("severity") or "info").rank
    found = [
        finding
        for finding in canvas.review.findings
        if finding.severity.rank <= worst
        and (wanted is None or finding.item in wanted)
        and (not codes or finding.code.startswith(codes))
    ]
    by = _grouping(block.text("by"), project)
    groups: dict[str, list[Finding]] = {}
    for finding in sorted(found, key=lambda finding: (finding.severity.rank, finding.path, finding.line)):
        groups.setdefault(by(finding), []).append(finding)
    limit = block.number("limit", 20)
    order = sorted(
        groups, key=lambda name: (not name, min(one.severity.rank for one in groups[name]), -len(groups[name]))
    )
    bodies: list[str] = []
    shown = 0
    for name in order:
        some = groups[name][: max(0, limit - shown)]
        shown += len(some)
        if some:
            head = _group_head(block.text("by"), name, len(groups[name]), canvas)
            bodies.append(f"<tbody>{head}{''.join(_gap(finding, canvas) for finding in some)}</tbody>")
    say = canvas.say
    heads = "".join(f'<th scope="col">{escape(say(name))}</th>' for name in ("Item", "What is wrong"))
    html = scrolled(
        f'<table class="tpo-table tpo-stack tpo-work"><colgroup><col class="tpo-work__item"><col></colgroup><thead><tr>{heads}</tr></thead>{"".join(bodies)}</table>',
        say("What is missing or wrong"),
    )
    return Drawn(html, shown, len(found))


def _grouping(by: str, project: Project) -> Callable[[Finding], str]:
    releases = releases_of(project) if by == "release" else {}
    return {
        "owner": lambda finding: owner_of(project, finding.item),
        "rule": lambda finding: finding.code,
        "release": lambda finding: releases.get(finding.item, ("",))[0],
    }.get(by, lambda _: "")


def _group_head(by: str, name: str, count: int, canvas: Canvas) -> str:
    if by not in ("owner", "rule", "release"):
        return ""
    item = canvas.project.resolve(name) if name else None
    if by == "rule":
        rule = BY_CODE.get(name)
        shown = f"{escape(name)} {escape(rule.name.replace('-', ' ')) if rule is not None else ''}"
    elif item is not None:
        shown = canvas.links.titled(item)
    else:
        shown = escape(name or canvas.say("Nobody" if by == "owner" else "No release"))
    return (
        f'<tr class="tpo-group__head"><th colspan="2" scope="rowgroup">{shown} '
        f'<span class="tpo-count">{count}</span></th></tr>'
    )


def _gap(finding: Finding, canvas: Canvas) -> str:
    item = canvas.project.items.get(finding.item)
    who = canvas.links.ref(item) if item is not None else f'<span class="tpo-path">{escape(finding.path)}</span>'
    severity = finding.severity.value
    mend = f'<span class="tpo-work__mend">{marked(finding.mend)}</span>' if finding.mend else ""
    rule = escape(canvas.to(rule_page(finding.code)))
    return (
        f'<tr class="tpo-work--{severity}"><th scope="row">{who}</th><td>'
        f'<span class="tpo-severity tpo-severity--{severity}">{escape(canvas.say(severity))}</span> '
        f'{escape(finding.message)} <a class="tpo-finding__code" href="{rule}">{finding.code}</a>{mend}</td></tr>'
    )


def progress_list(block: Block, canvas: Canvas) -> Drawn:
    """How far goals, releases and other items have come."""
    items = named_items(block, canvas)
    shown = items[: block.number("limit", 12)]
    entries = "".join(
        f'<li><div class="tpo-progress__name">{canvas.links.line(item)}</div>{"".join(_progress_bars(item, canvas))}</li>'
        for item in shown
    )
    return Drawn(f'<ul class="tpo-progress">{entries}</ul>', len(shown), len(items))


def _progress_bars(item: Item, canvas: Canvas) -> Iterator[str]:
    project, say = canvas.project, canvas.say
    if item.type == "goal":
        results = goals.key_results(project, item)
        reached = goals.mean_progress(results)
        if reached is not None:
            mean = goals.percent(reached)
            yield _measure(say("reached"), progress_bar(mean, 100, say("reached"), figure=f"{mean} %"))
            verdict = goals.verdict_of(results)
            yield _measure(say("Key results"), state_mark(blocks.verdict_state(verdict), say(verdict.value)))
        elif results:
            yield _measure(say("reached"), f'<span class="tpo-none">{escape(say("not measured"))}</span>')
        serving = goals.served(project, item)
        if serving.expected:
            yield _measure(say("covered"), progress_bar(serving.covered, serving.expected, say("covered")))
        return
    if item.type == "release":
        scope = blocks.scope(item, facts.Context(item, project, canvas.links))
        shares = [share for share in scope.shares if share.type != "epic"]
        total, done = sum(share.total for share in shares), sum(share.done for share in shares)
        if item.text("released"):
            yield _measure(say("Released"), f'<span class="tpo-date">{escape(item.text("released"))}</span>')
        elif item.text("target"):
            late = blocks.overdue(item.text("target"), project.today) and item.category is not Category.DONE
            style = "tpo-late" if late else "tpo-date"
            yield _measure(say("Target date"), f'<span class="{style}">{escape(item.text("target"))}</span>')
        if total:
            yield _measure(say("done"), progress_bar(done, total, say("done")))
        gaps = sum(share.gaps for share in shares)
        if gaps and item.category is not Category.DONE:
            yield _measure(say("with a gap"), f'<span class="tpo-count">{gaps}</span>')
        return
    served = tuple(
        other
        for name in query.closure(project, item, query.below)
        if (other := project.items[name]).living and other.type in ("story", "requirement")
    )
    if served:
        done = sum(1 for other in served if other.category is Category.DONE)
        yield _measure(say("done"), progress_bar(done, len(served), say("done")))


def _measure(label: str, html: str) -> str:
    return f'<div class="tpo-progress__line"><span class="tpo-progress__what">{escape(label)}</span> {html}</div>'


def change_list(block: Block, canvas: Canvas) -> Drawn:
    """The latest commits that touched items."""
    project, say = canvas.project, canvas.say
    wanted = canvas.about(block.text("query"))
    touched: dict[str, list[Item]] = {}
    commits: dict[str, Change] = {}
    for item in project.items.values():
        change = project.history.get(item.path)
        if change is not None and (wanted is None or item.id in wanted):
            touched.setdefault(change.commit, []).append(item)
            commits[change.commit] = change
    if not project.history:
        note = say("The history is not known: the build had no Git repository, or only a part of it.")
        return Drawn(f'<p class="tpo-note">{escape(note)}</p>', 1, 1)
    latest = sorted(commits.values(), key=lambda change: change.on, reverse=True)
    shown = latest[: block.number("limit", 8)]
    entries = []
    for change in shown:
        items = touched[change.commit]
        refs = " ".join(canvas.links.ref(item) for item in items[:_MAX_ITEMS])
        more = len(items) - _MAX_ITEMS
        rest = f' <span class="tpo-note">{escape(say("+{count} more", count=more))}</span>' if more > 0 else ""
        entries.append(
            f'<li><time datetime="{escape(change.on)}">{escape(change.on[:10])}</time> <span class="tpo-changes__what">'
            f'{escape(change.subject)} <span class="tpo-note">{escape(change.author)}</span></span>'
            f'<span class="tpo-changes__items">{refs}{rest}</span></li>'
        )
    return Drawn(f'<ol class="tpo-changes">{"".join(entries)}</ol>', len(shown), len(latest))


def question_list(block: Block, canvas: Canvas) -> Drawn:
    """Open questions, the first due first."""
    project = canvas.project
    wanted, parties = canvas.about(block.text("query")), frozenset(block.texts("to"))
    found: list[tuple[str, Item, str, str]] = []
    for item in project.items.values():
        if "questions" not in item.fields or not item.living or (wanted is not None and item.id not in wanted):
            continue
        for group in item.groups("questions"):
            to, party = group.text("to").strip(), project.resolve(group.text("to").strip())
            kind = party.kind if party is not None else ""
            if group.text("q").strip() and not group.text("answer").strip() and (not parties or {to, kind} & parties):
                found.append((group.text("due").strip(), item, group.text("q"), to))
    found.sort(key=lambda one: (as_date(one[0]) is None, one[0], natural(one[1])))
    shown = found[: block.number("limit", 10)]
    entries = []
    for due, item, said, to in shown:
        party = project.resolve(to) if to else None
        who = f" · {canvas.links.ref(party) if party is not None else escape(to)}" if to else ""
        style = "tpo-late" if blocks.overdue(due, project.today) else "tpo-date"
        day = f' · <span class="{style}">{escape(due)}</span>' if due else ""
        entries.append(
            f'<li class="tpo-question">{canvas.links.inline(said)} '
            f'<span class="tpo-question__meta">{canvas.links.ref(item)}{who}{day}</span></li>'
        )
    return Drawn(f'<ul class="tpo-questions">{"".join(entries)}</ul>', len(shown), len(found))


def exemption_table(block: Block, canvas: Canvas) -> Drawn:
    """Findings that somebody allowed, why and until when."""
    say, found = canvas.say, canvas.review.exempted
    shown = found[: block.number("limit", 50)]
    rows = []
    for entry in shown:
        item = canvas.project.items.get(entry.finding.item)
        who = canvas.links.ref(item) if item is not None else escape(entry.finding.path)
        rule = escape(canvas.to(rule_page(entry.finding.code)))
        rows.append(
            f'<tr><th scope="row">{who}</th><td>{escape(entry.finding.message)} '
            f'<a class="tpo-finding__code" href="{rule}">{entry.finding.code}</a></td>'
            f"<td>{escape(entry.reason)}</td><td>{escape(entry.until) or escape(say('no end'))}</td></tr>"
        )
    heads = "".join(
        f'<th scope="col">{escape(say(name))}</th>' for name in ("Item", "What is allowed", "Reason", "Until")
    )
    html = scrolled(
        f'<table class="tpo-table tpo-stack"><thead><tr>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table>',
        say("Allowed"),
    )
    return Drawn(html, len(shown), len(found))
