"""Blocks as HTML: what a page, an item or a role asks for, drawn for the page that shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import NamedTuple

from tpo_docs import blocks as asked
from tpo_docs import matrix as matrices
from tpo_docs import query
from tpo_docs.check import selected
from tpo_docs.config import Block
from tpo_docs.coverage import coverage, trace_score
from tpo_docs.matrix import Row, Standing
from tpo_docs.model import (
    Body,
    Category,
    Change,
    Edition,
    Finding,
    Item,
    Project,
    Review,
    Severity,
    Unread,
    as_date,
    natural,
)
from tpo_docs.pages import blocks, chips, explorer, facts, page_charts, text
from tpo_docs.pages.gaps import owner_of, releases_of
from tpo_docs.pages.links import Links
from tpo_docs.pages.matrix import exempt, lack_of, need_words, title_of
from tpo_docs.pages.references import marked
from tpo_docs.places import ABOUT, EXPLORER, GAPS, Places, matrix_page, relative, rule_page
from tpo_docs.planning import goals
from tpo_docs.query import Branch
from tpo_docs.rules import BY_CODE, RULES
from tpo_docs.scope import release_of
from tpo_docs.words import Words, words

_GLYPHS = {"ok": "✓", "derived": "↳", "missing": "○", "none": "–", "failed": "✗", "suspect": "?", "exempt": "⊘"}
_NUMBERS = frozenset(("estimate", "rank", "findings", "probability", "impact", "importance"))
_MAX_CELL = 6
_MAX_ITEMS = 8


class Canvas:
    """What drawing on one page needs."""

    def __init__(self, review: Review, places: Places, edition: Edition, page: str) -> None:
        self.review = review
        self.project: Project = review.project
        self.places = places
        self.edition = edition
        self.say: Words = words(edition.language, review.project.configuration.site.words)
        self.links = Links(page, places, self.say)
        self.page = page

    def to(self, path: str, fragment: str = "") -> str:
        """The address of a generated page."""
        return relative(self.page, self.places.page(path), fragment)

    def select(self, text: str) -> tuple[Item, ...]:
        """The items that a query names, all of them without one."""
        return query.select(query.parse(text, self.project.schema, self.project.derive(asked.names)), self.review)

    def about(self, text: str) -> frozenset[str] | None:
        """The ids that a query names; None without one."""
        return frozenset(item.id for item in self.select(text)) if text else None


class Drawn(NamedTuple):
    """A block as HTML, and how much there is to show of it."""

    html: str
    shown: int
    total: int


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
        target = canvas.to(matrix_page(block.text("rows").replace("/", "-"), block.text("columns").replace("/", "-")))
    link = f' <a href="{escape(target)}">{escape(say("Show all"))}</a>' if target else ""
    return f'<p class="tpo-note">{escape(text_)}{link}</p>'


def _nothing(block: Block, canvas: Canvas) -> str:
    """That there is nothing, and what to write next."""
    say, project = canvas.say, canvas.project
    said = block.text("empty")
    if block.kind == "gaps" and not said:
        return f'<p class="tpo-empty tpo-empty--good">{_state("ok", say("Nothing is missing or wrong here."))}</p>'
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


# ---- items ------------------------------------------------------------------------------------------------------


def _selected(block: Block, canvas: Canvas) -> tuple[Item, ...]:
    items = canvas.select(block.text("query"))
    sort = block.text("sort")
    if sort and "sort:" not in block.text("query"):
        known = asked.names(canvas.project)
        name = query.resolve_name(sort.removeprefix("-"), query.columns(canvas.project.schema, known))
        items = query.ordered(items, (query.Order(name or "id", sort.startswith("-")),), canvas.review)
    return items


def _table(block: Block, canvas: Canvas) -> Drawn:
    items = _selected(block, canvas)
    shown = items[: block.number("limit", 20)]
    names = block.texts("columns") or ("id", "title", "status", "owner")
    known = (*query.columns(canvas.project.schema, asked.names(canvas.project)), asked.COVERAGE)
    columns = tuple(query.resolve_name(name, known) or name for name in names)
    head = "".join(
        f'<th scope="col"{_class("tpo-n" if name in _NUMBERS else "")}>{escape(canvas.say(_label(name)))}</th>'
        for name in columns
    )
    main = "title" if "title" in columns else columns[0]
    rows = "".join(
        f"<tr{_class(_tone(item, canvas))}>{''.join(_cell(item, name, canvas, main=name == main) for name in columns)}</tr>"
        for item in shown
    )
    name = canvas.say(block.text("title")) or block.text("query")
    html = _scrolled(
        f'<table class="tpo-table tpo-stack tpo-items"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>',
        name,
    )
    return Drawn(html, len(shown), len(items))


def _label(name: str) -> str:
    return {
        "id": "Id",
        "covered": "Coverage",
        "coverage": "Coverage",
        "up": "Serves",
        "down": "Served by",
        "missing": "Missing",
    }.get(name) or facts.label(name)


def _tone(item: Item, canvas: Canvas) -> str:
    tone = chips.tone(item, canvas.review)
    return f"tpo-row--{tone}" if tone else ""


def _cell(item: Item, name: str, canvas: Canvas, *, main: bool) -> str:
    label = f' data-label="{escape(canvas.say(_label(name)))}"'
    if main:
        href = escape(canvas.links.href(item))
        return (
            f'<th scope="row" class="tpo-items__title"{label}><a href="{href}">{escape(item.title or item.id)}</a></th>'
        )
    numeric = _class("tpo-n" if name in _NUMBERS else f"tpo-items__{name}" if name in ("id", "status") else "")
    return f"<td{numeric}{label}>{_value(item, name, canvas)}</td>"


def _value(item: Item, name: str, canvas: Canvas) -> str:
    say, project, links = canvas.say, canvas.project, canvas.links
    if name == "id":
        return links.ref(item)
    if name == "status":
        return _status(item, say)
    if name in ("covered", "coverage", "missing"):
        found = chips.coverage_state(item, project, say)
        return "" if found is None else _state(found[0], found[1] or say("covered"))
    if name == "findings":
        return " ".join(
            _severity(severity, count, say) for severity, count in chips.counts(canvas.review.about(item.id))
        )
    if name == "release":
        release = release_of(project, item)
        return links.ref(release, release.title or release.id) if release is not None else ""
    if name == "type":
        return f'<span class="tpo-badge tpo-badge--{escape(item.type)}">{escape(say.singular(item.type))}</span>'
    spec = project.schema.types[item.type].fields.get(name) if item.type in project.schema.types else None
    context = facts.Context(item, project, links)
    if name == "adopted":
        return _adopted(item, canvas)
    values = query.cell(item, name, canvas.review)
    if project.schema.keyword_of(item.type, name) is not None or name in ("up", "down"):
        ends = [links.reference(value, "") for value in values[:_MAX_CELL]]
        return ", ".join(ends) + _more(len(values), canvas)
    if not values and item.group(name.partition(".")[0]) is not None:
        return ""
    shown = [_shown(facts.scalar(value, spec, context), value, name, canvas) for value in values[:_MAX_CELL]]
    return ", ".join(shown) + _more(len(values), canvas)


def _more(count: int, canvas: Canvas) -> str:
    return f" {escape(canvas.say('+{count} more', count=count - _MAX_CELL))}" if count > _MAX_CELL else ""


def _shown(value: facts.Value, written: str, name: str, canvas: Canvas) -> str:
    if value.item is not None:
        return canvas.links.ref(value.item)
    if name in ("kind", "priority", "category"):
        return escape(canvas.say(written))
    if value.address and text.safe_address(value.address):
        return f'<a href="{escape(value.address)}" rel="noopener noreferrer">{escape(written)}</a>'
    return value.html


def _adopted(item: Item, canvas: Canvas) -> str:
    """Who works by a decision, and since when."""
    found = []
    for group in item.groups("adopted"):
        for entry in group.fields:
            party = canvas.project.resolve(entry.name)
            day = group.text(entry.name).strip()
            who = canvas.links.ref(party) if party is not None else escape(entry.name)
            found.append(who + (f' <span class="tpo-date">{escape(day)}</span>' if day else ""))
    return ", ".join(found[:_MAX_CELL])


def _list(block: Block, canvas: Canvas) -> Drawn:
    items = _selected(block, canvas)
    shown = items[: block.number("limit", 20)]
    entries = "".join(
        f"<li>{canvas.links.line(item)}{_sentence(item, block.text('text'), canvas)}</li>" for item in shown
    )
    return Drawn(f'<ul class="tpo-lines tpo-block__lines">{entries}</ul>', len(shown), len(items))


def _sentence(item: Item, which: str, canvas: Canvas) -> str:
    if which not in ("plain", "statement"):
        return ""
    written = item.text("plain") if which == "plain" else ""
    if written:
        return f'<p class="tpo-block__said">{canvas.links.inline(written)}</p>'
    said = text.shortened(item.statement, 280)
    return f'<p class="tpo-block__said">{canvas.links.inline(said)}</p>' if said else ""


def _count(block: Block, canvas: Canvas) -> Drawn:
    say = canvas.say
    items = canvas.select(block.text("query"))
    label = say(block.text("label")) or block.text("query")
    href = canvas.to(EXPLORER) + "#" + explorer.fragment(block.text("query"))
    number, bar = str(len(items)), ""
    tone = block.text("tone") if items and block.text("tone") not in ("", "plain") else "quiet"
    if block.text("of"):
        whole = frozenset(item.id for item in canvas.select(block.text("of")))
        part = sum(1 for item in items if item.id in whole)
        number = say("{part} of {total}", part=part, total=len(whole))
        bar = _bar(part, len(whole), label, figure=f"{100 * part // len(whole) if whole else 100} %")
        tone = "quiet"
    html = (
        f'<ul class="tpo-tiles"><li class="tpo-tile tpo-tile--{tone}"><a class="tpo-tile__link" href="{escape(href)}">'
        f'<span class="tpo-tile__number">{escape(number)}</span> <span class="tpo-tile__text">{escape(label)}</span></a>'
        f"{bar}</li></ul>"
    )
    return Drawn(html, 1, 1)


# ---- traces -----------------------------------------------------------------------------------------------------


def _matrix(block: Block, canvas: Canvas) -> Drawn:
    project, say = canvas.project, canvas.say
    pair = matrices.pair_of(project.schema, block.text("rows"), block.text("columns"))
    if pair is None:
        return Drawn("", 0, 0)
    found = matrices.matrix(project, pair, exempt(canvas.review))
    wanted = canvas.about(block.text("query"))
    rows = [
        row
        for row in found.rows
        if (wanted is None or row.item.id in wanted)
        and (row.standing is not Standing.NONE or row.parts or wanted is not None)
        and (block.text("only") != "gaps" or _is_open(row))
    ]
    shown = rows[: block.number("limit", 50)]
    names = title_of(pair.rows, project, say), title_of(pair.columns, project, say)
    lack = lack_of(pair.columns, say)
    only = block.text("only") == "gaps"
    body = "".join(_matrix_row(row, lack, canvas, only=only) for row in shown)
    html = _scrolled(
        f'<table class="tpo-table tpo-stack tpo-matrix"><thead><tr><th scope="col">{escape(names[0])}</th>'
        f'<th scope="col">{escape(names[1])}</th></tr></thead><tbody>{body}</tbody></table>',
        f"{names[0]} × {names[1]}",
    )
    return Drawn(html, len(shown), len(rows))


def _is_open(row: Row) -> bool:
    return row.standing is Standing.MISSING or any(part.standing is Standing.MISSING for part in row.parts)


def _matrix_row(row: Row, lack: str, canvas: Canvas, *, only: bool) -> str:
    cells = [_matrix_cell(cell, canvas) for cell in row.cells]
    parts: dict[str, list[str]] = {}
    for part in row.parts:
        if part.standing is Standing.MISSING or not only:
            name = part.criterion.id if part.criterion is not None else ""
            fragment = text.criterion_anchor(row.item, name)
            link = f'<a class="tpo-part__id" href="{escape(canvas.links.href(row.item, fragment))}">{escape(name)}</a>'
            ends = " ".join(canvas.links.ref(cell.item) for cell in part.cells)
            parts.setdefault(ends or _mark(part.standing, lack, canvas), []).append(link)
    cells += (f"<li>{' '.join(links)} {said}</li>" for said, links in parts.items())
    if not any(cells) or (row.standing is Standing.MISSING and not row.parts):
        what = ", ".join(need_words(need, canvas.say) for need in row.lacks) or lack
        cells.insert(0, f"<li>{_mark(row.standing, what, canvas)}</li>")
    return f'<tr><th scope="row">{canvas.links.line(row.item)}</th><td><ul class="tpo-lines">{"".join(cells)}</ul></td></tr>'


def _matrix_cell(cell: matrices.Cell, canvas: Canvas) -> str:
    aside = ""
    if cell.via is not None:
        aside = f' <span class="tpo-via"><span aria-hidden="true">↳</span> {escape(canvas.say("through {id}", id=cell.via.id))}</span>'
    elif cell.standing is Standing.DEAD:
        aside = (
            f' <span class="tpo-via"><span aria-hidden="true">†</span> {escape(canvas.say(cell.item.status))}</span>'
        )
    return f"<li>{canvas.links.titled(cell.item)}{aside}</li>"


def _mark(standing: Standing, lack: str, canvas: Canvas) -> str:
    words_ = {
        Standing.MISSING: lack,
        Standing.ADVICE: lack,
        Standing.EXEMPT: canvas.say("Allowed to lack it"),
        Standing.LATER: canvas.say("Not asked yet"),
        Standing.NONE: "–",
    }.get(standing, lack)
    glyph = {"missing": "○", "advice": "◇", "exempt": "⊘", "later": "◌"}.get(standing.value, "")
    sign = f'<span class="tpo-mark__glyph" aria-hidden="true">{glyph}</span> ' if glyph else ""
    return f'<span class="tpo-mark tpo-mark--{standing.value}">{sign}{escape(words_)}</span>'


def _chain(block: Block, canvas: Canvas) -> Drawn:
    project = canvas.project
    up = block.text("direction") == "up"
    if block.text("query"):
        items = canvas.select(block.text("query"))
    else:
        items = tuple(item for item in project.of_type("goal") if item.living)
    shown = items[: block.number("limit", 10)]
    depth = block.number("depth", 3)
    trees = "".join(
        f"<li>{canvas.links.line(item)}{_lacks(item, canvas)}{_branches(query.tree(project, item, up=up), depth, canvas)}</li>"
        for item in shown
    )
    return Drawn(f'<ul class="tpo-tree">{trees}</ul>', len(shown), len(items))


def _branches(branches: tuple[Branch, ...], depth: int, canvas: Canvas) -> str:
    living = [branch for branch in branches if branch.item.living]
    if not living or not depth:
        count = len(living)
        return f'<span class="tpo-via"> {escape(canvas.say("+{count} more", count=count))}</span>' if count else ""
    entries = []
    for branch in living:
        role = canvas.project.schema.roles[branch.role]
        how = canvas.say(role.says[1] if branch.inverse else role.says[0])
        criteria = f" {escape(', '.join(branch.criteria))}" if branch.criteria else ""
        lacks = "" if branch.again else _lacks(branch.item, canvas)
        below = "" if branch.again else _branches(branch.branches, depth - 1, canvas)
        entries.append(
            f'<li><span class="tpo-via">{escape(how)}{criteria}</span> {canvas.links.line(branch.item)}{lacks}{below}</li>'
        )
    return f"<ul>{''.join(entries)}</ul>"


def _lacks(item: Item, canvas: Canvas) -> str:
    """What an item lacks itself, as a mark."""
    found = coverage(canvas.project).get(item.id)
    if found is None or found.covered or not item.committed:
        return ""
    said = ", ".join(chips.missing_words(missing, canvas.say, of=item.id) for missing in found.missing[:3])
    return f" {_mark(Standing.MISSING, said, canvas)}"


# ---- work -------------------------------------------------------------------------------------------------------


def _gaps(block: Block, canvas: Canvas) -> Drawn:
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
    html = _scrolled(
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


def _progress(block: Block, canvas: Canvas) -> Drawn:
    items = _selected(block, canvas)
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
            mean = round(100 * reached)
            yield _measure(say("reached"), _bar(mean, 100, say("reached"), figure=f"{mean} %"))
            verdict = goals.verdict_of(results)
            yield _measure(say("Key results"), _state(blocks.verdict_state(verdict), say(verdict.value)))
        elif results:
            yield _measure(say("reached"), f'<span class="tpo-none">{escape(say("not measured"))}</span>')
        serving = goals.served(project, item)
        if serving.expected:
            yield _measure(say("covered"), _bar(serving.covered, serving.expected, say("covered")))
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
            yield _measure(say("done"), _bar(done, total, say("done")))
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
        yield _measure(say("done"), _bar(done, len(served), say("done")))


def _measure(label: str, html: str) -> str:
    return f'<div class="tpo-progress__line"><span class="tpo-progress__what">{escape(label)}</span> {html}</div>'


def _changes(block: Block, canvas: Canvas) -> Drawn:
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


def _questions(block: Block, canvas: Canvas) -> Drawn:
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


def _exemptions(block: Block, canvas: Canvas) -> Drawn:
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
    html = _scrolled(
        f'<table class="tpo-table tpo-stack"><thead><tr>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table>',
        say("Allowed"),
    )
    return Drawn(html, len(shown), len(found))


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
    "table": _table,
    "list": _list,
    "count": _count,
    "matrix": _matrix,
    "chain": _chain,
    "gaps": _gaps,
    "chart": _chart,
    "progress": _progress,
    "changes": _changes,
    "questions": _questions,
    "exemptions": _exemptions,
    "edition": _edition,
}


# ---- pieces -----------------------------------------------------------------------------------------------------


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""


def _status(item: Item, say: Words) -> str:
    return f'<span class="tpo-status tpo-status--{item.category.value}">{escape(say(item.status))}</span>'


def _state(name: str, said: str) -> str:
    glyph = f'<span class="tpo-state__glyph" aria-hidden="true">{_GLYPHS[name]}</span>'
    return (
        f'<span class="tpo-state tpo-state--{name}">{glyph}<span class="tpo-state__text">{escape(said)}</span></span>'
    )


def _severity(severity: Severity, count: int, say: Words) -> str:
    return (
        f'<span class="tpo-severity tpo-severity--{severity.value}">{count}'
        f'<span class="tpo-sr"> {escape(say(severity.value))}</span></span>'
    )


def _bar(part: int, total: int, label: str, *, figure: str = "") -> str:
    percent = 100 * part // total if total else 100
    full = " tpo-bar--full" if part >= total else ""
    return (
        f'<span class="tpo-bar{full}"><span class="tpo-bar__track" role="img" aria-label="{escape(label)} {percent} %">'
        f'<span class="tpo-bar__part" style="width:{percent}%"></span></span>'
        f'<span class="tpo-bar__figure">{escape(figure or f"{part}/{total}")}</span></span>'
    )


def _scrolled(table: str, name: str) -> str:
    return f'<div class="tpo-scroll" role="region" tabindex="0" aria-label="{escape(name)}">{table}</div>'
