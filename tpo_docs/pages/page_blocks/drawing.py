"""A block drawn after its kind, and what to say where that cannot be done or gives nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape

from tpo_docs import blocks as asked
from tpo_docs import matrix as matrices
from tpo_docs.check import selected
from tpo_docs.config import Block
from tpo_docs.coverage import trace_score
from tpo_docs.model import (
    Body,
    Edition,
    Review,
    Unread,
)
from tpo_docs.pages import explorer, page_charts, text
from tpo_docs.pages.matrix import page_of
from tpo_docs.pages.page_blocks.canvas import Canvas, Drawn, state_mark
from tpo_docs.pages.page_blocks.items import item_count, item_list, item_table
from tpo_docs.pages.page_blocks.traces import trace_chain, trace_matrix
from tpo_docs.pages.page_blocks.work import change_list, exemption_table, gap_table, progress_list, question_list
from tpo_docs.pages.references import marked
from tpo_docs.places import ABOUT, EXPLORER, GAPS, Places
from tpo_docs.rules import RULES
from tpo_docs.words import Words


def drawn(block: Block, canvas: Canvas) -> str:
    """A block as HTML; where something is wrong with it, a note that says what."""
    problems = asked.faults(block, canvas.project)
    return _note(block.kind, problems, canvas) if problems else _drawn(block, canvas)


def embedding(review: Review, places: Places, edition: Edition) -> text.Embed:
    """What draws the blocks of authors' texts."""

    def embed(body: Body, path: str, page: str) -> Iterator[tuple[int, int, str]]:
        canvas: Canvas | None = None
        for fence in asked.read(body, path):
            canvas = canvas or Canvas(review, places, edition, page)
            problems = fence.problems
            if fence.block is not None:
                problems += asked.faults(fence.block, canvas.project, body.text.split("\n"), body.line)
            if problems or fence.block is None:
                html = _note(fence.block.kind if fence.block is not None else "", problems, canvas)
            else:
                html = _drawn(fence.block, canvas)
            yield fence.first, fence.last, html

    return embed


def _note(kind: str, problems: Iterable[Unread], canvas: Canvas) -> str:
    say = canvas.say
    lines = "".join(
        f"<li>{escape(say('line {line}', line=problem.line))}: {escape(problem.reason)}{_mend(problem, say)}</li>"
        for problem in problems
    )
    head = say("This block cannot be shown") + (f": {kind}" if kind else "")
    return f'<div class="tpo-block tpo-block--wrong" role="note"><p><strong>{escape(head)}</strong></p><ul>{lines}</ul></div>'


def _mend(problem: Unread, say: Words) -> str:
    return f". {escape(say('To mend it'))}: {marked(problem.mend)}" if problem.mend else ""


def _drawn(block: Block, canvas: Canvas) -> str:
    found = _KINDS[block.kind](block, canvas)
    title = canvas.say(block.text("title")) if block.text("title") and block.kind != "chart" else ""
    head = f'<p class="tpo-block__title">{escape(title)}</p>' if title else ""
    if not found.total:
        return f'<div class="tpo-block tpo-block--{block.kind}">{head}{_nothing(block, canvas)}</div>'
    rest = _rest(block, found, canvas) if found.total > found.shown else ""
    return f'<div class="tpo-block tpo-block--{block.kind}">{head}{found.html}{rest}</div>'


def _rest(block: Block, found: Drawn, canvas: Canvas) -> str:
    """How many more there are, and where."""
    say = canvas.say
    text_ = say("The first {shown} of {total}.", shown=found.shown, total=found.total)
    target = ""
    if block.kind in ("table", "list") and block.text("query"):
        sort = block.text("sort")
        written = block.text("query") + (f" sort:{sort}" if sort and "sort:" not in block.text("query") else "")
        target = canvas.to(EXPLORER) + "#" + explorer.fragment(written)
    elif block.kind == "gaps":
        target = canvas.to(GAPS)
    elif block.kind == "matrix":
        pair = matrices.pair_of(canvas.project.schema, block.text("rows"), block.text("columns"))
        if pair in canvas.project.derive(matrices.pairs):
            target = canvas.to(page_of(pair))
    link = f' <a href="{escape(target)}">{escape(say("Show all"))}</a>' if target else ""
    return f'<p class="tpo-note">{escape(text_)}{link}</p>'


def _nothing(block: Block, canvas: Canvas) -> str:
    """That there is nothing, and what to write next."""
    say, project = canvas.say, canvas.project
    said = block.text("empty")
    if block.kind == "gaps" and not said:
        return f'<p class="tpo-empty tpo-empty--good">{state_mark("ok", say("Nothing is missing or wrong here."))}</p>'
    if said:
        shown = f'<p class="tpo-empty__text">{marked(say(said))}</p>'
    elif block.text("query"):
        code = f"`{block.text('query')}`"
        shown = f'<p class="tpo-empty__text">{marked(say("Nothing matches {query} now.", query=code))}</p>'
    else:
        shown = f'<p class="tpo-empty__text">{escape(say("Nothing to show yet."))}</p>'
    absent = sorted(name for name in asked.types_of(block, project.schema) if not project.has_type(name))
    following = (
        f'<p class="tpo-empty__next">{marked(say("Write the first one: {command}", command=f"`tpo-docs new {absent[0]}`"))}</p>'
        if absent and absent[0] in project.schema.types
        else ""
    )
    return f'<div class="tpo-empty">{shown}{following}</div>'


def _edition(block: Block, canvas: Canvas) -> Drawn:  # noqa: ARG001 - as every kind
    say, edition, project = canvas.say, canvas.edition, canvas.project
    met, expected = trace_score(project)
    options = project.configuration.rules
    judged = sum(1 for rule in RULES if selected(rule.code, options))
    changed = ", ".join(f"{code}: {severity}" for code, severity in sorted(options.severity.items()))
    unknown = say("unknown")
    lines = (
        ("Version", escape(edition.version)),
        ("State of", escape(edition.built_on[:10] or unknown)),
        ("Commit", f"<code>{escape(edition.commit[:12])}</code>" if edition.commit else escape(unknown)),
        ("Published versions", escape(", ".join(edition.versions) or edition.version)),
        ("Rules that judged", f'<a href="{escape(canvas.to("rules/index.md"))}">{judged} / {len(RULES)}</a>'),
        ("Changed severities", escape(changed or say("none"))),
        ("Needs that are met", f"{met} / {expected}"),
        ("Exemptions", str(len(canvas.review.exempted))),
    )
    body = "".join(f"<div><dt>{escape(say(name))}</dt><dd>{html}</dd></div>" for name, html in lines)
    about = f'<p class="tpo-note"><a href="{escape(canvas.to(ABOUT))}">{escape(say("About this build"))}</a></p>'
    return Drawn(f'<dl class="tpo-facts">{body}</dl>{about}', 1, 1)


def _chart(block: Block, canvas: Canvas) -> Drawn:
    items = canvas.select(block.text("query")) if block.text("query") else None
    chart = page_charts.Chart(block.text("of"), block.text("by"), block.text("title"), items)
    html = page_charts.chart(chart, canvas.review, canvas.links, canvas.to)
    return Drawn(html, 1, 1) if html else Drawn("", 0, 0)


_KINDS: dict[str, Callable[[Block, Canvas], Drawn]] = {
    "table": item_table,
    "list": item_list,
    "count": item_count,
    "matrix": trace_matrix,
    "chain": trace_chain,
    "gaps": gap_table,
    "chart": _chart,
    "progress": progress_list,
    "changes": change_list,
    "questions": question_list,
    "exemptions": exemption_table,
    "edition": _edition,
}
